#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace scan {

/// A package whose tarball is to be read.
struct ToRead {
  std::size_t item = 0;
  std::optional<std::uint64_t> cached_bytes;  ///< of the tarball; nothing when it must be fetched
  bool compared = false;                      ///< with a manifest that the registry was asked for
};

/// The items in the order in which reading them keeps all threads busy. What the network must give
/// comes first, as it arrives while others are read; only `ahead` of the largest that are here come
/// before it, to be read until it is known where to fetch from. Of what is here the largest come
/// first, so that no thread is left with a giant at the end; those that are compared with the
/// registry's answer wait behind them, until it has come.
[[nodiscard]] std::vector<std::size_t> ReadingOrder(const std::vector<ToRead>& waiting,
                                                    std::size_t ahead = 0);

}  // namespace scan
