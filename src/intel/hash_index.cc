#include "intel/hash_index.h"

#include <algorithm>
#include <tuple>

#include "intel/wire.h"

namespace intel {
namespace {

constexpr unsigned kMostBits = 16;
constexpr std::size_t kBitsBytes = 4;  ///< of the number of bits, in front

/// About four hashes in a bucket.
unsigned BitsFor(std::size_t entries) {
  unsigned bits = 0;
  while (bits < kMostBits && entries >> (bits + 2) > 0) ++bits;
  return bits;
}

std::uint32_t BucketOf(std::uint32_t upper, unsigned bits) {
  return bits == 0 ? 0 : upper >> (32U - bits);
}

std::size_t DirectoryBytes(unsigned bits) {
  return ((std::size_t{1} << bits) + 1) * 4;
}

std::uint32_t Upper(std::uint64_t hash) {
  return static_cast<std::uint32_t>(hash >> 32U);
}

}  // namespace

ByteVector BuildHashIndex(std::vector<HashIndexEntry> entries) {
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    return std::tuple(Upper(a.hash), a.value) < std::tuple(Upper(b.hash), b.value);
  });
  ByteVector out;
  const unsigned bits = BitsFor(entries.size());
  out.reserve(kBitsBytes + DirectoryBytes(bits) + entries.size() * 8);
  wire::PutLittle(out, std::uint32_t{bits});
  std::size_t at = 0;
  for (std::size_t bucket = 0; bucket <= std::size_t{1} << bits; ++bucket) {
    while (at < entries.size() && BucketOf(Upper(entries[at].hash), bits) < bucket) ++at;
    wire::PutLittle(out, static_cast<std::uint32_t>(at));
  }
  for (const HashIndexEntry& entry : entries) wire::PutLittle(out, Upper(entry.hash));
  for (const HashIndexEntry& entry : entries) wire::PutLittle(out, entry.value);
  return out;
}

bool LookUp(const std::function<Bytes(std::size_t, std::size_t)>& read, std::size_t index_bytes,
            std::uint64_t hash, const std::function<void(std::uint32_t)>& take) {
  const Bytes head = read(0, kBitsBytes);
  if (head.size() != kBitsBytes) return false;
  const auto bits = wire::LoadLittle<std::uint32_t>(head, 0);
  if (bits > kMostBits) return false;
  const std::size_t hashes_at = kBitsBytes + DirectoryBytes(bits);
  if (index_bytes < hashes_at || (index_bytes - hashes_at) % 8 != 0) return false;
  const std::size_t entries = (index_bytes - hashes_at) / 8;
  const std::uint32_t wanted = Upper(hash);
  const Bytes bounds = read(kBitsBytes + std::size_t{BucketOf(wanted, bits)} * 4, 8);
  if (bounds.size() != 8) return false;
  const auto begin = wire::LoadLittle<std::uint32_t>(bounds, 0);
  const auto end = wire::LoadLittle<std::uint32_t>(bounds, 4);
  if (begin > end || end > entries) return false;
  if (begin == end) return true;
  const Bytes hashes = read(hashes_at + std::size_t{begin} * 4, std::size_t{end - begin} * 4);
  if (hashes.empty()) return false;
  for (std::size_t i = 0; i < end - begin; ++i) {
    if (wire::LoadLittle<std::uint32_t>(hashes, i * 4) != wanted) continue;
    const Bytes value = read(hashes_at + (entries + begin + i) * 4, 4);
    if (value.size() != 4) return false;
    take(wire::LoadLittle<std::uint32_t>(value, 0));
  }
  return true;
}

}  // namespace intel
