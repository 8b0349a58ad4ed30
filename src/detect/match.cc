#include "detect/match.h"

#include <re2/re2.h>

#include <algorithm>

#include "base/text.h"

namespace detect {

namespace {

bool HoldsFor(const ValueTest& test, std::string_view value, const RuleSet& rules) {
  const auto any = [&](auto holds) {
    return std::any_of(test.operands.begin(), test.operands.end(), holds);
  };
  const auto number = [&] { return ParseNumber(value.substr(0, value.find('.'))); };
  const auto bound = [&] { return *ParseNumber(test.operands.front()); };
  switch (test.op) {
    case ValueTest::Operator::kOneOf:
      return any([&](const std::string& operand) { return value == operand; });
    case ValueTest::Operator::kMatches:
      return re2::RE2::PartialMatch({value.data(), value.size()},
                                    rules.Regex(test.operands.front()));
    case ValueTest::Operator::kContains:
      return any([&](const std::string& operand) {
        return value.find(operand) != std::string_view::npos;
      });
    case ValueTest::Operator::kStartsWith:
      return any([&](const std::string& operand) { return value.starts_with(operand); });
    case ValueTest::Operator::kAtLeast:
      return number().has_value() && *number() >= bound();
    case ValueTest::Operator::kAtMost:
      return number().has_value() && *number() <= bound();
    case ValueTest::Operator::kExists:
      return true;
  }
  return false;
}

bool Passes(const ValueTest& test, const Fact& fact, const RuleSet& rules) {
  bool has_value = false;
  for (const FactValue& value : fact.values) {
    if (value.key != test.key) continue;
    has_value = true;
    if (HoldsFor(test, value.text.View(), rules)) return !test.negated;
  }
  const bool of_evidence = !has_value && test.key == "file" && !fact.evidence.file.empty();
  const bool holds = of_evidence && HoldsFor(test, fact.evidence.file.View(), rules);
  return holds != test.negated;
}

}  // namespace

bool Matches(const FactPattern& pattern, const Fact& fact, const RuleSet& rules) {
  if (fact.kind != pattern.kind || (pattern.phase && *pattern.phase != fact.phase)) return false;
  return std::all_of(pattern.tests.begin(), pattern.tests.end(),
                     [&](const ValueTest& test) { return Passes(test, fact, rules); });
}

}  // namespace detect
