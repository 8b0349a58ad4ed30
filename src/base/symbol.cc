#include "base/symbol.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace {
constexpr std::size_t kFirstSlots = 256;
__extension__ using Wide = unsigned __int128;
}  // namespace

SymbolPool::SymbolPool() : texts_(1), slots_(kFirstSlots) {}

std::uint32_t SymbolPool::Hash(std::string_view text) {
  // Names are short: up to 16 bytes are two overlapping loads and one multiply. Hostile collisions
  // cost a longer probe, bounded by the file's own size.
  constexpr std::uint64_t kFactor = 0xD6E8FEB86659FD93U;
  const auto load = [](const char* at, auto word) {
    std::memcpy(&word, at, sizeof(word));
    return std::uint64_t{word};
  };
  const auto fold = [](std::uint64_t a, std::uint64_t b) {
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
  };
  const char* at = text.data();
  std::size_t left = text.size();
  std::uint64_t seed = 0x9E3779B97F4A7C15U ^ left;
  for (; left > 16; at += 8, left -= 8) seed = fold(seed ^ load(at, std::uint64_t{}), kFactor);
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  if (left >= 8) {
    a = load(at, std::uint64_t{});
    b = load(at + left - 8, std::uint64_t{});
  } else if (left >= 4) {
    a = load(at, std::uint32_t{});
    b = load(at + left - 4, std::uint32_t{});
  } else if (left > 0) {
    a = load(at, std::uint8_t{}) << 16U | load(at + left / 2, std::uint8_t{}) << 8U |
        load(at + left - 1, std::uint8_t{});
  }
  const std::uint64_t hash = fold(a ^ seed, b ^ kFactor);
  return static_cast<std::uint32_t>(hash ^ hash >> 32U);
}

Symbol SymbolPool::Intern(std::string_view text, std::uint32_t hash) {
  const std::size_t before = texts_.size();
  const Symbol symbol = Find(text, hash);
  if (texts_.size() != before) texts_.back() = arena_.Copy(text);
  return symbol;
}

Symbol SymbolPool::Find(std::string_view text, std::uint32_t hash) {
  if (text.empty()) return Symbol::kEmpty;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (slot.id == 0) {
      slot = {.hash = hash, .id = static_cast<std::uint32_t>(texts_.size())};
      const auto symbol = static_cast<Symbol>(slot.id);
      texts_.push_back(text);
      if (texts_.size() * 4 > slots_.size() * 3) Grow();
      return symbol;
    }
    if (slot.hash == hash && texts_[slot.id] == text) return static_cast<Symbol>(slot.id);
  }
}

void SymbolPool::Keep() {
  kept_ = texts_.size();
  kept_slots_ = slots_;
}

void SymbolPool::CopyTexts(const SymbolPool& other, std::string_view from, std::string_view to) {
  const auto begin = reinterpret_cast<std::uintptr_t>(from.data());
  slots_ = std::vector<Slot>();  // `= {}` would keep their memory
  kept_ = other.kept_;
  texts_.assign(other.texts_.begin(), other.texts_.end());
  for (std::size_t i = kept_; i < texts_.size(); ++i) {
    std::string_view& text = texts_[i];
    const std::size_t offset = reinterpret_cast<std::uintptr_t>(text.data()) - begin;
    text = offset < from.size() ? to.substr(offset, text.size()) : arena_.Copy(text);
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
  texts_.resize(kept_);
  arena_.Reset();
  if (kept_slots_.empty()) {
    std::fill(slots_.begin(), slots_.end(), Slot{});
  } else {
    slots_.assign(kept_slots_.begin(), kept_slots_.end());
  }
}
