#include <algorithm>
#include <array>

#include "base/file_system.h"
#include "base/text.h"
#include "facts/gyp.h"
#include "facts/settings_facts.h"

namespace facts {
namespace {

/// How a path is known: by its whole tail, or by a folder it stands below.
enum class By : std::uint8_t { kTail, kFolder };

struct AgentFile {
  By by;
  std::string_view text;
  std::string_view tool;
  std::string_view sort;
};

// The more exact first.
constexpr auto kAgentFiles = std::to_array<AgentFile>({
    {By::kTail, ".claude/settings.json", "claude", "settings"},
    {By::kTail, ".claude/settings.local.json", "claude", "settings"},
    {By::kTail, ".cursor/mcp.json", "cursor", "mcp-server"},
    {By::kTail, ".cursor/hooks.json", "cursor", "hook"},
    {By::kTail, ".vscode/tasks.json", "vscode", "task"},
    {By::kTail, ".vscode/mcp.json", "vscode", "mcp-server"},
    {By::kTail, ".vscode/settings.json", "vscode", "settings"},
    {By::kTail, ".devcontainer/devcontainer.json", "vscode", "task"},
    {By::kTail, ".github/copilot-instructions.md", "copilot", "instructions"},
    {By::kTail, ".gemini/settings.json", "gemini", "settings"},
    {By::kTail, ".zed/tasks.json", "zed", "task"},
    {By::kTail, ".zed/settings.json", "zed", "settings"},
    {By::kTail, ".mcp.json", "any", "mcp-server"},
    {By::kTail, ".cursorrules", "cursor", "instructions"},
    {By::kTail, ".windsurfrules", "windsurf", "instructions"},
    {By::kTail, ".clinerules", "cline", "instructions"},
    {By::kTail, "CLAUDE.md", "claude", "instructions"},
    {By::kTail, "CLAUDE.local.md", "claude", "instructions"},
    {By::kTail, "GEMINI.md", "gemini", "instructions"},
    {By::kTail, "AGENTS.md", "any", "instructions"},
    {By::kFolder, ".claude/", "claude", "instructions"},
    {By::kFolder, ".cursor/rules/", "cursor", "instructions"},
    {By::kFolder, ".windsurf/rules/", "windsurf", "instructions"},
    {By::kFolder, ".clinerules/", "cline", "instructions"},
    {By::kFolder, ".codex/", "codex", "settings"},
    {By::kFolder, ".github/instructions/", "copilot", "instructions"},
});

/// At a folder's beginning, so that `x.cursorrules` is another file.
bool Knows(const AgentFile& known, std::string_view path) {
  if (known.by == By::kFolder)
    return path.starts_with(known.text) ||
           path.find("/" + std::string(known.text)) != std::string_view::npos;
  if (!path.ends_with(known.text)) return false;
  return path.size() == known.text.size() || path[path.size() - known.text.size() - 1] == '/';
}

/// JSON with comments, as editors write it: comments become blanks, offsets stay.
std::string WithoutComments(std::string_view text) {
  std::string plain(text);
  bool in_string = false;
  for (std::size_t i = 0; i + 1 < plain.size(); ++i) {
    if (in_string) {
      if (plain[i] == '\\') ++i;
      if (plain[i] == '"') in_string = false;
      continue;
    }
    in_string = plain[i] == '"';
    const bool line = plain[i] == '/' && plain[i + 1] == '/';
    const bool block = plain[i] == '/' && plain[i + 1] == '*';
    if (!line && !block) continue;
    const std::size_t found = line ? plain.find('\n', i) : plain.find("*/", i + 2);
    const std::size_t end = found == std::string::npos ? plain.size() : found + (line ? 0 : 2);
    std::fill(plain.begin() + static_cast<std::ptrdiff_t>(i),
              plain.begin() + static_cast<std::ptrdiff_t>(end), ' ');
    i = end == 0 ? 0 : end - 1;
  }
  return plain;
}

/// Claude's and Cursor's names for the moments a hook runs at; "" for any other key.
std::string_view TriggerOf(std::string_view key) {
  struct Name {
    std::string_view key;
    std::string_view trigger;
  };
  constexpr auto kNames = std::to_array<Name>({{"SessionStart", "session-start"},
                                               {"SessionEnd", "session-end"},
                                               {"UserPromptSubmit", "prompt"},
                                               {"beforeSubmitPrompt", "prompt"},
                                               {"PreToolUse", "tool-use"},
                                               {"PostToolUse", "tool-use"},
                                               {"beforeShellExecution", "tool-use"},
                                               {"afterFileEdit", "tool-use"},
                                               {"Stop", "stop"},
                                               {"stop", "stop"},
                                               {"SubagentStop", "stop"},
                                               {"postCreateCommand", "container-create"},
                                               {"postStartCommand", "container-start"},
                                               {"postAttachCommand", "container-start"},
                                               {"onCreateCommand", "container-create"},
                                               {"initializeCommand", "container-create"}});
  const auto row = std::find_if(kNames.begin(), kNames.end(),
                                [&](const Name& known) { return known.key == key; });
  return row == kNames.end() ? std::string_view() : row->trigger;
}

struct Started {
  std::string_view command;
  std::string_view trigger;
  Span span;
};

/// The commands a settings file starts, and on what occasion. The reader of gyp files reads the
/// strings of JSON too.
std::vector<Started> CommandsOf(const GypFile& strings) {
  std::vector<Started> commands;
  std::string_view trigger;
  // `runOptions` may stand before or behind the command of its task.
  const bool on_open = std::any_of(
      strings.strings.begin(), strings.strings.end(),
      [](const GypString& s) { return s.key == "runOn" && s.text == "folderOpen" && !s.is_key; });
  for (const GypString& string : strings.strings) {
    if (string.is_key) {
      if (const auto named = TriggerOf(string.text); !named.empty()) trigger = named;
      continue;
    }
    const bool command = string.key == "command" || !TriggerOf(string.key).empty();
    if (!command) continue;
    commands.push_back({.command = string.text,
                        .trigger = on_open ? std::string_view("folder-open") : trigger,
                        .span = string.span});
  }
  return commands;
}

}  // namespace

void ExtractAgentConfig(const SourceFile& file, Sink& sink) {
  const auto known = std::find_if(kAgentFiles.begin(), kAgentFiles.end(),
                                  [&](const AgentFile& row) { return Knows(row, file.path()); });
  if (known == kAgentFiles.end()) return;
  const bool starts = file.path().ends_with(".json");
  const std::string plain = starts ? WithoutComments(file.text()) : std::string();
  const GypFile strings = ReadGyp(plain);
  const std::vector<Started> commands = starts ? CommandsOf(strings) : std::vector<Started>();
  if (commands.empty()) {
    sink.Add(FactKind::kFileAgentConfig, Phase::kUnknown, file.Whole(),
             {{"tool", known->tool}, {"sort", known->sort}});
    return;
  }
  for (const Started& started : commands) {
    const bool hook = known->sort == "settings" && !started.trigger.empty();
    sink.Add(FactKind::kFileAgentConfig, Phase::kUnknown, file.Place(started.span),
             {{"tool", known->tool},
              {"sort", hook ? std::string_view("hook") : known->sort},
              {"trigger", started.trigger},
              {"command", started.command}});
  }
}

}  // namespace facts
