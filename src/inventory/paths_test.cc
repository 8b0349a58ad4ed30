#include "inventory/paths.h"

#include <gtest/gtest.h>

namespace inventory {
namespace {

using Path = std::vector<PackageIndex>;

Path Of(std::initializer_list<std::uint32_t> indices) {
  Path path;
  for (const std::uint32_t index : indices) path.push_back(PackageIndex{index});
  return path;
}

/// 0 -> 1 -> 3, 0 -> 2 -> 4 -> 3, 3 -> 1 (a cycle), 5 is wanted by nobody.
Inventory Make() {
  Inventory inventory;
  for (const char* name : {"root", "a", "b", "target", "c", "orphan"}) {
    Package package;
    package.name = PackageName::Parse(name);
    package.folder_name = name;
    package.version = "1.0.0";
    package.path = "node_modules/" + std::string(name);
    inventory.packages.push_back(package);
  }
  inventory.packages[0].path.clear();
  for (const auto& [from, to] : std::initializer_list<std::pair<std::uint32_t, std::uint32_t>>{
           {0, 1}, {0, 2}, {1, 3}, {2, 4}, {3, 1}, {4, 3}}) {
    inventory.dependencies.push_back({.from = PackageIndex{from}, .to = PackageIndex{to}});
  }
  return inventory;
}

TEST(PathsTo, GivesTheShortestWayThroughEachAsker) {
  const Inventory inventory = Make();
  EXPECT_EQ(PathsTo(inventory, PackageIndex{3}),
            (std::vector<Path>{Of({0, 1, 3}), Of({0, 2, 4, 3})}));
  EXPECT_EQ(PathsTo(inventory, PackageIndex{3}, 1), (std::vector<Path>{Of({0, 1, 3})}));
  EXPECT_EQ(PathsTo(inventory, PackageIndex{1}), (std::vector<Path>{Of({0, 1})}))
      << "not round the cycle";
  EXPECT_TRUE(PathsTo(inventory, PackageIndex{5}).empty());
}

TEST(PathsTo, GoesThroughLinks) {
  Inventory inventory = Make();
  inventory.packages[1].link_target = PackageIndex{5};
  EXPECT_EQ(PathsTo(inventory, PackageIndex{5}), (std::vector<Path>{Of({0, 1, 5})}));
}

TEST(Find, KnowsNamesVersionsAliasesAndPaths) {
  Inventory inventory = Make();
  inventory.packages[4].folder_name = "alias";
  EXPECT_EQ(Find(inventory, "target"), Of({3}));
  EXPECT_EQ(Find(inventory, "target@1.0.0"), Of({3}));
  EXPECT_EQ(Find(inventory, "pkg:npm/target@1.0.0"), Of({3}));
  EXPECT_TRUE(Find(inventory, "target@2.0.0").empty());
  EXPECT_EQ(Find(inventory, "alias"), Of({4}));
  EXPECT_EQ(Find(inventory, "node_modules/b"), Of({2}));
}

}  // namespace
}  // namespace inventory
