#include "registry/sigstore/bundle.h"

#include <fmt/format.h>

#include <array>

#include "formats/base64.h"
#include "model/trust_limits.h"
#include "registry/sigstore/json_fields.h"

namespace registry {
namespace {

using formats::json::Array;
using formats::json::Object;
using formats::json::Value;

tl::unexpected<Error> Wrong(std::string_view field, std::string_view what) {
  return Fail(fmt::format("a sigstore bundle's `{}` {}", field, what));
}

std::optional<Bundle::Version> VersionOf(std::string_view media_type) {
  struct Row {
    std::string_view media_type;
    Bundle::Version version;
  };
  constexpr std::array<Row, 4> kRows = {
      {{"application/vnd.dev.sigstore.bundle+json;version=0.1", Bundle::Version::k01},
       {"application/vnd.dev.sigstore.bundle+json;version=0.2", Bundle::Version::k02},
       {"application/vnd.dev.sigstore.bundle+json;version=0.3", Bundle::Version::k03},
       {"application/vnd.dev.sigstore.bundle.v0.3+json", Bundle::Version::k03}}};
  for (const Row& row : kRows) {
    if (row.media_type == media_type) return row.version;
  }
  return std::nullopt;
}

Result<Array> ListOf(const Object& object, std::string_view key) {
  const Array list = object.ElementsOf(key);
  if (list.size() > limits::kBundleItems) return Wrong(key, "has more items than are read");
  return list;
}

Result<void> ReadCertificates(const Object& material, Bundle& bundle) {
  std::vector<Object> objects;
  if (const auto one = material.FindObject("certificate")) objects.push_back(*one);
  if (const auto chain = material.FindObject("x509CertificateChain")) {
    const auto list = ListOf(*chain, "certificates");
    if (!list) return Fail(list.error());
    if (list->empty()) return Wrong("x509CertificateChain", "is empty");
    for (const Value& value : *list) objects.push_back(value.AsObject().value_or(Object()));
  }
  for (const Object& object : objects) {
    const auto der = BytesOf(object, "rawBytes");
    auto certificate = der ? Certificate::FromDer(*der) : std::nullopt;
    if (!certificate) return Wrong("rawBytes", "is no certificate");
    bundle.certificates.push_back(*std::move(certificate));
  }
  if (const auto key = material.FindObject("publicKey")) bundle.key_hint = TextOf(*key, "hint");
  if (bundle.certificates.empty() && bundle.key_hint.empty() && !material.Find("publicKey"))
    return Wrong("verificationMaterial", "has neither certificate nor key");
  return {};
}

Result<LogEntry::InclusionProof> ReadProof(const Object& object) {
  LogEntry::InclusionProof proof;
  const auto index = WholeNumberOf(object, "logIndex");
  const auto size = WholeNumberOf(object, "treeSize");
  auto root = BytesOf(object, "rootHash");
  if (!size || !root) return Wrong("inclusionProof", "lacks its size or root hash");
  // protobuf leaves a zero out.
  proof.index = index.value_or(0);
  proof.tree_size = *size;
  proof.root_hash = *std::move(root);
  const auto hashes = ListOf(object, "hashes");
  if (!hashes) return Fail(hashes.error());
  for (const Value& value : *hashes) {
    const auto text = value.AsString();
    auto hash = text ? formats::DecodeBase64(*text) : std::nullopt;
    if (!hash) return Wrong("hashes", "has an item that is no base64");
    proof.hashes.push_back(*std::move(hash));
  }
  if (const auto checkpoint = object.FindObject("checkpoint"))
    proof.checkpoint = TextOf(*checkpoint, "envelope");
  return proof;
}

Result<LogEntry> ReadEntry(const Object& object) {
  LogEntry entry;
  entry.index = WholeNumberOf(object, "logIndex").value_or(0);
  const auto id = object.FindObject("logId");
  auto log_id = id ? BytesOf(*id, "keyId") : std::nullopt;
  auto body = BytesOf(object, "canonicalizedBody");
  if (!log_id || !body) return Wrong("tlogEntries", "has an entry without log or body");
  entry.log_id = *std::move(log_id);
  entry.body = *std::move(body);
  if (const auto kind = object.FindObject("kindVersion")) {
    entry.kind = TextOf(*kind, "kind");
    entry.kind_version = TextOf(*kind, "version");
  }
  if (const auto time = WholeNumberOf(object, "integratedTime"); time && *time > 0)
    entry.integrated_time = static_cast<std::int64_t>(*time);
  if (const auto promise = object.FindObject("inclusionPromise")) {
    auto bytes = BytesOf(*promise, "signedEntryTimestamp");
    if (!bytes) return Wrong("signedEntryTimestamp", "is no base64");
    entry.promise = *std::move(bytes);
  }
  if (const auto proof = object.FindObject("inclusionProof")) {
    auto read = ReadProof(*proof);
    if (!read) return Fail(std::move(read).error());
    entry.proof = *std::move(read);
  }
  return entry;
}

Result<void> ReadMaterial(const Object& material, Bundle& bundle) {
  if (auto read = ReadCertificates(material, bundle); !read) return read;
  const auto entries = ListOf(material, "tlogEntries");
  if (!entries) return Fail(entries.error());
  for (const Value& value : *entries) {
    auto entry = ReadEntry(value.AsObject().value_or(Object()));
    if (!entry) return Fail(std::move(entry).error());
    bundle.entries.push_back(*std::move(entry));
  }
  const auto data = material.FindObject("timestampVerificationData");
  if (!data) return {};
  const auto stamps = ListOf(*data, "rfc3161Timestamps");
  if (!stamps) return Fail(stamps.error());
  for (const Value& value : *stamps) {
    auto stamp = BytesOf(value.AsObject().value_or(Object()), "signedTimestamp");
    if (!stamp) return Wrong("signedTimestamp", "is no base64");
    bundle.timestamps.push_back(*std::move(stamp));
  }
  return {};
}

Result<Envelope> ReadEnvelope(const Object& object) {
  Envelope envelope;
  auto payload = BytesOf(object, "payload");
  if (!payload) return Wrong("payload", "is no base64");
  envelope.payload = *std::move(payload);
  envelope.payload_type = TextOf(object, "payloadType");
  const auto signatures = ListOf(object, "signatures");
  if (!signatures) return Fail(signatures.error());
  for (const Value& value : *signatures) {
    auto signature = BytesOf(value.AsObject().value_or(Object()), "sig");
    if (!signature || signature->empty()) return Wrong("sig", "is no base64");
    envelope.signatures.push_back(*std::move(signature));
  }
  // The bundle format allows one, so that nobody can hide behind another's.
  if (envelope.signatures.size() != 1) return Wrong("signatures", "has not exactly one item");
  return envelope;
}

Result<MessageSignature> ReadMessage(const Object& object) {
  MessageSignature message;
  auto signature = BytesOf(object, "signature");
  if (!signature || signature->empty()) return Wrong("signature", "is no base64");
  message.signature = *std::move(signature);
  if (const auto digest = object.FindObject("messageDigest")) {
    if (TextOf(*digest, "algorithm") != "SHA2_256")
      return Wrong("messageDigest", "is of an algorithm that is not supported");
    auto bytes = BytesOf(*digest, "digest");
    if (!bytes) return Wrong("digest", "is no base64");
    message.digest = *std::move(bytes);
  }
  return message;
}

}  // namespace

ByteVector Envelope::PreAuthentication() const {
  const std::string head =
      fmt::format("DSSEv1 {} {} {} ", payload_type.size(), payload_type, payload.size());
  ByteVector bytes(head.begin(), head.end());
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  return bytes;
}

Result<Bundle> ReadBundle(const Object& root) {
  Bundle bundle;
  const auto version = VersionOf(TextOf(root, "mediaType"));
  if (!version) return Wrong("mediaType", "names a version that is not supported");
  bundle.version = *version;
  const auto material = root.FindObject("verificationMaterial");
  if (!material) return Wrong("verificationMaterial", "is missing");
  if (auto read = ReadMaterial(*material, bundle); !read) return Fail(std::move(read).error());
  const auto envelope = root.FindObject("dsseEnvelope");
  const auto message = root.FindObject("messageSignature");
  if (envelope.has_value() == message.has_value())
    return Fail("a sigstore bundle has neither or both of an envelope and a message signature");
  if (envelope) {
    auto read = ReadEnvelope(*envelope);
    if (!read) return Fail(std::move(read).error());
    bundle.envelope = *std::move(read);
  } else {
    auto read = ReadMessage(*message);
    if (!read) return Fail(std::move(read).error());
    bundle.message = *std::move(read);
  }
  return bundle;
}

Result<Bundle> ParseBundle(Bytes json) {
  const auto document = formats::ParseJson(json, {.bytes = limits::kBundleBytes});
  if (!document) return Fail(Error(document.error()).Within("reading a sigstore bundle"));
  const auto root = document->root().AsObject();
  if (!root) return Fail("a sigstore bundle is no JSON object");
  return ReadBundle(*root);
}

}  // namespace registry
