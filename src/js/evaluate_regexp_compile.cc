#include <algorithm>

#include "js/evaluate_heap.h"
#include "js/evaluate_regexp.h"

namespace js::eval {
namespace {

constexpr std::size_t kMostCode = 20'000;
constexpr std::uint32_t kMostDepth = 100;

int HexValue(char16_t c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

char16_t Fold(char16_t c) {
  return c >= 'a' && c <= 'z' ? static_cast<char16_t>(c - 32) : c;
}

}  // namespace

/// Recursive descent over any text: what `RegExp(text)` is given was validated by nobody. Every
/// method returns false when the pattern is an error or holds something the machine does not do.
class RegExpCompiler {
 public:
  using Program = RegExpProgram;
  using Op = RegExpProgram::Op;

  explicit RegExpCompiler(std::u16string_view pattern, Program& out) : in_(pattern), out_(out) {}

  [[nodiscard]] bool Run() {
    out_.groups_ = 1 + CountGroups();
    out_.registers_ = 2 * out_.groups_;
    Emit({.op = Op::kSave, .a = 0});
    if (!Disjunction(0) || at_ != in_.size()) return false;
    Emit({.op = Op::kSave, .a = 1});
    Emit({.op = Op::kMatch});
    return out_.code_.size() < kMostCode;
  }

 private:
  using Class = RegExpProgram::Class;

  [[nodiscard]] bool More() const { return at_ < in_.size(); }
  [[nodiscard]] bool Eat(std::u16string_view word) {
    if (!in_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  std::uint32_t Emit(RegExpProgram::Instruction instruction) {
    out_.code_.push_back(instruction);
    return static_cast<std::uint32_t>(out_.code_.size() - 1);
  }
  [[nodiscard]] std::uint32_t Here() const { return static_cast<std::uint32_t>(out_.code_.size()); }

  [[nodiscard]] std::uint32_t CountGroups() const {
    std::uint32_t count = 0;
    bool in_class = false;
    for (std::size_t i = 0; i < in_.size(); ++i) {
      if (in_[i] == '\\') {
        ++i;
      } else if (in_class) {
        in_class = in_[i] != ']';
      } else if (in_[i] == '[') {
        in_class = true;
      } else if (in_[i] == '(') {
        const std::u16string_view rest = in_.substr(i + 1);
        const bool named =
            rest.starts_with(u"?<") && !rest.starts_with(u"?<=") && !rest.starts_with(u"?<!");
        count += !rest.starts_with(u"?") || named ? 1U : 0U;
      }
    }
    return count;
  }

  [[nodiscard]] bool Disjunction(std::uint32_t depth) {
    if (depth > kMostDepth) return false;
    std::vector<std::uint32_t> ends;
    std::uint32_t begin = Here();
    for (;;) {
      while (More() && in_[at_] != '|' && in_[at_] != ')') {
        if (!Term(depth) || out_.code_.size() > kMostCode) return false;
      }
      if (!Eat(u"|")) break;
      Insert(begin, {.op = Op::kSplit, .a = begin + 1, .b = Here() + 2});
      ends.push_back(Emit({.op = Op::kJump}));
      begin = Here();
    }
    for (const std::uint32_t end : ends) out_.code_[end].a = Here();
    return true;
  }

  /// Puts an instruction before `at` and moves what points behind it.
  void Insert(std::uint32_t at, RegExpProgram::Instruction instruction) {
    out_.code_.insert(out_.code_.begin() + at, instruction);
    for (std::uint32_t i = at + 1; i < out_.code_.size(); ++i) Move(out_.code_[i], at, 1);
  }
  static void Move(RegExpProgram::Instruction& code, std::uint32_t from, std::uint32_t by) {
    const bool jumps = code.op == Op::kJump || code.op == Op::kSplit || code.op == Op::kLook ||
                       code.op == Op::kLookNot;
    if (!jumps) return;
    if (code.a >= from) code.a += by;
    if (code.op == Op::kSplit && code.b >= from) code.b += by;
  }

  [[nodiscard]] bool Term(std::uint32_t depth) {
    const std::uint32_t begin = Here();
    const char16_t c = in_[at_];
    if (c == '*' || c == '+' || c == '?') return false;  // nothing to repeat
    if (Eat(u"^")) return Emit({.op = Op::kBegin}), true;
    if (Eat(u"$")) return Emit({.op = Op::kEnd}), true;
    if (Eat(u"\\b")) return Emit({.op = Op::kWordEdge}), true;
    if (Eat(u"\\B")) return Emit({.op = Op::kNotWordEdge}), true;
    if (c == '(') {
      if (!Group(depth)) return false;
    } else if (Eat(u"[")) {
      if (!ClassBody()) return false;
    } else if (Eat(u".")) {
      Emit({.op = Op::kAny});
    } else if (c == '\\') {
      if (!AtomEscape()) return false;
    } else {
      ++at_;
      Emit({.op = Op::kChar, .unit = out_.ignore_case_ ? Fold(c) : c});
    }
    return Quantifier(begin);
  }

  [[nodiscard]] bool Group(std::uint32_t depth) {
    if (Eat(u"(?<=") || Eat(u"(?<!")) return false;
    if (Eat(u"(?=") || in_.substr(at_).starts_with(u"(?!")) {
      const bool negative = Eat(u"(?!");
      const std::uint32_t look = Emit({.op = negative ? Op::kLookNot : Op::kLook});
      if (!Disjunction(depth + 1) || !Eat(u")")) return false;
      Emit({.op = Op::kMatch});
      out_.code_[look].a = Here();
      return true;
    }
    if (Eat(u"(?:")) return Disjunction(depth + 1) && Eat(u")");
    if (Eat(u"(?<")) {
      while (More() && in_[at_] != '>') ++at_;
      if (!Eat(u">")) return false;
    } else if (Eat(u"(?")) {
      return false;  // modifiers
    } else {
      ++at_;
    }
    const std::uint32_t group = next_group_++;
    Emit({.op = Op::kSave, .a = 2 * group});
    if (!Disjunction(depth + 1) || !Eat(u")")) return false;
    Emit({.op = Op::kSave, .a = 2 * group + 1});
    return true;
  }

  [[nodiscard]] bool Number(std::uint32_t& number) {
    const std::size_t begin = at_;
    number = 0;
    while (More() && in_[at_] >= '0' && in_[at_] <= '9') {
      if (number < 100'000) number = number * 10 + (in_[at_] - u'0');
      ++at_;
    }
    return at_ > begin;
  }

  [[nodiscard]] bool Quantifier(std::uint32_t begin) {
    constexpr std::uint32_t kEndless = 0xffff'ffff;
    std::uint32_t least = 0;
    std::uint32_t most = kEndless;
    const std::size_t before = at_;
    if (Eat(u"*")) {
    } else if (Eat(u"+")) {
      least = 1;
    } else if (Eat(u"?")) {
      most = 1;
    } else if (Eat(u"{")) {
      if (!Number(least)) return at_ = before, true;
      most = least;
      if (Eat(u",") && !Number(most)) most = kEndless;
      if (!Eat(u"}")) return at_ = before, true;
    } else {
      return true;
    }
    const bool lazy = Eat(u"?");
    const std::vector<RegExpProgram::Instruction> body(out_.code_.begin() + begin,
                                                       out_.code_.end());
    out_.code_.resize(begin);
    const std::uint64_t copies = std::uint64_t{least} + (most == kEndless ? 1 : most - least);
    if (copies * (body.size() + 3) > kMostCode) return false;
    for (std::uint32_t i = 0; i < least; ++i) Append(body, begin);
    const auto split = [&](std::uint32_t body_at, std::uint32_t out_at) {
      return RegExpProgram::Instruction{
          .op = Op::kSplit, .a = lazy ? out_at : body_at, .b = lazy ? body_at : out_at};
    };
    if (most == kEndless) {
      const std::uint32_t loop = Here();
      const auto size = static_cast<std::uint32_t>(body.size());
      const std::uint32_t mark = out_.registers_++;
      Emit(split(loop + 1, loop + size + 4));
      Emit({.op = Op::kSave, .a = mark});
      Append(body, begin);
      Emit({.op = Op::kProgress, .a = mark});
      Emit({.op = Op::kJump, .a = loop});
      return true;
    }
    const auto each = static_cast<std::uint32_t>(body.size()) + 1;
    const std::uint32_t end = Here() + each * (most - least);
    for (std::uint32_t i = least; i < most; ++i) {
      Emit(split(Here() + 1, end));
      Append(body, begin);
    }
    return true;
  }

  /// A copy of code that stood at `from`, moved to the end.
  void Append(const std::vector<RegExpProgram::Instruction>& body, std::uint32_t from) {
    const std::uint32_t by = Here() - from;
    for (RegExpProgram::Instruction instruction : body) {
      Move(instruction, from, by);
      Emit(instruction);
    }
  }

  [[nodiscard]] bool AtomEscape() {
    if (at_ + 1 >= in_.size()) return false;
    const char16_t c = in_[at_ + 1];
    if (c >= '1' && c <= '9') {
      ++at_;
      std::uint32_t group = 0;
      if (!Number(group) || group >= out_.groups_) return false;
      Emit({.op = Op::kBack, .a = 2 * group});
      return true;
    }
    if (c == 'k') return false;
    Class set;
    if (ClassEscape(set)) {
      EmitClass(std::move(set));
      return true;
    }
    char16_t unit = 0;
    if (!CharacterEscape(unit)) return false;
    Emit({.op = Op::kChar, .unit = out_.ignore_case_ ? Fold(unit) : unit});
    return true;
  }

  void EmitClass(Class set) {
    Emit({.op = Op::kClass, .a = static_cast<std::uint32_t>(out_.classes_.size())});
    out_.classes_.push_back(std::move(set));
  }

  /// `\d` and so on, standing at the backslash; adds to `set`.
  [[nodiscard]] bool ClassEscape(Class& set) {
    const char16_t c = at_ + 1 < in_.size() ? in_[at_ + 1] : u'\0';
    if (std::u16string_view(u"dDwWsS").find(c) == std::u16string_view::npos || c == 0) return false;
    at_ += 2;
    const bool negated = c < 'a';
    const char16_t kind = c | 0x20U;
    const auto is_in = [kind](char16_t unit) {
      const bool digit = unit >= '0' && unit <= '9';
      if (kind == 'd') return digit;
      if (kind == 's') return IsSpace(unit);
      return digit || unit == '_' || (unit >= 'a' && unit <= 'z') || (unit >= 'A' && unit <= 'Z');
    };
    for (std::uint32_t unit = 0; unit < 256; ++unit) {
      if (is_in(static_cast<char16_t>(unit)) != negated) set.low.set(unit);
    }
    std::uint32_t run = 256;
    for (std::uint32_t unit = 256; unit <= 0x10000; ++unit) {
      const bool in = unit < 0x10000 && is_in(static_cast<char16_t>(unit)) != negated;
      if (in) continue;
      if (run < unit) {
        set.high.emplace_back(static_cast<char16_t>(run), static_cast<char16_t>(unit - 1));
      }
      run = unit + 1;
    }
    return true;
  }

  [[nodiscard]] bool CharacterEscape(char16_t& unit) {
    const char16_t c = in_[at_ + 1];
    at_ += 2;
    const std::size_t control = std::u16string_view(u"fnrtv0").find(c);
    if (control != std::u16string_view::npos) {
      if (c == '0' && More() && in_[at_] >= '0' && in_[at_] <= '9') return false;
      unit = u"\f\n\r\t\v\0"[control];
      return true;
    }
    if (c == 'x' || c == 'u') {
      const std::size_t count = c == 'x' ? 2 : 4;
      int value = 0;
      for (std::size_t i = 0; i < count; ++i) {
        const int digit = at_ + i < in_.size() ? HexValue(in_[at_ + i]) : -1;
        if (digit < 0) return false;
        value = value * 16 + digit;
      }
      at_ += count;
      unit = static_cast<char16_t>(value);
      return true;
    }
    if (c == 'c' || (c >= '1' && c <= '9')) return false;
    unit = c;
    return true;
  }

  [[nodiscard]] bool ClassBody() {
    Class set;
    set.negated = Eat(u"^");
    while (!Eat(u"]")) {
      if (!More()) return false;
      char16_t low = 0;
      if (in_[at_] == '\\' && ClassEscape(set)) continue;
      if (!ClassUnit(low)) return false;
      char16_t high = low;
      const bool range = at_ + 1 < in_.size() && in_[at_] == '-' && in_[at_ + 1] != ']';
      if (range) {
        ++at_;
        if (in_[at_] == '\\' && at_ + 1 < in_.size() &&
            std::u16string_view(u"dDwWsS").find(in_[at_ + 1]) != std::u16string_view::npos) {
          return false;
        }
        if (!ClassUnit(high)) return false;
      }
      AddRange(set, low, high);
    }
    EmitClass(std::move(set));
    return true;
  }

  [[nodiscard]] bool ClassUnit(char16_t& unit) {
    if (in_[at_] != '\\') {
      unit = in_[at_++];
      return true;
    }
    if (Eat(u"\\b")) {
      unit = u'\b';
      return true;
    }
    return at_ + 1 < in_.size() && CharacterEscape(unit);
  }

  void AddRange(Class& set, char16_t low, char16_t high) {
    for (std::uint32_t unit = low; unit <= high && unit < 256; ++unit) {
      set.low.set(unit);
      if (!out_.ignore_case_) continue;
      if (unit >= 'a' && unit <= 'z') set.low.set(unit - 32);
      if (unit >= 'A' && unit <= 'Z') set.low.set(unit + 32);
    }
    if (high >= 256) set.high.emplace_back(std::max<char16_t>(low, 256), high);
  }

  std::u16string_view in_;
  std::size_t at_ = 0;
  std::uint32_t next_group_ = 1;
  Program& out_;
};

std::optional<RegExpProgram> RegExpProgram::Compile(std::u16string_view pattern,
                                                    std::u16string_view flags) {
  RegExpProgram program;
  for (const char16_t flag : flags) {
    if (flag == 'g') {
      program.global_ = true;
    } else if (flag == 'i') {
      program.ignore_case_ = true;
    } else if (flag == 'm') {
      program.multiline_ = true;
    } else if (flag == 's') {
      program.dot_all_ = true;
    } else {
      return std::nullopt;
    }
  }
  if (!RegExpCompiler(pattern, program).Run()) return std::nullopt;
  return program;
}

}  // namespace js::eval
