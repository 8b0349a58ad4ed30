#include "base/text.h"
#include "formats/json_writer.h"
#include "model/purl.h"
#include "report/share.h"

namespace report {
namespace {

using formats::JsonWriter;

void WriteAffected(JsonWriter& json, const std::string& ecosystem,
                   const SharedMatter::Release& release) {
  const std::size_t slash = release.name.find('/');
  const bool scoped = slash != std::string::npos;
  json.BeginObject().Key("package").BeginObject();
  json.Field("ecosystem", ecosystem).Field("name", release.name);
  const auto purl =
      Purl::Build({.type = ToLower(ecosystem),
                   .name_space = scoped ? release.name.substr(0, slash) : std::string(),
                   .name = scoped ? release.name.substr(slash + 1) : release.name});
  if (purl) json.Field("purl", purl->ToString());
  json.EndObject();
  if (release.versions.empty()) {
    // Never honest: everything there ever was.
    json.Key("ranges").BeginArray().BeginObject().Field("type", "SEMVER");
    json.Key("events").BeginArray().BeginObject().Field("introduced", "0").EndObject().EndArray();
    json.EndObject().EndArray();
  } else {
    json.Key("versions").BeginArray();
    for (const std::string& version : release.versions) json.String(version);
    json.EndArray();
  }
  json.EndObject();
}

void WriteOne(JsonWriter& json, const SharedMatter& matter) {
  json.BeginObject().Field("schema_version", "1.7.0").Field("id", "x_" + matter.id);
  json.Field("modified", FormatTime(matter.modified));
  json.Field("published", FormatTime(matter.published));
  if (!matter.aliases.empty()) {
    json.Key("aliases").BeginArray();
    for (const std::string& alias : matter.aliases) json.String(alias);
    json.EndArray();
  }
  json.Field("summary", matter.title).Field("details", matter.summary);
  json.Key("affected").BeginArray();
  for (const SharedMatter::Release& release : matter.releases)
    WriteAffected(json, matter.ecosystem, release);
  json.EndArray().Key("references").BeginArray();
  for (const std::string& url : matter.references)
    json.BeginObject().Field("type", "REPORT").Field("url", url).EndObject();
  json.EndArray().Key("database_specific").BeginObject();
  json.Key("cwe_ids").BeginArray().String("CWE-506").EndArray();
  json.Key("techniques").BeginArray();
  for (const std::string& technique : matter.techniques) json.String(technique);
  json.EndArray().EndObject().EndObject();
}

}  // namespace

std::string WriteOsv(const std::vector<SharedMatter>& matters) {
  std::string text;
  for (const SharedMatter& matter : matters) {
    std::string line;
    JsonWriter json(line);
    WriteOne(json, matter);
    text += line + "\n";
  }
  return text;
}

}  // namespace report
