#pragma once

#include <optional>
#include <string_view>

#include "facts/package_view.h"
#include "facts/sink.h"
#include "formats/json.h"

namespace facts {

/// package.json, read. Values point into `document`.
struct Manifest {
  formats::json::Document document;
  SourceFile file;  ///< over document.text(), which offsets count in

  [[nodiscard]] formats::json::Object root() const { return *document.root().AsObject(); }
};

/// Reads package.json of `contents`; what it is not told as `manifest.invalid`, what stands in it
/// twice as `manifest.duplicate-key`. Nothing when it cannot be used.
[[nodiscard]] std::optional<Manifest> ReadManifest(const Contents& contents,
                                                   const PackageContext& context, Sink& sink);

/// What the rest of the room needs of the manifest.
[[nodiscard]] PackageView ViewOf(const Contents& contents, const std::optional<Manifest>& manifest,
                                 const PackageContext& context);

/// Identity, bins, bundled dependencies, platform, publishConfig, paths: one call each, in one go.
void ExtractManifest(const Manifest& manifest, const PackageView& view,
                     const PackageContext& context, Sink& sink);
/// What packages usually have and this one has not.
void ExtractShape(const Manifest& manifest, const PackageView& view, Sink& sink);
/// `dependencies` and their kin, overrides, self-dependency.
void ExtractDependencies(const Manifest& manifest, const PackageView& view, Sink& sink);
/// Lifecycle scripts, and what the text of those does that an install would run. Gives the files of
/// the package and the other scripts that they lead to.
std::set<std::string> ExtractScripts(const Manifest& manifest, const PackageView& view,
                                     const PackageContext& context, Sink& sink);
/// What the registry shows against what is packed.
void CompareWithRegistry(const Manifest& manifest, const PackageView& view,
                         std::string_view registry_manifest, Sink& sink);
/// npm-shrinkwrap.json of the package.
void ExtractShrinkwrap(const Contents& contents, const PackageContext& context, Sink& sink);

}  // namespace facts
