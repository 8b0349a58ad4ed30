#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "js/parse.h"
#include "model/project_use.h"

namespace facts {

/// Reads a project's own files, one after another, for what they do with packages: what they import
/// (ES modules, CommonJS, `import()`, TypeScript's `import x = require()`; types alone do not
/// count), which exports they name, and which packages a text names without importing them. Files
/// of other languages and of configuration are searched for the names asked for; prose is not.
/// Bounded by limits::kOwnFiles, kOwnBytes, kSourceBytes; what goes over is in ProjectUse::unread.
class OwnCode {
 public:
  /// `names`: the packages that texts are searched for.
  explicit OwnCode(std::set<std::string> names);

  /// Whether it would look into a file of that name.
  [[nodiscard]] static bool Wants(std::string_view path);
  void TakeFile(const std::string& path, std::string_view text);
  void TakeUnread(const std::string& path, std::string_view reason);
  /// A name that something of the project loads, by whatever way.
  void TakeNamed(const std::string& name);
  /// Everything read so far, sorted. The object is spent.
  [[nodiscard]] ProjectUse Finish();

 private:
  void SearchText(std::string_view text);

  std::set<std::string> names_;
  js::Scratch scratch_;
  ProjectUse use_;
  std::size_t bytes_ = 0;
};

/// "lodash" of "lodash/fp", "@a/b" of "@a/b/c"; empty for what names no package: a path, a URL, a
/// module of the platform with its prefix, an entry of `imports`.
[[nodiscard]] std::string_view PackageOfSpecifier(std::string_view specifier);

/// Adds what one file of code imports to `use`. False when it has syntax errors: then it holds what
/// could be read. `names` as in OwnCode.
bool ReadImports(const std::string& path, std::string_view text, const std::set<std::string>& names,
                 js::Scratch& scratch, ProjectUse& use);

}  // namespace facts
