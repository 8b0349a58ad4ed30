#include "facts/shell_tables.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace facts {
namespace {

struct Program {
  std::string_view name;
  ProgramClass program_class;
};
constexpr auto kPrograms = std::to_array<Program>({
#define PROGRAM(name, program_class) {name, ProgramClass::program_class},
#include "facts/shell_programs.def"
#undef PROGRAM
});

struct Runner {
  std::string_view name;
  std::string_view role;
};
constexpr auto kRunners = std::to_array<Runner>({
#define RUNNER(name, role) {name, role},
#include "facts/shell_runners.def"
#undef RUNNER
});

template <typename Row>
constexpr bool Before(const Row& a, const Row& b) {
  return a.name < b.name;
}
static_assert(std::is_sorted(kPrograms.begin(), kPrograms.end(), Before<Program>));
static_assert(std::is_sorted(kRunners.begin(), kRunners.end(), Before<Runner>));

template <typename Table>
auto FindRow(const Table& table, std::string_view name) -> decltype(&table[0]) {
  const auto row = std::lower_bound(
      table.begin(), table.end(), name,
      [](const auto& known, std::string_view wanted) { return known.name < wanted; });
  return row != table.end() && row->name == name ? &*row : nullptr;
}

/// A text that, when a path holds it, says something about the path.
struct PathSign {
  std::string_view text;
  std::string_view says;
};

constexpr auto kStartupSigns = std::to_array<PathSign>({
    {".bashrc", "shell-startup"},
    {".bash_profile", "shell-startup"},
    {".bash_login", "shell-startup"},
    {".zshrc", "shell-startup"},
    {".zshenv", "shell-startup"},
    {".zprofile", "shell-startup"},
    {"~/.profile", "shell-startup"},
    {"home/.profile", "shell-startup"},
    {"/etc/profile", "shell-startup"},
    {"config.fish", "shell-startup"},
    {"microsoft.powershell_profile", "shell-startup"},
    {"/etc/cron", "cron"},
    {"/var/spool/cron", "cron"},
    {"systemd/user", "systemd"},
    {"/etc/systemd", "systemd"},
    {"/lib/systemd", "systemd"},
    {"launchagents", "launch-agent"},
    {"launchdaemons", "launch-agent"},
    {"currentversion/run", "run-key"},
    {"start menu/programs/startup", "startup-folder"},
    {"config/autostart", "autostart"},
    {"/etc/rc.local", "autostart"},
    {"/etc/init.d", "autostart"},
    {"/etc/ld.so.preload", "autostart"},
    {".git/hooks/", "git-hook"},
    {".vscode/tasks.json", "editor-task"},
    {".claude/", "agent-config"},
    {".claude.json", "agent-config"},
    {".cursor/", "agent-config"},
    {".codex/", "agent-config"},
    {".gemini/", "agent-config"},
    {".mcp.json", "agent-config"},
    {"claude.md", "agent-config"},
    {".cursorrules", "agent-config"},
    {".windsurfrules", "agent-config"},
    {"copilot-instructions.md", "agent-config"},
});

constexpr auto kSecretSigns = std::to_array<PathSign>({
    {".npmrc", "npm"},
    {".yarnrc", "npm"},
    {".pypirc", "npm"},
    {".git-credentials", "git-host"},
    {".config/gh/", "git-host"},
    {".config/hub", "git-host"},
    {".netrc", "git-host"},
    {"_netrc", "git-host"},
    {".ssh/", "ssh"},
    {"id_rsa", "ssh"},
    {"id_ed25519", "ssh"},
    {"id_ecdsa", "ssh"},
    {".aws/", "cloud"},
    {".azure/", "cloud"},
    {".config/gcloud", "cloud"},
    {".kube/config", "cloud"},
    {".docker/config.json", "cloud"},
    {"/var/run/secrets", "cloud"},
    {"169.254.169.254", "cloud"},
    {".vault-token", "cloud"},
    {"terraform.tfstate", "cloud"},
    {"/etc/shadow", "system-accounts"},
    {"/etc/passwd", "system-accounts"},
    {"/etc/sudoers", "system-accounts"},
    {".bash_history", "shell-history"},
    {".zsh_history", "shell-history"},
    {".node_repl_history", "shell-history"},
    {"consolehost_history", "shell-history"},
    {"/proc/self/environ", "whole-environment"},
    {"login data", "browser"},
    {"cookies.sqlite", "browser"},
    {"logins.json", "browser"},
    {"key4.db", "browser"},
    {"local storage/leveldb", "browser"},
    {"local extension settings", "wallet"},
    {".config/solana", "wallet"},
    {".ethereum/keystore", "wallet"},
    {"wallet.dat", "wallet"},
    {"exodus.wallet", "wallet"},
    {".electrum/", "wallet"},
    {".claude/.credentials", "ai"},
    {".claude/projects", "ai"},
    {".claude.json", "ai"},
    {".codex/auth.json", "ai"},
    {".gemini/oauth", "ai"},
    {"keychains/", "generic"},
    {".gnupg/", "generic"},
});

/// Parts of an upper-case variable name, the more telling first.
constexpr auto kVariableSigns = std::to_array<PathSign>({
    {"NPM_TOKEN", "npm"},
    {"NODE_AUTH_TOKEN", "npm"},
    {"NPM_CONFIG__AUTH", "npm"},
    {"NPM_AUTH", "npm"},
    {"_AUTHTOKEN", "npm"},
    {"GITHUB_TOKEN", "git-host"},
    {"GH_TOKEN", "git-host"},
    {"GITHUB_PAT", "git-host"},
    {"GITLAB_TOKEN", "git-host"},
    {"BITBUCKET_TOKEN", "git-host"},
    {"AWS_SECRET", "cloud"},
    {"AWS_ACCESS", "cloud"},
    {"AWS_SESSION", "cloud"},
    {"AZURE_CLIENT", "cloud"},
    {"GOOGLE_APPLICATION_CREDENTIALS", "cloud"},
    {"GCP_", "cloud"},
    {"CLOUDFLARE_API", "cloud"},
    {"VERCEL_TOKEN", "cloud"},
    {"NETLIFY_AUTH", "cloud"},
    {"HEROKU_API", "cloud"},
    {"DIGITALOCEAN_", "cloud"},
    {"VAULT_TOKEN", "cloud"},
    {"OPENAI_", "ai"},
    {"ANTHROPIC_", "ai"},
    {"GEMINI_API", "ai"},
    {"GOOGLE_GENERATIVE", "ai"},
    {"HF_TOKEN", "ai"},
    {"HUGGING", "ai"},
    {"MISTRAL_API", "ai"},
    {"GROQ_API", "ai"},
    {"ACTIONS_ID_TOKEN", "ci"},
    {"ACTIONS_RUNTIME_TOKEN", "ci"},
    {"CI_JOB_TOKEN", "ci"},
    {"CIRCLE_TOKEN", "ci"},
    {"MNEMONIC", "wallet"},
    {"WALLET_", "wallet"},
    {"PRIVATE_KEY", "generic"},
    {"SECRET", "generic"},
    {"PASSWORD", "generic"},
    {"PASSWD", "generic"},
    {"API_KEY", "generic"},
    {"APIKEY", "generic"},
    {"ACCESS_KEY", "generic"},
    {"_TOKEN", "generic"},
    {"DATABASE_URL", "generic"},
});

std::string WithSlashes(std::string_view path) {
  return ReplaceAll(ToLower(path), "\\", "/");
}

template <typename Signs>
std::string_view FirstSign(const Signs& signs, std::string_view text) {
  const auto sign = std::find_if(signs.begin(), signs.end(), [&](const PathSign& known) {
    return text.find(known.text) != std::string_view::npos;
  });
  return sign == signs.end() ? std::string_view() : sign->says;
}

bool StartsWithAny(std::string_view text, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return text.starts_with(prefix); });
}

}  // namespace

std::string ProgramName(std::string_view word) {
  const std::size_t slash = word.find_last_of("/\\");
  std::string name = ToLower(slash == std::string_view::npos ? word : word.substr(slash + 1));
  for (const std::string_view suffix : {".exe", ".cmd", ".bat", ".com"}) {
    if (name.size() > suffix.size() && name.ends_with(suffix))
      name.resize(name.size() - suffix.size());
  }
  return name;
}

ProgramClass ClassOfProgram(std::string_view name) {
  const Program* const row = FindRow(kPrograms, name);
  if (row != nullptr) return row->program_class;
  // python3.11, perl5.36
  if (name.starts_with("python3.") || name.starts_with("python2."))
    return ProgramClass::kInterpreter;
  return ProgramClass::kOther;
}

std::string_view RunnerRole(std::string_view name) {
  const Runner* const row = FindRow(kRunners, name);
  return row == nullptr ? std::string_view() : row->role;
}

std::string_view PlaceOf(std::string_view path) {
  const std::string lower = WithSlashes(path);
  if (!StartupKind(path).empty()) return "startup";
  if (StartsWithAny(lower, {"/tmp", "/var/tmp", "/private/tmp", "/dev/shm", "$tmpdir", "${tmpdir}",
                            "%temp%", "%tmp%", "$env:temp", "$env:tmp"}) ||
      lower.find("/appdata/local/temp") != std::string::npos)
    return "temp";
  if (StartsWithAny(lower, {"~", "$home", "${home}", "/home/", "/root", "/users/", "%userprofile%",
                            "%appdata%", "%localappdata%", "%homepath%", "$env:userprofile",
                            "$env:appdata", "$env:localappdata", "c:/users/", "$xdg_config_home"}))
    return "home";
  if (StartsWithAny(lower, {"$init_cwd", "%init_cwd%", "${init_cwd}", "../"}) || lower == "..")
    return "project";
  if (lower.starts_with('/') || lower.starts_with("%systemroot%") ||
      lower.starts_with("%windir%") || lower.starts_with("%programdata%") ||
      lower.starts_with("$env:programdata") ||
      (lower.size() > 2 && lower[1] == ':' && lower[2] == '/'))
    return "system";
  if (lower.starts_with('$') || lower.starts_with('%')) return "other";
  return "package";
}

std::string_view StartupKind(std::string_view path) {
  if (path.ends_with(".pth")) return "python-start";
  return FirstSign(kStartupSigns, WithSlashes(path));
}

std::string_view SecretFileSort(std::string_view path) {
  return FirstSign(kSecretSigns, WithSlashes(path));
}

std::string_view SecretVariableSort(std::string_view name) {
  std::string upper(name);
  std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return FirstSign(kVariableSigns, upper);
}

}  // namespace facts
