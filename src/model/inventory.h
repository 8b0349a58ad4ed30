#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/untrusted.h"
#include "model/integrity.h"
#include "model/package_id.h"

/// Index into Inventory::packages; 0 is always the root project.
enum class PackageIndex : std::uint32_t { kRoot = 0 };

/// Where the bytes of a package come from. Only kRegistry is matched against registry records by
/// name.
enum class Origin : std::uint8_t {
  kRoot,       ///< the project itself
  kRegistry,   ///< a package registry, by name and version
  kWorkspace,  ///< a member of the project's own workspaces
  kLink,       ///< a symlink in node_modules to another package of this inventory
  kFolder,     ///< `file:` of a folder outside the workspaces
  kTarball,    ///< a tarball by `file:` or URL
  kGit,        ///< a git repository at a commit
  kBundled,    ///< shipped inside the tarball of the package that bundles it
  kUnknown,    ///< found on disk without a word of where it came from
  kForeign,    ///< from elsewhere than npm's kind of registry: JSR, a module by URL, a runtime
};
[[nodiscard]] std::string_view NameOf(Origin origin);

/// Why an edge exists, by the manifest field that names it (npm's words). kWorkspace: the root's
/// own member, wanted because `workspaces` matches its folder.
enum class DependencyScope : std::uint8_t {
  kProd,
  kDev,
  kOptional,
  kPeer,
  kPeerOptional,
  kWorkspace
};
[[nodiscard]] std::string_view NameOf(DependencyScope scope);

/// The platforms a package is made for, as its manifest says: npm's `os`, `cpu` and `libc`, each a
/// list of names, or of names after `!` for all others. An empty list: any.
struct Platforms {
  std::vector<Untrusted> os;
  std::vector<Untrusted> cpu;
  std::vector<Untrusted> libc;
  bool operator==(const Platforms&) const = default;
};

/// One installed place. The same name@version at two places is two packages.
struct Package {
  std::optional<PackageName>
      name;  ///< the package's own name; absent only for a root or folder without one
  std::string folder_name;  ///< the name it is installed under: differs from `name` for an alias
  std::string version;      ///< exact text; may be empty for a root, folder or link
  /// "" for the root, else where it is put: "node_modules/a/node_modules/b", "packages/x",
  /// "node_modules/.pnpm/a@1.0.0/node_modules/a". Of a package manager whose lockfile does not say
  /// where, the nearest guess; always another path than any other package's.
  std::string path;
  Origin origin = Origin::kUnknown;
  Untrusted resolved;   ///< the lockfile's `resolved`, credentials removed; may be empty
  Integrity integrity;  ///< empty when missing or malformed: `remarks` tell which
  std::optional<PackageIndex> link_target;  ///< of a kLink
  // As npm computes them: reachable only through edges of that kind.
  bool dev = false;
  bool optional = false;
  bool dev_optional = false;
  bool peer = false;
  bool extraneous = false;  ///< installed, wanted by nobody
  bool in_bundle = false;
  bool has_install_script = false;  ///< as the lockfile says, not as the manifest says
  bool overridden = false;          ///< an `overrides` rule of the root chose this version
  Untrusted patch_file;             ///< the root's patch that changes it; empty when there is none
  Untrusted deprecated;             ///< the publisher's text, empty when not deprecated
  Untrusted license;                ///< the lockfile's or manifest's text
  Platforms platforms;              ///< where an install puts it
  std::uint32_t line = 0;           ///< of the entry in the lockfile, from 1; 0 when there is none
  std::uint32_t project = 0;        ///< index into Inventory::projects, when there are several

  [[nodiscard]] bool InProduction() const { return !dev && !extraneous; }
};

/// One edge: `from` asks for `name` in `range`.
struct Dependency {
  enum class State : std::uint8_t {
    kResolved,         ///< `to` answers it
    kMissing,          ///< nobody does, and somebody must
    kInvalid,          ///< `to` is there but outside the range
    kOptionalMissing,  ///< nobody does, and that is allowed (optional, optional peer)
  };
  PackageIndex from = PackageIndex::kRoot;
  std::optional<PackageIndex> to;
  std::string name;  ///< as written in the manifest: the alias, when it is one
  Untrusted range;   ///< as written, or what an override put in its place
  DependencyScope scope = DependencyScope::kProd;
  State state = State::kResolved;
  bool overridden = false;
  std::uint32_t line = 0;  ///< of the name in the lockfile, from 1; 0 when there is none
  /// True when `line` is of the manifest of `from`, because the lockfile does not hold this edge
  /// (the root's edges in version 1, a manifest or an installed tree alone).
  bool line_in_manifest = false;
};

/// What a lockfile shows about how its packages are pinned.
enum class LockRemarkKind : std::uint8_t {
  kIntegrityMissing,    ///< a tarball is pinned without a hash
  kIntegrityMalformed,  ///< there is text, but it is no Subresource Integrity; `detail` is the text
  kIntegrityWeak,       ///< nothing stronger than SHA-1
  kIntegrityConflict,   ///< the same name and version has another hash elsewhere in the lockfile;
                        ///< `detail` is the other
  kHostOffRegistry,     ///< `resolved` leaves the hosts the lockfile's registry packages come from;
                        ///< `detail` is the host
  kInsecureUrl,         ///< `resolved` is fetched without TLS; `detail` is scheme and host
  kCredentialsInUrl,    ///< `resolved` carried a user name or password (not in Package::resolved)
  kUrlOfOther,          ///< `resolved` is a registry tarball of another name or version than the
                        ///< entry's; `detail` is what it names, "name@version"
  kGitOrigin,           ///< from a git repository; `detail` is `resolved`
  kTarballOrigin,       ///< from a tarball outside the registry; `detail` is `resolved`
  kWantedByNobody,      ///< an entry that no way from the root leads to, and not marked so
  kDriftMissing,  ///< the manifest asks for what the lockfile does not have; `detail` is the range
  kDriftUnsatisfied,  ///< the lockfile has a version outside the range; `detail` is the range
  kDriftRange,        ///< lockfile and manifest ask for a name differently; `detail` is the
                      ///< lockfile's range
  kDriftScope,        ///< they ask for different reasons; `detail` is the lockfile's
  kDriftLeftover,     ///< the lockfile asks for what the manifest no longer does
  kDriftRootName,     ///< the root has another name in the lockfile; `detail` is that
  kDriftRootVersion,  ///< the root has another version in the lockfile; `detail` is that
};
[[nodiscard]] std::string_view NameOf(LockRemarkKind kind);

/// One observation about a lockfile, without opinion; room `facts` turns these into `lock.*` facts.
struct LockRemark {
  LockRemarkKind kind = LockRemarkKind::kIntegrityMissing;
  PackageIndex package = PackageIndex::kRoot;  ///< whose entry it is; for drift, who asks
  Untrusted name;          ///< for drift, the dependency; else the package's own name
  std::string file;        ///< the lockfile or a manifest, as the user would name it
  std::uint32_t line = 0;  ///< from 1; 0 for the file as a whole
  Untrusted detail;        ///< as the kind says, else empty
  bool operator==(const LockRemark&) const = default;
};

enum class LockfileKind : std::uint8_t {
  kNone,  ///< a manifest alone, or an installed tree alone
  kPackageLock,
  kShrinkwrap,
  kHiddenLock,  ///< node_modules/.package-lock.json
  kPnpmLock,
  kYarnClassicLock,  ///< yarn.lock of yarn 1
  kYarnBerryLock,    ///< yarn.lock of yarn 2 and later
  kYarnPnp,          ///< .pnp.cjs or .pnp.data.json
  kBunLock,
  kBunBinaryLock,  ///< bun.lockb
  kDenoLock,
  kVltLock,
  kSeveral,  ///< a folder of many projects, each with its own: Inventory::projects
};
[[nodiscard]] std::string_view NameOf(LockfileKind kind);

/// One of the projects in a folder that holds many.
struct InventoryProject {
  std::string folder;  ///< counted from the folder that was asked for; "" for that itself
  LockfileKind lockfile_kind = LockfileKind::kNone;
  int lockfile_version = 0;
  std::string lockfile;  ///< as Inventory::lockfile
  bool operator==(const InventoryProject&) const = default;
};

/// What a project is made of. Packages are sorted by path with the root first; dependencies by
/// (from, name, scope). What contradicts itself is kept as well as it can be and told in
/// `diagnostics`.
struct Inventory {
  LockfileKind lockfile_kind = LockfileKind::kNone;
  int lockfile_version = 0;
  std::string lockfile;  ///< path as the user would name it; empty when there is none
  std::vector<Package> packages;
  std::vector<Dependency> dependencies;
  std::vector<LockRemark> remarks;  ///< sorted by (file, line, kind, package, name)
  Diagnostics diagnostics;
  /// Of a folder that holds many projects: each, sorted by folder. The root of such an inventory is
  /// the folder, and the projects are its members. Empty for a single project.
  std::vector<InventoryProject> projects;

  [[nodiscard]] const Package& at(PackageIndex index) const {
    return packages[static_cast<std::size_t>(index)];
  }
  /// The lockfile that `package.line` counts in.
  [[nodiscard]] const std::string& LockfileOf(const Package& package) const {
    return package.project < projects.size() ? projects[package.project].lockfile : lockfile;
  }
};
