#include "detect/rule_page.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/text.h"
#include "detect/read_card.h"

namespace detect {

namespace {

RuleCard Read(const CardText& text) {
  auto card = ReadRule(text.text, text.file);
  CHECK(card.has_value(), "pages are made of cards that can be read");
  return std::move(*card);
}

/// The clauses as the author wrote them: from `when:` to the end of the front matter.
std::string_view Clauses(std::string_view text) {
  const std::size_t begin = text.find("\nwhen:") + 1;
  return text.substr(begin, text.find("\n---\n", begin) - begin);
}

std::string_view Sections(std::string_view text) {
  constexpr std::string_view kEnd = "\n---\n";
  return text.substr(text.find(kEnd) + kEnd.size());
}

}  // namespace

std::string RulePage(const CardText& text) {
  const RuleCard card = Read(text);
  std::string page = fmt::format("# {}: {}\n\n", card.id, card.title);
  page += fmt::format("Severity **{}**, confidence **{}**, {}", NameOf(card.severity),
                      NameOf(card.confidence), NameOf(card.status));
  if (!card.attack.empty()) page += ", ATT&CK " + Join(card.attack, ", ");
  if (!card.cwe.empty()) page += ", " + Join(card.cwe, ", ");
  page += fmt::format(".\n{}\n## When it speaks\n\n```\n{}\n```\n", Sections(text.text),
                      Clauses(text.text));
  return page + fmt::format(
                    "\nMade from `src/detect/rules/{}`; ../rule-cards.md explains the "
                    "clauses and the comments that begin with `//~`.\n",
                    text.file);
}

std::string RuleIndex(std::span<const CardText> cards) {
  std::string page =
      "# The rules\n\n`sallyport explain RULE` shows the same on the terminal. Severity is how bad "
      "it "
      "is if it is true, confidence how sure the rule is.\nA preview rule can never block.\n\n"
      "| rule | what it says | severity | confidence | status |\n|---|---|---|---|---|\n";
  for (const CardText& text : cards) {
    const RuleCard card = Read(text);
    page += fmt::format("| [{}]({}) | {} | {} | {} | {} |\n", card.id, text.file, card.title,
                        NameOf(card.severity), NameOf(card.confidence), NameOf(card.status));
  }
  return page;
}

}  // namespace detect
