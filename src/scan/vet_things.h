#pragma once

#include <span>
#include <string>
#include <vector>

#include "scan/examine.h"
#include "scan/things.h"

namespace scan {

/// Things as packages: `inventory` has a nameless root and one package for each thing, `items` one
/// item for each, in the same order.
struct NamedThings {
  std::string subject;
  std::vector<std::string> things;
  std::vector<ThingKind> kinds;
  Inventory inventory;
  std::vector<Item> items;
};

/// Finds out what each thing is. For what is published the registry is asked which version is
/// meant. An Error names the first thing that is nothing.
[[nodiscard]] Result<NamedThings> NameThings(const World& world,
                                             std::span<const std::string> things,
                                             const Options& options);

/// Reads them all: local ones from disk, published ones as Examine does. Names and versions found
/// in local manifests are put into the inventory.
[[nodiscard]] Result<Examination> ExamineThings(const World& world, NamedThings& named,
                                                const Options& options);

}  // namespace scan
