#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/semver.h"

/// Which part of a version a release raises (npm's words).
enum class ReleaseKind : std::uint8_t {
  kMajor,
  kPremajor,
  kMinor,
  kPreminor,
  kPatch,
  kPrepatch,
  kPrerelease,
  kRelease,  ///< out of its prerelease
};
[[nodiscard]] std::optional<ReleaseKind> ParseReleaseKind(std::string_view text);

struct IncrementOptions {
  std::string_view identifier;  ///< of the prerelease: "beta", "alpha.x"
  /// The number a new prerelease begins with; none at all for nullopt.
  std::optional<std::uint64_t> base = 0;
};

/// The next version, as node-semver's `inc` gives it, build metadata dropped. Nothing when there is
/// no next: a release that is none, a malformed identifier, a prerelease that would stay the same.
[[nodiscard]] std::optional<Version> Increment(Version version, ReleaseKind kind,
                                               const IncrementOptions& options = {});

/// The version without what is finer than `kind`; a prerelease kind keeps all but build metadata.
[[nodiscard]] Version Truncate(Version version, ReleaseKind kind);
