#include "registry/cache_care.h"

#include <algorithm>
#include <tuple>

#include "base/hash.h"
#include "base/limits.h"
#include "registry/packument_cache.h"

namespace registry {
namespace {

constexpr std::int64_t kLeftoverNanoseconds = 3600LL * 1'000'000'000;

enum class EntryKind : std::uint8_t { kTarball, kDocument, kLeftover };

struct Entry {
  EntryKind kind = EntryKind::kTarball;
  std::string path;
  std::uint64_t size = 0;
  std::int64_t used_ns = 0;
};

CacheShare& ShareOf(CacheUse& use, EntryKind kind) {
  switch (kind) {
    case EntryKind::kTarball:
      return use.tarballs;
    case EntryKind::kDocument:
      return use.documents;
    case EntryKind::kLeftover:
      return use.leftovers;
  }
  return use.leftovers;
}

void Count(const Entry& entry, CacheUse& use) {
  CacheShare& share = ShareOf(use, entry.kind);
  ++share.files;
  share.bytes += entry.size;
}

class Lister {
 public:
  explicit Lister(const FileSystem& files) : files_(files) {}

  /// The files below `folder`, which has `depth` levels of folders. Other things are not ours.
  void List(const std::string& folder, int depth, EntryKind kind) {
    const auto names = files_.List(folder);
    if (!names) return;  // not there, or just removed
    for (const FolderEntry& name : *names) {
      const std::string path = JoinPath(folder, name.name);
      if (name.type == FileType::kFolder && depth > 0) List(path, depth - 1, kind);
      if (name.type != FileType::kFile || depth > 0) continue;
      const auto status = files_.Status(path);
      if (!status || status->type != FileType::kFile) continue;
      entries_.push_back({.kind = path.ends_with(".tmp") ? EntryKind::kLeftover : kind,
                          .path = path,
                          .size = status->size,
                          .used_ns = status->modified_ns});
    }
  }

  [[nodiscard]] std::vector<Entry> Take() { return std::move(entries_); }

 private:
  const FileSystem& files_;
  std::vector<Entry> entries_;
};

std::vector<Entry> EntriesOf(const FileSystem& files, const std::string& folder) {
  Lister lister(files);
  lister.List(JoinPath(folder, "content"), 2, EntryKind::kTarball);  // ALGORITHM/ab/cdef...
  lister.List(JoinPath(folder, "packuments"), 1, EntryKind::kDocument);
  return lister.Take();
}

/// content/ALGORITHM/ab/cdef... holds what hashes to abcdef...
bool IsWholeTarball(const std::string& path, Bytes bytes) {
  const std::string_view above = ParentPath(path);
  const std::string hex = std::string(BaseName(above)) + std::string(BaseName(path));
  const std::string_view algorithm = BaseName(ParentPath(above));
  if (algorithm == "sha512") return Hex(Sha512(bytes)) == hex;
  if (algorithm == "sha384") return Hex(Sha384(bytes)) == hex;
  if (algorithm == "sha256") return Hex(Sha256(bytes)) == hex;
  return algorithm == "sha1" && Hex(Sha1(bytes)) == hex;
}

bool IsWhole(const Entry& entry, Bytes bytes) {
  return entry.kind == EntryKind::kTarball ? IsWholeTarball(entry.path, bytes)
                                           : PackumentCache::Parse(bytes).has_value();
}

}  // namespace

CacheUse MeasureCache(const FileSystem& files, const std::string& folder) {
  CacheUse use;
  for (const Entry& entry : EntriesOf(files, folder)) Count(entry, use);
  return use;
}

Result<CacheUse> PruneCache(FileSystem& files, const Clock& clock, const std::string& folder,
                            std::uint64_t bytes) {
  std::vector<Entry> entries = EntriesOf(files, folder);
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.used_ns, a.path) < std::tie(b.used_ns, b.path);
  });
  CacheUse removed;
  std::uint64_t left = 0;
  const auto remove = [&](const Entry& entry) {
    auto done = files.Remove(entry.path);
    if (done) Count(entry, removed);
    return done;
  };
  for (const Entry& entry : entries) {
    if (entry.kind != EntryKind::kLeftover) {
      left += entry.size;
    } else if (clock.Now() * 1'000'000 - entry.used_ns > kLeftoverNanoseconds) {
      if (auto done = remove(entry); !done) return Fail(std::move(done).error());
    }
  }
  if (left <= bytes) return removed;
  // A little more than must be, so that the next run has nothing to do.
  const std::uint64_t target = bytes - bytes / 10;
  for (const Entry& entry : entries) {
    if (left <= target) break;
    if (entry.kind == EntryKind::kLeftover) continue;
    if (auto done = remove(entry); !done) return Fail(std::move(done).error());
    left -= entry.size;
  }
  return removed;
}

Result<CacheUse> ClearCache(FileSystem& files, const std::string& folder) {
  CacheUse removed;
  for (const Entry& entry : EntriesOf(files, folder)) {
    if (auto done = files.Remove(entry.path); !done) return Fail(std::move(done).error());
    Count(entry, removed);
  }
  return removed;
}

Result<CacheVerification> VerifyCache(FileSystem& files, const std::string& folder) {
  CacheVerification verification;
  for (const Entry& entry : EntriesOf(files, folder)) {
    if (entry.kind == EntryKind::kLeftover) continue;
    const std::size_t limit =
        std::max(limits::kArchiveBytes, limits::kPackumentBytes + limits::kResponseHeaderBytes);
    const auto bytes = files.Map(entry.path, limit);
    const auto status = files.Status(entry.path);
    if (status && status->type == FileType::kMissing) continue;  // another run removed it
    if (bytes && IsWhole(entry, bytes->bytes())) {
      Count(entry, verification.whole);
      continue;
    }
    if (auto done = files.Remove(entry.path); !done) return Fail(std::move(done).error());
    verification.damaged.push_back(entry.path);
  }
  std::sort(verification.damaged.begin(), verification.damaged.end());
  return verification;
}

}  // namespace registry
