#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/semver.h"

/// A version range specifier (package-url's VERS): "vers:npm/>=1.0.0|<2.0.0". Parsed for the
/// schemes whose versions are semantic versions (`npm`, `semver`); another scheme is an error of
/// its own. At most limits::kVersBytes long.
class VersRange {
 public:
  enum class Comparator : std::uint8_t {
    kEqual,
    kNotEqual,
    kLess,
    kLessEqual,
    kGreater,
    kGreaterEqual
  };
  struct Constraint {
    Comparator comparator = Comparator::kEqual;
    Version version;
    std::string text;  ///< of the version, as written, decoded
    bool operator==(const Constraint&) const = default;
  };

  /// Sorted by version; a version twice, or bounds that do not alternate, is an error.
  [[nodiscard]] static Result<VersRange> Parse(std::string_view text);
  /// The same set as an npm range, prereleases as SemVer orders them. Nothing for a range npm would
  /// refuse or that cannot be said (no version at all).
  [[nodiscard]] static std::optional<VersRange> FromNpm(std::string_view range);

  [[nodiscard]] bool Contains(const Version& version) const;
  [[nodiscard]] bool IsAny() const { return any_; }
  [[nodiscard]] const std::vector<Constraint>& constraints() const { return constraints_; }
  /// Canonical.
  [[nodiscard]] std::string ToString() const;

 private:
  std::string scheme_ = "npm";
  bool any_ = false;
  std::vector<Constraint> constraints_;
};

/// Whether `text` has the form of a VERS of any scheme: "vers:", a scheme, `/`, constraints.
[[nodiscard]] bool LooksLikeVers(std::string_view text);
