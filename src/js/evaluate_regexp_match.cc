#include <algorithm>

#include "js/evaluate_regexp.h"

namespace js::eval {
namespace {

bool IsWord(std::u16string_view text, std::size_t at) {
  if (at >= text.size()) return false;
  const char16_t c = text[at];
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool IsLineEnd(char16_t c) {
  return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
}
char16_t Fold(char16_t c) {
  return c >= 'a' && c <= 'z' ? static_cast<char16_t>(c - 32) : c;
}

}  // namespace

bool RegExpProgram::InClass(const Class& set, char16_t unit) const {
  bool in = false;
  if (unit < 256) {
    in = set.low.test(unit);
  } else {
    in = std::ranges::any_of(
        set.high, [&](const auto& range) { return unit >= range.first && unit <= range.second; });
  }
  return in != set.negated;
}

RegExpProgram::Outcome RegExpProgram::MatchAt(std::u16string_view text, std::uint32_t pc,
                                              std::uint32_t at,
                                              std::vector<std::uint32_t>& registers,
                                              std::uint64_t* steps, std::uint32_t depth) const {
  struct Choice {
    std::uint32_t pc;
    std::uint32_t at;
    std::size_t changes;
  };
  struct Change {
    std::uint32_t slot;
    std::uint32_t before;
  };
  constexpr std::size_t kMostChoices = 1'000'000;
  if (depth > 8) return Outcome::kTooLong;
  std::vector<Choice> choices;
  std::vector<Change> changes;
  const auto size = static_cast<std::uint32_t>(text.size());
  const auto spend = [&](std::uint64_t count) { *steps -= std::min(*steps, count); };
  for (;;) {
    if (*steps == 0 || choices.size() > kMostChoices || changes.size() > 2 * kMostChoices) {
      return Outcome::kTooLong;
    }
    --*steps;
    const Instruction& code = code_[pc];
    bool good = true;
    ++pc;
    switch (code.op) {
      case Op::kChar:
        good = at < size && (ignore_case_ ? Fold(text[at]) : text[at]) == code.unit;
        ++at;
        break;
      case Op::kAny:
        good = at < size && (dot_all_ || !IsLineEnd(text[at]));
        ++at;
        break;
      case Op::kClass:
        good = at < size && InClass(classes_[code.a], text[at]);
        spend(classes_[code.a].high.size() / 8);
        ++at;
        break;
      case Op::kSplit:
        choices.push_back({.pc = code.b, .at = at, .changes = changes.size()});
        pc = code.a;
        break;
      case Op::kJump:
        pc = code.a;
        break;
      case Op::kSave:
        changes.push_back({.slot = code.a, .before = registers[code.a]});
        registers[code.a] = at;
        break;
      case Op::kProgress:
        good = registers[code.a] != at;
        break;
      case Op::kBegin:
        good = at == 0 || (multiline_ && IsLineEnd(text[at - 1]));
        break;
      case Op::kEnd:
        good = at == size || (multiline_ && IsLineEnd(text[at]));
        break;
      case Op::kWordEdge:
      case Op::kNotWordEdge: {
        const bool edge = (at > 0 && IsWord(text, at - 1)) != IsWord(text, at);
        good = edge == (code.op == Op::kWordEdge);
        break;
      }
      case Op::kBack: {
        const std::uint32_t begin = registers[code.a];
        const std::uint32_t end = registers[code.a + 1];
        if (begin == kUnset || end == kUnset || end < begin) break;
        const std::u16string_view group = text.substr(begin, end - begin);
        good = !ignore_case_ && text.substr(at).starts_with(group);
        if (ignore_case_) return Outcome::kTooLong;
        spend(group.size() / 8);
        at += end - begin;
        break;
      }
      case Op::kLook:
      case Op::kLookNot: {
        std::vector<std::uint32_t> inner = registers;
        spend(2 * registers.size());
        const Outcome outcome = MatchAt(text, pc, at, inner, steps, depth + 1);
        if (outcome == Outcome::kTooLong) return outcome;
        good = (outcome == Outcome::kMatch) == (code.op == Op::kLook);
        if (good && code.op == Op::kLook) {
          for (std::uint32_t i = 0; i < registers.size(); ++i) {
            if (registers[i] == inner[i]) continue;
            changes.push_back({.slot = i, .before = registers[i]});
            registers[i] = inner[i];
          }
        }
        pc = code.a;
        break;
      }
      case Op::kMatch:
        return Outcome::kMatch;
    }
    if (good) continue;
    if (choices.empty()) return Outcome::kNoMatch;
    const Choice choice = choices.back();
    choices.pop_back();
    while (changes.size() > choice.changes) {
      registers[changes.back().slot] = changes.back().before;
      changes.pop_back();
    }
    pc = choice.pc;
    at = choice.at;
  }
}

RegExpProgram::Outcome RegExpProgram::Find(std::u16string_view text, std::size_t from,
                                           std::vector<std::uint32_t>& captures,
                                           std::uint64_t* steps) const {
  std::vector<std::uint32_t> registers;
  for (std::size_t at = from; at <= text.size(); ++at) {
    registers.assign(registers_, kUnset);
    *steps -= std::min<std::uint64_t>(*steps, registers_ / 8);
    const Outcome outcome = MatchAt(text, 0, static_cast<std::uint32_t>(at), registers, steps, 0);
    if (outcome == Outcome::kNoMatch) continue;
    captures.assign(registers.begin(), registers.begin() + 2 * groups_);
    return outcome;
  }
  return Outcome::kNoMatch;
}

}  // namespace js::eval
