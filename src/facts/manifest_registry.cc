#include <algorithm>
#include <map>

#include "base/text.h"
#include "facts/manifest.h"
#include "model/semver.h"

namespace facts {
namespace {

using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

using Map = std::map<std::string, std::string, std::less<>>;

Map MapOf(const Object& root, std::string_view field) {
  Map map;
  if (const auto object = root.FindObject(field)) {
    for (const Member& member : *object) {
      if (const auto text = member.value.AsString()) map[std::string(member.key)] = *text;
    }
  }
  return map;
}

/// npm writes `bin` as a map with plain paths, whatever the package has.
Map BinsOf(const Object& root) {
  Map bins;
  const auto plain = [](std::string_view path) {
    while (path.starts_with("./")) path.remove_prefix(2);
    while (path.starts_with('/')) path.remove_prefix(1);
    return std::string(path);
  };
  if (const auto one = root.FindString("bin")) {
    const std::string_view name = root.FindString("name").value_or("");
    bins[std::string(name.starts_with('@') ? name.substr(name.find('/') + 1) : name)] = plain(*one);
  }
  if (const auto map = root.FindObject("bin")) {
    for (const Member& member : *map) {
      if (const auto path = member.value.AsString()) bins[std::string(member.key)] = plain(*path);
    }
  }
  return bins;
}

/// npm copies optionalDependencies into dependencies when it publishes: they are compared on their
/// own.
Map DependenciesOf(const Object& root) {
  Map dependencies = MapOf(root, "dependencies");
  for (const auto& [name, spec] : MapOf(root, "optionalDependencies")) dependencies.erase(name);
  return dependencies;
}

class RegistryComparison {
 public:
  RegistryComparison(const Manifest& manifest, Sink& sink) : manifest_(manifest), sink_(sink) {}

  void Report(std::string_view field, std::string_view key, std::string_view registry,
              std::string_view packed) {
    Evidence evidence = manifest_.file.Whole();
    const Value* value = manifest_.root().Find(field);
    if (const auto object = value == nullptr ? std::nullopt : value->AsObject()) {
      if (const Value* const inner = object->Find(key)) value = inner;
    }
    if (value != nullptr)
      evidence = manifest_.file.Place({.begin = value->offset(), .end = value->offset() + 1});
    evidence.snippet = Untrusted(packed);
    sink_.Add(FactKind::kManifestRegistryMismatch, Phase::kUnknown, std::move(evidence),
              {{"field", field}, {"key", key}, {"registry", registry}, {"packed", packed}});
  }

  void Compare(std::string_view field, const Map& registry, const Map& packed) {
    for (const auto& [key, text] : packed) {
      const auto other = registry.find(key);
      if (other == registry.end()) Report(field, key, {}, text);
      if (other != registry.end() && other->second != text) Report(field, key, other->second, text);
    }
    for (const auto& [key, text] : registry) {
      if (packed.find(key) == packed.end()) Report(field, key, text, {});
    }
  }

 private:
  const Manifest& manifest_;
  Sink& sink_;
};

bool SameVersion(std::string_view a, std::string_view b) {
  const auto first = Version::Parse(a, SemVerMode::kLoose);
  const auto second = Version::Parse(b, SemVerMode::kLoose);
  return a == b || (first && second && *first == *second);
}

/// Scripts that run at install. The rest (test, lint) changes between packing and publishing by
/// tools that clean manifests, and runs nowhere.
Map InstallScripts(const Object& root) {
  static constexpr std::string_view kNames[] = {"install", "postinstall", "preinstall", "prepare"};
  Map scripts = MapOf(root, "scripts");
  std::erase_if(scripts, [](const auto& entry) {
    return std::find(std::begin(kNames), std::end(kNames), entry.first) == std::end(kNames);
  });
  return scripts;
}

}  // namespace

void CompareWithRegistry(const Manifest& manifest, const PackageView& view,
                         std::string_view registry_manifest, Sink& sink) {
  const auto document = formats::json::Parse(registry_manifest);
  const auto registry = document ? document->root().AsObject() : std::nullopt;
  if (!registry) return;
  const Object packed = manifest.root();
  RegistryComparison comparison(manifest, sink);
  const std::string_view name = packed.FindString("name").value_or("");
  const std::string_view registry_name = registry->FindString("name").value_or(name);
  if (name != registry_name) comparison.Report("name", {}, registry_name, name);
  const std::string_view version = packed.FindString("version").value_or("");
  const std::string_view registry_version = registry->FindString("version").value_or(version);
  if (!SameVersion(version, registry_version))
    comparison.Report("version", {}, registry_version, version);

  comparison.Compare("dependencies", DependenciesOf(*registry), DependenciesOf(packed));
  comparison.Compare("optionalDependencies", MapOf(*registry, "optionalDependencies"),
                     MapOf(packed, "optionalDependencies"));
  comparison.Compare("peerDependencies", MapOf(*registry, "peerDependencies"),
                     MapOf(packed, "peerDependencies"));
  comparison.Compare("bin", BinsOf(*registry), BinsOf(packed));
  // The short form of a packument has no scripts at all, only whether there are any.
  Map scripts = InstallScripts(packed);
  if (registry->Find("scripts") != nullptr) {
    Map shown = InstallScripts(*registry);
    const bool implied =
        view.contents->Find("binding.gyp") != nullptr && scripts.find("install") == scripts.end();
    if (implied && shown["install"] == "node-gyp rebuild") shown.erase("install");
    comparison.Compare("scripts", shown, scripts);
  }
  scripts.erase("prepare");
  const bool runs = !scripts.empty() || view.contents->Find("binding.gyp") != nullptr;
  const auto claims = registry->FindBool("hasInstallScript");
  if (claims == false && runs) comparison.Report("hasInstallScript", {}, "false", "true");
}

}  // namespace facts
