#include "registry/sigstore/log_body.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "formats/base64.h"
#include "formats/hex.h"
#include "formats/json.h"
#include "model/trust_limits.h"
#include "registry/sigstore/json_fields.h"

namespace registry {
namespace {

using formats::json::Object;

/// What an entry should be about.
struct Expected {
  const Bundle& bundle;
  Bytes artifact;

  /// The signature as the bundle has it.
  [[nodiscard]] const ByteVector& Signature() const {
    return bundle.envelope ? bundle.envelope->signatures.front() : bundle.message->signature;
  }
  /// The bytes that are signed.
  [[nodiscard]] ByteVector Signed() const {
    return bundle.envelope ? bundle.envelope->PreAuthentication()
                           : ByteVector(artifact.begin(), artifact.end());
  }
};

ByteVector Sha256Bytes(Bytes bytes) {
  const Sha256Digest digest = Sha256(bytes);
  return {digest.begin(), digest.end()};
}

bool IsDigestOf(std::string_view algorithm, const ByteVector& digest, Bytes bytes) {
  const auto equals = [&](const auto& actual) {
    return std::equal(digest.begin(), digest.end(), actual.begin(), actual.end());
  };
  if (algorithm == "SHA2_256" || algorithm == "sha256") return equals(Sha256(bytes));
  if (algorithm == "SHA2_384" || algorithm == "sha384") return equals(Sha384(bytes));
  if (algorithm == "SHA2_512" || algorithm == "sha512") return equals(Sha512(bytes));
  return false;
}

/// Rekor v1 has PEM in base64. The bytes inside are compared: who wrote it may break its lines
/// elsewhere.
bool IsPemOf(std::string_view base64, const Bundle& bundle) {
  const auto pem = formats::DecodeBase64(base64);
  if (!pem || bundle.certificates.empty()) return false;
  const auto certificate = Certificate::FromPem(AsText(*pem));
  return certificate && certificate->Der() == bundle.certificates.front().Der();
}

/// Rekor v2 has DER in base64, in `verifier.x509Certificate` or `verifier.publicKey`.
bool IsVerifierOf(const Object& signature, const Bundle& bundle) {
  const auto certificate = ObjectAt(signature, {"verifier", "x509Certificate"});
  if (!certificate || bundle.certificates.empty()) return false;
  return BytesOf(*certificate, "rawBytes") == bundle.certificates.front().Der();
}

bool MatchHashedRekord1(const Object& spec, const Expected& expected) {
  const auto hash = ObjectAt(spec, {"data", "hash"});
  const auto signature = spec.FindObject("signature");
  const auto key = ObjectAt(spec, {"signature", "publicKey"});
  if (!hash || !signature || !key) return false;
  const auto digest = formats::DecodeHex(TextOf(*hash, "value"));
  return digest && IsDigestOf(TextOf(*hash, "algorithm"), *digest, expected.Signed()) &&
         BytesOf(*signature, "content") == expected.Signature() &&
         IsPemOf(TextOf(*key, "content"), expected.bundle);
}

bool MatchHashedRekord2(const Object& spec, const Expected& expected) {
  const auto data = ObjectAt(spec, {"hashedRekordV002", "data"});
  const auto signature = ObjectAt(spec, {"hashedRekordV002", "signature"});
  if (!data || !signature) return false;
  const auto digest = BytesOf(*data, "digest");
  return digest && IsDigestOf(TextOf(*data, "algorithm"), *digest, expected.Signed()) &&
         BytesOf(*signature, "content") == expected.Signature() &&
         IsVerifierOf(*signature, expected.bundle);
}

/// The only item of a list of objects; nothing for any other number.
std::optional<Object> OnlyItem(const Object& object, std::string_view key) {
  const auto list = object.ElementsOf(key);
  return list.size() == 1 ? list[0].AsObject() : std::nullopt;
}

bool MatchDsse1(const Object& spec, const Expected& expected) {
  const auto hash = spec.FindObject("payloadHash");
  const auto signature = OnlyItem(spec, "signatures");
  if (!expected.bundle.envelope || !hash || !signature) return false;
  return formats::DecodeHex(TextOf(*hash, "value")) ==
             Sha256Bytes(expected.bundle.envelope->payload) &&
         BytesOf(*signature, "signature") == expected.Signature() &&
         IsPemOf(TextOf(*signature, "verifier"), expected.bundle);
}

bool MatchDsse2(const Object& spec, const Expected& expected) {
  const auto hash = ObjectAt(spec, {"dsseV002", "payloadHash"});
  const auto inner = spec.FindObject("dsseV002");
  const auto signature = inner ? OnlyItem(*inner, "signatures") : std::nullopt;
  if (!expected.bundle.envelope || !hash || !signature) return false;
  return BytesOf(*hash, "digest") == Sha256Bytes(expected.bundle.envelope->payload) &&
         BytesOf(*signature, "content") == expected.Signature() &&
         IsVerifierOf(*signature, expected.bundle);
}

/// 0.0.1 keeps the hash of the payload and the key, 0.0.2 also the signature (in base64 twice).
bool MatchIntoto(const Object& spec, const Expected& expected, std::string_view version) {
  const auto hash = ObjectAt(spec, {"content", "payloadHash"});
  if (!expected.bundle.envelope || !hash) return false;
  if (formats::DecodeHex(TextOf(*hash, "value")) != Sha256Bytes(expected.bundle.envelope->payload))
    return false;
  if (version == "0.0.1") return IsPemOf(TextOf(spec, "publicKey"), expected.bundle);
  const auto envelope = ObjectAt(spec, {"content", "envelope"});
  const auto signature = envelope ? OnlyItem(*envelope, "signatures") : std::nullopt;
  if (!signature) return false;
  const auto once = BytesOf(*signature, "sig");
  return once && formats::DecodeBase64(AsText(*once)) == expected.Signature() &&
         IsPemOf(TextOf(*signature, "publicKey"), expected.bundle);
}

bool Matches(const Object& spec, const std::string& kind, const std::string& version,
             const Expected& expected) {
  if (kind == "hashedrekord" && version == "0.0.1") return MatchHashedRekord1(spec, expected);
  if (kind == "hashedrekord" && version == "0.0.2") return MatchHashedRekord2(spec, expected);
  if (kind == "dsse" && version == "0.0.1") return MatchDsse1(spec, expected);
  if (kind == "dsse" && version == "0.0.2") return MatchDsse2(spec, expected);
  if (kind == "intoto" && (version == "0.0.1" || version == "0.0.2"))
    return MatchIntoto(spec, expected, version);
  return false;
}

}  // namespace

Result<void> MatchLogBody(const LogEntry& entry, const Bundle& bundle, Bytes artifact) {
  const auto document = formats::ParseJson(entry.body, {.bytes = limits::kBundleBytes});
  const auto root = document ? document->root().AsObject() : std::nullopt;
  const auto spec = root ? root->FindObject("spec") : std::nullopt;
  if (!spec) return Fail("the body of the log entry cannot be read");
  // The body is what the log signed; what the bundle says of its kind is only a hint.
  const std::string kind = TextOf(*root, "kind");
  const std::string version = TextOf(*root, "apiVersion");
  if (!Matches(*spec, kind, version, {.bundle = bundle, .artifact = artifact}))
    return Fail(fmt::format("the log entry ({} {}) is about another signature or content",
                            Quote(kind), Quote(version)));
  return {};
}

}  // namespace registry
