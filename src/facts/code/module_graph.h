#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/code/resolver.h"
#include "facts/sink.h"
#include "formats/json.h"

namespace facts::code {

/// When each file of the package is loaded: at install (what lifecycle scripts run, and what that
/// imports), at import (what `main`, `module`, `browser`, `exports` and `bin` name, and what that
/// imports), or never.
class ModuleGraph {
 public:
  explicit ModuleGraph(std::size_t files) : imports_(files), loaded_(files) {}

  void AddImport(FileId from, FileId to) { imports_[static_cast<std::size_t>(from)].push_back(to); }
  /// `file` itself is loaded in `phase`, and so is all it imports unless that is loaded earlier.
  void Reach(FileId file, Phase phase, Started started = Started::kByLoading);
  [[nodiscard]] Phase PhaseOf(FileId file) const {
    return loaded_[static_cast<std::size_t>(file)].phase;
  }
  /// kByCommand when nothing but commands of the package lead to the file.
  [[nodiscard]] Started StartOf(FileId file) const {
    return loaded_[static_cast<std::size_t>(file)].started;
  }

 private:
  struct Loaded {
    Phase phase = Phase::kNever;
    Started started = Started::kByCommand;
    auto operator<=>(const Loaded&) const = default;
  };

  std::vector<std::vector<FileId>> imports_;
  std::vector<Loaded> loaded_;
};

/// The files that package.json says are loaded when the package is imported, index.js when it says
/// nothing; or those that are loaded when one of its commands is started.
[[nodiscard]] std::vector<std::string> EntryPaths(const formats::json::Object& manifest,
                                                  Started started);
/// The specifiers that a file imports or requires by constant text, without resolving aliases.
[[nodiscard]] std::vector<std::string> ImportedBy(const CodeFile& file);

class Calls;
class Folder;
/// Adds the files that are loaded under names which have to be worked out (`require(a + b)`, a path
/// that is joined, an alias of `require`), by what the calls mean; they are then reached when the
/// file that loads them is.
void AddComputedImports(const CodePackage& package, const Calls& calls, Folder& folder,
                        ModuleGraph& graph);

}  // namespace facts::code
