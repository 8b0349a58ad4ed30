#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "js/tree.h"

namespace js {

/// Turns nodes into pieces of text and further nodes, and those into text, with a stack of its own.
/// One function for each group of kinds lists the pieces of a node from left to right.
class Printer {
 public:
  explicit Printer(const Tree& tree) : tree_(tree) {}
  std::string Run(NodeId root);

 private:
  /// How a piece joins what is before it.
  enum class Join : std::uint8_t { kSpace, kTight };
  struct Piece {
    std::string_view text = {};
    NodeId node = NodeId::kNone;
    Join join = Join::kSpace;
    bool without_semicolon = false;  ///< a declaration in the head of a for loop
  };

  void Add(std::string_view text) {
    if (!text.empty()) pieces_.push_back({.text = text});
  }
  void AddTight(std::string_view text) { pieces_.push_back({.text = text, .join = Join::kTight}); }
  void Add(NodeId node) {
    if (node != NodeId::kNone) pieces_.push_back({.node = node});
  }
  void AddTight(NodeId node) { pieces_.push_back({.node = node, .join = Join::kTight}); }
  template <typename First, typename Second, typename... More>
  void Add(First first, Second second, More... more) {
    Add(first);
    Add(second, more...);
  }
  void AddIf(bool condition, std::string_view text) {
    if (condition) Add(text);
  }
  /// `before`, the node, `after`; nothing when there is no node.
  void AddOptional(std::string_view before, NodeId node, std::string_view after = {}) {
    if (node == NodeId::kNone) return;
    Add(before);
    Add(node);
    Add(after);
  }
  void AddList(NodeList list, std::string_view separator);
  /// The node as the source has it: literals, and names, whose escapes may matter.
  void AddSource(const Node& node) { Add(tree_.Source(node.span())); }

  void Split(NodeId id, bool without_semicolon);
  bool SplitStatement(const Node& node, bool without_semicolon);
  bool SplitExpression(const Node& node);
  bool SplitPattern(const Node& node);
  bool SplitModule(const Node& node);
  bool SplitClass(const Node& node);
  bool SplitJsx(const Node& node);
  bool SplitType(const Node& node);
  bool SplitTypeDeclaration(const Node& node);

  template <typename T>
  void SplitFunction(const T& node, std::string_view name);
  template <typename T>
  void SplitMember(const T& node, bool abstract);
  template <typename T>
  void SplitField(const T& node, bool abstract, bool accessor);
  template <typename T>
  void SplitClassOf(const T& node);
  /// Type parameters, parameters and result of a function or a signature.
  template <typename T>
  void SplitSignature(const T& node, std::string_view result_sign) {
    Add(node.type_parameters(), "(");
    AddList(node.params, ",");
    Add(")");
    const NodeId result = node.return_type();
    if (result != NodeId::kNone)
      Add(result_sign, tree_.As<TSTypeAnnotation>(result).type_annotation);
  }
  void AddAccessibility(const Node& node);
  void AddProperty(const Property& node);
  void AddFunctionTail(NodeId function);
  void AddAttributes(NodeList attributes);
  void AddTemplate(NodeList quasis, NodeList expressions);
  void AddTypeOf(NodeId annotation, bool optional) {
    AddIf(optional, "?");
    Add(annotation);
  }
  template <typename T>
  const T& As(const Node& node) const {
    return static_cast<const T&>(node);
  }
  bool IsFlag(NodeId id, Kind kind) const { return tree_.KindOf(id) == kind; }

  const Tree& tree_;
  std::string out_;
  std::vector<Piece> stack_;
  std::vector<Piece> pieces_;
};

}  // namespace js
