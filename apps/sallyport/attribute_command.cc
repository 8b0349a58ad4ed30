#include <unistd.h>

#include "commands.h"
#include "console.h"
#include "interrupt.h"
#include "report/resemblance_report.h"
#include "scan/attribution/read_profile.h"
#include "scan/attribution/resemble.h"
#include "session.h"

int RunAttribute(const Invocation& invocation) {
  if (invocation.arguments.empty()) {
    return Complain({.message = "`attribute` wants the packages of one attack",
                     .help = "for example: sallyport attribute carrier@1.2.12 dropper@1.0.1"});
  }
  std::vector<Profile> profiles;
  for (const std::string_view text : scan::BuiltInProfiles()) {
    auto profile = scan::ReadProfile(text);
    if (!profile) return Complain(profile.error());
    profiles.push_back(*std::move(profile));
  }
  const Interrupt interrupt;
  auto session = Session::Open(invocation, ".", interrupt.token());
  if (!session) return Complain(session.error());
  const auto attribution =
      scan::Attribute((*session)->world(), invocation.arguments, profiles, (*session)->options());
  if (!attribution) return Complain(attribution.error());
  const report::TextOptions style =
      StyleFor(invocation.Has(FlagId::kOutput) ? -1 : STDOUT_FILENO, invocation);
  const bool json = invocation.Value(FlagId::kAnswerFormat).value_or("text") == "json";
  const std::string text = json ? report::WriteAttributionJson(*attribution)
                                : report::WriteAttributionText(*attribution, style);
  if (auto written = WriteResult(text, invocation); !written) return Complain(written.error());
  return kNothingInTheWay;
}
