#include <algorithm>
#include <array>

#include "base/file_system.h"
#include "base/limits.h"
#include "base/text.h"
#include "facts/manifest.h"
#include "model/semver.h"
#include "model/url_parts.h"

namespace facts {
namespace {

using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

struct BinName {
  std::string_view name;
  std::string_view group;
};
constexpr auto kBinNames = std::to_array<BinName>({
#define BIN(name, group) {name, group},
#include "facts/bin_names.def"
#undef BIN
});
static_assert(std::is_sorted(kBinNames.begin(), kBinNames.end(),
                             [](const BinName& a, const BinName& b) { return a.name < b.name; }));

std::string_view GroupOfBin(std::string_view name) {
  const auto row = std::lower_bound(
      kBinNames.begin(), kBinNames.end(), name,
      [](const BinName& known, std::string_view wanted) { return known.name < wanted; });
  return row != kBinNames.end() && row->name == name ? row->group : std::string_view();
}

/// The part of a package's name that npm uses for a lone `bin`.
std::string_view BaseOf(std::string_view package) {
  return package.starts_with('@') ? package.substr(package.find('/') + 1) : package;
}

Evidence PlaceOfValue(const Manifest& manifest, const Value& value) {
  const auto text = value.AsString();
  const auto size = static_cast<std::uint32_t>(text ? text->size() + 2 : 1);
  return manifest.file.Place({.begin = value.offset(), .end = value.offset() + size});
}

void CheckIdentity(const Manifest& manifest, std::string_view field, std::string_view expected,
                   Sink& sink) {
  const Value* const value = manifest.root().Find(field);
  if (expected.empty() || value == nullptr) return;
  const auto packed = value->AsString();
  if (!packed || *packed == expected) return;
  // npm cleans versions when it publishes: "v1.0.0" and "1.0.0" are one.
  if (field == "version") {
    const auto a = Version::Parse(*packed, SemVerMode::kLoose);
    const auto b = Version::Parse(expected, SemVerMode::kLoose);
    if (a && b && *a == *b) return;
  }
  sink.Add(FactKind::kManifestIdentityMismatch, Phase::kUnknown, PlaceOfValue(manifest, *value),
           {{"field", field}, {"expected", expected}, {"packed", *packed}});
}

void CheckBin(const Manifest& manifest, std::string_view name, const Value& target,
              std::string_view package, Sink& sink) {
  std::string_view group = GroupOfBin(name);
  if (group.empty()) return;
  if (name == BaseOf(package)) group = "own";
  sink.Add(FactKind::kManifestBinShadow, Phase::kUnknown, PlaceOfValue(manifest, target),
           {{"bin", name}, {"target", target.AsString().value_or("")}, {"group", group}});
}

/// True when the path climbs out of the package, whatever stands around the `..`.
bool Climbs(std::string_view path) {
  const std::string slashed = ReplaceAll(std::string(path), "\\", "/");
  return NormalisePath(slashed).starts_with("..");
}

void CheckPath(const Manifest& manifest, std::string_view field, const Value& value, Sink& sink) {
  const auto path = value.AsString();
  if (!path) return;
  const bool linked = field.starts_with("bin") || field.starts_with("directories");
  const bool absolute =
      linked && (path->starts_with('/') || path->find(":\\") != std::string_view::npos);
  if (!absolute && !Climbs(*path)) return;
  sink.Add(FactKind::kManifestPathEscape, Phase::kUnknown, PlaceOfValue(manifest, value),
           {{"field", field}, {"value", *path}});
}

void CheckBins(const Manifest& manifest, std::string_view package, Sink& sink) {
  const Value* const bin = manifest.root().Find("bin");
  if (bin == nullptr) return;
  if (bin->AsString()) {
    CheckBin(manifest, BaseOf(package), *bin, package, sink);
    CheckPath(manifest, "bin", *bin, sink);
  }
  if (const auto map = bin->AsObject()) {
    for (const Member& member : *map) {
      CheckBin(manifest, BaseName(member.key), member.value, package, sink);
      CheckPath(manifest, "bin", member.value, sink);
      if (Climbs(member.key) || member.key.starts_with('/'))
        sink.Add(FactKind::kManifestPathEscape, Phase::kUnknown,
                 PlaceOfValue(manifest, member.value), {{"field", "bin"}, {"value", member.key}});
    }
  }
}

void CheckPaths(const Manifest& manifest, Sink& sink) {
  const Object root = manifest.root();
  for (const std::string_view field : {"main", "module", "browser", "types", "typings", "man"}) {
    if (const Value* const value = root.Find(field)) CheckPath(manifest, field, *value, sink);
  }
  if (const auto files = root.FindArray("files")) {
    for (const Value& value : *files) CheckPath(manifest, "files", value, sink);
  }
  if (const auto directories = root.FindObject("directories")) {
    for (const Member& member : *directories)
      CheckPath(manifest, "directories." + std::string(member.key), member.value, sink);
  }
}

void ReportPlatform(const Manifest& manifest, Sink& sink) {
  std::vector<KeyText> values;
  const Value* first = nullptr;
  for (const std::string_view field : {"os", "cpu", "libc"}) {
    const Value* const value = manifest.root().Find(field);
    if (value == nullptr) continue;
    const std::size_t before = values.size();
    if (const auto text = value->AsString()) values.push_back({field, *text});
    if (const auto list = value->AsArray()) {
      for (const Value& item : *list) {
        if (const auto text = item.AsString()) values.push_back({field, *text});
      }
    }
    if (first == nullptr && values.size() > before) first = value;
  }
  if (values.empty()) return;
  sink.Add(FactKind::kManifestPlatform, Phase::kUnknown, PlaceOfValue(manifest, *first), values);
}

bool IsUsual(std::string_view host, const PackageContext& context) {
  const auto& usual = context.registry_hosts;
  return std::find(usual.begin(), usual.end(), host) != usual.end();
}

void ReportPublishConfig(const Manifest& manifest, const PackageContext& context, Sink& sink) {
  const auto config = manifest.root().FindObject("publishConfig");
  if (!config) return;
  for (const Member& member : *config) {
    const bool registry = member.key == "registry" || member.key.ends_with(":registry");
    const bool unsigned_build = member.key == "provenance" && member.value.AsBool() == false;
    if (!registry && !unsigned_build) continue;
    const std::string_view value = registry ? member.value.AsString().value_or("") : "false";
    const auto parts = UrlParts::Parse(value);
    const std::string_view host = parts ? std::string_view(parts->host) : std::string_view();
    if (registry && IsUsual(host, context)) continue;
    sink.Add(FactKind::kManifestPublishConfig, Phase::kUnknown,
             PlaceOfValue(manifest, member.value),
             {{"key", member.key}, {"value", value}, {"host", host}});
  }
}

}  // namespace

void ExtractManifest(const Manifest& manifest, const PackageView& view,
                     const PackageContext& context, Sink& sink) {
  CheckIdentity(manifest, "name", context.name, sink);
  CheckIdentity(manifest, "version", context.version, sink);
  CheckBins(manifest, view.name, sink);
  CheckPaths(manifest, sink);
  ReportPlatform(manifest, sink);
  ReportPublishConfig(manifest, context, sink);
}

void ExtractShrinkwrap(const Contents& contents, const PackageContext& context, Sink& sink) {
  const ContentFile* const file = contents.Find("npm-shrinkwrap.json");
  if (file == nullptr || context.origin == Origin::kRoot) return;
  Evidence evidence;
  evidence.file = Untrusted(file->path);
  const auto document = formats::json::Parse(AsText(file->bytes));
  const auto root = document ? document->root().AsObject() : std::nullopt;
  if (!root) {
    sink.Add(FactKind::kManifestShrinkwrap, Phase::kUnknown, std::move(evidence),
             {{"packages", "0"}});
    return;
  }
  std::size_t packages = 0;
  std::vector<std::string> hosts;
  bool off_registry = false;
  std::vector<Object> waiting;
  for (const std::string_view field : {"packages", "dependencies"}) {
    if (const auto map = root->FindObject(field); map && waiting.empty()) waiting.push_back(*map);
  }
  while (!waiting.empty()) {
    const Object map = waiting.back();
    waiting.pop_back();
    for (const Member& member : map) {
      const auto entry = member.value.AsObject();
      if (!entry || member.key.empty()) continue;
      ++packages;
      if (const auto nested = entry->FindObject("dependencies");
          nested && root->Find("packages") == nullptr)
        waiting.push_back(*nested);
      const auto resolved = entry->FindString("resolved");
      if (!resolved) continue;
      const auto parts = UrlParts::Parse(*resolved);
      if (!parts || parts->scheme != "https") off_registry = true;
      if (parts && !parts->host.empty()) hosts.push_back(parts->host);
    }
  }
  std::sort(hosts.begin(), hosts.end());
  hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
  off_registry |= hosts.size() > 1 || (hosts.size() == 1 && !context.registry_hosts.empty() &&
                                       !IsUsual(hosts[0], context));
  const std::string count = std::to_string(packages);
  std::vector<KeyText> values = {{"packages", count}, {"off-registry", YesNo(off_registry)}};
  constexpr std::size_t kHostsShown = 20;
  for (std::size_t i = 0; i < hosts.size() && i < kHostsShown; ++i)
    values.push_back({"hosts", hosts[i]});
  sink.Add(FactKind::kManifestShrinkwrap, Phase::kUnknown, std::move(evidence), values);
}

}  // namespace facts
