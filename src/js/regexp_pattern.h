#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "js/regexp.h"
#include "js/regexp_names.h"
#include "js/regexp_reader.h"

namespace js::regexp {

/// Which of the grammars of ECMA-262 22.2.1 holds.
struct Grammar {
  bool unicode = false;       ///< `u` or `v`: no Annex B
  bool sets = false;          ///< `v`
  bool named_groups = false;  ///< `\k` is a reference: with `u` or `v`, or when a group has a name
};

/// One pass over one pattern. Groups are kept on a stack of our own; only the nested classes of `v`
/// recurse, to limits::kRegExpClassDepth. Every method returns false after an error, which is kept.
class Pattern {
 public:
  Pattern(std::string_view text, Grammar grammar) : in_(text, grammar.unicode), grammar_(grammar) {}

  [[nodiscard]] bool Check();
  [[nodiscard]] const std::optional<RegExpError>& error() const { return error_; }
  /// A group has a name and `\k` was taken for a plain k: the grammar with named groups decides.
  [[nodiscard]] bool wants_named_groups() const { return saw_plain_k_ && !names_.empty(); }

 private:
  struct Group {
    std::uint32_t begin = 0;
    bool quantifiable = true;
  };
  /// What an atom of a class stands for: one character, or a set that cannot end a range.
  struct ClassAtom {
    static constexpr char32_t kSet = 0xffff'ffff;
    char32_t value = kSet;
    bool may_contain_strings = false;
  };
  enum class ClassOperation : std::uint8_t { kNone, kUnion, kIntersection, kSubtraction };

  // regexp_pattern.cc: disjunctions, terms, groups, quantifiers
  [[nodiscard]] bool Term();
  [[nodiscard]] bool OpenGroup();
  [[nodiscard]] bool CloseGroup();
  [[nodiscard]] bool Modifiers(std::uint32_t begin);
  [[nodiscard]] bool TakeModifiers(std::uint32_t& set);
  [[nodiscard]] bool Quantifier();
  [[nodiscard]] bool TryBraces(bool& out_of_order);
  [[nodiscard]] bool Finish();

  // regexp_escape.cc: what follows a backslash, and names of groups
  [[nodiscard]] bool AtomEscape();
  [[nodiscard]] bool BackReference();
  [[nodiscard]] bool NamedReference();
  [[nodiscard]] bool GroupName(std::string& name);
  [[nodiscard]] char32_t NameCharacter();
  [[nodiscard]] bool TryClassEscape(ClassAtom& atom);
  [[nodiscard]] bool PropertyEscape(ClassAtom& atom);
  [[nodiscard]] bool CharacterEscape(char32_t& value);
  [[nodiscard]] bool HexEscape(char32_t& value);
  [[nodiscard]] bool UnicodeEscape(char32_t& value);
  [[nodiscard]] bool TryUnicodeEscape(char32_t& value, bool pairs);
  [[nodiscard]] bool TryHexDigits(std::uint32_t count, char32_t& value);
  [[nodiscard]] char32_t LegacyOctal();

  // regexp_class.cc: character classes
  [[nodiscard]] bool Class();
  [[nodiscard]] bool ClassRanges();
  [[nodiscard]] bool RangeAtom(ClassAtom& atom);
  [[nodiscard]] bool ClassControl(ClassAtom& atom);
  [[nodiscard]] bool ClassSet(std::uint32_t begin, ClassAtom& whole);
  [[nodiscard]] bool SetOperator(ClassOperation& operation, std::uint32_t operands);
  [[nodiscard]] bool SetOperand(ClassAtom& atom);
  [[nodiscard]] bool SetRange(ClassAtom& atom, std::uint32_t begin);
  [[nodiscard]] bool SetEscape(ClassAtom& atom);
  [[nodiscard]] bool StringDisjunction(ClassAtom& atom);
  [[nodiscard]] bool SetCharacter(char32_t& value);

  [[nodiscard]] bool Fail(std::uint32_t offset, std::string_view message) {
    error_ = RegExpError{.offset = offset, .message = message};
    return false;
  }

  Reader in_;
  Grammar grammar_;
  std::optional<RegExpError> error_;
  std::vector<Group> open_;
  GroupNames names_;
  std::uint32_t captures_ = 0;
  std::uint32_t highest_reference_ = 0;
  std::uint32_t highest_reference_offset_ = 0;
  std::uint32_t class_depth_ = 0;
  bool saw_plain_k_ = false;
};

}  // namespace js::regexp
