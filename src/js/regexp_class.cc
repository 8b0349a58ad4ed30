#include "base/limits.h"
#include "js/regexp_pattern.h"

namespace js::regexp {
namespace {

constexpr std::string_view kSetSyntax = "()[]{}/-|";
constexpr std::string_view kReservedDouble = "&!#$%*+,.:;<=>?@^`~";
constexpr std::string_view kReservedPunctuators = "&-!#%,:;<=>@`~";

bool Has(std::string_view set, char c) {
  return c != 0 && set.find(c) != std::string_view::npos;
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

/// Stands at `[` of a class outside any class.
bool Pattern::Class() {
  const std::uint32_t begin = in_.at();
  in_.set_at(begin + 1);
  if (grammar_.sets) {
    ClassAtom whole;
    return ClassSet(begin, whole);
  }
  static_cast<void>(in_.Eat('^'));
  if (!ClassRanges()) return false;
  return in_.Eat(']') || Fail(begin, "character class is not closed");
}

bool Pattern::ClassRanges() {
  while (!in_.AtEnd() && in_.Byte() != ']') {
    const std::uint32_t begin = in_.at();
    ClassAtom left;
    if (!RangeAtom(left)) return false;
    if (in_.Byte() != '-') continue;
    in_.set_at(in_.at() + 1);
    if (in_.AtEnd() || in_.Byte() == ']') return true;  // the `-` stands for itself
    ClassAtom right;
    if (!RangeAtom(right)) return false;
    const bool sets = left.value == ClassAtom::kSet || right.value == ClassAtom::kSet;
    if (sets && grammar_.unicode) return Fail(begin, "a set of characters cannot bound a range");
    if (!sets && left.value > right.value) return Fail(begin, "range out of order in class");
  }
  return true;
}

bool Pattern::RangeAtom(ClassAtom& atom) {
  if (in_.Byte() != '\\') {
    atom.value = in_.Next();
    return true;
  }
  const std::uint32_t begin = in_.at();
  in_.set_at(begin + 1);
  if (in_.AtEnd()) return Fail(begin, "`\\` at the end of the pattern");
  if (ClassControl(atom)) return true;
  if (TryClassEscape(atom)) return true;
  return !error_ && CharacterEscape(atom.value);
}

/// The escapes that only classes have: `\b`, with Unicode `\-`, in Annex B `\c` before a digit or
/// `_`, and `\c` before anything else as a plain backslash. False without an error for others.
bool Pattern::ClassControl(ClassAtom& atom) {
  const char c = in_.Byte();
  if (c == 'b' || (c == '-' && grammar_.unicode)) {
    atom.value = c == 'b' ? U'\b' : U'-';
    in_.set_at(in_.at() + 1);
    return true;
  }
  if (c != 'c' || grammar_.unicode || IsLetter(in_.Byte(1))) return false;
  if (IsDigit(in_.Byte(1)) || in_.Byte(1) == '_') {
    atom.value = static_cast<unsigned char>(in_.Byte(1)) % 32U;
    in_.set_at(in_.at() + 2);
  } else {
    atom.value = '\\';
  }
  return true;
}

/// ClassContents of `v` and the `]` after them; `begin` is where the class began, for messages.
/// The first operator decides: a union, `&&` throughout or `--` throughout.
bool Pattern::ClassSet(std::uint32_t begin, ClassAtom& whole) {
  if (class_depth_ >= limits::kRegExpClassDepth) {
    return Fail(begin, "character classes are nested too deeply");
  }
  ++class_depth_;
  const bool negated = in_.Eat('^');
  ClassOperation operation = ClassOperation::kNone;
  bool strings = false;
  std::uint32_t operands = 0;
  while (!in_.Eat(']')) {
    if (in_.AtEnd()) return Fail(begin, "character class is not closed");
    if (!SetOperator(operation, operands)) return false;
    const std::uint32_t operand_begin = in_.at();
    ClassAtom operand;
    if (!SetOperand(operand)) return false;
    const bool single =
        operation == ClassOperation::kIntersection || operation == ClassOperation::kSubtraction;
    if (in_.Byte() == '-' && in_.Byte(1) != '-') {
      if (single) return Fail(operand_begin, "a range cannot be an operand of `&&` or `--`");
      if (!SetRange(operand, operand_begin)) return false;
      operation = ClassOperation::kUnion;
    }
    if (operation == ClassOperation::kIntersection) {
      strings = strings && operand.may_contain_strings;
    } else if (operation != ClassOperation::kSubtraction) {
      strings = strings || operand.may_contain_strings;
    }
    ++operands;
  }
  if (negated && strings) return Fail(begin, "negated character class may contain strings");
  whole = {.value = ClassAtom::kSet, .may_contain_strings = strings};
  --class_depth_;
  return true;
}

/// What stands between the operands read so far and the next one.
bool Pattern::SetOperator(ClassOperation& operation, std::uint32_t operands) {
  if (operands == 0) return true;
  const std::uint32_t begin = in_.at();
  ClassOperation next = ClassOperation::kUnion;
  if (in_.Eat("&&")) next = ClassOperation::kIntersection;
  if (in_.Eat("--")) next = ClassOperation::kSubtraction;
  const bool fits = operation == next || (operation == ClassOperation::kNone && (operands == 1));
  if (!fits) return Fail(begin, "operators of a character class are mixed");
  if (next == ClassOperation::kIntersection && in_.Byte() == '&') {
    return Fail(begin, "invalid operator in character class");
  }
  operation = next;
  return true;
}

bool Pattern::SetOperand(ClassAtom& atom) {
  const std::uint32_t begin = in_.at();
  if (in_.Eat('[')) return ClassSet(begin, atom);
  if (in_.Byte() == '\\') return SetEscape(atom);
  return SetCharacter(atom.value);
}

/// Stands at the single `-` after the left bound.
bool Pattern::SetRange(ClassAtom& atom, std::uint32_t begin) {
  in_.set_at(in_.at() + 1);
  if (atom.value == ClassAtom::kSet) return Fail(begin, "a set of characters cannot bound a range");
  ClassAtom right;
  if (!SetOperand(right)) return false;
  if (right.value == ClassAtom::kSet) {
    return Fail(begin, "a set of characters cannot bound a range");
  }
  if (atom.value > right.value) return Fail(begin, "range out of order in class");
  return true;
}

bool Pattern::SetEscape(ClassAtom& atom) {
  if (in_.Eat("\\q{")) return StringDisjunction(atom);
  const std::uint32_t begin = in_.at();
  in_.set_at(begin + 1);
  if (TryClassEscape(atom)) return true;
  if (error_) return false;
  in_.set_at(begin);
  return SetCharacter(atom.value);
}

/// Stands after `\q{`. It may hold strings when an alternative is not exactly one character.
bool Pattern::StringDisjunction(ClassAtom& atom) {
  const std::uint32_t begin = in_.at() - 3;
  bool strings = false;
  std::uint32_t length = 0;
  for (;;) {
    if (in_.AtEnd()) return Fail(begin, "`\\q{` is not closed");
    const bool end = in_.Byte() == '}';
    if (end || in_.Byte() == '|') {
      in_.set_at(in_.at() + 1);
      strings = strings || length != 1;
      length = 0;
      if (end) break;
      continue;
    }
    char32_t value = 0;
    if (!SetCharacter(value)) return false;
    ++length;
  }
  atom = {.value = ClassAtom::kSet, .may_contain_strings = strings};
  return true;
}

bool Pattern::SetCharacter(char32_t& value) {
  const std::uint32_t begin = in_.at();
  const char c = in_.Byte();
  if (c == '\\') {
    in_.set_at(begin + 1);
    if (Has(kReservedPunctuators, in_.Byte())) {
      value = in_.Next();
      return true;
    }
    if (in_.Eat('b')) {
      value = '\b';
      return true;
    }
    return CharacterEscape(value);
  }
  if (Has(kReservedDouble, c) && in_.Byte(1) == c) {
    return Fail(begin, "reserved double punctuator in character class");
  }
  if (Has(kSetSyntax, c)) return Fail(begin, "character must be escaped in a class with flag `v`");
  value = in_.Next();
  return value != Reader::kEnd || Fail(begin, "character class is not closed");
}

}  // namespace js::regexp
