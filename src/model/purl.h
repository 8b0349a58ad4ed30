#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

/// Whether a qualifier whose key begins with a capital is an error, or is made small.
enum class PurlMode : std::uint8_t { kStrict, kLenient };

/// A package-url (ECMA-427): "pkg:type/namespace/name@version?qualifiers#subpath". Always
/// canonical: decoded parts, normalised as the rules of its type say (model/purl_types.def); types
/// that are not in the list have no rules of their own. At most limits::kPurlBytes long.
struct Purl {
  std::string type;        ///< lower case
  std::string name_space;  ///< segments joined by `/`; empty when there is none
  std::string name;        ///< never empty
  std::string version;     ///< empty when there is none
  std::vector<std::pair<std::string, std::string>> qualifiers;  ///< sorted by key, no empty value
  std::string subpath;                                          ///< segments joined by `/`

  /// Reads and normalises; the error says which part is wrong.
  [[nodiscard]] static Result<Purl> Parse(std::string_view text,
                                          PurlMode mode = PurlMode::kLenient);
  /// The same object from raw parts (as somebody would type them, not encoded).
  [[nodiscard]] static Result<Purl> Build(Purl parts);

  /// The canonical text.
  [[nodiscard]] std::string ToString() const;
  /// The value of a qualifier; empty when there is none.
  [[nodiscard]] std::string_view Qualifier(std::string_view key) const;

  bool operator==(const Purl&) const = default;
};
