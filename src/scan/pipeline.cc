#include "scan/pipeline.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "facts/lock_facts.h"
#include "scan/assemble.h"
#include "scan/examine.h"
#include "scan/excerpts.h"
#include "scan/package_details.h"
#include "scan/plan.h"
#include "scan/trust.h"
#include "scan/vet_things.h"

namespace scan {

namespace {

/// Whether nothing but the project itself is known of the lockfile.
bool IsEmpty(const Inventory& inventory, const std::string& lockfile) {
  return std::none_of(inventory.packages.begin(), inventory.packages.end(), [&](const Package& p) {
    return p.line > 0 && inventory.LockfileOf(p) == lockfile;
  });
}

/// A lockfile that cannot be read leaves nothing to vet: an empty answer would look like a clean
/// one. Of many projects, one such is enough.
std::optional<Error> UnreadableLockfile(const Inventory& inventory) {
  for (const Diagnostic& diagnostic : inventory.diagnostics) {
    if (diagnostic.code != "L001" || diagnostic.level != Diagnostic::Level::kError) continue;
    const bool is_empty = inventory.projects.empty() ? inventory.packages.size() <= 1
                                                     : IsEmpty(inventory, diagnostic.file);
    if (!is_empty) continue;
    return Error{.message = fmt::format("{}:{}: {}", Quote(diagnostic.file),
                                        diagnostic.position.line, diagnostic.message),
                 .help = diagnostic.help.empty()
                             ? "make it readable, or write it anew with `npm install`"
                             : diagnostic.help};
  }
  return std::nullopt;
}

/// Why nothing at all could be read, when that is so: no network and empty caches, most often.
std::optional<Error> NothingRead(std::span<const Examined> items) {
  for (const Examined& examined : items) {
    if (examined.source != ArtifactSource::kNone || !examined.known.facts.empty() ||
        !examined.trusted.facts.empty())
      return std::nullopt;
  }
  if (items.empty()) return std::nullopt;
  return Error{.message = fmt::format("nothing could be read: {}", items.front().remark),
               .help =
                   "is there a network, and is the registry the right one? "
                   "`sallyport config show --origin` tells"};
}

/// Known malware is known by name and version, whatever could be read. Any other answer on bytes
/// that nobody saw would look like a clean one.
bool BlocksAllTheSame(const Assessment& assessment) {
  return assessment.verdict.action == Action::kBlock;
}

}  // namespace

// The pipeline, in order. Each step takes what the one before gave; DESIGN and ARCHITECTURE show
// the same list.

Result<Assessment> Check(const World& world, const std::string& folder, const Options& options) {
  const registry::Settings& settings = world.registry.options().settings;
  auto inventory =
      ReadProject(world.files, folder,  // what is it made of?
                  {.below = options.recursive ? inventory::ReadOptions::Below::kAll
                                              : inventory::ReadOptions::Below::kWhenNothingHere,
                   .registry_hosts = settings.NamedRegistryHosts()});
  if (!inventory) return Fail(std::move(inventory).error());
  if (auto error = UnreadableLockfile(*inventory)) return Fail(*std::move(error));
  const std::vector<Item> items = Plan(*inventory);                    // what of it is to be read?
  auto examined = Examine(world, folder, *inventory, items, options);  // bytes -> contents -> facts
  if (!examined) return Fail(std::move(examined).error());
  examined = ExamineTrust(world, *inventory, items, *std::move(examined), options);  // by whom?
  if (!examined) return Fail(std::move(examined).error());
  auto unread = NothingRead(examined->items);
  examined->project = folder;
  const Facts project_facts = facts::ExtractLock(*inventory);  // and of the lockfile itself
  Assessment assessment = Assemble(world, folder, *std::move(inventory), items,
                                   *std::move(examined),  // facts -> findings -> verdict
                                   project_facts, options);
  if (unread && !BlocksAllTheSame(assessment)) return Fail(*std::move(unread));
  if (options.excerpts) AddExcerpts(world, folder, assessment);  // and the source beside them
  return assessment;
}

Result<Assessment> Vet(const World& world, std::span<const std::string> things,
                       const Options& options) {
  auto named = NameThings(world, things, options);  // which packages are meant?
  if (!named) return Fail(std::move(named).error());
  auto examined = ExamineThings(world, *named, options);
  if (!examined) return Fail(std::move(examined).error());
  examined = ExamineTrust(world, named->inventory, named->items, *std::move(examined), options);
  if (!examined) return Fail(std::move(examined).error());
  std::optional<Error> unread;
  for (const Examined& thing : examined->items) {
    if (!unread) unread = NothingRead({&thing, 1});
  }
  Assessment assessment = Assemble(world, named->subject, std::move(named->inventory), named->items,
                                   *std::move(examined), {}, options);
  if (unread && !BlocksAllTheSame(assessment)) return Fail(*std::move(unread));
  if (options.excerpts) AddExcerpts(world, "", assessment);
  return assessment;
}

}  // namespace scan
