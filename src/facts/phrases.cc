#include "facts/phrases.h"

#include <algorithm>

#include "base/check.h"

namespace facts {
namespace {

/// The two bytes that end before `end`, as a number.
std::size_t BlockBefore(std::string_view text, std::size_t end) {
  return static_cast<std::size_t>(static_cast<unsigned char>(text[end - 2])) << 8U |
         static_cast<unsigned char>(text[end - 1]);
}

}  // namespace

PhraseFinder::PhraseFinder(std::span<const std::string_view> phrases) : phrases_(phrases) {
  constexpr std::size_t kMostShortest = 255;  // a leap is one byte
  shortest_ = kMostShortest;
  for (const std::string_view phrase : phrases) shortest_ = std::min(shortest_, phrase.size());
  CHECK(shortest_ >= 2, "a block has two bytes");
  leaps_.assign(std::size_t{1} << 16U, static_cast<std::uint8_t>(shortest_ - 1));
  for (const std::string_view phrase : phrases) {
    for (std::size_t end = 2; end <= shortest_; ++end) {
      std::uint8_t& leap = leaps_[BlockBefore(phrase, end)];
      leap = std::min(leap, static_cast<std::uint8_t>(shortest_ - end));
    }
  }
}

std::optional<PhraseFinder::Found> PhraseFinder::Find(std::string_view text) const {
  std::optional<Found> found;
  for (std::size_t end = shortest_; end <= text.size();) {
    const std::size_t leap = leaps_[BlockBefore(text, end)];
    end += std::max<std::size_t>(leap, 1);
    if (leap > 0) continue;
    const std::size_t at = end - 1 - shortest_;
    const std::size_t known = found ? found->phrase : phrases_.size();
    for (std::size_t i = 0; i < known; ++i) {
      if (!text.substr(at).starts_with(phrases_[i])) continue;
      found = {.phrase = i, .at = at};
      break;
    }
  }
  return found;
}

}  // namespace facts
