#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "model/integrity.h"
#include "net/url.h"

namespace registry {

/// Reads npm's own cache (cacache: index version 5, content version 2), never writes to it. All
/// bytes are verified against the hash that was asked for, whatever the cache claims.
class NpmCache {
 public:
  /// `folder` is "…/_cacache"; it need not exist. `files` must outlive this.
  NpmCache(const FileSystem& files, std::string folder);

  /// The content that `integrity` (not empty) stands for. When it is not filed under that hash (a
  /// lockfile with SHA-1 alone), the index is asked what `urls` gave.
  [[nodiscard]] std::optional<ByteVector> Get(const Integrity& integrity,
                                              const std::vector<net::Url>& urls) const;

  /// How many bytes are filed under the strongest hash of `integrity` (not empty); nothing when
  /// none are. They are not verified.
  [[nodiscard]] std::optional<std::uint64_t> SizeOf(const Integrity& integrity) const;

  /// The last `count` of these bytes, as unverified.
  [[nodiscard]] std::optional<ByteVector> EndOf(const Integrity& integrity,
                                                std::size_t count) const;

  /// What npm last got from `url`, of any age, when it kept it: for documents, whose hash nobody
  /// pins.
  [[nodiscard]] std::optional<ByteVector> GetDocument(const net::Url& url) const;

 private:
  [[nodiscard]] std::string PathOf(const Hash& hash) const;
  [[nodiscard]] std::optional<ByteVector> Content(const Hash& hash,
                                                  const Integrity& expected) const;
  /// What the index says `url` gave; nothing when it does not know.
  [[nodiscard]] std::optional<Integrity> IntegrityAt(const net::Url& url) const;

  const FileSystem& files_;
  std::string folder_;
};

/// One line of an index bucket: the SHA-1 of the JSON text, a tab, the JSON text.
struct CacacheEntry {
  std::string key;
  Integrity integrity;  ///< empty when the entry was deleted
};

/// The entry of the last whole line for `key`, as npm takes it; nothing when there is none. Lines
/// whose checksum is wrong are passed over.
[[nodiscard]] std::optional<CacacheEntry> FindInBucket(std::string_view bucket,
                                                       std::string_view key);

}  // namespace registry
