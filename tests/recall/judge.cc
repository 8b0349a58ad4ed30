#include "judge.h"

#include <fmt/format.h>

#include <cstdlib>

#include "facts/extract.h"

namespace recall {

Outcome Judge::Worst(const std::vector<CardSample::File>& files,
                     const std::vector<CardSample::File>& previous) const {
  Outcome outcome;
  for (const Finding& finding : Findings({.name = "", .files = files}, previous)) {
    if (outcome.rule.empty() || finding.severity > outcome.worst)
      outcome = {.worst = finding.severity, .rule = finding.rule};
  }
  return outcome;
}

std::vector<Finding> Judge::Findings(const Variant& variant,
                                     const std::vector<CardSample::File>& previous) const {
  const Facts before = FactsOf(previous);
  return detect::Evaluate(rules_, FactsOf(variant), previous.empty() ? nullptr : &before);
}

std::string Judge::Verdict(const Variant& variant,
                           const std::vector<CardSample::File>& previous) const {
  std::string verdict;
  for (const Finding& finding : Findings(variant, previous))
    verdict += fmt::format("{} ({}) ", finding.rule, NameOf(finding.severity));
  return verdict;
}

Facts FactsOf(const std::vector<CardSample::File>& files) {
  return files.empty() ? Facts() : FactsOf(Variant{.name = "", .files = files});
}

Facts FactsOf(const Variant& variant) {
  PackedMemory memory;
  const Contents contents = ContentsOf(variant, memory);
  facts::PackageContext context;
  context.registry_hosts = {"registry.example"};
  return facts::Extract(contents, context);
}

void Stop(std::string_view message) {
  fmt::print(stderr, "recall: {}\n", message);
  std::exit(2);
}

}  // namespace recall
