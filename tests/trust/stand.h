#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "model/difference.h"
#include "model/resemblance.h"
#include "net/curl_http_client.h"
#include "net/fake_http_client.h"
#include "policy/read_policy.h"
#include "registry/sigstore/trusted_root.h"
#include "scan/pipeline.h"
#include "trust/replay_registry.h"

namespace replay {

/// A user's machine at the registry's minute: nothing in its caches, the built-in rules and policy.
class Stand {
 public:
  explicit Stand(const Registry& registry);

  [[nodiscard]] Result<Assessment> Vet(const std::string& thing);
  /// A project whose lockfile has these packages (name@version), with their real hashes.
  [[nodiscard]] Result<Assessment> Check(const std::vector<std::string>& locked);
  [[nodiscard]] Result<Difference> Diff(const std::string& before, const std::string& now);
  [[nodiscard]] Result<Attribution> Attribute(const std::vector<std::string>& things);
  [[nodiscard]] Result<Assessment> CheckOffline(const std::vector<std::string>& locked);
  /// Puts a tarball into the cache, and asks the registry nothing else.
  [[nodiscard]] bool FetchOnly(const std::string& thing);

  [[nodiscard]] const detect::RuleSet& rules() const { return rules_; }
  /// What was learnt is forgotten; the caches of documents and tarballs stay.
  void ForgetFacts() { store_ = store::OpenMemoryStore(); }
  /// A `sallyport.toml`; lines of policy are read, settings are not.
  void UsePolicy(std::string_view text) { policy_ = policy::ReadPolicy(text, "policy").policy; }

 private:
  void Lock(const std::vector<std::string>& locked);
  [[nodiscard]] Result<Assessment> CheckWith(net::HttpClient& http);
  [[nodiscard]] registry::Client ClientOver(net::HttpClient& http);
  [[nodiscard]] scan::World WorldOver(registry::Client& client);

  const Registry& registry_;
  FakeFileSystem files_;
  FakeClock clock_;
  net::CurlHttpClient http_;
  net::OfflineHttpClient offline_;
  std::unique_ptr<const registry::Settings> settings_;
  std::unique_ptr<store::Store> store_;
  detect::RuleSet rules_;
  Policy policy_;
  registry::TrustedRoot trusted_root_;
};

}  // namespace replay
