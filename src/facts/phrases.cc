#include "facts/phrases.h"

#include <algorithm>

#include "base/check.h"

namespace facts {
namespace {

constexpr std::size_t kBlock = 3;
constexpr unsigned kHashBits = 12;

/// A number for the three bytes that end before `end`: equal ones have the same.
std::size_t BlockBefore(std::string_view text, std::size_t end) {
  const auto byte = [&](std::size_t back) {
    return std::size_t{static_cast<unsigned char>(text[end - back])};
  };
  return (byte(3) << 8U ^ byte(2) << 4U ^ byte(1)) % (1U << kHashBits);
}

}  // namespace

PhraseFinder::PhraseFinder(std::span<const std::string_view> phrases) : phrases_(phrases) {
  constexpr std::size_t kMostShortest = 255;  // a leap is one byte
  shortest_ = kMostShortest;
  for (const std::string_view phrase : phrases) shortest_ = std::min(shortest_, phrase.size());
  CHECK(shortest_ >= kBlock, "a phrase is as long as a block");
  leaps_.assign(std::size_t{1} << kHashBits, static_cast<std::uint8_t>(shortest_ - kBlock + 1));
  for (const std::string_view phrase : phrases) {
    for (std::size_t end = kBlock; end <= shortest_; ++end) {
      std::uint8_t& leap = leaps_[BlockBefore(phrase, end)];
      leap = std::min(leap, static_cast<std::uint8_t>(shortest_ - end));
    }
  }
}

std::optional<PhraseFinder::Found> PhraseFinder::Next(std::string_view text,
                                                      std::size_t from) const {
  for (std::size_t end = from + shortest_; end <= text.size();) {
    const std::size_t leap = leaps_[BlockBefore(text, end)];
    if (leap > 0) {
      end += leap;
      continue;
    }
    const std::size_t at = end++ - shortest_;
    for (std::size_t i = 0; i < phrases_.size(); ++i) {
      const std::string_view phrase = phrases_[i];
      // One letter rules out nearly all of them, without a call.
      if (text[at] == phrase[0] && text.substr(at).starts_with(phrase))
        return Found{.phrase = i, .at = at};
    }
  }
  return std::nullopt;
}

std::optional<PhraseFinder::Found> PhraseFinder::Find(std::string_view text) const {
  std::optional<Found> first;
  for (auto found = Next(text, 0); found; found = Next(text, found->at + 1)) {
    if (!first || found->phrase < first->phrase) first = found;
  }
  return first;
}

}  // namespace facts
