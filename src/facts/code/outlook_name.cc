// What the place of a name, and the body of a function that is called, tell of a value.
#include <algorithm>
#include <utility>

#include "facts/code/outlook.h"
#include "js/evaluate.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

namespace {

constexpr std::size_t kMentions = 256;  ///< of a variable that are looked at for one name

bool IsPattern(Kind kind) {
  return kind == Kind::kObjectPattern || kind == Kind::kArrayPattern || kind == Kind::kProperty ||
         kind == Kind::kAssignmentPattern || kind == Kind::kRestElement;
}

/// The evaluator's lists of statements.
bool HoldsStatements(Kind kind) {
  return kind == Kind::kProgram || kind == Kind::kBlockStatement || kind == Kind::kStaticBlock ||
         kind == Kind::kSwitchCase;
}

/// The statements that the evaluator carries out up to a place within them.
bool IsStraight(Kind kind) {
  return kind == Kind::kExpressionStatement || kind == Kind::kVariableDeclaration ||
         kind == Kind::kReturnStatement;
}

bool Within(const js::Node& inner, const js::Node& outer) {
  return inner.begin >= outer.begin && inner.end() <= outer.end();
}

}  // namespace

/// A variable that is declared once and never written to again has the value of its declaration or
/// none: a function's parameter, unless it is called on the spot, what goes through a list, and
/// whatever is not followed. One of `let` that is written to or changed in place gets its value by
/// carrying out the statements from its declaration to the place of use, and within a loop by none.
bool Outlook::AskBinding(js::BindingId id) {
  const js::Binding& binding = file_.scopes()[id];
  const js::Tree& tree = file_.tree();
  if (binding.declaration == NodeId::kNone) return false;
  if (binding.reassigned && binding.kind != js::BindingKind::kLet) return false;
  const auto mentions = file_.scopes().Mentions(id);
  const auto declares = [&](NodeId mention) { return tree[mention].Has(js::Node::kDeclares); };
  if (std::count_if(mentions.begin(), mentions.end(), declares) != 1) return false;
  switch (binding.kind) {
    case js::BindingKind::kImport:
    case js::BindingKind::kCatch:
      return true;
    case js::BindingKind::kVar:
    case js::BindingKind::kLet:
    case js::BindingKind::kConst:
    case js::BindingKind::kParameter:
      break;
    default:  // the evaluator may know
      return false;
  }
  NodeId at = binding.declaration;
  NodeId up = file_.ParentOf(at);
  for (; IsPattern(tree.KindOf(up)); at = up, up = file_.ParentOf(at)) {
    if (!budget_.Step()) return false;
  }
  if (const auto* declarator = tree.If<js::VariableDeclarator>(up)) {
    if (declarator->id != at) return false;
    if (declarator->init != NodeId::kNone) return IsHopeless(declarator->init);
    const Kind loop = tree.KindOf(file_.ParentOf(file_.ParentOf(up)));
    return binding.kind != js::BindingKind::kVar &&
           (loop == Kind::kForOfStatement || loop == Kind::kForInStatement);
  }
  return IsHandedByCalls(binding);
}

/// True for a variable whose value after a change is that of the statements between its declaration
/// and the place of use. Functions that write to their own names are followed in other ways.
bool Outlook::IsFollowed(const js::Binding& binding) const {
  const js::Tree& tree = file_.tree();
  const auto* const declarator =
      tree.If<js::VariableDeclarator>(file_.ParentOf(binding.declaration));
  return declarator != nullptr && declarator->id == binding.declaration &&
         !IsFunction(tree.KindOf(declarator->init));
}

/// True when a variable that is changed somewhere has no value at this place: a function changes it
/// that is not its own, at any time; a loop or branch around the place does, nobody knows how
/// often; or a statement before it that only a run can carry out.
bool Outlook::IsHopelessHere(NodeId mention) {
  const js::Tree& tree = file_.tree();
  const js::BindingId id = tree.As<js::Identifier>(mention).binding;
  const js::Binding& binding = file_.scopes()[id];
  if (binding.declaration == NodeId::kNone) return false;
  const auto mentions = SomeMentions(id);
  const auto declares = [&](NodeId one) { return tree[one].Has(js::Node::kDeclares); };
  if (std::count_if(mentions.begin(), mentions.end(), declares) != 1) return false;
  if (binding.kind == js::BindingKind::kParameter)
    return binding.reassigned && IsHandedByCalls(binding);
  if (!IsFollowed(binding)) return false;
  if (binding.reassigned && IsWrittenElsewhere(id)) return true;
  NodeId list = binding.declaration;
  while (!HoldsStatements(tree.KindOf(list))) {
    list = file_.ParentOf(list);
    if (list == NodeId::kNone || !budget_.Step()) return false;
  }
  NodeId statement = mention;
  for (NodeId up = file_.ParentOf(mention); up != list; up = file_.ParentOf(up)) {
    if (up == NodeId::kNone || !budget_.Step()) return false;
    statement = up;
  }
  if (!IsStraight(tree.KindOf(statement)) && IsChangedIn(tree[statement], id)) return true;
  return binding.reassigned && IsMadeHopelessBefore(statement, list, id);
}

std::span<const NodeId> Outlook::SomeMentions(js::BindingId id) const {
  const auto mentions = file_.scopes().Mentions(id);
  return mentions.first(std::min(kMentions, mentions.size()));
}

bool Outlook::IsWrittenElsewhere(js::BindingId id) {
  const js::Binding& binding = file_.scopes()[id];
  if (!binding.captured) return false;
  const FunctionId owner = file_.OwnerOf(binding.declaration);
  for (const NodeId mention : SomeMentions(id)) {
    if (!budget_.Step()) return false;
    const js::Node& node = file_.tree()[mention];
    if (node.Has(js::Node::kDeclares) || !node.Has(js::Node::kWrites)) continue;
    if (file_.OwnerOf(mention) != owner) return true;
  }
  return false;
}

bool Outlook::IsChangedIn(const js::Node& statement, js::BindingId id) {
  const js::Tree& tree = file_.tree();
  const auto mentions = file_.scopes().Mentions(id);
  auto at = std::partition_point(mentions.begin(), mentions.end(),
                                 [&](NodeId one) { return tree[one].begin < statement.begin; });
  for (std::size_t seen = 0; at != mentions.end() && Within(tree[*at], statement); ++at) {
    if (++seen > kMentions || !budget_.Step()) return false;
    if (Changes(*at)) return true;
  }
  return false;
}

/// True when the mention writes to the variable, or to a property of what it holds, or calls one of
/// the methods that change it in place.
bool Outlook::Changes(NodeId mention) {
  const js::Tree& tree = file_.tree();
  if (tree[mention].Has(js::Node::kWrites)) return true;
  NodeId target = mention;
  NodeId member = NodeId::kNone;
  NodeId up = file_.ParentOf(target);
  for (;; target = up, up = file_.ParentOf(up)) {
    if (!budget_.Step()) return false;
    const auto* const outer = tree.If<js::MemberExpression>(up);
    if (outer == nullptr || outer->object != target) break;
    member = up;
  }
  if (member == NodeId::kNone) return false;
  if (const auto* assignment = tree.If<js::AssignmentExpression>(up))
    return assignment->left == target;
  if (const auto* update = tree.If<js::UpdateExpression>(up)) return update->argument == target;
  const auto* const call = tree.If<js::CallExpression>(up);
  if (call == nullptr || call->callee != target) return false;
  const auto& method = tree.As<js::MemberExpression>(member);
  const auto* const name = tree.If<js::IdentifierName>(method.property);
  return name != nullptr && !method.computed() && js::Evaluator::Changes(tree.Text(name->name));
}

/// Among the statements of `list` before `statement`.
bool Outlook::IsMadeHopelessBefore(NodeId statement, NodeId list, js::BindingId id) {
  constexpr unsigned kWrites = 16;
  const js::Tree& tree = file_.tree();
  unsigned writes = 0;
  const bool in_place = std::exchange(in_place_, false);
  bool hopeless = false;
  for (const NodeId mention : SomeMentions(id)) {
    if (hopeless || tree[mention].begin >= tree[statement].begin || !budget_.Step()) break;
    if (tree[mention].Has(js::Node::kDeclares) || !tree[mention].Has(js::Node::kWrites)) continue;
    if (++writes > kWrites) break;
    NodeId writer = mention;
    for (NodeId up = file_.ParentOf(writer); up != list; up = file_.ParentOf(up)) {
      if (up == NodeId::kNone || !budget_.Step()) break;
      writer = up;
    }
    hopeless = file_.ParentOf(writer) == list && IsHopelessStatement(writer);
  }
  in_place_ = in_place;
  return hopeless;
}

/// True when carrying the statement out certainly ends at something that only a run can tell.
bool Outlook::IsHopelessStatement(NodeId statement) {
  const js::Tree& tree = file_.tree();
  switch (tree.KindOf(statement)) {
    case Kind::kExpressionStatement:
      return IsHopeless(tree.As<js::ExpressionStatement>(statement).expression);
    case Kind::kIfStatement:
      return IsHopeless(tree.As<js::IfStatement>(statement).test);
    case Kind::kWhileStatement:
      return IsHopeless(tree.As<js::WhileStatement>(statement).test);
    case Kind::kForOfStatement:
      return IsHopeless(tree.As<js::ForOfStatement>(statement).right);
    case Kind::kSwitchStatement:
      return IsHopeless(tree.As<js::SwitchStatement>(statement).discriminant);
    case Kind::kReturnStatement:
      return IsHopeless(tree.As<js::ReturnStatement>(statement).argument);
    case Kind::kVariableDeclaration: {
      const auto declarators = tree.List(tree.As<js::VariableDeclaration>(statement).declarations);
      return std::any_of(declarators.begin(), declarators.end(), [&](NodeId one) {
        return IsHopeless(tree.As<js::VariableDeclarator>(one).init);
      });
    }
    default:
      return false;
  }
}

/// A parameter's value comes with calls, but for a function that is called on the spot.
bool Outlook::IsHandedByCalls(const js::Binding& binding) {
  const js::Tree& tree = file_.tree();
  NodeId up = file_.ParentOf(binding.declaration);
  while (IsPattern(tree.KindOf(up))) {
    up = file_.ParentOf(up);
    if (!budget_.Step()) return false;
  }
  if (!IsFunction(tree.KindOf(up))) return false;
  NodeId around = file_.ParentOf(up);
  while (tree.KindOf(around) == Kind::kTSAsExpression ||
         tree.KindOf(around) == Kind::kTSNonNullExpression ||
         tree.KindOf(around) == Kind::kTSSatisfiesExpression)
    around = file_.ParentOf(around);
  return !tree.If<js::CallExpression>(around) ||
         Bare(tree, tree.As<js::CallExpression>(around).callee) != up;
}

/// The function of the file that a call of `callee` certainly runs; kNone when that is not told.
NodeId Outlook::FunctionAt(NodeId callee) {
  const js::Tree& tree = file_.tree();
  const auto* const name = tree.If<js::Identifier>(callee);
  if (name == nullptr || name->binding == js::BindingId::kNone || called_ != NodeId::kNone)
    return NodeId::kNone;
  const js::Binding& binding = file_.scopes()[name->binding];
  if (binding.reassigned || binding.definitions != 1 || binding.dynamic) return NodeId::kNone;
  const NodeId up = file_.ParentOf(binding.declaration);
  if (const auto* function = tree.If<js::FunctionDeclaration>(up)) {
    const bool plain = !function->async() && !function->generator();
    return binding.kind == js::BindingKind::kFunction && function->id == binding.declaration &&
                   plain
               ? up
               : NodeId::kNone;
  }
  const auto* const declarator = tree.If<js::VariableDeclarator>(up);
  if (binding.kind != js::BindingKind::kConst || declarator == nullptr ||
      declarator->id != binding.declaration)
    return NodeId::kNone;
  const auto* const arrow = tree.If<js::ArrowFunctionExpression>(declarator->init);
  return arrow != nullptr && !arrow->async() ? declarator->init : NodeId::kNone;
}

/// True when one of its first statements, which every call carries out, is hopeless.
bool Outlook::IsHopelessFunction(NodeId function) {
  if (function == NodeId::kNone) return false;
  constexpr std::size_t kStatements = 8;
  const js::Tree& tree = file_.tree();
  const FunctionParts parts = PartsOf(tree, function);
  const NodeId called = std::exchange(called_, function);
  bool hopeless = false;
  if (const auto* block = tree.If<js::BlockStatement>(parts.body)) {
    const auto statements = tree.List(block->body);
    for (const NodeId one : statements.first(std::min(kStatements, statements.size()))) {
      hopeless = IsHopelessStatement(one);
      const Kind kind = tree.KindOf(one);
      const bool goes_on = kind == Kind::kExpressionStatement ||
                           kind == Kind::kVariableDeclaration || kind == Kind::kFunctionDeclaration;
      if (hopeless || !goes_on) break;
    }
  } else {
    hopeless = IsHopeless(parts.body);
  }
  called_ = called;
  return hopeless;
}

}  // namespace facts::code
