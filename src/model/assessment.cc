#include "model/assessment.h"

std::string_view NameOf(ArtifactSource source) {
  switch (source) {
    case ArtifactSource::kNone:
      return "none";
    case ArtifactSource::kStore:
      return "store";
    case ArtifactSource::kCache:
      return "cache";
    case ArtifactSource::kNpmCache:
      return "npm-cache";
    case ArtifactSource::kNetwork:
      return "network";
    case ArtifactSource::kInstalledFolder:
      return "installed-folder";
    case ArtifactSource::kLocal:
      return "local";
  }
  return {};
}
