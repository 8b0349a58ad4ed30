#include "facts/lang/calls.h"

#include <algorithm>
#include <array>

namespace facts {
namespace {

#define CALL(name, act, detail) {name, ScriptAct::act, detail},
constexpr auto kPython = std::to_array<ScriptCall>({
#include "facts/lang/python_calls.def"
});
constexpr auto kPowerShell = std::to_array<ScriptCall>({
#include "facts/lang/powershell_calls.def"
});
constexpr auto kVbScript = std::to_array<ScriptCall>({
#include "facts/lang/vbscript_calls.def"
});
#undef CALL

constexpr bool Before(const ScriptCall& a, const ScriptCall& b) {
  return a.name < b.name;
}
static_assert(std::is_sorted(kPython.begin(), kPython.end(), Before));
static_assert(std::is_sorted(kPowerShell.begin(), kPowerShell.end(), Before));
static_assert(std::is_sorted(kVbScript.begin(), kVbScript.end(), Before));

template <typename Table>
const ScriptCall* Find(const Table& table, std::string_view name) {
  const auto row = std::lower_bound(
      table.begin(), table.end(), name,
      [](const ScriptCall& known, std::string_view wanted) { return known.name < wanted; });
  return row != table.end() && row->name == name ? &*row : nullptr;
}

}  // namespace

const ScriptCall* FindScriptCall(Language language, std::string_view name) {
  switch (language) {
    case Language::kPython:
      return Find(kPython, name);
    case Language::kPowerShell:
      return Find(kPowerShell, name);
    case Language::kVbScript:
      return Find(kVbScript, name);
    case Language::kAppleScript:
      return nullptr;  // its commands are phrases: applescript.cc reads them
  }
  return nullptr;
}

}  // namespace facts
