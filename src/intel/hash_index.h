#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/bytes.h"

namespace intel {

/// From 64-bit hashes to numbers, in a form that is looked up where it lies. Of each hash the upper
/// 32 bits are kept: whoever looks up compares the real key behind each answer.
///
///   bits        u32: how many upper bits choose a bucket, at most 16
///   directory   u32 for each bucket and one more: where its hashes begin
///   hashes      u32 each, sorted
///   values      u32 each, beside them
struct HashIndexEntry {
  std::uint64_t hash = 0;
  std::uint32_t value = 0;
};
/// The same entries give the same octets, in whatever order they come.
[[nodiscard]] ByteVector BuildHashIndex(std::vector<HashIndexEntry> entries);

/// Calls `take` with the value of every entry whose hash has the same upper bits, in the order of
/// the values. `read(offset, size)` gives a piece of the index, empty when it cannot be had. False
/// when the index is malformed or could not be read.
[[nodiscard]] bool LookUp(const std::function<Bytes(std::size_t, std::size_t)>& read,
                          std::size_t index_bytes, std::uint64_t hash,
                          const std::function<void(std::uint32_t)>& take);

}  // namespace intel
