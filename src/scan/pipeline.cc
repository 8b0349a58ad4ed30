#include "scan/pipeline.h"

#include "facts/lock_facts.h"
#include "inventory/read.h"
#include "scan/assemble.h"
#include "scan/examine.h"
#include "scan/plan.h"
#include "scan/vet_things.h"

namespace scan {

// The pipeline, in order. Each step takes what the one before gave; DESIGN and ARCHITECTURE show
// the same list.

Result<Assessment> Check(const World& world, const std::string& folder, const Options& options) {
  const registry::Settings& settings = world.registry.options().settings;
  auto inventory = inventory::Read(world.files, folder,  // what is it made of?
                                   {.registry_hosts = settings.NamedRegistryHosts()});
  if (!inventory) return Fail(std::move(inventory).error());
  const std::vector<Item> items = Plan(*inventory);                    // what of it is to be read?
  auto examined = Examine(world, folder, *inventory, items, options);  // bytes -> contents -> facts
  if (!examined) return Fail(std::move(examined).error());
  const Facts project_facts = facts::ExtractLock(*inventory);  // and of the lockfile itself
  return Assemble(world, folder, *std::move(inventory), items,
                  *std::move(examined),  // facts -> findings -> verdict
                  project_facts, options);
}

Result<Assessment> Vet(const World& world, std::span<const std::string> things,
                       const Options& options) {
  auto named = NameThings(world, things, options);  // which packages are meant?
  if (!named) return Fail(std::move(named).error());
  auto examined = ExamineThings(world, *named, options);
  if (!examined) return Fail(std::move(examined).error());
  return Assemble(world, named->subject, std::move(named->inventory), named->items,
                  *std::move(examined), {}, options);
}

}  // namespace scan
