#include "base/limits.h"
#include "js/evaluate_machine.h"

namespace js::eval {

Flow Machine::Eval(NodeId id, Frame* frame, Val& out) {
  if (depth_ >= limits::kEvaluateDepth || !Step()) return Flow::kUnknown;
  const Depth depth(*this);
  switch (tree_.KindOf(id)) {
    case Kind::kUnaryExpression:
    case Kind::kBinaryExpression:
      return EvalOperator(id, frame, out);
    case Kind::kUpdateExpression:
      return EvalUpdate(tree_.As<UpdateExpression>(id), frame, out);
    case Kind::kLogicalExpression:
      return EvalLogical(tree_.As<LogicalExpression>(id), frame, out);
    case Kind::kAssignmentExpression:
      return EvalAssignment(tree_.As<AssignmentExpression>(id), frame, out);
    case Kind::kConditionalExpression: {
      const auto& node = tree_.As<ConditionalExpression>(id);
      Val test;
      if (const Flow flow = Eval(node.test, frame, test); flow != Flow::kNormal) return flow;
      return Eval(ToBoolean(test) ? node.consequent : node.alternate, frame, out);
    }
    case Kind::kCallExpression:
      return EvalCall(tree_.As<CallExpression>(id), frame, out);
    case Kind::kNewExpression:
      return EvalNew(tree_.As<NewExpression>(id), frame, out);
    case Kind::kMemberExpression: {
      Val receiver;
      return EvalMember(tree_.As<MemberExpression>(id), frame, receiver, out);
    }
    case Kind::kChainExpression: {
      const Flow flow = Eval(tree_.As<ChainExpression>(id).expression, frame, out);
      chain_ended_ = false;
      return flow;
    }
    case Kind::kSequenceExpression: {
      for (const NodeId part : tree_.List(tree_.As<SequenceExpression>(id).expressions)) {
        if (const Flow flow = Eval(part, frame, out); flow != Flow::kNormal) return flow;
      }
      return Flow::kNormal;
    }
#define OPERATION(kind)
#define STATEMENT(kind)
#define LOOP(kind)
#define NEITHER(kind)
#include "js/evaluate_kinds.def"
      return EvalPrimary(id, frame, out);
#define OPERATION(kind)
#define PRIMARY(kind)
#include "js/evaluate_kinds.def"
      break;
  }
  const NodeId bare = Bare(tree_, id);
  return bare == id ? Flow::kUnknown : Eval(bare, frame, out);
}

/// Works out once what depends on literals only.
Flow Machine::EvalOperator(NodeId id, Frame* frame, Val& out) {
  const std::uint32_t constant = index_.constants().Find(id);
  const bool kept = constant != Constants::kNone;
  if (kept && !constants_[constant].Is(Val::Tag::kHole)) {
    out = constants_[constant];
    return Flow::kNormal;
  }
  const auto* const unary = tree_.If<UnaryExpression>(id);
  const Flow flow = unary != nullptr ? EvalUnary(*unary, frame, out) : EvalBinary(id, frame, out);
  if (kept && flow == Flow::kNormal) constants_[constant] = out;
  return flow;
}

Flow Machine::EvalPrimary(NodeId id, Frame* frame, Val& out) {
  switch (tree_.KindOf(id)) {
    case Kind::kIdentifier:
      return LookUp(tree_.As<Identifier>(id), id, frame, out);
    case Kind::kStringLiteral:
      out = TextOf(tree_.As<StringLiteral>(id).value);
      return Flow::kNormal;
    case Kind::kNumericLiteral:
      out = Val::Num(NumberValue(tree_, tree_.As<NumericLiteral>(id)));
      return Flow::kNormal;
    case Kind::kBooleanLiteral:
      out = Val::Bool(tree_.As<BooleanLiteral>(id).value());
      return Flow::kNormal;
    case Kind::kNullLiteral:
      out = Val::Null();
      return Flow::kNormal;
    case Kind::kRegExpLiteral: {
      Object* const object = heap_.NewObject(Object::Class::kRegExp);
      if (object == nullptr) return Flow::kUnknown;
      object->node = id;
      out = Val::Obj(object);
      return Flow::kNormal;
    }
    case Kind::kTemplateLiteral:
      return EvalTemplate(tree_.As<TemplateLiteral>(id), frame, out);
    case Kind::kArrayExpression:
      return EvalArray(tree_.As<ArrayExpression>(id), frame, out);
    case Kind::kObjectExpression:
      return EvalObject(tree_.As<ObjectExpression>(id), frame, out);
    case Kind::kFunctionExpression:
    case Kind::kArrowFunctionExpression:
      return MakeFunction(id, frame, out);
    case Kind::kThisExpression:
      if (frame == nullptr || frame->self.Is(Val::Tag::kUnknown)) return Flow::kUnknown;
      out = frame->self;
      return Flow::kNormal;
#define PRIMARY(kind)
#include "js/evaluate_kinds.def"
      break;
  }
  return Flow::kUnknown;
}

Flow Machine::EvalTemplate(const TemplateLiteral& node, Frame* frame, Val& out) {
  const auto quasis = tree_.List(node.quasis);
  const auto expressions = tree_.List(node.expressions);
  out = Val::Text({});
  for (std::size_t i = 0; i < quasis.size(); ++i) {
    const auto& quasi = tree_.As<TemplateElement>(quasis[i]);
    auto joined = heap_.Concat(out.view(), TextOf(quasi.cooked).view());
    if (!joined) return Flow::kUnknown;
    out = *joined;
    if (i >= expressions.size()) continue;
    Val value;
    std::u16string_view text;
    if (const Flow flow = Eval(expressions[i], frame, value); flow != Flow::kNormal) return flow;
    if (const Flow flow = ToText(value, text); flow != Flow::kNormal) return flow;
    joined = heap_.Concat(out.view(), text);
    if (!joined) return Flow::kUnknown;
    out = *joined;
  }
  return Flow::kNormal;
}

Flow Machine::EvalArray(const ArrayExpression& node, Frame* frame, Val& out) {
  std::vector<Val> elements;
  for (const NodeId element : tree_.List(node.elements)) {
    if (element == NodeId::kNone) {
      elements.push_back(Val::Hole());
      continue;
    }
    Val value;
    if (const auto* spread = tree_.If<SpreadElement>(element)) {
      if (const Flow flow = Eval(spread->argument, frame, value); flow != Flow::kNormal)
        return flow;
      if (const Flow flow = SpreadInto(value, elements); flow != Flow::kNormal) return flow;
      continue;
    }
    const Flow flow = Eval(element, frame, value);
    if (flow == Flow::kThrow || (flow == Flow::kUnknown && exhausted())) return flow;
    elements.push_back(flow == Flow::kNormal ? value : Val::Unknown());
  }
  return NewArray(std::move(elements), out);
}

Flow Machine::EvalObject(const ObjectExpression& node, Frame* frame, Val& out) {
  Object* const object = heap_.NewObject(Object::Class::kPlain);
  if (object == nullptr) return Flow::kUnknown;
  for (const NodeId item : tree_.List(node.properties)) {
    const auto* const property = tree_.If<js::Property>(item);
    if (property == nullptr || property->kind_word() != MemberKind::kInit) return Flow::kUnknown;
    std::u16string_view name;
    if (const Flow flow = EvalPropertyKey(property->key, property->computed() ? 1 : 0, frame, name);
        flow != Flow::kNormal) {
      return flow;
    }
    if (name == u"__proto__") return Flow::kUnknown;
    Val value;
    const Flow flow = Eval(property->value, frame, value);
    if (flow == Flow::kThrow || (flow == Flow::kUnknown && exhausted())) return flow;
    if (!heap_.Set(*object, name, flow == Flow::kNormal ? value : Val::Unknown())) {
      return Flow::kUnknown;
    }
  }
  out = Val::Obj(object);
  return Flow::kNormal;
}

Flow Machine::EvalPropertyKey(NodeId key, std::uint32_t computed, Frame* frame,
                              std::u16string_view& name) {
  if (computed == 0) {
    if (const auto* plain = tree_.If<IdentifierName>(key)) {
      name = TextOf(plain->name).view();
      return Flow::kNormal;
    }
    if (const auto* shorthand = tree_.If<Identifier>(key)) {
      name = TextOf(shorthand->name).view();
      return Flow::kNormal;
    }
  }
  return EvalKey(key, frame, name);
}

Flow Machine::EvalKey(NodeId key, Frame* frame, std::u16string_view& name) {
  Val value;
  if (const Flow flow = Eval(key, frame, value); flow != Flow::kNormal) return flow;
  return ToText(value, name);
}

Flow Machine::EvalUnary(const UnaryExpression& node, Frame* frame, Val& out) {
  Val value;
  if (const Flow flow = Eval(node.argument, frame, value); flow != Flow::kNormal) return flow;
  if (node.operator_word() == Operator::kVoid) {
    out = Val();
    return Flow::kNormal;
  }
  if (node.operator_word() == Operator::kNot) {
    out = Val::Bool(!ToBoolean(value));
    return Flow::kNormal;
  }
  if (node.operator_word() == Operator::kTypeof) {
    std::u16string_view name;
    if (const Flow flow = TypeName(value, name); flow != Flow::kNormal) return flow;
    out = Val::Text(name);
    return Flow::kNormal;
  }
  if (node.operator_word() == Operator::kDelete) return Flow::kUnknown;
  double number = 0;
  if (const Flow flow = ToNumber(value, number); flow != Flow::kNormal) return flow;
  if (node.operator_word() == Operator::kSubtract) number = -number;
  if (node.operator_word() == Operator::kBitNot) number = ~ToInt32(number);
  out = Val::Num(number);
  return Flow::kNormal;
}

/// Follows the left operands down with a list of its own: obfuscators add thousands of pieces up.
Flow Machine::EvalBinary(NodeId id, Frame* frame, Val& out) {
  const std::size_t bottom = open_binaries_.size();
  const bool constant = index_.constants().Has(id);
  NodeId left = id;
  while (const auto* node = tree_.If<BinaryExpression>(left)) {
    open_binaries_.push_back(node);
    left = Bare(tree_, node->left);
    if (!constant && index_.constants().Has(left)) break;  // its value is kept apart
  }
  Flow flow = Step(open_binaries_.size() - bottom - 1) ? Eval(left, frame, out) : Flow::kUnknown;
  while (flow == Flow::kNormal && open_binaries_.size() > bottom) {
    const BinaryExpression& node = *open_binaries_.back();
    open_binaries_.pop_back();
    const Val a = out;
    Val b;
    flow = Eval(node.right, frame, b);
    if (flow == Flow::kNormal) flow = Operate(node.operator_word(), a, b, out);
  }
  open_binaries_.resize(bottom);
  return flow;
}

Flow Machine::EvalLogical(const LogicalExpression& node, Frame* frame, Val& out) {
  if (const Flow flow = Eval(node.left, frame, out); flow != Flow::kNormal) return flow;
  const Operator op = node.operator_word();
  const bool done = op == Operator::kOr    ? ToBoolean(out)
                    : op == Operator::kAnd ? !ToBoolean(out)
                                           : !out.IsNullish();
  return done ? Flow::kNormal : Eval(node.right, frame, out);
}

Flow Machine::EvalMember(const MemberExpression& node, Frame* frame, Val& receiver, Val& out) {
  if (const Flow flow = Eval(node.object, frame, receiver); flow != Flow::kNormal) return flow;
  if (node.optional() && receiver.IsNullish()) chain_ended_ = true;
  if (chain_ended_) {
    out = Val();
    return Flow::kNormal;
  }
  std::u16string_view name;
  if (!node.computed()) {
    const auto* const plain = tree_.If<IdentifierName>(node.property);
    if (plain == nullptr) return Flow::kUnknown;
    return GetProperty(receiver, TextOf(plain->name).view(), out);
  }
  Val key;
  if (const Flow flow = Eval(node.property, frame, key); flow != Flow::kNormal) return flow;
  // The index of an array or a text, without going through text.
  if (const auto index = key.AsIndex()) {
    const std::uint32_t i = *index;
    if (receiver.IsText()) {
      out = i < receiver.size ? Val::Text(receiver.view().substr(i, 1)) : Val();
      return Flow::kNormal;
    }
    if (receiver.IsObject() && receiver.object->cls == Object::Class::kArray) {
      const auto& elements = receiver.object->elements;
      out = i < elements.size() && !elements[i].Is(Val::Tag::kHole) ? elements[i] : Val();
      return out.Is(Val::Tag::kUnknown) ? Flow::kUnknown : Flow::kNormal;
    }
  }
  if (const Flow flow = ToText(key, name); flow != Flow::kNormal) return flow;
  return GetProperty(receiver, name, out);
}

Flow Machine::SpreadInto(const Val& value, std::vector<Val>& out) {
  if (value.IsText()) {
    for (std::size_t i = 0; i < value.size;) {
      const auto unit = [&](std::size_t at) { return value.view()[at]; };
      const bool pair = unit(i) >= 0xd800 && unit(i) <= 0xdbff && i + 1 < value.size &&
                        unit(i + 1) >= 0xdc00 && unit(i + 1) <= 0xdfff;
      out.push_back(Val::Text(value.view().substr(i, pair ? 2 : 1)));
      i += pair ? 2 : 1;
    }
  } else if (value.IsObject() && value.object->cls == Object::Class::kArray) {
    out.insert(out.end(), value.object->elements.begin(), value.object->elements.end());
  } else if (value.IsObject() && value.object->cls == Object::Class::kBytes) {
    for (const char c : value.object->bytes) {
      out.push_back(Val::Num(static_cast<unsigned char>(c)));
    }
  } else {
    return Flow::kUnknown;
  }
  const bool paid = Step(out.size()) && heap_.Charge(out.size() * sizeof(Val));
  return paid ? Flow::kNormal : Flow::kUnknown;
}

Flow Machine::EvalArguments(NodeList list, Frame* frame, std::vector<Val>& out) {
  for (const NodeId argument : tree_.List(list)) {
    Val value;
    if (const auto* spread = tree_.If<SpreadElement>(argument)) {
      if (const Flow flow = Eval(spread->argument, frame, value); flow != Flow::kNormal)
        return flow;
      if (const Flow flow = SpreadInto(value, out); flow != Flow::kNormal) return flow;
      continue;
    }
    if (const Flow flow = Eval(argument, frame, value); flow != Flow::kNormal) return flow;
    out.push_back(value);
  }
  return Flow::kNormal;
}

Flow Machine::EvalCall(const CallExpression& node, Frame* frame, Val& out) {
  const NodeId callee = Bare(tree_, node.callee);
  Val self;
  Val function;
  const auto* const member = tree_.If<MemberExpression>(callee);
  const Flow found = member != nullptr ? EvalMember(*member, frame, self, function)
                                       : Eval(callee, frame, function);
  if (found != Flow::kNormal) return found;
  if (node.optional() && function.IsNullish()) chain_ended_ = true;
  if (chain_ended_) {
    out = Val();
    return Flow::kNormal;
  }
  ArgumentList arguments(*this);
  if (const Flow flow = EvalArguments(node.arguments, frame, arguments.list);
      flow != Flow::kNormal) {
    return flow;
  }
  return Call(function, self, arguments.list, out);
}

Flow Machine::EvalNew(const NewExpression& node, Frame* frame, Val& out) {
  Val function;
  if (const Flow flow = Eval(node.callee, frame, function); flow != Flow::kNormal) return flow;
  std::vector<Val> arguments;
  if (const Flow flow = EvalArguments(node.arguments, frame, arguments); flow != Flow::kNormal) {
    return flow;
  }
  // Constructors that give what their call gives; any other object has a prototype of its own.
  const bool same = function.Is(Val::Tag::kBuiltin) && (function.builtin == Builtin::kArray ||
                                                        function.builtin == Builtin::kUint8Array);
  if (same) return CallBuiltin(function.builtin, Val(), arguments, out);
  if (function.Is(Val::Tag::kBuiltin) && function.builtin == Builtin::kBuffer) {
    return CallBuiltin(Builtin::kBufferFrom, Val(), arguments, out);
  }
  if (function.Is(Val::Tag::kBuiltin) && function.builtin == Builtin::kRegExp)
    return NewRegExp(arguments, out);
  if (function.IsObject() && function.object->cls == Object::Class::kFunction)
    return Construct(*function.object, arguments, out);
  return Flow::kUnknown;
}

/// OrdinaryCallBindThis and OrdinaryCreateFromConstructor of ECMA-262 10.2.2.
Flow Machine::Construct(Object& function, Arguments arguments, Val& out) {
  Val prototype;
  if (const Flow flow = GetProperty(Val::Obj(&function), u"prototype", prototype);
      flow != Flow::kNormal)
    return flow;
  if (prototype.Is(Val::Tag::kUndefined) && PartsOf(tree_, function.node).arrow) return Throw();
  if (!prototype.IsObject() || prototype.object->cls != Object::Class::kPlain)
    return Flow::kUnknown;
  Object* const object = heap_.NewObject(Object::Class::kPlain);
  if (object == nullptr) return Flow::kUnknown;
  object->prototype = prototype.object;
  const Val self = Val::Obj(object);
  Val result;
  if (const Flow flow = Call(Val::Obj(&function), self, arguments, result); flow != Flow::kNormal)
    return flow;
  if (result.Is(Val::Tag::kUnknown) || result.Is(Val::Tag::kBuiltin)) return Flow::kUnknown;
  out = result.IsObject() ? result : self;
  return Flow::kNormal;
}

}  // namespace js::eval
