#include <algorithm>
#include <utility>

#include "model/semver.h"

namespace {

using Operator = Comparator::Operator;
using Prereleases = VersionRange::Options::Prereleases;

bool IsLowerBound(const Comparator& c) {
  return c.op == Operator::kGreater || c.op == Operator::kGreaterEqual;
}
bool IsUpperBound(const Comparator& c) {
  return c.op == Operator::kLess || c.op == Operator::kLessEqual;
}

/// The comparators with the lowest and the highest version; "any" counts as ">=0.0.0".
std::pair<Comparator, Comparator> Ends(const std::vector<Comparator>& alternative) {
  const auto by_version = [](const Comparator& a, const Comparator& b) {
    return a.version < b.version;
  };
  auto [low, high] = std::minmax_element(alternative.begin(), alternative.end(), by_version);
  // Of several with the highest version the first one counts, as it does for the lowest.
  high = std::max_element(alternative.begin(), alternative.end(), by_version);
  const auto bound = [](Comparator c) {
    if (c.op == Operator::kAny) c.op = Operator::kGreaterEqual;
    return c;
  };
  return {bound(*low), bound(*high)};
}

}  // namespace

bool VersionRange::AlternativeContains(const Alternative& alternative,
                                       const Version& version) const {
  const bool admitted = std::all_of(alternative.begin(), alternative.end(),
                                    [&](const Comparator& c) { return c.Admits(version); });
  if (!admitted || !version.IsPrerelease() || options_.prereleases == Prereleases::kAll) {
    return admitted;
  }
  return std::any_of(alternative.begin(), alternative.end(), [&](const Comparator& c) {
    return c.op != Operator::kAny && c.version.IsPrerelease() && c.version.major == version.major &&
           c.version.minor == version.minor && c.version.patch == version.patch;
  });
}

bool VersionRange::Contains(const Version& version) const {
  return std::any_of(alternatives_.begin(), alternatives_.end(),
                     [&](const Alternative& one) { return AlternativeContains(one, version); });
}

bool VersionRange::Meet(const Comparator& a, const Comparator& b) const {
  // The order matters: a named prerelease does not meet "any", but "any" meets it.
  if (a.op == Operator::kAny) return true;
  if (a.op == Operator::kEqual) return AlternativeContains({b}, a.version);
  if (b.op == Operator::kAny) return true;
  if (b.op == Operator::kEqual) return AlternativeContains({a}, b.version);
  // Below 0.0.0 there is nothing, but its prereleases when those count.
  const auto is_nothing = [this](const Comparator& c) {
    const Version& v = c.version;
    const bool below_zero = c.op == Operator::kLess && v.major == 0 && v.minor == 0 && v.patch == 0;
    return below_zero && (options_.prereleases == Prereleases::kNamed || v.prerelease == "0");
  };
  if (is_nothing(a) || is_nothing(b)) return false;
  if (IsLowerBound(a) == IsLowerBound(b)) return true;
  const Comparator& low = IsLowerBound(a) ? a : b;
  const Comparator& high = IsLowerBound(a) ? b : a;
  if (low.version == high.version) {
    return low.op == Operator::kGreaterEqual && high.op == Operator::kLessEqual;
  }
  return low.version < high.version;
}

bool VersionRange::IsSatisfiable(const Alternative& alternative) const {
  for (std::size_t i = 0; i < alternative.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!Meet(alternative[i], alternative[j])) return false;
    }
  }
  return true;
}

bool VersionRange::Intersects(const VersionRange& other) const {
  const auto meet_all = [this](const Alternative& mine, const Alternative& theirs) {
    return std::all_of(mine.begin(), mine.end(), [&](const Comparator& a) {
      return std::all_of(theirs.begin(), theirs.end(),
                         [&](const Comparator& b) { return Meet(a, b); });
    });
  };
  std::vector<const Alternative*> possible;
  for (const Alternative& theirs : other.alternatives_) {
    if (IsSatisfiable(theirs)) possible.push_back(&theirs);
  }
  return std::any_of(alternatives_.begin(), alternatives_.end(), [&](const Alternative& mine) {
    return IsSatisfiable(mine) &&
           std::any_of(possible.begin(), possible.end(),
                       [&](const Alternative* theirs) { return meet_all(mine, *theirs); });
  });
}

bool VersionRange::IsBelow(const Version& version) const {
  return !Contains(version) &&
         std::all_of(alternatives_.begin(), alternatives_.end(), [&](const Alternative& one) {
           const auto [low, high] = Ends(one);
           if (IsLowerBound(high)) return false;  // open upwards
           if (low.op == Operator::kEqual || low.op == Operator::kGreater) {
             return version > low.version;
           }
           return low.op != Operator::kGreaterEqual || version >= low.version;
         });
}

bool VersionRange::IsAbove(const Version& version) const {
  return !Contains(version) &&
         std::all_of(alternatives_.begin(), alternatives_.end(), [&](const Alternative& one) {
           const auto [low, high] = Ends(one);
           if (IsUpperBound(low)) return false;  // open downwards
           if (high.op == Operator::kEqual || high.op == Operator::kLess) {
             return version < high.version;
           }
           return high.op != Operator::kLessEqual || version <= high.version;
         });
}

std::string VersionRange::ToString() const {
  std::string text;
  for (std::size_t i = 0; i < alternatives_.size(); ++i) {
    if (i > 0) text += "||";
    for (std::size_t k = 0; k < alternatives_[i].size(); ++k) {
      if (k > 0) text += ' ';
      text += alternatives_[i][k].ToString();
    }
  }
  return text;
}

bool VersionRange::IsAny() const {
  return alternatives_.front().front().op == Operator::kAny;
}

bool Comparator::Admits(const Version& candidate) const {
  switch (op) {
    case Operator::kAny:
      return true;
    case Operator::kEqual:
      return candidate == version;
    case Operator::kLess:
      return candidate < version;
    case Operator::kLessEqual:
      return candidate <= version;
    case Operator::kGreater:
      return candidate > version;
    case Operator::kGreaterEqual:
      return candidate >= version;
  }
  return false;
}

std::string Comparator::ToString() const {
  switch (op) {
    case Operator::kAny:
      return {};
    case Operator::kEqual:
      return version.ToString();
    case Operator::kLess:
      return "<" + version.ToString();
    case Operator::kLessEqual:
      return "<=" + version.ToString();
    case Operator::kGreater:
      return ">" + version.ToString();
    case Operator::kGreaterEqual:
      return ">=" + version.ToString();
  }
  return {};
}

bool Satisfies(std::string_view version, std::string_view range) {
  const auto parsed = Version::Parse(version, SemVerMode::kLoose);
  const auto wanted = VersionRange::Parse(range, {.mode = SemVerMode::kLoose});
  return parsed && wanted && wanted->Contains(*parsed);
}
