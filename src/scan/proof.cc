#include "scan/proof.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "facts/publish/install_scripts.h"
#include "policy/glob.h"
#include "registry/attestations.h"
#include "scan/registry_fact.h"

namespace scan {
namespace {

FactValue Value(std::string_view key, std::string_view text) {
  return {.key = std::string(key), .text = Untrusted(text)};
}

Fact ProofFact(const PackageId& id, std::string_view state, std::string_view why) {
  return RegistryFact(FactKind::kPublishProof, id.name.text(), id.version,
                      {Value("state", state), Value("why", why)});
}

/// A build that was verified, told whatever it is compared with.
Fact BuildFact(const PackageId& id, const registry::Provenance& provenance, std::string_view state,
               std::string_view asked, std::string_view why) {
  return RegistryFact(
      FactKind::kPublishProof, id.name.text(), id.version,
      {Value("state", state), Value("asked", asked), Value("why", why),
       Value("repository", provenance.repository), Value("workflow", provenance.workflow),
       Value("ref", provenance.ref), Value("commit", provenance.commit)});
}

}  // namespace

const registry::TrustedRoot* ProofExaminer::Root() {
  if (world_.trusted_root != nullptr) return world_.trusted_root;
  const std::lock_guard lock(mutex_);
  if (!root_read_) {
    root_read_ = true;
    if (auto root = registry::ParseTrustedRoot(AsBytes(registry::PublicTrustedRoot())))
      root_ = *std::move(root);
  }
  return root_ ? &*root_ : nullptr;
}

std::vector<registry::RegistryKey> ProofExaminer::KeysOf(const PackageName& name) {
  const auto registry = world_.registry.options().settings.RegistryOf(name);
  if (!registry) return {};
  // Asked for under the lock: one request serves all packages of a registry.
  const std::lock_guard lock(mutex_);
  const auto [at, added] =
      keys_.try_emplace(registry->ToString(), std::vector<registry::RegistryKey>());
  if (added) {
    if (auto keys = registry::FetchKeys(world_.registry, name)) at->second = *std::move(keys);
  }
  return at->second;
}

Facts ProofExaminer::Verify(const Packument& packument, const PackageId& id,
                            const registry::TarballRequest& request) {
  const Manifest* const manifest = packument.Find(id.version);
  if (manifest == nullptr || manifest->dist.attestations.empty()) return {};
  Facts facts;
  const std::vector<registry::RegistryKey> keys = KeysOf(id.name);
  const bool signed_by_known =
      std::any_of(keys.begin(), keys.end(), [&](const registry::RegistryKey& key) {
        return std::any_of(
            manifest->dist.signatures.begin(), manifest->dist.signatures.end(),
            [&](const RegistrySignature& each) { return each.key_id.View() == key.id; });
      });
  if (signed_by_known && !manifest->dist.integrity.empty()) {
    if (const auto held = registry::VerifyRegistrySignatures(id.name, *manifest, keys); !held)
      facts.push_back(ProofFact(id, "invalid", held.error().message));
  }
  const auto attestations =
      registry::FetchAttestations(world_.registry, id.name, manifest->dist.attestations.View());
  if (!attestations) {
    facts.push_back(ProofFact(id, "unknown", attestations.error().error.message));
    return facts;
  }
  const auto tarball = registry::FetchTarball(world_.registry, request);
  if (!tarball) {
    facts.push_back(ProofFact(id, "unknown", tarball.error().error.message));
    return facts;
  }
  const registry::TrustedRoot* const root = Root();
  if (root == nullptr) return facts;
  const auto provenance =
      registry::VerifyAttestations(*attestations, id, tarball->bytes, *root, keys);
  if (!provenance) {
    facts.push_back(ProofFact(id, provenance.error().unknown_signer ? "unknown" : "invalid",
                              provenance.error().error.message));
    return facts;
  }
  const auto built = registry::CheckBuild(
      *provenance, {.repository = facts::RepositoryName(manifest->repository.View())});
  facts.push_back(built
                      ? BuildFact(id, *provenance, "verified", "", "")
                      : BuildFact(id, *provenance, "elsewhere", "manifest", built.error().message));
  return facts;
}

std::optional<Fact> ProofAgainstPolicy(const Policy& policy, const Package& package,
                                       const Facts& trusted) {
  if (!package.name || trusted.empty()) return std::nullopt;
  const PackageId id{.name = *package.name, .version = package.version};
  const std::string both = id.ToString();
  const auto expected =
      std::find_if(policy.proofs.begin(), policy.proofs.end(), [&](const ExpectedProof& each) {
        return std::any_of(
            each.packages.begin(), each.packages.end(), [&](const std::string& glob) {
              return policy::MatchesGlob(glob, id.name.text()) || policy::MatchesGlob(glob, both);
            });
      });
  if (expected == policy.proofs.end()) return std::nullopt;
  const auto proof = std::find_if(trusted.begin(), trusted.end(), [](const Fact& fact) {
    return fact.kind == FactKind::kPublishProof && fact.Find("repository") != nullptr;
  });
  const auto text = [&](std::string_view key) {
    const Untrusted* const value = proof->Find(key);
    return value != nullptr ? std::string(value->View()) : std::string();
  };
  if (proof != trusted.end()) {
    const registry::Provenance provenance{.predicate_type = {},
                                          .repository = text("repository"),
                                          .commit = text("commit"),
                                          .ref = text("ref"),
                                          .workflow = text("workflow")};
    const auto built = registry::CheckBuild(
        provenance,
        {.repository = expected->repository, .workflow = expected->workflow, .ref = expected->ref});
    if (built) return std::nullopt;
    return BuildFact(id, provenance, "elsewhere", "policy", built.error().message);
  }
  // Only a document that shows proof of some version at all tells that this one has none.
  const std::string level = TextOf(trusted, FactKind::kPublishVersion, "trust");
  const bool shown = level == "none" || level == "signature";
  if (HasKind(trusted, FactKind::kPublishProof) || !shown) return std::nullopt;
  return RegistryFact(FactKind::kPublishProof, id.name.text(), id.version,
                      {Value("state", "absent"), Value("asked", "policy"),
                       Value("why", fmt::format("{}:{} asks for attestations",
                                                expected->origin.file, expected->origin.line))});
}

std::optional<Diagnostic> NoteOnProofs(const std::vector<Examined>& items) {
  std::size_t held = 0;
  std::size_t unknown = 0;
  std::string why;
  for (const Examined& examined : items) {
    for (const Fact& fact : examined.trusted.facts) {
      if (fact.kind != FactKind::kPublishProof) continue;
      const std::string state(fact.Find("state")->View());
      if (state == "verified") ++held;
      if (state != "unknown") continue;
      ++unknown;
      if (why.empty() && fact.Find("why") != nullptr)
        why = Quote(ReplaceAll(std::string(fact.Find("why")->View()), "`", "'"));
    }
  }
  if (held + unknown == 0) return std::nullopt;
  std::string message = fmt::format("the attestations of {} {} hold", HumanCount(held),
                                    held == 1 ? "package" : "packages");
  if (unknown > 0)
    message += fmt::format("; of {} they could not be verified: {}", HumanCount(unknown), why);
  return Diagnostic{.level = Diagnostic::Level::kNote,
                    .code = "T002",
                    .message = std::move(message),
                    .help =
                        "they prove where a package was built, not that it is honest: nothing is "
                        "milder for it"};
}

}  // namespace scan
