#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "js/node.h"

namespace js::eval {

/// A set of nodes that numbers its members: a bit for each word of the tree, and the count of the
/// bits before each 64 of them, so that asking takes no hashing. Filled, sealed, then only asked.
class Constants {
 public:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  explicit Constants(std::size_t tree_words) : bits_(tree_words / 64 + 1) {}

  void Add(NodeId id) { bits_[Word(id)] |= Bit(id); }
  [[nodiscard]] bool Has(NodeId id) const { return (bits_[Word(id)] & Bit(id)) != 0; }
  /// Numbers the members; nothing is added afterwards.
  void Seal() {
    ranks_.reserve(bits_.size());
    for (const std::uint64_t bits : bits_) {
      ranks_.push_back(count_);
      count_ += static_cast<std::uint32_t>(std::popcount(bits));
    }
  }
  /// The number of a member, below size(); kNone for another node.
  [[nodiscard]] std::uint32_t Find(NodeId id) const {
    const std::uint64_t bits = bits_[Word(id)];
    if ((bits & Bit(id)) == 0) return kNone;
    return ranks_[Word(id)] + static_cast<std::uint32_t>(std::popcount(bits & (Bit(id) - 1)));
  }
  [[nodiscard]] std::uint32_t size() const { return count_; }

 private:
  static std::size_t Word(NodeId id) { return static_cast<std::uint32_t>(id) / 64; }
  static std::uint64_t Bit(NodeId id) {
    return std::uint64_t{1} << (static_cast<std::uint32_t>(id) % 64);
  }

  std::vector<std::uint64_t> bits_;
  std::vector<std::uint32_t> ranks_;
  std::uint32_t count_ = 0;
};

}  // namespace js::eval
