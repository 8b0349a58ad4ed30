#include "registry/npm_provenance.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <functional>
#include <memory>

#include "base/hash.h"
#include "formats/base64.h"
#include "model/trust_limits.h"
#include "registry/sigstore/transparency_log.h"

namespace registry {
namespace {

/// A key of our own that signs, as a registry or a log would.
class SigningKey {
 public:
  SigningKey() : key_(EVP_EC_gen("P-256"), &EVP_PKEY_free) {}

  [[nodiscard]] ByteVector Spki() const {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key_.get(), &der);
    ByteVector bytes(der, der + size);
    OPENSSL_free(der);
    return bytes;
  }
  [[nodiscard]] ByteVector Sign(std::string_view message) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          &EVP_MD_CTX_free);
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
    ByteVector signature(256);
    std::size_t size = signature.size();
    EVP_DigestSign(context.get(), signature.data(), &size, AsBytes(message).data(), message.size());
    signature.resize(size);
    return signature;
  }
  [[nodiscard]] std::string Document(std::string_view expires) const {
    return fmt::format(
        R"({{"keys":[{{"expires":{},"keyid":"SHA256:k","keytype":"ecdsa-sha2-nistp256","key":"{}"}},
            {{"keyid":"SHA256:odd","key":"AAAA"}}]}})",
        expires, formats::EncodeBase64(Spki()));
  }

 private:
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

Manifest Signed(const SigningKey& key, std::string_view message) {
  Manifest manifest;
  manifest.version = "1.0.1";
  manifest.published = ParseTime("2026-06-01");
  manifest.dist.integrity = *Integrity::Parse(
      Integrity::Of(AsBytes("x")).ToString() + " " +
      Integrity::FromShasum("0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33")->ToString());
  manifest.dist.signatures = {
      {Untrusted("SHA256:unknown"), Untrusted("AAAA")},
      {Untrusted("SHA256:k"), Untrusted(formats::EncodeBase64(key.Sign(message)))}};
  return manifest;
}

std::string Verdict(const Manifest& manifest, const std::string& keys) {
  const auto parsed = ParseRegistryKeys(AsBytes(keys));
  EXPECT_TRUE(parsed) << parsed.error().message;
  const auto verified = VerifyRegistrySignatures(*PackageName::Parse("@s/x"), manifest, *parsed);
  return verified ? "verified" : verified.error().message;
}

TEST(RegistrySignatures, HoldForNameVersionAndHashTogether) {
  const SigningKey key;
  const std::string integrity = Integrity::Of(AsBytes("x")).ToString();
  const Manifest good = Signed(key, "@s/x@1.0.1:" + integrity);
  EXPECT_EQ(Verdict(good, key.Document("null")), "verified");
  EXPECT_EQ(Verdict(good, key.Document("\"2027-01-01\"")), "verified");
  EXPECT_EQ(Verdict(good, key.Document("\"2026-01-01\"")),
            "it was signed with the key `SHA256:k` after that had expired");
  EXPECT_EQ(Verdict(Signed(key, "@s/x@1.0.2:" + integrity), key.Document("null")),
            "the registry's signature with the key `SHA256:k` does not hold");
  EXPECT_EQ(Verdict(good, SigningKey().Document("null")),
            "the registry's signature with the key `SHA256:k` does not hold");
  EXPECT_EQ(Verdict(good, R"({"keys":[]})"), "no signature is by a key that the registry shows");
  EXPECT_FALSE(ParseRegistryKeys(AsBytes("[]")));
}

TEST(TransparencyLog, ProvesThatALeafIsInATree) {
  // Every leaf of every tree of up to nine leaves, by the recursive definition of RFC 9162.
  const auto node = [](const Sha256Digest& left, const Sha256Digest& right) {
    ByteVector bytes = {1};
    bytes.insert(bytes.end(), left.begin(), left.end());
    bytes.insert(bytes.end(), right.begin(), right.end());
    return Sha256(bytes);
  };
  std::vector<Sha256Digest> leaves;
  for (int i = 0; i < 9; ++i) leaves.push_back(LeafHash(AsBytes(std::to_string(i))));
  const std::function<Sha256Digest(std::size_t, std::size_t)> root = [&](std::size_t from,
                                                                         std::size_t count) {
    if (count == 1) return leaves[from];
    std::size_t half = 1;
    while (half * 2 < count) half *= 2;
    return node(root(from, half), root(from + half, count - half));
  };
  const std::function<std::vector<ByteVector>(std::size_t, std::size_t, std::size_t)> path =
      [&](std::size_t at, std::size_t from, std::size_t count) -> std::vector<ByteVector> {
    if (count == 1) return {};
    std::size_t half = 1;
    while (half * 2 < count) half *= 2;
    const bool left = at < half;
    auto steps = left ? path(at, from, half) : path(at - half, from + half, count - half);
    const Sha256Digest other = left ? root(from + half, count - half) : root(from, half);
    steps.emplace_back(other.begin(), other.end());
    return steps;
  };
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    const Sha256Digest top = root(0, size);
    for (std::size_t at = 0; at < size; ++at) {
      LogEntry::InclusionProof proof{.index = at,
                                     .tree_size = size,
                                     .root_hash = {top.begin(), top.end()},
                                     .hashes = path(at, 0, size)};
      EXPECT_TRUE(IsIncluded(leaves[at], proof)) << at << " of " << size;
      EXPECT_FALSE(IsIncluded(LeafHash(AsBytes("other")), proof)) << at << " of " << size;
      proof.index = size;
      EXPECT_FALSE(IsIncluded(leaves[at], proof));
    }
  }
}

TEST(TransparencyLog, ACheckpointIsTheLogsOrNothing) {
  const SigningKey key;
  TrustedLog log{.url = "https://log.example",
                 .id = {1, 2, 3, 4, 5},
                 .key = *PublicKey::FromSpki(key.Spki()),
                 .valid = {}};
  const std::string text = "log.example\n7\nAAAA\n";
  const auto line = [](std::string_view hint, const ByteVector& signature) {
    ByteVector bytes(hint.begin(), hint.end());
    bytes.insert(bytes.end(), signature.begin(), signature.end());
    return "\xe2\x80\x94 log.example " + formats::EncodeBase64(bytes) + "\n";
  };
  const std::string good = line("\x01\x02\x03\x04", key.Sign(text));
  const std::string witness = line("\x09\x09\x09\x09", key.Sign("else"));
  const auto verdict = [&](const std::string& note) {
    const auto checkpoint = VerifyCheckpoint(note, log);
    return checkpoint ? fmt::format("{} {}", checkpoint->origin, checkpoint->tree_size)
                      : checkpoint.error().message;
  };
  EXPECT_EQ(verdict(text + "\n" + good), "log.example 7");
  EXPECT_EQ(verdict(text + "\n" + witness + good), "log.example 7");
  EXPECT_EQ(verdict(text + "\n" + witness), "the checkpoint is not signed by the log");
  EXPECT_EQ(verdict("log.example\n8\nAAAA\n\n" + good), "the checkpoint is not signed by the log");
  EXPECT_EQ(verdict(good), "the checkpoint is no signed note");
  const std::string short_text = "log.example\n7\n";
  EXPECT_EQ(verdict(short_text + "\n" + line("\x01\x02\x03\x04", key.Sign(short_text))),
            "the checkpoint lacks its tree size or root hash");
}

TEST(Bundles, AreBoundedAndStrict) {
  const auto verdict = [](const std::string& material, const std::string& content) {
    const auto bundle = ParseBundle(AsBytes(
        R"({"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{)" +
        material + "}," + content + "}"));
    return bundle ? "read" : bundle.error().message;
  };
  const std::string key = R"("publicKey":{"hint":"k"})";
  const std::string message = R"("messageSignature":{"signature":"AAAA"})";
  EXPECT_EQ(verdict(key, message), "read");
  EXPECT_EQ(verdict("", message),
            "a sigstore bundle's `verificationMaterial` has neither certificate nor key");
  EXPECT_EQ(verdict(key, R"("messageSignature":{"signature":"A"})"),
            "a sigstore bundle's `signature` is no base64");
  EXPECT_EQ(verdict(key, message + R"(,"dsseEnvelope":{})"),
            "a sigstore bundle has neither or both of an envelope and a message signature");
  std::string entries;
  for (std::size_t i = 0; i <= limits::kBundleItems; ++i) entries += i == 0 ? "{}" : ",{}";
  EXPECT_EQ(verdict(key + ",\"tlogEntries\":[" + entries + "]", message),
            "a sigstore bundle's `tlogEntries` has more items than are read");
  EXPECT_FALSE(ParseBundle(AsBytes(std::string(limits::kBundleBytes + 1, ' '))));
}

TEST(TrustedRoots, ThePublicOneIsWhole) {
  const auto root = ParseTrustedRoot(AsBytes(PublicTrustedRoot()));
  ASSERT_TRUE(root) << root.error().message;
  EXPECT_GE(root->logs.size(), 1U);
  EXPECT_GE(root->certificate_logs.size(), 1U);
  EXPECT_GE(root->certificate_authorities.size(), 1U);
  EXPECT_FALSE(ParseTrustedRoot(AsBytes("{}")));
}

}  // namespace
}  // namespace registry
