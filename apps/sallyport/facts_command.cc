#include <fmt/format.h>

#include "base/text.h"
#include "commands.h"
#include "console.h"
#include "facts/extract.h"
#include "report/facts_report.h"
#include "scan/things.h"

int RunFacts(const Invocation& invocation) {
  if (invocation.arguments.empty()) {
    return Complain({.message = "`facts` wants a folder, a tarball or a file",
                     .help = "for example: sallyport facts package.tgz"});
  }
  const DiskFileSystem files;
  formats::Unzipper memory;
  std::string text;
  for (const std::string& thing : invocation.arguments) {
    const auto kind = scan::KindOf(files, thing);
    if (!kind) return Complain(kind.error());
    if (*kind == scan::ThingKind::kPublished) {
      return Complain({.message = fmt::format("there is no {}", Quote(thing)),
                       .help = "`facts` reads what is on disk: a folder, a tarball or a file"});
    }
    const auto local = scan::ReadLocal(files, thing, *kind, memory);
    if (!local) return Complain(local.error());
    for (const scan::UnreadFile& unread : local->found.unread) {
      Say(fmt::format("warning: {} was not read: {}\n", Quote(unread.path), unread.reason),
          invocation);
    }
    text += report::FactsJsonLines(Untrusted(thing),
                                   facts::Extract(local->found.contents, local->context));
  }
  if (auto written = WriteResult(text, invocation); !written) return Complain(written.error());
  return kNothingInTheWay;
}
