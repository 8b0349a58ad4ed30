#include <iterator>
#include <optional>

#include "base/limits.h"
#include "base/text.h"
#include "facts/code/scene.h"
#include "facts/shell_facts.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

namespace {

struct Started {
  std::string how;
  std::string program;
  std::string command;
  NodeId options = NodeId::kNone;
  NodeId command_node = NodeId::kNone;
  NodeId arguments_node = NodeId::kNone;
  bool shell = false;
};

/// One word of a command line as a shell would read it back.
std::string Quoted(const std::string& word) {
  const bool plain =
      word.find_first_of(" \t\n\"'\\|&;<>(){}") == std::string::npos && !word.empty();
  if (plain) return word;
  return "'" + ReplaceAll(word, "'", "'\\''") + "'";
}

std::string FoldWords(Scene& scene, NodeId list) {
  const Meaning meaning = scene.resolver.Resolve({scene.file, list});
  if (meaning.kind != Meaning::Kind::kObject) return {};
  const CodeFile& file = scene.package[meaning.site.file];
  const auto* const array = file.tree().If<js::ArrayExpression>(meaning.site.node);
  if (array == nullptr) return {};
  std::string words;
  for (const NodeId element : file.tree().List(array->elements)) {
    if (words.size() > limits::kCodeTextBytes) break;
    words += " " + Quoted(scene.folder.Fold({meaning.site.file, element}).text);
  }
  return words;
}

Started Read(Scene& scene, const Call& call, const Api& api) {
  Started started;
  started.options = scene.ArgumentFor(call, Role::kOptions);
  started.how = std::string(api.path.substr(api.path.rfind('.') + 1));
  switch (api.does) {
    case Does::kSpawnShell:
    case Does::kSpawnTemplate:
      started.shell = true;
      started.command_node = scene.ArgumentFor(call, Role::kCommand);
      if (const Folded text = scene.Fold(started.command_node); text.any())
        started.command = text.text;
      break;
    case Does::kFork: {
      started.command_node = scene.ArgumentFor(call, Role::kPath);
      const Folded path = scene.Fold(started.command_node);
      started.program = "node";
      if (path.any()) started.command = "node " + Quoted(path.text);
      break;
    }
    case Does::kSpawnList:
      started.command_node = call.Argument(0);
      started.command = std::string(Trim(FoldWords(scene, started.command_node)));
      break;
    default: {  // program and arguments
      started.command_node = scene.ArgumentFor(call, Role::kProgram);
      started.arguments_node = scene.ArgumentFor(call, Role::kArgs);
      const Meaning second = scene.resolver.Resolve({scene.file, started.arguments_node});
      const bool options_second = second.kind == Meaning::Kind::kObject &&
                                  scene.package[second.site.file].tree().KindOf(second.site.node) ==
                                      Kind::kObjectExpression;
      if (options_second) started.options = started.arguments_node;
      if (const Folded program = scene.Fold(started.command_node); program.any()) {
        started.command = Quoted(program.text) + FoldWords(scene, started.arguments_node);
        started.program = ProgramName(program.text);
      }
      started.shell = scene.OptionIs(started.options, "shell", true);
      break;
    }
  }
  if (started.program.empty() && !started.command.empty())
    started.program =
        ProgramName(std::string_view(started.command).substr(0, started.command.find(' ')));
  return started;
}

/// Programs that take an address and fetch what is there, and run none of it.
bool OnlyFetches(std::string_view program) {
  return program == "degit" || program == "giget" || program == "tiged";
}

/// Which words of the argument list are handed to such a program: those behind `index`; nothing
/// when the program does anything else with its words, or when it cannot be told.
std::optional<std::size_t> HarmlessFrom(Scene& scene, const Started& started,
                                        std::span<const NodeId> words, FileId file) {
  if (started.shell || started.how == "fork") return std::nullopt;
  if (OnlyFetches(started.program)) return 0;
  if (ClassOfProgram(started.program) != ProgramClass::kRemoteRunner) return std::nullopt;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Folded word = scene.folder.Fold({file, words[i]});
    if (!word.whole) return std::nullopt;
    const bool flag = word.text == "-y" || word.text == "--yes" || word.text == "--silent";
    if (flag || (word.text == "dlx" && i == 0)) continue;
    const std::string_view name = std::string_view(word.text).substr(0, word.text.find('@'));
    return OnlyFetches(name) ? std::optional<std::size_t>(i + 1) : std::nullopt;
  }
  return std::nullopt;
}

/// The flows into what is started: into the program and what it runs, and into words further back.
std::vector<FlowSource> ReportParts(Scene& scene, const Call& call, const Started& started) {
  const Meaning list = scene.resolver.Resolve({scene.file, started.arguments_node});
  const auto* const array = list.kind == Meaning::Kind::kObject && list.site.file == scene.file
                                ? scene.Tree().If<js::ArrayExpression>(list.site.node)
                                : nullptr;
  const auto words =
      array == nullptr ? std::span<const NodeId>() : scene.Tree().List(array->elements);
  const auto harmless = HarmlessFrom(scene, started, words, scene.file);
  if (!harmless || array == nullptr)
    return ReportFlows(scene, call, {started.command_node, started.arguments_node},
                       {.sink = "process", .to = started.program, .part = "command"});
  std::vector<NodeId> command(words.begin(),
                              words.begin() + static_cast<std::ptrdiff_t>(*harmless));
  command.push_back(started.command_node);
  auto sources = ReportFlows(scene, call, command,
                             {.sink = "process", .to = started.program, .part = "command"});
  auto further = ReportFlows(scene, call, words.subspan(*harmless),
                             {.sink = "process", .to = started.program, .part = "argument"});
  std::move(further.begin(), further.end(), std::back_inserter(sources));
  return sources;
}

/// What the command itself does, told by the reader of shell text.
void FollowCommand(Scene& scene, const Call& call, const Started& started) {
  if (started.command.empty() || started.command.size() > limits::kShellTextBytes) return;
  ShellTrail trail;
  // What only a run could tell is a variable nobody set, so that it parses and stays unknown.
  const std::string text = ReplaceAll(started.command, "${}", "$UNKNOWN");
  const ShellSource source{.script = scene.File().path(),
                           .text = text,
                           .phase = scene.PhaseAt(call.owner),
                           .fixed = scene.File().Place(call.node)};
  ExtractShell(source, scene.package.view(), trail, scene.sink);
}

}  // namespace

void ReportSpawn(Scene& scene, const Call& call, const Api& api) {
  const Started started = Read(scene, call, api);
  const Folded stdio = scene.OptionText(started.options, "stdio");
  const auto sources = ReportParts(scene, call, started);
  std::vector<KeyText> values = {
      {"how", started.how},
      {"program", started.program},
      {"command", started.command},
      {"shell", YesNo(started.shell)},
      {"detached", scene.OptionIs(started.options, "detached", true) ? "yes" : ""},
      {"hidden", scene.OptionIs(started.options, "windowsHide", true) ? "yes" : ""},
      {"silent", stdio.text == "ignore" ? "yes" : ""}};
  AppendLabels(sources, "data", values);
  scene.Add(FactKind::kCodeProcessSpawn, call.owner, call.node, values, StepsOf(sources));
  FollowCommand(scene, call, started);
}

}  // namespace facts::code
