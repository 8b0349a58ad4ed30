#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "intel/reach.h"
#include "model/project_use.h"

namespace intel {

/// What the project's own code does with a package; the words are those of intel.vulnerability.
struct UsageAnswer {
  std::string_view imported;        ///< "yes", "through", "named", "no", "unknown"
  std::string_view referenced;      ///< "yes", "no", "unknown": what the record calls vulnerable
  std::vector<std::string> places;  ///< "src/index.js:3"
};

/// Whether code that runs can come to a package: from what the project's own code imports, along
/// every dependency, as any of them may be imported by who asks for it. "no" is said only when all
/// own code was read; whatever speaks for use stands against it.
class UsageOfPackages {
 public:
  /// All three outlive it.
  UsageOfPackages(const Inventory& inventory, const Reach& reach, const ProjectUse& use);

  /// `functions` as records write them: "(lodash).template", "template", "Parser.parse()". "no" for
  /// them too only when the import is the project's alone and no place hands the module on.
  [[nodiscard]] UsageAnswer Ask(PackageIndex package, const std::set<std::string>& functions) const;

 private:
  [[nodiscard]] std::string_view Referenced(const Package& package, PackageIndex index,
                                            const std::set<std::string>& functions) const;

  const Inventory& inventory_;
  const Reach& reach_;
  const ProjectUse& use_;
  std::vector<bool> behind_imports_;
  std::vector<bool> behind_names_;
};

/// The export that a record's word for a function names: "template" of "(lodash).template",
/// "default" when it is the module itself.
[[nodiscard]] std::string_view ExportOf(std::string_view function, std::string_view package);

}  // namespace intel
