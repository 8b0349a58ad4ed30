#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "js/evaluate_constants.h"
#include "js/evaluate_groups.h"
#include "js/parse.h"
#include "js/tree.h"

namespace js::eval {

/// Where a variable's first value comes from.
struct Definition {
  enum class Kind : std::uint8_t {
    kNone,        ///< nothing the evaluator follows: a parameter, an import, a class
    kExpression,  ///< `node` is the initialiser, or the argument of a function called on the spot
    kPattern,     ///< `node` is the VariableDeclarator whose pattern names it
    kFunction,    ///< `node` is the function
    kAbsent,      ///< declared without an initialiser, and not by the head of a for-of or for-in
  };
  Kind kind = Kind::kNone;
  NodeId node = NodeId::kNone;
};

struct BindingInfo {
  Definition definition;
  NodeId owner = NodeId::kNone;   ///< the function, or the program, whose frame holds it
  NodeId list = NodeId::kNone;    ///< the node whose statements hold its declaration
  std::uint32_t slot = 0;         ///< in that frame
  NodeId writer = NodeId::kNone;  ///< the function that writes to it after its declaration
  bool foreign_writes = false;    ///< another function than its owner does
  bool mutated = false;           ///< a property of it is assigned, or a method changes it in place
};

/// The parameters and body of a function of any kind; `params` is empty for another node.
struct FunctionParts {
  NodeList params = NodeList::kEmpty;
  NodeId body = NodeId::kNone;
  bool is_function = false;
  bool arrow = false;
  bool expression = false;  ///< the body is an expression
  bool plain = false;       ///< neither a generator nor async
};
[[nodiscard]] FunctionParts PartsOf(const Tree& tree, NodeId function);

struct FunctionInfo {
  FunctionParts parts;
  std::span<const BindingId> locals;                           ///< in the order of their slots
  std::span<const std::pair<BindingId, NodeId>> declarations;  ///< functions to make on entry
};

/// What the evaluator must know of a module beyond its scopes, gathered in one walk.
class Index {
 public:
  explicit Index(const Module& module);

  [[nodiscard]] const BindingInfo& operator[](BindingId id) const {
    return bindings_[static_cast<std::uint32_t>(id)];
  }
  /// The program counts as one; nothing is known of another node.
  [[nodiscard]] const FunctionInfo& Function(NodeId function) const {
    const auto found = std::ranges::lower_bound(function_numbers_, function, {}, &Numbered::first);
    const bool known = found != function_numbers_.end() && found->first == function;
    return known ? functions_[found->second] : none_;
  }
  /// The operators whose operands are literals and such operators, as obfuscators write numbers.
  [[nodiscard]] const Constants& constants() const { return constants_; }
  /// Calls on the spot of a function expression that are handed the variable, in source order: what
  /// rotates the string arrays of obfuscators.
  [[nodiscard]] std::span<const NodeId> Preludes(BindingId id) const {
    return preludes_.Of(static_cast<std::uint32_t>(id));
  }

 private:
  /// A node and its number among those of its sort.
  using Numbered = std::pair<NodeId, std::uint32_t>;

  void Gather(NodeId program);
  void Open(NodeId function, const FunctionParts& parts);
  void Seal();
  /// Whether Leave is to be called after the children.
  bool Enter(NodeId id);
  void Leave(NodeId id);
  void EnterFunction(NodeId id, const FunctionParts& parts);
  void EnterName(const Identifier& name);
  void EnterDeclarator(const VariableDeclarator& declarator, NodeId id);
  void EnterTarget(NodeId target);
  void EnterLoopHead(NodeId left);
  void EnterCall(const CallExpression& call, NodeId id);
  void Declare(BindingId binding, const Numbered& owner);
  void Define(NodeId identifier, Definition definition);
  void NoteMutation(NodeId target);
  [[nodiscard]] bool IsConstant(NodeId operand) const;

  const Tree& tree_;
  const Scopes& scopes_;
  Constants constants_;
  std::vector<BindingInfo> bindings_;
  std::vector<FunctionInfo> functions_;  ///< as the walk meets them
  std::vector<std::uint32_t> slots_;     ///< how many each has
  std::vector<Numbered> function_numbers_;
  Groups<BindingId> locals_;                                 ///< by function
  Groups<std::pair<BindingId, NodeId>> declarations_;        ///< by function
  Groups<NodeId> preludes_;                                  ///< by binding
  std::vector<std::pair<NodeId, NodeId>> function_of_name_;  ///< by the name's Identifier
  std::vector<Numbered> open_functions_;
  std::vector<NodeId> open_lists_;
  NodeId loop_declarator_ = NodeId::kNone;  ///< of the for-of or for-in entered last
  FunctionInfo none_;
};

/// The expression below what TypeScript puts around it: `as`, `satisfies`, `!`.
[[nodiscard]] NodeId Bare(const Tree& tree, NodeId expression);
/// The variable at the root of `a.b[c]`, or kNone.
[[nodiscard]] BindingId RootOf(const Tree& tree, NodeId expression);
/// True for the names of methods that change their array or object.
[[nodiscard]] bool IsMutator(std::string_view method);
/// The name a member expression reads when it is written down: `a.name` or `a['name']`.
[[nodiscard]] Symbol WrittenName(const Tree& tree, const MemberExpression& member);

}  // namespace js::eval
