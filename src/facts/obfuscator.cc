#include "facts/obfuscator.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"

namespace facts {
namespace {

constexpr std::size_t kSample = 4096;
constexpr std::size_t kBlock = 64;
constexpr std::size_t kShortest = 100;  ///< of a text that can be told by its characters

bool IsJsFuck(std::string_view sample) {
  if (sample.size() < kShortest) return false;
  const std::size_t others_allowed = sample.size() * 2 / 100;
  std::size_t own = 0;
  std::size_t others = 0;
  for (const char c : sample) {
    const bool is_own = c == '[' || c == ']' || c == '(' || c == ')' || c == '!' || c == '+';
    const bool blank = c == ' ' || c == '\n' || c == '\r' || c == ';';
    own += is_own ? 1 : 0;
    others += is_own || blank ? 0 : 1;
    if (others > others_allowed) return false;  // as everyday code is after a hundred characters
  }
  // A line of `[[[[]]]]` in a test of brackets has none of the others.
  return own >= kShortest && sample.find("![]") != std::string_view::npos &&
         sample.find("+[") != std::string_view::npos;
}

std::size_t CountNames(std::string_view sample) {
  std::size_t names = 0;
  for (std::size_t at = sample.find("_0x"); at != std::string_view::npos;
       at = sample.find("_0x", at + 3)) {
    std::size_t digits = 0;
    while (at + 3 + digits < sample.size() &&
           std::isxdigit(static_cast<unsigned char>(sample[at + 3 + digits])) != 0)
      ++digits;
    names += digits >= 4 && digits <= 8 ? 1 : 0;
  }
  return names;
}

/// Whether a tool's sign may be among these bytes: `_0x`, `{___:++`, `(p,a,c,k,e,`, or letters
/// beyond ASCII. A plain loop of a constant length, of which g++ -O2 makes vector code.
bool MayHoldSign(const unsigned char* bytes) {
  unsigned char found = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const bool line = (bytes[i] == '_') & ((bytes[i + 1] == '0') | (bytes[i + 1] == ':'));
    const bool pack = (bytes[i] == ',') & (bytes[i + 1] == 'k') & (bytes[i + 2] == ',');
    found |= static_cast<unsigned char>(line | pack) | (bytes[i] & 0x80U);
  }
  return found != 0;
}

/// False when no sign can be in the sample, as in nearly all of them: one pass instead of one for
/// each sign.
bool MayHoldSign(std::string_view sample) {
  constexpr std::size_t kAhead = 2;
  if (sample.size() < kBlock + kAhead) return true;
  const auto* const bytes = reinterpret_cast<const unsigned char*>(sample.data());
  const std::size_t last = sample.size() - kBlock - kAhead;
  for (std::size_t at = 0; at < last; at += kBlock) {
    if (MayHoldSign(bytes + at)) return true;
  }
  return MayHoldSign(bytes + last);
}

std::string_view ObfuscatorOfSample(std::string_view sample) {
  if (IsJsFuck(sample)) return "jsfuck";
  if (!MayHoldSign(sample)) return {};
  // The table of digits and letters that the whole text is written with.
  const bool table = sample.find("={___:++") != std::string_view::npos ||
                     sample.find("= {___:++") != std::string_view::npos;
  if (table && sample.find("(![]+\"\")[") != std::string_view::npos) return "jjencode";
  if (sample.find("\uFF9F\u03C9\uFF9F\uFF89") != std::string_view::npos &&
      sample.find("(\uFF9F\u0414\uFF9F)") != std::string_view::npos)
    return "aaencode";
  if (sample.find("eval(function(p,a,c,k,e,") != std::string_view::npos) return "packer";
  constexpr std::size_t kNames = 20;
  if (CountNames(sample) >= kNames) return "obfuscator";
  return {};
}

}  // namespace

std::string_view ObfuscatorOf(std::string_view code) {
  code = Trim(code);
  const std::size_t last = code.size() - std::min(code.size(), kSample);
  for (const std::size_t at : {std::size_t{0}, last / 2, last}) {
    if (const auto tool = ObfuscatorOfSample(code.substr(at, kSample)); !tool.empty()) return tool;
    if (last == 0) break;
  }
  return {};
}

}  // namespace facts
