#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/span.h"
#include "base/untrusted.h"

/// Where a project's own code imports a package.
struct ImportPlace {
  std::string file;  ///< below the project
  Position position;
  bool operator==(const ImportPlace&) const = default;
};

/// What a project's own code does with one package.
struct PackageUse {
  std::vector<ImportPlace> places;  ///< the first few by file and position; never empty
  /// Names of its exports that are referenced, each without what follows its first dot; "default"
  /// for the module itself being called. Of `name/file` the path below the package, too.
  std::set<std::string> exports;
  bool whole =
      false;  ///< handed on as a whole, or asked by a computed name: any export may be used
  bool operator==(const PackageUse&) const = default;
};

/// What a project's own code (all but `node_modules`) says of packages.
struct ProjectUse {
  std::map<std::string, PackageUse> imported;  ///< by the name that is imported
  /// Of the names that were asked for, those that stand in a text, a script or a file that is no
  /// code, and so may be loaded by a tool.
  std::set<std::string> named;
  std::vector<std::string> unread;  ///< own files that could not be read, or not as code; sorted
  bool computed = false;            ///< an import whose name is worked out when it runs
  std::size_t files = 0;

  /// Whether a package that is neither imported nor named is certainly not.
  [[nodiscard]] bool complete() const { return unread.empty() && !computed; }
};
