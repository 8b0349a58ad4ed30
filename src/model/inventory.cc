#include "model/inventory.h"

std::string_view NameOf(Origin origin) {
  switch (origin) {
    case Origin::kRoot:
      return "root";
    case Origin::kRegistry:
      return "registry";
    case Origin::kWorkspace:
      return "workspace";
    case Origin::kLink:
      return "link";
    case Origin::kFolder:
      return "folder";
    case Origin::kTarball:
      return "tarball";
    case Origin::kGit:
      return "git";
    case Origin::kBundled:
      return "bundled";
    case Origin::kUnknown:
      return "unknown";
    case Origin::kForeign:
      return "foreign";
  }
  return {};
}

std::string_view NameOf(DependencyScope scope) {
  switch (scope) {
    case DependencyScope::kProd:
      return "prod";
    case DependencyScope::kDev:
      return "dev";
    case DependencyScope::kOptional:
      return "optional";
    case DependencyScope::kPeer:
      return "peer";
    case DependencyScope::kPeerOptional:
      return "peerOptional";
    case DependencyScope::kWorkspace:
      return "workspace";
  }
  return {};
}

std::string_view NameOf(LockRemarkKind kind) {
  switch (kind) {
    case LockRemarkKind::kIntegrityMissing:
      return "integrity-missing";
    case LockRemarkKind::kIntegrityMalformed:
      return "integrity-malformed";
    case LockRemarkKind::kIntegrityWeak:
      return "integrity-weak";
    case LockRemarkKind::kIntegrityConflict:
      return "integrity-conflict";
    case LockRemarkKind::kHostOffRegistry:
      return "host-off-registry";
    case LockRemarkKind::kInsecureUrl:
      return "insecure-url";
    case LockRemarkKind::kCredentialsInUrl:
      return "credentials-in-url";
    case LockRemarkKind::kUrlOfOther:
      return "url-of-other";
    case LockRemarkKind::kGitOrigin:
      return "git-origin";
    case LockRemarkKind::kTarballOrigin:
      return "tarball-origin";
    case LockRemarkKind::kWantedByNobody:
      return "wanted-by-nobody";
    case LockRemarkKind::kDriftMissing:
      return "drift-missing";
    case LockRemarkKind::kDriftUnsatisfied:
      return "drift-unsatisfied";
    case LockRemarkKind::kDriftRange:
      return "drift-range";
    case LockRemarkKind::kDriftScope:
      return "drift-scope";
    case LockRemarkKind::kDriftLeftover:
      return "drift-leftover";
    case LockRemarkKind::kDriftRootName:
      return "drift-root-name";
    case LockRemarkKind::kDriftRootVersion:
      return "drift-root-version";
  }
  return {};
}

std::string_view NameOf(LockfileKind kind) {
  switch (kind) {
    case LockfileKind::kNone:
      return "none";
    case LockfileKind::kPackageLock:
      return "package-lock.json";
    case LockfileKind::kShrinkwrap:
      return "npm-shrinkwrap.json";
    case LockfileKind::kHiddenLock:
      return "node_modules/.package-lock.json";
    case LockfileKind::kPnpmLock:
      return "pnpm-lock.yaml";
    case LockfileKind::kYarnClassicLock:
      return "yarn.lock (yarn 1)";
    case LockfileKind::kYarnBerryLock:
      return "yarn.lock";
    case LockfileKind::kYarnPnp:
      return ".pnp.cjs";
    case LockfileKind::kBunLock:
      return "bun.lock";
    case LockfileKind::kBunBinaryLock:
      return "bun.lockb";
    case LockfileKind::kDenoLock:
      return "deno.lock";
    case LockfileKind::kVltLock:
      return "vlt-lock.json";
    case LockfileKind::kSeveral:
      return "several";
  }
  return {};
}
