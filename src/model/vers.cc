#include "model/vers.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace {

using Comparator = VersRange::Comparator;
using Constraint = VersRange::Constraint;

struct Sign {
  std::string_view text;
  Comparator comparator;
};
/// Longer signs first.
constexpr Sign kSigns[] = {
    {"!=", Comparator::kNotEqual},     {"<=", Comparator::kLessEqual},
    {">=", Comparator::kGreaterEqual}, {"<", Comparator::kLess},
    {">", Comparator::kGreater},       {"=", Comparator::kEqual},
};

std::string_view SignOf(Comparator comparator) {
  if (comparator == Comparator::kEqual) return "";
  return std::find_if(std::begin(kSigns), std::end(kSigns),
                      [comparator](const Sign& s) { return s.comparator == comparator; })
      ->text;
}

bool OpensUpward(Comparator c) {
  return c == Comparator::kGreater || c == Comparator::kGreaterEqual;
}
bool OpensDownward(Comparator c) {
  return c == Comparator::kLess || c == Comparator::kLessEqual;
}

std::optional<std::string> PercentDecoded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at];
      continue;
    }
    const auto digit = [&](std::size_t i) -> int {
      if (i >= text.size()) return -1;
      const char c = static_cast<char>(text[i] | 0x20);
      if (text[i] >= '0' && text[i] <= '9') return text[i] - '0';
      return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    };
    if (digit(at + 1) < 0 || digit(at + 2) < 0) return std::nullopt;
    out += static_cast<char>(digit(at + 1) * 16 + digit(at + 2));
    at += 2;
  }
  return out;
}

Result<Constraint> ReadConstraint(std::string_view text) {
  Constraint constraint;
  for (const Sign& sign : kSigns) {
    if (!text.starts_with(sign.text)) continue;
    constraint.comparator = sign.comparator;
    text.remove_prefix(sign.text.size());
    break;
  }
  const auto decoded = PercentDecoded(text);
  const auto version = decoded ? Version::Parse(*decoded, SemVerMode::kLoose) : std::nullopt;
  if (!version) return Fail(Quote(text) + " is no version");
  constraint.version = *version;
  constraint.text = *decoded;
  return constraint;
}

/// Bounds must alternate: a lower bound, an upper one, and so on ("the pairs" of the
/// specification).
Result<void> CheckOrder(const std::vector<Constraint>& constraints) {
  const Constraint* previous = nullptr;
  for (const Constraint& constraint : constraints) {
    if (!OpensUpward(constraint.comparator) && !OpensDownward(constraint.comparator)) continue;
    if (previous != nullptr &&
        OpensUpward(previous->comparator) == OpensUpward(constraint.comparator)) {
      return Fail("two bounds in the same direction: " + Quote(previous->text) + " and " +
                      Quote(constraint.text),
                  "drop the one that the other makes needless");
    }
    previous = &constraint;
  }
  return {};
}

}  // namespace

bool LooksLikeVers(std::string_view text) {
  constexpr std::string_view kScheme = "vers:";
  if (!text.starts_with(kScheme)) return false;
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash + 1 >= text.size()) return false;
  const std::string_view scheme = text.substr(kScheme.size(), slash - kScheme.size());
  return !scheme.empty() && std::all_of(scheme.begin(), scheme.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+';
  });
}

Result<VersRange> VersRange::Parse(std::string_view text) {
  if (text.size() > limits::kVersBytes) return Fail("a version range longer than any honest one");
  if (!LooksLikeVers(text))
    return Fail(Quote(text) + " is no version range", "vers:npm/>=1.0.0|<2.0.0");
  const std::size_t slash = text.find('/');
  VersRange range;
  range.scheme_ = text.substr(5, slash - 5);
  if (range.scheme_ != "npm" && range.scheme_ != "semver") {
    return Fail("ranges of " + Quote(range.scheme_) + " are not compared here");
  }
  const std::string_view body = text.substr(slash + 1);
  if (body == "*") {
    range.any_ = true;
    return range;
  }
  for (const std::string_view piece : Split(body, '|')) {
    if (Trim(piece).empty()) continue;
    auto constraint = ReadConstraint(Trim(piece));
    if (!constraint) return Fail(constraint.error());
    range.constraints_.push_back(std::move(*constraint));
  }
  if (range.constraints_.empty()) return Fail("a version range without constraints");
  std::sort(range.constraints_.begin(), range.constraints_.end(),
            [](const Constraint& a, const Constraint& b) { return a.version < b.version; });
  const auto twice = std::adjacent_find(
      range.constraints_.begin(), range.constraints_.end(),
      [](const Constraint& a, const Constraint& b) { return a.version == b.version; });
  if (twice != range.constraints_.end()) {
    return Fail("the version " + Quote(twice->text) + " stands twice");
  }
  if (auto good = CheckOrder(range.constraints_); !good) return Fail(good.error());
  return range;
}

std::optional<VersRange> VersRange::FromNpm(std::string_view text) {
  const auto range = VersionRange::Parse(text, {.mode = SemVerMode::kLoose});
  if (!range) return std::nullopt;
  VersRange out;
  if (range->IsAny()) {
    out.any_ = true;
    return out;
  }
  std::string joined = "vers:npm/";
  const std::string alternatives = ReplaceAll(range->ToString(), "||", "|");
  for (const std::string_view alternative : Split(alternatives, '|')) {
    for (const std::string_view comparator : Split(alternative, ' ')) {
      if (comparator.empty()) continue;
      if (joined.back() != '/') joined += '|';
      joined += comparator;
    }
  }
  const auto parsed = Parse(joined);
  if (!parsed) return std::nullopt;
  return *parsed;
}

bool VersRange::Contains(const Version& version) const {
  if (any_) return true;
  const Constraint* below = nullptr;  // the last bound under the version, but `=` and `!=`
  const Constraint* above = nullptr;  // the first bound over it
  for (const Constraint& constraint : constraints_) {
    const auto order = constraint.version <=> version;
    if (std::is_eq(order)) {
      return constraint.comparator == Comparator::kEqual ||
             constraint.comparator == Comparator::kLessEqual ||
             constraint.comparator == Comparator::kGreaterEqual;
    }
    if (!OpensUpward(constraint.comparator) && !OpensDownward(constraint.comparator)) continue;
    if (std::is_lt(order)) below = &constraint;
    if (std::is_gt(order) && above == nullptr) above = &constraint;
  }
  if (below == nullptr && above == nullptr) {
    // Only `!=`: everything but those.
    return std::all_of(constraints_.begin(), constraints_.end(),
                       [](const Constraint& c) { return c.comparator == Comparator::kNotEqual; });
  }
  if (below != nullptr) return OpensUpward(below->comparator);
  return OpensDownward(above->comparator);
}

std::string VersRange::ToString() const {
  std::string out = "vers:" + scheme_ + "/";
  if (any_) return out + "*";
  for (const Constraint& constraint : constraints_) {
    if (out.back() != '/') out += '|';
    out += SignOf(constraint.comparator);
    out += ReplaceAll(ReplaceAll(ReplaceAll(constraint.text, "%", "%25"), "|", "%7C"), "+", "%2B");
  }
  return out;
}
