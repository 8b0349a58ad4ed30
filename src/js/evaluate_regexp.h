#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace js::eval {

/// A regular expression as a program for a backtracking machine with a stack of its own. Covers
/// what decoders write: everything of Annex B but lookbehind and the flags u, v and y; `Compile`
/// gives nothing for those.
class RegExpProgram {
 public:
  [[nodiscard]] static std::optional<RegExpProgram> Compile(std::u16string_view pattern,
                                                            std::u16string_view flags);

  enum class Outcome : std::uint8_t { kMatch, kNoMatch, kTooLong };
  static constexpr std::uint32_t kUnset = 0xffff'ffff;

  /// The first match at or after `from`: `captures` gets begin and end of the whole and of each
  /// group. Takes at most `*steps` steps and lowers it by what it took.
  [[nodiscard]] Outcome Find(std::u16string_view text, std::size_t from,
                             std::vector<std::uint32_t>& captures, std::uint64_t* steps) const;
  [[nodiscard]] bool global() const { return global_; }
  /// Instructions: what compiling it took.
  [[nodiscard]] std::size_t size() const { return code_.size(); }

 private:
  friend class RegExpCompiler;
  enum class Op : std::uint8_t {
    kChar,
    kAny,
    kClass,
    kSplit,  ///< tries `a`, then `b`
    kJump,
    kSave,
    kProgress,  ///< fails when nothing was taken since register `a` was saved
    kBegin,
    kEnd,
    kWordEdge,
    kNotWordEdge,
    kBack,
    kLook,     ///< the program up to `a` must match here
    kLookNot,  ///< must not
    kMatch,
  };
  struct Instruction {
    Op op = Op::kMatch;
    char16_t unit = 0;
    std::uint32_t a = 0;
    std::uint32_t b = 0;
  };
  struct Class {
    std::bitset<256> low;
    std::vector<std::pair<char16_t, char16_t>> high;
    bool negated = false;
  };

  [[nodiscard]] bool InClass(const Class& set, char16_t unit) const;
  [[nodiscard]] Outcome MatchAt(std::u16string_view text, std::uint32_t pc, std::uint32_t at,
                                std::vector<std::uint32_t>& registers, std::uint64_t* steps,
                                std::uint32_t depth) const;

  std::vector<Instruction> code_;
  std::vector<Class> classes_;
  std::uint32_t groups_ = 1;
  std::uint32_t registers_ = 2;
  bool global_ = false;
  bool ignore_case_ = false;
  bool multiline_ = false;
  bool dot_all_ = false;
};

}  // namespace js::eval
