#include "registry/cache.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/hash.h"
#include "base/limits.h"

namespace registry {
namespace {
constexpr std::int64_t kLeftoverNanoseconds = 3600LL * 1'000'000'000;
constexpr std::int64_t kUseNanoseconds = 24 * kLeftoverNanoseconds;

std::int64_t AgeOf(const FileStatus& status, const Clock& clock) {
  return clock.Now() * 1'000'000 - status.modified_ns;
}
}  // namespace

ContentCache::ContentCache(FileSystem& files, const Clock& clock, std::string folder)
    : files_(files), clock_(clock), folder_(std::move(folder)) {}

std::string ContentCache::PathOf(const Integrity& integrity) const {
  CHECK(!integrity.empty(), "an entry of the cache has a hash");
  const Hash& hash = integrity.strongest();
  const std::string hex = Hex(hash.digest);
  return fmt::format("{}/content/{}/{}/{}", folder_, NameOf(hash.algorithm), hex.substr(0, 2),
                     hex.substr(2));
}

std::optional<ByteVector> ContentCache::Get(const Integrity& integrity) const {
  const std::string path = PathOf(integrity);
  const auto status = files_.StatusOfTarget(path);
  if (!status || status->type != FileType::kFile) return std::nullopt;
  auto bytes = files_.Read(path, limits::kArchiveBytes);
  if (!bytes) return std::nullopt;
  if (integrity.Matches(*bytes)) {
    NoteUse(files_, clock_, path, *status);
    return std::move(*bytes);
  }
  // Another run may have replaced it meanwhile; at worst its good entry is fetched once more.
  (void)files_.Remove(path);
  return std::nullopt;
}

std::optional<std::uint64_t> ContentCache::SizeOf(const Integrity& integrity) const {
  const auto status = files_.StatusOfTarget(PathOf(integrity));
  if (!status || status->type != FileType::kFile) return std::nullopt;
  return status->size;
}

std::optional<ByteVector> ContentCache::EndOf(const Integrity& integrity, std::size_t count) const {
  auto bytes = files_.ReadEnd(PathOf(integrity), count);
  return bytes ? std::optional(*std::move(bytes)) : std::nullopt;
}

Result<void> ContentCache::Put(const Integrity& integrity, Bytes bytes) {
  CHECK(integrity.Matches(bytes), "only verified bytes are cached");
  const std::string path = PathOf(integrity);
  auto written = files_.WriteAtomically(path, bytes);
  if (!written) {
    return Fail(Error{.message = written.error().message,
                      .help = fmt::format("the cache is {}; choose another with the variable "
                                          "`SALLYPORT_CACHE_DIR`",
                                          folder_)}
                    .Within("keeping what was fetched"));
  }
  has_grown_ = true;
  RemoveLeftovers(std::string(ParentPath(path)));
  return {};
}

void ContentCache::RemoveLeftovers(const std::string& folder) {
  const auto entries = files_.List(folder);
  if (!entries) return;
  for (const FolderEntry& entry : *entries) {
    if (!entry.name.ends_with(".tmp")) continue;
    const std::string path = JoinPath(folder, entry.name);
    const auto status = files_.Status(path);
    if (!status || status->type != FileType::kFile) continue;
    if (AgeOf(*status, clock_) > kLeftoverNanoseconds) (void)files_.Remove(path);
  }
}

void NoteUse(FileSystem& files, const Clock& clock, const std::string& path,
             const FileStatus& status) {
  if (AgeOf(status, clock) > kUseNanoseconds) (void)files.Touch(path);
}

std::string CacheFolder(const Environment& environment) {
  if (const auto xdg = Find(environment, "XDG_CACHE_HOME"); xdg && xdg->starts_with('/')) {
    return JoinPath(*xdg, "sallyport");
  }
  return JoinPath(Find(environment, "HOME").value_or("/"), ".cache/sallyport");
}

}  // namespace registry
