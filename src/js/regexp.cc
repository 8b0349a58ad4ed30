#include "js/regexp.h"

#include "js/regexp_pattern.h"

namespace js {
namespace {

/// The flags as bits in the order of `kFlags`; an error for an unknown or repeated one.
constexpr std::string_view kFlags = "dgimsuvy";
constexpr std::uint32_t kUnicodeBit = 1U << kFlags.find('u');
constexpr std::uint32_t kSetsBit = 1U << kFlags.find('v');

std::optional<RegExpError> ReadFlags(std::string_view flags, std::uint32_t offset,
                                     std::uint32_t& set) {
  for (const char c : flags) {
    const std::size_t flag = kFlags.find(c);
    if (flag == std::string_view::npos) {
      return RegExpError{.offset = offset, .message = "unknown flag"};
    }
    if ((set >> flag & 1U) != 0) {
      return RegExpError{.offset = offset, .message = "flag is repeated"};
    }
    set |= 1U << flag;
    if ((set & kUnicodeBit) != 0 && (set & kSetsBit) != 0) {
      return RegExpError{.offset = offset, .message = "flags `u` and `v` exclude each other"};
    }
    ++offset;
  }
  return std::nullopt;
}

}  // namespace

std::optional<RegExpError> ValidateRegExp(std::string_view pattern, std::string_view flags) {
  std::uint32_t set = 0;
  const auto flags_begin = static_cast<std::uint32_t>(pattern.size() + 1);
  if (auto error = ReadFlags(flags, flags_begin, set)) return error;
  const bool unicode = (set & (kUnicodeBit | kSetsBit)) != 0;
  regexp::Grammar grammar{
      .unicode = unicode, .sets = (set & kSetsBit) != 0, .named_groups = unicode};
  regexp::Pattern first(pattern, grammar);
  if (!first.Check()) return first.error();
  if (grammar.named_groups || !first.wants_named_groups()) return std::nullopt;
  grammar.named_groups = true;
  regexp::Pattern second(pattern, grammar);
  static_cast<void>(second.Check());
  return second.error();
}

}  // namespace js
