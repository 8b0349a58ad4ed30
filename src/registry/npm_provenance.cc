#include "registry/npm_provenance.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "formats/base64.h"
#include "formats/json.h"
#include "model/trust_limits.h"
#include "registry/sigstore/json_fields.h"

namespace registry {
namespace {

using formats::json::Object;
using formats::json::Value;

const RegistryKey* FindKey(const std::vector<RegistryKey>& keys, std::string_view id) {
  const auto found =
      std::find_if(keys.begin(), keys.end(), [&](const RegistryKey& key) { return key.id == id; });
  return found == keys.end() ? nullptr : &*found;
}

/// "https://forge/owner/name" ends in "owner/name", whatever the case.
bool IsRepository(std::string_view url, std::string_view expected) {
  const std::string suffix = "/" + ToLower(expected);
  std::string text = ToLower(url);
  if (text.ends_with(".git")) text.resize(text.size() - 4);
  return text.ends_with(suffix);
}

/// "https://forge/owner/name/.github/workflows/release.yml@refs/heads/main" names that file.
bool IsWorkflow(std::string_view build_config, std::string_view expected) {
  const std::string_view file = build_config.substr(0, build_config.rfind('@'));
  return file.ends_with("/" + std::string(expected));
}

bool IsAbout(const Statement& statement, const PackageId& id) {
  const std::string purl = NpmPurl(id.name, id.version);
  return std::any_of(statement.subjects.begin(), statement.subjects.end(),
                     [&](const Statement::Subject& subject) { return subject.name == purl; });
}

}  // namespace

Result<std::vector<RegistryKey>> ParseRegistryKeys(Bytes json) {
  const auto document = formats::ParseJson(json, {.bytes = limits::kBundleBytes});
  if (!document) return Fail(Error(document.error()).Within("reading a registry's keys"));
  const auto root = document->root().AsObject();
  if (!root || !root->FindArray("keys")) return Fail("a registry's keys are no list `keys`");
  std::vector<RegistryKey> keys;
  for (const Value& value : root->ElementsOf("keys")) {
    const Object object = value.AsObject().value_or(Object());
    const auto der = BytesOf(object, "key");
    auto key = der ? PublicKey::FromSpki(*der) : std::nullopt;
    if (!key || keys.size() == limits::kBundleItems) continue;
    keys.push_back({.id = TextOf(object, "keyid"),
                    .key = *std::move(key),
                    .expires = ParseTime(TextOf(object, "expires"))});
  }
  return keys;
}

Result<void> VerifyRegistrySignatures(const PackageName& name, const Manifest& manifest,
                                      const std::vector<RegistryKey>& keys) {
  // `dist.integrity` and `dist.shasum` are kept together; the registry signs the first alone.
  const std::string all = manifest.dist.integrity.ToString();
  const std::string message =
      fmt::format("{}@{}:{}", name.text(), manifest.version, all.substr(0, all.find(' ')));
  std::size_t verified = 0;
  for (const RegistrySignature& signature : manifest.dist.signatures) {
    const RegistryKey* const key = FindKey(keys, signature.key_id.View());
    if (key == nullptr) continue;
    if (key->expires && manifest.published && *manifest.published > *key->expires)
      return Fail(
          fmt::format("it was signed with the key {} after that had expired", Quote(key->id)));
    const auto bytes = formats::DecodeBase64(signature.signature.View());
    if (!bytes || !key->key.Verify(AsBytes(message), *bytes))
      return Fail(
          fmt::format("the registry's signature with the key {} does not hold", Quote(key->id)));
    ++verified;
  }
  if (verified == 0) return Fail("no signature is by a key that the registry shows");
  return {};
}

namespace {

tl::unexpected<NoProof> Refuse(std::string_view why) {
  return tl::unexpected(NoProof{.error = {.message = std::string(why), .help = {}}});
}

/// One attestation; nothing for one that is passed over or is no provenance.
tl::expected<std::optional<Provenance>, NoProof> VerifyOne(const Object& object,
                                                           const PackageId& id, Bytes tarball,
                                                           const TrustedRoot& root,
                                                           const std::vector<RegistryKey>& keys) {
  const auto bundle_object = object.FindObject("bundle");
  if (!bundle_object) return Refuse("an attestation has no bundle");
  const auto bundle = ReadBundle(*bundle_object);
  if (!bundle) return Refuse(bundle.error().message);
  if (!bundle->envelope) return Refuse("an attestation is no envelope");
  std::optional<PublicKey> key;
  if (bundle->certificates.empty()) {
    if (keys.empty()) return std::nullopt;
    const RegistryKey* const known = FindKey(keys, bundle->key_hint);
    if (known == nullptr)
      return tl::unexpected(
          NoProof{.error = {.message = "an attestation is by a key that the registry does not show",
                            .help = {}},
                  .unknown_signer = true});
    key = known->key;
  }
  const auto verified = VerifyBundle(*bundle, tarball, {}, root, key);
  if (!verified)
    return tl::unexpected(
        NoProof{.error = verified.error(), .unknown_signer = IsOfUnknownSigner(*bundle, root)});
  const auto statement = ReadStatement(*bundle->envelope);
  if (!statement) return Refuse(statement.error().message);
  if (!IsAbout(*statement, id)) return Refuse("an attestation is about another package");
  if (!statement->predicate_type.starts_with("https://slsa.dev/provenance/")) return std::nullopt;
  if (bundle->certificates.empty()) return Refuse("the provenance is signed by no workflow");
  return Provenance{.predicate_type = statement->predicate_type,
                    .repository = verified->signer.source_repository,
                    .commit = verified->signer.source_digest,
                    .ref = verified->signer.source_ref,
                    .workflow = verified->signer.build_config};
}

}  // namespace

Result<void> CheckBuild(const Provenance& provenance, const ExpectedBuild& expected) {
  if (!expected.repository.empty() && !IsRepository(provenance.repository, expected.repository))
    return Fail(fmt::format("it was built from {}, not from {}", Quote(provenance.repository),
                            Quote(expected.repository)));
  if (!expected.workflow.empty() && !IsWorkflow(provenance.workflow, expected.workflow))
    return Fail(fmt::format("it was built by the workflow {}, not by {}",
                            Quote(provenance.workflow), Quote(expected.workflow)));
  if (!expected.ref.empty() && provenance.ref != expected.ref)
    return Fail(fmt::format("it was built from {}, not from {}", Quote(provenance.ref),
                            Quote(expected.ref)));
  return {};
}

tl::expected<Provenance, NoProof> VerifyAttestations(Bytes json, const PackageId& id, Bytes tarball,
                                                     const TrustedRoot& root,
                                                     const std::vector<RegistryKey>& keys) {
  const auto document = formats::ParseJson(json, {.bytes = limits::kBundleBytes});
  const auto top = document ? document->root().AsObject() : std::nullopt;
  if (!top) return Refuse("attestations are no JSON object");
  std::optional<Provenance> provenance;
  std::size_t count = 0;
  for (const Value& value : top->ElementsOf("attestations")) {
    if (++count > limits::kBundleItems) return Refuse("there are more attestations than are read");
    const auto one = VerifyOne(value.AsObject().value_or(Object()), id, tarball, root, keys);
    if (!one) return tl::unexpected(one.error());
    if (*one) provenance = *one;
  }
  if (!provenance) return Refuse("there is no provenance among the attestations");
  return *std::move(provenance);
}

}  // namespace registry
