#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace facts {

/// Looks for several phrases in one pass that leaps over most of a text: it looks at three bytes,
/// and where no phrase has them, none can end for as many bytes as the shortest phrase has (the
/// algorithm of Wu and Manber, 1994, with blocks of three).
class PhraseFinder {
 public:
  /// Each of at least three bytes; they must outlive this.
  explicit PhraseFinder(std::span<const std::string_view> phrases);

  struct Found {
    std::size_t phrase = 0;  ///< by its place among the phrases
    std::size_t at = 0;
  };
  /// The first place from `from` on where a phrase stands: of several that begin there, the first
  /// in the order of phrases.
  [[nodiscard]] std::optional<Found> Next(std::string_view text, std::size_t from) const;
  /// The first of the phrases that the text holds, and where it stands for the first time.
  [[nodiscard]] std::optional<Found> Find(std::string_view text) const;

 private:
  std::span<const std::string_view> phrases_;
  std::size_t shortest_ = 0;
  /// By the hash of three bytes: how far it is safe to go on. Small, to stay in the nearest cache.
  std::vector<std::uint8_t> leaps_;
};

}  // namespace facts
