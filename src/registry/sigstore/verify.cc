#include "registry/sigstore/verify.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "registry/sigstore/certificate_log.h"
#include "registry/sigstore/log_body.h"
#include "registry/sigstore/transparency_log.h"

namespace registry {
namespace {

/// Fulcio's extensions, github.com/sigstore/fulcio docs/oid-info.md. The first generation holds the
/// text itself, the second a DER UTF8String.
constexpr const char* kIssuerV1 = "1.3.6.1.4.1.57264.1.1";
constexpr const char* kIssuerV2 = "1.3.6.1.4.1.57264.1.8";

/// The text of a DER UTF8String; empty for anything else.
std::string Utf8Of(const ByteVector& der) {
  if (der.size() < 2 || der[0] != 0x0c) return {};
  std::size_t at = 2;
  std::size_t size = der[1];
  if (size >= 0x80) {
    const std::size_t octets = size & 0x7fU;
    if (octets == 0 || octets > 2 || der.size() < 2 + octets) return {};
    size = 0;
    for (std::size_t i = 0; i < octets; ++i) size = size << 8U | der[2 + i];
    at += octets;
  }
  if (at + size != der.size()) return {};
  return std::string(AsText(Bytes(der).subspan(at)));
}

std::string ExtensionText(const Certificate& certificate, const char* identifier) {
  const auto der = certificate.Extension(identifier);
  return der ? Utf8Of(*der) : std::string();
}

Signer SignerOf(const Certificate& certificate) {
  Signer signer{.identities = certificate.AlternativeNames()};
  signer.issuer = ExtensionText(certificate, kIssuerV2);
  if (signer.issuer.empty()) {
    if (const auto text = certificate.Extension(kIssuerV1)) signer.issuer = AsText(*text);
  }
  signer.source_repository = ExtensionText(certificate, "1.3.6.1.4.1.57264.1.12");
  signer.source_digest = ExtensionText(certificate, "1.3.6.1.4.1.57264.1.13");
  signer.source_ref = ExtensionText(certificate, "1.3.6.1.4.1.57264.1.14");
  signer.build_config = ExtensionText(certificate, "1.3.6.1.4.1.57264.1.18");
  signer.build_trigger = ExtensionText(certificate, "1.3.6.1.4.1.57264.1.20");
  return signer;
}

/// The times at which the log and the time-stamp authorities saw the signature.
Result<std::vector<UnixMillis>> VerifyTimes(const Bundle& bundle, Bytes artifact,
                                            const ByteVector& signature, const TrustedRoot& root) {
  std::vector<UnixMillis> times;
  if (bundle.entries.empty()) return Fail("the bundle has no log entry");
  const auto needed = bundle.version == Bundle::Version::k01 ? ProofNeeded::kNo : ProofNeeded::kYes;
  for (const LogEntry& entry : bundle.entries) {
    const auto time = VerifyLogEntry(entry, root, needed);
    if (!time) return Fail(time.error());
    if (*time) times.push_back(**time);
    if (const auto matches = MatchLogBody(entry, bundle, artifact); !matches)
      return Fail(matches.error());
  }
  for (const ByteVector& stamp : bundle.timestamps) {
    std::optional<TimeStamp> verified;
    for (const TrustedAuthority& authority : root.timestamp_authorities) {
      verified = VerifyTimeStamp(stamp, signature, authority.chain);
      if (verified && authority.valid.Holds(verified->time)) break;
      verified.reset();
    }
    if (!verified) return Fail("a time stamp is not one of a trusted authority over the signature");
    times.push_back(verified->time);
  }
  if (times.empty()) return Fail("nothing proves when the signature was made");
  std::sort(times.begin(), times.end());
  return times;
}

/// The chain at one time; gives the certificate that issued `leaf`.
Result<Certificate> VerifyChain(const Certificate& leaf, UnixMillis time, const TrustedRoot& root) {
  if (!leaf.IsValidAt(time))
    return Fail("the certificate was not valid when the signature was made");
  for (const TrustedAuthority& authority : root.certificate_authorities) {
    if (authority.valid.Holds(time) && leaf.IsIssuedBy(authority.chain, time))
      return authority.chain.front();
  }
  return Fail("the certificate was not issued by a trusted authority");
}

Result<void> VerifyCertificate(const Bundle& bundle, const std::vector<UnixMillis>& times,
                               const TrustedRoot& root) {
  const Certificate& leaf = bundle.certificates.front();
  if (!leaf.MaySignCode()) return Fail("the certificate is not for signing code");
  for (const UnixMillis time : times) {
    const auto issuer = VerifyChain(leaf, time, root);
    if (!issuer) return Fail(issuer.error());
    if (auto seen = VerifyCertificateLog(leaf, *issuer, root); !seen) return seen;
  }
  return {};
}

bool HasDigestOf(const Statement& statement, Bytes artifact) {
  const std::string sha256 = Hex(Sha256(artifact));
  const std::string sha512 = Hex(Sha512(artifact));
  return std::any_of(statement.subjects.begin(), statement.subjects.end(),
                     [&](const Statement::Subject& subject) {
                       const auto is = [&](const char* algorithm, const std::string& digest) {
                         const auto found = subject.digests.find(algorithm);
                         return found != subject.digests.end() && found->second == digest;
                       };
                       return is("sha256", sha256) || is("sha512", sha512);
                     });
}

Result<void> VerifyContent(const Bundle& bundle, Bytes artifact, const PublicKey& key) {
  if (bundle.message) {
    const Sha256Digest digest = Sha256(artifact);
    const ByteVector& hint = bundle.message->digest;
    if (!hint.empty() && !std::equal(hint.begin(), hint.end(), digest.begin(), digest.end()))
      return Fail("the bundle names another digest than the artifact has");
    if (!key.Verify(artifact, bundle.message->signature))
      return Fail("the signature is not over this artifact");
    return {};
  }
  if (!key.Verify(bundle.envelope->PreAuthentication(), bundle.envelope->signatures.front()))
    return Fail("the signature of the envelope does not hold");
  const auto statement = ReadStatement(*bundle.envelope);
  if (!statement) return Fail(statement.error());
  if (!HasDigestOf(*statement, artifact)) return Fail("the statement is about another artifact");
  return {};
}

Result<void> CheckIdentity(const Signer& signer, const ExpectedSigner& expected) {
  const auto& names = signer.identities;
  if (!expected.identity.empty() &&
      std::find(names.begin(), names.end(), expected.identity) == names.end())
    return Fail(fmt::format("it was signed by {}, not by {}",
                            names.empty() ? "nobody named" : Quote(names.front()),
                            Quote(expected.identity)));
  if (!expected.issuer.empty() && signer.issuer != expected.issuer)
    return Fail(fmt::format("its identity was vouched for by {}, not by {}", Quote(signer.issuer),
                            Quote(expected.issuer)));
  return {};
}

}  // namespace

bool IsOfUnknownSigner(const Bundle& bundle, const TrustedRoot& root) {
  const bool unknown_log =
      std::any_of(bundle.entries.begin(), bundle.entries.end(), [&](const LogEntry& entry) {
        return std::none_of(root.logs.begin(), root.logs.end(),
                            [&](const TrustedLog& log) { return log.id == entry.log_id; });
      });
  if (unknown_log || bundle.certificates.empty()) return unknown_log;
  const Certificate& leaf = bundle.certificates.front();
  return std::none_of(root.certificate_authorities.begin(), root.certificate_authorities.end(),
                      [&](const TrustedAuthority& authority) {
                        return leaf.IsIssuedBy(authority.chain, leaf.NotBefore());
                      });
}

Result<VerifiedBundle> VerifyBundle(const Bundle& bundle, Bytes artifact,
                                    const ExpectedSigner& expected, const TrustedRoot& root,
                                    const std::optional<PublicKey>& key) {
  const ByteVector& signature =
      bundle.envelope ? bundle.envelope->signatures.front() : bundle.message->signature;
  auto times = VerifyTimes(bundle, artifact, signature, root);
  if (!times) return Fail(std::move(times).error());
  VerifiedBundle verified{.signer = {}, .times = *std::move(times)};
  std::optional<PublicKey> signing_key = key;
  if (!bundle.certificates.empty()) {
    if (auto holds = VerifyCertificate(bundle, verified.times, root); !holds)
      return Fail(std::move(holds).error());
    verified.signer = SignerOf(bundle.certificates.front());
    signing_key = bundle.certificates.front().Key();
  }
  if (!signing_key) return Fail("there is no key to verify the signature with");
  if (auto holds = VerifyContent(bundle, artifact, *signing_key); !holds)
    return Fail(std::move(holds).error());
  if (!bundle.certificates.empty()) {
    if (auto holds = CheckIdentity(verified.signer, expected); !holds)
      return Fail(std::move(holds).error());
  }
  return verified;
}

}  // namespace registry
