#include "facts/code/outlook.h"

#include <algorithm>

#include "js/evaluate.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

namespace {

/// True when what is left of the chain may end at `?.`: then nothing right of it is carried out.
bool MayEndEarly(const js::Tree& tree, NodeId spine) {
  for (;;) {
    if (const auto* member = tree.If<js::MemberExpression>(spine)) {
      if (member->optional()) return true;
      spine = member->object;
    } else if (const auto* call = tree.If<js::CallExpression>(spine)) {
      if (call->optional()) return true;
      spine = call->callee;
    } else {
      return tree.KindOf(spine) == Kind::kChainExpression;
    }
  }
}

bool IsPattern(Kind kind) {
  return kind == Kind::kObjectPattern || kind == Kind::kArrayPattern || kind == Kind::kProperty ||
         kind == Kind::kAssignmentPattern || kind == Kind::kRestElement;
}

}  // namespace

Outlook::Outlook(const CodeFile& file, Budget& budget)
    : file_(file), budget_(budget), bindings_(file.scopes().bindings().size()) {}

bool Outlook::IsHopeless(NodeId expression) {
  constexpr unsigned kDeepest = 60;
  if (depth_ >= kDeepest || !budget_.Step()) return false;
  const js::Tree& tree = file_.tree();
  ++depth_;
  bool hopeless = false;
  switch (tree.KindOf(expression)) {
    case Kind::kIdentifier:
      hopeless = IsHopelessName(tree.As<js::Identifier>(expression));
      break;
    case Kind::kMemberExpression:
      hopeless = IsHopelessMember(tree.As<js::MemberExpression>(expression));
      break;
    case Kind::kCallExpression: {
      const auto& call = tree.As<js::CallExpression>(expression);
      hopeless = IsHopelessCall(call.callee, tree.List(call.arguments));
      break;
    }
    case Kind::kNewExpression: {
      const auto& made = tree.As<js::NewExpression>(expression);
      hopeless = IsHopelessCall(made.callee, tree.List(made.arguments));
      break;
    }
    case Kind::kBinaryExpression: {
      const auto& binary = tree.As<js::BinaryExpression>(expression);
      hopeless = IsHopeless(binary.left) || IsHopeless(binary.right);
      break;
    }
    case Kind::kUnaryExpression:
      hopeless = IsHopeless(tree.As<js::UnaryExpression>(expression).argument);
      break;
    case Kind::kTemplateLiteral:
      hopeless = AnyHopeless(tree.List(tree.As<js::TemplateLiteral>(expression).expressions));
      break;
    case Kind::kSequenceExpression:
      hopeless = AnyHopeless(tree.List(tree.As<js::SequenceExpression>(expression).expressions));
      break;
    case Kind::kLogicalExpression:
      hopeless = IsHopeless(tree.As<js::LogicalExpression>(expression).left);
      break;
    case Kind::kConditionalExpression:
      hopeless = IsHopeless(tree.As<js::ConditionalExpression>(expression).test);
      break;
    case Kind::kTSAsExpression:
      hopeless = IsHopeless(tree.As<js::TSAsExpression>(expression).expression);
      break;
    case Kind::kTSNonNullExpression:
      hopeless = IsHopeless(tree.As<js::TSNonNullExpression>(expression).expression);
      break;
    case Kind::kImportExpression:
    case Kind::kAwaitExpression:
    case Kind::kYieldExpression:
      hopeless = true;
      break;
    default:  // the evaluator may know
      break;
  }
  --depth_;
  return hopeless;
}

bool Outlook::AnyHopeless(std::span<const NodeId> expressions) {
  return std::any_of(expressions.begin(), expressions.end(),
                     [&](NodeId expression) { return IsHopeless(expression); });
}

/// First the callee is worked out, then the arguments, and then only the function is looked at.
bool Outlook::IsHopelessCall(NodeId callee, std::span<const NodeId> arguments) {
  return IsHopeless(callee) || (!MayEndEarly(file_.tree(), callee) && AnyHopeless(arguments));
}

bool Outlook::IsHopelessMember(const js::MemberExpression& member) {
  if (IsHopeless(member.object)) return true;
  const bool surely = !member.optional() && !MayEndEarly(file_.tree(), member.object);
  return member.computed() && surely && IsHopeless(member.property);
}

bool Outlook::IsHopelessName(const js::Identifier& name) {
  if (name.binding == js::BindingId::kNone) return !js::Evaluator::Knows(file_.Text(name.name));
  Answer& answer = bindings_[static_cast<std::size_t>(name.binding)];
  if (answer == Answer::kNotAsked) {
    answer = Answer::kOpen;  // while it is being worked on: a cycle
    if (AskBinding(name.binding)) answer = Answer::kHopeless;
  }
  return answer == Answer::kHopeless;
}

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
  if (!IsFunction(tree.KindOf(up))) return false;
  NodeId around = file_.ParentOf(up);
  while (tree.KindOf(around) == Kind::kTSAsExpression ||
         tree.KindOf(around) == Kind::kTSNonNullExpression ||
         tree.KindOf(around) == Kind::kTSSatisfiesExpression)
    around = file_.ParentOf(around);
  return !tree.If<js::CallExpression>(around) ||
         Bare(tree, tree.As<js::CallExpression>(around).callee) != up;
}

}  // namespace facts::code
