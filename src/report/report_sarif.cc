#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/hash.h"
#include "base/text.h"
#include "formats/json_writer.h"
#include "report/record_lines.h"
#include "report/report.h"

namespace report {
namespace {

using formats::JsonWriter;

std::string_view LevelOf(Action action) {
  switch (action) {
    case Action::kBlock:
      return "error";
    case Action::kWarn:
      return "warning";
    case Action::kAllow:
      return "note";
  }
  return {};
}

/// GitHub sorts by this number; it reads like a CVSS score.
std::string_view SecuritySeverity(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return "9.5";
    case Severity::kHigh:
      return "8.0";
    case Severity::kMedium:
      return "5.5";
    case Severity::kLow:
      return "2.5";
    case Severity::kInfo:
      return "0.0";
  }
  return {};
}

/// A relative URI reference: everything but RFC 3986's unreserved characters and `/`
/// percent-encoded.
std::string UriOf(std::string_view path) {
  std::string uri;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/@+").find(c) != std::string_view::npos;
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri.empty() ? "." : uri;
}

void WriteRules(JsonWriter& json, std::span<const RuleCard> cards) {
  json.Key("rules").BeginArray();
  for (const RuleCard& card : cards) {
    json.BeginObject().Field("id", card.id).Field("name", card.id);
    json.Key("shortDescription").BeginObject().Field("text", card.title).EndObject();
    json.Key("fullDescription")
        .BeginObject()
        .Field("text", card.finds.empty() ? card.title : card.finds)
        .EndObject();
    const std::string help = fmt::format("{}\n\n{}\n\n{}", card.finds, card.matters, card.to_do);
    json.Key("help").BeginObject().Field("text", help).Field("markdown", help).EndObject();
    json.Key("defaultConfiguration")
        .BeginObject()
        .Field("level", card.severity >= Severity::kHigh ? "warning" : "note")
        .EndObject();
    json.Key("properties")
        .BeginObject()
        .Field("security-severity", SecuritySeverity(card.severity));
    json.Field("precision", card.confidence == Confidence::kHigh     ? "high"
                            : card.confidence == Confidence::kMedium ? "medium"
                                                                     : "low");
    json.Key("tags").BeginArray().String("security");
    for (const std::string& technique : card.attack) json.String(technique);
    for (const std::string& weakness : card.cwe) json.String("external/cwe/" + ToLower(weakness));
    json.EndArray().EndObject().EndObject();
  }
  json.EndArray();
}

void WritePhysicalLocation(JsonWriter& json, std::string_view uri, const Position& position,
                           const Untrusted& snippet) {
  json.Key("physicalLocation").BeginObject();
  json.Key("artifactLocation").BeginObject().Field("uri", UriOf(uri)).EndObject();
  if (position.line > 0) {
    json.Key("region").BeginObject().Key("startLine").Number(position.line);
    if (position.column > 0) json.Key("startColumn").Number(position.column);
    if (!snippet.empty())
      json.Key("snippet").BeginObject().Field("text", snippet.ForEscaping()).EndObject();
    json.EndObject();
  }
  json.EndObject();
}

/// Where the evidence is, as a path below the project: packages are shown where they are, or would
/// be, installed.
std::string PathOf(const Assessment& assessment, const JudgedFinding& judged,
                   const Untrusted& file) {
  const std::string_view folder =
      judged.package ? assessment.inventory.at(*judged.package).path : std::string_view();
  if (folder.empty()) return std::string(file.View());
  return std::string(folder) + "/" + std::string(file.View());
}

void WriteMessage(JsonWriter& json, std::string_view text) {
  json.Key("message").BeginObject().Field("text", text).EndObject();
}

void WriteResult(JsonWriter& json, const Assessment& assessment, const JudgedFinding& judged,
                 std::size_t rule_index) {
  const Finding& finding = judged.finding;
  const std::string label(LabelOf(assessment, judged.package).ForEscaping());
  json.BeginObject().Field("ruleId", finding.rule);
  if (rule_index != std::string::npos)
    json.Key("ruleIndex").Number(static_cast<std::uint64_t>(rule_index));
  json.Field("level", LevelOf(judged.verdict.action));
  WriteMessage(json, fmt::format("{}: {}", label, finding.title));
  // Code scanning shows the first location: the line of the lockfile that a person can change comes
  // first.
  json.Key("locations").BeginArray().BeginObject();
  const Fact& first = finding.facts.front();
  const Inventory& inventory = assessment.inventory;
  const Package* const package = judged.package ? &inventory.at(*judged.package) : nullptr;
  const bool in_lockfile =
      package != nullptr && package->line > 0 && !inventory.LockfileOf(*package).empty();
  if (in_lockfile) {
    WritePhysicalLocation(json, inventory.LockfileOf(*package),
                          {.line = package->line, .column = 1}, Untrusted());
  } else {
    WritePhysicalLocation(json, PathOf(assessment, judged, first.evidence.file),
                          first.evidence.position, first.evidence.snippet);
  }
  json.EndObject().EndArray();
  json.Key("relatedLocations").BeginArray();
  std::uint64_t id = 0;
  for (const Fact& fact : finding.facts) {
    json.BeginObject().Key("id").Number(++id);
    WriteMessage(json, InfoOf(fact.kind).meaning);
    WritePhysicalLocation(json, PathOf(assessment, judged, fact.evidence.file),
                          fact.evidence.position, fact.evidence.snippet);
    json.EndObject();
  }
  json.EndArray();
  const bool has_steps = std::any_of(finding.facts.begin(), finding.facts.end(),
                                     [](const Fact& f) { return !f.evidence.steps.empty(); });
  if (has_steps) {
    json.Key("codeFlows").BeginArray();
    for (const Fact& fact : finding.facts) {
      if (fact.evidence.steps.empty()) continue;
      json.BeginObject()
          .Key("threadFlows")
          .BeginArray()
          .BeginObject()
          .Key("locations")
          .BeginArray();
      for (const EvidenceStep& step : fact.evidence.steps) {
        json.BeginObject().Key("location").BeginObject();
        WriteMessage(json, step.what);
        WritePhysicalLocation(json, PathOf(assessment, judged, step.file), step.position,
                              step.snippet);
        json.EndObject().EndObject();
      }
      json.EndArray().EndObject().EndArray().EndObject();
    }
    json.EndArray();
  }
  // The same finding keeps its fingerprint when lines move or the version changes; another place is
  // another finding.
  const std::string name = judged.package && assessment.inventory.at(*judged.package).name
                               ? assessment.inventory.at(*judged.package).name->text()
                               : "";
  KeyHasher hasher;
  hasher.Add(finding.rule).Add(name).Add(first.evidence.file.View());
  // Of records, each is a finding of its own.
  if (const Untrusted* record = first.Find("id"); IsOfRecord(first) && record != nullptr)
    hasher.Add(record->View());
  const auto key = hasher.Finish();
  json.Key("partialFingerprints").BeginObject().Field("sallyportFinding/v1", Hex(key)).EndObject();
  if (judged.suppressed_by) {
    json.Key("suppressions")
        .BeginArray()
        .BeginObject()
        .Field("kind", "external")
        .Field("status", "accepted");
    json.Field("justification", judged.suppressed_by->reason).EndObject().EndArray();
  }
  json.Key("properties")
      .BeginObject()
      .Field("severity", NameOf(finding.severity))
      .Field("confidence", NameOf(finding.confidence));
  json.Field("phase", NameOf(finding.phase))
      .Field("verdict", NameOf(judged.verdict.action))
      .EndObject();
  json.EndObject();
}

void WriteNotifications(JsonWriter& json, const Assessment& assessment) {
  json.Key("toolExecutionNotifications").BeginArray();
  for (const Diagnostics* list : {&assessment.inventory.diagnostics, &assessment.diagnostics}) {
    for (const Diagnostic& diagnostic : *list) {
      json.BeginObject().Field("level", NameOf(diagnostic.level));
      WriteMessage(json, diagnostic.code.empty()
                             ? diagnostic.message
                             : fmt::format("[{}] {}", diagnostic.code, diagnostic.message));
      json.EndObject();
    }
  }
  for (const NotAnalysed& gap : assessment.not_analysed) {
    json.BeginObject().Field("level", gap.in_install_path ? "warning" : "note");
    const std::string label(LabelOf(assessment, gap.package).ForEscaping());
    const std::string file = gap.file.empty() ? "" : " " + gap.file.ForEscaping();
    WriteMessage(json, fmt::format("not analysed: {}{}: {}", label, file, gap.reason));
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace

std::string WriteSarif(const Assessment& assessment, std::span<const RuleCard> cards) {
  std::map<std::string_view, std::size_t> rule_indices;
  for (std::size_t i = 0; i < cards.size(); ++i) rule_indices.emplace(cards[i].id, i);

  std::string out;
  JsonWriter json(out, formats::JsonStyle::kPretty);
  json.BeginObject().Field(
      "$schema",
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
  json.Field("version", "2.1.0").Key("runs").BeginArray().BeginObject();
  json.Key("tool").BeginObject().Key("driver").BeginObject();
  json.Field("name", "sallyport")
      .Field("version", SALLYPORT_VERSION)
      .Field("semanticVersion", SALLYPORT_VERSION);
  WriteRules(json, cards);
  json.EndObject().EndObject();
  json.Key("results").BeginArray();
  for (const JudgedFinding& judged : assessment.findings) {
    const auto rule = rule_indices.find(judged.finding.rule);
    WriteResult(json, assessment, judged,
                rule == rule_indices.end() ? std::string::npos : rule->second);
  }
  json.EndArray();
  json.Key("invocations").BeginArray().BeginObject().Key("executionSuccessful").Bool(true);
  WriteNotifications(json, assessment);
  json.EndObject().EndArray();
  json.Key("properties")
      .BeginObject()
      .Field("verdict", NameOf(assessment.verdict.action))
      .EndObject();
  json.EndObject().EndArray().EndObject();
  return out += '\n';
}

}  // namespace report
