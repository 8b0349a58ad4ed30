#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/untrusted.h"

/// How much a feature tells of whose hand it is. Strong: an identity of infrastructure or code,
/// that nobody else had before it was published. Weak: many have it.
enum class FeatureTier : std::uint8_t { kWeak, kMedium, kStrong };
[[nodiscard]] std::string_view NameOf(FeatureTier tier);
[[nodiscard]] std::optional<FeatureTier> FindFeatureTier(std::string_view name);

/// What a cluster of attacks is known by, as data: intel/profiles/ID.yaml, described in
/// docs/attribution.md.
struct Profile {
  /// A name that somebody gave, when it was taken into this table.
  struct Alias {
    std::string name;
    std::string by;
    std::string recorded;  ///< a date
  };
  struct Feature {
    std::string id;
    FeatureTier tier = FeatureTier::kWeak;
    std::string group;  ///< features of one group are not independent of one another
    std::string says;
    std::string when;  ///< a clause of the cards' language; empty when `values` say it
    std::vector<std::string> values;  ///< defanged; one of them seen anywhere is enough
  };
  struct Technique {
    std::string id;
    bool nearest = false;  ///< there is no exact entry: the nearest one
  };
  /// What somebody with more to look at said, quoted and never computed.
  struct Statement {
    std::string by;
    std::string date;
    std::string says;
  };
  std::string id;
  std::string name;
  std::string summary;
  std::vector<Alias> aliases;
  std::vector<Feature> features;
  std::string attack_version;  ///< of the ATT&CK release that the technique ids are of
  std::vector<Technique> techniques;
  std::vector<std::string> hunt;      ///< what to look for next
  std::vector<std::string> excludes;  ///< ids of profiles that three of its habits speak against
  std::vector<Statement> statements;
};

/// How far a program may go. "High confidence" belongs to people who see more than packages.
enum class Likeness : std::uint8_t {
  kNone,       ///< nothing but what many share
  kResembles,  ///< three independent habits
  kRelated,    ///< one strong feature
  kLikely,     ///< two independent strong features
};
[[nodiscard]] std::string_view NameOf(Likeness likeness);

/// What was observed, held against one profile.
struct Resemblance {
  struct Match {
    std::size_t feature = 0;  ///< index into the profile's
    Untrusted place;          ///< where it was seen
    Untrusted seen;           ///< what
  };
  Profile profile;
  Likeness likeness = Likeness::kNone;
  std::vector<Match> matched;        ///< in the profile's order
  std::vector<std::size_t> missing;  ///< features that were not seen
  std::size_t strong = 0;            ///< independent groups that matched
  std::size_t medium = 0;
  std::vector<std::string> spoken_against_by;  ///< profiles whose habits exclude this one
};

/// All profiles, the most alike first.
struct Attribution {
  std::string subject;
  std::vector<Resemblance> resemblances;
  bool near = false;  ///< the first two cannot be told apart
};
