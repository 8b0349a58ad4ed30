// Commands in the files that steer agents: those that a setting starts, and those that a text tells
// an agent to run.
#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "facts/agent_facts.h"
#include "facts/shell_facts.h"
#include "formats/jsonc.h"

namespace facts {
namespace {

using formats::json::Member;
using formats::json::Value;

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

/// One word as a shell would read it back.
std::string Quoted(std::string_view word) {
  const bool plain =
      !word.empty() && word.find_first_of(" \t\n\"'\\|&;<>(){}$`*?~#") == std::string_view::npos;
  return plain ? std::string(word) : "'" + ReplaceAll(std::string(word), "'", "'\\''") + "'";
}

class SettingsReader {
 public:
  explicit SettingsReader(std::string_view text) : text_(text) {}

  std::vector<AgentCommand> Read() {
    const auto document = formats::jsonc::Parse(text_);
    if (!document) return {};
    ReadValue(document->root(), {}, 0);
    if (on_open_) {
      for (AgentCommand& command : commands_) command.trigger = "folder-open";
    }
    return std::move(commands_);
  }

 private:
  void ReadValue(const Value& value, std::string_view trigger, unsigned depth) {
    constexpr unsigned kDeepest = 16;  // such files nest four deep
    if (depth > kDeepest || commands_.size() >= limits::kAgentCommands) return;
    for (const Value& element : value.Elements()) ReadValue(element, trigger, depth + 1);
    for (const Member& member : value.Members()) {
      const std::string_view named = TriggerOf(member.key);
      on_open_ |= member.key == "runOn" && member.value.AsString() == "folderOpen";
      const bool command = member.key == "command" || !named.empty();
      if (command && Add(value, member, named.empty() ? trigger : named)) continue;
      ReadValue(member.value, named.empty() ? trigger : named, depth + 1);
    }
  }

  /// A command is a line, or a program with a list of words; false when it is neither.
  bool Add(const Value& object, const Member& member, std::string_view trigger) {
    std::string line;
    if (const auto text = member.value.AsString()) {
      line = *text;
      for (const Value& word : object.AsObject()->ElementsOf("args")) {
        if (const auto text_of_word = word.AsString()) line += " " + Quoted(*text_of_word);
      }
    } else if (const auto list = member.value.AsArray();
               list && !list->empty() && (*list)[0].AsString()) {
      for (const Value& word : *list) {
        if (!line.empty()) line += ' ';
        if (const auto text_of_word = word.AsString()) line += Quoted(*text_of_word);
      }
    } else {
      return false;
    }
    const std::uint32_t begin = member.value.offset();
    const auto end = static_cast<std::uint32_t>(
        std::min(text_.size(), begin + std::max<std::size_t>(line.size(), 2)));
    if (commands_.size() < limits::kAgentCommands)
      commands_.push_back(
          {.line = std::move(line), .trigger = trigger, .span = {.begin = begin, .end = end}});
    return true;
  }

  std::string_view text_;
  std::vector<AgentCommand> commands_;
  bool on_open_ = false;
};

/// Code of a Markdown text: fenced blocks line by line, and spans between backticks. What is meant
/// for a terminal cannot be told from other code; the reader of shell text finds nothing in that.
std::vector<AgentCommand> CodeOf(std::string_view text) {
  std::vector<AgentCommand> found;
  bool fenced = false;
  std::size_t at = 0;
  for (const std::string_view raw : Split(text, '\n')) {
    const std::size_t begin = at;
    at += raw.size() + 1;
    std::string_view line = Trim(raw);
    if (line.starts_with("```") || line.starts_with("~~~")) {
      fenced = !fenced;
      continue;
    }
    const auto add = [&](std::string_view code) {
      code = Trim(code);
      if (code.starts_with("$ ")) code.remove_prefix(2);
      if (code.size() < 8 || found.size() >= limits::kAgentCommands) return;
      found.push_back({.line = std::string(code),
                       .trigger = {},
                       .span = {.begin = static_cast<std::uint32_t>(begin),
                                .end = static_cast<std::uint32_t>(begin + raw.size())}});
    };
    if (fenced) {
      add(line);
      continue;
    }
    for (std::size_t open = line.find('`'); open != std::string_view::npos;) {
      const std::size_t close = line.find('`', open + 1);
      if (close == std::string_view::npos) break;
      add(line.substr(open + 1, close - open - 1));
      open = line.find('`', close + 1);
    }
    // An instruction without any mark: `Run: curl ..`.
    const std::size_t colon = line.find(": ");
    if (line.find('`') == std::string_view::npos && line.find("://") != std::string_view::npos &&
        line.find('|') != std::string_view::npos)
      add(colon == std::string_view::npos ? line : line.substr(colon + 2));
  }
  return found;
}

}  // namespace

std::vector<AgentCommand> SettingsCommands(std::string_view text) {
  return SettingsReader(text).Read();
}

void ExtractAgentCommands(const PackageView& view, Sink& sink) {
  for (const ContentFile& content : view.contents->files) {
    const AgentFile* const known = FindAgentFile(content.path);
    if (known == nullptr || content.bytes.size() > limits::kShellTextBytes) continue;
    const SourceFile file(content.path, AsText(content.bytes));
    const bool settings = file.path().ends_with(".json");
    const auto commands = settings ? SettingsCommands(file.text()) : CodeOf(file.text());
    for (const AgentCommand& command : commands) {
      const ShellSource source{.script = content.path,
                               .text = command.line,
                               .phase = Phase::kUnknown,
                               .fixed = file.Place(command.span)};
      ShellTrail trail;
      ExtractShell(source, view, trail, sink);
    }
  }
}

}  // namespace facts
