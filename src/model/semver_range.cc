#include <algorithm>

#include "base/limits.h"
#include "model/semver.h"
#include "model/semver_scan.h"

namespace {

using semver::Parts;
using Operator = Comparator::Operator;
using Prereleases = VersionRange::Options::Prereleases;

/// What one word of a range stands for: comparators that must all hold, none of them for a word
/// that loose reading passes over. Nothing at all: the whole range is unreadable.
using Meaning = std::optional<std::vector<Comparator>>;

/// The lowest version of a line is its release, or its first possible prerelease.
std::string LowestPrerelease(const VersionRange::Options& options) {
  return options.prereleases == Prereleases::kAll ? "0" : "";
}

bool IsX(std::string_view piece) {
  return piece.empty() || piece == "x" || piece == "X" || piece == "*";
}

Comparator Any() {
  return {};
}
/// No version at all.
Comparator None() {
  return {.op = Operator::kLess, .version = {.prerelease = "0", .build = {}}};
}

/// ">=" of the lowest version, where 0.0.0 is no bound.
Comparator From(Version lowest, const VersionRange::Options& options) {
  const bool no_bound = lowest.major == 0 && lowest.minor == 0 && lowest.patch == 0 &&
                        lowest.prerelease == LowestPrerelease(options);
  if (no_bound) return Any();
  return {.op = Operator::kGreaterEqual, .version = std::move(lowest)};
}

/// "<" of the first thinkable prerelease of a version.
Comparator Before(std::uint64_t major, std::uint64_t minor, std::uint64_t patch) {
  return {
      .op = Operator::kLess,
      .version = {.major = major, .minor = minor, .patch = patch, .prerelease = "0", .build = {}}};
}

bool Fits(const Comparator& comparator) {
  const Version& v = comparator.version;
  return std::max({v.major, v.minor, v.patch}) <= semver::kMaxComponent;
}

/// Numbers for the pieces, 0 from the first x on.
std::optional<Version> LowestOf(const Parts& parts, const VersionRange::Options& options) {
  Parts filled = parts;
  const bool any_x = IsX(parts.major) || IsX(parts.minor) || IsX(parts.patch);
  if (IsX(filled.major)) filled.major = "0";
  if (IsX(filled.patch) || IsX(filled.minor)) filled.patch = "0";
  if (IsX(filled.minor)) filled.minor = "0";
  filled.build = {};
  if (any_x) filled.prerelease = {};
  auto version = semver::ToVersion(filled);
  if (version && any_x) version->prerelease = LowestPrerelease(options);
  return version;
}

Meaning Between(Version lowest, Comparator end, const VersionRange::Options& options) {
  if (!Fits(end)) return std::nullopt;
  return std::vector{From(std::move(lowest), options), std::move(end)};
}

/// "^1.2.3": whatever keeps the leftmost number that is not zero.
Meaning Caret(const Parts& parts, const VersionRange::Options& options) {
  if (IsX(parts.major)) return std::vector{Any()};
  auto lowest = LowestOf(parts, options);
  if (!lowest) return std::nullopt;
  const Version& v = *lowest;
  Comparator end = Before(v.major + 1, 0, 0);
  if (parts.major == "0" && !IsX(parts.minor)) {
    const bool patch_counts = parts.minor == "0" && !IsX(parts.patch);
    end = patch_counts ? Before(v.major, v.minor, v.patch + 1) : Before(v.major, v.minor + 1, 0);
  }
  return Between(std::move(*lowest), std::move(end), options);
}

/// The line a partial version or a tilde stands for: "1.x" up to 2, "1.2.x" and "~1.2.3" up to 1.3.
Meaning Line(const Parts& parts, const VersionRange::Options& options) {
  if (IsX(parts.major)) return std::vector{Any()};
  auto lowest = LowestOf(parts, options);
  if (!lowest) return std::nullopt;
  Comparator end = IsX(parts.minor) ? Before(lowest->major + 1, 0, 0)
                                    : Before(lowest->major, lowest->minor + 1, 0);
  return Between(std::move(*lowest), std::move(end), options);
}

/// An operator before a partial version: ">1" is ">=2.0.0", "<=1.2" is "<1.3.0-0".
Meaning PartialComparison(Operator op, const Parts& parts, const VersionRange::Options& options) {
  if (IsX(parts.major)) {
    const bool nothing = op == Operator::kGreater || op == Operator::kLess;
    return std::vector{nothing ? None() : Any()};
  }
  auto bound = LowestOf(parts, options);
  if (!bound) return std::nullopt;
  const bool next = op == Operator::kGreater || op == Operator::kLessEqual;
  if (next && IsX(parts.minor)) ++bound->major;
  if (next && !IsX(parts.minor)) ++bound->minor;
  const bool upper = op == Operator::kLess || op == Operator::kLessEqual;
  Comparator comparator =
      upper ? Before(bound->major, bound->minor, bound->patch) : From(std::move(*bound), options);
  if (!Fits(comparator)) return std::nullopt;
  return std::vector{std::move(comparator)};
}

Operator TakeOperator(std::string_view& word) {
  Operator op = Operator::kEqual;
  if (word.starts_with('<')) op = Operator::kLess;
  if (word.starts_with('>')) op = Operator::kGreater;
  if (op != Operator::kEqual) word.remove_prefix(1);
  if (!word.starts_with('=')) return op;
  word.remove_prefix(1);
  switch (op) {
    case Operator::kLess:
      return Operator::kLessEqual;
    case Operator::kGreater:
      return Operator::kGreaterEqual;
    case Operator::kAny:
    case Operator::kEqual:
    case Operator::kLessEqual:
    case Operator::kGreaterEqual:
      return Operator::kEqual;
  }
  return op;
}

/// A stray star with its operator is as good as nothing: "1.2.3*" is "1.2.3".
std::string WithoutStar(std::string_view word) {
  std::string rest(word);
  const std::size_t star = rest.find('*');
  if (star == std::string::npos) return rest;
  std::size_t begin = star;
  if (begin > 0 && rest[begin - 1] == '=') --begin;
  if (begin > 0 && (rest[begin - 1] == '<' || rest[begin - 1] == '>')) --begin;
  return rest.erase(begin, star + 1 - begin);
}

/// A full version with its operator, the form that all others end in.
Meaning Comparison(std::string_view word, const VersionRange::Options& options) {
  if (word.empty()) return std::vector{Any()};
  const Operator op = TakeOperator(word);
  if (options.mode == SemVerMode::kLoose) word = semver::SkipPrefix(word);
  if (options.mode == SemVerMode::kStrict && word.starts_with('v')) word.remove_prefix(1);
  const auto parts = semver::ScanFull(word, options.mode);
  if (!parts) {
    if (options.mode == SemVerMode::kLoose) return std::vector<Comparator>{};
    return std::nullopt;
  }
  auto version = semver::ToVersion(*parts);
  if (!version || word.size() > semver::kVersionBytes) return std::nullopt;
  version->build.clear();
  if (op == Operator::kGreaterEqual) return std::vector{From(std::move(*version), options)};
  return std::vector{Comparator{.op = op, .version = std::move(*version)}};
}

/// True when a number follows an x ("1.x.2"), which no version can be.
bool IsOutOfOrder(const Parts& parts) {
  return (IsX(parts.major) && !IsX(parts.minor)) || (IsX(parts.minor) && !IsX(parts.patch));
}

Meaning MeaningOf(std::string_view word, const VersionRange::Options& options) {
  std::string_view core = word;
  if (core.starts_with('^')) {
    if (const auto parts = semver::ScanPartial(semver::SkipPrefix(core.substr(1)), options.mode)) {
      return Caret(*parts, options);
    }
  }
  if (core.starts_with('~')) {
    core.remove_prefix(core.starts_with("~>") ? 2 : 1);
    if (const auto parts = semver::ScanPartial(semver::SkipPrefix(core), options.mode)) {
      return Line(*parts, options);
    }
  }
  core = word;
  const Operator op = TakeOperator(core);
  const auto parts = semver::ScanPartial(semver::SkipPrefix(core), options.mode);
  const bool partial = parts && !IsOutOfOrder(*parts) &&
                       (IsX(parts->major) || IsX(parts->minor) || IsX(parts->patch));
  if (!partial) return Comparison(WithoutStar(word), options);
  return op == Operator::kEqual ? Line(*parts, options) : PartialComparison(op, *parts, options);
}

std::string WithoutBuild(std::string_view text) {
  std::string kept;
  kept.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '+' || at + 1 == text.size() || !semver::IsIdentifierChar(text[at + 1])) {
      kept += text[at++];
      continue;
    }
    do {
      ++at;  // the plus, then each dot
      while (at < text.size() && semver::IsIdentifierChar(text[at])) ++at;
    } while (at + 1 < text.size() && text[at] == '.' && semver::IsIdentifierChar(text[at + 1]));
  }
  return kept;
}

/// "1.2 - 2.3" as comparators in text; anything else as it is.
std::string WithoutHyphen(std::string text, const VersionRange::Options& options) {
  const std::size_t hyphen = text.find(" - ");
  if (hyphen == std::string::npos) return text;
  const std::string_view from = std::string_view(text).substr(0, hyphen);
  const std::string_view to = std::string_view(text).substr(hyphen + 3);
  const auto low = semver::ScanPartial(semver::SkipPrefix(from), options.mode);
  const auto high = semver::ScanPartial(semver::SkipPrefix(to), options.mode);
  if (!low || !high) return text;

  const bool all = options.prereleases == Prereleases::kAll;
  const auto next = [](std::string_view digits) {
    const auto number = semver::ToComponent(digits);
    return number ? std::to_string(*number + 1) : std::string("-");  // "-" is refused as a number
  };
  const auto join = [](std::string_view a, std::string_view b, std::string_view c) {
    return std::string(a).append(".").append(b).append(".").append(c);
  };
  std::string range;
  if (!IsX(low->major)) {
    range = ">=";
    if (IsX(low->minor)) {
      range += join(low->major, "0", "0");
    } else if (IsX(low->patch)) {
      range += join(low->major, low->minor, "0");
    } else {
      range += from;
    }
    const bool partial = IsX(low->minor) || IsX(low->patch);
    if (all && (partial || low->prerelease.empty())) range += "-0";
    range += ' ';
  }
  if (IsX(high->major)) return range;
  if (IsX(high->minor)) return range + "<" + join(next(high->major), "0", "0-0");
  if (IsX(high->patch)) return range + "<" + join(high->major, next(high->minor), "0-0");
  if (!high->prerelease.empty()) {
    return range + "<=" + join(high->major, high->minor, high->patch).append("-") +
           std::string(high->prerelease);
  }
  if (all) return range + "<" + join(high->major, high->minor, next(high->patch)) + "-0";
  return range.append("<=").append(to);
}

bool StartsNumber(char c) {
  return semver::IsDigit(c) || c == 'x' || c == 'X' || c == '*';
}

/// Joins operators to the versions after them: "> 1.2 < 3" is ">1.2 <3". Linear: what was looked
/// at in vain is not looked at again.
std::string JoinOperators(std::string_view text) {
  std::string joined;
  joined.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    std::size_t op_end = at + (text[at] == ' ' ? 1U : 0U);
    if (op_end < text.size() && (text[op_end] == '<' || text[op_end] == '>')) ++op_end;
    if (op_end < text.size() && text[op_end] == '=') ++op_end;
    std::size_t number = op_end;
    while (number < text.size() &&
           (text[number] == ' ' || text[number] == 'v' || text[number] == '=')) {
      ++number;
    }
    std::size_t end = std::max(number, at + 1);
    const bool found = number < text.size() && StartsNumber(text[number]);
    if (!found) {
      joined += text.substr(at, end - at);
      at = end;
      continue;
    }
    const bool has_operator = op_end > at && text[op_end - 1] != ' ';
    joined += text.substr(at, op_end - at);
    if (has_operator && text[op_end] == ' ') ++op_end;
    while (end < text.size() &&
           (semver::IsIdentifierChar(text[end]) || text[end] == '.' || text[end] == '*')) {
      ++end;
    }
    joined += text.substr(op_end, end - op_end);
    at = end;
  }
  return joined;
}

/// "~ 1", "~> 1" and "^ 1" without the blank.
std::string JoinMarks(std::string_view text) {
  std::string joined;
  joined.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    joined += text[at];
    if (text[at] == '^' && at + 1 < text.size() && text[at + 1] == ' ') ++at;
    if (text[at] != '~') continue;
    const std::size_t after = at + (text.substr(at).starts_with("~>") ? 2 : 1);
    if (after < text.size() && text[after] == ' ') at = after;
  }
  return joined;
}

/// One alternative in comparators, without repeats; empty when loose reading kept nothing.
Meaning ReadAlternative(std::string_view text, const VersionRange::Options& options) {
  const std::string plain = JoinMarks(JoinOperators(WithoutHyphen(WithoutBuild(text), options)));
  std::vector<Comparator> all;
  std::optional<Comparator> none;
  for (std::size_t at = 0; at <= plain.size();) {
    const std::size_t end = std::min(plain.find(' ', at), plain.size());
    const std::string_view word = std::string_view(plain).substr(at, end - at);
    auto meaning = MeaningOf(word, options);
    if (!meaning || all.size() > limits::kVersionRangeComparators) return std::nullopt;
    const bool between_words = at > 0 && end < plain.size();
    at = end + 1;
    // Between other words a star leaves no trace, which shows when loose reading drops the others.
    if (between_words && *meaning == std::vector{Any()} && !word.empty() &&
        word.find('0') == std::string_view::npos) {
      continue;
    }
    for (Comparator& comparator : *meaning) {
      if (comparator == None() && !none) none = comparator;
      if (std::find(all.begin(), all.end(), comparator) == all.end()) {
        all.push_back(std::move(comparator));
      }
    }
  }
  if (none) return std::vector{*none};
  if (all.size() > 1) std::erase(all, Any());
  return all;
}

}  // namespace

std::optional<VersionRange> VersionRange::Parse(std::string_view text, Options options) {
  if (text.size() > limits::kVersionRangeBytes) return std::nullopt;
  const std::string collapsed = semver::CollapseSpace(text);
  VersionRange range;
  range.options_ = options;
  std::size_t count = 0;
  for (std::size_t at = 0; at <= collapsed.size();) {
    const std::size_t end = std::min(collapsed.find("||", at), collapsed.size());
    std::string_view piece = std::string_view(collapsed).substr(at, end - at);
    if (piece.starts_with(' ')) piece.remove_prefix(1);
    if (piece.ends_with(' ')) piece.remove_suffix(1);
    auto alternative = ReadAlternative(piece, options);
    if (!alternative) return std::nullopt;
    count += alternative->size();
    if (count > limits::kVersionRangeComparators) return std::nullopt;
    if (!alternative->empty()) range.alternatives_.push_back(std::move(*alternative));
    at = end + 2;
  }
  auto& all = range.alternatives_;
  if (all.empty()) return std::nullopt;
  // Beside others an alternative that nothing satisfies is idle, and "any" makes the others idle.
  if (all.size() > 1) {
    Alternative first = all.front();
    std::erase_if(all, [](const Alternative& one) { return one.front() == None(); });
    if (all.empty()) all.push_back(std::move(first));
    const auto is_any = [](const Alternative& one) {
      return one.size() == 1 && one.front() == Any();
    };
    if (std::any_of(all.begin(), all.end(), is_any)) all = {Alternative{Any()}};
  }
  return range;
}
