#include "scan/things.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/text.h"
#include "facts/contents_from_tarball.h"
#include "model/package_id.h"

namespace scan {
namespace {

bool IsCalledLikeATarball(std::string_view path) {
  const std::string name = ToLower(BaseName(path));
  return name.ends_with(".tgz") || name.ends_with(".tar.gz") || name.ends_with(".tar");
}

bool ReadsAsPackage(std::string_view thing) {
  const std::size_t at = thing.find('@', 1);
  return PackageName::Parse(thing.substr(0, at)).has_value();
}

}  // namespace

Result<ThingKind> KindOf(const FileSystem& files, const std::string& thing) {
  const auto status = files.StatusOfTarget(thing);
  if (!status) return Fail(status.error());
  switch (status->type) {
    case FileType::kFolder:
      return ThingKind::kFolder;
    case FileType::kFile:
      return IsCalledLikeATarball(thing) ? ThingKind::kTarball : ThingKind::kFile;
    case FileType::kMissing:
    case FileType::kSymlink:
    case FileType::kOther:
      break;
  }
  if (status->type == FileType::kOther)
    return Fail(fmt::format("{} is neither a file nor a folder", Quote(thing)));
  const bool looks_like_path =
      thing.starts_with('.') || thing.starts_with('/') || IsCalledLikeATarball(thing);
  if (!looks_like_path && ReadsAsPackage(thing)) return ThingKind::kPublished;
  return Fail(fmt::format("there is no {}", Quote(thing)),
              "name a folder, a .tgz file, a source file, or name@version");
}

Result<LocalThing> ReadLocal(const FileSystem& files, const std::string& thing, ThingKind kind,
                             formats::Unzipper& memory) {
  LocalThing local;
  local.context.origin = kind == ThingKind::kTarball ? Origin::kTarball : Origin::kFolder;
  if (kind == ThingKind::kTarball) {
    auto bytes = files.Read(thing, limits::kArchiveBytes);
    if (!bytes) return Fail(std::move(bytes).error());
    local.storage = *std::move(bytes);
    local.found.contents = facts::ReadTarball(local.storage, memory);
    return local;
  }
  auto found = kind == ThingKind::kFolder ? ReadFolder(files, thing) : ReadSingleFile(files, thing);
  if (!found) return Fail(std::move(found).error());
  local.found = *std::move(found);
  return local;
}

}  // namespace scan
