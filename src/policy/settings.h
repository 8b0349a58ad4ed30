#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"

namespace policy {

enum class Setting : std::uint8_t {
#define SETTING(enumerator, name, type, default_text, choices, meaning) enumerator,
#include "policy/settings.def"
#undef SETTING
};

enum class SettingType : std::uint8_t { kText, kFlag, kNumber, kBytes, kChoice };

struct SettingInfo {
  std::string_view name;
  SettingType type = SettingType::kText;
  std::string_view default_text;
  std::string_view choices;  ///< of a kChoice, with `|` between
  std::string_view meaning;
};

/// All settings, in the order of the enumerators, which is by name.
[[nodiscard]] std::span<const SettingInfo> AllSettings();
[[nodiscard]] const SettingInfo& InfoOf(Setting setting);
[[nodiscard]] std::optional<Setting> FindSetting(std::string_view name);
/// "SALLYPORT_FAIL_ON".
[[nodiscard]] std::string EnvironmentNameOf(Setting setting);

/// "1500000", "500 MB", "2GiB": a whole number and one of B, kB, MB, GB, TB (by thousands) or KiB,
/// MiB, GiB, TiB, in any case; nothing for anything else.
[[nodiscard]] std::optional<std::uint64_t> ParseBytes(std::string_view text);

/// A value that somebody gave, and where: "sallyport.toml:3", "environment", "--jobs".
struct SettingValue {
  Setting setting{};
  std::string text;
  std::string origin;
  bool operator==(const SettingValue&) const = default;
};

/// Every setting has a value that fits its type, and an origin.
class Settings {
 public:
  /// The defaults; their origin is "default".
  Settings();

  /// Replaces a value. One that does not fit the type is an Error and changes nothing.
  [[nodiscard]] Result<void> Set(const SettingValue& value);

  [[nodiscard]] std::string_view Text(Setting setting) const { return At(setting).text; }
  /// Of a kFlag.
  [[nodiscard]] bool Flag(Setting setting) const { return Text(setting) == "true"; }
  /// Of a kNumber.
  [[nodiscard]] std::uint64_t Number(Setting setting) const;
  /// Of a kBytes.
  [[nodiscard]] std::uint64_t Bytes(Setting setting) const;
  [[nodiscard]] std::string_view Origin(Setting setting) const { return At(setting).origin; }

 private:
  [[nodiscard]] const SettingValue& At(Setting setting) const {
    return values_[static_cast<std::size_t>(setting)];
  }
  std::vector<SettingValue> values_;
};

/// One variable of the process environment.
struct EnvironmentVariable {
  std::string name;
  std::string value;
};

struct ResolvedSettings {
  Settings settings;
  Diagnostics diagnostics;  ///< values that do not fit; unknown SALLYPORT_ variables
};

/// Default, then file, then environment, then flags: the later one wins. An empty variable counts
/// as not set. Variables that do not begin with SALLYPORT_ are passed over.
[[nodiscard]] ResolvedSettings ResolveSettings(std::span<const SettingValue> file,
                                               std::span<const EnvironmentVariable> environment,
                                               std::span<const SettingValue> flags);

}  // namespace policy
