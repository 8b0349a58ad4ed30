#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "formats/json.h"
#include "model/contents.h"

namespace facts::code {

/// JSON files of a package that its code loads as modules: parsed when first asked for, at most
/// limits::kCodeJsonModules of limits::kCodeJsonModuleBytes each.
class JsonModules {
 public:
  explicit JsonModules(const Contents& contents) : contents_(contents) {}

  /// The path of the JSON file that `specifier` names, seen from the folder of `from`; empty when
  /// the package has no such file.
  [[nodiscard]] std::string_view Resolve(std::string_view from, std::string_view specifier) const;
  /// The text that stands below `keys` in the JSON file `path`; nothing when there is none.
  [[nodiscard]] std::optional<std::string> TextAt(std::string_view path,
                                                  std::span<const std::string> keys);

 private:
  const Contents& contents_;
  std::map<std::string, std::optional<formats::json::Document>, std::less<>> documents_;
};

}  // namespace facts::code
