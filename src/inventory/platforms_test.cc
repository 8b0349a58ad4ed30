#include "inventory/platforms.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/file_system.h"
#include "base/limits.h"
#include "inventory/read.h"

namespace inventory {
namespace {

std::string Shown(const Platforms& platforms) {
  std::string text;
  for (const auto* list : {&platforms.os, &platforms.cpu, &platforms.libc}) {
    for (const Untrusted& name : *list) text += std::string(name.View()) + " ";
    text += "| ";
  }
  return text;
}

Platforms Parsed(std::string_view json) {
  const auto document = formats::json::Parse(json);
  return PlatformsOf(*document->root().AsObject());
}

TEST(Platforms, ListsAndSingleNames) {
  EXPECT_EQ(Shown(Parsed(R"({"os":["win32","!linux"],"cpu":"x64","libc":["musl"]})")),
            "win32 !linux | x64 | musl | ");
  EXPECT_EQ(Shown(Parsed(R"({"os":[1,null,"linux",["a"]],"cpu":{"a":1},"libc":""})")),
            "linux | | | ");
  EXPECT_EQ(Parsed("{}"), Platforms());
}

TEST(Platforms, ALongListIsCut) {
  std::string json = R"({"os":["a")";
  for (std::size_t i = 0; i < limits::kPlatformNames; ++i) json += R"(,"b")";
  EXPECT_EQ(Parsed(json + "]}").os.size(), limits::kPlatformNames);
}

TEST(Platforms, ConditionsOfYarn) {
  EXPECT_EQ(Shown(PlatformsOfConditions("os=linux & cpu=x64 & libc=glibc")),
            "linux | x64 | glibc | ");
  EXPECT_EQ(Shown(PlatformsOfConditions("(os=darwin | os=linux | os=win32) & (cpu=arm64)")),
            "darwin linux win32 | arm64 | | ");
  EXPECT_EQ(PlatformsOfConditions("nonsense & = & os="), Platforms());
}

/// What is read of platforms in a lockfile that bun 1.1 wrote, once those of fsevents are these
/// bits.
std::string OfBinaryLockfile(std::uint16_t cpu, std::uint16_t os, std::uint8_t libc) {
  auto lockfile = DiskFileSystem().Read(
      SALLYPORT_SOURCE_DIR "/tests/inventory/locks/bun-binary/bun.lockb", 1U << 20U);
  if (!lockfile) return "no lockfile";
  // Processors, systems and libraries: no other package is for darwin alone.
  const std::uint8_t wanted[] = {0xFE, 0x0F, 0x04, 0x00, 0, 0};
  const auto at =
      std::search(lockfile->begin(), lockfile->end(), std::begin(wanted), std::end(wanted));
  if (at == lockfile->end()) return "no such package";
  at[0] = static_cast<std::uint8_t>(cpu);
  at[1] = static_cast<std::uint8_t>(cpu >> 8U);
  at[2] = static_cast<std::uint8_t>(os);
  at[3] = static_cast<std::uint8_t>(os >> 8U);
  at[4] = libc;
  FakeFileSystem files;
  files.Add("/app/package.json", R"({"name":"hard"})");
  files.Add("/app/bun.lockb", AsText(*lockfile));
  const auto inventory = Read(files, "/app");
  std::string text;
  for (const Package& package : inventory->packages) {
    if (package.platforms != Platforms())
      text += std::string(package.folder_name) + ": " + Shown(package.platforms);
  }
  return text;
}

TEST(Platforms, OfTheBinaryLockfileOfBun) {
  EXPECT_EQ(OfBinaryLockfile(0xFFE, 0x4, 0), "fsevents: darwin | | | ");
  EXPECT_EQ(OfBinaryLockfile(0x4, 0x10, 4), "fsevents: linux | arm64 | musl | ");
  EXPECT_EQ(OfBinaryLockfile(0x806, 0x94, 6), "fsevents: darwin linux win32 | arm arm64 x64 | | ");
  EXPECT_EQ(OfBinaryLockfile(0x3F8, 0x16A, 2),
            "fsevents: aix freebsd openbsd sunos android | "
            "ia32 mips mipsel ppc ppc64 s390 s390x | glibc | ");
  EXPECT_EQ(OfBinaryLockfile(0xFFE, 0x1FE, 0), "");
  EXPECT_EQ(OfBinaryLockfile(0xFFE, 0, 0), "fsevents: other | | | ");
  EXPECT_EQ(OfBinaryLockfile(0xFFFF, 0xFFFF, 0xFF), "");
}

/// What the lockfile at `name` says of its only dependency.
std::string OfLockfile(const std::string& name, std::string_view lockfile) {
  FakeFileSystem files;
  files.Add("/app/package.json", R"({"name":"app","optionalDependencies":{"a":"1.0.0"}})");
  files.Add("/app/" + name, lockfile);
  const auto inventory = Read(files, "/app");
  if (!inventory || inventory->packages.size() != 2) return "not read";
  const Package& package = inventory->packages[1];
  return Shown(package.platforms) + (package.optional ? "optional" : "needed");
}

TEST(Platforms, OfEveryLockfileThatNamesThem) {
  constexpr std::string_view kWanted = "win32 | arm64 | | optional";
  EXPECT_EQ(OfLockfile("package-lock.json", R"({"name":"app","lockfileVersion":3,"packages":{
"":{"name":"app","optionalDependencies":{"a":"1.0.0"}},
"node_modules/a":{"version":"1.0.0","optional":true,"os":["win32"],"cpu":["arm64"]}}})"),
            kWanted);
  EXPECT_EQ(OfLockfile("pnpm-lock.yaml", R"(lockfileVersion: '9.0'
importers:
  .:
    optionalDependencies:
      a:
        specifier: 1.0.0
        version: 1.0.0
packages:
  a@1.0.0:
    resolution: {integrity: sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==}
    cpu: [arm64]
    os: [win32]
snapshots:
  a@1.0.0:
    optional: true
)"),
            kWanted);
  EXPECT_EQ(OfLockfile("bun.lock", R"({"lockfileVersion":1,"workspaces":{"":{"name":"app",
"optionalDependencies":{"a":"1.0.0"}}},
"packages":{"a":["a@1.0.0","",{"os":"win32","cpu":"arm64"},""]}})"),
            kWanted);
  EXPECT_EQ(OfLockfile("yarn.lock", R"(__metadata:
  version: 8
  cacheKey: 10c0

"a@npm:1.0.0":
  version: 1.0.0
  resolution: "a@npm:1.0.0"
  conditions: os=win32 & cpu=arm64
  languageName: node
  linkType: hard

"app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."
  dependencies:
    a: "npm:1.0.0"
  dependenciesMeta:
    a:
      optional: true
  languageName: unknown
  linkType: soft
)"),
            kWanted);
  EXPECT_EQ(OfLockfile("vlt-lock.json", R"({"lockfileVersion":1,"options":{},"nodes":{
"~npm~a@1.0.0":[1,"a",null,null,null,null,null,{"os":["win32"],"cpu":["arm64"]}]},
"edges":{"file~_d a":"optional 1.0.0 ~npm~a@1.0.0"}})"),
            kWanted);
  EXPECT_EQ(OfLockfile("deno.lock", R"({"version":"5","specifiers":{"npm:a@1.0.0":"1.0.0"},
"npm":{"a@1.0.0":{"os":["win32"],"cpu":["arm64"]}},
"workspace":{"packageJson":{"dependencies":["npm:a@1.0.0"]}}})"),
            kWanted);
}

}  // namespace
}  // namespace inventory
