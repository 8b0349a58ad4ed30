#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/arena.h"

/// An interned name: equal text gives the equal symbol within one pool. 0 is the empty text.
enum class Symbol : std::uint32_t { kEmpty = 0 };

/// Owns the text of its symbols. Open addressing over 32-bit ids; nothing is ever removed but by
/// Reset. Not for two threads at once.
class SymbolPool {
 public:
  SymbolPool();

  [[nodiscard]] Symbol Intern(std::string_view text) { return Intern(text, Hash(text)); }
  /// As above for a caller that hashed the text while it scanned it; `hash` must be Hash(text).
  [[nodiscard]] Symbol Intern(std::string_view text, std::uint32_t hash);
  /// As above for text that outlives the pool or its next Reset: it is not copied.
  [[nodiscard]] Symbol InternStable(std::string_view text) { return Find(text, Hash(text)); }
  [[nodiscard]] std::string_view Text(Symbol symbol) const {
    return texts_[static_cast<std::uint32_t>(symbol)];
  }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }
  /// What is interned now, all of it by InternStable, survives every Reset.
  void Keep();
  /// The symbols of `other` with their numbers, to be read and not added to: exactly as large as
  /// they are. Texts that lie in `from` are taken from the equal bytes of `to`, which must outlive
  /// this.
  void CopyTexts(const SymbolPool& other, std::string_view from, std::string_view to);
  /// Forgets every symbol but the kept ones.
  void Reset();
  /// Memory in use, in bytes.
  [[nodiscard]] std::size_t bytes() const {
    return arena_.reserved() + texts_.size() * sizeof(std::string_view) +
           slots_.size() * sizeof(Slot);
  }

  [[nodiscard]] static std::uint32_t Hash(std::string_view text);

 private:
  [[nodiscard]] Symbol Find(std::string_view text, std::uint32_t hash);
  void Grow();

  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t id = 0;  ///< 0: free, as the empty text has no slot
  };
  Arena arena_;
  std::vector<std::string_view> texts_;
  std::vector<Slot> slots_;
  std::vector<Slot> kept_slots_;
  std::size_t kept_ = 1;
};
