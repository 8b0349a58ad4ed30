#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "base/arena.h"

/// An interned name: equal text gives the equal symbol within one pool. 0 is the empty text.
enum class Symbol : std::uint32_t { kEmpty = 0 };

/// Owns the text of its symbols. Open addressing over 64-bit keys; nothing is ever removed but by
/// Reset. Not for two threads at once.
class SymbolPool {
 public:
  SymbolPool();

  [[nodiscard]] Symbol Intern(std::string_view text);
  /// As above for text that outlives the pool or its next Reset: it is not copied.
  [[nodiscard]] Symbol InternStable(std::string_view text) { return Find(text, KeyOf(text)); }
  /// As above for text of which eight bytes may be read, however short it is.
  [[nodiscard]] Symbol InternPadded(std::string_view text) { return Find(text, KeyOfPadded(text)); }
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

 private:
  /// Names are short, and finding them again is most of what a pool does: up to seven bytes are
  /// their own key, with the size in the eighth, so that equal keys need no look at the text. The
  /// key of a longer text is its hash with kLongKey set. Only the empty text has the key 0.
  using Key = std::uint64_t;
  static constexpr std::size_t kShortText = 7;
  static constexpr unsigned kSizeShift = 56;
  static constexpr Key kLongKey = Key{0xFF} << kSizeShift;

  [[nodiscard]] static Key KeyOf(std::string_view text);
  [[nodiscard]] static Key KeyOfPadded(std::string_view text) {
    if (text.size() > kShortText) return KeyOf(text);
    Key bytes = 0;
    std::memcpy(&bytes, text.data(), sizeof(bytes));
    return (bytes & ((Key{1} << text.size() * 8) - 1)) | Key{text.size()} << kSizeShift;
  }
  [[nodiscard]] Symbol Find(std::string_view text, Key key);
  void Grow();

  struct Slot {
    Key key = 0;  ///< 0: free, as the empty text has no slot
    std::uint32_t id = 0;
  };
  Arena arena_;
  std::vector<std::string_view> texts_;
  std::vector<Slot> slots_;
  std::vector<Slot> kept_slots_;
  std::size_t kept_ = 1;
};
