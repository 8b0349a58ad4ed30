#include "facts/inline_code.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "facts/sink.h"
#include "formats/base64.h"
#include "formats/hex.h"

namespace facts {
namespace {

struct Sign {
  std::string_view text;
  std::string_view does;
};

constexpr auto kSigns = std::to_array<Sign>({
    {"atob(", "decode"},
    {"b64decode", "decode"},
    {"'base64'", "decode"},
    {"\"base64\"", "decode"},
    {"fromcharcode", "decode"},
    {"decode('hex", "decode"},
    {"'hex'", "decode"},
    {"unlink", "delete"},
    {"rmsync", "delete"},
    {"rm_rf", "delete"},
    {"rmdir", "delete"},
    {"rimraf", "delete"},
    {"shutil.rmtree", "delete"},
    {"process.env", "environment"},
    {"os.environ", "environment"},
    {"%env", "environment"},
    {"$env:", "environment"},
    {"getenv", "environment"},
    {"eval(", "eval"},
    {"exec(compile", "eval"},
    {"new function", "eval"},
    {"function(", "eval"},
    {"runinthiscontext", "eval"},
    {"runinnewcontext", "eval"},
    {"_compile", "eval"},
    {"readfile", "file-read"},
    {"createreadstream", "file-read"},
    {"open(", "file-read"},
    {"writefile", "file-write"},
    {"appendfile", "file-write"},
    {"createwritestream", "file-write"},
    {"copyfile", "file-write"},
    {"http", "network"},
    {"fetch(", "network"},
    {"urllib", "network"},
    {"urlopen", "network"},
    {"socket", "network"},
    {"require('net')", "network"},
    {"require(\"net\")", "network"},
    {"dns", "network"},
    {"console.log", "print"},
    {"console.warn", "print"},
    {"print(", "print"},
    {"child_process", "process"},
    {"execsync", "process"},
    {"spawn", "process"},
    {"subprocess", "process"},
    {"os.system", "process"},
    {"shell_exec", "process"},
    {"popen", "process"},
    {"require(", "require"},
    {"import(", "require"},
});

/// `function(` is every callback's beginning; only the constructor called by its own name
/// evaluates.
bool IsRealSign(std::string_view code, std::string_view lower, const Sign& sign) {
  if (sign.text != "function(") return true;
  return code.find("Function(") != std::string_view::npos &&
         lower.find(sign.text) != std::string_view::npos;
}

bool IsBase64Byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/' || c == '=' || c == '-' || c == '_';
}

bool IsPrintable(std::string_view text) {
  return !text.empty() && IsUtf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
    return (c >= 0 && c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7F;
  });
}

std::string DecodeLongest(std::string_view code) {
  constexpr std::size_t kShortest = 12;
  std::string longest;
  for (std::size_t at = 0; at < code.size();) {
    if (!IsBase64Byte(code[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < code.size() && IsBase64Byte(code[end])) ++end;
    const std::string_view literal = code.substr(at, end - at);
    at = end;
    if (literal.size() < kShortest) continue;
    const auto hex = formats::DecodeHex(literal);
    const ByteVector bytes = hex ? *hex : formats::DecodeBase64Leniently(literal);
    const std::string_view text = AsText(bytes);
    if (IsPrintable(text) && text.size() > longest.size()) longest = text;
  }
  return std::string(CutCodePoints(longest, limits::kDecodedCodePoints));
}

void AddRequired(std::string_view code, std::string_view call, InlineCode& seen) {
  for (std::size_t at = code.find(call); at != std::string_view::npos;
       at = code.find(call, at + 1)) {
    std::string_view rest =
        Trim(code.substr(at + call.size()).substr(0, limits::kArchivePathBytes));
    if (rest.empty() || (rest[0] != '\'' && rest[0] != '"' && rest[0] != '`')) continue;
    const std::size_t end = rest.find(rest[0], 1);
    if (end == std::string_view::npos) continue;
    const std::string_view path = rest.substr(1, end - 1);
    if (path.starts_with("./") || path.starts_with("../")) seen.required.emplace_back(path);
  }
}

}  // namespace

InlineCode ReadInlineCode(std::string_view code) {
  InlineCode seen;
  const std::string lower = ToLower(code);
  for (const Sign& sign : kSigns) {
    const bool holds = lower.find(sign.text) != std::string::npos && IsRealSign(code, lower, sign);
    if (holds) seen.does.push_back(sign.does);
  }
  std::sort(seen.does.begin(), seen.does.end());
  seen.does.erase(std::unique(seen.does.begin(), seen.does.end()), seen.does.end());
  AddRequired(code, "require(", seen);
  AddRequired(code, "import(", seen);
  std::sort(seen.required.begin(), seen.required.end());
  seen.required.erase(std::unique(seen.required.begin(), seen.required.end()), seen.required.end());
  const bool decodes = std::find(seen.does.begin(), seen.does.end(), "decode") != seen.does.end();
  if (decodes) seen.decoded = DecodeLongest(code);
  return seen;
}

std::string DecodePercent(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto hex = text[i] == '%' ? formats::DecodeHex(text.substr(i + 1, 2)) : std::nullopt;
    if (hex && hex->size() == 1) {
      decoded.push_back(static_cast<char>((*hex)[0]));
      i += 2;
    } else {
      decoded.push_back(text[i]);
    }
  }
  return decoded;
}

}  // namespace facts
