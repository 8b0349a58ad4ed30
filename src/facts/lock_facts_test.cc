#include "facts/lock_facts.h"

#include <gtest/gtest.h>

#include "facts/harness_test.h"

namespace facts {
namespace {

void Check(LockRemarkKind kind, std::string_view resolved, std::string_view detail, Origin origin,
           std::string_view expected) {
  Inventory inventory;
  inventory.packages.resize(2);
  Package& package = inventory.packages[1];
  package.version = "1.0.0";
  package.resolved = Untrusted(resolved);
  package.origin = origin;
  inventory.remarks.push_back({.kind = kind,
                               .package = PackageIndex{1},
                               .name = Untrusted("a"),
                               .file = "package-lock.json",
                               .line = 7,
                               .detail = Untrusted(detail)});
  EXPECT_EQ(Lines(ExtractLock(inventory)), expected) << NameOf(kind);
}

TEST(Lock, TellsEveryRemarkWithItsLine) {
  using Kind = LockRemarkKind;
  constexpr std::string_view kUrl = "https://registry.example/a/-/a-1.0.0.tgz";
  Check(Kind::kIntegrityMissing, kUrl, "", Origin::kRegistry,
        "lock.integrity package-lock.json:7:1 package=a problem=missing version=1.0.0\n");
  Check(Kind::kIntegrityMalformed, kUrl, "sha512-!", Origin::kRegistry,
        "lock.integrity package-lock.json:7:1 package=a problem=malformed version=1.0.0\n");
  Check(
      Kind::kIntegrityWeak, kUrl, "", Origin::kRegistry,
      "lock.integrity package-lock.json:7:1 algorithm=sha1 package=a problem=weak version=1.0.0\n");
  Check(Kind::kHostOffRegistry, "https://h.example/a.tgz", "h.example", Origin::kRegistry,
        "lock.source package-lock.json:7:1 host=h.example package=a source=other-host "
        "transport=https url=https://h.example/a.tgz version=1.0.0\n");
  Check(Kind::kInsecureUrl, "http://registry.example/a.tgz", "", Origin::kRegistry,
        "lock.source package-lock.json:7:1 host=registry.example package=a source=registry "
        "transport=http url=http://registry.example/a.tgz version=1.0.0\n");
  Check(Kind::kCredentialsInUrl, kUrl, "", Origin::kRegistry,
        "lock.source package-lock.json:7:1 credentials=yes host=registry.example package=a "
        "source=registry transport=https url=https://registry.example/a/-/a-1.0.0.tgz "
        "version=1.0.0\n");
  Check(Kind::kUrlOfOther, kUrl, "b@2.0.0", Origin::kRegistry,
        "lock.url-mismatch package-lock.json:7:1 names=b@2.0.0 package=a "
        "url=https://registry.example/a/-/a-1.0.0.tgz version=1.0.0\n");
  Check(Kind::kGitOrigin, "git+ssh://git@h.example/a.git#0123456789012345678901234567890123456789",
        "", Origin::kGit,
        "lock.source package-lock.json:7:1 host=h.example package=a pinned=yes source=git "
        "transport=ssh url=git+ssh://git@h.example/a.git#0123456789012345678901234567890123456789 "
        "version=1.0.0\n");
  Check(Kind::kTarballOrigin, "https://h.example/a.tgz", "", Origin::kTarball,
        "lock.source package-lock.json:7:1 host=h.example package=a source=tarball "
        "transport=https url=https://h.example/a.tgz version=1.0.0\n");
  Check(Kind::kDriftMissing, "", "^2.0.0", Origin::kRegistry,
        "lock.drift package-lock.json:7:1 package=a sort=missing wanted=^2.0.0\n");
  Check(Kind::kDriftUnsatisfied, "", "^2.0.0", Origin::kRegistry,
        "lock.drift package-lock.json:7:1 package=a sort=unsatisfied wanted=^2.0.0\n");
  Check(Kind::kDriftRange, "", "^1.0.0", Origin::kRegistry,
        "lock.drift package-lock.json:7:1 locked=^1.0.0 package=a sort=range\n");
  Check(Kind::kIntegrityConflict, kUrl, "sha512-x", Origin::kRegistry,
        "lock.integrity package-lock.json:7:1 package=a problem=conflicting version=1.0.0\n");
  Check(Kind::kWantedByNobody, kUrl, "", Origin::kRegistry,
        "lock.drift package-lock.json:7:1 locked=1.0.0 package=a sort=orphan\n");
  Check(Kind::kDriftScope, "", "dev", Origin::kRegistry,
        "lock.drift package-lock.json:7:1 locked=dev package=a sort=scope\n");
  Check(Kind::kDriftRootName, "", "b", Origin::kRoot,
        "lock.drift package-lock.json:7:1 locked=b package=a sort=root-name\n");
  Check(Kind::kDriftRootVersion, "", "2.0.0", Origin::kRoot,
        "lock.drift package-lock.json:7:1 locked=2.0.0 package=a sort=root-version\n");
  Check(Kind::kDriftLeftover, "", "", Origin::kRegistry,
        "lock.drift package-lock.json:7:1 package=a sort=extraneous\n");
}

}  // namespace
}  // namespace facts
