#include <cstdint>

#include "base/check.h"
#include "store/serialise.h"

namespace {

/// What was read is written and read again as the same.
template <typename T>
void Check(const std::optional<T>& value, std::optional<T> (*read)(Bytes)) {
  if (!value) return;
  const ByteVector written = store::Serialise(*value);
  const auto again = read(written);
  CHECK(again && store::Serialise(*again) == written,
        "what can be read is written so that it can be read");
}

}  // namespace

// One byte for the kind, then the payload. The header with its checksum is put before it, as
// whoever can write to the store would do.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Bytes payload(data + 1, size - 1);
  switch (data[0] % 4) {
    case 0:  // no header of ours
      (void)store::ReadPackageFacts(payload);
      (void)store::ReadFindings(payload);
      (void)store::ReadAssessment(payload);
      break;
    case 1:
      Check(store::ReadPackageFacts(store::Seal(store::BlobKind::kPackageFacts, payload)),
            &store::ReadPackageFacts);
      break;
    case 2:
      Check(store::ReadFindings(store::Seal(store::BlobKind::kFindings, payload)),
            &store::ReadFindings);
      break;
    default:
      Check(store::ReadAssessment(store::Seal(store::BlobKind::kAssessment, payload)),
            &store::ReadAssessment);
      break;
  }
  return 0;
}
