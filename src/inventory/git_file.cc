#include "inventory/git_file.h"

#include <fmt/format.h>

#include <memory>

#include "base/file_system.h"
#include "base/text.h"
#include "inventory/git_library.h"

namespace inventory {
namespace {

/// "REV:./a" below a folder of the repository is "REV:folder/a".
std::string FromTop(git_repository* repository, const std::string& folder,
                    const std::string& place) {
  const std::size_t colon = place.find(':');
  if (place.compare(colon + 1, 2, "./") != 0) return place;
  const char* const top = Git().repository_workdir(repository);
  const auto real = DiskFileSystem().RealPath(folder);
  if (top == nullptr || !real) return place;
  std::string below = *real + "/";
  if (!below.starts_with(top)) return place;
  below.erase(0, std::string_view(top).size());
  return place.substr(0, colon + 1) + below + place.substr(colon + 3);
}

}  // namespace

Result<ByteVector> ReadGitFile(const std::string& folder, const std::string& place,
                               std::size_t most) {
  const GitLibrary library;
  git_repository* raw_repository = nullptr;
  if (Git().repository_open_ext(&raw_repository, folder.c_str(), 0, nullptr) != 0)
    return Fail(fmt::format("{} is in no git repository: {}", Quote(folder), GitReason()));
  const GitOwned<git_repository> repository(raw_repository, Git().repository_free);
  git_object* raw_object = nullptr;
  const std::string from_top = FromTop(repository.get(), folder, place);
  if (Git().revparse_single(&raw_object, repository.get(), from_top.c_str()) != 0)
    return Fail(
        fmt::format("git has no {}: {}", Quote(place), GitReason()),
        "name it as `git show` does: REVISION:PATH, the path from the top of the repository");
  const GitOwned<git_object> object(raw_object, Git().object_free);
  if (Git().object_type(object.get()) != GIT_OBJECT_BLOB)
    return Fail(fmt::format("{} is no file", Quote(place)));
  const auto* const blob = reinterpret_cast<const git_blob*>(object.get());
  const auto size = static_cast<std::size_t>(Git().blob_rawsize(blob));
  if (size > most)
    return Fail(fmt::format("{} has {}, more than is read", Quote(place), HumanBytes(size)));
  const auto* const bytes = static_cast<const std::uint8_t*>(Git().blob_rawcontent(blob));
  return ByteVector(bytes, bytes + size);
}

}  // namespace inventory
