#include "facts/gyp_facts.h"

#include <array>

#include "base/file_system.h"
#include "base/limits.h"
#include "base/text.h"
#include "facts/file_class.h"
#include "facts/gyp.h"
#include "facts/shell_facts.h"

namespace facts {
namespace {

bool IsGypFile(std::string_view path) {
  const LowerExtension extension(path);
  if (extension.View() != ".gyp" && extension.View() != ".gypi") return false;
  return path.find("node_modules/") == std::string_view::npos;
}

bool ImpliesBuild(const std::optional<Manifest>& manifest, const PackageView& view) {
  if (view.contents->Find("binding.gyp") == nullptr) return false;
  if (view.scripts.count("install") > 0 || view.scripts.count("preinstall") > 0) return false;
  return !manifest || manifest->root().FindBool("gypfile") != false;
}

/// A script of the install that hands the gyp file to node-gyp or one of its fronts.
bool ScriptsBuild(const PackageView& view) {
  for (const std::string_view name : {"preinstall", "install", "postinstall"}) {
    const auto script = view.scripts.find(name);
    if (script == view.scripts.end()) continue;
    if (script->second.text.find("gyp") != std::string::npos ||
        script->second.text.find("prebuild") != std::string::npos ||
        script->second.text.find("npm rebuild") != std::string::npos)
      return true;
  }
  return false;
}

class GypExtraction {
 public:
  GypExtraction(const ContentFile& file, Phase phase, const PackageView& view, Sink& sink)
      : file_(file.path, AsText(file.bytes)), phase_(phase), view_(view), sink_(sink) {}

  void Run() {
    const GypFile gyp = ReadGyp(file_.text());
    if (!gyp.problem.empty())
      sink_.Add(FactKind::kGypUnparsed, phase_, file_.Whole(), {{"reason", gyp.problem}});
    for (std::size_t i = 0; i < gyp.strings.size(); ++i) {
      const GypString& string = gyp.strings[i];
      for (const GypExpansion& expansion : FindExpansions(string.text))
        ReportExpansion(string, expansion);
      const bool begins_action = string.key == "action" && string.list != 0 && !string.is_key &&
                                 (i == 0 || gyp.strings[i - 1].list != string.list);
      if (begins_action) ReportAction(gyp.strings, i);
    }
  }

 private:
  void ReportExpansion(const GypString& string, const GypExpansion& expansion) {
    const bool known = IsWellKnownGypCommand(expansion.command);
    const std::string command(Trim(expansion.command));
    const Evidence evidence = file_.Place(string.span);
    sink_.Add(FactKind::kGypCommand, phase_, evidence,
              {{"command", command},
               {"program", ProgramName(command.substr(0, command.find(' ')))},
               {"operator", expansion.op},
               {"well-known", YesNo(known)}});
    if (!known) ReadCommand(command, evidence);
  }

  void ReportAction(const std::vector<GypString>& strings, std::size_t first) {
    std::string command;
    std::size_t last = first;
    for (std::size_t i = first; i < strings.size() && strings[i].list == strings[first].list; ++i) {
      if (!command.empty()) command += ' ';
      command += QuoteForShell(strings[i].text);
      last = i;
    }
    const Evidence evidence =
        file_.Place({.begin = strings[first].span.begin, .end = strings[last].span.end});
    sink_.Add(FactKind::kGypAction, phase_, evidence,
              {{"command", command}, {"program", ProgramName(strings[first].text)}});
    ReadCommand(command, evidence);
  }

  /// A word of an action as a shell would have to read it.
  static std::string QuoteForShell(std::string_view word) {
    if (word.find_first_of(" \t'\"$`;|&<>()") == std::string_view::npos) return std::string(word);
    return "'" + ReplaceAll(std::string(word), "'", "'\\''") + "'";
  }

  void ReadCommand(std::string_view command, const Evidence& evidence) {
    ShellTrail trail;
    const ShellSource source{.script = std::string(file_.path()),
                             .text = command,
                             .phase = phase_,
                             .fixed = evidence,
                             .folder = std::string(ParentPath(file_.path()))};
    ExtractShell(source, view_, trail, sink_);
  }

  SourceFile file_;
  Phase phase_;
  const PackageView& view_;
  Sink& sink_;
};

}  // namespace

void ExtractGyp(const std::optional<Manifest>& manifest, const PackageView& view, Sink& sink) {
  const ContentFile* const root = view.contents->Find("binding.gyp");
  const bool implied = ImpliesBuild(manifest, view);
  if (implied) {
    const SourceFile file("binding.gyp", AsText(root->bytes));
    sink.Add(FactKind::kGypImplicitBuild, Phase::kInstall, file.Whole(), {{"file", "binding.gyp"}});
  }
  const bool builds = root != nullptr && (implied || ScriptsBuild(view));
  const std::string_view root_text = root == nullptr ? std::string_view() : AsText(root->bytes);
  for (const ContentFile& file : view.contents->files) {
    if (!IsGypFile(file.path)) continue;
    const bool reached =
        file.path == "binding.gyp" || root_text.find(BaseName(file.path)) != std::string_view::npos;
    const Phase phase = builds && reached ? Phase::kInstall : Phase::kUnknown;
    GypExtraction(file, phase, view, sink).Run();
  }
}

}  // namespace facts
