// String.prototype without regular expressions, Number, Boolean, Math and the global conversions.
#include <algorithm>
#include <cmath>
#include <limits>

#include "js/evaluate_machine.h"

namespace js::eval {
namespace {

/// Where a relative index of `slice` stands: from the end when negative, kept within the text.
std::size_t Relative(double index, std::size_t size) {
  const auto length = static_cast<double>(size);
  if (index < 0) index = std::max(0.0, length + index);
  return static_cast<std::size_t>(std::min(index, length));
}
std::size_t Clamp(double index, std::size_t size) {
  return static_cast<std::size_t>(std::clamp(index, 0.0, static_cast<double>(size)));
}

std::u16string MapAscii(std::u16string_view text, char16_t first, char16_t last, int shift) {
  std::u16string out(text);
  for (char16_t& c : out) {
    if (c >= first && c <= last) c = static_cast<char16_t>(c + shift);
  }
  return out;
}

}  // namespace

/// Counts what is compared too: each place that nearly matches costs its length.
std::size_t Machine::FindText(std::u16string_view text, std::u16string_view part,
                              std::size_t from) {
  if (from > text.size()) return std::u16string_view::npos;
  if (part.empty()) return from;
  std::size_t compared = 0;
  for (std::size_t at = from; text.size() - at >= part.size() && steps_ < limit_; ++at) {
    const std::size_t next = text.find(part[0], at);
    compared += (next == std::u16string_view::npos ? text.size() : next) - at + 1;
    if (next == std::u16string_view::npos || text.size() - next < part.size()) break;
    at = next;
    const auto differ = std::ranges::mismatch(part, text.substr(at)).in1;
    if (differ == part.end()) {
      Spend(Linear(compared + part.size()));
      return at;
    }
    compared += static_cast<std::size_t>(differ - part.begin());
    Spend(compared / 8);
    compared %= 8;
  }
  Spend(Linear(compared));
  return std::u16string_view::npos;
}

std::size_t Machine::FindLastText(std::u16string_view text, std::u16string_view part,
                                  std::size_t from) {
  if (part.size() > text.size()) return std::u16string_view::npos;
  for (std::size_t at = std::min(from, text.size() - part.size()) + 1; at-- > 0;) {
    if (!Step()) break;
    const auto differ = std::ranges::mismatch(part, text.substr(at)).in1;
    if (differ == part.end()) return at;
    Spend(Linear(static_cast<std::size_t>(differ - part.begin())));
  }
  return std::u16string_view::npos;
}

Flow Machine::NewText(std::u16string_view text, Val& out) {
  const auto copy = heap_.Copy(text);
  if (!copy) return Flow::kUnknown;
  out = *copy;
  return Flow::kNormal;
}

Flow Machine::ArgumentText(Arguments arguments, std::size_t i, std::u16string_view& out) {
  return ToText(i < arguments.size() ? arguments[i] : Val(), out);
}

/// ToIntegerOrInfinity of an argument; `fallback` when it is undefined.
Flow Machine::ArgumentInteger(Arguments arguments, std::size_t i, double fallback, double& out) {
  out = fallback;
  if (i >= arguments.size() || arguments[i].Is(Val::Tag::kUndefined)) return Flow::kNormal;
  if (const Flow flow = ToNumber(arguments[i], out); flow != Flow::kNormal) return flow;
  out = std::isnan(out) ? 0 : std::trunc(out);
  return Flow::kNormal;
}

Flow Machine::CallString(Builtin builtin, const Val& self, Arguments arguments, Val& out) {
  std::u16string_view text;
  if (self.IsNullish()) return Throw();
  if (const Flow flow = ToText(self, text); flow != Flow::kNormal) return flow;
  double first = 0;
  double second = 0;
  std::u16string_view other;
  const auto size = static_cast<double>(text.size());
  const auto integer = [&](std::size_t i, double fallback, double& number) {
    return ArgumentInteger(arguments, i, fallback, number);
  };
  const auto give = [&](const Val& value) {
    out = value;
    return Flow::kNormal;
  };
  switch (builtin) {  // the methods of this group
    case Builtin::kStringToString:
    case Builtin::kStringValueOf:
      return give(Val::Text(text));
    case Builtin::kStringCharAt:
    case Builtin::kStringCharCodeAt:
    case Builtin::kStringAt: {
      if (const Flow flow = integer(0, 0, first); flow != Flow::kNormal) return flow;
      if (builtin == Builtin::kStringAt && first < 0) first += size;
      const bool inside = first >= 0 && first < size;
      const auto at = inside ? static_cast<std::size_t>(first) : 0;
      if (builtin == Builtin::kStringCharCodeAt) {
        return give(Val::Num(inside ? text[at] : std::numeric_limits<double>::quiet_NaN()));
      }
      if (!inside) return give(builtin == Builtin::kStringAt ? Val() : Val::Text({}));
      return give(Val::Text(text.substr(at, 1)));
    }
    case Builtin::kStringCodePointAt: {
      if (const Flow flow = integer(0, 0, first); flow != Flow::kNormal) return flow;
      if (first < 0 || first >= size) return give(Val());
      const auto at = static_cast<std::size_t>(first);
      const char16_t unit = text[at];
      const bool pair = unit >= 0xd800 && unit <= 0xdbff && at + 1 < text.size() &&
                        text[at + 1] >= 0xdc00 && text[at + 1] <= 0xdfff;
      return give(
          Val::Num(pair ? 0x10000 + ((unit - 0xd800) << 10) + (text[at + 1] - 0xdc00) : unit));
    }
    case Builtin::kStringSlice:
    case Builtin::kStringSubstring:
    case Builtin::kStringSubstr: {
      if (const Flow flow = integer(0, 0, first); flow != Flow::kNormal) return flow;
      const bool is_substr = builtin == Builtin::kStringSubstr;
      if (const Flow flow = integer(1, size, second); flow != Flow::kNormal) return flow;
      std::size_t begin = Relative(first, text.size());
      std::size_t end = Relative(second, text.size());
      if (is_substr) {
        end = begin + Clamp(second, text.size() - begin);
      } else if (builtin == Builtin::kStringSubstring) {
        begin = Clamp(first, text.size());
        end = Clamp(second, text.size());
        if (begin > end) std::swap(begin, end);
      }
      return give(Val::Text(begin < end ? text.substr(begin, end - begin) : std::u16string_view()));
    }
    case Builtin::kStringConcat: {
      out = Val::Text(text);
      for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (const Flow flow = ArgumentText(arguments, i, other); flow != Flow::kNormal) return flow;
        const auto joined = heap_.Concat(out.view(), other);
        if (!joined) return Flow::kUnknown;
        out = *joined;
      }
      return Flow::kNormal;
    }
    case Builtin::kStringIndexOf:
    case Builtin::kStringIncludes:
    case Builtin::kStringStartsWith:
    case Builtin::kStringLastIndexOf:
    case Builtin::kStringEndsWith: {
      if (!arguments.empty() && arguments[0].IsObject()) return Flow::kUnknown;
      if (const Flow flow = ArgumentText(arguments, 0, other); flow != Flow::kNormal) return flow;
      const bool from_end =
          builtin == Builtin::kStringLastIndexOf || builtin == Builtin::kStringEndsWith;
      if (const Flow flow = integer(1, from_end ? size : 0, first); flow != Flow::kNormal) {
        return flow;
      }
      const std::size_t from = Clamp(first, text.size());
      if (builtin == Builtin::kStringStartsWith || builtin == Builtin::kStringEndsWith)
        Spend(Linear(other.size()));
      if (builtin == Builtin::kStringStartsWith) {
        return give(Val::Bool(text.substr(from).starts_with(other)));
      }
      if (builtin == Builtin::kStringEndsWith) {
        return give(Val::Bool(text.substr(0, from).ends_with(other)));
      }
      const std::size_t at =
          from_end ? FindLastText(text, other, from) : FindText(text, other, from);
      if (builtin == Builtin::kStringIncludes) return give(Val::Bool(at != text.npos));
      return give(Val::Num(at == text.npos ? -1 : static_cast<double>(at)));
    }
    case Builtin::kStringRepeat: {
      if (const Flow flow = integer(0, 0, first); flow != Flow::kNormal) return flow;
      if (first < 0 || std::isinf(first)) return Throw();
      if (size == 0 || first == 0) return give(Val::Text({}));
      if (first * size > 1e8) return Flow::kUnknown;
      char16_t* to = heap_.NewText(static_cast<std::size_t>(first * size));
      if (to == nullptr || !Step(static_cast<std::uint64_t>(first))) return Flow::kUnknown;
      const std::u16string_view whole(to, static_cast<std::size_t>(first * size));
      for (int i = 0; i < static_cast<int>(first); ++i) to = std::ranges::copy(text, to).out;
      return give(Val::Text(whole));
    }
    case Builtin::kStringPadStart:
    case Builtin::kStringPadEnd: {
      if (const Flow flow = integer(0, 0, first); flow != Flow::kNormal) return flow;
      other = u" ";
      if (arguments.size() > 1 && !arguments[1].Is(Val::Tag::kUndefined)) {
        if (const Flow flow = ArgumentText(arguments, 1, other); flow != Flow::kNormal) return flow;
      }
      if (first <= size || other.empty()) return give(Val::Text(text));
      if (first > 1e8 || !heap_.Charge(static_cast<std::uint64_t>(first) * 2)) {
        return Flow::kUnknown;
      }
      std::u16string pad;
      const auto missing = static_cast<std::size_t>(first) - text.size();
      while (pad.size() < missing) pad += other;
      pad.resize(missing);
      const bool start = builtin == Builtin::kStringPadStart;
      return NewText(start ? pad + std::u16string(text) : std::u16string(text) + pad, out);
    }
    case Builtin::kStringTrim:
    case Builtin::kStringTrimStart:
    case Builtin::kStringTrimEnd: {
      const std::u16string_view trimmed = TrimSpace(text);
      Spend(Linear(text.size() - trimmed.size()));
      if (builtin == Builtin::kStringTrim || trimmed.empty()) return give(Val::Text(trimmed));
      const auto before = static_cast<std::size_t>(trimmed.data() - text.data());
      return give(Val::Text(builtin == Builtin::kStringTrimStart
                                ? text.substr(before)
                                : text.substr(0, before + trimmed.size())));
    }
    case Builtin::kStringToLowerCase:
    case Builtin::kStringToUpperCase: {
      const bool ascii = std::ranges::all_of(text, [](char16_t c) { return c < 128; });
      if (!ascii || !Step(Linear(text.size()))) return Flow::kUnknown;
      const bool lower = builtin == Builtin::kStringToLowerCase;
      return NewText(lower ? MapAscii(text, u'A', u'Z', 32) : MapAscii(text, u'a', u'z', -32), out);
    }
#define IN_String(name)
#include "js/other_builtins.def"
    break;
  }
  return Flow::kUnknown;
}

Flow Machine::CallNumber(Builtin builtin, const Val& self, Arguments arguments, Val& out) {
  if (builtin == Builtin::kBooleanToString) {
    if (!self.Is(Val::Tag::kBoolean)) return Throw();
    out = Val::Text(self.boolean ? u"true" : u"false");
    return Flow::kNormal;
  }
  if (builtin == Builtin::kNumberToString) {
    if (!self.IsNumber()) return Throw();
    double radix = 10;
    const Flow flow = ArgumentInteger(arguments, 0, 10, radix);
    if (flow != Flow::kNormal) return flow;
    if (radix < 2 || radix > 36) return Throw();
    const auto text = NumberText(self.number, static_cast<int>(radix));
    return text ? NewText(*text, out) : Flow::kUnknown;
  }
  const bool number = !arguments.empty() && arguments[0].IsNumber();
  const double value = number ? arguments[0].number : 0;
  out = builtin == Builtin::kNumberIsNaN
            ? Val::Bool(number && std::isnan(value))
            : Val::Bool(number && std::isfinite(value) && value == std::trunc(value));
  return Flow::kNormal;
}

Flow Machine::CallMath(Builtin builtin, Arguments arguments, Val& out) {
  std::vector<double> numbers;
  numbers.reserve(arguments.size());
  for (const Val& argument : arguments) {
    double number = 0;
    if (const Flow flow = ToNumber(argument, number); flow != Flow::kNormal) return flow;
    numbers.push_back(number);
  }
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto best = [&](double start, auto pick) {
    for (const double number : numbers) {
      if (std::isnan(number)) return nan;
      start = pick(start, number);
    }
    return start;
  };
  const double x = numbers.empty() ? nan : numbers[0];
  const double y = numbers.size() < 2 ? nan : numbers[1];
  double value = nan;
  switch (builtin) {  // the functions of this group
    case Builtin::kMathAbs:
      value = std::fabs(x);
      break;
    case Builtin::kMathCeil:
      value = std::ceil(x);
      break;
    case Builtin::kMathFloor:
      value = std::floor(x);
      break;
    case Builtin::kMathImul:
      value = static_cast<std::int32_t>(static_cast<std::uint32_t>(ToInt32(x)) *
                                        static_cast<std::uint32_t>(ToInt32(y)));
      break;
    case Builtin::kMathMax:
      value = best(-HUGE_VAL, [](double a, double b) { return std::max(a, b); });
      break;
    case Builtin::kMathMin:
      value = best(HUGE_VAL, [](double a, double b) { return std::min(a, b); });
      break;
    case Builtin::kMathPow:
      return Operate(Operator::kPower, Val::Num(x), Val::Num(y), out);
    case Builtin::kMathRound:
      value = std::floor(x) + (x - std::floor(x) >= 0.5 ? 1 : 0);
      break;
    case Builtin::kMathSign:
      value = x > 0 ? 1 : x < 0 ? -1 : x;
      break;
    case Builtin::kMathSqrt:
      value = std::sqrt(x);
      break;
    case Builtin::kMathTrunc:
      value = std::trunc(x);
      break;
#define IN_Math(name)
#include "js/other_builtins.def"
      return Flow::kUnknown;
  }
  out = Val::Num(value);
  return Flow::kNormal;
}

Flow Machine::CallGlobal(Builtin builtin, Arguments arguments, Val& out) {
  const Val first = arguments.empty() ? Val() : arguments[0];
  double number = 0;
  std::u16string_view text;
  switch (builtin) {  // the functions of this group
    case Builtin::kParseInt:
    case Builtin::kNumberParseInt: {
      double radix = 0;
      if (const Flow flow = ToText(first, text); flow != Flow::kNormal) return flow;
      if (arguments.size() > 1) {
        if (const Flow flow = ToNumber(arguments[1], radix); flow != Flow::kNormal) return flow;
      }
      if (!Step(Linear(text.size()))) return Flow::kUnknown;
      out = Val::Num(ParseInt(text, ToInt32(radix)));
      return Flow::kNormal;
    }
    case Builtin::kParseFloat:
    case Builtin::kNumberParseFloat:
      if (const Flow flow = ToText(first, text); flow != Flow::kNormal) return flow;
      Spend(Linear(text.size()));
      out = Val::Num(ParseFloat(text));
      return Flow::kNormal;
    case Builtin::kString:
      if (const Flow flow = ToText(first, text); flow != Flow::kNormal) return flow;
      out = Val::Text(arguments.empty() ? std::u16string_view() : text);
      return Flow::kNormal;
    case Builtin::kBoolean:
      out = Val::Bool(ToBoolean(first));
      return Flow::kNormal;
    case Builtin::kNumber:
      if (const Flow flow = ToNumber(first, number); flow != Flow::kNormal) return flow;
      out = Val::Num(arguments.empty() ? 0 : number);
      return Flow::kNormal;
    case Builtin::kIsNaN:
    case Builtin::kIsFinite:
      if (const Flow flow = ToNumber(first, number); flow != Flow::kNormal) return flow;
      out = Val::Bool(builtin == Builtin::kIsNaN ? std::isnan(number) : std::isfinite(number));
      return Flow::kNormal;
    case Builtin::kArray: {
      const bool length = arguments.size() == 1 && first.IsNumber();
      if (!length) return NewArray({arguments.begin(), arguments.end()}, out);
      if (first.number < 0 || first.number != std::trunc(first.number)) return Throw();
      if (first.number > 1e6) return Flow::kUnknown;
      return NewArray(std::vector<Val>(static_cast<std::size_t>(first.number), Val::Hole()), out);
    }
    case Builtin::kUint8Array:
      return CallBuffer(Builtin::kUint8ArrayFrom, Val::Native(Builtin::kUint8Array), arguments,
                        out);
    case Builtin::kRegExp:
      return NewRegExp(arguments, out);
    case Builtin::kBuffer:
      return CallBuffer(Builtin::kBufferFrom, Val(), arguments, out);
    case Builtin::kObject:
      if (!first.IsObject()) return Flow::kUnknown;
      out = first;
      return Flow::kNormal;
#define IN_Global(name)
#include "js/other_builtins.def"
      break;
  }
  return Flow::kUnknown;
}

}  // namespace js::eval
