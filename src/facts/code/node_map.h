#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "js/node.h"

namespace facts::code {

/// What is remembered of some nodes of one file: open addressing, so that a million small answers
/// cost no million allocations. A reference holds until the next TryEmplace.
template <typename T>
class NodeMap {
 public:
  /// The value of `node`, which is not kNone, and whether it was made just now.
  std::pair<T&, bool> TryEmplace(js::NodeId node) {
    if ((size_ + 1) * 4 > slots_.size() * 3) Grow();
    Slot& slot = slots_[IndexOf(node)];
    const bool fresh = slot.node == js::NodeId::kNone;
    if (fresh) {
      slot.node = node;
      ++size_;
    }
    return {slot.value, fresh};
  }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct Slot {
    js::NodeId node = js::NodeId::kNone;
    T value{};
  };

  /// Where `node` is or would be.
  [[nodiscard]] std::size_t IndexOf(js::NodeId node) const {
    const std::size_t mask = slots_.size() - 1;
    const std::uint64_t spread = static_cast<std::uint32_t>(node) * 0x9E3779B97F4A7C15U;
    std::size_t at = static_cast<std::size_t>(spread >> 32U) & mask;
    while (slots_[at].node != js::NodeId::kNone && slots_[at].node != node) at = (at + 1) & mask;
    return at;
  }
  void Grow() {
    constexpr std::size_t kFirst = 16;
    std::vector<Slot> old =
        std::exchange(slots_, std::vector<Slot>(slots_.empty() ? kFirst : slots_.size() * 2));
    for (Slot& slot : old) {
      if (slot.node != js::NodeId::kNone) slots_[IndexOf(slot.node)] = std::move(slot);
    }
  }

  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

}  // namespace facts::code
