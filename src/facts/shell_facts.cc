#include "facts/shell_facts.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "facts/lang/script_reader.h"

namespace facts {
namespace {

using After = ShellPipeline::After;

/// `./install`, `$(curl x)`: the program itself is a file of the package, or was fetched. An
/// unknown or computed program: its own word is looked at like an argument.
void ReportProgramFile(const ShellArgument& word, const ShellInvocation& invocation,
                       ShellScene& scene) {
  const bool path = word.text.find_first_of("/.") != std::string::npos;
  if (!path && word.flow.downloads.empty()) return;
  ReportFetchedRun(scene.FromRoot(word.text), invocation, scene);
  if (!word.flow.downloads.empty()) ReportDownloadRun(word.flow, "substitution", invocation, scene);
  const bool own_file = !word.computed && word.text.find('/') != std::string::npos &&
                        word.text.find("node_modules/.bin/") == std::string::npos &&
                        word.text.find(":/") == std::string::npos &&
                        PlaceOf(word.text) == "package";
  // cmd.exe looks for programs in the current folder first.
  const std::string lower = ToLower(word.text);
  const bool beside = (lower.ends_with(".bat") || lower.ends_with(".cmd")) &&
                      scene.view.contents->Find(scene.FromRoot(word.text)) != nullptr;
  if (own_file || beside) ReportTarget(word.text, "", invocation, scene);
}

/// npm gives the text to cmd.exe on Windows, where `scripts\setup.ps1` is a path; a POSIX shell
/// takes such a backslash off. The text with slashes for those outside of quotes, of the same
/// length; empty when it has none.
std::string WithWindowsPaths(std::string_view text) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  std::string slashed;
  if (text.find('\\') == std::string_view::npos) return slashed;
  char quote = '\0';
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    const char c = text[at];
    if (quote != '\0' || c == '\'' || c == '"') {
      if (quote == '\0')
        quote = c;
      else if (c == quote)
        quote = '\0';
      continue;
    }
    const bool path = c == '\\' && at > 0 && (is_word(text[at - 1]) || text[at - 1] == '.') &&
                      is_word(text[at + 1]);
    if (!path) continue;
    if (slashed.empty()) slashed = text;
    slashed[at] = '/';
  }
  return slashed;
}

/// Walks the parsed text in the order it would run.
class ShellWalk {
 public:
  ShellWalk(const ShellText& text, ShellScene& scene) : text_(text), scene_(scene) {}

  ShellFlow WalkScript(ScriptIndex index, std::string_view output) {
    ShellFlow all;
    const ShellScript& script = text_.at(index);
    for (std::size_t i = 0; i < script.pipelines.size(); ++i) {
      const ShellPipeline& pipeline = script.pipelines[i];
      all.Merge(WalkPipeline(pipeline, output));
      if (pipeline.after == After::kBackground) ReportBackground(pipeline);
      if (i + 1 < script.pipelines.size()) ReportForgiven(pipeline, script.pipelines[i + 1]);
    }
    return all;
  }

 private:
  [[nodiscard]] std::string_view Written(Span span) const {
    const std::string_view text = scene_.source.text;
    const std::size_t begin = std::min<std::size_t>(span.begin, text.size());
    return text.substr(begin, std::min<std::size_t>(span.end, text.size()) - begin);
  }

  ShellFlow WalkPipeline(const ShellPipeline& pipeline, std::string_view output) {
    ShellFlow flow;
    for (std::size_t i = 0; i < pipeline.commands.size(); ++i) {
      const bool last = i + 1 == pipeline.commands.size();
      const Span so_far{.begin = pipeline.commands[0].span.begin,
                        .end = pipeline.commands[i].span.end};
      flow = WalkCommand(pipeline.commands[i], so_far, std::move(flow), last ? output : "pipe");
    }
    return flow;
  }

  /// `so_far` spans the pipeline from its beginning to the end of `command`.
  ShellFlow WalkCommand(const ShellCommand& command, Span so_far, ShellFlow input,
                        std::string_view output) {
    ShellInvocation invocation;
    invocation.text = std::string(Written(command.span));
    invocation.evidence = scene_.source.At(command.span, invocation.text);
    invocation.fed_evidence = scene_.source.At(so_far, Written(so_far));
    invocation.output = output;
    invocation.input = std::move(input);
    ReadAssignments(command, invocation);
    ReadRedirects(command, invocation);
    ShellFlow flow;
    if (command.group) {
      flow = WalkScript(*command.group, invocation.output);
    } else if (!command.words.empty()) {
      std::vector<ShellArgument> words;
      for (const ShellWord& word : command.words) words.push_back(Expand(word));
      invocation.program = ProgramName(words[0].text);
      invocation.program_class = ClassOfProgram(invocation.program);
      ReportProgramFile(words[0], invocation, scene_);
      words.erase(words.begin());
      invocation.arguments = std::move(words);
      flow = ReportInvocation(invocation, scene_);
    }
    if (!invocation.output_file.empty()) {
      for (const ShellDownload& download : flow.downloads)
        scene_.downloaded[scene_.FromRoot(invocation.output_file)] = download;
    }
    return flow;
  }

  void ReadAssignments(const ShellCommand& command, ShellInvocation& invocation) {
    for (const ShellAssignment& assignment : command.assignments) {
      const ShellArgument value = Expand(assignment.value);
      if (assignment.name == "NODE_TLS_REJECT_UNAUTHORIZED" && value.text == "0")
        invocation.insecure = true;
      if (command.words.empty()) {
        if (!value.computed) scene_.variables[assignment.name] = value.text;
        scene_.variable_flows[assignment.name] = value.flow;
      }
    }
  }

  void ReadRedirects(const ShellCommand& command, ShellInvocation& invocation) {
    for (const ShellRedirect& redirect : command.redirects) {
      const ShellArgument target = Expand(redirect.target);
      switch (redirect.kind) {
        case ShellRedirect::Kind::kHereText:
          invocation.input.Merge(target.flow);
          if (!target.computed) invocation.input.text = target.text;
          break;
        case ShellRedirect::Kind::kIn:
          if (const auto sort = SecretFileSort(target.text); !sort.empty()) {
            invocation.input.secret_file = true;
            scene_.Add(FactKind::kScriptSecretRead, invocation,
                       {{"source", "file"}, {"name", target.text}, {"sort", sort}});
          }
          break;
        case ShellRedirect::Kind::kOut:
        case ShellRedirect::Kind::kAppend:
          ReadOutput(redirect, target, invocation);
          break;
        case ShellRedirect::Kind::kDuplicate:
          break;
      }
    }
  }

  void ReadOutput(const ShellRedirect& redirect, const ShellArgument& target,
                  ShellInvocation& invocation) {
    const std::string lower = ToLower(target.text);
    if (lower == "/dev/null" || lower == "nul" || lower == "$null") {
      const bool errors = redirect.descriptor == 2;
      scene_.Add(FactKind::kScriptSilenced, invocation,
                 {{"how", errors ? "errors-to-null" : "output-to-null"}});
      if (!errors) invocation.output = "none";
      return;
    }
    if (target.text.starts_with("/dev/tcp/") || target.text.starts_with("/dev/udp/")) {
      const auto pieces = Split(target.text, '/');
      scene_.Add(FactKind::kScriptNetwork, invocation,
                 {{"program", "/dev/tcp"},
                  {"host", pieces.size() > 3 ? pieces[3] : std::string_view()},
                  {"port", pieces.size() > 4 ? pieces[4] : std::string_view()}});
      return;
    }
    if (redirect.descriptor != 2) {
      invocation.output = "file";
      invocation.output_file = target.text;
    }
    scene_.Add(FactKind::kScriptWrite, invocation,
               {{"path", target.text}, {"where", PlaceOf(target.text)}, {"how", "redirect"}});
    if (const auto how = StartupKind(target.text); !how.empty())
      scene_.Add(FactKind::kScriptPersistence, invocation, {{"how", how}, {"path", target.text}});
  }

  ShellArgument Expand(const ShellWord& word) {
    ShellArgument argument;
    for (const ShellPart& part : word.parts) {
      switch (part.kind) {
        case ShellPart::Kind::kText:
          argument.text += part.text;
          break;
        case ShellPart::Kind::kVariable:
          ExpandVariable(part, argument);
          break;
        case ShellPart::Kind::kCommand: {
          const ShellFlow flow = WalkScript(part.script, "variable");
          if (flow.text) argument.text += Trim(*flow.text);
          if (!flow.text) argument.text += "$(...)";
          argument.computed |= !flow.text;
          argument.flow.Merge(flow);
          argument.flow.command_output = true;
          break;
        }
      }
    }
    ReadPercentVariables(argument);
    return argument;
  }

  void ExpandVariable(const ShellPart& part, ShellArgument& argument) {
    const std::string& name = part.text;
    if (const auto flow = scene_.variable_flows.find(name); flow != scene_.variable_flows.end())
      argument.flow.Merge(flow->second);
    if (const auto known = scene_.variables.find(name); known != scene_.variables.end()) {
      // A constant that is set from itself twice over doubles each time: what is expanded is paid
      // for.
      scene_.trail.expanded += known->second.size();
      if (scene_.trail.expanded <= limits::kShellTextBytes) {
        argument.text += known->second;
        return;
      }
    }
    argument.computed = true;
    argument.text += part.fallback.empty() ? "$" + part.text : part.fallback;
    argument.variables.push_back(name);
  }

  /// cmd.exe's `%NAME%`.
  static void ReadPercentVariables(ShellArgument& argument) {
    const std::string_view text = argument.text;
    for (std::size_t at = text.find('%'); at != std::string_view::npos;
         at = text.find('%', at + 1)) {
      const std::size_t end = text.find('%', at + 1);
      if (end == std::string_view::npos) return;
      const std::string_view name = text.substr(at + 1, end - at - 1);
      const bool named = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '(' || c == ')';
      });
      if (!named) continue;
      argument.variables.emplace_back(name);
      argument.computed = true;
      at = end;
    }
  }

  void ReportBackground(const ShellPipeline& pipeline) {
    if (pipeline.commands.empty()) return;
    const Span span{.begin = pipeline.commands.front().span.begin,
                    .end = pipeline.commands.back().span.end};
    scene_.AddAt(FactKind::kScriptBackground, scene_.source.At(span, Written(span)),
                 {{"how", "ampersand"}, {"command", Written(span)}});
  }

  /// `a || true`: whatever goes wrong, the install goes on. `a; exit 0` says the same.
  void ReportForgiven(const ShellPipeline& pipeline, const ShellPipeline& next) {
    if (next.commands.size() != 1 || next.commands[0].words.empty()) return;
    const std::string_view forgiving = Trim(Written(next.commands[0].span));
    const bool exits = forgiving == "exit 0";
    const bool is_true = forgiving == "true" || forgiving == ":" || forgiving == "exit 0";
    std::string_view how;
    if (pipeline.after == After::kOr && is_true) how = "or-true";
    if (pipeline.after == After::kOr && forgiving.starts_with("echo")) how = "or-true";
    if (pipeline.after == After::kThen && exits) how = "exit-zero";
    if (how.empty()) return;
    scene_.AddAt(FactKind::kScriptSilenced,
                 scene_.source.At(next.commands[0].span, Written(next.commands[0].span)),
                 {{"how", how}});
  }

  const ShellText& text_;
  ShellScene& scene_;
};

/// The flow of a program that hands on what it reads.
ShellFlow PassOn(const ShellInvocation& invocation) {
  ShellFlow flow = invocation.input;
  flow.Merge(invocation.ArgumentFlow());
  flow.text.reset();
  flow.command_output = true;
  return flow;
}

ShellFlow Print(const ShellInvocation& invocation) {
  ShellFlow flow = invocation.ArgumentFlow();
  flow.text.reset();
  flow.command_output = false;
  std::string text;
  bool known = true;
  for (const ShellArgument& argument : invocation.arguments) {
    const bool flag = text.empty() && (argument.text == "-n" || argument.text == "-e" ||
                                       argument.text == "-ne" || argument.text == "-en");
    if (flag) continue;
    if (!text.empty()) text += ' ';
    text += argument.text;
    known &= !argument.computed;
    for (const std::string& variable : argument.variables)
      flow.environment |= !SecretVariableSort(variable).empty();
  }
  if (known) flow.text = std::move(text);
  return flow;
}

ShellFlow ReadFiles(const ShellInvocation& invocation) {
  ShellFlow flow = invocation.input;
  for (const ShellArgument& argument : invocation.arguments)
    flow.secret_file |= !SecretFileSort(argument.text).empty();
  if (invocation.arguments.empty()) return flow;
  flow.text.reset();
  flow.command_output = true;
  return flow;
}

ShellFlow ReportEnvironment(const ShellInvocation& invocation, ShellScene& scene) {
  const std::size_t plain = invocation.FirstPlain();
  if (invocation.program == "env") {
    std::size_t at = plain;
    while (at < invocation.arguments.size() &&
           invocation.arguments[at].text.find('=') != std::string::npos)
      ++at;
    if (at < invocation.arguments.size()) return RunRest(invocation, at, scene);
  }
  ShellFlow flow;
  flow.command_output = true;
  const bool prints = plain == invocation.arguments.size() &&
                      (invocation.program != "set" || invocation.arguments.empty());
  if (!prints) return flow;
  flow.environment = true;
  scene.Add(
      FactKind::kScriptSecretRead, invocation,
      {{"source", "environment"}, {"name", invocation.program}, {"sort", "whole-environment"}});
  return flow;
}

ShellFlow ReportWrapper(const ShellInvocation& invocation, ShellScene& scene) {
  std::size_t at = invocation.FirstPlain();
  const auto skip = [&](auto&& unwanted) {
    while (at < invocation.arguments.size() && unwanted(invocation.arguments[at].text)) ++at;
  };
  if (invocation.program.starts_with("cross-env"))
    skip([](const std::string& text) { return text.find('=') != std::string::npos; });
  if (invocation.program == "timeout" || invocation.program == "nice")
    skip([](const std::string& text) {
      return !text.empty() && (text[0] == '-' || (text[0] >= '0' && text[0] <= '9'));
    });
  if (at >= invocation.arguments.size()) return PassOn(invocation);
  return RunRest(invocation, at, scene);
}

ShellFlow ReportBackgroundProgram(const ShellInvocation& invocation, ShellScene& scene) {
  scene.Add(FactKind::kScriptBackground, invocation,
            {{"how", invocation.program == "start-process" ? "start"
                                                           : std::string_view(invocation.program)},
             {"command", invocation.text}});
  std::size_t at = 0;
  while (at < invocation.arguments.size() &&
         (invocation.Argument(at).starts_with('/') || invocation.Argument(at).starts_with('-') ||
          invocation.Argument(at).empty()))
    ++at;
  return at < invocation.arguments.size() ? RunRest(invocation, at, scene) : ShellFlow();
}

ShellFlow ReportEval(const ShellInvocation& invocation, ShellScene& scene) {
  ShellFlow flow = invocation.ArgumentFlow();
  const ShellFlow piped = invocation.input;
  if (!flow.downloads.empty()) ReportDownloadRun(flow, "substitution", invocation, scene);
  if (!piped.downloads.empty()) ReportDownloadRun(piped, "pipe", invocation, scene);
  std::string text;
  bool known = !invocation.arguments.empty();
  for (const ShellArgument& argument : invocation.arguments) {
    if (!text.empty()) text += ' ';
    text += argument.text;
    known &= !argument.computed;
  }
  const bool decoded = !flow.decoded_by.empty() || !piped.decoded_by.empty();
  if (known) {
    if (decoded) ReadDecoded(text, scene.source.dialect, invocation, scene);
    if (!decoded) ReadNested(text, scene.source.dialect, invocation, scene);
  } else if (piped.text) {
    if (decoded) ReadDecoded(*piped.text, scene.source.dialect, invocation, scene);
    if (!decoded) ReadNested(*piped.text, scene.source.dialect, invocation, scene);
  }
  return {};
}

void ChangeFolder(const ShellInvocation& invocation, ShellScene& scene) {
  const std::size_t plain = invocation.FirstPlain();
  if (plain < invocation.arguments.size() && !invocation.arguments[plain].computed)
    scene.folder = scene.FromRoot(invocation.Argument(plain));
}

ShellFlow ReportFind(const ShellInvocation& invocation, ShellScene& scene) {
  if (invocation.Has({"-delete"})) ReportDelete(invocation, scene);
  for (std::size_t i = 0; i + 1 < invocation.arguments.size(); ++i) {
    if (invocation.Argument(i) == "-exec" || invocation.Argument(i) == "-execdir")
      return RunRest(invocation, i + 1, scene);
  }
  return PassOn(invocation);
}

}  // namespace

ShellFlow ReportInvocation(const ShellInvocation& invocation, ShellScene& scene) {
  if (invocation.program.empty()) return PassOn(invocation);
  scene.Add(FactKind::kScriptProgram, invocation,
            {{"program", invocation.program}, {"command", invocation.text}});
  if (const auto role = RunnerRole(invocation.program); !role.empty())
    scene.Add(FactKind::kScriptRunner, invocation,
              {{"program", invocation.program}, {"role", role}});
  ReportSecrets(invocation, scene);
  switch (invocation.program_class) {
    case ProgramClass::kOther:
      return PassOn(invocation);
    case ProgramClass::kBackground:
      return ReportBackgroundProgram(invocation, scene);
    case ProgramClass::kCertutil:
      return invocation.Has({"-decode", "/decode", "-decodehex"})
                 ? ReportDecode(invocation, scene)
                 : ReportDownload(invocation, scene);
    case ProgramClass::kChangeFolder:
      ChangeFolder(invocation, scene);
      return {};
    case ProgramClass::kCmd:
    case ProgramClass::kShell:
      ReportShell(invocation, scene);
      return PassOn(invocation);
    case ProgramClass::kDecode:
      return ReportDecode(invocation, scene);
    case ProgramClass::kDelete:
      ReportDelete(invocation, scene);
      return {};
    case ProgramClass::kDownload:
      ReportSend(invocation, scene);
      return ReportDownload(invocation, scene);
    case ProgramClass::kEnvironment:
      return ReportEnvironment(invocation, scene);
    case ProgramClass::kEval:
      return ReportEval(invocation, scene);
    case ProgramClass::kFind:
      return ReportFind(invocation, scene);
    case ProgramClass::kInterpreter:
      ReportInterpreter(invocation, scene);
      return PassOn(invocation);
    case ProgramClass::kJavaScript:
      ReportJavaScript(invocation, scene);
      return PassOn(invocation);
    case ProgramClass::kManyCommands:
      for (const ShellArgument& argument : invocation.arguments) {
        if (argument.text.find(' ') != std::string::npos)
          ReadNested(argument.text, ShellDialect::kPosix, invocation, scene);
      }
      return {};
    case ProgramClass::kNetwork:
      ReportNetwork(invocation, scene);
      return PassOn(invocation);
    case ProgramClass::kPackageManager:
      ReportPackageManager(invocation, scene);
      return {};
    case ProgramClass::kPermission:
      ReportPermission(invocation, scene);
      return {};
    case ProgramClass::kPersistence:
      ReportPersistence(invocation, scene);
      return {};
    case ProgramClass::kPowerShell:
      ReportPowerShell(invocation, scene);
      return PassOn(invocation);
    case ProgramClass::kPrint:
      return Print(invocation);
    case ProgramClass::kPrivilege:
      scene.Add(FactKind::kScriptPrivilege, invocation, {{"program", invocation.program}});
      return RunRest(invocation, invocation.FirstPlain(), scene);
    case ProgramClass::kRead:
      return ReadFiles(invocation);
    case ProgramClass::kRemoteRunner:
      ReportRemoteRunner(invocation, scene);
      return {};
    case ProgramClass::kRepository:
      ReportRepository(invocation, scene);
      return PassOn(invocation);
    case ProgramClass::kRunScripts:
      for (const ShellArgument& argument : invocation.arguments)
        RunManifestScript(argument.text, invocation, scene);
      return {};
    case ProgramClass::kSource:
      if (const ShellFlow flow = invocation.ArgumentFlow(); !flow.downloads.empty())
        ReportDownloadRun(flow, "substitution", invocation, scene);
      if (!invocation.arguments.empty() && !invocation.arguments[0].computed)
        ReportTarget(invocation.Argument(0), "sh", invocation, scene);
      return {};
    case ProgramClass::kWrapper:
      return ReportWrapper(invocation, scene);
    case ProgramClass::kWrite:
      ReportWrite(invocation, scene);
      return PassOn(invocation);
  }
  return {};
}

ShellFlow RunRest(const ShellInvocation& invocation, std::size_t from, ShellScene& scene) {
  if (from >= invocation.arguments.size()) return {};
  ShellInvocation rest = invocation;
  const ShellArgument word = invocation.arguments[from];
  rest.program = ProgramName(word.text);
  rest.program_class = ClassOfProgram(rest.program);
  rest.arguments.assign(invocation.arguments.begin() + static_cast<std::ptrdiff_t>(from) + 1,
                        invocation.arguments.end());
  if (scene.trail.depth >= limits::kShellDepth) {
    scene.Add(FactKind::kScriptUnparsed, invocation, {{"reason", NameOf(ShellProblem::kTooDeep)}});
    return {};
  }
  ++scene.trail.depth;
  ReportProgramFile(word, rest, scene);
  ShellFlow flow = ReportInvocation(rest, scene);
  --scene.trail.depth;
  return flow;
}

void ReadNested(std::string_view text, ShellDialect dialect, const ShellInvocation& invocation,
                ShellScene& scene) {
  ShellSource source{.script = scene.source.script,
                     .text = text,
                     .dialect = dialect,
                     .phase = scene.source.phase,
                     .fixed = invocation.evidence,
                     .folder = scene.folder};
  ExtractShell(source, scene.view, scene.trail, scene.sink);
}

void ReadDecoded(std::string_view text, ShellDialect dialect, const ShellInvocation& invocation,
                 ShellScene& scene) {
  ShellInvocation decoded = invocation;
  decoded.evidence.decoded = Untrusted(CutCodePoints(text, limits::kDecodedCodePoints));
  ReadNested(text, dialect, decoded, scene);
}

void ExtractShell(const ShellSource& source, const PackageView& view, ShellTrail& trail,
                  Sink& sink) {
  if (source.dialect == ShellDialect::kPowerShell)
    return ExtractScript(Language::kPowerShell, source, view, trail, sink);
  if (trail.depth >= limits::kShellDepth) {
    sink.Add(FactKind::kScriptUnparsed, source.phase, source.At({}, source.text),
             {{"script", source.script}, {"reason", NameOf(ShellProblem::kTooDeep)}});
    return;
  }
  ++trail.depth;
  const auto read = [&](std::string_view parsed) {
    const ShellText text = ParseShell(parsed, source.dialect);
    ShellScene scene{
        .source = source, .view = view, .sink = sink, .trail = trail, .folder = source.folder};
    for (const ShellProblem problem : text.problems)
      scene.AddAt(FactKind::kScriptUnparsed, source.At({}, source.text),
                  {{"reason", NameOf(problem)}});
    static_cast<void>(ShellWalk(text, scene).WalkScript(ScriptIndex::kRoot, "stdout"));
  };
  read(source.text);
  if (const std::string windows = WithWindowsPaths(source.text); !windows.empty()) read(windows);
  --trail.depth;
}

}  // namespace facts
