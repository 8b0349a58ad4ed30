#pragma once

#include <optional>
#include <string>
#include <string_view>

/// The name of an npm package, scope included. Holds any name the registry has ever accepted (old
/// ones may have capitals and odd characters), never one that could leave its folder: no empty
/// part, no `.` or `..`, no backslash, no control byte, no slash but the one after a scope, at most
/// 214 bytes.
class PackageName {
 public:
  [[nodiscard]] static std::optional<PackageName> Parse(std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }
  /// With the `@`; empty when there is none.
  [[nodiscard]] std::string_view scope() const;
  /// What stands after the scope.
  [[nodiscard]] std::string_view base() const;

  bool operator==(const PackageName&) const = default;
  auto operator<=>(const PackageName&) const = default;

 private:
  explicit PackageName(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// One published version: `name@version`. The version is the exact text the registry has;
/// model/semver.h orders it.
struct PackageId {
  PackageName name;
  std::string version;

  /// "name@version"; for messages pass it through Quote, as both parts are foreign.
  [[nodiscard]] std::string ToString() const { return name.text() + "@" + version; }
  bool operator==(const PackageId&) const = default;
  auto operator<=>(const PackageId&) const = default;
};

/// "pkg:npm/%40scope/name@version" (package-url specification and its npm type). An empty version
/// is left out.
[[nodiscard]] std::string NpmPurl(const PackageName& name, std::string_view version);
