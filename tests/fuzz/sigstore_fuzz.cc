#include <cstddef>
#include <cstdint>

#include "registry/npm_provenance.h"
#include "registry/sigstore/transparency_log.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes(data, size);
  static const auto root = registry::ParseTrustedRoot(AsBytes(registry::PublicTrustedRoot()));
  if (const auto bundle = registry::ParseBundle(bytes)) {
    (void)registry::VerifyBundle(*bundle, AsBytes("artifact"), {}, *root);
    for (const registry::LogEntry& entry : bundle->entries)
      (void)registry::VerifyLogEntry(entry, *root, registry::ProofNeeded::kNo);
    if (bundle->envelope) (void)registry::ReadStatement(*bundle->envelope);
  }
  (void)registry::ParseTrustedRoot(bytes);
  (void)registry::ParseRegistryKeys(bytes);
  (void)registry::VerifyCheckpoint(AsText(bytes), root->logs.front());
  (void)VerifyTimeStamp(bytes, AsBytes("x"), root->timestamp_authorities.front().chain);
  if (const auto certificate = Certificate::FromDer(bytes)) {
    (void)certificate->AlternativeNames();
    (void)certificate->PreCertificate();
    (void)certificate->Key();
  }
  return 0;
}
