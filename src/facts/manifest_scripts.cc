#include <algorithm>
#include <array>

#include "facts/manifest.h"
#include "facts/shell_facts.h"

namespace facts {
namespace {

/// When npm runs a script of that name (npm documentation, "scripts").
struct Lifecycle {
  std::string_view name;
  std::string_view when;
};
constexpr auto kLifecycle = std::to_array<Lifecycle>({
    {"dependencies", "local"},
    {"install", "install"},
    {"postinstall", "install"},
    {"postpack", "git-install"},
    {"postprepare", "git-install"},
    {"postpublish", "local"},
    {"preinstall", "install"},
    {"prepack", "git-install"},
    {"prepare", "git-install"},
    {"preprepare", "git-install"},
    {"prepublish", "git-install"},
    {"prepublishOnly", "local"},
    {"publish", "local"},
});

/// Whether an install of a package from `origin` runs scripts of that sort.
bool Runs(std::string_view when, Origin origin) {
  if (when == "install") return true;
  switch (origin) {
    case Origin::kRoot:
    case Origin::kWorkspace:
    case Origin::kLink:
    case Origin::kFolder:
      // `npm install` in a checkout prepares but does not pack.
      return when == "git-install";
    case Origin::kGit:
      return when == "git-install";
    case Origin::kRegistry:
    case Origin::kTarball:
    case Origin::kBundled:
    case Origin::kUnknown:
    case Origin::kForeign:
      return false;
  }
  return false;
}

}  // namespace

std::set<std::string> ExtractScripts(const Manifest& manifest, const PackageView& view,
                                     const PackageContext& context, Sink& sink) {
  std::set<std::string> followed;
  for (const Lifecycle& lifecycle : kLifecycle) {
    const auto script = view.scripts.find(lifecycle.name);
    if (script == view.scripts.end()) continue;
    const bool runs = Runs(lifecycle.when, context.origin);
    const Phase phase = runs ? Phase::kInstall : Phase::kNever;
    const EmbeddedText place(manifest.file, script->second.offset, Quoting::kJson);
    const std::string& text = script->second.text;
    const Span whole{.begin = 0, .end = static_cast<std::uint32_t>(text.size())};
    sink.Add(FactKind::kManifestScript, phase, place.Place(whole, text),
             {{"script", lifecycle.name}, {"command", text}, {"when", lifecycle.when}});
    if (!runs) continue;
    ShellTrail trail;
    const ShellSource source{
        .script = std::string(lifecycle.name), .text = text, .phase = phase, .place = &place};
    ExtractShell(source, view, trail, sink);
    followed.merge(trail.followed);
  }
  return followed;
}

}  // namespace facts
