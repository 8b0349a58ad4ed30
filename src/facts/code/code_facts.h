#pragma once

#include <optional>
#include <string>

#include "facts/manifest.h"
#include "facts/package_view.h"
#include "facts/sink.h"

namespace facts {

/// What the JavaScript and TypeScript of a package does, as `code.*` facts (and `script.*` facts
/// for commands that it starts), with the phase in which it runs and the flows of data through it.
/// Comes after the extractors of scripts and gyp files, as what these run is read off their facts.
/// Bounded by limits::kCode*; what was not followed to its end is told by `code.budget`.
void ExtractCode(const std::optional<Manifest>& manifest, const PackageView& view, Sink& sink);

/// Program text that is no file of its own: given on a command line, decoded, or evaluated.
struct CodeLayer {
  std::string text;
  Evidence place;  ///< of the text, in the file that holds it; `decoded` becomes the code at hand
  Phase phase = Phase::kUnknown;  ///< in which it runs
  std::string folder;             ///< below the package root: where its relative imports begin
};
/// The facts of such text, at its place.
void ExtractCodeLayer(const CodeLayer& layer, const PackageView& view, Sink& sink);

}  // namespace facts
