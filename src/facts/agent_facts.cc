#include "facts/agent_facts.h"

#include <algorithm>
#include <array>

#include "facts/settings_facts.h"

namespace facts {
namespace {

// The more exact first.
constexpr auto kAgentFiles = std::to_array<AgentFile>({
    {AgentFile::By::kTail, ".claude/settings.json", "claude", "settings"},
    {AgentFile::By::kTail, ".claude/settings.local.json", "claude", "settings"},
    {AgentFile::By::kTail, ".cursor/mcp.json", "cursor", "mcp-server"},
    {AgentFile::By::kTail, ".cursor/hooks.json", "cursor", "hook"},
    {AgentFile::By::kTail, ".vscode/tasks.json", "vscode", "task"},
    {AgentFile::By::kTail, ".vscode/mcp.json", "vscode", "mcp-server"},
    {AgentFile::By::kTail, ".vscode/settings.json", "vscode", "settings"},
    {AgentFile::By::kTail, ".devcontainer/devcontainer.json", "vscode", "task"},
    {AgentFile::By::kTail, ".github/copilot-instructions.md", "copilot", "instructions"},
    {AgentFile::By::kTail, ".gemini/settings.json", "gemini", "settings"},
    {AgentFile::By::kTail, ".zed/tasks.json", "zed", "task"},
    {AgentFile::By::kTail, ".zed/settings.json", "zed", "settings"},
    {AgentFile::By::kTail, ".mcp.json", "any", "mcp-server"},
    {AgentFile::By::kTail, "mcp.json", "any", "mcp-server"},
    {AgentFile::By::kTail, ".cursorrules", "cursor", "instructions"},
    {AgentFile::By::kTail, ".windsurfrules", "windsurf", "instructions"},
    {AgentFile::By::kTail, ".clinerules", "cline", "instructions"},
    {AgentFile::By::kTail, "CLAUDE.md", "claude", "instructions"},
    {AgentFile::By::kTail, "CLAUDE.local.md", "claude", "instructions"},
    {AgentFile::By::kTail, "GEMINI.md", "gemini", "instructions"},
    {AgentFile::By::kTail, "AGENTS.md", "any", "instructions"},
    {AgentFile::By::kFolder, ".claude/", "claude", "instructions"},
    {AgentFile::By::kFolder, ".cursor/rules/", "cursor", "instructions"},
    {AgentFile::By::kFolder, ".windsurf/rules/", "windsurf", "instructions"},
    {AgentFile::By::kFolder, ".clinerules/", "cline", "instructions"},
    {AgentFile::By::kFolder, ".codex/", "codex", "settings"},
    {AgentFile::By::kFolder, ".github/instructions/", "copilot", "instructions"},
    {AgentFile::By::kTail, "SKILL.md", "any", "instructions"},
});

/// Whether the path goes through `folder`, which ends in a slash.
bool IsBelow(std::string_view path, std::string_view folder) {
  for (std::size_t at = path.find(folder); at != std::string_view::npos;
       at = path.find(folder, at + 1)) {
    if (at == 0 || path[at - 1] == '/') return true;
  }
  return false;
}

/// At a folder's beginning, so that `x.cursorrules` is another file.
bool Knows(const AgentFile& known, std::string_view path) {
  if (known.by == AgentFile::By::kFolder) return IsBelow(path, known.text);
  if (!path.ends_with(known.text)) return false;
  return path.size() == known.text.size() || path[path.size() - known.text.size() - 1] == '/';
}

}  // namespace

const AgentFile* FindAgentFile(std::string_view path) {
  const auto known = std::find_if(kAgentFiles.begin(), kAgentFiles.end(),
                                  [&](const AgentFile& row) { return Knows(row, path); });
  return known == kAgentFiles.end() ? nullptr : &*known;
}

void ExtractAgentConfig(const SourceFile& file, Sink& sink) {
  const AgentFile* const known = FindAgentFile(file.path());
  if (known == nullptr) return;
  const std::vector<AgentCommand> commands =
      file.path().ends_with(".json") ? SettingsCommands(file.text()) : std::vector<AgentCommand>();
  if (commands.empty()) {
    sink.Add(FactKind::kFileAgentConfig, Phase::kUnknown, file.Whole(),
             {{"tool", known->tool}, {"sort", known->sort}});
    return;
  }
  for (const AgentCommand& command : commands) {
    const bool hook = known->sort == "settings" && !command.trigger.empty();
    sink.Add(FactKind::kFileAgentConfig, Phase::kUnknown, file.Place(command.span),
             {{"tool", known->tool},
              {"sort", hook ? std::string_view("hook") : known->sort},
              {"trigger", command.trigger},
              {"command", command.line}});
  }
}

}  // namespace facts
