#include "base/limits.h"
#include "js/evaluate_machine.h"

namespace js::eval {

Flow Machine::ExecList(std::span<const NodeId> statements, Frame* frame) {
  for (const NodeId statement : statements) {
    if (const Flow flow = Exec(statement, frame); flow != Flow::kNormal) return flow;
  }
  return Flow::kNormal;
}

Flow Machine::Exec(NodeId id, Frame* frame) {
  Val value;
  if (const auto* statement = tree_.If<ExpressionStatement>(id))
    return Eval(statement->expression, frame, value);
  if (depth_ >= limits::kEvaluateDepth || !Step()) return Flow::kUnknown;
  const Depth depth(*this);
  switch (tree_.KindOf(id)) {
    case Kind::kEmptyStatement:
    case Kind::kFunctionDeclaration:
    case Kind::kDirective:
    case Kind::kExpressionStatement:  // above
      return Flow::kNormal;
    case Kind::kBlockStatement:
      return ExecList(tree_.List(tree_.As<BlockStatement>(id).body), frame);
    case Kind::kVariableDeclaration:
      return ExecVariables(tree_.As<VariableDeclaration>(id), frame);
    case Kind::kIfStatement: {
      const auto& node = tree_.As<IfStatement>(id);
      if (const Flow flow = Eval(node.test, frame, value); flow != Flow::kNormal) return flow;
      const NodeId branch = ToBoolean(value) ? node.consequent : node.alternate;
      return branch == NodeId::kNone ? Flow::kNormal : Exec(branch, frame);
    }
    case Kind::kReturnStatement: {
      const auto& node = tree_.As<ReturnStatement>(id);
      returned_ = Val();
      if (node.argument == NodeId::kNone) return Flow::kReturn;
      if (const Flow flow = Eval(node.argument, frame, value); flow != Flow::kNormal) return flow;
      returned_ = value;
      return Flow::kReturn;
    }
    case Kind::kThrowStatement: {
      const Flow flow = Eval(tree_.As<ThrowStatement>(id).argument, frame, value);
      if (flow == Flow::kUnknown && exhausted()) return flow;
      thrown_ = flow == Flow::kNormal ? value : Val::Unknown();
      return flow == Flow::kUnknown ? Flow::kUnknown : Flow::kThrow;
    }
    case Kind::kTryStatement:
      return ExecTry(tree_.As<TryStatement>(id), frame);
    case Kind::kSwitchStatement:
      return ExecSwitch(tree_.As<SwitchStatement>(id), frame);
    case Kind::kBreakStatement:
    case Kind::kContinueStatement: {
      const bool is_break = tree_.KindOf(id) == Kind::kBreakStatement;
      const NodeId label =
          is_break ? tree_.As<BreakStatement>(id).label : tree_.As<ContinueStatement>(id).label;
      const auto* const name = tree_.If<IdentifierName>(label);
      label_ = name != nullptr ? name->name : Symbol::kEmpty;
      return is_break ? Flow::kBreak : Flow::kContinue;
    }
    case Kind::kLabeledStatement: {
      const auto& node = tree_.As<LabeledStatement>(id);
      const auto* const name = tree_.If<IdentifierName>(node.label);
      if (name == nullptr) return Flow::kUnknown;
      const Flow flow = ExecLoop(node.body, name->name, frame);
      if (flow == Flow::kBreak && label_ == name->name) return Flow::kNormal;
      return flow;
    }
#define OPERATION(kind)
#define PRIMARY(kind)
#define STATEMENT(kind)
#define NEITHER(kind)
#include "js/evaluate_kinds.def"
      return ExecLoop(id, Symbol::kEmpty, frame);
#define STATEMENT(kind)
#define LOOP(kind)
#include "js/evaluate_kinds.def"
      break;
  }
  return Flow::kUnknown;
}

Flow Machine::ExecLoop(NodeId id, Symbol label, Frame* frame) {
  switch (tree_.KindOf(id)) {
    case Kind::kForStatement:
      return ExecFor(tree_.As<ForStatement>(id), label, frame);
    case Kind::kWhileStatement: {
      const auto& node = tree_.As<WhileStatement>(id);
      return ExecWhile(node.test, node.body, true, label, frame);
    }
    case Kind::kDoWhileStatement: {
      const auto& node = tree_.As<DoWhileStatement>(id);
      return ExecWhile(node.test, node.body, false, label, frame);
    }
    case Kind::kForOfStatement: {
      const auto& node = tree_.As<ForOfStatement>(id);
      if (node.is_await()) return Flow::kUnknown;
      return ExecForOf(node.left, node.right, node.body, false, label, frame);
    }
    case Kind::kForInStatement: {
      const auto& node = tree_.As<ForInStatement>(id);
      return ExecForOf(node.left, node.right, node.body, true, label, frame);
    }
#define LOOP(kind)
#include "js/evaluate_kinds.def"
    break;
  }
  return Exec(id, frame);
}

/// What a loop does with how its body ended: false to go on, true to leave it with `flow`.
bool Machine::LeavesLoop(Flow& flow, Symbol label) {
  const bool mine = label_ == Symbol::kEmpty || label_ == label;
  if (flow == Flow::kNormal || (flow == Flow::kContinue && mine)) {
    flow = Flow::kNormal;
    return false;
  }
  if (flow == Flow::kBreak && label_ == Symbol::kEmpty) flow = Flow::kNormal;
  return true;
}

/// Gives the variables of a `let` that closures have seen a cell of their own for the next turn.
bool Machine::Refresh(NodeId declaration, Frame* frame) {
  const auto* const node = tree_.If<VariableDeclaration>(declaration);
  if (node == nullptr || node->kind_word() != DeclarationKind::kLet) return true;
  for (const NodeId id : tree_.List(node->declarations)) {
    const auto* const name = tree_.If<Identifier>(tree_.As<VariableDeclarator>(id).id);
    if (name == nullptr || !scopes_[name->binding].captured) continue;
    Cell* const old = FindCell(name->binding, frame);
    Cell* const fresh = heap_.NewCell();
    if (old == nullptr || fresh == nullptr) return false;
    fresh->value = old->value;
    frame->cells[index_[name->binding].slot] = fresh;
  }
  return true;
}

Flow Machine::ExecFor(const ForStatement& node, Symbol label, Frame* frame) {
  Val value;
  if (tree_.KindOf(node.init) == Kind::kVariableDeclaration) {
    const Flow flow = Exec(node.init, frame);
    if (flow != Flow::kNormal) return flow;
  } else if (node.init != NodeId::kNone) {
    if (const Flow flow = Eval(node.init, frame, value); flow != Flow::kNormal) return flow;
  }
  for (;;) {
    if (node.test != NodeId::kNone) {
      if (const Flow flow = Eval(node.test, frame, value); flow != Flow::kNormal) return flow;
      if (!ToBoolean(value)) return Flow::kNormal;
    }
    Flow flow = Exec(node.body, frame);
    if (LeavesLoop(flow, label)) return flow;
    if (!Refresh(node.init, frame)) return Flow::kUnknown;
    if (node.update == NodeId::kNone) continue;
    if (flow = Eval(node.update, frame, value); flow != Flow::kNormal) return flow;
  }
}

Flow Machine::ExecWhile(NodeId test, NodeId body, bool test_first, Symbol label, Frame* frame) {
  for (bool first = true;; first = false) {
    if (test_first || !first) {
      Val value;
      if (const Flow flow = Eval(test, frame, value); flow != Flow::kNormal) return flow;
      if (!ToBoolean(value)) return Flow::kNormal;
    }
    Flow flow = Exec(body, frame);
    if (LeavesLoop(flow, label)) return flow;
  }
}

Flow Machine::ExecForOf(NodeId left, NodeId right, NodeId body, bool keys, Symbol label,
                        Frame* frame) {
  Val over;
  if (const Flow flow = Eval(right, frame, over); flow != Flow::kNormal) return flow;
  std::vector<Val> items;
  if (!keys) {
    if (const Flow flow = SpreadInto(over, items); flow != Flow::kNormal) return flow;
  } else if (over.IsObject() && over.object->prototype != nullptr) {
    return Flow::kUnknown;  // what it inherits is listed too
  } else {
    const Flow flow = CallObject(Builtin::kObjectKeys, Val(), Arguments(&over, 1), over);
    if (flow != Flow::kNormal) return flow;
    items = over.object->elements;
  }
  const auto* const declaration = tree_.If<VariableDeclaration>(left);
  for (const Val& item : items) {
    if (item.Is(Val::Tag::kUnknown)) return Flow::kUnknown;
    Flow flow = Flow::kNormal;
    if (declaration != nullptr) {
      const NodeId declarator = tree_.List(declaration->declarations).front();
      flow = Bind(tree_.As<VariableDeclarator>(declarator).id, item, frame);
    } else {
      flow = Assign(left, item, frame);
    }
    if (flow != Flow::kNormal) return flow;
    flow = Exec(body, frame);
    if (LeavesLoop(flow, label)) return flow;
    if (!Refresh(left, frame)) return Flow::kUnknown;
  }
  return Flow::kNormal;
}

Flow Machine::ExecSwitch(const SwitchStatement& node, Frame* frame) {
  Val value;
  if (const Flow flow = Eval(node.discriminant, frame, value); flow != Flow::kNormal) return flow;
  const auto cases = tree_.List(node.cases);
  std::size_t start = cases.size();
  for (std::size_t i = 0; i < cases.size() && start == cases.size(); ++i) {
    const NodeId test = tree_.As<SwitchCase>(cases[i]).test;
    if (test == NodeId::kNone) continue;
    Val other;
    if (const Flow flow = Eval(test, frame, other); flow != Flow::kNormal) return flow;
    if (StrictlyEqual(value, other)) start = i;
  }
  for (std::size_t i = 0; i < cases.size() && start == cases.size(); ++i) {
    if (tree_.As<SwitchCase>(cases[i]).test == NodeId::kNone) start = i;
  }
  for (std::size_t i = start; i < cases.size(); ++i) {
    const Flow flow = ExecList(tree_.List(tree_.As<SwitchCase>(cases[i]).consequent), frame);
    if (flow == Flow::kBreak && label_ == Symbol::kEmpty) return Flow::kNormal;
    if (flow != Flow::kNormal) return flow;
  }
  return Flow::kNormal;
}

Flow Machine::ExecTry(const TryStatement& node, Frame* frame) {
  Flow flow = Exec(node.block, frame);
  if (flow == Flow::kUnknown) return flow;
  if (flow == Flow::kThrow && node.handler != NodeId::kNone) {
    const auto& handler = tree_.As<CatchClause>(node.handler);
    flow = Flow::kNormal;
    if (handler.param != NodeId::kNone) flow = Bind(handler.param, thrown_, frame);
    if (flow == Flow::kNormal) flow = Exec(handler.body, frame);
  }
  if (node.finalizer == NodeId::kNone || flow == Flow::kUnknown) return flow;
  const Val thrown = thrown_;
  const Val returned = returned_;
  const Symbol label = label_;
  const Flow last = Exec(node.finalizer, frame);
  if (last != Flow::kNormal) return last;
  thrown_ = thrown;
  returned_ = returned;
  label_ = label;
  return flow;
}

Flow Machine::ExecVariables(const VariableDeclaration& node, Frame* frame) {
  for (const NodeId id : tree_.List(node.declarations)) {
    const auto& declarator = tree_.As<VariableDeclarator>(id);
    const bool is_var = node.kind_word() == DeclarationKind::kVar;
    if (declarator.init == NodeId::kNone && is_var) {
      // `var x;` declares, and changes nothing when it is met again.
      const auto* const name = tree_.If<Identifier>(declarator.id);
      const Cell* const cell = name != nullptr ? FindCell(name->binding, frame) : nullptr;
      if (cell != nullptr && !cell->value.Is(Val::Tag::kHole)) continue;
    }
    Val value;
    if (declarator.init != NodeId::kNone) {
      if (const Flow flow = Eval(declarator.init, frame, value); flow != Flow::kNormal) return flow;
    }
    const auto* const name = tree_.If<Identifier>(declarator.id);
    const bool again = name != nullptr && !is_var && scopes_[name->binding].captured;
    const Cell* const old = again ? FindCell(name->binding, frame) : nullptr;
    if (old != nullptr && !old->value.Is(Val::Tag::kHole)) {
      Cell* const fresh = heap_.NewCell();  // the next turn of a loop; closures keep the last one
      if (fresh == nullptr || frame->function != index_[name->binding].owner) return Flow::kUnknown;
      frame->cells[index_[name->binding].slot] = fresh;
    }
    if (const Flow flow = Bind(declarator.id, value, frame); flow != Flow::kNormal) return flow;
  }
  return Flow::kNormal;
}

}  // namespace js::eval
