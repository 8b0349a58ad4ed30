#include "formats/json_writer.h"
#include "report/investigation_report.h"

namespace report {
namespace {

using formats::JsonWriter;

void WriteIncident(JsonWriter& json, const Incident& incident) {
  json.BeginObject().Field("id", incident.id).Field("title", incident.title);
  if (incident.from) json.Field("from", FormatTime(*incident.from));
  if (incident.to) json.Field("to", FormatTime(*incident.to));
  json.Key("remediation").BeginArray();
  for (const std::string& step : incident.remediation) json.String(step);
  json.EndArray().EndObject();
}

void WriteSighting(JsonWriter& json, const Sighting& sighting) {
  json.BeginObject().Field("incident", sighting.incident);
  json.Field("kind", NameOf(sighting.kind)).Field("install", NameOf(sighting.install));
  json.Field("place", sighting.place.ForEscaping());
  if (sighting.line > 0) json.Key("line").Number(sighting.line);
  if (!sighting.package.empty())
    json.Field("package", sighting.package).Field("version", sighting.version);
  if (!sighting.commit.empty()) json.Field("commit", sighting.commit);
  if (!sighting.removed_by.empty()) json.Field("removedBy", sighting.removed_by);
  if (sighting.since) json.Field("since", FormatTime(*sighting.since));
  if (sighting.until) json.Field("until", FormatTime(*sighting.until));
  if (!sighting.branches.empty()) {
    json.Key("branches").BeginArray();
    for (const Untrusted& branch : sighting.branches) json.String(branch.ForEscaping());
    json.EndArray();
  }
  json.EndObject();
}

}  // namespace

std::string WriteInvestigationJson(const Investigation& investigation) {
  std::string text;
  JsonWriter json(text);
  json.BeginObject().Key("hit").Bool(investigation.IsHit());
  json.Key("incidents").BeginArray();
  for (const Incident& incident : investigation.incidents) WriteIncident(json, incident);
  json.EndArray().Key("sightings").BeginArray();
  for (const Sighting& sighting : investigation.sightings) WriteSighting(json, sighting);
  json.EndArray().Key("exposed").BeginArray();
  for (const ExposedCredential& each : investigation.exposed)
    json.BeginObject()
        .Field("kind", each.kind)
        .Field("place", each.place.ForEscaping())
        .EndObject();
  json.EndArray().Key("examined").BeginObject();
  for (const auto& [what, count] : investigation.examined) json.Key(what).Number(count);
  json.EndObject().Key("unexamined").BeginArray();
  for (const Unexamined& each : investigation.unexamined)
    json.BeginObject().Field("place", each.place.ForEscaping()).Field("why", each.why).EndObject();
  json.EndArray().EndObject();
  return text + "\n";
}

}  // namespace report
