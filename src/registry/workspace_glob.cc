#include "registry/workspace_glob.h"

#include <vector>

#include "base/text.h"

namespace registry {
namespace {

std::vector<std::string_view> Segments(std::string_view path) {
  std::vector<std::string_view> segments;
  for (const std::string_view segment : Split(path, '/')) {
    if (!segment.empty() && segment != ".") segments.push_back(segment);
  }
  return segments;
}

/// Greedy matching with one point to come back to: linear for what one star can match, and no
/// recursion. `Item` is a char for a segment and a segment for a path.
template <typename Pattern, typename Text, typename IsStar, typename Same>
bool Match(const Pattern& pattern, const Text& text, IsStar is_star, Same same) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = pattern.size();
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && is_star(pattern[p])) {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && same(pattern[p], text[t])) {
      ++p;
      ++t;
    } else if (star < pattern.size()) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && is_star(pattern[p])) ++p;
  return p == pattern.size();
}

bool SegmentMatches(std::string_view pattern, std::string_view segment) {
  return Match(
      pattern, segment, [](char c) { return c == '*'; },
      [](char a, char b) { return a == '?' || a == b; });
}

}  // namespace

bool MatchesWorkspaceGlob(std::string_view pattern, std::string_view folder) {
  return Match(
      Segments(pattern), Segments(folder), [](std::string_view s) { return s == "**"; },
      SegmentMatches);
}

}  // namespace registry
