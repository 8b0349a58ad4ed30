#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "commands.h"
#include "console.h"
#include "detect/rule_set.h"
#include "report/explain.h"

int RunExplain(const Invocation& invocation) {
  const report::TextOptions style = StyleFor(STDOUT_FILENO, invocation);
  std::string text;
  if (invocation.arguments.empty()) {
    const auto rules = detect::RuleSet::Load({});
    if (!rules) return Complain(rules.error());
    text = report::RuleListText(rules->cards());
  }
  for (const std::string& id : invocation.arguments) {
    const auto card = detect::ReadBuiltInCard(id);
    if (!card) {
      const auto nearest = detect::NearestRule(id);
      return Complain({.message = fmt::format("there is no rule {}", Quote(id)),
                       .help = nearest ? fmt::format("did you mean `{}`?", *nearest)
                                       : "`sallyport explain` lists the rules"});
    }
    text += report::ExplainText(*card, style);
  }
  if (auto written = WriteResult(text, invocation); !written) return Complain(written.error());
  return kNothingInTheWay;
}
