#include "detect/name_similarity.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/text.h"

namespace detect {
namespace {

constexpr std::string_view kPopular =
#include "detect/popular_names.def"
    ;

/// Shorter words are one slip from too many others (rn, vue and vuex, preact and react).
constexpr std::size_t kShortestSlip = 7;
constexpr std::size_t kShortestFold = 5;
/// Only names that somebody types daily are worth a trap of one letter or one word.
constexpr std::uint32_t kSlipRank = 1500;
constexpr std::uint32_t kComboRank = 500;

/// Letters that an eye takes for one another become one of them.
std::string Fold(std::string_view name) {
  std::string folded = ToLower(name);
  folded = ReplaceAll(std::move(folded), "rn", "m");
  folded = ReplaceAll(std::move(folded), "vv", "w");
  folded = ReplaceAll(std::move(folded), "cl", "d");
  for (char& c : folded) {
    if (c == '0') c = 'o';
    if (c == '1' || c == 'i') c = 'l';
    if (c == '5') c = 's';
  }
  return folded;
}

bool IsSeparator(char c) {
  return c == '-' || c == '_' || c == '.' || c == '/' || c == '@';
}

std::string Squeeze(std::string_view name) {
  std::string squeezed;
  for (const char c : ToLower(name))
    if (!IsSeparator(c)) squeezed += c;
  return squeezed;
}

std::vector<std::string> WordsOf(std::string_view name) {
  std::vector<std::string> words(1);
  for (const char c : ToLower(name)) {
    if (!IsSeparator(c)) {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::string SortedWords(std::string_view name) {
  std::vector<std::string> words = WordsOf(name);
  if (words.size() < 2) return {};
  std::sort(words.begin(), words.end());
  return Join(words, " ");
}

/// Neighbours on the usual keyboard, in a row or one above the other.
bool AreNeighbours(char a, char b) {
  constexpr std::array<std::string_view, 3> kRows = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
  int row_a = -1, row_b = -1, column_a = 0, column_b = 0;
  for (int row = 0; row < 3; ++row) {
    const auto find = [&](char c) { return kRows[static_cast<std::size_t>(row)].find(c); };
    if (const auto at = find(a); at != std::string_view::npos) {
      row_a = row;
      column_a = static_cast<int>(at);
    }
    if (const auto at = find(b); at != std::string_view::npos) {
      row_b = row;
      column_b = static_cast<int>(at);
    }
  }
  return row_a >= 0 && row_b >= 0 && std::abs(row_a - row_b) <= 1 &&
         std::abs(column_a - column_b) <= 1;
}

enum class Slip : std::uint8_t { kNone, kKeyboard, kOther };

/// Whether one insertion, deletion, exchange of neighbours or replacement makes `a` of `b`.
Slip SlipBetween(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return Slip::kNone;
  std::size_t head = 0;
  while (head < a.size() && a[head] == b[head]) ++head;
  std::size_t tail = 0;
  while (tail < a.size() - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  const std::size_t rest_a = a.size() - head - tail;
  const std::size_t rest_b = b.size() - head - tail;
  // The first letter is what people look at; a slip there makes another word.
  if (head == 0) return Slip::kNone;
  if (rest_a == 0 && rest_b == 1) {
    const bool doubled = b[head] == b[head - 1] || (head + 1 < b.size() && b[head] == b[head + 1]);
    return doubled ? Slip::kKeyboard : Slip::kOther;
  }
  if (rest_a == 1 && rest_b == 1)
    return AreNeighbours(a[head], b[head]) ? Slip::kKeyboard : Slip::kOther;
  if (rest_a == 2 && rest_b == 2 && a[head] == b[head + 1] && a[head + 1] == b[head])
    return Slip::kKeyboard;
  return Slip::kNone;
}

/// Words that make a new name of an old one without saying anything.
bool IsEmptyWord(std::string_view word) {
  constexpr std::array<std::string_view, 14> kWords = {"js",   "node",     "npm",    "lib",   "pkg",
                                                       "easy", "fast",     "simple", "plain", "pro",
                                                       "next", "official", "latest", "v2"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

}  // namespace

NameTable::NameTable() {
  for (const std::string_view name : Split(kPopular, ' ')) {
    if (name.empty()) continue;
    const auto rank = static_cast<std::uint32_t>(entries_.size() + 1);
    entries_.push_back({.name = name, .folded = Fold(name)});
    ranks_.emplace(name, rank);
    folded_.emplace(entries_.back().folded, rank);
    squeezed_.emplace(Squeeze(name), rank);
    if (std::string sorted = SortedWords(name); !sorted.empty())
      sorted_.emplace(std::move(sorted), rank);
  }
}

std::optional<std::uint32_t> NameTable::RankOf(std::string_view name) const {
  const auto found = ranks_.find(name);
  return found == ranks_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Imitation> NameTable::ImitatedBy(const PackageName& package) const {
  const std::string& name = package.text();
  if (RankOf(name)) return std::nullopt;
  const auto answer = [&](std::uint32_t rank, std::string_view how) {
    return Imitation{.imitates = entries_[rank - 1].name, .how = how, .rank = rank};
  };
  if (name.size() >= kShortestFold) {
    if (const auto found = folded_.find(Fold(name)); found != folded_.end())
      return answer(found->second, "homoglyph");
    if (const auto found = squeezed_.find(Squeeze(name)); found != squeezed_.end()) {
      const bool scoped = name.front() == '@' || entries_[found->second - 1].name.front() == '@';
      return answer(found->second, scoped ? "scope" : "separator");
    }
  }
  // Inside a scope the rest of a name is its owner's business.
  if (!package.scope().empty()) return std::nullopt;
  if (const auto found = sorted_.find(SortedWords(name)); found != sorted_.end())
    return answer(found->second, "order");
  for (std::uint32_t rank = 1; rank <= kSlipRank && rank <= entries_.size(); ++rank) {
    const std::string_view popular = entries_[rank - 1].name;
    if (popular.size() < kShortestSlip || name.size() < kShortestSlip) continue;
    const Slip slip = SlipBetween(name, popular);
    if (slip == Slip::kNone) continue;
    if (name.size() == popular.size() + 1 && name.ends_with('s')) return answer(rank, "plural");
    return answer(rank, slip == Slip::kKeyboard ? "keyboard" : "typo");
  }
  std::vector<std::string> words = WordsOf(name);
  const std::size_t all = words.size();
  std::erase_if(words, [](const std::string& word) { return IsEmptyWord(word); });
  if (words.size() == all || words.empty()) return std::nullopt;
  const auto found = squeezed_.find(Join(words, ""));
  if (found == squeezed_.end() || found->second > kComboRank) return std::nullopt;
  return answer(found->second, "combosquat");
}

}  // namespace detect
