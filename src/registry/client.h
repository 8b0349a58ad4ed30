#pragma once

#include <mutex>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/file_system.h"
#include "net/fetch.h"
#include "registry/cache.h"
#include "registry/failure.h"
#include "registry/npm_cache.h"
#include "registry/packument.h"
#include "registry/packument_cache.h"
#include "registry/settings.h"

namespace registry {

/// The seams and settings of a Client; all of them must outlive it. For --offline, `http` is a
/// net::OfflineHttpClient.
struct ClientOptions {
  const Settings& settings;
  FileSystem& files;
  const Clock& clock;
  net::HttpClient& http;
  std::string cache_folder;  ///< see CacheFolder
  net::RetryPolicy retry;
  std::stop_token stop;  ///< Ctrl-C: what is in the cache by then is kept for the next run
};

/// A package's document and how far it can be relied on.
struct PackumentAnswer {
  Packument packument;
  UnixMillis fetched = 0;  ///< when the registry last said that it holds
  bool stale = false;      ///< the registry could not be asked: an older answer from the cache
};
using PackumentResult = tl::expected<PackumentAnswer, Failure>;

/// One registry configuration, its caches and its network. Safe to use from many threads.
class Client {
 public:
  explicit Client(const ClientOptions& options);

  /// The document of a package: a fresh one from the cache, else from the network with
  /// revalidation, else (offline, or no network) a stale one from the cache. Waits.
  [[nodiscard]] PackumentResult FetchPackument(const PackageName& name, PackumentForm form);

  /// A version's manifest as the registry showed it when these bytes were first read (see
  /// ComparableManifest). It never grows old: a registry takes no second manifest for a version.
  [[nodiscard]] std::optional<std::string> KeptManifest(const PackageId& id,
                                                        const Integrity& integrity) const;
  [[nodiscard]] Result<void> KeepManifest(const PackageId& id, const Integrity& integrity,
                                          std::string_view text);

  /// How large a tarball is that one of the caches has, unverified; nothing when none has it under
  /// this hash (not empty), and then the network will be asked.
  [[nodiscard]] std::optional<std::uint64_t> CachedSize(const Integrity& integrity) const;

  /// The last `count` bytes of that tarball, as unverified.
  [[nodiscard]] std::optional<ByteVector> CachedEnd(const Integrity& integrity,
                                                    std::size_t count) const;

  /// How much of a document is taken, and for how long it is used without asking again.
  struct DocumentOptions {
    std::size_t bytes = 0;
    std::int64_t fresh_seconds = 0;
  };
  /// Any other document of a registry: what is kept under its URL while that is fresh, else from
  /// the network, else (offline, or no network) what is kept, however old. Waits.
  [[nodiscard]] tl::expected<ByteVector, Failure> FetchDocument(const net::Url& url,
                                                                const net::Url& registry,
                                                                const DocumentOptions& options);

  [[nodiscard]] const ClientOptions& options() const { return options_; }
  [[nodiscard]] ContentCache& cache() { return cache_; }
  [[nodiscard]] const NpmCache& npm_cache() const { return npm_cache_; }
  /// Whether this run put anything into the caches: only then is there something to prune.
  [[nodiscard]] bool HasGrown() const { return cache_.HasGrown() || packuments_.HasGrown(); }

  /// The parts of FetchPackument, for callers that do the waiting themselves: either an answer, or
  /// a request whose outcome goes to FinishPackument.
  struct PackumentStart {
    std::optional<PackumentResult> answer;
    std::optional<net::Request> request;
    std::optional<StoredDocument> stored;
  };
  [[nodiscard]] PackumentStart StartPackument(const PackageName& name, PackumentForm form);
  [[nodiscard]] PackumentResult FinishPackument(const PackageName& name, PackumentForm form,
                                                std::optional<StoredDocument> stored,
                                                net::Outcome outcome);

  /// A GET with what the settings allow to be sent to `url`.
  [[nodiscard]] net::Request RequestFor(const net::Url& url, const net::Url& registry) const;

 private:
  [[nodiscard]] PackumentResult Parsed(const StoredDocument& document, const PackageName& name);

  ClientOptions options_;
  ContentCache cache_;
  NpmCache npm_cache_;
  PackumentCache packuments_;
  std::mutex large_document_;  ///< held while one is read: a tree takes several times its text
};

/// What a reply that is no success, or its absence, means for whoever asked for `what`.
[[nodiscard]] Failure FailureOf(const net::Outcome& outcome, std::string_view what);

}  // namespace registry
