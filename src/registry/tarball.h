#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "registry/client.h"

namespace registry {

/// What is wanted, as a lockfile says it.
struct TarballRequest {
  PackageId id;
  std::string resolved;  ///< the lockfile's URL; may be empty
  Integrity integrity;  ///< may be empty: then the registry's word is taken, and the result says so
};

/// Where bytes came from.
enum class ByteSource : std::uint8_t { kCache, kNpmCache, kNetwork };
[[nodiscard]] std::string_view NameOf(ByteSource source);

/// A tarball whose bytes match `integrity`.
struct Artifact {
  ByteVector bytes;
  Integrity integrity;
  ByteSource source = ByteSource::kCache;
  /// Nobody had pinned the bytes: `integrity` is what the registry says now, or their own hash when
  /// it says nothing.
  bool integrity_from_registry = false;
  std::optional<Error> not_cached;  ///< why the bytes could not be kept (a full disk)
};

using TarballResult = tl::expected<Artifact, Failure>;

/// One tarball on its way: from Sallyport's cache, else npm's, else the network. A state machine
/// without threads or waiting, so that many can be under way at once.
///
/// On the network: the URLs of TarballPlacesOf one after the other, then, when the registry has
/// none of them, the tarball that the package's document names. Without a pinned integrity the
/// document comes first. Bytes that do not match are kept nowhere; when no URL gives the right ones
/// the failure is kMismatch with both hashes.
class TarballTask {
 public:
  /// `client` must outlive the task.
  TarballTask(Client& client, TarballRequest request);

  /// Exactly one of the two is there.
  struct Step {
    std::optional<net::Request> request;  ///< its outcome goes to Advance
    std::optional<TarballResult> result;  ///< the end
  };
  [[nodiscard]] Step Begin();
  [[nodiscard]] Step Advance(net::Outcome outcome);

 private:
  enum class Waiting : std::uint8_t { kNothing, kTarball, kPackument };

  [[nodiscard]] std::optional<Artifact> FromCaches(const std::vector<net::Url>& urls);
  [[nodiscard]] Step NextUrl();
  [[nodiscard]] Step AskForPackument();
  [[nodiscard]] Step TakePackument(const PackumentResult& answer);
  [[nodiscard]] Step TakeTarball(net::Outcome outcome);
  [[nodiscard]] Step End(TarballResult result);
  void Remember(Failure failure);
  [[nodiscard]] Artifact Keep(ByteVector bytes);

  Client& client_;
  TarballRequest request_;
  std::optional<net::Url> registry_;
  std::vector<net::Url> urls_;
  bool by_name_ = true;  ///< the registry's document of that name is about this package
  std::size_t next_url_ = 0;
  Waiting waiting_ = Waiting::kNothing;
  std::optional<StoredDocument> stored_packument_;
  bool asked_packument_ = false;
  bool integrity_from_registry_ = false;
  std::optional<Failure> failure_;  ///< the gravest so far
};

/// One tarball; waits for it.
[[nodiscard]] TarballResult FetchTarball(Client& client, TarballRequest request);

}  // namespace registry
