#include "model/semver_increment.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"

namespace {

constexpr std::array<std::pair<std::string_view, ReleaseKind>, 8> kKinds = {{
    {"major", ReleaseKind::kMajor},
    {"premajor", ReleaseKind::kPremajor},
    {"minor", ReleaseKind::kMinor},
    {"preminor", ReleaseKind::kPreminor},
    {"patch", ReleaseKind::kPatch},
    {"prepatch", ReleaseKind::kPrepatch},
    {"prerelease", ReleaseKind::kPrerelease},
    {"release", ReleaseKind::kRelease},
}};

using Parts = std::vector<std::string>;

Parts PartsOf(std::string_view text) {
  Parts parts;
  if (text.empty()) return parts;
  for (const std::string_view part : Split(text, '.')) parts.emplace_back(part);
  return parts;
}

bool IsNumber(std::string_view part) {
  return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Raises the last number of the prerelease; false when it has none.
bool RaiseLastNumber(Parts& parts) {
  const auto last = std::find_if(parts.rbegin(), parts.rend(), IsNumber);
  const auto number = last == parts.rend() ? std::nullopt : ParseNumber(*last);
  if (!number) return false;
  *last = std::to_string(*number + 1);
  return true;
}

bool BeginsWith(const Parts& parts, const Parts& prefix) {
  return prefix.size() <= parts.size() && std::equal(prefix.begin(), prefix.end(), parts.begin());
}

/// The prerelease after `current`; nothing when it would be the same again.
std::optional<Parts> NextPrerelease(Parts current, const IncrementOptions& options) {
  const std::string base = std::to_string(options.base.value_or(0));
  if (current.empty()) {
    current = {base};
  } else if (!RaiseLastNumber(current)) {
    if (!options.base && Join(current, ".") == options.identifier) return std::nullopt;
    current.push_back(base);
  }
  if (options.identifier.empty()) return current;
  const Parts identifier = PartsOf(options.identifier);
  const bool counted = BeginsWith(current, identifier) && current.size() > identifier.size() &&
                       IsNumber(current[identifier.size()]);
  if (counted) return current;
  Parts fresh = identifier;
  if (options.base) fresh.push_back(base);
  return fresh;
}

bool IsPre(ReleaseKind kind) {
  return kind == ReleaseKind::kPremajor || kind == ReleaseKind::kPreminor ||
         kind == ReleaseKind::kPrepatch || kind == ReleaseKind::kPrerelease;
}

/// Raises the numbers; what was a prerelease of the very version becomes it.
void RaiseNumbers(Version& version, ReleaseKind kind) {
  const bool released = version.prerelease.empty();
  switch (kind) {
    case ReleaseKind::kPremajor:
      ++version.major;
      version.minor = version.patch = 0;
      return;
    case ReleaseKind::kMajor:
      if (version.minor != 0 || version.patch != 0 || released) ++version.major;
      version.minor = version.patch = 0;
      return;
    case ReleaseKind::kPreminor:
      ++version.minor;
      version.patch = 0;
      return;
    case ReleaseKind::kMinor:
      if (version.patch != 0 || released) ++version.minor;
      version.patch = 0;
      return;
    case ReleaseKind::kPrepatch:
      ++version.patch;
      return;
    case ReleaseKind::kPatch:
    case ReleaseKind::kPrerelease:
      if (released) ++version.patch;
      return;
    case ReleaseKind::kRelease:
      return;
  }
}

}  // namespace

std::optional<ReleaseKind> ParseReleaseKind(std::string_view text) {
  const auto at = std::find_if(kKinds.begin(), kKinds.end(),
                               [text](const auto& known) { return known.first == text; });
  return at == kKinds.end() ? std::nullopt : std::optional(at->second);
}

std::optional<Version> Increment(Version version, ReleaseKind kind,
                                 const IncrementOptions& options) {
  if (kind == ReleaseKind::kRelease && version.prerelease.empty()) return std::nullopt;
  version.build.clear();
  Parts prerelease = kind == ReleaseKind::kPrerelease ? PartsOf(version.prerelease) : Parts{};
  if (IsPre(kind)) {
    if (options.identifier.empty() && !options.base) return std::nullopt;
    const std::string probe = "0.0.0-" + std::string(options.identifier);
    const auto parsed = Version::Parse(probe);
    if (!options.identifier.empty() && (!parsed || parsed->prerelease != options.identifier)) {
      return std::nullopt;
    }
  }
  RaiseNumbers(version, kind);
  version.prerelease.clear();
  if (IsPre(kind)) {
    const auto next = NextPrerelease(std::move(prerelease), options);
    if (!next) return std::nullopt;
    version.prerelease = Join(*next, ".");
  }
  return version;
}

Version Truncate(Version version, ReleaseKind kind) {
  version.build.clear();
  if (IsPre(kind)) return version;
  version.prerelease.clear();
  if (kind == ReleaseKind::kMinor || kind == ReleaseKind::kMajor) version.patch = 0;
  if (kind == ReleaseKind::kMajor) version.minor = 0;
  return version;
}
