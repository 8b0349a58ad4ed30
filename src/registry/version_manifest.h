#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "registry/client.h"
#include "registry/tarball.h"

namespace registry {

/// What of a version's manifest is held against the one in its tarball, as JSON text: name,
/// version, dependencies, peers, commands, scripts. `json` is the registry's document of one
/// version, which shows scripts when there are any. Nothing when it is no object, or when its
/// `dist` names other bytes than `pinned`: then it is about another package of that name.
[[nodiscard]] std::optional<std::string> ComparableManifest(std::string_view json,
                                                            const Integrity& pinned);
/// The same, out of a package's whole document; its short form shows no scripts.
[[nodiscard]] std::optional<std::string> ComparableManifestIn(std::string_view packument,
                                                              std::string_view version,
                                                              const Integrity& pinned);

/// What the registry says of versions, to be held against what their tarballs say of themselves:
/// one small request each, all at once and each once only, as a comparison is worth no waiting for
/// a network that is not there; without an answer, what npm's cache has.
///
///     ManifestFetcher manifests(client, requests);
///     manifests.Start();                       // once; may be on another thread
///     if (auto text = manifests.Wait(index))   // from any thread
///
/// Never asked about are packages that the lockfile takes from an address of its own.
class ManifestFetcher {
 public:
  /// `client` must outlive this.
  ManifestFetcher(Client& client, std::vector<TarballRequest> requests);
  /// Cancels what is under way and waits for it. No thread may be within Start or Wait.
  ~ManifestFetcher();
  ManifestFetcher(const ManifestFetcher&) = delete;
  ManifestFetcher& operator=(const ManifestFetcher&) = delete;

  void Start();
  /// Whether Wait would not wait.
  [[nodiscard]] bool IsReady(std::size_t index) const;
  /// The comparable manifest of request `index`; nothing when it could not be had, or has not come
  /// by the time the client is stopped. Waits for Start and for the answer. Once for each index.
  [[nodiscard]] std::optional<std::string> Wait(std::size_t index);

 private:
  struct Answer {
    bool done = false;
    std::optional<std::string> text;
    std::optional<net::Url> packument;  ///< to look for in npm's cache when there is no text
  };
  void StartOne(std::size_t index);
  void Finish(std::size_t index, Answer answer);

  Client& client_;
  std::vector<TarballRequest> requests_;
  std::stop_source stop_;
  std::optional<std::stop_callback<std::function<void()>>> on_stop_;

  mutable std::mutex mutex_;  ///< guards all below
  std::condition_variable changed_;
  std::vector<Answer> answers_;
  std::size_t under_way_ = 0;  ///< sent, and the network has not called back
};

}  // namespace registry
