#include "registry/npmrc.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "registry/ini.h"

namespace registry {
namespace {

constexpr std::string_view kVariablePrefix = "npm_config_";

/// The key that a variable sets; empty when it sets none.
std::string KeyOf(std::string_view variable) {
  if (!EqualsIgnoringCase(variable.substr(0, kVariablePrefix.size()), kVariablePrefix)) return {};
  const std::string_view rest = variable.substr(kVariablePrefix.size());
  if (rest.starts_with("//")) return std::string(rest);
  std::string key = ToLower(rest);
  // A leading underscore is part of the name, as in `_auth`.
  if (key.size() > 1) std::replace(key.begin() + 1, key.end(), '_', '-');
  return key;
}

bool IsSecretKey(std::string_view key) {
  const std::string_view name = key.substr(key.rfind(':') + 1);
  return ToLower(name).find("auth") != std::string::npos || name == "_password" ||
         name == "password" || name == "key" || name == "otp";
}

/// "https://user:word@host/": what stands before the @ is secret.
bool HasCredentials(std::string_view value) {
  const std::size_t authority = value.find("//");
  if (authority == std::string_view::npos) return false;
  const std::size_t end = value.find_first_of("/?#", authority + 2);
  return value.substr(authority, end - authority).find('@') != std::string_view::npos;
}

std::string ExpandHome(const NpmPlaces& places, std::string_view path) {
  if (path.starts_with("~/") && !places.home.empty()) {
    return JoinPath(places.home, path.substr(2));
  }
  return NormalisePath(JoinPath(places.project, path));
}

}  // namespace

std::string_view NameOf(Layer layer) {
  switch (layer) {
    case Layer::kBuiltin:
      return "builtin";
    case Layer::kGlobal:
      return "global";
    case Layer::kUser:
      return "user";
    case Layer::kProject:
      return "project";
    case Layer::kEnvironment:
      return "environment";
  }
  return "";
}

std::string Setting::Origin() const {
  if (layer == Layer::kEnvironment) return "environment " + variable;
  return fmt::format("{}:{}", file, line);
}

std::string Shown(const Setting& setting) {
  if (setting.is_null()) return "null";
  if (IsSecretKey(setting.key)) return "(protected)";
  std::vector<std::string> shown;
  for (const net::Secret& value : setting.values) {
    shown.push_back(HasCredentials(value.Reveal()) ? "(protected)" : Quote(value.Reveal()));
  }
  return Join(shown, ", ");
}

Npmrc Npmrc::Read(const FileSystem& files, const Environment& environment,
                  const NpmPlaces& places) {
  Npmrc npmrc;
  npmrc.places_ = places;
  npmrc.ReadVariables(environment);
  if (!places.builtin_file.empty()) {
    npmrc.ReadFile(files, environment, places.builtin_file, Layer::kBuiltin);
  }
  // npm would let the project name another user or global file; here a project, which may be
  // hostile, speaks for its own layer only. It is read last, so that it has no say before.
  const std::string user_config(npmrc.Value("userconfig"));
  const std::string user_file =
      user_config.empty() ? JoinPath(places.home, ".npmrc") : ExpandHome(places, user_config);
  npmrc.ReadFile(files, environment, user_file, Layer::kUser);
  const std::string global_config(npmrc.Value("globalconfig"));
  const std::string prefix_set(npmrc.Value("prefix"));
  const std::string prefix = prefix_set.empty() ? places.prefix : ExpandHome(places, prefix_set);
  npmrc.ReadFile(
      files, environment,
      global_config.empty() ? JoinPath(prefix, "etc/npmrc") : ExpandHome(places, global_config),
      Layer::kGlobal);
  const std::string project_file = JoinPath(places.project, ".npmrc");
  if (NormalisePath(project_file) != NormalisePath(user_file)) {
    npmrc.ReadFile(files, environment, project_file, Layer::kProject);
  }
  return npmrc;
}

void Npmrc::ReadVariables(const Environment& environment) {
  for (const auto& [name, value] : environment) {
    std::string key = KeyOf(name);
    if (key.empty() || value.empty()) continue;
    Setting setting{.key = key,
                    .values = {},
                    .layer = Layer::kEnvironment,
                    .file = {},
                    .line = 0,
                    .variable = name};
    std::vector<std::string> used;
    const auto lookup = [&](std::string_view variable) {
      return registry::Find(environment, variable);
    };
    // Lists stand in the environment with an empty line between their items.
    std::string rest = ExpandVariables(Trim(value), lookup, used);
    if (rest != "null") {
      for (std::size_t cut = 0; (cut = rest.find("\n\n")) != std::string::npos;
           rest.erase(0, cut + 2)) {
        setting.values.emplace_back(rest.substr(0, cut));
      }
      setting.values.emplace_back(rest);
    }
    layers_[static_cast<std::size_t>(Layer::kEnvironment)].insert_or_assign(std::move(key),
                                                                            std::move(setting));
  }
}

void Npmrc::ReadFile(const FileSystem& files, const Environment& environment,
                     const std::string& path, Layer layer) {
  const auto status = files.StatusOfTarget(path);
  if (status && status->type == FileType::kMissing) return;
  const auto warn = [&](std::string code, std::string message, std::string help) {
    diagnostics_.push_back({.level = Diagnostic::Level::kWarning,
                            .code = std::move(code),
                            .message = std::move(message),
                            .file = path,
                            .help = std::move(help)});
  };
  if (status && status->size > limits::kNpmrcBytes) {
    return warn("N002",
                fmt::format("{} is larger than the limit of {} and was not read", Quote(path),
                            HumanBytes(limits::kNpmrcBytes)),
                "is this really a configuration of npm?");
  }
  const auto bytes = files.Read(path, limits::kNpmrcBytes);
  if (!bytes) {
    return warn("N001", bytes.error().message, "its settings do not count in this run");
  }
  const auto lookup = [&](std::string_view name) { return registry::Find(environment, name); };
  Settings& settings = layers_[static_cast<std::size_t>(layer)];
  for (const IniEntry& entry : ParseIni(AsText(*bytes))) {
    std::vector<std::string> used;
    std::string key = ExpandVariables(entry.key, lookup, used);
    std::string value = ExpandVariables(entry.value, lookup, used);
    if (layer == Layer::kProject && !used.empty()) {
      diagnostics_.push_back(
          {.level = Diagnostic::Level::kNote,
           .code = "N003",
           .message = fmt::format("the project puts the environment variable {} into {}",
                                  Quote(used.front()), Quote(entry.key)),
           .file = path,
           .position = {.line = entry.line, .column = 1},
           .help = "whoever wrote this file decides where the value is sent"});
    }
    const auto [found, is_new] = settings.try_emplace(key);
    Setting& setting = found->second;
    if (is_new) setting = {.key = key, .layer = layer, .file = path, .line = entry.line};
    if (!entry.is_array) {
      setting.values.clear();
      setting.line = entry.line;
    }
    if (!entry.is_null) setting.values.emplace_back(std::move(value));
  }
}

const Setting* Npmrc::Find(std::string_view key) const {
  for (const Layer layer :
       {Layer::kEnvironment, Layer::kProject, Layer::kUser, Layer::kGlobal, Layer::kBuiltin}) {
    const auto found = At(layer).find(key);
    if (found != At(layer).end()) return &found->second;
  }
  return nullptr;
}

std::string_view Npmrc::Value(std::string_view key) const {
  const Setting* const setting = Find(key);
  return setting == nullptr || setting->is_null() ? std::string_view()
                                                  : setting->values.back().Reveal();
}

bool Npmrc::IsTrue(std::string_view key) const {
  return Value(key) == "true";
}
bool Npmrc::IsFalse(std::string_view key) const {
  return Value(key) == "false";
}

std::string Npmrc::Path(std::string_view key) const {
  const std::string_view value = Value(key);
  return value.empty() ? std::string() : ExpandHome(places_, value);
}

std::vector<const Setting*> Npmrc::Effective() const {
  std::map<std::string_view, const Setting*> effective;
  for (const Settings& layer : layers_) {
    for (const auto& [key, setting] : layer) effective[key] = &setting;
  }
  std::vector<const Setting*> sorted;
  for (const auto& [key, setting] : effective) sorted.push_back(setting);
  return sorted;
}

}  // namespace registry
