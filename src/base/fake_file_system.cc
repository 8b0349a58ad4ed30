#include <fmt/format.h>

#include "base/file_system.h"
#include "base/text.h"

namespace {
constexpr int kLinksFollowed = 40;
}

void FakeFileSystem::AddParents(const std::string& path) {
  for (std::string parent(ParentPath(path)); parent != "." && parent != "/";
       parent = std::string(ParentPath(parent))) {
    nodes_.try_emplace(parent,
                       Node{.type = FileType::kFolder, .content = {}, .modified_ns = ++ticks_});
  }
}

void FakeFileSystem::Add(const std::string& path, std::string_view content) {
  const std::lock_guard lock(mutex_);
  const std::string normal = NormalisePath(path);
  AddParents(normal);
  nodes_[normal] = {
      .type = FileType::kFile, .content = std::string(content), .modified_ns = ++ticks_};
}

void FakeFileSystem::AddLink(const std::string& path, const std::string& target) {
  const std::lock_guard lock(mutex_);
  const std::string normal = NormalisePath(path);
  AddParents(normal);
  nodes_[normal] = {.type = FileType::kSymlink, .content = target, .modified_ns = ++ticks_};
}

Result<std::string> FakeFileSystem::Resolve(const std::string& path) const {
  std::string resolved = NormalisePath(path);
  for (int followed = 0; followed < kLinksFollowed; ++followed) {
    // The first symlink on the way down is replaced by its target, then the walk starts again.
    bool replaced = false;
    for (std::size_t end = resolved.find('/', 1); !replaced; end = resolved.find('/', end + 1)) {
      const std::string prefix = resolved.substr(0, end);
      const auto node = nodes_.find(prefix);
      if (node != nodes_.end() && node->second.type == FileType::kSymlink) {
        const std::string rest = end == std::string::npos ? "" : resolved.substr(end);
        resolved = NormalisePath(JoinPath(ParentPath(prefix), node->second.content) + rest);
        replaced = true;
      }
      if (end == std::string::npos) break;
    }
    if (!replaced) return resolved;
  }
  return Fail(fmt::format("cannot resolve {}: too many levels of symbolic links", Quote(path)));
}

Result<void> FakeFileSystem::MayWrite(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (write_failure_.empty()) return {};
  if (writes_left_ > 0) {
    --writes_left_;
    return {};
  }
  return Fail(fmt::format("cannot write {}: {}", Quote(path), write_failure_));
}

Result<ByteVector> FakeFileSystem::Read(const std::string& path, std::size_t limit) const {
  const std::lock_guard lock(mutex_);
  const auto resolved = Resolve(path);
  if (!resolved) return Fail(resolved.error());
  const auto node = nodes_.find(*resolved);
  if (node == nodes_.end())
    return Fail(fmt::format("cannot open {}: no such file or directory", Quote(path)));
  if (node->second.type == FileType::kFolder)
    return Fail(fmt::format("cannot read {}: it is a folder", Quote(path)));
  const std::string& content = node->second.content;
  if (content.size() > limit) {
    return Fail(fmt::format("{} is larger than the limit of {}", Quote(path), HumanBytes(limit)));
  }
  return ByteVector(content.begin(), content.end());
}

Result<ByteVector> FakeFileSystem::ReadEnd(const std::string& path, std::size_t count) const {
  auto bytes = Read(path, ~std::size_t{0});
  if (bytes && bytes->size() > count)
    bytes->erase(bytes->begin(), bytes->end() - static_cast<std::ptrdiff_t>(count));
  return bytes;
}

Result<MappedFile> FakeFileSystem::Map(const std::string& path, std::size_t limit) const {
  auto bytes = Read(path, limit);
  if (!bytes) return Fail(std::move(bytes).error());
  return MappedFile(*std::move(bytes));
}

Result<FileStatus> FakeFileSystem::Status(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const std::string normal = NormalisePath(path);
  if (normal == "." || normal == "/") return FileStatus{.type = FileType::kFolder};
  const auto parent = Resolve(std::string(ParentPath(normal)));
  if (!parent) return FileStatus{};
  const auto node = nodes_.find(NormalisePath(JoinPath(*parent, BaseName(normal))));
  if (node == nodes_.end()) return FileStatus{};
  return FileStatus{.type = node->second.type,
                    .size = node->second.content.size(),
                    .modified_ns = node->second.modified_ns};
}

Result<FileStatus> FakeFileSystem::StatusOfTarget(const std::string& path) const {
  std::string resolved;
  {
    const std::lock_guard lock(mutex_);
    auto target = Resolve(path);
    if (!target) return FileStatus{};
    resolved = *std::move(target);
  }
  return Status(resolved);
}

Result<std::string> FakeFileSystem::ReadLink(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto node = nodes_.find(NormalisePath(path));
  if (node == nodes_.end() || node->second.type != FileType::kSymlink) {
    return Fail(fmt::format("cannot read the link {}: invalid argument", Quote(path)));
  }
  return node->second.content;
}

Result<std::string> FakeFileSystem::RealPath(const std::string& path) const {
  const auto status = StatusOfTarget(path);
  const std::lock_guard lock(mutex_);
  auto resolved = Resolve(path);
  if (!resolved) return resolved;
  if (status->type == FileType::kMissing) {
    return Fail(fmt::format("cannot resolve {}: no such file or directory", Quote(path)));
  }
  return resolved;
}

Result<std::vector<FolderEntry>> FakeFileSystem::List(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto resolved = Resolve(path);
  if (!resolved) return Fail(resolved.error());
  const bool root = *resolved == "." || *resolved == "/";
  const auto folder = nodes_.find(*resolved);
  if (!root && folder == nodes_.end()) {
    return Fail(fmt::format("cannot list {}: no such file or directory", Quote(path)));
  }
  if (!root && folder->second.type != FileType::kFolder) {
    return Fail(fmt::format("cannot list {}: not a directory", Quote(path)));
  }
  std::vector<FolderEntry> entries;
  for (const auto& [name, node] : nodes_) {
    if (ParentPath(name) == *resolved)
      entries.push_back({.name = std::string(BaseName(name)), .type = node.type});
  }
  return entries;
}

Result<void> FakeFileSystem::WriteAtomically(const std::string& path, Bytes bytes) {
  if (auto allowed = MayWrite(path); !allowed) return allowed;
  Add(path, AsText(bytes));
  return {};
}

Result<void> FakeFileSystem::WritePrivately(const std::string& path, Bytes bytes) {
  return WriteAtomically(path, bytes);
}

Result<void> FakeFileSystem::MakeFolders(const std::string& path) {
  if (auto allowed = MayWrite(path); !allowed) return allowed;
  const std::lock_guard lock(mutex_);
  AddParents(JoinPath(NormalisePath(path), "x"));
  return {};
}

Result<void> FakeFileSystem::Remove(const std::string& path) {
  if (auto allowed = MayWrite(path); !allowed) return allowed;
  const std::lock_guard lock(mutex_);
  nodes_.erase(NormalisePath(path));
  return {};
}

Result<void> FakeFileSystem::Rename(const std::string& from, const std::string& to) {
  if (auto allowed = MayWrite(from); !allowed) return allowed;
  const std::lock_guard lock(mutex_);
  const auto node = nodes_.find(NormalisePath(from));
  if (node == nodes_.end())
    return Fail(fmt::format("cannot rename {}: no such file or directory", Quote(from)));
  nodes_[NormalisePath(to)] = node->second;
  nodes_.erase(node);
  return {};
}

Result<void> FakeFileSystem::Touch(const std::string& path) {
  if (auto allowed = MayWrite(path); !allowed) return allowed;
  const std::lock_guard lock(mutex_);
  const auto node = nodes_.find(NormalisePath(path));
  if (node == nodes_.end())
    return Fail(fmt::format("cannot touch {}: no such file or directory", Quote(path)));
  node->second.modified_ns = ++ticks_;
  return {};
}
