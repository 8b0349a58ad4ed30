#include "report/facts_report.h"

#include "formats/json_writer.h"

namespace report {

std::string FactsJsonLines(const Untrusted& subject, const Facts& facts) {
  std::string out;
  for (const Fact& fact : facts) {
    formats::JsonWriter json(out, formats::JsonStyle::kCompact);
    const Evidence& evidence = fact.evidence;
    json.BeginObject()
        .Field("subject", subject.ForEscaping())
        .Field("fact", InfoOf(fact.kind).name);
    json.Field("phase", NameOf(fact.phase)).Field("file", evidence.file.ForEscaping());
    if (evidence.position.line > 0)
      json.Key("line")
          .Number(evidence.position.line)
          .Key("column")
          .Number(evidence.position.column);
    json.Key("values").BeginArray();
    for (const FactValue& value : fact.values) {
      json.BeginObject()
          .Field("key", value.key)
          .Field("text", value.text.ForEscaping())
          .EndObject();
    }
    json.EndArray();
    if (!evidence.snippet.empty()) json.Field("snippet", evidence.snippet.ForEscaping());
    if (!evidence.decoded.empty()) json.Field("decoded", evidence.decoded.ForEscaping());
    if (!evidence.steps.empty()) {
      json.Key("steps").BeginArray();
      for (const EvidenceStep& step : evidence.steps) {
        json.BeginObject().Field("what", step.what).Field("file", step.file.ForEscaping());
        if (step.position.line > 0)
          json.Key("line").Number(step.position.line).Key("column").Number(step.position.column);
        json.EndObject();
      }
      json.EndArray();
    }
    json.EndObject();
    out += '\n';
  }
  return out;
}

}  // namespace report
