#pragma once

#include <string>
#include <string_view>
#include <utility>

/// Text that came from a package, a lockfile, a registry or any other foreign hand. It compares and
/// hashes like a string but cannot be printed: only the escapers of room `report` call
/// `ForEscaping`, so terminal control bytes, HTML, CSV formulae and CI workflow commands never
/// reach a reader as such.
class Untrusted {
 public:
  Untrusted() = default;
  explicit Untrusted(std::string text) : text_(std::move(text)) {}
  explicit Untrusted(std::string_view text) : text_(text) {}
  explicit Untrusted(const char* text) : text_(text) {}

  /// The raw text, for an escaper or a serialiser that escapes. To compare or search, `View` says
  /// the same with less alarm.
  [[nodiscard]] const std::string& ForEscaping() const { return text_; }
  /// The raw text for looking at, never for output.
  [[nodiscard]] std::string_view View() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

  bool operator==(const Untrusted&) const = default;
  auto operator<=>(const Untrusted&) const = default;

 private:
  std::string text_;
};
