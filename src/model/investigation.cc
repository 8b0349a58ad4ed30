#include "model/investigation.h"

#include <algorithm>

std::string_view NameOf(SightingKind kind) {
  switch (kind) {
    case SightingKind::kLockfile:
      return "lockfile";
    case SightingKind::kHistory:
      return "history";
    case SightingKind::kInstalled:
      return "installed";
    case SightingKind::kCache:
      return "cache";
    case SightingKind::kHost:
      return "host";
  }
  return "";
}

std::string_view NameOf(InstallChance chance) {
  switch (chance) {
    case InstallChance::kHappened:
      return "happened";
    case InstallChance::kPossible:
      return "possible";
    case InstallChance::kTooEarly:
      return "too-early";
    case InstallChance::kTooLate:
      return "too-late";
  }
  return "";
}

bool Incident::IsAbout(const std::string& name) const {
  return names.contains(name) || releases.contains(name);
}

bool Incident::IsAbout(const std::string& name, const std::string& version) const {
  if (names.contains(name)) return true;
  const auto found = releases.find(name);
  return found != releases.end() && found->second.contains(version);
}

bool Investigation::IsHit() const {
  return std::any_of(sightings.begin(), sightings.end(), [](const Sighting& sighting) {
    return sighting.install == InstallChance::kHappened ||
           sighting.install == InstallChance::kPossible;
  });
}
