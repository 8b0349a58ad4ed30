#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/untrusted.h"

/// What an incident record says that can be looked for, and what it says to people.
struct Incident {
  std::string id;
  std::string title;
  std::string summary;
  std::string ecosystem;
  std::map<std::string, std::set<std::string>> releases;  ///< poisoned versions by package name
  std::set<std::string> names;                            ///< packages that were never honest
  std::optional<UnixMillis> from;                         ///< since when one could be installed
  std::optional<UnixMillis> to;
  std::string window_note;
  std::string incomplete;  ///< what is known to be missing in the lists
  std::vector<std::string> files;
  std::vector<std::string> remediation;  ///< in the order in which it is safe
  // What is only passed on to others.
  std::optional<UnixMillis> published;
  std::optional<UnixMillis> modified;
  std::vector<std::string> aliases;
  std::map<std::string, std::vector<std::string>> indicators;  ///< by kind, defanged
  std::vector<std::pair<std::string, std::string>> hashes;     ///< of what, SHA-256
  std::vector<std::string> techniques;
  std::vector<std::string> references;  ///< URLs of the sources

  [[nodiscard]] bool IsAbout(const std::string& name) const;
  [[nodiscard]] bool IsAbout(const std::string& name, const std::string& version) const;
};

enum class SightingKind : std::uint8_t {
  kLockfile,   ///< a lockfile as it lies there
  kHistory,    ///< a lockfile as some commit left it
  kInstalled,  ///< an installed package
  kCache,      ///< a package manager's cache: it was downloaded
  kHost,       ///< a file that the attack leaves behind
};
[[nodiscard]] std::string_view NameOf(SightingKind kind);

/// Whether what was seen can have run its install scripts.
enum class InstallChance : std::uint8_t {
  kHappened,  ///< it was downloaded or lies installed
  kPossible,  ///< the lockfile named it while it could be had
  kTooEarly,  ///< the lockfile no longer named it when it came out
  kTooLate,   ///< the lockfile first named it when it was gone
};
[[nodiscard]] std::string_view NameOf(InstallChance chance);

/// One place where an incident left a trace.
struct Sighting {
  std::string incident;
  SightingKind kind = SightingKind::kLockfile;
  InstallChance install = InstallChance::kPossible;
  Untrusted place;  ///< a path; of a history, of the lockfile in the repository
  std::uint32_t line = 0;
  std::string package;  ///< empty for a file on the host
  std::string version;
  std::string commit;               ///< that brought it in
  std::string removed_by;           ///< the commit that took it out; empty: some branch has it
  std::optional<UnixMillis> since;  ///< of that commit, of the download
  std::optional<UnixMillis> until;  ///< of the commit that took it out
  std::vector<Untrusted> branches;  ///< that have the commit, sorted
  auto operator<=>(const Sighting&) const = default;
};

/// Credentials that an install script could have read: what sort, where. Never their values.
struct ExposedCredential {
  std::string kind;
  Untrusted place;
  auto operator<=>(const ExposedCredential&) const = default;
};

/// What was not looked at, and why.
struct Unexamined {
  Untrusted place;
  std::string why;
  auto operator<=>(const Unexamined&) const = default;
};

/// The answer to "were we hit?".
struct Investigation {
  std::vector<Incident> incidents;
  std::vector<Sighting> sightings;  ///< sorted
  std::vector<ExposedCredential> exposed;
  std::vector<std::pair<std::string, std::size_t>> examined;  ///< what sort of thing, how many
  std::vector<Unexamined> unexamined;

  /// Whether anything was seen that can have run.
  [[nodiscard]] bool IsHit() const;
};
