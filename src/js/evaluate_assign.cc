#include "js/evaluate_machine.h"

namespace js::eval {
namespace {

/// The operator inside a compound assignment; kNone for `=` and the logical ones.
Operator Inner(Operator op) {
  constexpr auto kFirst = static_cast<int>(Operator::kAddAssign);
  constexpr Operator kInner[] = {
      Operator::kAdd,       Operator::kSubtract,   Operator::kMultiply,
      Operator::kDivide,    Operator::kRemainder,  Operator::kPower,
      Operator::kShiftLeft, Operator::kShiftRight, Operator::kShiftRightUnsigned,
      Operator::kBitAnd,    Operator::kBitOr,      Operator::kBitXor};
  const int at = static_cast<int>(op) - kFirst;
  return at >= 0 && at < static_cast<int>(std::size(kInner)) ? kInner[at] : Operator::kNone;
}

}  // namespace

Flow Machine::EvalAssignment(const AssignmentExpression& node, Frame* frame, Val& out) {
  const Operator op = node.operator_word();
  if (op == Operator::kAssign) {
    if (const Flow flow = Eval(node.right, frame, out); flow != Flow::kNormal) return flow;
    return Assign(node.left, out, frame);
  }
  Val before;
  if (const Flow flow = Eval(node.left, frame, before); flow != Flow::kNormal) return flow;
  if (op == Operator::kAndAssign || op == Operator::kOrAssign || op == Operator::kNullishAssign) {
    const bool done = op == Operator::kOrAssign    ? ToBoolean(before)
                      : op == Operator::kAndAssign ? !ToBoolean(before)
                                                   : !before.IsNullish();
    out = before;
    if (done) return Flow::kNormal;
    if (const Flow flow = Eval(node.right, frame, out); flow != Flow::kNormal) return flow;
    return Assign(node.left, out, frame);
  }
  Val right;
  if (const Flow flow = Eval(node.right, frame, right); flow != Flow::kNormal) return flow;
  if (const Flow flow = Operate(Inner(op), before, right, out); flow != Flow::kNormal) return flow;
  return Assign(node.left, out, frame);
}

Flow Machine::EvalUpdate(const UpdateExpression& node, Frame* frame, Val& out) {
  Val before;
  double number = 0;
  const double by = node.operator_word() == Operator::kIncrement ? 1 : -1;
  const auto* const name = tree_.If<Identifier>(node.argument);
  if (name != nullptr && name->binding != BindingId::kNone && !name->Has(Node::kDynamic)) {
    Cell* const cell = FindCell(name->binding, frame);
    if (cell != nullptr && cell->value.IsNumber()) {
      number = cell->value.number;
      cell->value = Val::Num(number + by);
      out = node.prefix() ? cell->value : Val::Num(number);
      return Flow::kNormal;
    }
  }
  if (const Flow flow = Eval(node.argument, frame, before); flow != Flow::kNormal) return flow;
  if (const Flow flow = ToNumber(before, number); flow != Flow::kNormal) return flow;
  const Val after = Val::Num(number + by);
  out = node.prefix() ? after : Val::Num(number);
  return Assign(node.argument, after, frame);
}

Flow Machine::Assign(NodeId target, const Val& value, Frame* frame) {
  target = Bare(tree_, target);
  if (const auto* member = tree_.If<MemberExpression>(target)) {
    Val object;
    std::u16string_view name;
    if (const Flow flow = Eval(member->object, frame, object); flow != Flow::kNormal) return flow;
    if (member->computed()) {
      Val index;
      if (const Flow flow = Eval(member->property, frame, index); flow != Flow::kNormal)
        return flow;
      const auto at = index.AsIndex();
      const bool element = at && object.IsObject() && object.object->cls == Object::Class::kArray;
      if (element) return SetElement(*object.object, *at, value);
      if (const Flow flow = ToText(index, name); flow != Flow::kNormal) return flow;
      return SetProperty(object, name, value);
    }
    const Flow key = EvalPropertyKey(member->property, 0, frame, name);
    return key == Flow::kNormal ? SetProperty(object, name, value) : key;
  }
  return Bind(target, value, frame);
}

Flow Machine::Bind(NodeId pattern, const Val& value, Frame* frame) {
  if (!Step()) return Flow::kUnknown;
  if (const auto* name = tree_.If<Identifier>(pattern)) return BindName(*name, value, frame);
  if (const auto* array = tree_.If<ArrayPattern>(pattern)) return BindArray(*array, value, frame);
  if (const auto* object = tree_.If<ObjectPattern>(pattern)) {
    return BindObject(*object, value, frame);
  }
  if (const auto* fallback = tree_.If<AssignmentPattern>(pattern)) {
    if (!value.Is(Val::Tag::kUndefined) && !value.Is(Val::Tag::kHole)) {
      return Bind(fallback->left, value, frame);
    }
    Val other;
    if (const Flow flow = Eval(fallback->right, frame, other); flow != Flow::kNormal) return flow;
    return Bind(fallback->left, other, frame);
  }
  if (tree_.KindOf(pattern) == Kind::kMemberExpression) return Assign(pattern, value, frame);
  return Flow::kUnknown;
}

Flow Machine::BindArray(const ArrayPattern& pattern, const Val& value, Frame* frame) {
  std::vector<Val> items;
  if (value.IsNullish()) return Throw();
  if (const Flow flow = SpreadInto(value, items); flow != Flow::kNormal) return flow;
  std::size_t at = 0;
  for (const NodeId element : tree_.List(pattern.elements)) {
    if (const auto* rest = tree_.If<RestElement>(element)) {
      const std::size_t from = std::min(at, items.size());
      Val tail;
      const Flow made =
          NewArray({items.begin() + static_cast<std::ptrdiff_t>(from), items.end()}, tail);
      return made == Flow::kNormal ? Bind(rest->argument, tail, frame) : made;
    }
    const Val item = at < items.size() && !items[at].Is(Val::Tag::kHole) ? items[at] : Val();
    ++at;
    if (element == NodeId::kNone) continue;
    if (const Flow flow = Bind(element, item, frame); flow != Flow::kNormal) return flow;
  }
  return Flow::kNormal;
}

Flow Machine::BindObject(const ObjectPattern& pattern, const Val& value, Frame* frame) {
  if (value.IsNullish()) return Throw();
  for (const NodeId item : tree_.List(pattern.properties)) {
    const auto* const property = tree_.If<js::Property>(item);
    if (property == nullptr) return Flow::kUnknown;  // a rest element
    std::u16string_view name;
    Val part;
    const Flow key = EvalPropertyKey(property->key, property->computed() ? 1 : 0, frame, name);
    if (key != Flow::kNormal) return key;
    // A part that is not known only matters if its variable is read.
    const Flow got = GetProperty(value, name, part);
    if (got == Flow::kUnknown && !exhausted()) part = Val::Unknown();
    if (got == Flow::kThrow) return got;
    if (const Flow flow = Bind(property->value, part, frame); flow != Flow::kNormal) return flow;
  }
  return Flow::kNormal;
}

Flow Machine::BindName(const Identifier& name, const Val& value, Frame* frame) {
  if (name.binding == BindingId::kNone || (name.Has(Node::kDynamic) && with_))
    return Flow::kUnknown;
  if (Cell* const cell = FindCell(name.binding, frame)) {
    cell->value = value;
    return Flow::kNormal;
  }
  const BindingInfo& info = index_[name.binding];
  for (Frame* f = frame; f != nullptr; f = f->parent) {
    if (f->function != info.owner || info.slot >= f->cells.size()) continue;
    Cell* const cell = heap_.NewCell();
    if (cell == nullptr) return Flow::kUnknown;
    cell->value = value;
    f->cells[info.slot] = cell;
    return Flow::kNormal;
  }
  if (!ReplacesItself(name.binding)) return Flow::kUnknown;
  Static& there = statics_[static_cast<std::uint32_t>(name.binding)];
  there.state = Static::State::kReady;
  there.cell.value = value;
  return Flow::kNormal;
}

}  // namespace js::eval
