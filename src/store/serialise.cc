#include "store/serialise.h"

#include <algorithm>
#include <array>
#include <utility>

#include "store/form.h"

namespace store {
namespace {

/// Raised with every change of form.h, fields.h or the meaning of a field.
constexpr std::uint8_t kFormVersion = 3;

/// FNV-1a: against bit rot and torn writes, not against an adversary, whom the reader's own checks
/// are for.
constexpr std::uint64_t Checksum(std::uint64_t sum, std::uint8_t byte) {
  return (sum ^ byte) * 0x100000001B3U;
}
constexpr std::uint64_t kChecksumStart = 0xCBF29CE484222325U;

/// Fact kinds are written as numbers, and a new kind moves those after it: a blob that was made
/// with another list is not read.
constexpr std::uint64_t kFactKinds = [] {
  std::uint64_t sum = kChecksumStart;
  for (const std::string_view name : {
#define FACT(enumerator, name, keys, meaning) std::string_view(name),
#include "model/fact_kinds.def"
#undef FACT
       }) {
    for (const char c : name) sum = Checksum(sum, static_cast<std::uint8_t>(c));
    sum = Checksum(sum, 0);
  }
  return sum;
}();

/// "SP", version, what, checksum of the payload.
constexpr std::size_t kHeaderBytes = 12;

std::uint64_t ChecksumOf(Bytes payload) {
  std::uint64_t sum = kFactKinds;
  for (const std::uint8_t byte : payload) sum = Checksum(sum, byte);
  return sum;
}

std::array<std::uint8_t, kHeaderBytes> HeaderOf(BlobKind kind, Bytes payload) {
  std::array<std::uint8_t, kHeaderBytes> header{'S', 'P', kFormVersion,
                                                static_cast<std::uint8_t>(kind)};
  std::uint64_t sum = ChecksumOf(payload);
  for (std::size_t i = 4; i < kHeaderBytes; ++i, sum >>= 8U) {
    header[i] = static_cast<std::uint8_t>(sum);
  }
  return header;
}

template <typename T>
ByteVector Write(BlobKind kind, const T& value) {
  FormWriter writer;
  writer(value);
  return Seal(kind, writer.Take());
}

template <typename T>
std::optional<T> Read(BlobKind kind, Bytes blob) {
  if (blob.size() < kHeaderBytes || blob.size() > limits::kStoreBlobBytes) return std::nullopt;
  const Bytes payload = blob.subspan(kHeaderBytes);
  const auto header = HeaderOf(kind, payload);
  if (!std::equal(header.begin(), header.end(), blob.begin())) return std::nullopt;
  FormReader reader(payload);
  T value;
  reader(value);
  if (!reader.AtEnd()) return std::nullopt;
  return value;
}

/// Whether every index names a package that is there.
bool IndicesHold(const Assessment& assessment) {
  const std::size_t count = assessment.inventory.packages.size();
  const auto holds = [count](PackageIndex index) {
    return static_cast<std::size_t>(index) < count;
  };
  const auto may_hold = [&](const std::optional<PackageIndex>& index) {
    return !index || holds(*index);
  };
  const Inventory& inventory = assessment.inventory;
  return std::ranges::all_of(inventory.packages,
                             [&](const Package& p) { return may_hold(p.link_target); }) &&
         std::ranges::all_of(
             inventory.dependencies,
             [&](const Dependency& d) { return holds(d.from) && may_hold(d.to); }) &&
         std::ranges::all_of(inventory.remarks,
                             [&](const LockRemark& r) { return holds(r.package); }) &&
         std::ranges::all_of(assessment.packages,
                             [&](const PackageAssessment& p) { return holds(p.package); }) &&
         std::ranges::all_of(assessment.findings,
                             [&](const JudgedFinding& f) { return may_hold(f.package); }) &&
         std::ranges::all_of(assessment.not_analysed,
                             [&](const NotAnalysed& n) { return may_hold(n.package); }) &&
         std::ranges::all_of(assessment.other_platform,
                             [&](const OtherPlatform& o) { return holds(o.package); });
}

}  // namespace

ByteVector Seal(BlobKind kind, Bytes payload) {
  const auto header = HeaderOf(kind, payload);
  ByteVector blob(header.size() + payload.size());
  std::copy(header.begin(), header.end(), blob.begin());
  std::copy(payload.begin(), payload.end(), blob.begin() + kHeaderBytes);
  return blob;
}

ByteVector Serialise(const PackageFacts& facts) {
  return Write(BlobKind::kPackageFacts, facts);
}
ByteVector Serialise(const std::vector<Finding>& findings) {
  return Write(BlobKind::kFindings, findings);
}
ByteVector Serialise(const PastAssessment& assessment) {
  return Write(BlobKind::kAssessment, assessment);
}

std::optional<PackageFacts> ReadPackageFacts(Bytes blob) {
  return Read<PackageFacts>(BlobKind::kPackageFacts, blob);
}

std::optional<std::vector<Finding>> ReadFindings(Bytes blob) {
  return Read<std::vector<Finding>>(BlobKind::kFindings, blob);
}

std::optional<PastAssessment> ReadAssessment(Bytes blob) {
  auto past = Read<PastAssessment>(BlobKind::kAssessment, blob);
  if (past && !IndicesHold(past->assessment)) return std::nullopt;
  return past;
}

}  // namespace store
