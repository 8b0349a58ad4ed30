#include "facts/code/code_package.h"

#include <algorithm>

#include "base/file_system.h"
#include "base/limits.h"
#include "facts/code/code_limits.h"

namespace facts::code {

std::uint64_t StepsFor(std::size_t bytes) {
  return std::min(limits::kCodeStepsAtLeast + bytes * limits::kCodeStepsPerByte,
                  limits::kCodeStepsAtMost);
}

std::string_view FolderOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

FileId CodePackage::Add(std::unique_ptr<CodeFile> file) {
  const auto id = static_cast<FileId>(files_.size());
  if (!file->layer) by_path_.try_emplace(file->path(), id);
  files_.push_back(std::move(file));
  return id;
}

FileId CodePackage::Find(std::string_view path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? FileId::kNone : found->second;
}

FileId CodePackage::ResolvePath(std::string_view path) const {
  std::string candidate = NormalisePath(path);
  const std::size_t plain = candidate.size();
  for (const std::string_view suffix : {"", ".js", ".cjs", ".mjs", ".ts", ".jsx", ".tsx",
                                        "/index.js", "/index.cjs", "/index.mjs", "/index.ts"}) {
    candidate.resize(plain);
    const FileId file = Find(candidate += suffix);
    if (file != FileId::kNone) return file;
  }
  // TypeScript writes the extension that the compiler's output will have.
  candidate.resize(plain);
  if (!candidate.ends_with(".js")) return FileId::kNone;
  candidate.resize(plain - std::string_view("js").size());
  return Find(candidate += "ts");
}

FileId CodePackage::Resolve(FileId from, std::string_view specifier) const {
  const bool relative = specifier.starts_with("./") || specifier.starts_with("../") ||
                        specifier == "." || specifier == "..";
  if (relative) {
    std::string path(FolderOf((*this)[from].path()));
    if (!path.empty()) path += '/';
    return ResolvePath(path.append(specifier));
  }
  const std::string& own = view_.name;
  if (own.empty() || !specifier.starts_with(own)) return FileId::kNone;
  const std::string_view rest = specifier.substr(own.size());
  return rest.starts_with('/') ? ResolvePath(rest.substr(1)) : FileId::kNone;
}

}  // namespace facts::code
