#include "policy/settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace policy {

namespace {

constexpr std::string_view kPrefix = "SALLYPORT_";

constexpr auto kSettings = std::to_array<SettingInfo>({
#define SETTING(enumerator, name, type, default_text, choices, meaning) \
  {name, SettingType::type, default_text, choices, meaning},
#include "policy/settings.def"
#undef SETTING
});

constexpr bool IsSorted() {
  for (std::size_t i = 1; i < kSettings.size(); ++i) {
    if (!(kSettings[i - 1].name < kSettings[i].name)) return false;
  }
  return true;
}
static_assert(IsSorted(), "policy/settings.def is sorted by name, and no name stands there twice");

/// What a value must be; empty when `text` is that.
std::string Wanted(const SettingInfo& info, std::string_view text) {
  switch (info.type) {
    case SettingType::kText:
      return {};
    case SettingType::kFlag:
      return text == "true" || text == "false" ? "" : "true or false";
    case SettingType::kNumber: {
      const auto number = ParseNumber(text);
      return number && *number <= limits::kJobs
                 ? ""
                 : fmt::format("a number from 0 to {}", limits::kJobs);
    }
    case SettingType::kBytes:
      return ParseBytes(text) ? "" : "a size like 500 MB or 2 GB";
    case SettingType::kChoice: {
      const auto choices = Split(info.choices, '|');
      const bool known = std::find(choices.begin(), choices.end(), text) != choices.end();
      return known ? "" : fmt::format("one of {}", fmt::join(choices, ", "));
    }
  }
  return {};
}

void Remark(Diagnostics& diagnostics, Diagnostic::Level level, const char* code,
            std::string message, std::string help) {
  diagnostics.push_back(
      {.level = level, .code = code, .message = std::move(message), .help = std::move(help)});
}

void Apply(const SettingValue& value, ResolvedSettings& resolved) {
  if (auto set = resolved.settings.Set(value); !set)
    Remark(resolved.diagnostics, Diagnostic::Level::kError, "P005", set.error().message,
           set.error().help);
}

void ApplyVariable(const EnvironmentVariable& variable, ResolvedSettings& resolved) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kSettings.size(); ++i) {
    names.push_back(EnvironmentNameOf(static_cast<Setting>(i)));
    if (names.back() != variable.name) continue;
    return Apply({static_cast<Setting>(i), variable.value, "environment " + variable.name},
                 resolved);
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  const auto nearest = Nearest(variable.name, views);
  Remark(resolved.diagnostics, Diagnostic::Level::kWarning, "P002",
         fmt::format("the environment has {}, which no setting reads", Quote(variable.name)),
         nearest ? fmt::format("did you mean `{}`?", *nearest) : "");
}

}  // namespace

std::span<const SettingInfo> AllSettings() {
  return kSettings;
}

const SettingInfo& InfoOf(Setting setting) {
  return kSettings[static_cast<std::size_t>(setting)];
}

std::optional<Setting> FindSetting(std::string_view name) {
  const auto* at = std::find_if(kSettings.begin(), kSettings.end(),
                                [&](const SettingInfo& info) { return info.name == name; });
  if (at == kSettings.end()) return std::nullopt;
  return static_cast<Setting>(at - kSettings.begin());
}

std::string EnvironmentNameOf(Setting setting) {
  std::string name(kPrefix);
  for (const char c : InfoOf(setting).name)
    name += c == '-' ? '_' : static_cast<char>(c - 'a' + 'A');
  return name;
}

Settings::Settings() {
  for (std::size_t i = 0; i < kSettings.size(); ++i)
    values_.push_back({static_cast<Setting>(i), std::string(kSettings[i].default_text), "default"});
}

Result<void> Settings::Set(const SettingValue& value) {
  const SettingInfo& info = InfoOf(value.setting);
  if (const std::string wanted = Wanted(info, value.text); !wanted.empty())
    return Fail(fmt::format("setting `{}` is {} ({})", info.name, Quote(value.text), value.origin),
                "it must be " + wanted);
  values_[static_cast<std::size_t>(value.setting)] = value;
  return {};
}

std::uint64_t Settings::Number(Setting setting) const {
  return ParseNumber(Text(setting)).value_or(0);
}

std::uint64_t Settings::Bytes(Setting setting) const {
  return ParseBytes(Text(setting)).value_or(0);
}

std::optional<std::uint64_t> ParseBytes(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789";
  const std::size_t digits = std::min(text.find_first_not_of(kDigits), text.size());
  const auto number = ParseNumber(text.substr(0, digits));
  const std::string unit = ToLower(Trim(text.substr(digits)));
  if (!number) return std::nullopt;
  if (unit.empty() || unit == "b") return number;
  constexpr std::string_view kPrefixes = "kmgt";
  const std::size_t power = kPrefixes.find(unit.front());
  const std::string_view rest = std::string_view(unit).substr(1);
  if (power == std::string_view::npos || (rest != "b" && rest != "ib")) return std::nullopt;
  std::uint64_t bytes = *number;
  for (std::size_t i = 0; i <= power; ++i) {
    if (__builtin_mul_overflow(bytes, rest == "b" ? 1000U : 1024U, &bytes)) return std::nullopt;
  }
  return bytes;
}

ResolvedSettings ResolveSettings(std::span<const SettingValue> file,
                                 std::span<const EnvironmentVariable> environment,
                                 std::span<const SettingValue> flags) {
  ResolvedSettings resolved;
  for (const SettingValue& value : file) Apply(value, resolved);
  std::vector<EnvironmentVariable> ours;
  for (const EnvironmentVariable& variable : environment) {
    if (variable.name.starts_with(kPrefix) && !variable.value.empty()) ours.push_back(variable);
  }
  std::sort(
      ours.begin(), ours.end(),
      [](const EnvironmentVariable& a, const EnvironmentVariable& b) { return a.name < b.name; });
  for (const EnvironmentVariable& variable : ours) ApplyVariable(variable, resolved);
  for (const SettingValue& value : flags) Apply(value, resolved);
  return resolved;
}

}  // namespace policy
