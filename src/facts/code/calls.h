#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "facts/code/module_graph.h"
#include "facts/code/resolver.h"

namespace facts::code {

/// A call whose callee was looked up; `f.call(t, x)`, `f.apply(t, [x])` and `Reflect.apply(f, t,
/// [x])` are calls of `f` with `x`.
struct Call {
  js::NodeId node = js::NodeId::kNone;
  FunctionId owner = FunctionId::kTop;
  bool construct = false;
  Meaning callee;
  js::NodeId target = js::NodeId::kNone;  ///< the expression that is called in the end
  std::span<const js::NodeId> arguments;

  [[nodiscard]] js::NodeId Argument(std::size_t index) const {
    return index < arguments.size() ? arguments[index] : js::NodeId::kNone;
  }
};

/// Where a call is.
struct CallPlace {
  FileId file = FileId::kNone;
  std::uint32_t index = 0;  ///< in Calls::Of(file)
};

/// All calls of a package, by file, by what they call, and when they are made.
class Calls {
 public:
  explicit Calls(const CodePackage& package);

  /// Looks up the calls of one file. Those of all files have to be before they are asked for.
  void LookUp(FileId file, Resolver& resolver);

  [[nodiscard]] std::span<const Call> Of(FileId file) const {
    return calls_[static_cast<std::size_t>(file)];
  }
  /// Those whose callee is in the table of interfaces, by their places in Of(file): few.
  [[nodiscard]] std::span<const std::uint32_t> OfApis(FileId file) const {
    return api_calls_[static_cast<std::size_t>(file)];
  }
  /// The `import()` expressions of a file.
  [[nodiscard]] std::span<const Spot> ImportsOf(FileId file) const {
    return imports_[static_cast<std::size_t>(file)];
  }
  [[nodiscard]] const Call& At(CallPlace place) const {
    return calls_[static_cast<std::size_t>(place.file)][place.index];
  }
  /// The calls of a function or of a class.
  [[nodiscard]] std::span<const CallPlace> CallersOf(Site function) const;
  /// The call that `node` is; nullptr when it is none that was looked up.
  [[nodiscard]] const Call* Find(FileId file, js::NodeId node) const;

  /// Follows what the files of the graph call while they are loaded.
  void FindPhases(const ModuleGraph& graph, Resolver& resolver);
  /// When what stands directly in that function runs.
  [[nodiscard]] Phase PhaseOf(FileId file, FunctionId owner) const;

 private:
  Call LookUp(FileId file, const Spot& spot, Resolver& resolver) const;
  void Run(const ModuleGraph& graph, Phase phase, Resolver& resolver);
  void IndexCallers() const;

  const CodePackage& package_;
  std::vector<std::vector<Call>> calls_;
  std::vector<std::vector<std::uint32_t>> api_calls_;
  std::vector<std::vector<Spot>> imports_;
  mutable bool indexed_ = false;
  mutable std::vector<std::uint64_t> called_;  ///< sorted: what the call at the same place calls
  mutable std::vector<CallPlace> callers_;
  std::vector<std::vector<Phase>> phases_;  ///< by file and function
};

}  // namespace facts::code
