#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/symbol.h"
#include "js/node.h"

namespace js {

/// The nodes of one file in one buffer, its source and its names. Filled by Parse, then read only.
/// Node references stay good until the next Parse with the same Scratch.
class Tree {
 public:
  [[nodiscard]] const Node& operator[](NodeId id) const {
    return *reinterpret_cast<const Node*>(words_.get() + static_cast<std::uint32_t>(id));
  }
  /// The node as its own type; null for none and for another kind.
  template <typename T>
  [[nodiscard]] const T* If(NodeId id) const {
    const Node& node = (*this)[id];
    return node.kind == T::kKind ? static_cast<const T*>(&node) : nullptr;
  }
  /// The node as its own type, which the caller has already seen that it is.
  template <typename T>
  [[nodiscard]] const T& As(NodeId id) const {
    return static_cast<const T&>((*this)[id]);
  }
  /// Kind::kNone for NodeId::kNone.
  [[nodiscard]] Kind KindOf(NodeId id) const { return (*this)[id].kind; }
  [[nodiscard]] NodeId IdOf(const Node& node) const {
    return static_cast<NodeId>(reinterpret_cast<const std::uint32_t*>(&node) - words_.get());
  }
  [[nodiscard]] std::span<const NodeId> List(NodeList list) const {
    const auto bits = static_cast<std::uint32_t>(list);
    const std::uint32_t count = bits >> kListCountShift;
    const std::uint32_t* const at = words_.get() + (bits & ((1U << kListCountShift) - 1));
    return {reinterpret_cast<const NodeId*>(at), count < kLongList ? count : at[-1]};
  }
  /// Names and string values as UTF-8; a lone surrogate of an escape is encoded as three bytes
  /// (WTF-8). Bytes of the source that are not UTF-8 are kept.
  [[nodiscard]] std::string_view Text(Symbol symbol) const { return symbols_->Text(symbol); }
  [[nodiscard]] std::string_view source() const { return source_; }
  [[nodiscard]] std::string_view Source(Span span) const {
    return source_.substr(span.begin, span.end - span.begin);
  }
  /// Bytes of the buffer in use.
  [[nodiscard]] std::size_t bytes() const { return std::size_t{size_} * sizeof(std::uint32_t); }
  [[nodiscard]] const SymbolPool& symbols() const { return *symbols_; }

 private:
  friend class TreeBuilder;
  friend class KeptModule;
  friend class Scratch;
  struct Free {
    void operator()(std::uint32_t* words) const {
      std::free(words);
    }  // NOLINT: realloc's other half
  };

  std::unique_ptr<std::uint32_t[], Free> words_;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
  std::string_view source_;
  const SymbolPool* symbols_ = nullptr;
};

/// Calls `enter` with the node as its own type, and then `visit(NodeId)` for every child that is
/// there, in the order of nodes.def: one look at its kind for both.
template <typename Enter, typename Visit>
void EnterThenChildren(const Tree& tree, const Node& node, Enter&& enter, Visit&& visit) {
  const auto one = [&](NodeId child) {
    if (child != NodeId::kNone) visit(child);
  };
  const auto each = [&](NodeList list) {
    for (const NodeId child : tree.List(list)) one(child);
  };
  switch (node.kind) {
    case Kind::kNone:
      return;
#define NODE(K, estree)                          \
  case Kind::k##K: {                             \
    const auto& n = static_cast<const K&>(node); \
    enter(n);
#define END(K) \
  return;      \
  }
#define CHILD(member, key) one(n.member);
#define OPTIONAL_CHILD(member, key) one(n.member);
#define LIST(member, key) each(n.member);
#define TS_CHILD(member, key) one(n.member());
#define TS_LIST(member, key) each(n.member());
#include "js/nodes.def"
  }
}

/// Calls `visit(NodeId)` for every child that is there, in the order of nodes.def.
template <typename Visit>
void ForEachChild(const Tree& tree, const Node& node, Visit&& visit) {
  EnterThenChildren(
      tree, node, [](const auto&) {}, std::forward<Visit>(visit));
}

namespace internal {
/// By kind: whether nodes.def gives it children outside the optional tail.
inline constexpr auto kHasChildren = [] {
  std::array<bool, 256> table{};
#define NODE(K, estree) \
  {                     \
    [[maybe_unused]] bool& has = table[static_cast<std::size_t>(Kind::k##K)];
#define END(K) }
#define CHILD(member, key) has = true;
#define OPTIONAL_CHILD(member, key) has = true;
#define LIST(member, key) has = true;
#include "js/nodes.def"
  return table;
}();
}  // namespace internal

/// True for a node of a kind without children, as most are: names and literals.
[[nodiscard]] inline bool IsLeaf(const Node& node) {
  return !internal::kHasChildren[static_cast<std::size_t>(node.kind)] && !node.Has(Node::kHasTail);
}

/// Calls `enter(NodeId)` for `root` and the nodes below it, a parent before its children, which are
/// visited in order when it returns true. The stack is its own, so depth costs no machine stack.
template <typename Enter>
void Walk(const Tree& tree, NodeId root, Enter&& enter) {
  if (root == NodeId::kNone) return;
  std::vector<NodeId> stack{root};
  while (!stack.empty()) {
    const NodeId id = stack.back();
    stack.pop_back();
    if (!enter(id)) continue;
    const std::size_t first = stack.size();
    ForEachChild(tree, tree[id], [&](NodeId child) { stack.push_back(child); });
    std::reverse(stack.begin() + static_cast<std::ptrdiff_t>(first), stack.end());
  }
}

/// The ESTree name: "CallExpression"; "Literal" for all literals, "Identifier" for names too.
[[nodiscard]] std::string_view EstreeType(Kind kind);
/// The name in nodes.def, without doubles: "StringLiteral".
[[nodiscard]] std::string_view KindName(Kind kind);

/// The value of a numeric literal as the language defines it.
[[nodiscard]] double NumberValue(const Tree& tree, const NumericLiteral& literal);
/// The digits of a BigInt in radix ten, without separators; a literal with more than
/// limits::kBigIntDigits in another radix is given as it was written.
[[nodiscard]] std::string BigIntText(const Tree& tree, const BigIntLiteral& literal);
/// Between the slashes, and after the last one.
[[nodiscard]] std::string_view RegExpPattern(const Tree& tree, const RegExpLiteral& literal);
[[nodiscard]] std::string_view RegExpFlags(const Tree& tree, const RegExpLiteral& literal);

}  // namespace js
