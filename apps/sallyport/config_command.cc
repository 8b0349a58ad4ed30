#include <fmt/format.h>

#include "base/text.h"
#include "commands.h"
#include "console.h"
#include "registry/environment.h"
#include "registry/settings.h"
#include "session.h"

namespace {

void AppendRow(std::string& text, std::string_view name, std::string_view value,
               std::string_view origin, const Invocation& invocation) {
  text += fmt::format("{:<28} {}", name, Escape(value, 200));
  if (invocation.Has(FlagId::kOrigin)) text += fmt::format("  ({})", Escape(origin, 200));
  text += '\n';
}

}  // namespace

int RunConfig(const Invocation& invocation) {
  if (invocation.arguments != std::vector<std::string>{"show"}) {
    return Complain({.message = "`config` knows `show`", .help = "sallyport config show --origin"});
  }
  const DiskFileSystem files;
  const auto configuration = Configure(files, invocation, ".");
  if (!configuration) return Complain(configuration.error());
  std::string text = "# settings: sallyport.toml, SALLYPORT_ variables, flags\n";
  for (std::size_t i = 0; i < policy::AllSettings().size(); ++i) {
    const auto setting = static_cast<policy::Setting>(i);
    AppendRow(text, InfoOf(setting).name, configuration->settings.Text(setting),
              configuration->settings.Origin(setting), invocation);
  }
  text += "\n# policy: the first line that holds decides\n";
  for (const PolicyLine& line : configuration->policy.lines) {
    const std::string origin = line.origin.line > 0
                                   ? fmt::format("{}:{}", line.origin.file, line.origin.line)
                                   : line.origin.file;
    text += Escape(line.text, 400);
    if (invocation.Has(FlagId::kOrigin)) text += fmt::format("  ({})", Escape(origin, 200));
    text += '\n';
  }
  text += "\n# npm's configuration, as npm reads it here\n";
  const registry::Settings npm = registry::ReadSettings(files, registry::ProcessEnvironment(), ".");
  for (const registry::Setting* setting : npm.npmrc().Effective()) {
    AppendRow(text, setting->key, registry::Shown(*setting), setting->Origin(), invocation);
  }
  if (auto written = WriteResult(text, invocation); !written) return Complain(written.error());
  return kNothingInTheWay;
}
