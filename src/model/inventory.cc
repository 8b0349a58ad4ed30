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
  }
  return {};
}
