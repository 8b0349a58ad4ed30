// Lockfiles of other package managers than npm: tests/inventory/locks/CASE holds what the manager
// wrote, and in expected.txt what Sallyport reads in it. tests/inventory/managers.mjs held each
// against the manager's own listing.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "base/limits.h"
#include "inventory/read.h"

namespace {

constexpr std::string_view kLocks = SALLYPORT_SOURCE_DIR "/tests/inventory/locks/";
constexpr std::string_view kFiles[] = {"pnpm-lock.yaml", "yarn.lock", "bun.lock",
                                       "bun.lockb",      "deno.lock", "vlt-lock.json",
                                       ".pnp.data.json", ".pnp.cjs",  ".pnp.js"};

std::vector<std::string> Cases() {
  std::vector<std::string> names;
  if (const auto entries = DiskFileSystem().List(std::string(kLocks))) {
    for (const FolderEntry& entry : *entries) {
      if (entry.type == FileType::kFolder) names.push_back(entry.name);
    }
  }
  return names;
}

std::string LockfileOf(const std::string& folder) {
  for (const std::string_view file : kFiles) {
    const auto status = DiskFileSystem().Status(folder + "/" + std::string(file));
    if (status && status->type == FileType::kFile) return std::string(file);
  }
  return {};
}

std::string_view Mark(Dependency::State state) {
  switch (state) {
    case Dependency::State::kResolved:
      return "";
    case Dependency::State::kMissing:
      return " missing";
    case Dependency::State::kInvalid:
      return " invalid";
    case Dependency::State::kOptionalMissing:
      return " optional-missing";
  }
  return "";
}

/// Every package, edge, remark and diagnostic on a line of its own.
std::string Shown(const Inventory& inventory) {
  std::string text =
      fmt::format("{} version {}\n", NameOf(inventory.lockfile_kind), inventory.lockfile_version);
  for (const Package& p : inventory.packages) {
    text += fmt::format(
        "{}  {}@{} {}{}{}{}{}{}{}{}{} line {}{}\n", p.path.empty() ? "." : p.path,
        p.name ? p.name->text() : "?", p.version, NameOf(p.origin), p.dev ? " dev" : "",
        p.optional ? " optional" : "", p.dev_optional ? " devOptional" : "", p.peer ? " peer" : "",
        p.extraneous ? " extraneous" : "", p.in_bundle ? " bundled" : "",
        p.overridden ? " overridden" : "",
        p.patch_file.empty() ? "" : fmt::format(" patch {}", p.patch_file.View()), p.line,
        p.integrity.empty() ? "" : fmt::format(" {}", NameOf(p.integrity.strongest().algorithm)));
    if (!p.resolved.empty()) text += fmt::format("    from {}\n", p.resolved.View());
  }
  for (const Dependency& d : inventory.dependencies) {
    text += fmt::format("{} -{}-> {}: {}@{}{}{} line {}{}\n",
                        inventory.at(d.from).path.empty() ? "." : inventory.at(d.from).path,
                        NameOf(d.scope), d.to ? inventory.at(*d.to).path : "nothing", d.name,
                        d.range.View(), Mark(d.state), d.overridden ? " overridden" : "", d.line,
                        d.line_in_manifest ? " of the manifest" : "");
  }
  for (const LockRemark& r : inventory.remarks) {
    text +=
        fmt::format("! {} {} line {} {}\n", NameOf(r.kind), r.name.View(), r.line, r.detail.View());
  }
  for (const Diagnostic& d : inventory.diagnostics)
    text += fmt::format("{} {}:{} {}\n", d.code, d.position.line, d.position.column, d.message);
  return text;
}

class LockGraph : public testing::TestWithParam<std::string> {};

TEST_P(LockGraph, IsAsExpected) {
  const std::string folder = std::string(kLocks) + GetParam();
  const auto inventory = inventory::Read(DiskFileSystem(), folder);
  ASSERT_TRUE(inventory.has_value()) << inventory.error().message;
  const std::string shown = Shown(*inventory);
  const std::string file = folder + "/expected.txt";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(file) << shown;
    return;
  }
  const auto expected = DiskFileSystem().Read(file, limits::kJsonBytes);
  ASSERT_TRUE(expected.has_value()) << expected.error().message;
  EXPECT_EQ(shown, AsText(*expected));
}

/// A copy of a case whose lockfile is cut off.
Inventory ReadCut(const std::string& folder, const std::string& file, std::string_view text) {
  FakeFileSystem files;
  files.Add("p/" + file, text);
  const auto manifest = DiskFileSystem().Read(folder + "/package.json", limits::kManifestBytes);
  if (manifest) files.Add("p/package.json", AsText(*manifest));
  auto inventory = inventory::Read(files, "p");
  EXPECT_TRUE(inventory.has_value());
  return std::move(*inventory);
}

std::size_t Warnings(const Inventory& inventory) {
  return static_cast<std::size_t>(
      std::count_if(inventory.diagnostics.begin(), inventory.diagnostics.end(),
                    [](const Diagnostic& d) { return d.level != Diagnostic::Level::kNote; }));
}

/// Every line's end, and every so many bytes between; with EVERY_TRUNCATION set, every byte. (All
/// 63,000 pass, and take minutes under the sanitizers.)
bool IsTried(std::string_view text, std::size_t size) {
  constexpr std::size_t kStride = 61;
  return std::getenv("EVERY_TRUNCATION") != nullptr || size % kStride == 0 || size < kStride ||
         (size > 0 && text[size - 1] == '\n');
}

/// A truncation brings more complaints than the whole file, or loses no package and no edge. In a
/// format of lines the last entry alone may lose edges unseen, when whole lines of it are gone.
TEST_P(LockGraph, TellsOfTruncations) {
  const std::string folder = std::string(kLocks) + GetParam();
  const std::string file = LockfileOf(folder);
  const auto bytes = DiskFileSystem().Read(folder + "/" + file, limits::kJsonBytes);
  ASSERT_TRUE(bytes.has_value());
  const std::string_view text = AsText(*bytes);
  const Inventory whole = ReadCut(folder, file, text);
  const bool by_lines = file == "pnpm-lock.yaml" || file == "yarn.lock";
  const std::size_t last_entry = text.rfind("\n\n", text.size() - 3);
  std::string silent;
  for (std::size_t size = 0; size < text.size(); ++size) {
    if (!IsTried(text, size)) continue;
    const Inventory cut = ReadCut(folder, file, text.substr(0, size));
    if (Warnings(cut) > Warnings(whole)) continue;
    const bool in_last_entry = by_lines && size > last_entry;
    const bool lost = cut.packages.size() != whole.packages.size() ||
                      (!in_last_entry && cut.dependencies.size() != whole.dependencies.size());
    if (lost) silent += fmt::format(" {}", size);
  }
  EXPECT_EQ(silent, "") << "of " << text.size() << " bytes";
}

INSTANTIATE_TEST_SUITE_P(Cases, LockGraph, testing::ValuesIn(Cases()), [](const auto& test) {
  std::string name = test.param;
  std::replace(name.begin(), name.end(), '-', '_');
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
});

}  // namespace

TEST(LockGraphCases, AreAll) {
  EXPECT_GE(Cases().size(), 15U);
}
