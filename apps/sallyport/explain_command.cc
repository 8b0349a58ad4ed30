#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "commands.h"
#include "console.h"
#include "detect/rule_set.h"
#include "report/explain.h"
#include "session.h"

namespace {

/// With its sections, which a set of rules keeps only of the user's own cards.
std::optional<RuleCard> WholeCard(const detect::RuleSet& rules, const std::string& id) {
  if (auto card = detect::ReadBuiltInCard(id)) return card;
  const RuleCard* const own = rules.Find(id);
  return own == nullptr ? std::nullopt : std::optional(*own);
}

}  // namespace

int RunExplain(const Invocation& invocation) {
  const DiskFileSystem files;
  const auto configuration = Configure(files, invocation, ".");
  if (!configuration) return Complain(configuration.error());
  const auto yara = LoadYara(files, invocation);
  if (!yara) return Complain(yara.error());
  const auto rules = LoadRules(files, configuration->settings, *yara);
  if (!rules) return Complain(rules.error());
  const report::TextOptions style = StyleFor(STDOUT_FILENO, invocation);
  std::string text;
  if (invocation.arguments.empty()) text = report::RuleListText(rules->cards());
  for (const std::string& id : invocation.arguments) {
    const auto card = WholeCard(*rules, id);
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
