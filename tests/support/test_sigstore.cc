#include "support/test_sigstore.h"

#include <fmt/format.h>
#include <openssl/asn1.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/check.h"
#include "base/hash.h"
#include "base/text.h"
#include "formats/base64.h"

namespace {

template <typename T, void (*kFree)(T*)>
struct Freeing {
  void operator()(T* object) const { kFree(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY, &EVP_PKEY_free>>;
using X509Owned = std::unique_ptr<X509, Freeing<X509, &X509_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Freeing<EVP_MD_CTX, &EVP_MD_CTX_free>>;

constexpr UnixMillis kDay = 24 * 3'600'000;
constexpr const char* kTimestampList = "1.3.6.1.4.1.11129.2.4.2";

ByteVector SpkiOf(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  ByteVector bytes(der, der + size);
  OPENSSL_free(der);
  return bytes;
}

ByteVector Sign(EVP_PKEY* key, Bytes message) {
  const Context context(EVP_MD_CTX_new());
  CHECK(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1,
        "a key that was just made can sign");
  ByteVector signature(256);
  std::size_t size = signature.size();
  CHECK(EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) == 1,
        "a signature fits into 256 bytes");
  signature.resize(size);
  return signature;
}

ByteVector DerOf(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  ByteVector bytes(der, der + size);
  OPENSSL_free(der);
  return bytes;
}

void AddExtension(X509* certificate, int kind, const char* value) {
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
  CHECK(extension != nullptr, "the test's extensions are well formed");
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

/// An extension by its number, whose content is `der`.
void AddRaw(X509* certificate, const char* identifier, const ByteVector& der) {
  ASN1_OBJECT* const object = OBJ_txt2obj(identifier, 1);
  ASN1_OCTET_STRING* const content = ASN1_OCTET_STRING_new();
  ASN1_OCTET_STRING_set(content, der.data(), static_cast<int>(der.size()));
  X509_EXTENSION* const extension = X509_EXTENSION_create_by_OBJ(nullptr, object, 0, content);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
  ASN1_OCTET_STRING_free(content);
  ASN1_OBJECT_free(object);
}

/// A DER string of that tag; shorter than 128 bytes needs one octet of length.
ByteVector DerString(std::uint8_t tag, Bytes text) {
  ByteVector der = {tag};
  if (text.size() >= 0x80) der.push_back(0x81);
  der.push_back(static_cast<std::uint8_t>(text.size()));
  der.insert(der.end(), text.begin(), text.end());
  return der;
}

X509Owned NewCertificate(EVP_PKEY* key, const char* name, long serial, UnixMillis from,
                         UnixMillis to) {
  X509Owned certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), from / 1000);
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), to / 1000);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  return certificate;
}

void Append(ByteVector& out, std::uint64_t number, unsigned octets) {
  for (unsigned i = octets; i > 0; --i)
    out.push_back(static_cast<std::uint8_t>(number >> (8 * (i - 1)) & 0xff));
}

ByteVector IdOf(const ByteVector& spki) {
  const Sha256Digest digest = Sha256(spki);
  return {digest.begin(), digest.end()};
}

}  // namespace

struct TestSigstore::Keys {
  Key authority{EVP_EC_gen("P-256")};
  Key certificate_log{EVP_EC_gen("P-256")};
  Key log{EVP_EC_gen("P-256")};
  X509Owned root;

  /// The promise of the log of certificates, as an extension holds it.
  [[nodiscard]] ByteVector TimestampList(X509* leaf, UnixMillis time) const {
    unsigned char* der = nullptr;
    const int size = i2d_re_X509_tbs(leaf, &der);
    const ByteVector tbs(der, der + size);
    OPENSSL_free(der);
    const Sha256Digest issuer = Sha256(SpkiOf(authority.get()));
    ByteVector message = {0, 0};
    Append(message, static_cast<std::uint64_t>(time), 8);
    Append(message, 1, 2);
    message.insert(message.end(), issuer.begin(), issuer.end());
    Append(message, tbs.size(), 3);
    message.insert(message.end(), tbs.begin(), tbs.end());
    Append(message, 0, 2);
    const ByteVector signature = Sign(certificate_log.get(), message);
    const ByteVector id = IdOf(SpkiOf(certificate_log.get()));
    ByteVector one = {0};
    one.insert(one.end(), id.begin(), id.end());
    Append(one, static_cast<std::uint64_t>(time), 8);
    Append(one, 0, 2);
    one.push_back(4);  // SHA-256
    one.push_back(3);  // ECDSA
    Append(one, signature.size(), 2);
    one.insert(one.end(), signature.begin(), signature.end());
    ByteVector list;
    Append(list, one.size() + 2, 2);
    Append(list, one.size(), 2);
    list.insert(list.end(), one.begin(), one.end());
    return DerString(0x04, list);
  }

  [[nodiscard]] ByteVector Leaf(EVP_PKEY* key, const Build& build) const {
    X509Owned leaf = NewCertificate(key, "workflow", 2, build.time - 60'000, build.time + 600'000);
    X509_set_issuer_name(leaf.get(), X509_get_subject_name(root.get()));
    AddExtension(leaf.get(), NID_key_usage, "critical,digitalSignature");
    AddExtension(leaf.get(), NID_ext_key_usage, "codeSigning");
    const std::string config = fmt::format("{}/{}@{}", build.repository, build.workflow, build.ref);
    AddExtension(leaf.get(), NID_subject_alt_name, ("URI:" + config).c_str());
    const auto text = [](std::string_view value) { return DerString(0x0c, AsBytes(value)); };
    AddRaw(leaf.get(), "1.3.6.1.4.1.57264.1.8", text("https://tokens.forge.example"));
    AddRaw(leaf.get(), "1.3.6.1.4.1.57264.1.12", text(build.repository));
    AddRaw(leaf.get(), "1.3.6.1.4.1.57264.1.13", text(std::string(40, 'c')));
    AddRaw(leaf.get(), "1.3.6.1.4.1.57264.1.14", text(build.ref));
    AddRaw(leaf.get(), "1.3.6.1.4.1.57264.1.18", text(config));
    // The log signs the certificate before its answer is put into it; the algorithm is in that
    // part.
    X509_sign(leaf.get(), authority.get(), EVP_sha256());
    AddRaw(leaf.get(), kTimestampList, TimestampList(leaf.get(), build.time));
    X509_sign(leaf.get(), authority.get(), EVP_sha256());
    return DerOf(leaf.get());
  }
};

TestSigstore::TestSigstore() : keys_(std::make_unique<Keys>()) {
  const UnixMillis from = ParseTime("2015-01-01").value();
  keys_->root =
      NewCertificate(keys_->authority.get(), "authority", 1, from, from + 20 * 365 * kDay);
  X509_set_issuer_name(keys_->root.get(), X509_get_subject_name(keys_->root.get()));
  AddExtension(keys_->root.get(), NID_basic_constraints, "critical,CA:TRUE");
  AddExtension(keys_->root.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  X509_sign(keys_->root.get(), keys_->authority.get(), EVP_sha256());
}

TestSigstore::~TestSigstore() = default;

std::string TestSigstore::TrustedRootJson() const {
  const auto log = [](EVP_PKEY* key) {
    const ByteVector spki = SpkiOf(key);
    return fmt::format(
        R"({{"baseUrl":"https://log.example","hashAlgorithm":"SHA2_256","publicKey":{{"rawBytes":"{}","keyDetails":"PKIX_ECDSA_P256_SHA_256","validFor":{{"start":"2015-01-01T00:00:00Z"}}}},"logId":{{"keyId":"{}"}}}})",
        formats::EncodeBase64(spki), formats::EncodeBase64(IdOf(spki)));
  };
  return fmt::format(
      R"({{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","tlogs":[{}],"ctlogs":[{}],"timestampAuthorities":[],"certificateAuthorities":[{{"subject":{{"organization":"test","commonName":"authority"}},"uri":"https://authority.example","certChain":{{"certificates":[{{"rawBytes":"{}"}}]}},"validFor":{{"start":"2015-01-01T00:00:00Z"}}}}]}})",
      log(keys_->log.get()), log(keys_->certificate_log.get()),
      formats::EncodeBase64(DerOf(keys_->root.get())));
}

std::string TestSigstore::Attestations(const Build& build, Bytes tarball) const {
  const Key key(EVP_EC_gen("P-256"));
  const ByteVector certificate = keys_->Leaf(key.get(), build);
  const std::string statement = fmt::format(
      R"({{"_type":"https://in-toto.io/Statement/v1","subject":[{{"name":"{}","digest":{{"sha512":"{}"}}}}],"predicateType":"https://slsa.dev/provenance/v1","predicate":{{"buildDefinition":{{"externalParameters":{{"workflow":{{"ref":"{}","repository":"{}","path":"{}"}}}}}}}}}})",
      build.purl, Hex(Sha512(tarball)), build.ref, build.repository, build.workflow);
  constexpr std::string_view kType = "application/vnd.in-toto+json";
  const std::string signed_text =
      fmt::format("DSSEv1 {} {} {} {}", kType.size(), kType, statement.size(), statement);
  const std::string signature = formats::EncodeBase64(Sign(key.get(), AsBytes(signed_text)));
  const std::string pem = "-----BEGIN CERTIFICATE-----\n" + [&] {
    std::string lines;
    const std::string base64 = formats::EncodeBase64(certificate);
    for (std::size_t at = 0; at < base64.size(); at += 64) lines += base64.substr(at, 64) + "\n";
    return lines;
  }() + "-----END CERTIFICATE-----\n";
  const std::string body = fmt::format(
      R"({{"apiVersion":"0.0.1","kind":"dsse","spec":{{"envelopeHash":{{"algorithm":"sha256","value":"{}"}},"payloadHash":{{"algorithm":"sha256","value":"{}"}},"signatures":[{{"signature":"{}","verifier":"{}"}}]}}}})",
      Hex(Sha256(AsBytes(signed_text))), Hex(Sha256(AsBytes(statement))), signature,
      formats::EncodeBase64(AsBytes(pem)));
  const ByteVector log_id = IdOf(SpkiOf(keys_->log.get()));
  const UnixMillis seconds = build.time / 1000;
  const std::string promise =
      fmt::format(R"({{"body":"{}","integratedTime":{},"logID":"{}","logIndex":7}})",
                  formats::EncodeBase64(AsBytes(body)), seconds, Hex(log_id));
  return fmt::format(
      R"({{"attestations":[{{"predicateType":"https://slsa.dev/provenance/v1","bundle":{{"mediaType":"application/vnd.dev.sigstore.bundle+json;version=0.1","verificationMaterial":{{"x509CertificateChain":{{"certificates":[{{"rawBytes":"{}"}}]}},"tlogEntries":[{{"logIndex":"7","logId":{{"keyId":"{}"}},"kindVersion":{{"kind":"dsse","version":"0.0.1"}},"integratedTime":"{}","inclusionPromise":{{"signedEntryTimestamp":"{}"}},"canonicalizedBody":"{}"}}]}},"dsseEnvelope":{{"payload":"{}","payloadType":"{}","signatures":[{{"sig":"{}","keyid":""}}]}}}}}}]}})",
      formats::EncodeBase64(certificate), formats::EncodeBase64(log_id), seconds,
      formats::EncodeBase64(Sign(keys_->log.get(), AsBytes(promise))),
      formats::EncodeBase64(AsBytes(body)), formats::EncodeBase64(AsBytes(statement)), kType,
      signature);
}
