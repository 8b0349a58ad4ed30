#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "scan/incident/changed_parts.h"
#include "scan/incident/investigate.h"
#include "scan/incident/search.h"

namespace scan {
namespace {

constexpr UnixMillis kFrom = 1'781'658'093'000;  // 2026-06-17T01:01:33Z
constexpr UnixMillis kTo = kFrom + 6 * 3'600'000;

std::vector<Incident> Sample() {
  Incident incident{.id = "SLY-2026-sample", .title = "a sample", .ecosystem = "npm"};
  incident.releases = {{"carrier", {"1.2.12"}}, {"@s/carrier", {"2.0.0"}}};
  incident.names = {"bait"};
  incident.from = kFrom;
  incident.to = kTo;
  incident.files = {"~/.pkg_history", "protocal.cjs", "C:\\ProgramData\\NodePackages\\",
                    "%TEMP%/x"};
  incident.remediation = {"Isolate.", "Rotate."};
  return {incident};
}

/// "kind package@version place", sorted.
std::vector<std::string> Seen(const Investigation& investigation) {
  std::vector<std::string> seen;
  for (const Sighting& sighting : investigation.sightings)
    seen.push_back(fmt::format(
        "{} {} {}", NameOf(sighting.kind),
        sighting.package.empty() ? std::string("-") : sighting.package + "@" + sighting.version,
        sighting.place.ForEscaping()));
  std::sort(seen.begin(), seen.end());
  return seen;
}

using Texts = std::vector<std::string>;

/// Everything that an investigation of `folder` alone sees: no home, no git.
Investigation Look(const FileSystem& files, const std::string& folder) {
  return Investigate(files, Sample(), {.folders = {folder}});
}

constexpr std::string_view kNpmLine =
    "\n0123\t{\"key\":\"make-fetch-happen:request-cache:https://registry.example/@s%2fcarrier/-/"
    "carrier-2.0.0.tgz\",\"integrity\":\"sha512-x\",\"time\":1781662000000}";

TEST(ImageOf, LinuxIsLookedThroughForCachesInstallsAndTraces) {
  FakeFileSystem files;
  files.Add("/image/etc/os-release", "");
  files.Add("/image/home/ana/.npm/_cacache/index-v5/aa/bb/cc", kNpmLine);
  files.Add("/image/home/ana/.cache/yarn/v6/npm-carrier-1.2.12-0123-integrity/package.json", "");
  files.Add("/image/home/ana/.yarn/berry/cache/carrier-npm-1.2.12-0123456789-10.zip", "");
  files.Add("/image/home/ana/.local/share/pnpm/store/v10/index/ab/cd-bait@0.1.0.json", "{}");
  files.Add("/image/home/ana/.local/share/pnpm/store/v3/files/ab/cd-index.json",
            R"({"name":"carrier","version":"1.2.12"})");
  files.Add("/image/home/ana/.bun/install/cache/@s/carrier@2.0.0@@@1/package.json", "");
  files.Add("/image/root/.nvm/versions/node/v22.0.0/lib/node_modules/bait/package.json",
            R"({"name":"bait","version":"9.9.9"})");
  files.Add("/image/home/ana/.pkg_history", "");
  files.Add("/image/tmp/protocal.cjs", "");
  EXPECT_EQ(Seen(Look(files, "/image")),
            (Texts{"cache @s/carrier@2.0.0 /image/home/ana/.bun/install/cache/@s/carrier@2.0.0@@@1",
                   "cache @s/carrier@2.0.0 /image/home/ana/.npm/_cacache/index-v5/aa/bb/cc",
                   "cache bait@0.1.0 "
                   "/image/home/ana/.local/share/pnpm/store/v10/index/ab/cd-bait@0.1.0.json",
                   "cache carrier@1.2.12 "
                   "/image/home/ana/.cache/yarn/v6/npm-carrier-1.2.12-0123-integrity",
                   "cache carrier@1.2.12 "
                   "/image/home/ana/.local/share/pnpm/store/v3/files/ab/cd-index.json",
                   "cache carrier@1.2.12 "
                   "/image/home/ana/.yarn/berry/cache/carrier-npm-1.2.12-0123456789-10.zip",
                   "host - /image/home/ana/.pkg_history", "host - /image/tmp/protocal.cjs",
                   "installed bait@9.9.9 "
                   "/image/root/.nvm/versions/node/v22.0.0/lib/node_modules/bait"}));
}

TEST(ImageOf, MacOsHasItsOwnPlaces) {
  FakeFileSystem files;
  files.Add("/image/Users/ana/Library/Caches/Yarn/v6/npm-carrier-1.2.12-0123-integrity/x", "");
  files.Add("/image/Users/ana/Library/pnpm/store/v10/index/ab/cd-bait@0.1.0.json", "{}");
  files.Add("/image/Users/ana/Library/pnpm/global/5/node_modules/bait/package.json",
            R"({"name":"bait","version":"9.9.9"})");
  files.Add("/image/opt/homebrew/lib/node_modules/carrier/package.json",
            R"({"name":"carrier","version":"1.2.12"})");
  files.Add("/image/Users/ana/Library/LaunchAgents/protocal.cjs", "");
  EXPECT_EQ(
      Seen(Look(files, "/image")),
      (Texts{"cache bait@0.1.0 /image/Users/ana/Library/pnpm/store/v10/index/ab/cd-bait@0.1.0.json",
             "cache carrier@1.2.12 "
             "/image/Users/ana/Library/Caches/Yarn/v6/npm-carrier-1.2.12-0123-integrity",
             "host - /image/Users/ana/Library/LaunchAgents/protocal.cjs",
             "installed bait@9.9.9 /image/Users/ana/Library/pnpm/global/5/node_modules/bait",
             "installed carrier@1.2.12 /image/opt/homebrew/lib/node_modules/carrier"}));
}

TEST(ImageOf, WindowsHasItsOwnPlaces) {
  FakeFileSystem files;
  files.Add("/image/ProgramData/NodePackages/config.json", "");
  files.Add("/image/Users/ana/AppData/Local/npm-cache/_cacache/index-v5/aa/bb/cc", kNpmLine);
  files.Add("/image/Users/ana/AppData/Local/Yarn/Cache/v6/npm-carrier-1.2.12-0123-integrity/x", "");
  files.Add("/image/Users/ana/AppData/Local/pnpm/store/v10/index/ab/cd-bait@0.1.0.json", "{}");
  files.Add("/image/Users/ana/AppData/Roaming/npm/node_modules/carrier/package.json",
            R"({"name":"carrier","version":"1.2.12"})");
  files.Add(
      "/image/Users/ana/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup/protocal.cjs",
      "");
  EXPECT_EQ(
      Seen(Look(files, "/image")),
      (Texts{
          "cache @s/carrier@2.0.0 "
          "/image/Users/ana/AppData/Local/npm-cache/_cacache/index-v5/aa/bb/cc",
          "cache bait@0.1.0 "
          "/image/Users/ana/AppData/Local/pnpm/store/v10/index/ab/cd-bait@0.1.0.json",
          "cache carrier@1.2.12 "
          "/image/Users/ana/AppData/Local/Yarn/Cache/v6/npm-carrier-1.2.12-0123-integrity",
          "host - /image/ProgramData/NodePackages",
          "host - /image/Users/ana/AppData/Roaming/Microsoft/Windows/Start "
          "Menu/Programs/Startup/protocal.cjs",
          "installed carrier@1.2.12 /image/Users/ana/AppData/Roaming/npm/node_modules/carrier"}));
}

TEST(CacheFolder, OfAnyPackageManagerMayBeNamedByItself) {
  FakeFileSystem files;
  files.Add("/ci/npm/_cacache/index-v5/aa/bb/cc", kNpmLine);
  files.Add("/ci/store/v10/index/ab/cd-bait@0.1.0.json", "{}");
  files.Add("/ci/yarn/v6/npm-carrier-1.2.12-0123-integrity/x", "");
  files.Add("/ci/bun/carrier@1.2.12@@@1/x", "");
  files.Add("/ci/zero-install/.yarn/cache/carrier-npm-1.2.12-0123456789-10.zip", "");
  const auto kinds = [&](const std::string& folder) { return Seen(Look(files, folder)).size(); };
  for (const char* folder : {"/ci/npm", "/ci/npm/_cacache", "/ci/store", "/ci/yarn", "/ci/yarn/v6",
                             "/ci/bun", "/ci/zero-install"})
    EXPECT_EQ(kinds(folder), 1U) << folder;
  EXPECT_EQ(Seen(Investigate(files, Sample(), {.folders = {}, .caches = {"/ci/yarn"}})).size(), 1U);
}

TEST(CacheFolder, ThatCannotBeReadIsTold) {
  FakeFileSystem files;
  files.Add("/ci/npm/_cacache/index-v5/aa/bb/cc", std::string(limits::kIndexBytes + 1, 'x'));
  const Investigation investigation = Look(files, "/ci/npm");
  EXPECT_FALSE(investigation.IsHit());
  EXPECT_TRUE(std::any_of(investigation.unexamined.begin(), investigation.unexamined.end(),
                          [](const Unexamined& each) {
                            return each.place.View() == "/ci/npm/_cacache/index-v5/aa/bb/cc";
                          }));
}

TEST(FolderSearch, StopsAtItsLimitsAndSaysSo) {
  FakeFileSystem files;
  const std::string lock =
      R"({"lockfileVersion":3,"packages":{"":{},"node_modules/bait":{"version":"1.0.0"}}})";
  files.Add("/p/a/b/c/package-lock.json", lock);
  files.Add("/p/package-lock.json", lock);
  const std::vector<Incident> incidents = Sample();
  const Wanted wanted(incidents);
  const auto look = [&](const SearchLimits& limits) {
    Investigation investigation;
    SearchFolder(wanted, files, "/p", investigation, limits);
    return fmt::format("{} seen, {} not examined", investigation.sightings.size(),
                       investigation.unexamined.size());
  };
  EXPECT_EQ(look({}), "2 seen, 0 not examined");
  EXPECT_EQ(look({.depth = 3}), "2 seen, 0 not examined");
  EXPECT_EQ(look({.depth = 2}), "1 seen, 1 not examined");
  EXPECT_EQ(look({.entries = 1}), "1 seen, 1 not examined");
  EXPECT_EQ(look({.lockfile_bytes = lock.size()}), "2 seen, 0 not examined");
  EXPECT_EQ(look({.lockfile_bytes = lock.size() - 1}), "0 seen, 2 not examined");
  const std::string manifest = R"({"name":"bait","version":"1.0.0"})";
  files.Add("/p/node_modules/bait/package.json", manifest);
  EXPECT_EQ(look({.manifest_bytes = manifest.size()}), "3 seen, 0 not examined");
  EXPECT_EQ(look({.manifest_bytes = manifest.size() - 1}), "2 seen, 1 not examined");
}

TEST(Chance, FollowsTheTimesOfTheLockfileAndTheIncident) {
  const Incident incident = Sample().front();
  const auto chance = [&](std::optional<UnixMillis> since, std::optional<UnixMillis> until) {
    return NameOf(ChanceBetween(incident, since, until));
  };
  EXPECT_EQ(chance(kFrom + 1, kTo), "possible");
  EXPECT_EQ(chance(kFrom - 1, kFrom), "possible");
  EXPECT_EQ(chance(kFrom - 2, kFrom - 1), "too-early");
  EXPECT_EQ(chance(kTo + 1, std::nullopt), "too-late");
  EXPECT_EQ(chance(std::nullopt, std::nullopt), "possible");
}

TEST(Exposure, ListsKindsAndPlacesAndNeverValues) {
  FakeFileSystem files;
  files.Add("/home/ana/.npmrc", "//registry.example/:_authToken=do-not-print-me");
  files.Add("/home/ana/.ssh/id_ed25519", "do-not-print-me");
  files.Add("/home/ana/.ssh/id_ed25519.pub", "");
  files.Add("/home/ana/.aws/credentials", "do-not-print-me");
  files.Add("/home/ana/.pkg_history", "");
  files.Add("/app/.env", "KEY=do-not-print-me");
  files.Add("/app/.env.example", "");
  const Investigation investigation =
      Investigate(files, Sample(),
                  {.folders = {"/app"},
                   .home = "/home/ana",
                   .environment = {"NPM_TOKEN", "PATH", "DEPLOY_KEY", "DATABASE_URL"}});
  Texts exposed;
  for (const ExposedCredential& each : investigation.exposed)
    exposed.push_back(each.kind + " " + each.place.ForEscaping());
  EXPECT_EQ(exposed,
            (Texts{"AWS key /home/ana/.aws/credentials", "SSH key /home/ana/.ssh/id_ed25519",
                   "environment variable DATABASE_URL", "environment variable DEPLOY_KEY",
                   "environment variable NPM_TOKEN", "npm token /home/ana/.npmrc",
                   "settings of the project /app/.env"}));
  // Where nothing was seen, nothing is said of credentials.
  ASSERT_TRUE(files.Remove("/home/ana/.pkg_history"));
  EXPECT_TRUE(
      Investigate(files, Sample(), {.folders = {"/app"}, .home = "/home/ana"}).exposed.empty());
}

std::string Text(std::span<const std::string> lines) {
  return Join(lines, "\n") + "\n";
}

TEST(ChangedParts, AreTheEntriesThatDiffer) {
  Texts lines;
  for (int i = 0; i < 100; ++i) lines.push_back(fmt::format("line {}", i));
  const std::string before = Text(lines);
  EXPECT_TRUE(ChangedParts(before, before).empty());
  Texts changed = lines;
  changed[20] = "changed";
  changed[70] = "changed too";
  const std::string now = Text(changed);
  auto parts = ChangedParts(now, before);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0], Text(std::span(changed).subspan(15, 10)));
  EXPECT_EQ(parts[1], Text(std::span(changed).subspan(65, 10)));
  // Lines that were put in, and lines that were taken out.
  changed = lines;
  changed.insert(changed.begin() + 50, "new");
  EXPECT_EQ(ChangedParts(Text(changed), before).size(), 1U);
  EXPECT_TRUE(ChangedParts(before, Text(changed)).empty());
  EXPECT_EQ(ChangedParts("", before).size(), 0U);
  EXPECT_EQ(ChangedParts(before, "").size(), 1U);
  // The end that both have begins in the middle of a line, or has no end of a line.
  EXPECT_EQ(ChangedParts("a\nxb\n", "a\nyb\n"), std::vector<std::string_view>{"a\nxb\n"});
  EXPECT_EQ(ChangedParts("ab", "cab"), std::vector<std::string_view>{"ab"});
  EXPECT_TRUE(ChangedParts("b\n", "a\nb\n").empty());
  EXPECT_EQ(ChangedParts("a\na\nb\n", "a\nb\n").size(), 1U);
}

TEST(ChangedParts, BeyondTheirLimitAreTheRest) {
  Texts lines;
  Texts changed;
  for (std::size_t i = 0; i < 4 * limits::kChangedPlaces; ++i) {
    lines.push_back(fmt::format("line {}", i));
    changed.push_back(i % 3 == 0 ? "changed" : lines.back());
  }
  const std::string now = Text(changed);
  const auto parts = ChangedParts(now, Text(lines));
  ASSERT_EQ(parts.size(), limits::kChangedPlaces + 1);
  // All that may have changed is in some part.
  EXPECT_NE(parts.back().find("changed"), std::string_view::npos);
  EXPECT_GT(parts.back().size(), 100U);
  // Texts that have nothing in common are one part, whole.
  EXPECT_EQ(ChangedParts("a\nb\nc\n", "x\ny\nz\n"), std::vector<std::string_view>{"a\nb\nc\n"});
}

}  // namespace
}  // namespace scan
