#include "report/record_lines.h"

#include <fmt/format.h>

#include "report/escape.h"

namespace report {
namespace {

constexpr std::size_t kShown = 200;

std::string One(const Fact& fact, std::string_view key) {
  const Untrusted* const value = fact.Find(key);
  return value == nullptr ? std::string() : ForTerminal(*value, kShown);
}

std::string All(const Fact& fact, std::string_view key) {
  std::string joined;
  for (const FactValue& value : fact.values) {
    if (value.key == key) joined += (joined.empty() ? "" : ", ") + ForTerminal(value.text, kShown);
  }
  return joined;
}

std::string Matter(const Fact& fact) {
  std::string line = One(fact, "id");
  if (const std::string aliases = All(fact, "alias"); !aliases.empty())
    line += " (" + aliases + ")";
  if (const std::string sources = All(fact, "source"); !sources.empty())
    line += ", said by " + sources;
  if (const std::string summary = One(fact, "summary"); !summary.empty()) line += ": " + summary;
  return line;
}

std::string HowBad(const Fact& fact) {
  std::string line = One(fact, "severity");
  if (line.empty()) return line;
  if (const std::string score = One(fact, "score"); !score.empty()) line += " (" + score + ")";
  if (const std::string epss = One(fact, "epss"); !epss.empty()) line += ", EPSS " + epss;
  if (One(fact, "exploited") == "yes") line += ", attacks are known";
  if (One(fact, "ransomware") == "yes") line += ", also by ransomware";
  return line;
}

std::string Remedy(const Fact& fact) {
  const std::string fixed = All(fact, "fixed");
  if (fixed.empty()) return {};
  std::string line = "fixed in " + fixed;
  if (const std::string reachable = One(fact, "update-to"); !reachable.empty())
    line += fmt::format("; {} is within the ranges that are asked for", reachable);
  if (const std::string holders = All(fact, "held-by"); !holders.empty()) line += "; " + holders;
  if (const std::string move = All(fact, "move"); !move.empty()) line += "; has to move: " + move;
  return line;
}

std::string Way(const Fact& fact) {
  std::string line = One(fact, "path");
  if (!line.empty()) line = "by " + line;
  if (const std::string scope = One(fact, "scope"); !scope.empty())
    line += (line.empty() ? "" : ", ") + scope;
  if (const std::string grounds = One(fact, "grounds"); !grounds.empty())
    line += fmt::format("; matched by {}, identity {}", grounds, One(fact, "identity"));
  if (const std::string platform = All(fact, "platform"); !platform.empty())
    line += "; made for " + platform;
  return line;
}

std::string Usage(const Fact& fact) {
  const std::string imported = One(fact, "imported");
  if (imported.empty()) return {};
  std::string line = "imported by own code: " + imported;
  if (const std::string places = All(fact, "use"); !places.empty()) line += " (" + places + ")";
  const std::string functions = All(fact, "function");
  line += fmt::format("; {} referenced: {}", functions.empty() ? "what is vulnerable" : functions,
                      One(fact, "referenced"));
  return line;
}

}  // namespace

bool IsOfRecord(const Fact& fact) {
  return fact.kind == FactKind::kIntelMalware || fact.kind == FactKind::kIntelVulnerability;
}

std::vector<std::string> RecordLines(const Fact& fact) {
  std::vector<std::string> lines;
  for (std::string line : {Matter(fact), HowBad(fact), Remedy(fact), Way(fact), Usage(fact)}) {
    if (!line.empty()) lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace report
