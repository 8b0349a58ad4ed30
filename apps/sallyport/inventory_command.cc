#include <unistd.h>

#include "base/file_system.h"
#include "commands.h"
#include "console.h"
#include "read_options.h"
#include "report/inventory_report.h"
#include "scan/package_details.h"

int RunInventory(const Invocation& invocation) {
  const std::string path = invocation.arguments.empty() ? "." : invocation.arguments.front();
  const auto read = scan::ReadProject(DiskFileSystem(), path, ReadOptionsFor(invocation));
  if (!read) return Complain(read.error());
  const std::string format = invocation.Value(FlagId::kOtherFormat).value_or("text");
  if (format != "text" && format != "json") {
    return Complain({.message = "an inventory is written as `text` or `json`",
                     .help = "sarif, markdown and junit are for `check` and `vet`"});
  }
  const std::string text = format == "json"
                               ? report::InventoryJson(*read)
                               : report::InventoryText(*read, StyleFor(STDOUT_FILENO, invocation));
  if (auto written = WriteResult(text, invocation); !written) return Complain(written.error());
  return kNothingInTheWay;
}
