#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "model/package_id.h"
#include "net/curl_http_client.h"
#include "registry/credentials.h"
#include "registry/npmrc.h"

namespace registry {

/// npm's configuration as this room uses it: which registry serves a package, what is sent to it,
/// and how it is reached. Safe to read from many threads.
class Settings {
 public:
  /// Gives the registry's URL when no layer names one.
  using AskForRegistry = std::function<Result<std::string>()>;

  /// `ask` is called at most once, and only when it is needed: a run that finds all in caches never
  /// starts npm.
  Settings(Npmrc npmrc, const Environment& environment, AskForRegistry ask);

  /// The registry that serves packages of this name: the scope's own or the general one. An Error
  /// when its URL is none or nobody knows one.
  [[nodiscard]] Result<net::Url> RegistryOf(const PackageName& name) const;
  /// True when neither a file nor the environment names the general registry, so that npm is asked.
  [[nodiscard]] bool OnlyNpmKnows() const { return npmrc_.Value("registry").empty(); }
  /// Begins to ask npm on another thread, when nobody else knows the general registry: for callers
  /// that will need it and have other things to do meanwhile. Asked once, whoever asks.
  void AskAhead() const;
  /// The hosts of all registries that the files and the environment name, for scopes too; sorted.
  /// Never asks npm: empty when they name none.
  [[nodiscard]] std::vector<std::string> NamedRegistryHosts() const;
  [[nodiscard]] Credentials CredentialsFor(const net::Url& url, const net::Url& registry) const;

  /// How an http client is to connect.
  [[nodiscard]] const net::CurlOptions& connection() const { return connection_; }
  /// npm's content cache, "…/_cacache".
  [[nodiscard]] const std::string& npm_cache() const { return npm_cache_; }
  [[nodiscard]] const Npmrc& npmrc() const { return npmrc_; }
  /// Those of the files, and what was made of the settings (N004 on).
  [[nodiscard]] const Diagnostics& diagnostics() const { return diagnostics_; }

 private:
  /// Of npm; waits for it.
  [[nodiscard]] Result<std::string> Answer() const;
  void SetUpConnection(const Environment& environment);
  void Warn(const Setting& setting, std::string code, std::string message, std::string help);

  Npmrc npmrc_;
  AskForRegistry ask_;
  net::CurlOptions connection_;
  std::string npm_cache_;
  Diagnostics diagnostics_;
  mutable std::mutex mutex_;
  mutable std::optional<Result<std::string>> answer_;  ///< of ask_; guarded by mutex_
  mutable std::once_flag ahead_;
  mutable std::jthread asking_;  ///< last, as it uses the rest; only AskAhead touches it
};

/// The settings of this machine for a project in `folder`: FindNpmPlaces, Npmrc::Read, and when no
/// configuration names a registry RegistryOfNpmIn, else AskNpmForRegistry. `files` must outlive
/// them.
[[nodiscard]] Settings ReadSettings(const FileSystem& files, const Environment& environment,
                                    const std::string& folder);

}  // namespace registry
