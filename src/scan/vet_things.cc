#include "scan/vet_things.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "base/thread_pool.h"
#include "formats/json.h"
#include "model/pick_version.h"
#include "model/semver.h"

namespace scan {
namespace {

struct Published {
  PackageId id;
  Integrity integrity;  ///< as the registry says; empty when it was not asked
};

/// `name`, `name@version`, `name@range` or `name@tag` to the one version that npm would take now.
Result<Published> FindPublished(const World& world, const std::string& thing) {
  const std::size_t at = thing.find('@', 1);
  const auto name = PackageName::Parse(thing.substr(0, at));
  const std::string wanted =
      at == std::string::npos || at + 1 == thing.size() ? "latest" : thing.substr(at + 1);
  if (const auto exact = Version::Parse(wanted))
    return Published{.id = {.name = *name, .version = exact->ToString()}};
  const auto answer = world.registry.FetchPackument(*name, registry::PackumentForm::kAbbreviated);
  if (!answer) return Fail(answer.error().error.Within(fmt::format("asking for {}", Quote(thing))));
  const auto version = PickVersion(answer->packument, wanted);
  if (!version)
    return Fail(fmt::format("no version of {} is {}", Quote(name->text()), Quote(wanted)),
                "name a version, a range or a tag that it has");
  return Published{.id = {.name = *name, .version = *version},
                   .integrity = answer->packument.Find(*version)->dist.integrity};
}

/// A local package is called what its manifest calls it.
void TakeNameFromManifest(const Contents& contents, Package& package) {
  const ContentFile* const manifest = contents.Find("package.json");
  if (manifest == nullptr) return;
  const auto document = formats::ParseJson(manifest->bytes);
  if (!document) return;
  const auto object = document->root().AsObject();
  if (!object) return;
  if (const auto name = object->FindString("name")) package.name = PackageName::Parse(*name);
  if (const auto version = object->FindString("version"); version && package.name)
    package.version = std::string(*version);
}

/// An archive that gives no file at all leaves nothing to judge: "allow" would be no answer.
Error HoldsNothing(const std::string& thing) {
  return {.message = fmt::format(
              "nothing could be read in {}: it is no package tarball, or damaged", Quote(thing)),
          .help = "fetch it again; `tar tzf` should list its files below `package/`"};
}

}  // namespace

Result<NamedThings> NameThings(const World& world, std::span<const std::string> things,
                               const Options& options) {
  NamedThings named;
  named.subject = Join(things, " ");
  named.things.assign(things.begin(), things.end());
  named.inventory.packages.emplace_back();
  named.inventory.packages.front().origin = Origin::kRoot;
  for (const std::string& thing : things) {
    const auto kind = KindOf(world.files, thing);
    if (!kind) return Fail(kind.error());
    named.kinds.push_back(*kind);
    Package package;
    package.path = thing;
    package.origin = *kind == ThingKind::kTarball ? Origin::kTarball : Origin::kFolder;
    Item item{.places = {static_cast<PackageIndex>(named.inventory.packages.size())},
              .way = Way::kFolder,
              .folder = thing};
    if (*kind == ThingKind::kPublished) {
      auto published = FindPublished(world, thing);
      if (!published) return Fail(std::move(published).error());
      package.name = published->id.name;
      package.version = published->id.version;
      package.integrity = std::move(published->integrity);
      package.origin = Origin::kRegistry;
      package.path.clear();
      item.way = Way::kTarball;
      item.compare_manifest = true;
    }
    named.inventory.packages.push_back(std::move(package));
    named.items.push_back(std::move(item));
    if (options.stop.stop_requested()) return Fail("stopped before everything was vetted");
  }
  return named;
}

Result<Examination> ExamineThings(const World& world, NamedThings& named, const Options& options) {
  // Published ones go the way of every pinned package.
  std::vector<Item> published;
  std::vector<std::size_t> local;
  for (std::size_t i = 0; i < named.items.size(); ++i) {
    if (named.kinds[i] == ThingKind::kPublished) {
      published.push_back(named.items[i]);
    } else {
      local.push_back(i);
    }
  }
  auto examination = Examine(world, "", named.inventory, published, options);
  if (!examination) return Fail(std::move(examination).error());
  std::vector<Examined>& fetched = examination->items;
  const std::vector<std::string> registry_hosts = UsualRegistryHosts(world, named.inventory);
  std::vector<Examined> examined(named.items.size());
  for (std::size_t i = 0, next = 0; i < named.items.size(); ++i) {
    if (named.kinds[i] == ThingKind::kPublished) examined[i] = std::move(fetched[next++]);
  }

  const unsigned jobs = std::max(1U, options.jobs);
  std::vector<Worker> workers(jobs);
  WorkRoom room(limits::kWorkBytes);
  std::vector<std::optional<Error>> errors(named.items.size());
  ParallelFor(local.size(), jobs, [&](std::size_t index, unsigned worker) {
    if (options.stop.stop_requested()) return;
    const std::size_t i = local[index];
    auto thing = ReadLocal(world.files, named.things[i], named.kinds[i], workers[worker].unzipper);
    if (!thing) {
      errors[i] = std::move(thing).error();
      return;
    }
    Package& package =
        named.inventory.packages[static_cast<std::size_t>(named.items[i].places.front())];
    thing->context.registry_hosts = registry_hosts;
    TakeNameFromManifest(thing->found.contents, package);
    examined[i].source = ArtifactSource::kLocal;
    if (named.kinds[i] == ThingKind::kTarball)
      examined[i].integrity = Integrity::Of(thing->storage);
    examined[i].known =
        Observe(world, thing->found.contents, thing->context, workers[worker], room);
    examined[i].unread = std::move(thing->found.unread);
    if (named.kinds[i] == ThingKind::kTarball && examined[i].known.files == 0)
      errors[i] = HoldsNothing(named.things[i]);
  });
  for (const auto& error : errors) {
    if (error) return Fail(*error);
  }
  if (options.stop.stop_requested()) return Fail("stopped before everything was vetted");
  return Examination{.items = std::move(examined),
                     .diagnostics = std::move(examination->diagnostics)};
}

}  // namespace scan
