#include "js/regexp_pattern.h"

#include <algorithm>

#include "base/limits.h"

namespace js::regexp {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

/// Decimal numerals of any length, compared by value.
bool IsGreater(std::string_view a, std::string_view b) {
  a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
  b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
  return a.size() != b.size() ? a.size() > b.size() : a > b;
}

}  // namespace

bool Pattern::Check() {
  while (!in_.AtEnd()) {
    if (!Term()) return false;
  }
  return Finish();
}

bool Pattern::Finish() {
  if (!open_.empty()) return Fail(open_.back().begin, "group is not closed");
  if (grammar_.unicode && highest_reference_ > captures_) {
    return Fail(highest_reference_offset_, "back reference to a group that does not exist");
  }
  if (const auto dangling = names_.FindDangling()) {
    return Fail(*dangling, "back reference to a group name that does not exist");
  }
  return true;
}

bool Pattern::Term() {
  const std::uint32_t begin = in_.at();
  switch (in_.Byte()) {
    case '|':
      in_.set_at(begin + 1);
      names_.NextAlternative();
      return true;
    case '(':
      return OpenGroup();
    case ')':
      return CloseGroup();
    case '^':
    case '$':
      in_.set_at(begin + 1);
      return true;
    case '*':
    case '+':
    case '?':
      return Fail(begin, "nothing to repeat");
    case '{': {
      bool out_of_order = false;
      if (TryBraces(out_of_order)) return Fail(begin, "nothing to repeat");
      if (grammar_.unicode) return Fail(begin, "lone quantifier bracket");
      in_.set_at(begin + 1);
      return Quantifier();
    }
    case '}':
    case ']':
      if (grammar_.unicode) return Fail(begin, "lone quantifier bracket");
      in_.set_at(begin + 1);
      return Quantifier();
    case '[':
      return Class() && Quantifier();
    case '\\':
      if (in_.Eat("\\b") || in_.Eat("\\B")) return true;
      return AtomEscape() && Quantifier();
    default:
      static_cast<void>(in_.Next());
      return Quantifier();
  }
}

bool Pattern::OpenGroup() {
  const std::uint32_t begin = in_.at();
  if (open_.size() >= limits::kRegExpDepth) return Fail(begin, "groups are nested too deeply");
  bool quantifiable = true;
  if (in_.Eat("(?=") || in_.Eat("(?!")) {
    quantifiable = !grammar_.unicode;
  } else if (in_.Eat("(?<=") || in_.Eat("(?<!")) {
    quantifiable = false;
  } else if (in_.Eat("(?<")) {
    ++captures_;
    const std::uint32_t name_begin = in_.at();
    std::string name;
    if (!GroupName(name)) return false;
    if (!names_.Declare(name)) return Fail(name_begin, "two groups have the same name");
  } else if (in_.Eat("(?")) {
    if (!Modifiers(begin)) return false;
  } else {
    in_.set_at(begin + 1);
    ++captures_;
  }
  open_.push_back({.begin = begin, .quantifiable = quantifiable});
  names_.OpenDisjunction();
  return true;
}

bool Pattern::CloseGroup() {
  if (open_.empty()) return Fail(in_.at(), "unmatched `)`");
  const Group group = open_.back();
  open_.pop_back();
  names_.CloseDisjunction();
  in_.set_at(in_.at() + 1);
  return !group.quantifiable || Quantifier();
}

bool Pattern::Modifiers(std::uint32_t begin) {
  std::uint32_t added = 0;
  std::uint32_t removed = 0;
  if (!TakeModifiers(added)) return false;
  if (in_.Eat('-')) {
    if (!TakeModifiers(removed)) return false;
    if (added == 0 && removed == 0 && in_.Byte() == ':') {
      return Fail(begin, "modifiers are empty");
    }
    if ((added & removed) != 0) return Fail(begin, "modifier is both added and removed");
  }
  return in_.Eat(':') || Fail(begin, "invalid group");
}

bool Pattern::TakeModifiers(std::uint32_t& set) {
  constexpr std::string_view kLetters = "ims";
  for (;;) {
    const std::size_t letter = in_.AtEnd() ? std::string_view::npos : kLetters.find(in_.Byte());
    if (letter == std::string_view::npos) return true;
    if ((set >> letter & 1U) != 0) return Fail(in_.at(), "modifier is repeated");
    set |= 1U << letter;
    in_.set_at(in_.at() + 1);
  }
}

bool Pattern::Quantifier() {
  const std::uint32_t begin = in_.at();
  switch (in_.Byte()) {
    case '*':
    case '+':
    case '?':
      in_.set_at(begin + 1);
      break;
    case '{': {
      bool out_of_order = false;
      if (!TryBraces(out_of_order)) {
        return !grammar_.unicode || Fail(begin, "incomplete quantifier");
      }
      if (out_of_order) return Fail(begin, "numbers out of order in quantifier");
      break;
    }
    default:
      return true;
  }
  static_cast<void>(in_.Eat('?'));
  return true;
}

/// `{n}`, `{n,}` or `{n,m}`; anything else leaves the reader where it was.
bool Pattern::TryBraces(bool& out_of_order) {
  const std::uint32_t begin = in_.at();
  const auto digits = [this] {
    const std::uint32_t from = in_.at();
    while (IsDigit(in_.Byte())) in_.set_at(in_.at() + 1);
    return in_.Since(from);
  };
  if (!in_.Eat('{')) return false;
  const std::string_view least = digits();
  std::string_view most = least;
  const bool comma = !least.empty() && in_.Eat(',');
  if (comma) most = digits();
  if (least.empty() || !in_.Eat('}')) {
    in_.set_at(begin);
    return false;
  }
  out_of_order = !most.empty() && IsGreater(least, most);
  return true;
}

}  // namespace js::regexp
