#include "registry/sigstore/trusted_root.h"

#include <fmt/format.h>

#include "formats/json.h"
#include "model/trust_limits.h"
#include "registry/sigstore/json_fields.h"

namespace registry {
namespace {

using formats::json::Object;
using formats::json::Value;

Validity ValidityOf(const Object& object) {
  Validity valid;
  const auto period = object.FindObject("validFor");
  if (!period) return valid;
  valid.start = ParseTime(TextOf(*period, "start")).value_or(0);
  valid.end = ParseTime(TextOf(*period, "end"));
  return valid;
}

std::optional<PublicKey> KeyOf(const Object& object) {
  const auto der = BytesOf(object, "rawBytes");
  if (!der) return std::nullopt;
  // "PKCS1_RSA_PKCS1V5" holds a bare RSA key, every other kind a SubjectPublicKeyInfo.
  if (TextOf(object, "keyDetails").starts_with("PKCS1_")) return PublicKey::FromPkcs1(*der);
  return PublicKey::FromSpki(*der);
}

std::vector<TrustedLog> LogsOf(const Object& root, std::string_view key) {
  std::vector<TrustedLog> logs;
  for (const Value& value : root.ElementsOf(key)) {
    const Object object = value.AsObject().value_or(Object());
    const auto key_object = object.FindObject("publicKey");
    const auto id = object.FindObject("logId");
    auto public_key = key_object ? KeyOf(*key_object) : std::nullopt;
    auto bytes = id ? BytesOf(*id, "keyId") : std::nullopt;
    if (!public_key || !bytes || logs.size() == limits::kBundleItems) continue;
    logs.push_back({.url = TextOf(object, "baseUrl"),
                    .id = *std::move(bytes),
                    .key = *std::move(public_key),
                    .valid = ValidityOf(*key_object)});
  }
  return logs;
}

Result<std::vector<TrustedAuthority>> AuthoritiesOf(const Object& root, std::string_view key) {
  std::vector<TrustedAuthority> authorities;
  for (const Value& value : root.ElementsOf(key)) {
    const Object object = value.AsObject().value_or(Object());
    TrustedAuthority authority{.chain = {}, .valid = ValidityOf(object)};
    const auto chain = object.FindObject("certChain").value_or(Object());
    for (const Value& each : chain.ElementsOf("certificates")) {
      const auto der = BytesOf(each.AsObject().value_or(Object()), "rawBytes");
      auto certificate = der ? Certificate::FromDer(*der) : std::nullopt;
      if (!certificate || authority.chain.size() == limits::kBundleItems)
        return Fail(fmt::format("`{}` of a trust root has something that is no certificate", key));
      authority.chain.push_back(*std::move(certificate));
    }
    if (authority.chain.empty() || authorities.size() == limits::kBundleItems) continue;
    authorities.push_back(std::move(authority));
  }
  return authorities;
}

}  // namespace

Result<TrustedRoot> ParseTrustedRoot(Bytes json) {
  const auto document = formats::ParseJson(json, {.bytes = limits::kBundleBytes});
  if (!document) return Fail(Error(document.error()).Within("reading a trust root"));
  const auto root = document->root().AsObject();
  if (!root) return Fail("a trust root is no JSON object");
  if (!TextOf(*root, "mediaType").starts_with("application/vnd.dev.sigstore.trustedroot"))
    return Fail("this is no trust root: its `mediaType` is another");
  auto certificate_authorities = AuthoritiesOf(*root, "certificateAuthorities");
  if (!certificate_authorities) return Fail(std::move(certificate_authorities).error());
  auto timestamp_authorities = AuthoritiesOf(*root, "timestampAuthorities");
  if (!timestamp_authorities) return Fail(std::move(timestamp_authorities).error());
  return TrustedRoot{.logs = LogsOf(*root, "tlogs"),
                     .certificate_logs = LogsOf(*root, "ctlogs"),
                     .certificate_authorities = *std::move(certificate_authorities),
                     .timestamp_authorities = *std::move(timestamp_authorities)};
}

}  // namespace registry
