#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/code/api.h"
#include "facts/place.h"
#include "js/kept_module.h"
#include "js/parse.h"
#include "js/tree.h"
#include "model/fact.h"

namespace facts::code {

/// A file of the package under analysis, by its place in CodePackage. kNone: outside the package.
enum class FileId : std::uint32_t { kNone = 0xFFFFFFFF };
/// A function of a file by its place in CodeFile::functions; 0 is what runs when the file is
/// loaded.
enum class FunctionId : std::uint32_t { kTop = 0 };

/// A function (or class static block, as it runs at once) and what it stands in.
struct FunctionNode {
  js::NodeId node = js::NodeId::kNone;
  FunctionId owner = FunctionId::kTop;
};

/// A node that the shared walk found, and the function it stands in.
struct Spot {
  js::NodeId node = js::NodeId::kNone;
  FunctionId owner = FunctionId::kTop;
};

/// What the one shared walk over a file collects, by kind of node.
struct Spots {
  std::vector<Spot> invocations;  ///< calls, `new`, `import()`, tagged templates
  std::vector<Spot>
      members;  ///< member expressions whose property is a word of the table or computed
  std::vector<Spot> assignments;  ///< to members
  std::vector<Spot> returns;
  std::vector<Spot> loops;          ///< `for` and `while` whose test may always hold
  std::vector<Spot> carriers;       ///< texts and lists of numbers that may hold a hidden text
  std::vector<js::NodeId> modules;  ///< import and export declarations
};

/// Where code comes from that is no file of its own: text that other code evaluates.
struct LayerOrigin {
  Evidence place;  ///< of the text in the file that holds it
  std::string how;
};

/// One file, parsed and walked once; lives as long as the package is being read.
class CodeFile {
 public:
  CodeFile(std::string path, std::string_view text)
      : path_(std::move(path)), source_(path_, text) {}
  CodeFile(const CodeFile&) = delete;
  CodeFile& operator=(const CodeFile&) = delete;

  /// Parses; the tree lives in `scratch`, until its next use or Keep.
  void Parse(js::Goal goal, js::Scratch& scratch);
  /// Makes the tree this object's own; `scratch` is that of Parse.
  void Keep(js::Scratch& scratch);
  /// The shared walk. Without it (a file that names nothing of the table) there are only modules().
  void Walk();
  /// Forgets the tree: what is left is path and source.
  void Drop();

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const SourceFile& source() const { return source_; }
  [[nodiscard]] const js::Module& module() const { return module_; }
  [[nodiscard]] const js::Tree& tree() const { return *module_.tree; }
  [[nodiscard]] const js::Scopes& scopes() const { return *module_.scopes; }
  [[nodiscard]] const Spots& spots() const { return spots_; }
  [[nodiscard]] std::span<const FunctionNode> functions() const { return functions_; }
  [[nodiscard]] bool walked() const { return !parents_.empty(); }
  /// True when a name in it is one that interfaces begin with.
  [[nodiscard]] bool interesting() const { return interesting_; }

  [[nodiscard]] WordId Word(Symbol symbol) const {
    return words_[static_cast<std::size_t>(symbol)];
  }
  [[nodiscard]] std::string_view Text(Symbol symbol) const { return tree().Text(symbol); }
  /// kNone for the program.
  [[nodiscard]] js::NodeId ParentOf(js::NodeId node) const {
    return parents_[static_cast<std::uint32_t>(node) / kWordsPerNode];
  }
  /// The function around `node`, which is not `node` itself.
  [[nodiscard]] FunctionId OwnerOf(js::NodeId node) const;
  /// The function that `node` is; kTop when it is none.
  [[nodiscard]] FunctionId FunctionOf(js::NodeId node) const;

  [[nodiscard]] Evidence Place(js::NodeId node) const;
  [[nodiscard]] Evidence PlaceOfSpan(Span span) const;

  std::optional<LayerOrigin> layer;

 private:
  /// No node is shorter than its header, so no two share a quotient of their offsets.
  static constexpr std::uint32_t kWordsPerNode = sizeof(js::Node) / sizeof(std::uint32_t);

  class Collector;

  void FindWords();
  void ReserveSpots();
  /// Whether another text may be hidden in a literal.
  [[nodiscard]] bool MayHide(Symbol literal) const;

  std::string path_;
  SourceFile source_;
  js::Module module_;
  std::unique_ptr<js::KeptModule> kept_;
  Spots spots_;
  std::vector<FunctionNode> functions_;
  std::vector<std::pair<js::NodeId, FunctionId>> function_ids_;  ///< sorted
  std::vector<WordId> words_;
  std::vector<js::NodeId> parents_;
  bool interesting_ = false;
};

/// True for the kinds of node that are functions.
[[nodiscard]] bool IsFunction(js::Kind kind);
/// Parameters and body of a function node.
struct FunctionParts {
  js::NodeList params = js::NodeList::kEmpty;
  js::NodeId body = js::NodeId::kNone;
  js::NodeId id = js::NodeId::kNone;
  bool expression = false;  ///< the body is what it returns
};
[[nodiscard]] FunctionParts PartsOf(const js::Tree& tree, js::NodeId function);
/// Callee and arguments of a call, `new` or tagged template; nothing for another node.
struct CallParts {
  js::NodeId callee = js::NodeId::kNone;
  std::span<const js::NodeId> arguments;
  bool construct = false;
};
[[nodiscard]] std::optional<CallParts> CallOf(const js::Tree& tree, js::NodeId node);
/// The expression below what changes nothing for us: `await`, chains, `as T`, the end of a
/// sequence.
[[nodiscard]] js::NodeId Bare(const js::Tree& tree, js::NodeId expression);

}  // namespace facts::code
