#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "facts/extract.h"
#include "facts/place.h"
#include "js/parse.h"

namespace facts {

/// One entry of `scripts` in package.json.
struct ManifestScript {
  std::string text;
  std::uint32_t offset = 0;  ///< of the value's opening quote in package.json
};

/// What extractors that look beyond one file need to know of the package.
struct PackageView {
  const Contents* contents = nullptr;
  const SourceFile* manifest = nullptr;  ///< package.json; nullptr when there is none
  std::string name;
  std::map<std::string, ManifestScript, std::less<>> scripts;
  std::set<std::string, std::less<>> dependencies;  ///< names under every dependency field
  js::Scratch* scratch = nullptr;                   ///< to parse in
  Crew* crew = nullptr;                             ///< that may help with files; may be nullptr
};

/// The file that Node or a shell would run for `path` below the package root: as written, with
/// Node's extensions, or a folder's index.js. nullptr when there is none.
[[nodiscard]] const ContentFile* ResolveFile(const Contents& contents, std::string_view path);

}  // namespace facts
