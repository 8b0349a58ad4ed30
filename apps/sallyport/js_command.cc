#include <fmt/format.h>
#include <unistd.h>

#include "base/file_system.h"
#include "base/limits.h"
#include "base/text.h"
#include "commands.h"
#include "console.h"
#include "formats/json.h"
#include "js/estree_json.h"
#include "js/parse.h"
#include "report/diagnostics.h"

namespace {

/// The `type` of the nearest package.json upwards from the file, as Node looks for it.
js::PackageType PackageTypeFor(const FileSystem& files, const std::string& file) {
  const auto real = files.RealPath(file);
  for (std::string folder(ParentPath(real ? *real : file));;
       folder = std::string(ParentPath(folder))) {
    const std::string manifest = JoinPath(folder, "package.json");
    const auto status = files.StatusOfTarget(manifest);
    if (status && status->type == FileType::kFile) {
      const auto bytes = files.Read(manifest, limits::kJsonBytes);
      const auto document =
          bytes ? formats::ParseJson(*bytes) : Result<formats::json::Document>(Fail(""));
      const auto object = document ? document->root().AsObject() : std::nullopt;
      const auto type = object ? object->FindString("type") : std::nullopt;
      if (type == "module") return js::PackageType::kModule;
      return type == "commonjs" ? js::PackageType::kCommonJs : js::PackageType::kAbsent;
    }
    if (folder == "/" || folder == "." || BaseName(folder) == "node_modules")
      return js::PackageType::kAbsent;
  }
}

js::Goal GoalFor(const FileSystem& files, const std::string& file, const Invocation& invocation) {
  if (const auto named = invocation.Value(FlagId::kGoal)) {
    if (const auto goal = js::GoalNamed(*named)) return *goal;
  }
  if (file == "-") return js::Goal::kDetect;
  return js::GoalOf(file, PackageTypeFor(files, file));
}

}  // namespace

int RunJs(const Invocation& invocation) {
  if (invocation.arguments.size() < 2 || invocation.arguments.front() != "parse") {
    return Complain({.message = "`js` knows `parse FILE...`",
                     .help = "for example: sallyport js parse --estree index.js"});
  }
  const DiskFileSystem files;
  const report::TextOptions style = StyleFor(STDERR_FILENO, invocation);
  js::Scratch scratch;
  std::string text;
  int status = kNothingInTheWay;
  for (std::size_t i = 1; i < invocation.arguments.size(); ++i) {
    const std::string& file = invocation.arguments[i];
    const auto bytes = file == "-" ? ReadStandardInput(limits::kSourceBytes)
                                   : files.Read(file, limits::kSourceBytes);
    if (!bytes) {
      status = Complain(bytes.error());  // and on with the next file
      continue;
    }
    const std::string_view source = AsText(*bytes);
    const js::Module module =
        js::Parse(source, {.goal = GoalFor(files, file, invocation)}, scratch);
    for (const js::SyntaxError& error : module.errors) {
      std::fputs(report::DiagnosticText(js::ToDiagnostic(error, file, source), style).c_str(),
                 stderr);
    }
    if (!module.ok() && status == kNothingInTheWay) status = kFound;
    if (!invocation.Has(FlagId::kEstree)) {
      text += fmt::format("{:<6} {:<12} {}\n", module.ok() ? "ok" : "error",
                          js::NameOf(module.goal), Escape(file, 400));
    } else if (module.ok()) {
      text += EstreeJson(module, js::IsTypeScript(module.goal) ? js::EstreeDialect::kTypeScript
                                                               : js::EstreeDialect::kAcorn);
      text += '\n';
    }
  }
  if (auto written = WriteResult(text, invocation); !written) return Complain(written.error());
  return status;
}
