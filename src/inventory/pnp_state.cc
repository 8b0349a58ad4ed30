#include "inventory/pnp_state.h"

#include <algorithm>

namespace inventory {
namespace {

/// What stands before the data, in yarn 4, 3 and 2.
constexpr std::string_view kMarks[] = {"RAW_RUNTIME_STATE =", "hydrateRuntimeState(JSON.parse(",
                                       "hydrateRuntimeState("};

/// A string literal's value, from behind its quote. A line that goes on is a line break in JSON.
std::string Unquoted(std::string_view text) {
  std::string value;
  for (std::size_t i = 0; i < text.size() && text[i] != '\''; ++i) {
    if (text[i] == '\\' && ++i == text.size()) break;
    value += text[i];
  }
  return value;
}

/// From its brace to the one that closes it.
std::string_view ObjectLiteral(std::string_view text) {
  std::size_t open = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\') {
      ++i;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && c == '{') {
      ++open;
    } else if (!in_string && c == '}' && --open == 0) {
      return text.substr(0, i + 1);
    }
  }
  return text;
}

}  // namespace

std::optional<std::string> PnpState(std::string_view script) {
  for (const std::string_view mark : kMarks) {
    for (std::size_t at = script.find(mark); at != std::string_view::npos;
         at = script.find(mark, at + 1)) {
      const std::size_t begin = script.find_first_not_of(" \t\r\n", at + mark.size());
      if (begin == std::string_view::npos) break;
      const auto lines =
          std::count(script.begin(), script.begin() + static_cast<long>(begin), '\n');
      std::string state(static_cast<std::size_t>(lines), '\n');
      if (script[begin] == '\'') return state += Unquoted(script.substr(begin + 1));
      if (script[begin] == '{') return state += ObjectLiteral(script.substr(begin));
    }
  }
  return std::nullopt;
}

}  // namespace inventory
