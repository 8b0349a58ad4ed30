#include "facts/code/outlook.h"

#include <algorithm>
#include <utility>

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
      hopeless = IsHopelessName(expression);
      break;
    case Kind::kMemberExpression:
      hopeless = IsHopelessMember(tree.As<js::MemberExpression>(expression));
      break;
    case Kind::kCallExpression: {
      const auto& call = tree.As<js::CallExpression>(expression);
      hopeless = IsHopelessCall(call.callee, tree.List(call.arguments)) ||
                 IsHopelessFunction(FunctionAt(call.callee));
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
    case Kind::kAssignmentExpression: {
      const auto& assignment = tree.As<js::AssignmentExpression>(expression);
      hopeless =
          assignment.operator_word() == js::Operator::kAssign && IsHopeless(assignment.right);
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
  const js::Tree& tree = file_.tree();
  const auto* const global = tree.If<js::Identifier>(member.object);
  const auto* const name = tree.If<js::IdentifierName>(member.property);
  if (global != nullptr && name != nullptr && !member.computed() &&
      global->binding == js::BindingId::kNone &&
      !js::Evaluator::Knows(tree.Text(global->name), tree.Text(name->name)))
    return true;
  const bool surely = !member.optional() && !MayEndEarly(file_.tree(), member.object);
  return member.computed() && surely && IsHopeless(member.property);
}

bool Outlook::IsHopelessName(NodeId mention) {
  const auto& name = file_.tree().As<js::Identifier>(mention);
  const std::string_view text = file_.Text(name.name);
  if (text == "arguments" && called_ == NodeId::kNone) {
    const bool own = name.binding != js::BindingId::kNone &&
                     file_.scopes()[name.binding].kind != js::BindingKind::kArguments;
    if (!own) return true;  // of a call that nobody makes
  }
  if (name.binding == js::BindingId::kNone) return !js::Evaluator::Knows(text);
  if (called_ != NodeId::kNone) {
    const js::Node& function = file_.tree()[called_];
    const NodeId declaration = file_.scopes()[name.binding].declaration;
    if (declaration == NodeId::kNone) return false;
    const std::uint32_t at = file_.tree()[declaration].begin;
    if (at >= function.begin && at < function.end()) return false;
  }
  Answer& answer = bindings_[static_cast<std::size_t>(name.binding)];
  if (answer == Answer::kNotAsked) {
    answer = Answer::kOpen;  // while it is being worked on: a cycle
    const bool in_place = std::exchange(in_place_, false);
    if (AskBinding(name.binding)) answer = Answer::kHopeless;
    in_place_ = in_place;
  }
  return answer == Answer::kHopeless || (in_place_ && IsHopelessHere(mention));
}

}  // namespace facts::code
