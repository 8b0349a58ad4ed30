#include "registry/npm_cache.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"

namespace registry {
namespace {

/// "abcdef..." as "ab/cd/ef...".
std::string Segmented(std::string_view hex) {
  return fmt::format("{}/{}/{}", hex.substr(0, 2), hex.substr(2, 2), hex.substr(4));
}

std::string KeyOf(const net::Url& url) {
  return "make-fetch-happen:request-cache:" + url.ToString();
}

std::optional<CacacheEntry> ParseIndexLine(std::string_view line) {
  const std::size_t tab = line.find('\t');
  if (tab == std::string_view::npos) return std::nullopt;
  std::string_view json = line.substr(tab + 1);
  // npm takes what stands between the first and the second tab.
  json = json.substr(0, json.find('\t'));
  if (Hex(Sha1(AsBytes(json))) != line.substr(0, tab)) return std::nullopt;
  const auto document = formats::json::Parse(json);
  if (!document) return std::nullopt;
  const auto object = document->root().AsObject();
  if (!object) return std::nullopt;
  CacacheEntry entry{.key = std::string(object->FindString("key").value_or("")), .integrity = {}};
  if (const auto text = object->FindString("integrity")) {
    entry.integrity = Integrity::Parse(*text).value_or(Integrity());
  }
  return entry;
}

}  // namespace

NpmCache::NpmCache(const FileSystem& files, std::string folder)
    : files_(files), folder_(std::move(folder)) {}

std::optional<ByteVector> NpmCache::Get(const Integrity& integrity,
                                        const std::vector<net::Url>& urls) const {
  if (auto bytes = Content(integrity.strongest(), integrity)) return bytes;
  // Whatever npm fetches today it files under SHA-512: only weaker questions need the index.
  if (integrity.strongest().algorithm == HashAlgorithm::kSha512) return std::nullopt;
  for (const net::Url& url : urls) {
    const auto at = IntegrityAt(url);
    if (!at) continue;
    if (auto bytes = Content(at->strongest(), integrity)) return bytes;
  }
  return std::nullopt;
}

std::optional<ByteVector> NpmCache::GetDocument(const net::Url& url) const {
  const auto at = IntegrityAt(url);
  return at ? Content(at->strongest(), *at) : std::nullopt;
}

std::optional<Integrity> NpmCache::IntegrityAt(const net::Url& url) const {
  const std::string key = KeyOf(url);
  const std::string path =
      fmt::format("{}/index-v5/{}", folder_, Segmented(Hex(Sha256(AsBytes(key)))));
  const auto status = files_.StatusOfTarget(path);
  if (!status || status->type != FileType::kFile) return std::nullopt;
  const auto bucket = files_.Read(path, limits::kCacacheBucketBytes);
  if (!bucket) return std::nullopt;
  auto entry = FindInBucket(AsText(*bucket), key);
  if (!entry || entry->integrity.empty()) return std::nullopt;
  return std::move(entry->integrity);
}

std::optional<std::uint64_t> NpmCache::SizeOf(const Integrity& integrity) const {
  const auto status = files_.StatusOfTarget(PathOf(integrity.strongest()));
  if (!status || status->type != FileType::kFile) return std::nullopt;
  return status->size;
}

std::optional<ByteVector> NpmCache::EndOf(const Integrity& integrity, std::size_t count) const {
  auto bytes = files_.ReadEnd(PathOf(integrity.strongest()), count);
  return bytes ? std::optional(*std::move(bytes)) : std::nullopt;
}

std::string NpmCache::PathOf(const Hash& hash) const {
  return fmt::format("{}/content-v2/{}/{}", folder_, NameOf(hash.algorithm),
                     Segmented(Hex(hash.digest)));
}

std::optional<ByteVector> NpmCache::Content(const Hash& hash, const Integrity& expected) const {
  const std::string path = PathOf(hash);
  const auto status = files_.StatusOfTarget(path);
  if (!status || status->type != FileType::kFile) return std::nullopt;
  auto bytes = files_.Read(path, limits::kArchiveBytes);
  if (!bytes || !expected.Matches(*bytes)) return std::nullopt;
  return std::move(*bytes);
}

std::optional<CacacheEntry> FindInBucket(std::string_view bucket, std::string_view key) {
  std::optional<CacacheEntry> last;
  while (!bucket.empty()) {
    const std::size_t end = bucket.find('\n');
    if (auto entry = ParseIndexLine(bucket.substr(0, end)); entry && entry->key == key) {
      last = std::move(entry);
    }
    bucket.remove_prefix(end == std::string_view::npos ? bucket.size() : end + 1);
  }
  return last;
}

}  // namespace registry
