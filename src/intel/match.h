#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "intel/evaluate.h"
#include "intel/pack.h"
#include "model/inventory.h"

namespace intel {

/// Which packages a record of a public registry may be about by name.
struct Identity {
  /// Scopes ("@acme") and names that this organisation has for itself: never matched by name.
  std::vector<std::string> private_names;
};

/// What is asked when packages are matched; all of it outlives the call.
struct Intelligence {
  std::vector<const Pack*> packs;  ///< in the order of their say: none hides another
  Identity identity;
};

/// On what grounds a record is about a package.
enum class Grounds : std::uint8_t {
  kHash,    ///< these very bytes, whatever they are called
  kListed,  ///< the version is named
  kRange,   ///< a range holds the version
};
[[nodiscard]] std::string_view NameOf(Grounds grounds);

/// How sure it is that the package is the one that records of its name mean.
enum class IdentityTrust : std::uint8_t {
  kRegistry,  ///< it came from the registry by name and version
  kBundled,   ///< it came inside another package's tarball: the name is all there is
  kCommit,    ///< a git repository at a commit
};
[[nodiscard]] std::string_view NameOf(IdentityTrust trust);

/// One record that is about a package.
struct Claim {
  Record record;
  Grounds grounds = Grounds::kListed;
  bool conflict = false;  ///< IsConflict
  std::vector<std::string> fixed;
  std::vector<std::string> functions;  ///< Affected::functions of the entries that hold
  std::uint32_t pack = 0;              ///< index into Intelligence::packs
};

/// Records that are one matter (by their aliases), about one package.
struct Match {
  PackageIndex package = PackageIndex::kRoot;
  IdentityTrust trust = IdentityTrust::kRegistry;
  std::uint32_t popularity = 0;  ///< PackageEntry::popularity
  std::vector<Claim> claims;     ///< at least one, by id

  [[nodiscard]] bool malware() const;
  /// Of all claims, or of those that say malware when some do. "ghsa-malware" and "ghsa" are one.
  [[nodiscard]] std::vector<std::string> Sources() const;
  /// Whether a malware record may block by itself: these very bytes, or a claim without conflict
  /// that is about a package few people use or that two sources make.
  [[nodiscard]] bool Enough() const;
};

/// Why a record that names a package and its version is not about it.
enum class Silence : std::uint8_t {
  kWithdrawn,      ///< the record was withdrawn
  kWorkspace,      ///< a member of the project
  kFolder,         ///< a folder on this disk
  kTarball,        ///< a tarball from elsewhere
  kGit,            ///< a git repository
  kOtherHost,      ///< fetched from another host than the lockfile's registry
  kOtherRegistry,  ///< from another kind of registry, or a module by URL
  kPrivateName,    ///< Identity::private_names
  kUnknownOrigin,  ///< nothing says where it came from
  kUndecided,      ///< a range that cannot be evaluated here
};
[[nodiscard]] std::string_view NameOf(Silence silence);

struct Unmatched {
  PackageIndex package = PackageIndex::kRoot;
  std::string id;
  bool malware = false;
  Silence why = Silence::kWithdrawn;
};

struct Answer {
  std::vector<Match> matches;        ///< by package, then malware first, then first id
  std::vector<Unmatched> unmatched;  ///< by package, id
};

/// Looks every package of the inventory up in every pack. A record of a registry is about a package
/// by name only when the package came from that registry; by hash whatever it is called. Nothing
/// but memory is touched.
[[nodiscard]] Answer MatchInventory(const Intelligence& intelligence, const Inventory& inventory);

}  // namespace intel
