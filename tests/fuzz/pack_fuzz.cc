#include <algorithm>
#include <cstdint>

#include "base/check.h"
#include "base/hash.h"
#include "intel/pack.h"
#include "intel/pack_layout.h"
#include "intel/wire.h"

// The hashes are made right again after the fuzzer changed octets, as a hostile signer would.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteVector bytes(data, data + size);
  namespace layout = intel::layout;
  if (bytes.size() >= layout::kPage) {
    const auto at = intel::wire::LoadLittle<std::uint64_t>(bytes, layout::kHashesOffsetAt);
    if (at >= layout::kPage && at % layout::kPage == 0 && at <= bytes.size() &&
        bytes.size() - at == (at / layout::kPage - 1) * 32) {
      for (std::size_t page = layout::kPage; page < at; page += layout::kPage) {
        const Sha256Digest digest = Sha256(Bytes(bytes).subspan(page, layout::kPage));
        std::copy(
            digest.begin(), digest.end(),
            bytes.begin() + static_cast<std::ptrdiff_t>(at + (page / layout::kPage - 1) * 32));
      }
      const Sha256Digest digest = Sha256(Bytes(bytes).subspan(at));
      std::copy(digest.begin(), digest.end(), bytes.begin() + layout::kHashesDigestAt);
    }
  }
  const auto pack = intel::Pack::Open(MappedFile(std::move(bytes)),
                                      {.without_signature = intel::Trust::Unsigned::kAllowed});
  if (!pack) {
    CHECK(!pack.error().message.empty(), "an error has a message");
    return 0;
  }
  (void)pack->VerifyAll();
  (void)pack->FindPackage("npm", "sample");
  (void)pack->FindId("MAL-0000-1");
  (void)pack->FindHash({.algorithm = HashAlgorithm::kSha256, .digest = ByteVector(32)});
  std::size_t packages = 0;
  pack->ForEachPackage([&](const intel::PackageEntry&) { return ++packages < 1000; });
  for (std::uint32_t i = 0; i < std::min(pack->info().records, 1000U); ++i)
    (void)pack->ReadRecord(i);
  return 0;
}
