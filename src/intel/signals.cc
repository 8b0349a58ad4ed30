#include "intel/signals.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"
#include "intel/read_osv.h"

namespace intel {
namespace {

constexpr std::size_t kHead = 512;  ///< how much of a file tells what it is

bool IsCve(std::string_view text) {
  return text.starts_with("CVE-") && IsAdvisoryId(text);
}

/// "0.00043" in units of 0.00001; nothing outside of 0 to 1.
std::optional<std::uint32_t> Probability(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= 0 && value <= 1))
    return std::nullopt;
  return static_cast<std::uint32_t>(std::lround(value * 100000));
}

}  // namespace

bool LooksLikeKev(std::string_view text) {
  const std::string_view head = text.substr(0, kHead);
  return head.find("\"catalogVersion\"") != std::string_view::npos;
}

bool LooksLikeEpss(std::string_view text) {
  return text.starts_with("#model_version:") || text.starts_with("cve,epss,percentile");
}

Result<std::size_t> ReadKev(std::string_view json, SignalsByCve& signals) {
  const auto document = formats::ParseJson(json);
  if (!document) return Fail(document.error());
  const auto* const list = document->root().Members().Find("vulnerabilities");
  if (list == nullptr || !list->AsArray()) return Fail("it has no list `vulnerabilities`");
  std::size_t taken = 0;
  for (const formats::json::Value& entry : list->Elements()) {
    const auto id = entry.Members().FindString("cveID").value_or("");
    const auto added = ParseTime(entry.Members().FindString("dateAdded").value_or(""));
    if (!IsCve(id) || !added) continue;
    CveSignals& of = signals[std::string(id)];
    of.exploited = *added;
    of.ransomware = entry.Members().FindString("knownRansomwareCampaignUse") == "Known";
    ++taken;
  }
  return taken;
}

Result<std::size_t> ReadEpss(std::string_view csv, SignalsByCve& signals) {
  std::size_t taken = 0;
  std::size_t number = 0;
  while (!csv.empty()) {
    const std::size_t end = std::min(csv.find('\n'), csv.size());
    const std::string_view line = Trim(csv.substr(0, end));
    csv.remove_prefix(std::min(end + 1, csv.size()));
    if (++number > limits::kScoreLines) return Fail("it has more lines than the limit");
    if (line.empty() || line.starts_with('#') || line.starts_with("cve,")) continue;
    const auto fields = Split(line, ',');
    const auto epss = fields.size() == 3 ? Probability(fields[1]) : std::nullopt;
    const auto percentile = fields.size() == 3 ? Probability(fields[2]) : std::nullopt;
    if (!epss || !percentile || !IsCve(fields[0]))
      return Fail(fmt::format("line {} is not cve,epss,percentile", number));
    CveSignals& of = signals[std::string(fields[0])];
    of.epss = *epss;
    of.epss_percentile = *percentile;
    ++taken;
  }
  return taken;
}

}  // namespace intel
