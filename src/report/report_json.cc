#include "formats/json_writer.h"
#include "report/report.h"

namespace report {
namespace {

using formats::JsonWriter;

void Field(JsonWriter& json, std::string_view key, const Untrusted& text) {
  json.Field(key, text.ForEscaping());
}

void WritePosition(JsonWriter& json, const Untrusted& file, const Position& position) {
  Field(json, "file", file);
  if (position.line == 0) return;
  json.Key("line").Number(position.line).Key("column").Number(position.column);
}

void WriteEvidence(JsonWriter& json, const Fact& fact) {
  const Evidence& evidence = fact.evidence;
  json.BeginObject();
  json.Field("fact", InfoOf(fact.kind).name);
  json.Field("phase", NameOf(fact.phase));
  WritePosition(json, evidence.file, evidence.position);
  if (!evidence.snippet.empty()) Field(json, "snippet", evidence.snippet);
  if (!evidence.decoded.empty()) Field(json, "decoded", evidence.decoded);
  json.Key("values").BeginArray();
  for (const FactValue& value : fact.values) {
    json.BeginObject().Field("key", value.key);
    Field(json, "text", value.text);
    json.EndObject();
  }
  json.EndArray().Key("steps").BeginArray();
  for (const EvidenceStep& step : evidence.steps) {
    json.BeginObject().Field("what", step.what);
    WritePosition(json, step.file, step.position);
    if (!step.snippet.empty()) Field(json, "snippet", step.snippet);
    json.EndObject();
  }
  json.EndArray().EndObject();
}

void WriteVerdict(JsonWriter& json, const Verdict& verdict) {
  json.BeginObject().Field("action", NameOf(verdict.action)).Field("policy", verdict.line);
  json.Field("origin", verdict.origin.file);
  if (verdict.origin.line > 0) json.Key("line").Number(verdict.origin.line);
  if (!verdict.rule.empty()) json.Field("rule", verdict.rule);
  json.EndObject();
}

void WriteSubject(JsonWriter& json, const Assessment& assessment,
                  const std::optional<PackageIndex>& package) {
  if (!package) return;
  Field(json, "package", LabelOf(assessment.inventory, *package));
  json.Field("path", assessment.inventory.at(*package).path);
}

std::string ScopesOf(const Package& package) {
  if (package.extraneous) return "extraneous";
  if (package.dev_optional) return "devOptional";
  if (package.dev) return "dev";
  if (package.optional) return "optional";
  return package.peer ? "peer" : "prod";
}

void WritePackage(JsonWriter& json, const Assessment& assessment,
                  const PackageAssessment& assessed) {
  const Package& package = assessment.inventory.at(assessed.package);
  json.BeginObject();
  json.Field("name", package.name ? package.name->text() : package.path);
  json.Field("version", package.version);
  if (package.name) json.Field("purl", NpmPurl(*package.name, package.version));
  const Integrity& integrity = assessed.integrity.empty() ? package.integrity : assessed.integrity;
  if (!integrity.empty()) json.Field("integrity", integrity.ToString());
  json.Field("path", package.path);
  json.Field("origin", NameOf(package.origin));
  json.Key("scopes").BeginArray().String(ScopesOf(package));
  if (package.in_bundle) json.String("bundled");
  json.EndArray();
  if (package.line > 0) json.Key("line").Number(package.line);
  if (!assessment.inventory.projects.empty())
    json.Field("lockfile", assessment.inventory.LockfileOf(package));
  json.Field("source", NameOf(assessed.source));
  json.Key("files").Number(assessed.files).Key("bytes").Number(assessed.bytes);
  json.Key("verdict");
  WriteVerdict(json, assessed.verdict);
  json.EndObject();
}

void WriteFinding(JsonWriter& json, const Assessment& assessment, const JudgedFinding& judged) {
  const Finding& finding = judged.finding;
  json.BeginObject();
  json.Field("rule", finding.rule)
      .Field("severity", NameOf(finding.severity))
      .Field("confidence", NameOf(finding.confidence));
  WriteSubject(json, assessment, judged.package);
  json.Field("title", finding.title)
      .Field("phase", NameOf(finding.phase))
      .Field("status", NameOf(finding.status));
  json.Key("clauses").BeginArray();
  for (const std::string& clause : finding.clauses) json.String(clause);
  json.EndArray().Key("changes").BeginArray();
  for (const Finding::Change& change : finding.changes) {
    json.BeginObject()
        .Field("from", NameOf(change.from))
        .Field("to", NameOf(change.to))
        .Field("reason", change.reason)
        .EndObject();
  }
  json.EndArray().Key("evidence").BeginArray();
  for (const Fact& fact : finding.facts) WriteEvidence(json, fact);
  json.EndArray();
  if (finding.facts_left_out > 0) json.Key("evidenceLeftOut").Number(finding.facts_left_out);
  json.Key("verdict");
  WriteVerdict(json, judged.verdict);
  if (judged.suppressed_by) {
    json.Key("suppressed").BeginObject();
    json.Field("reason", judged.suppressed_by->reason).Field("owner", judged.suppressed_by->owner);
    if (judged.suppressed_by->expires)
      json.Field("expires", FormatTime(*judged.suppressed_by->expires));
    json.Field("status", NameOf(judged.suppressed_by->stance));
    if (!judged.suppressed_by->justification.empty())
      json.Field("justification", judged.suppressed_by->justification);
    if (!judged.suppressed_by->statement.empty())
      json.Field("document", judged.suppressed_by->origin.file)
          .Field("statement", judged.suppressed_by->statement);
    json.EndObject();
  }
  json.EndObject();
}

void WriteDiagnostics(JsonWriter& json, const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) {
    json.BeginObject().Field("level", NameOf(diagnostic.level)).Field("code", diagnostic.code);
    json.Field("message", diagnostic.message).Field("file", diagnostic.file);
    if (diagnostic.position.line > 0) {
      json.Key("line")
          .Number(diagnostic.position.line)
          .Key("column")
          .Number(diagnostic.position.column);
    }
    if (!diagnostic.help.empty()) json.Field("help", diagnostic.help);
    json.EndObject();
  }
}

void WriteStats(JsonWriter& json, const Stats& stats) {
  json.BeginObject();
  json.Key("packages")
      .Number(stats.packages)
      .Key("packagesFromStore")
      .Number(stats.packages_from_store);
  json.Key("files").Number(stats.files).Key("bytes").Number(stats.bytes);
  json.Key("seconds").Number(stats.seconds).Key("peakMemoryBytes").Number(stats.peak_memory_bytes);
  json.EndObject();
}

}  // namespace

std::string WriteJson(const Assessment& assessment) {
  std::string out;
  JsonWriter json(out, formats::JsonStyle::kPretty);
  json.BeginObject();
  json.Field("tool", "sallyport")
      .Field("toolVersion", SALLYPORT_VERSION)
      .Key("schemaVersion")
      .Number(1);
  json.Field("subject", assessment.subject);
  json.Field("verdict", NameOf(assessment.verdict.action));
  json.Key("policy");
  WriteVerdict(json, assessment.verdict);
  json.Key("lockfile").BeginObject().Field("kind", NameOf(assessment.inventory.lockfile_kind));
  json.Field("file", assessment.inventory.lockfile)
      .Key("version")
      .Number(assessment.inventory.lockfile_version)
      .EndObject();
  json.Key("packages").BeginArray();
  for (const PackageAssessment& package : assessment.packages)
    WritePackage(json, assessment, package);
  json.EndArray().Key("findings").BeginArray();
  for (const JudgedFinding& finding : assessment.findings) WriteFinding(json, assessment, finding);
  json.EndArray().Key("notAnalysed").BeginArray();
  for (const NotAnalysed& gap : assessment.not_analysed) {
    json.BeginObject();
    WriteSubject(json, assessment, gap.package);
    if (!gap.file.empty()) Field(json, "file", gap.file);
    json.Field("reason", gap.reason).Key("inInstallPath").Bool(gap.in_install_path).EndObject();
  }
  json.EndArray().Key("otherPlatform").BeginArray();
  for (const OtherPlatform& other : assessment.other_platform) {
    json.BeginObject();
    WriteSubject(json, assessment, other.package);
    json.Field("reason", other.reason).EndObject();
  }
  json.EndArray().Key("diagnostics").BeginArray();
  WriteDiagnostics(json, assessment.inventory.diagnostics);
  WriteDiagnostics(json, assessment.diagnostics);
  json.EndArray().Key("stats");
  WriteStats(json, assessment.stats);
  json.EndObject();
  return out += '\n';
}

}  // namespace report
