#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "base/limits.h"
#include "store/fields.h"

// The two halves of the binary form: numbers as LEB128 (signed ones folded), lists with their
// length in front, a string either written out or as the number of an earlier one.

namespace store {

/// Whether `value` is one of its enumerators: every NameOf gives an empty name for others.
template <typename E>
concept Named = std::is_enum_v<E> && requires(E value) {
  { NameOf(value) } -> std::convertible_to<std::string_view>;
};
template <Named E>
bool IsKnown(E value) {
  return !NameOf(value).empty();
}
inline bool IsKnown(FactKind kind) {
  return static_cast<std::size_t>(kind) < FactKindCount();
}
inline bool IsKnown(PackageIndex) {
  return true;
}  // judged once all packages are there
inline bool IsKnown(Diagnostic::Level level) {
  return level <= Diagnostic::Level::kError;
}
inline bool IsKnown(Dependency::State state) {
  return state <= Dependency::State::kOptionalMissing;
}

class FormWriter {
 public:
  template <typename... T>
  void operator()(const T&... values) {
    (Put(values), ...);
  }
  [[nodiscard]] ByteVector Take() { return std::move(out_); }

 private:
  template <typename T>
  void Put(const T& value) {
    if constexpr (std::is_enum_v<T>) {
      PutNumber(static_cast<std::uint64_t>(value));
    } else if constexpr (std::is_same_v<T, double>) {
      std::uint64_t bits = 0;
      std::memcpy(&bits, &value, sizeof(bits));
      PutNumber(bits);
    } else if constexpr (std::is_integral_v<T> && std::is_signed_v<T>) {
      const auto wide = static_cast<std::int64_t>(value);
      PutNumber(static_cast<std::uint64_t>(wide) << 1U ^ static_cast<std::uint64_t>(wide >> 63));
    } else if constexpr (std::is_integral_v<T>) {
      PutNumber(value);
    } else {
      Fields(*this, value);
    }
  }
  void Put(const std::string& text) { PutText(text); }
  void Put(const Untrusted& text) { PutText(text.View()); }
  void Put(const PackageName& name) { PutText(name.text()); }
  void Put(const Integrity& integrity) {
    // Two packages seldom have the same one: not worth a place among the repeated strings.
    const std::string text = integrity.ToString();
    PutNumber(text.size());
    out_.insert(out_.end(), text.begin(), text.end());
  }
  template <typename T>
  void Put(const std::optional<T>& value) {
    PutNumber(value ? 1 : 0);
    if (value) Put(*value);
  }
  template <typename T>
  void Put(const std::vector<T>& list) {
    PutNumber(list.size());
    for (const T& item : list) Put(item);
  }

  void PutNumber(std::uint64_t number) {
    for (; number >= 0x80; number >>= 7U) out_.push_back(static_cast<std::uint8_t>(number | 0x80U));
    out_.push_back(static_cast<std::uint8_t>(number));
  }
  void PutText(std::string_view text) {
    const auto [earlier, is_new] = texts_.try_emplace(text, texts_.size());
    if (!is_new) return PutNumber(earlier->second << 1U | 1U);
    PutNumber(text.size() << 1U);
    out_.insert(out_.end(), text.begin(), text.end());
  }

  ByteVector out_;
  std::unordered_map<std::string_view, std::uint64_t> texts_;  ///< views into what is written
};

/// Every read leaves the value as it was and turns `good()` off when the bytes are not what a
/// FormWriter wrote.
class FormReader {
 public:
  explicit FormReader(Bytes bytes) : rest_(bytes) {}

  template <typename... T>
  void operator()(T&... values) {
    (Get(values), ...);
  }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool AtEnd() const { return good_ && rest_.empty(); }

 private:
  template <typename T>
  void Get(T& value) {
    if constexpr (std::is_enum_v<T>) {
      const std::uint64_t number = GetNumber();
      const auto read = static_cast<T>(number);
      if (static_cast<std::uint64_t>(read) != number || !IsKnown(read)) return Refuse();
      value = read;
    } else if constexpr (std::is_same_v<T, double>) {
      const std::uint64_t bits = GetNumber();
      std::memcpy(&value, &bits, sizeof(value));
    } else if constexpr (std::is_integral_v<T> && std::is_signed_v<T>) {
      const std::uint64_t folded = GetNumber();
      const auto wide = static_cast<std::int64_t>(folded >> 1U ^ (~(folded & 1U) + 1U));
      value = static_cast<T>(wide);
      if (value != wide) Refuse();
    } else if constexpr (std::is_integral_v<T>) {
      const std::uint64_t number = GetNumber();
      value = static_cast<T>(number);
      if (value != number) Refuse();
    } else {
      Fields(*this, value);
    }
  }
  void Get(std::string& text) { text = GetText(); }
  void Get(Untrusted& text) { text = Untrusted(GetText()); }
  void Get(std::optional<PackageName>& name) {
    if (GetNumber() == 0) return name.reset();
    name = PackageName::Parse(GetText());
    if (!name) Refuse();
  }
  void Get(Integrity& integrity) {
    const std::string_view text = Take(GetNumber());
    if (text.empty()) return;
    const auto parsed = Integrity::Parse(text);
    if (!parsed) return Refuse();
    integrity = *parsed;
  }
  template <typename T>
  void Get(std::optional<T>& value) {
    if (GetNumber() == 0) return value.reset();
    Get(value.emplace());
  }
  template <typename T>
  void Get(std::vector<T>& list) {
    list.clear();
    for (std::uint64_t left = GetCount<T>(); left > 0 && good_; --left) Get(list.emplace_back());
  }

  std::uint64_t GetNumber();
  std::string_view GetText();
  std::string_view Take(std::uint64_t size);
  /// The length of a list, charged to the budget.
  template <typename T>
  std::uint64_t GetCount() {
    const std::uint64_t count = GetNumber();
    if (count > rest_.size() || !Charge(count * sizeof(T))) {  // an item takes a byte at least
      Refuse();
      return 0;
    }
    return count;
  }
  bool Charge(std::uint64_t bytes) {
    if (bytes > budget_) return false;
    budget_ -= bytes;
    return true;
  }
  void Refuse() { good_ = false; }

  Bytes rest_;
  bool good_ = true;
  std::uint64_t budget_ = limits::kStoreDecodedBytes;
  std::vector<std::string_view> texts_;
};

}  // namespace store
