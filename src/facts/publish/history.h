#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "model/packument.h"
#include "model/semver.h"

namespace facts {

/// How well the origin of a version is proven, weak to strong. kUnknown: the document shows no
/// proof for any of its versions, as mirrors that strip such fields do.
enum class TrustLevel : std::uint8_t {
  kUnknown,
  kNone,
  kSignature,         ///< the registry signed what it received
  kAttestation,       ///< a build attested where the bytes come from
  kTrustedPublisher,  ///< the registry itself took it from a known workflow
};
[[nodiscard]] std::string_view NameOf(TrustLevel level);

/// What an account is, as far as the document shows.
enum class PublisherSort : std::uint8_t { kUnknown, kPerson, kBot, kCi };
[[nodiscard]] std::string_view NameOf(PublisherSort sort);
[[nodiscard]] PublisherSort SortOf(const ::Manifest& manifest);

/// The versions of a package that were there when one of them came out, in the order in which they
/// came. Points into the packument, which must outlive it.
class History {
 public:
  struct Entry {
    const ::Manifest* manifest;
    Version version;
    std::optional<UnixMillis> published;
  };

  /// Up to and without `version`; without dates, in document order. Versions that are no semantic
  /// versions are left out. Nothing when the packument does not have `version`.
  [[nodiscard]] static std::optional<History> Before(const Packument& packument,
                                                     std::string_view version);
  History(History&&) = default;
  History& operator=(History&&) = default;
  History(const History&) = delete;  // `line` and `previous` point into `earlier`
  History& operator=(const History&) = delete;

  [[nodiscard]] const Entry& current() const { return current_; }
  [[nodiscard]] const std::vector<Entry>& earlier() const { return earlier_; }
  /// Those of the same line (SameLine), in the same order.
  [[nodiscard]] const std::vector<const Entry*>& line() const { return line_; }
  /// What the version is compared with: the highest lower one of its line, releases with releases;
  /// else the highest lower one at all; else the last that came before. One that had stood for a
  /// day goes before one that had not, so that a second poisoned release is not compared with the
  /// first. nullptr for a first version.
  [[nodiscard]] const Entry* previous() const { return previous_; }
  /// Whether no earlier release is higher, as in a package that has just begun. Where mirrors make
  /// the dates, releases come in any order, and dates of first ones tell nothing.
  [[nodiscard]] bool IsInOrder() const;
  /// The level of one of the entries, judged with what the document shows at all.
  [[nodiscard]] TrustLevel LevelOf(const ::Manifest& manifest) const;

 private:
  History() = default;
  void ChoosePrevious();
  [[nodiscard]] bool IsBetter(const Entry& entry, const Entry* than) const;

  Entry current_;
  std::vector<Entry> earlier_;
  std::vector<const Entry*> line_;
  const Entry* previous_ = nullptr;
  bool shows_proof_ = false;
};

/// One line of releases: the same major version; before 1.0.0 the same minor version.
[[nodiscard]] bool SameLine(const Version& a, const Version& b);

/// The version that `version` is to be compared with (History::previous); nullptr when there is
/// none.
[[nodiscard]] const ::Manifest* PreviousVersion(const Packument& packument,
                                                std::string_view version);

}  // namespace facts
