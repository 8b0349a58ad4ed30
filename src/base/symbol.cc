#include "base/symbol.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace {

constexpr std::size_t kFirstSlots = 256;
constexpr std::size_t kManySlots = 1U << 14U;
constexpr std::uint64_t kFactor = 0xD6E8FEB86659FD93U;
__extension__ using Wide = unsigned __int128;
static_assert(std::endian::native == std::endian::little, "keys are read as words");

std::uint64_t Fold(std::uint64_t a, std::uint64_t b) {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

template <typename Word>
std::uint64_t Load(const char* at) {
  Word word{};
  std::memcpy(&word, at, sizeof(word));
  return word;
}

}  // namespace

SymbolPool::SymbolPool() : texts_(1), slots_(kFirstSlots) {}

SymbolPool::Key SymbolPool::KeyOf(std::string_view text) {
  const char* at = text.data();
  std::size_t left = text.size();
  if (left <= kShortText) {
    // Loads that overlap put the same bytes at the same place.
    Key bytes = 0;
    if (left >= 4) {
      bytes = Load<std::uint32_t>(at) | Load<std::uint32_t>(at + left - 4) << (left - 4) * 8;
    } else if (left > 0) {
      bytes = Load<std::uint8_t>(at) | Load<std::uint8_t>(at + left / 2) << left / 2 * 8 |
              Load<std::uint8_t>(at + left - 1) << (left - 1) * 8;
    }
    return bytes | Key{left} << kSizeShift;
  }
  // Hostile collisions cost a longer probe, bounded by the file's own size.
  std::uint64_t seed = 0x9E3779B97F4A7C15U ^ left;
  for (; left > 16; at += 8, left -= 8) seed = Fold(seed ^ Load<std::uint64_t>(at), kFactor);
  const std::uint64_t a = Load<std::uint64_t>(at);
  const std::uint64_t b = Load<std::uint64_t>(at + left - 8);
  return Fold(a ^ seed, b ^ kFactor) | kLongKey;
}

Symbol SymbolPool::Intern(std::string_view text) {
  const std::size_t before = texts_.size();
  const Symbol symbol = InternStable(text);
  if (texts_.size() != before) texts_.back() = arena_.Copy(text);
  return symbol;
}

/// The empty text, whose key is 0, finds a free slot, whose number is its own.
Symbol SymbolPool::Find(std::string_view text, Key key) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = Fold(key, kFactor) & mask;; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (slot.key == key && (key < kLongKey || texts_[slot.id] == text))
      return static_cast<Symbol>(slot.id);
    if (slot.key == 0) {
      slot = {.key = key, .id = static_cast<std::uint32_t>(texts_.size())};
      const auto symbol = static_cast<Symbol>(slot.id);
      texts_.push_back(text);
      if (texts_.size() * 2 > slots_.size()) Grow();
      return symbol;
    }
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

/// Small tables grow fast: every file begins with the first one again.
void SymbolPool::Grow() {
  std::vector<Slot> grown(slots_.size() * (slots_.size() < kManySlots ? 4 : 2));
  const std::size_t mask = grown.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.key == 0) continue;
    std::size_t at = Fold(slot.key, kFactor) & mask;
    while (grown[at].key != 0) at = (at + 1) & mask;
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
