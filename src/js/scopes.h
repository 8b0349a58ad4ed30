#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/symbol.h"
#include "js/node.h"

namespace js {

class Tree;

/// A scope of the file; 0 is the program's.
enum class ScopeId : std::uint32_t { kProgram = 0 };

enum class ScopeKind : std::uint8_t {
  kProgram,
  kFunction,
  kArrow,
  kBlock,
  kCatch,
  kFor,
  kSwitch,
  kClass,
  kField,
  kStaticBlock,
  kWith,
  kModuleBlock,
  kEnum,
  /// The body of a function whose parameters hold expressions, which do not see its variables
  /// (ECMA-262 10.2.11). Otherwise parameters and body share the function's scope.
  kFunctionBody
};

enum class BindingKind : std::uint8_t {
  kVar,
  kParameter,
  kFunction,
  kLet,
  kConst,
  kUsing,
  kClass,
  kCatch,
  kImport,
  kFunctionName,  ///< what a named function expression calls itself inside
  kClassName,     ///< what a named class expression calls itself inside
  kAnnexB,        ///< the var of a sloppy function in a block
  kArguments,     ///< the implicit `arguments` of a function that mentions it
  kEnum,
  kNamespace,
  kType,  ///< TypeScript: interface, type alias; no value
};

/// A name declared in a scope. `declaration` is its first Identifier node; kNone for kArguments.
struct Binding {
  Symbol name = Symbol::kEmpty;
  NodeId declaration = NodeId::kNone;
  ScopeId scope = ScopeId::kProgram;
  BindingKind kind = BindingKind::kVar;
  bool reassigned = false;  ///< written to anywhere but in its declarations' initialisers
  bool captured = false;    ///< mentioned by a function inside the one that declares it
  bool dynamic =
      false;  ///< a direct `eval` or `with` may reach it: reads and writes may be missing here
  std::uint8_t definitions = 0;  ///< mentions that declare it or write to it; 2 for any more
  std::uint32_t first = 0;       ///< of its mentions, see Scopes::Mentions
  std::uint32_t count = 0;
};

struct Scope {
  ScopeId parent = ScopeId::kProgram;
  ScopeKind kind = ScopeKind::kProgram;
  bool strict = false;
  bool direct_eval = false;        ///< in it or in a scope inside it
  std::uint32_t next_binding = 0;  ///< builder's: chain of its bindings
  std::uint32_t last_binding = 0;  ///< builder's: the last of them; then its function's scope
};

/// Which name means what. Made with the tree by Parse when asked for, valid as long as the tree. An
/// Identifier that is no binding of the file has BindingId::kNone: it is in `globals`, and
/// Node::kDynamic tells that a `with` or `eval` may capture it.
class Scopes {
 public:
  [[nodiscard]] const Binding& operator[](BindingId id) const {
    return bindings_[static_cast<std::uint32_t>(id)];
  }
  [[nodiscard]] const Scope& operator[](ScopeId id) const {
    return scopes_[static_cast<std::uint32_t>(id)];
  }
  /// Every Identifier of the binding in source order, declarations (Node::kDeclares), reads and
  /// writes (Node::kWrites). The names of JSX tags (`<Foo/>`, `<foo.bar/>`) are JSXIdentifier nodes
  /// with the fields of an Identifier.
  [[nodiscard]] std::span<const NodeId> Mentions(BindingId id) const {
    const Binding& binding = (*this)[id];
    return std::span<const NodeId>(mentions_).subspan(binding.first, binding.count);
  }
  /// Every Identifier (or JSXIdentifier) that no scope of the file declares, in source order.
  [[nodiscard]] std::span<const NodeId> globals() const { return globals_; }
  /// All bindings; the first entry (BindingId::kNone) is empty.
  [[nodiscard]] std::span<const Binding> bindings() const { return bindings_; }
  [[nodiscard]] std::span<const Scope> scopes() const { return scopes_; }
  /// Memory in use.
  [[nodiscard]] std::size_t bytes() const {
    return bindings_.size() * sizeof(Binding) + scopes_.size() * sizeof(Scope) +
           (mentions_.size() + globals_.size()) * sizeof(NodeId);
  }

 private:
  friend class ScopeBuilder;
  std::vector<Binding> bindings_;
  std::vector<Scope> scopes_;
  std::vector<NodeId> mentions_;
  std::vector<NodeId> globals_;
};

}  // namespace js
