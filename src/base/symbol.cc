#include "base/symbol.h"

#include <algorithm>
#include <cstring>

namespace {
constexpr std::size_t kFirstSlots = 256;
}

SymbolPool::SymbolPool() : texts_(1), slots_(kFirstSlots) {}

std::uint32_t SymbolPool::Hash(std::string_view text) {
  // Eight bytes at a time through one multiply and fold; hostile collisions cost a longer probe,
  // bounded by the file's own size.
  std::uint64_t hash = 0x9E3779B97F4A7C15U ^ text.size();
  const char* at = text.data();
  std::size_t left = text.size();
  for (; left >= 8; at += 8, left -= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    hash = (hash ^ word) * 0xD6E8FEB86659FD93U;
    hash ^= hash >> 32U;
  }
  std::uint64_t word = 0;
  if (left > 0) std::memcpy(&word, at, left);
  hash = (hash ^ word) * 0xD6E8FEB86659FD93U;
  hash ^= hash >> 32U;
  return static_cast<std::uint32_t>(hash);
}

Symbol SymbolPool::Intern(std::string_view text, std::uint32_t hash) {
  if (text.empty()) return Symbol::kEmpty;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (slot.id == 0) {
      slot = {.hash = hash, .id = static_cast<std::uint32_t>(texts_.size())};
      const auto symbol = static_cast<Symbol>(slot.id);
      texts_.push_back(arena_.Copy(text));
      if (texts_.size() * 2 > slots_.size()) Grow();
      return symbol;
    }
    if (slot.hash == hash && texts_[slot.id] == text) return static_cast<Symbol>(slot.id);
  }
}

void SymbolPool::Grow() {
  std::vector<Slot> grown(slots_.size() * 2);
  const std::size_t mask = grown.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.id == 0) continue;
    std::size_t at = slot.hash & mask;
    while (grown[at].id != 0) at = (at + 1) & mask;
    grown[at] = slot;
  }
  slots_ = std::move(grown);
}

void SymbolPool::Reset() {
  texts_.resize(1);
  std::fill(slots_.begin(), slots_.end(), Slot{});
  arena_.Reset();
}
