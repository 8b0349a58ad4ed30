#include <unistd.h>

#include "commands.h"
#include "console.h"
#include "interrupt.h"
#include "report/difference_report.h"
#include "scan/diff.h"
#include "session.h"

int RunDiff(const Invocation& invocation) {
  if (invocation.arguments.size() != 2) {
    return Complain({.message = "`diff` wants two things to compare",
                     .help =
                         "for example: sallyport diff axios@1.14.0 axios@1.14.1, or sallyport diff "
                         "HEAD~1:package-lock.json package-lock.json"});
  }
  const Interrupt interrupt;
  auto session = Session::Open(invocation, ".", interrupt.token());
  if (!session) return Complain(session.error());
  auto difference = scan::Diff((*session)->world(), invocation.arguments[0],
                               invocation.arguments[1], (*session)->options());
  if (!difference) return Complain(difference.error());
  const auto format = report::FindFormat(invocation.Value(FlagId::kOtherFormat).value_or("text"));
  const report::TextOptions style =
      StyleFor(invocation.Has(FlagId::kOutput) ? -1 : STDOUT_FILENO, invocation);
  const std::vector<RuleCard> cards = (*session)->CardsFor(difference->assessment);
  if (auto written =
          WriteResult(report::WriteDifference(*difference, cards, *format, style), invocation);
      !written)
    return Complain(written.error());
  (*session)->TidyUp();
  const policy::Settings& settings = (*session)->configuration().settings;
  if (settings.Flag(policy::Setting::kStrict) && !difference->assessment.not_analysed.empty()) {
    Say("error: something could not be analysed, and --strict asks for everything\n", invocation);
    return kCouldNotFinish;
  }
  return difference->assessment.verdict.action >= FailsFrom(settings) ? kFound : kNothingInTheWay;
}
