#include "registry/sigstore/certificate_log.h"

#include <algorithm>

#include "base/hash.h"

namespace registry {
namespace {

constexpr const char* kTimestampList = "1.3.6.1.4.1.11129.2.4.2";

/// Reads big-endian numbers and byte strings with a length in front, as TLS writes them. Once
/// something is missing everything after it is too.
class TlsReader {
 public:
  explicit TlsReader(Bytes bytes) : bytes_(bytes) {}

  std::uint64_t Number(std::size_t octets) {
    std::uint64_t number = 0;
    for (const std::uint8_t octet : Take(octets)) number = number << 8U | octet;
    return number;
  }
  Bytes Take(std::size_t octets) {
    if (octets > bytes_.size()) {
      failed_ = true;
      bytes_ = {};
      return {};
    }
    const Bytes taken = bytes_.first(octets);
    bytes_ = bytes_.subspan(octets);
    return taken;
  }
  Bytes TakeVector(std::size_t length_octets) { return Take(Number(length_octets)); }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }

 private:
  Bytes bytes_;
  bool failed_ = false;
};

struct SignedTimestamp {
  Bytes log_id;
  std::uint64_t time = 0;
  Bytes extensions;
  Bytes signature;
};

std::optional<SignedTimestamp> ReadTimestamp(Bytes bytes) {
  TlsReader reader(bytes);
  if (reader.Number(1) != 0) return std::nullopt;  // version 1 is written as 0
  SignedTimestamp timestamp;
  timestamp.log_id = reader.Take(32);
  timestamp.time = reader.Number(8);
  timestamp.extensions = reader.TakeVector(2);
  (void)reader.Number(2);  // hash and signature algorithm: the log's key decides both
  timestamp.signature = reader.TakeVector(2);
  if (reader.failed() || !reader.empty()) return std::nullopt;
  return timestamp;
}

void AppendNumber(ByteVector& out, std::uint64_t number, unsigned octets) {
  for (unsigned i = octets; i > 0; --i)
    out.push_back(static_cast<std::uint8_t>(number >> (8U * (i - 1)) & 0xffU));
}

/// What the log signed: version, type, time, the issuer's key and the certificate without the list.
ByteVector SignedBytes(const SignedTimestamp& timestamp, const ByteVector& pre_certificate,
                       const Sha256Digest& issuer_key) {
  ByteVector bytes;
  AppendNumber(bytes, 0, 1);  // version 1
  AppendNumber(bytes, 0, 1);  // a certificate timestamp
  AppendNumber(bytes, timestamp.time, 8);
  AppendNumber(bytes, 1, 2);  // of a pre-certificate
  bytes.insert(bytes.end(), issuer_key.begin(), issuer_key.end());
  AppendNumber(bytes, pre_certificate.size(), 3);
  bytes.insert(bytes.end(), pre_certificate.begin(), pre_certificate.end());
  AppendNumber(bytes, timestamp.extensions.size(), 2);
  bytes.insert(bytes.end(), timestamp.extensions.begin(), timestamp.extensions.end());
  return bytes;
}

/// The extension's content is an OCTET STRING around the list.
Bytes InsideOctetString(Bytes der) {
  if (der.size() < 2 || der[0] != 0x04) return {};
  if (der[1] < 0x80) return der.subspan(2);
  const std::size_t octets = der[1] & 0x7fU;
  return der.size() > 2 + octets ? der.subspan(2 + octets) : Bytes();
}

}  // namespace

Result<void> VerifyCertificateLog(const Certificate& certificate, const Certificate& issuer,
                                  const TrustedRoot& root) {
  const auto extension = certificate.Extension(kTimestampList);
  if (!extension) return Fail("no certificate-transparency log vouches for the certificate");
  const auto issuer_key = issuer.Key();
  if (!issuer_key) return Fail("the issuer's key is of a kind that is not supported");
  const Sha256Digest key_hash = Sha256(issuer_key->Spki());
  const ByteVector pre_certificate = certificate.PreCertificate();
  TlsReader list(InsideOctetString(*extension));
  TlsReader items(list.TakeVector(2));
  while (!items.empty() && !items.failed()) {
    const auto timestamp = ReadTimestamp(items.TakeVector(2));
    if (!timestamp) continue;
    const ByteVector bytes = SignedBytes(*timestamp, pre_certificate, key_hash);
    for (const TrustedLog& log : root.certificate_logs) {
      const bool named = std::equal(log.id.begin(), log.id.end(), timestamp->log_id.begin(),
                                    timestamp->log_id.end());
      if (named && log.valid.Holds(static_cast<UnixMillis>(timestamp->time)) &&
          log.key.Verify(bytes, timestamp->signature))
        return {};
    }
  }
  return Fail("no trusted certificate-transparency log vouches for the certificate");
}

}  // namespace registry
