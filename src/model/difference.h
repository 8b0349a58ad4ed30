#pragma once

#include <string>
#include <vector>

#include "model/assessment.h"

/// One package that two lockfiles do not agree on. An empty version: that side does not have it.
struct PackageChange {
  Untrusted name;
  std::string before;
  std::string now;
  bool operator==(const PackageChange&) const = default;
};

/// What changed between two things, and what the rules and the policy say of taking the change.
struct Difference {
  std::string before;  ///< as the user named it
  std::string now;
  std::vector<PackageChange> packages;  ///< of two lockfiles, sorted by name and version
  Facts gained;                         ///< of two packages: observed now and not before, sorted
  Facts lost;                           ///< and the other way round
  Facts history;  ///< of two packages: how `now` came out, and what differs in its files, sorted
  std::vector<Capability> can_now;  ///< what is among the gained and was not there at all before
  std::vector<Capability> can_no_longer;
  Assessment assessment;  ///< of what is new: findings, verdict, gaps
};
