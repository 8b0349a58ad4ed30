#include "facts/settings_facts.h"

#include <algorithm>
#include <array>

#include "base/file_system.h"
#include "base/limits.h"
#include "base/text.h"
#include "facts/file_class.h"
#include "facts/gyp.h"
#include "facts/shell_tables.h"
#include "model/url_parts.h"

namespace facts {
namespace {

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string_view Unquote(std::string_view value) {
  const bool quoted =
      value.size() >= 2 && (value[0] == '"' || value[0] == '\'') && value.back() == value[0];
  return quoted ? value.substr(1, value.size() - 2) : value;
}

/// Place without a snippet: the line may hold the secret itself.
Evidence PlaceOnly(const SourceFile& file, Span span) {
  Evidence evidence = file.Whole();
  evidence.position = file.At(span.begin);
  evidence.bytes = span;
  return evidence;
}

/// Which sort of setting a key of .npmrc, .yarnrc, .yarnrc.yml or bunfig.toml is.
std::string_view SortOfSetting(std::string_view key) {
  const std::string lower = ToLower(key);
  const bool token = lower.ends_with("_authtoken") || lower.ends_with("_auth") ||
                     lower.ends_with("_password") || lower == "npmauthtoken" ||
                     lower == "npmauthident" || lower == "token";
  if (token) return "token";
  if (lower == "registry" || lower.ends_with(":registry") || lower == "npmregistryserver")
    return "registry";
  if (IsOneOf(lower, {"browser", "editor", "git", "globalconfig", "init-module", "node-gyp",
                      "node-options", "prefix", "python", "script-shell", "shell", "userconfig",
                      "viewer", "yarn-path", "yarnpath"}))
    return "program";
  if (IsOneOf(lower, {"ignore-scripts", "enablescripts", "unsafe-perm", "allow-scripts",
                      "dangerously-allow-all-builds"}))
    return "scripts";
  if (IsOneOf(lower, {"strict-ssl", "enablestrictssl", "ca", "cafile", "proxy", "https-proxy",
                      "httpproxy", "httpsproxy"}))
    return "tls";
  if (IsOneOf(lower, {"plugins", "preload", "pnpmfile", "global-pnpmfile"})) return "code";
  return "other";
}

/// A value that stands for a value: nobody's secret.
bool IsPlaceholder(std::string_view value) {
  if (value.size() < 8) return true;
  if (value.find_first_of("<>${} ") != std::string_view::npos) return true;
  const std::string lower = ToLower(value);
  for (const std::string_view sign :
       {"your", "xxx", "example", "changeme", "change_me", "placeholder", "todo", "dummy", "secret",
        "password", "123456", "insert", "replace", "test", "fake", "sample", "...", "localhost",
        "process.env"}) {
    if (lower.find(sign) != std::string::npos) return true;
  }
  return std::all_of(value.begin(), value.end(), [&](char c) { return c == value[0]; });
}

void ReportCredential(std::string_view sort, const SourceFile& file, const SettingLine* secret,
                      Sink& sink) {
  Evidence evidence = secret == nullptr ? file.Whole() : PlaceOnly(file, secret->span);
  sink.Add(FactKind::kFileCredential, Phase::kUnknown, std::move(evidence),
           {{"sort", sort},
            {"secret", YesNo(secret != nullptr)},
            {"key", secret == nullptr ? std::string_view() : secret->key}});
}

bool IsDotenv(std::string_view name) {
  if (name == ".env") return true;
  if (!name.starts_with(".env.")) return false;
  return !IsOneOf(name.substr(5), {"defaults", "dist", "example", "sample", "schema", "template",
                                   "tpl", "test", "vault", "d.ts", "ts", "js"}) &&
         name.find("example") == std::string_view::npos &&
         name.find("sample") == std::string_view::npos;
}

/// `KEY=value` lines: .env files, and the credentials of the AWS tools.
void ReportAssignments(std::string_view sort, const SourceFile& file, Sink& sink) {
  const auto lines = ReadSettingLines(file.text(), '=');
  const auto secret = std::find_if(lines.begin(), lines.end(), [](const SettingLine& line) {
    return !SecretVariableSort(line.key).empty() && !IsPlaceholder(line.value);
  });
  ReportCredential(sort, file, secret == lines.end() ? nullptr : &*secret, sink);
}

/// `machine h login l password p`, in one line or many.
void ReportNetrc(const SourceFile& file, Sink& sink) {
  const std::string_view text = file.text();
  constexpr std::string_view kKey = "password";
  const std::size_t at = text.find(kKey);
  const std::string_view value =
      at == std::string_view::npos ? std::string_view() : Trim(text.substr(at + kKey.size()));
  const SettingLine line{.key = kKey,
                         .value = value.substr(0, value.find_first_of(" \t\r\n")),
                         .span = {.begin = static_cast<std::uint32_t>(std::min(at, text.size())),
                                  .end = static_cast<std::uint32_t>(std::min(at, text.size()))}};
  ReportCredential("netrc", file, IsPlaceholder(line.value) ? nullptr : &line, sink);
}

/// git's store: one URL with user and password a line.
void ReportGitCredentials(const SourceFile& file, Sink& sink) {
  for (const SettingLine& line : ReadSettingLines(file.text(), ':')) {
    const auto url = UrlParts::Parse(Trim(file.text().substr(line.span.begin, line.span.size())));
    if (!url) continue;
    const std::size_t colon = url->user_info.find(':');
    if (colon == std::string::npos || IsPlaceholder(url->user_info.substr(colon + 1))) continue;
    const SettingLine shown{.key = url->host, .value = {}, .span = line.span};
    return ReportCredential("git", file, &shown, sink);
  }
  ReportCredential("git", file, nullptr, sink);
}

/// Docker's `"auth": "base64 of user:password"`. The reader of gyp files reads the strings of JSON
/// too.
void ReportDocker(const SourceFile& file, Sink& sink) {
  for (const GypString& string : ReadGyp(file.text()).strings) {
    if (string.key != "auth" || string.is_key || IsPlaceholder(string.text)) continue;
    const SettingLine shown{.key = "auth", .value = {}, .span = string.span};
    return ReportCredential("docker", file, &shown, sink);
  }
  ReportCredential("docker", file, nullptr, sink);
}

/// A PEM block with a body, not the mention of one.
void ReportPem(std::string_view sort, const SourceFile& file, Sink& sink) {
  const std::string_view text = file.text();
  const std::size_t begin = text.find("PRIVATE KEY-----");
  if (begin == std::string_view::npos) return;
  const std::size_t end = text.find("-----END", begin);
  constexpr std::size_t kShortestKey = 64;
  const bool body = end != std::string_view::npos && end - begin > kShortestKey;
  const SettingLine line{.key = "PRIVATE KEY",
                         .value = {},
                         .span = {.begin = static_cast<std::uint32_t>(begin),
                                  .end = static_cast<std::uint32_t>(begin)}};
  ReportCredential(sort, file, body ? &line : nullptr, sink);
}

}  // namespace

std::vector<SettingLine> ReadSettingLines(std::string_view text, char separator) {
  std::vector<SettingLine> lines;
  std::size_t at = 0;
  while (at < text.size() && lines.size() < limits::kSettingLines) {
    const std::size_t end = std::min(text.size(), text.find('\n', at));
    const std::string_view line = Trim(text.substr(at, end - at));
    const Span span{.begin = static_cast<std::uint32_t>(at),
                    .end = static_cast<std::uint32_t>(end)};
    at = end + 1;
    if (line.empty() || line[0] == '#' || line[0] == ';' || line[0] == '[') continue;
    const std::size_t middle = separator == ' ' ? line.find_first_of(" \t") : line.find(separator);
    if (middle == std::string_view::npos) continue;
    std::string_view key = Trim(line.substr(0, middle));
    if (key.starts_with("export ")) key = Trim(key.substr(7));
    lines.push_back(
        {.key = Unquote(key), .value = Unquote(Trim(line.substr(middle + 1))), .span = span});
  }
  return lines;
}

void ExtractNpmConfig(const SourceFile& file, Sink& sink) {
  const std::string_view name = BaseName(file.path());
  if (name == ".pnpmfile.cjs" || name == "pnpmfile.js" || name == ".pnpmfile.mjs") {
    sink.Add(FactKind::kFileNpmConfig, Phase::kUnknown, file.Whole(),
             {{"file", name}, {"sort", "code"}});
    return;
  }
  char separator = '\0';
  if (name == ".npmrc" || name == "bunfig.toml") separator = '=';
  if (name == ".yarnrc") separator = ' ';
  if (name == ".yarnrc.yml" || name == ".yarnrc.yaml") separator = ':';
  if (separator == '\0') return;
  for (const SettingLine& line : ReadSettingLines(file.text(), separator)) {
    const std::string_view sort = SortOfSetting(line.key);
    const bool token = sort == "token";
    sink.Add(FactKind::kFileNpmConfig, Phase::kUnknown,
             token ? PlaceOnly(file, line.span) : file.Place(line.span),
             {{"file", name},
              {"key", line.key},
              {"value", token ? std::string_view() : line.value},
              {"sort", sort}});
    if (token && !IsPlaceholder(line.value)) ReportCredential("npm-token", file, &line, sink);
  }
}

void ExtractCredential(const SourceFile& file, Sink& sink) {
  const std::string_view path = file.path();
  const std::string_view name = BaseName(path);
  const LowerExtension extension(path);
  if (IsDotenv(name)) return ReportAssignments("dotenv", file, sink);
  if (IsOneOf(name, {"id_dsa", "id_ecdsa", "id_ed25519", "id_rsa"}))
    return ReportPem("ssh", file, sink);
  if (IsOneOf(extension.View(), {".key", ".pem", ".pkcs8"}))
    return ReportPem("private-key", file, sink);
  if (IsOneOf(extension.View(), {".jks", ".keystore", ".p12", ".pfx"}))
    return ReportCredential("keystore", file, nullptr, sink);
  if (IsOneOf(name, {".netrc", "_netrc"})) return ReportNetrc(file, sink);
  if (name == ".git-credentials") return ReportGitCredentials(file, sink);
  if (name == ".dockercfg" || path.ends_with(".docker/config.json"))
    return ReportDocker(file, sink);
  if (path.ends_with(".aws/credentials")) return ReportAssignments("cloud", file, sink);
}

void ExtractSettings(const SourceFile& file, Sink& sink) {
  ExtractNpmConfig(file, sink);
  ExtractCredential(file, sink);
  ExtractAgentConfig(file, sink);
}

}  // namespace facts
