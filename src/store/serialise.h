#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "model/assessment.h"
#include "store/store.h"

namespace store {

/// The store's own compact binary form. Each blob begins with what it is, the version of the form
/// and of the list of fact kinds, and a checksum; repeated strings are written once. Reading treats
/// the blob as hostile: anything malformed, of another version, or larger than
/// limits::kStoreBlobBytes (or than kStoreDecodedBytes once its strings are expanded) gives
/// nothing.
[[nodiscard]] ByteVector Serialise(const PackageFacts& facts);
[[nodiscard]] ByteVector Serialise(const std::vector<Finding>& findings);
[[nodiscard]] ByteVector Serialise(const PastAssessment& assessment);

enum class BlobKind : std::uint8_t { kPackageFacts = 1, kFindings, kAssessment };

/// `payload` with the header that makes a blob of it: what Serialise does last, and what a hostile
/// writer of the file would do.
[[nodiscard]] ByteVector Seal(BlobKind kind, Bytes payload);

[[nodiscard]] std::optional<PackageFacts> ReadPackageFacts(Bytes blob);
[[nodiscard]] std::optional<std::vector<Finding>> ReadFindings(Bytes blob);
[[nodiscard]] std::optional<PastAssessment> ReadAssessment(Bytes blob);

}  // namespace store
