#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "commands.h"
#include "console.h"
#include "inventory/paths.h"
#include "report/explain.h"
#include "session.h"

int RunWhy(const Invocation& invocation) {
  if (invocation.arguments.empty()) {
    return Complain(
        {.message = "`why` wants a package",
         .help = "for example: sallyport why left-pad, or sallyport why left-pad@1.3.0"});
  }
  const DiskFileSystem files;
  const std::string folder = ".";
  const auto configuration = Configure(files, invocation, folder);
  if (!configuration) return Complain(configuration.error());
  const auto store = store::OpenSqliteStore(FactsFileIn(CacheFolderOf(configuration->settings)));
  const auto real = files.RealPath(folder);
  const auto past = store->LoadAssessment(real ? *real : folder);
  if (!past) {
    return Complain({.message = "no `sallyport check` of this folder is remembered",
                     .help = "run `sallyport check` here first"});
  }
  const report::TextOptions style = StyleFor(STDOUT_FILENO, invocation);
  const Inventory& inventory = past->assessment.inventory;
  std::string text;
  for (const std::string& wanted : invocation.arguments) {
    const std::vector<PackageIndex> found = inventory::Find(inventory, wanted);
    if (found.empty()) {
      return Complain({.message = fmt::format("{} is not installed here, as of the check at {}",
                                              Quote(wanted), FormatTime(past->time)),
                       .help = "`sallyport inventory` lists what is"});
    }
    for (const PackageIndex package : found) {
      if (!text.empty()) text += "\n";
      text +=
          report::WhyText(past->assessment, package, inventory::PathsTo(inventory, package), style);
    }
  }
  if (auto written = WriteResult(text, invocation); !written) return Complain(written.error());
  return kNothingInTheWay;
}
