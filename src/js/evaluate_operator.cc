#include <algorithm>
#include <cmath>
#include <limits>

#include "js/evaluate_machine.h"

namespace js::eval {
namespace {

/// Division by zero is written out, as C++ leaves it undefined.
double Quotient(double x, double y) {
  if (y != 0) return x / y;
  if (x == 0 || std::isnan(x) || std::isnan(y)) return std::numeric_limits<double>::quiet_NaN();
  return std::signbit(x) == std::signbit(y) ? HUGE_VAL : -HUGE_VAL;
}

/// Number::remainder; small whole numbers need no division of fractions.
double Remainder(double x, double y) {
  constexpr double kSmall = 0x7fff'ffff;
  if (x >= 0 && x <= kSmall && y >= 1 && y <= kSmall && !std::signbit(x)) {
    const auto n = static_cast<std::int32_t>(x);
    const auto d = static_cast<std::int32_t>(y);
    if (n == x && d == y) return n % d;
  }
  return std::fmod(x, y);
}

/// Number::exponentiate, which differs from pow() where the exponent is not a number.
double Power(double x, double y) {
  const bool none = std::isnan(y) || (std::isinf(y) && std::fabs(x) == 1);
  return none ? std::numeric_limits<double>::quiet_NaN() : std::pow(x, y);
}

}  // namespace

bool Machine::ToBoolean(const Val& value) {
  switch (value.tag) {
    case Val::Tag::kUndefined:
    case Val::Tag::kNull:
    case Val::Tag::kHole:
    case Val::Tag::kUnknown:
      return false;
    case Val::Tag::kBoolean:
      return value.boolean;
    case Val::Tag::kNumber:
      return value.number != 0 && !std::isnan(value.number);
    case Val::Tag::kText:
      return value.size != 0;
    case Val::Tag::kObject:
    case Val::Tag::kBuiltin:
      return true;
  }
  return false;
}

Flow Machine::TypeName(const Val& value, std::u16string_view& out) const {
  switch (value.tag) {
    case Val::Tag::kUndefined:
    case Val::Tag::kHole:
      out = u"undefined";
      return Flow::kNormal;
    case Val::Tag::kBoolean:
      out = u"boolean";
      return Flow::kNormal;
    case Val::Tag::kNumber:
      out = u"number";
      return Flow::kNormal;
    case Val::Tag::kText:
      out = u"string";
      return Flow::kNormal;
    case Val::Tag::kNull:
      out = u"object";
      return Flow::kNormal;
    case Val::Tag::kObject: {
      const bool callable = value.object->cls == Object::Class::kFunction ||
                            value.object->cls == Object::Class::kBound;
      out = callable ? u"function" : u"object";
      return Flow::kNormal;
    }
    case Val::Tag::kBuiltin:
      out = GroupOf(value.builtin) == BuiltinGroup::kNamespace ? u"object" : u"function";
      return Flow::kNormal;
    case Val::Tag::kUnknown:
      return Flow::kUnknown;
  }
  return Flow::kUnknown;
}

Flow Machine::JoinArray(const Object& array, std::u16string_view separator, Val& out) {
  if (depth_ >= 1000 || !Step(array.elements.size())) return Flow::kUnknown;
  const Depth depth(*this);
  out = Val::Text({});
  bool first = true;
  for (const Val& element : array.elements) {
    std::u16string_view text;
    if (!element.IsNullish()) {
      if (const Flow flow = ToText(element, text); flow != Flow::kNormal) return flow;
    }
    auto joined = heap_.Concat(out.view(), first ? std::u16string_view() : separator);
    if (joined) joined = heap_.Concat(joined->view(), text);
    if (!joined) return Flow::kUnknown;
    out = *joined;
    first = false;
  }
  return Flow::kNormal;
}

/// Objects become text, as every object here does unless it brings a `toString` or `valueOf`.
Flow Machine::ToPrimitive(const Val& value, Val& out) {
  if (value.Is(Val::Tag::kBuiltin)) {
    const std::string_view path = PathOf(value.builtin);
    const std::size_t name = path.find_last_of(".#");
    std::string text = "function ";
    text += name == std::string_view::npos ? path : path.substr(name + 1);
    text += "() { [native code] }";
    if (GroupOf(value.builtin) == BuiltinGroup::kNamespace) return Flow::kUnknown;
    return NewText(ToUtf16(text), out);
  }
  if (!value.IsObject()) {
    out = value;
    return value.Is(Val::Tag::kUnknown) ? Flow::kUnknown : Flow::kNormal;
  }
  Object& object = *value.object;
  for (Object* at = &object; at != nullptr; at = at->prototype) {
    if (!Step() || at->Find(u"toString") != nullptr || at->Find(u"valueOf") != nullptr)
      return Flow::kUnknown;
  }
  switch (object.cls) {
    case Object::Class::kArray:
      return JoinArray(object, u",", out);
    case Object::Class::kPlain:
      out = Val::Text(u"[object Object]");
      return Flow::kNormal;
    case Object::Class::kRegExp:
      if (object.node == NodeId::kNone) return Flow::kUnknown;
      return NewText(ToUtf16(tree_.Source(tree_[object.node].span())), out);
    case Object::Class::kFunction: {
      // A method's text begins with its name, which is not in the function's node.
      const std::string_view source = tree_.Source(tree_[object.node].span());
      if (source.starts_with('(') && tree_.KindOf(object.node) == Kind::kFunctionExpression)
        return Flow::kUnknown;
      return SourceText(object.node, source, out);
    }
    case Object::Class::kBytes:
      return NewText(ToUtf16(object.bytes), out);
    case Object::Class::kBound:
      return Flow::kUnknown;
  }
  return Flow::kUnknown;
}

/// Kept, as decoders that defend themselves ask for their own text at every call.
Flow Machine::SourceText(NodeId node, std::string_view source, Val& out) {
  const auto [known, is_new] = sources_.try_emplace(static_cast<std::uint32_t>(node));
  if (is_new) {
    if (const Flow flow = NewText(ToUtf16(source), known->second); flow != Flow::kNormal) {
      sources_.erase(known);
      return flow;
    }
  }
  out = known->second;
  return Flow::kNormal;
}

Flow Machine::ConvertToNumber(const Val& value, double& out) {
  Val plain;
  if (const Flow flow = ToPrimitive(value, plain); flow != Flow::kNormal) return flow;
  if (plain.IsNumber()) {
    out = plain.number;
  } else if (plain.IsText()) {
    Spend(Linear(plain.size));
    out = TextNumber(plain.view());
  } else if (plain.Is(Val::Tag::kBoolean)) {
    out = plain.boolean ? 1 : 0;
  } else {
    out = plain.Is(Val::Tag::kNull) ? 0 : std::numeric_limits<double>::quiet_NaN();
  }
  return Flow::kNormal;
}

Flow Machine::ConvertToText(const Val& value, std::u16string_view& out) {
  Val plain;
  if (const Flow flow = ToPrimitive(value, plain); flow != Flow::kNormal) return flow;
  if (plain.IsText()) {
    out = plain.view();
  } else if (plain.IsNumber()) {
    Val text;
    if (const Flow flow = NewText(NumberText(plain.number), text); flow != Flow::kNormal) {
      return flow;
    }
    out = text.view();
  } else if (plain.Is(Val::Tag::kBoolean)) {
    out = plain.boolean ? u"true" : u"false";
  } else {
    out = plain.Is(Val::Tag::kNull) ? u"null" : u"undefined";
  }
  return Flow::kNormal;
}

Flow Machine::Add(const Val& a, const Val& b, Val& out) {
  if (a.IsNumber() && b.IsNumber()) {
    out = Val::Num(a.number + b.number);
    return Flow::kNormal;
  }
  Val left;
  Val right;
  if (const Flow flow = ToPrimitive(a, left); flow != Flow::kNormal) return flow;
  if (const Flow flow = ToPrimitive(b, right); flow != Flow::kNormal) return flow;
  if (left.IsText() || right.IsText()) {
    std::u16string_view first;
    std::u16string_view second;
    if (const Flow flow = ToText(left, first); flow != Flow::kNormal) return flow;
    if (const Flow flow = ToText(right, second); flow != Flow::kNormal) return flow;
    const auto joined = heap_.Concat(first, second);
    if (!joined || !Step(second.size() / 16)) return Flow::kUnknown;
    out = *joined;
    return Flow::kNormal;
  }
  double x = 0;
  double y = 0;
  if (const Flow flow = ToNumber(left, x); flow != Flow::kNormal) return flow;
  if (const Flow flow = ToNumber(right, y); flow != Flow::kNormal) return flow;
  out = Val::Num(x + y);
  return Flow::kNormal;
}

bool Machine::StrictlyEqual(const Val& a, const Val& b) {
  if (a.tag != b.tag) return false;
  switch (a.tag) {
    case Val::Tag::kUndefined:
    case Val::Tag::kNull:
    case Val::Tag::kHole:
      return true;
    case Val::Tag::kUnknown:
      return false;
    case Val::Tag::kBoolean:
      return a.boolean == b.boolean;
    case Val::Tag::kNumber:
      return a.number == b.number;
    case Val::Tag::kText:
      if (a.size == b.size) Spend(Linear(a.size));
      return a.view() == b.view();
    case Val::Tag::kObject:
      return a.object == b.object;
    case Val::Tag::kBuiltin:
      return a.builtin == b.builtin;
  }
  return false;
}

Flow Machine::LooselyEqual(const Val& a, const Val& b, bool& out) {
  if (a.IsNullish() || b.IsNullish()) {
    out = a.IsNullish() && b.IsNullish();
    return Flow::kNormal;
  }
  const auto is_reference = [](const Val& v) { return v.IsObject() || v.Is(Val::Tag::kBuiltin); };
  if (a.tag == b.tag || (is_reference(a) && is_reference(b))) {
    out = StrictlyEqual(a, b);
    return Flow::kNormal;
  }
  Val left;
  Val right;
  if (const Flow flow = ToPrimitive(a, left); flow != Flow::kNormal) return flow;
  if (const Flow flow = ToPrimitive(b, right); flow != Flow::kNormal) return flow;
  if (left.tag == right.tag) {
    out = StrictlyEqual(left, right);
    return Flow::kNormal;
  }
  double x = 0;
  double y = 0;
  if (const Flow flow = ToNumber(left, x); flow != Flow::kNormal) return flow;
  if (const Flow flow = ToNumber(right, y); flow != Flow::kNormal) return flow;
  out = x == y;
  return Flow::kNormal;
}

Flow Machine::Compare(Operator op, const Val& a, const Val& b, Val& out) {
  const auto numbers = [&](double x, double y) {
    out = Val::Bool(op == Operator::kLess        ? x < y
                    : op == Operator::kGreater   ? x > y
                    : op == Operator::kLessEqual ? x <= y
                                                 : x >= y);
    return Flow::kNormal;
  };
  if (a.IsNumber() && b.IsNumber()) return numbers(a.number, b.number);
  Val left;
  Val right;
  if (const Flow flow = ToPrimitive(a, left); flow != Flow::kNormal) return flow;
  if (const Flow flow = ToPrimitive(b, right); flow != Flow::kNormal) return flow;
  if (left.IsText() && right.IsText()) {
    Spend(Linear(std::min(left.size, right.size)));
    const int order = left.view().compare(right.view());
    out = Val::Bool(op == Operator::kLess        ? order < 0
                    : op == Operator::kGreater   ? order > 0
                    : op == Operator::kLessEqual ? order <= 0
                                                 : order >= 0);
    return Flow::kNormal;
  }
  double x = 0;
  double y = 0;
  if (const Flow flow = ToNumber(left, x); flow != Flow::kNormal) return flow;
  if (const Flow flow = ToNumber(right, y); flow != Flow::kNormal) return flow;
  return numbers(x, y);
}

Flow Machine::Operate(Operator op, const Val& a, const Val& b, Val& out) {
  const auto numbers = [&](auto apply) {
    double x = 0;
    double y = 0;
    if (const Flow flow = ToNumber(a, x); flow != Flow::kNormal) return flow;
    if (const Flow flow = ToNumber(b, y); flow != Flow::kNormal) return flow;
    out = Val::Num(apply(x, y));
    return Flow::kNormal;
  };
  const auto bits = [&](auto apply) {
    return numbers([&](double x, double y) {
      const auto left = static_cast<std::uint32_t>(ToInt32(x));
      return apply(left, static_cast<std::uint32_t>(ToInt32(y)));
    });
  };
  const auto to_signed = [](std::uint32_t value) { return static_cast<std::int32_t>(value); };
  switch (op) {
    case Operator::kAdd:
      return Add(a, b, out);
    case Operator::kStrictEqual:
    case Operator::kStrictNotEqual:
      if (a.Is(Val::Tag::kUnknown) || b.Is(Val::Tag::kUnknown)) return Flow::kUnknown;
      out = Val::Bool(StrictlyEqual(a, b) == (op == Operator::kStrictEqual));
      return Flow::kNormal;
    case Operator::kEqual:
    case Operator::kNotEqual: {
      bool equal = false;
      if (const Flow flow = LooselyEqual(a, b, equal); flow != Flow::kNormal) return flow;
      out = Val::Bool(equal == (op == Operator::kEqual));
      return Flow::kNormal;
    }
    case Operator::kLess:
    case Operator::kGreater:
    case Operator::kLessEqual:
    case Operator::kGreaterEqual:
      return Compare(op, a, b, out);
    case Operator::kIn: {
      std::u16string_view name;
      if (!b.IsObject() || b.object->cls != Object::Class::kPlain) return Flow::kUnknown;
      if (const Flow flow = ToText(a, name); flow != Flow::kNormal) return flow;
      if (b.object->Find(name) == nullptr) return Flow::kUnknown;  // a prototype may have it
      out = Val::Bool(true);
      return Flow::kNormal;
    }
    case Operator::kSubtract:
      return numbers([](double x, double y) { return x - y; });
    case Operator::kMultiply:
      return numbers([](double x, double y) { return x * y; });
    case Operator::kDivide:
      return numbers(Quotient);
    case Operator::kRemainder:
      return numbers(Remainder);
    case Operator::kPower:
      return numbers(Power);
    case Operator::kBitAnd:
      return bits([&](std::uint32_t x, std::uint32_t y) { return to_signed(x & y); });
    case Operator::kBitOr:
      return bits([&](std::uint32_t x, std::uint32_t y) { return to_signed(x | y); });
    case Operator::kBitXor:
      return bits([&](std::uint32_t x, std::uint32_t y) { return to_signed(x ^ y); });
    case Operator::kShiftLeft:
      return bits([&](std::uint32_t x, std::uint32_t y) { return to_signed(x << (y & 31U)); });
    case Operator::kShiftRight:
      return bits([&](std::uint32_t x, std::uint32_t y) { return to_signed(x) >> (y & 31U); });
    case Operator::kShiftRightUnsigned:
      return bits([](std::uint32_t x, std::uint32_t y) { return x >> (y & 31U); });
    case Operator::kInstanceof:
    // These are no operators of a BinaryExpression.
    case Operator::kNone:
    case Operator::kOr:
    case Operator::kAnd:
    case Operator::kNullish:
    case Operator::kNot:
    case Operator::kBitNot:
    case Operator::kTypeof:
    case Operator::kVoid:
    case Operator::kDelete:
    case Operator::kIncrement:
    case Operator::kDecrement:
    case Operator::kAssign:
    case Operator::kAddAssign:
    case Operator::kSubtractAssign:
    case Operator::kMultiplyAssign:
    case Operator::kDivideAssign:
    case Operator::kRemainderAssign:
    case Operator::kPowerAssign:
    case Operator::kShiftLeftAssign:
    case Operator::kShiftRightAssign:
    case Operator::kShiftRightUnsignedAssign:
    case Operator::kBitAndAssign:
    case Operator::kBitOrAssign:
    case Operator::kBitXorAssign:
    case Operator::kAndAssign:
    case Operator::kOrAssign:
    case Operator::kNullishAssign:
      return Flow::kUnknown;
  }
  return Flow::kUnknown;
}

}  // namespace js::eval
