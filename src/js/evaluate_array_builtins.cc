// Array.prototype.
#include <algorithm>

#include "js/evaluate_machine.h"

namespace js::eval {
namespace {

std::size_t Relative(double index, std::size_t size) {
  const auto length = static_cast<double>(size);
  if (index < 0) index = std::max(0.0, length + index);
  return static_cast<std::size_t>(std::min(index, length));
}

}  // namespace

Flow Machine::NewArray(std::vector<Val> elements, Val& out) {
  Object* const array = heap_.NewObject(Object::Class::kArray);
  if (array == nullptr || !heap_.Charge(elements.size() * sizeof(Val))) return Flow::kUnknown;
  array->elements = std::move(elements);
  out = Val::Obj(array);
  return Flow::kNormal;
}

Flow Machine::CallArray(Builtin builtin, const Val& self, Arguments arguments, Val& out) {
  if (!self.IsObject() || self.object->cls != Object::Class::kArray) return Flow::kUnknown;
  Object& array = *self.object;
  std::vector<Val>& elements = array.elements;
  const auto size = static_cast<double>(elements.size());
  double first = 0;
  double second = 0;
  const auto take = [&](const Val& value) {
    out = value.Is(Val::Tag::kHole) ? Val() : value;
    return out.Is(Val::Tag::kUnknown) ? Flow::kUnknown : Flow::kNormal;
  };
  switch (builtin) {  // the methods that call nothing back
    case Builtin::kArrayPush:
      for (const Val& argument : arguments) {
        const Flow flow = SetElement(array, elements.size(), argument);
        if (flow != Flow::kNormal) return flow;
      }
      return take(Val::Num(static_cast<double>(elements.size())));
    case Builtin::kArrayPop: {
      NoteWrite(array);
      if (elements.empty()) return take(Val());
      const Val last = elements.back();
      elements.pop_back();
      return take(last);
    }
    case Builtin::kArrayShift: {
      NoteWrite(array);
      if (elements.empty()) return take(Val());
      const Val head = elements.front();
      elements.erase(elements.begin());
      return Step(Linear(elements.size())) ? take(head) : Flow::kUnknown;
    }
    case Builtin::kArrayUnshift:
      NoteWrite(array);
      if (!heap_.Charge(arguments.size_bytes()) || !Step(Linear(elements.size()))) {
        return Flow::kUnknown;
      }
      elements.insert(elements.begin(), arguments.begin(), arguments.end());
      return take(Val::Num(static_cast<double>(elements.size())));
    case Builtin::kArrayReverse:
      NoteWrite(array);
      std::ranges::reverse(elements);
      return Step(Linear(elements.size())) ? take(self) : Flow::kUnknown;
    case Builtin::kArraySlice: {
      if (const Flow flow = ArgumentInteger(arguments, 0, 0, first); flow != Flow::kNormal) {
        return flow;
      }
      if (const Flow flow = ArgumentInteger(arguments, 1, size, second); flow != Flow::kNormal) {
        return flow;
      }
      const std::size_t begin = Relative(first, elements.size());
      const std::size_t end = std::max(begin, Relative(second, elements.size()));
      const Arguments part = Arguments(elements).subspan(begin, end - begin);
      return NewArray({part.begin(), part.end()}, out);
    }
    case Builtin::kArraySplice: {
      if (const Flow flow = ArgumentInteger(arguments, 0, 0, first); flow != Flow::kNormal) {
        return flow;
      }
      const std::size_t begin = Relative(first, elements.size());
      const auto rest = static_cast<double>(elements.size() - begin);
      if (const Flow flow = ArgumentInteger(arguments, 1, rest, second); flow != Flow::kNormal) {
        return flow;
      }
      if (arguments.empty()) second = 0;
      const auto count = static_cast<std::ptrdiff_t>(std::clamp(second, 0.0, rest));
      const auto from = elements.begin() + static_cast<std::ptrdiff_t>(begin);
      if (!Step(Linear(elements.size()))) return Flow::kUnknown;
      std::vector<Val> removed(from, from + count);
      NoteWrite(array);
      elements.erase(from, from + count);
      if (arguments.size() > 2) {
        if (!heap_.Charge(arguments.size_bytes())) return Flow::kUnknown;
        elements.insert(elements.begin() + static_cast<std::ptrdiff_t>(begin),
                        arguments.begin() + 2, arguments.end());
      }
      return NewArray(std::move(removed), out);
    }
    case Builtin::kArrayConcat: {
      std::vector<Val> all = elements;
      for (const Val& argument : arguments) {
        if (all.size() > heap_.left() / sizeof(Val)) return Flow::kUnknown;
        if (argument.IsObject() && argument.object->cls == Object::Class::kArray) {
          all.insert(all.end(), argument.object->elements.begin(), argument.object->elements.end());
        } else {
          all.push_back(argument);
        }
      }
      return Step(all.size() / 16) ? NewArray(std::move(all), out) : Flow::kUnknown;
    }
    case Builtin::kArrayJoin:
    case Builtin::kArrayToString: {
      std::u16string_view separator = u",";
      const bool given = builtin == Builtin::kArrayJoin && !arguments.empty() &&
                         !arguments[0].Is(Val::Tag::kUndefined);
      if (given) {
        if (const Flow flow = ToText(arguments[0], separator); flow != Flow::kNormal) return flow;
      }
      return JoinArray(array, separator, out);
    }
    case Builtin::kArrayIndexOf:
    case Builtin::kArrayLastIndexOf:
    case Builtin::kArrayIncludes: {
      if (arguments.size() != 1 || !Step(elements.size())) return Flow::kUnknown;
      double found = -1;
      for (std::size_t i = 0; i < elements.size(); ++i) {
        if (elements[i].Is(Val::Tag::kUnknown)) return Flow::kUnknown;
        if (!StrictlyEqual(elements[i], arguments[0])) continue;
        found = static_cast<double>(i);
        if (builtin != Builtin::kArrayLastIndexOf) break;
      }
      return take(builtin == Builtin::kArrayIncludes ? Val::Bool(found >= 0) : Val::Num(found));
    }
    case Builtin::kArrayFill: {
      if (arguments.size() != 1 || !Step(elements.size())) return Flow::kUnknown;
      NoteWrite(array);
      std::ranges::fill(elements, arguments[0]);
      return take(self);
    }
    case Builtin::kArrayFlat: {
      std::vector<Val> all;
      if (!arguments.empty()) return Flow::kUnknown;
      for (const Val& element : elements) {
        if (all.size() > heap_.left() / sizeof(Val)) return Flow::kUnknown;
        if (element.IsObject() && element.object->cls == Object::Class::kArray) {
          all.insert(all.end(), element.object->elements.begin(), element.object->elements.end());
        } else if (!element.Is(Val::Tag::kHole)) {
          all.push_back(element);
        }
      }
      return Step(all.size()) ? NewArray(std::move(all), out) : Flow::kUnknown;
    }
    case Builtin::kArrayKeys: {
      std::vector<Val> keys;
      for (std::size_t i = 0; i < elements.size(); ++i) {
        keys.push_back(Val::Num(static_cast<double>(i)));
      }
      return Step(keys.size()) ? NewArray(std::move(keys), out) : Flow::kUnknown;
    }
    case Builtin::kArraySort: {
      const Flow flow = SortArray(array, arguments);
      return flow == Flow::kNormal ? take(self) : flow;
    }
#define IN_Array(name)
#include "js/other_builtins.def"
    break;
  }
  return Flow::kUnknown;
}

/// A merge sort that asks the comparison function, or compares texts: stable, and sane whatever the
/// function answers.
Flow Machine::SortArray(Object& array, Arguments arguments) {
  const Val compare = arguments.empty() ? Val() : arguments[0];
  std::vector<Val> from = array.elements;
  std::vector<Val> to(from.size());
  const auto after = [&](const Val& a, const Val& b, bool& result) {
    if (!Step()) return Flow::kUnknown;
    const auto goes_last = [](const Val& v) {
      return v.Is(Val::Tag::kUndefined) || v.Is(Val::Tag::kHole) || v.Is(Val::Tag::kUnknown);
    };
    if (goes_last(a) || goes_last(b)) return Flow::kUnknown;
    if (compare.Is(Val::Tag::kUndefined)) {
      std::u16string_view x;
      std::u16string_view y;
      if (const Flow flow = ToText(a, x); flow != Flow::kNormal) return flow;
      if (const Flow flow = ToText(b, y); flow != Flow::kNormal) return flow;
      Spend(Linear(std::min(x.size(), y.size())));
      result = x > y;
      return Flow::kNormal;
    }
    const Val pair[] = {a, b};
    Val answer;
    double number = 0;
    if (const Flow flow = Call(compare, Val(), pair, answer); flow != Flow::kNormal) return flow;
    if (const Flow flow = ToNumber(answer, number); flow != Flow::kNormal) return flow;
    result = number > 0;
    return Flow::kNormal;
  };
  for (std::size_t width = 1; width < from.size(); width *= 2) {
    for (std::size_t low = 0; low < from.size(); low += 2 * width) {
      const std::size_t middle = std::min(low + width, from.size());
      const std::size_t high = std::min(low + 2 * width, from.size());
      std::size_t i = low;
      std::size_t k = middle;
      for (std::size_t at = low; at < high; ++at) {
        bool second = i == middle;
        if (i < middle && k < high) {
          if (const Flow flow = after(from[i], from[k], second); flow != Flow::kNormal) return flow;
        }
        to[at] = second ? from[k++] : from[i++];
      }
    }
    from.swap(to);
  }
  NoteWrite(array);
  array.elements = std::move(from);
  return Flow::kNormal;
}

Flow Machine::CallArrayEach(Builtin builtin, const Val& self, Arguments arguments, Val& out) {
  if (!self.IsObject() || self.object->cls != Object::Class::kArray) return Flow::kUnknown;
  if (arguments.empty()) return Throw();
  const Object& array = *self.object;
  const Val& function = arguments[0];
  const bool reduce = builtin == Builtin::kArrayReduce || builtin == Builtin::kArrayReduceRight;
  const bool backwards = builtin == Builtin::kArrayReduceRight;
  std::vector<Val> results;
  Val total = arguments.size() > 1 ? arguments[1] : Val::Hole();
  const std::size_t size = array.elements.size();
  for (std::size_t turn = 0; turn < size; ++turn) {
    const std::size_t i = backwards ? size - 1 - turn : turn;
    if (!Step() || i >= array.elements.size()) return Flow::kUnknown;
    const Val element = array.elements[i];
    if (element.Is(Val::Tag::kUnknown)) return Flow::kUnknown;
    if (element.Is(Val::Tag::kHole)) return Flow::kUnknown;
    const Val index = Val::Num(static_cast<double>(i));
    if (reduce && total.Is(Val::Tag::kHole)) {
      total = element;
      continue;
    }
    const Val for_reduce[] = {total, element, index, self};
    const Val for_others[] = {element, index, self};
    const Arguments given = reduce ? Arguments(for_reduce) : Arguments(for_others);
    Val result;
    if (const Flow flow = Call(function, Val(), given, result); flow != Flow::kNormal) return flow;
    const bool truth = ToBoolean(result);
    if (reduce) total = result;
    if (builtin == Builtin::kArrayMap) results.push_back(result);
    if (builtin == Builtin::kArrayFilter && truth) results.push_back(element);
    if (builtin == Builtin::kArrayFind && truth) {
      out = element;
      return Flow::kNormal;
    }
    if (builtin == Builtin::kArrayFindIndex && truth) {
      out = index;
      return Flow::kNormal;
    }
    if ((builtin == Builtin::kArraySome && truth) || (builtin == Builtin::kArrayEvery && !truth)) {
      out = Val::Bool(truth);
      return Flow::kNormal;
    }
  }
  switch (builtin) {  // the methods that call back
    case Builtin::kArrayMap:
    case Builtin::kArrayFilter:
      return NewArray(std::move(results), out);
    case Builtin::kArrayReduce:
    case Builtin::kArrayReduceRight:
      if (total.Is(Val::Tag::kHole)) return Throw();
      out = total;
      return Flow::kNormal;
    case Builtin::kArrayForEach:
    case Builtin::kArrayFind:
      out = Val();
      return Flow::kNormal;
    case Builtin::kArrayFindIndex:
      out = Val::Num(-1);
      return Flow::kNormal;
    case Builtin::kArraySome:
    case Builtin::kArrayEvery:
      out = Val::Bool(builtin == Builtin::kArrayEvery);
      return Flow::kNormal;
#define IN_ArrayEach(name)
#include "js/other_builtins.def"
      break;
  }
  return Flow::kUnknown;
}

}  // namespace js::eval
