#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "facts/manifest.h"
#include "facts/spec_source.h"
#include "model/npm_spec.h"
#include "model/url_parts.h"

namespace facts {
namespace {

using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

/// `github:owner/repo` and bare `owner/repo` have no host in their text.
std::string_view HostOfShorthand(std::string_view spec) {
  if (spec.starts_with("gitlab:")) return "gitlab.com";
  if (spec.starts_with("bitbucket:")) return "bitbucket.org";
  if (spec.starts_with("gist:")) return "gist.github.com";
  if (spec.starts_with("git@")) return spec.substr(4, spec.find_first_of(":/") - 4);
  return "github.com";
}

/// Where a specification leads, as manifest.dependency spells it.
struct Destination {
  std::string_view source = "registry";
  std::string host;
  std::string transport;
  std::string target;  ///< of an alias
  bool pinned = false;
};

Destination DestinationOf(std::string_view text) {
  Destination to;
  // What pnpm and yarn know and npm does not.
  if (text.starts_with("catalog:")) to.source = "workspace";
  if (text.starts_with("link:") || text.starts_with("portal:")) to.source = "file";
  if (to.source != "registry") return to;
  const auto spec = NpmSpec::Parse(text, {});
  if (!spec) {
    to.source = "invalid";
    return to;
  }
  switch (spec->kind) {
    case NpmSpec::Kind::kVersion:
    case NpmSpec::Kind::kRange:
      break;
    case NpmSpec::Kind::kTag:
      to.source = "tag";
      break;
    case NpmSpec::Kind::kAlias:
      to.source = "alias";
      to.target = spec->alias_name;
      break;
    case NpmSpec::Kind::kWorkspace:
      to.source = "workspace";
      break;
    case NpmSpec::Kind::kFile:
    case NpmSpec::Kind::kFolder:
      to.source = "file";
      break;
    case NpmSpec::Kind::kGit:
      to.source = "git";
      to.pinned = IsCommitId(spec->committish);
      break;
    case NpmSpec::Kind::kRemote:
      to.source = "url";
      break;
  }
  if (to.source != "git" && to.source != "url") return to;
  if (const auto parts = UrlParts::Parse(text)) {
    to.host = parts->host;
    to.transport = parts->scheme.starts_with("git+") ? parts->scheme.substr(4) : parts->scheme;
  } else {
    to.host = HostOfShorthand(text);
    to.transport = text.starts_with("git@") ? "ssh" : "https";
  }
  return to;
}

bool LeavesRegistry(const Destination& to) {
  return to.source == "git" || to.source == "url" || to.source == "file" || to.source == "invalid";
}

Span SpanOf(const Member& member, std::string_view spec) {
  return {.begin = member.key_offset,
          .end = member.value.offset() + static_cast<std::uint32_t>(spec.size()) + 2};
}

void ReportDependency(const Manifest& manifest, const Member& member, std::string_view scope,
                      const PackageView& view, Sink& sink) {
  const auto spec = member.value.AsString();
  if (!spec) return;
  const Destination to = DestinationOf(*spec);
  const Evidence evidence = manifest.file.Place(SpanOf(member, *spec));
  // A project that tests itself with its last release names itself among what develops it.
  const bool itself = member.key == view.name || to.target == view.name;
  if (itself && scope != "dev")
    sink.Add(FactKind::kManifestSelfDependency, Phase::kUnknown, evidence,
             {{"name", member.key}, {"spec", *spec}, {"scope", scope}});
  // What develops a package is not installed with it; off the registry it is still worth telling.
  if (scope == "dev" && !LeavesRegistry(to)) return;
  sink.Add(FactKind::kManifestDependency, Phase::kUnknown, evidence,
           {{"name", member.key},
            {"spec", *spec},
            {"source", to.source},
            {"scope", scope},
            {"host", to.host},
            {"transport", to.transport},
            {"target", to.target},
            {"pinned", to.source == "git" ? YesNo(to.pinned) : std::string_view()}});
}

void ReportOverride(const Manifest& manifest, std::string_view name, const Value& value,
                    std::uint32_t key_offset, Sink& sink) {
  const auto spec = value.AsString();
  if (!spec || spec->starts_with('$')) return;
  const Destination to = DestinationOf(*spec);
  if (!LeavesRegistry(to) && to.source != "alias") return;
  const Span span{.begin = key_offset,
                  .end = value.offset() + static_cast<std::uint32_t>(spec->size()) + 2};
  sink.Add(FactKind::kManifestOverride, Phase::kUnknown, manifest.file.Place(span),
           {{"name", name}, {"spec", *spec}, {"source", to.source}});
}

/// `overrides` nests: an object says what holds below its key. Walked with a list, not by
/// recursion.
void ReportOverrides(const Manifest& manifest, const Object& overrides, Sink& sink) {
  std::vector<Object> waiting = {overrides};
  while (!waiting.empty()) {
    const Object object = waiting.back();
    waiting.pop_back();
    for (const Member& member : object) {
      if (const auto nested = member.value.AsObject()) waiting.push_back(*nested);
      ReportOverride(manifest, member.key, member.value, member.key_offset, sink);
    }
  }
}

void ReportBundled(const Manifest& manifest, const PackageView& view, Sink& sink) {
  const Value* bundled = manifest.root().Find("bundleDependencies");
  if (bundled == nullptr) bundled = manifest.root().Find("bundledDependencies");
  if (bundled == nullptr) return;
  std::vector<std::string> names;
  if (bundled->AsBool() == true) names.assign(view.dependencies.begin(), view.dependencies.end());
  if (const auto list = bundled->AsArray()) {
    for (const Value& name : *list) {
      if (const auto text = name.AsString()) names.emplace_back(*text);
    }
  }
  const Span span{.begin = bundled->offset(), .end = bundled->offset() + 1};
  for (const std::string& name : names) {
    const bool present = view.contents->Find("node_modules/" + name + "/package.json") != nullptr;
    sink.Add(FactKind::kManifestBundled, Phase::kUnknown, manifest.file.Place(span),
             {{"name", name}, {"present", YesNo(present)}});
  }
}

}  // namespace

void ExtractDependencies(const Manifest& manifest, const PackageView& view, Sink& sink) {
  struct Field {
    std::string_view name;
    std::string_view scope;
  };
  constexpr auto kFields = std::to_array<Field>({{"dependencies", "prod"},
                                                 {"optionalDependencies", "optional"},
                                                 {"peerDependencies", "peer"},
                                                 {"devDependencies", "dev"}});
  const Object root = manifest.root();
  for (const Field& field : kFields) {
    const auto object = root.FindObject(field.name);
    if (!object) continue;
    for (const Member& member : *object)
      ReportDependency(manifest, member, field.scope, view, sink);
  }
  if (const auto overrides = root.FindObject("overrides"))
    ReportOverrides(manifest, *overrides, sink);
  if (const auto resolutions = root.FindObject("resolutions"))
    ReportOverrides(manifest, *resolutions, sink);
  if (const auto pnpm = root.FindObject("pnpm")) {
    if (const auto overrides = pnpm->FindObject("overrides"))
      ReportOverrides(manifest, *overrides, sink);
  }
  ReportBundled(manifest, view, sink);
}

std::string_view SpecSource(std::string_view spec) {
  return DestinationOf(spec).source;
}

}  // namespace facts
