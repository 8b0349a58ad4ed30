#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/file_system.h"
#include "net/http_client.h"

namespace registry {

/// kAbbreviated is what an installer needs and many times smaller; scripts, publishers, times and
/// maintainers are only in kFull.
enum class PackumentForm : std::uint8_t { kFull, kAbbreviated };

/// A kept document and what is needed to ask whether it still holds.
struct StoredDocument {
  std::string url;
  std::string etag;           ///< empty when there was none
  std::string last_modified;  ///< the same
  UnixMillis fetched = 0;
  std::int64_t max_age_seconds = 0;
  ByteVector body;

  /// Whether it may be used without asking (RFC 9111, section 4.2).
  [[nodiscard]] bool FreshAt(UnixMillis now) const {
    return now >= fetched && now - fetched < max_age_seconds * 1000;
  }
};

/// Documents of packages by URL and form, in the same folder as the tarballs and as safe: written
/// atomically, hashed on every read, a damaged one counts as absent.
class PackumentCache {
 public:
  PackumentCache(FileSystem& files, const Clock& clock, std::string folder);

  [[nodiscard]] std::optional<StoredDocument> Get(std::string_view url, PackumentForm form) const;
  [[nodiscard]] Result<void> Put(PackumentForm form, const StoredDocument& document);
  /// Whether Put has kept anything.
  [[nodiscard]] bool HasGrown() const { return has_grown_; }
  /// The document that a file of this cache holds; nothing when it is damaged.
  [[nodiscard]] static std::optional<StoredDocument> Parse(Bytes file);

 private:
  [[nodiscard]] std::string PathOf(std::string_view url, PackumentForm form) const;

  FileSystem& files_;
  const Clock& clock_;
  std::string folder_;
  std::atomic<bool> has_grown_{false};
};

/// What a reply's Cache-Control and Age allow: seconds that it may be used unasked; 0 for no-cache,
/// no-store and nonsense; at most limits::kPackumentFreshSeconds, so that news is not missed for
/// long whatever a server says.
[[nodiscard]] std::int64_t FreshSeconds(const net::Reply& reply);

}  // namespace registry
