#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace facts::code {

/// Numbers other than 0, each once: open addressing in memory that stays for the next use.
class KeySet {
 public:
  /// True when `key`, which is not 0, was not there.
  bool Insert(std::uint64_t key) {
    if ((size_ + 1) * 4 > slots_.size() * 3) Grow();
    std::uint64_t& slot = slots_[IndexOf(key)];
    if (slot == key) return false;
    slot = key;
    ++size_;
    return true;
  }
  void Clear() {
    slots_.assign(kFirst, 0);
    size_ = 0;
  }

 private:
  static constexpr std::size_t kFirst = 64;

  /// Where `key` is or would be.
  [[nodiscard]] std::size_t IndexOf(std::uint64_t key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = static_cast<std::size_t>((key * 0x9E3779B97F4A7C15U) >> 32U) & mask;
    while (slots_[at] != 0 && slots_[at] != key) at = (at + 1) & mask;
    return at;
  }
  void Grow() {
    std::swap(slots_, old_);
    slots_.assign(old_.empty() ? kFirst : old_.size() * 2, 0);
    for (const std::uint64_t key : old_) {
      if (key != 0) slots_[IndexOf(key)] = key;
    }
  }

  std::vector<std::uint64_t> slots_;
  std::vector<std::uint64_t> old_;  ///< the slots before the last growth
  std::size_t size_ = 0;
};

}  // namespace facts::code
