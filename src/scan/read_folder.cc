#include "scan/read_folder.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace scan {
namespace {

class FolderReader {
 public:
  FolderReader(const FileSystem& files, const std::string& root) : files_(files), root_(root) {}

  Result<FolderContents> Read() {
    auto entries = files_.List(root_);
    if (!entries) return Fail(std::move(entries).error());
    // A list of folders still to read instead of recursion: depth is bounded by a number, not by
    // the stack.
    std::vector<Pending> pending;
    TakeEntries("", 0, *entries, pending);
    while (!pending.empty()) {
      const Pending next = std::move(pending.back());
      pending.pop_back();
      auto listed = files_.List(JoinPath(root_, next.path));
      if (!listed) {
        Leave(next.path, listed.error().message);
      } else {
        TakeEntries(next.path, next.depth, *listed, pending);
      }
    }
    std::sort(found_.contents.files.begin(), found_.contents.files.end(),
              [](const ContentFile& a, const ContentFile& b) { return a.path < b.path; });
    std::sort(found_.contents.remarks.begin(), found_.contents.remarks.end());
    std::sort(found_.unread.begin(), found_.unread.end(),
              [](const UnreadFile& a, const UnreadFile& b) { return a.path < b.path; });
    return std::move(found_);
  }

 private:
  struct Pending {
    std::string path;
    std::size_t depth = 0;
  };

  void TakeEntries(const std::string& folder, std::size_t depth,
                   const std::vector<FolderEntry>& entries, std::vector<Pending>& pending) {
    for (const FolderEntry& entry : entries) {
      const std::string path = JoinPath(folder, entry.name);
      if (++entries_ > limits::kFolderEntries) {
        Leave(path, fmt::format("more than {} entries", HumanCount(limits::kFolderEntries)));
        return;
      }
      switch (entry.type) {
        case FileType::kFolder:
          if (entry.name == "node_modules" || entry.name == ".git") break;
          if (depth + 1 >= limits::kFolderDepth) {
            Leave(path, fmt::format("more than {} folders deep", limits::kFolderDepth));
          } else {
            pending.push_back({.path = path, .depth = depth + 1});
          }
          break;
        case FileType::kFile:
          TakeFile(path);
          break;
        case FileType::kSymlink:
          TakeLink(path);
          break;
        case FileType::kOther:
          found_.contents.remarks.push_back(
              {.oddity = ArchiveOddity::kSpecialFile, .path = Untrusted(path)});
          break;
        case FileType::kMissing:
          break;
      }
    }
  }

  void TakeFile(const std::string& path) {
    const std::string full = JoinPath(root_, path);
    const auto status = files_.Status(full);
    auto bytes = files_.Read(full, limits::kFileBytes);
    if (!status || !bytes) {
      Leave(path, !bytes ? bytes.error().message : status.error().message);
      return;
    }
    Contents& contents = found_.contents;
    if (contents.unpacked_bytes + bytes->size() > limits::kArchiveUnpackedBytes) {
      Leave(path, fmt::format("the folder holds more than {}",
                              HumanBytes(limits::kArchiveUnpackedBytes)));
      return;
    }
    contents.unpacked_bytes += bytes->size();
    contents.storage.push_back(*std::move(bytes));
    contents.files.push_back(
        {.path = path, .bytes = contents.storage.back(), .executable = status->executable});
  }

  void TakeLink(const std::string& path) {
    const auto target = files_.ReadLink(JoinPath(root_, path));
    const std::string text = target ? *target : "";
    const std::string resolved = NormalisePath(JoinPath(ParentPath(path), text));
    const bool escapes = text.starts_with('/') || resolved == ".." || resolved.starts_with("../");
    found_.contents.remarks.push_back(
        {.oddity = escapes ? ArchiveOddity::kLinkEscape : ArchiveOddity::kLink,
         .path = Untrusted(path),
         .detail = Untrusted(text)});
  }

  void Leave(const std::string& path, std::string reason) {
    found_.contents.incomplete = true;
    found_.unread.push_back({.path = path, .reason = std::move(reason)});
  }

  const FileSystem& files_;
  const std::string& root_;
  FolderContents found_;
  std::size_t entries_ = 0;
};

}  // namespace

Result<FolderContents> ReadFolder(const FileSystem& files, const std::string& folder) {
  return FolderReader(files, folder).Read();
}

Result<FolderContents> ReadSingleFile(const FileSystem& files, const std::string& path) {
  auto bytes = files.Read(path, limits::kFileBytes);
  if (!bytes) return Fail(std::move(bytes).error());
  FolderContents found;
  found.contents.unpacked_bytes = bytes->size();
  found.contents.storage.push_back(*std::move(bytes));
  found.contents.files.push_back(
      {.path = std::string(BaseName(path)), .bytes = found.contents.storage.back()});
  return found;
}

}  // namespace scan
