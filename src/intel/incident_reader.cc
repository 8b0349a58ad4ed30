#include "intel/incident_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "formats/json.h"

namespace intel {
namespace {

using formats::json::Object;
using formats::json::Value;

std::vector<std::string> TextsOf(const Object& object, std::string_view key) {
  std::vector<std::string> texts;
  for (const Value& value : object.ElementsOf(key))
    if (const auto text = value.AsString()) texts.emplace_back(*text);
  return texts;
}

void TakeForOthers(const Object& root, Incident& incident) {
  incident.published = ParseTime(root.FindString("published").value_or(""));
  incident.modified = ParseTime(root.FindString("modified").value_or(""));
  incident.aliases = TextsOf(root, "aliases");
  incident.techniques = TextsOf(root, "techniques");
  const Object indicators = root.FindObject("indicators").value_or(Object());
  for (const auto& member : indicators)
    incident.indicators[std::string(member.key)] = TextsOf(indicators, member.key);
  for (const Value& value : root.ElementsOf("hashes")) {
    const Object hash = value.AsObject().value_or(Object());
    incident.hashes.emplace_back(hash.FindString("of").value_or(""),
                                 hash.FindString("sha256").value_or(""));
  }
  for (const Value& value : root.ElementsOf("sources")) {
    const Object source = value.AsObject().value_or(Object());
    const std::string_view reference = source.FindString("ref").value_or("");
    if (reference.starts_with("https://")) incident.references.emplace_back(reference);
  }
}

}  // namespace

Result<Incident> IncidentOf(const Advisory& advisory) {
  if (advisory.detail.empty())
    return Fail(fmt::format("{} is no incident record", Quote(advisory.id)));
  const auto document = formats::ParseJson(AsBytes(advisory.detail));
  const auto root = document ? document->root().AsObject() : std::nullopt;
  if (!root) return Fail(fmt::format("the record {} cannot be read", Quote(advisory.id)));
  const auto text = [](const Object& object, std::string_view key) {
    return std::string(object.FindString(key).value_or(std::string_view()));
  };
  Incident incident{.id = advisory.id,
                    .title = text(*root, "title"),
                    .summary = text(*root, "summary"),
                    .ecosystem = text(*root, "ecosystem"),
                    .incomplete = text(*root, "incomplete"),
                    .remediation = TextsOf(*root, "remediation")};
  for (const std::string& package : TextsOf(*root, "packages")) {
    const std::size_t at = package.rfind('@');
    if (at == 0 || at == std::string::npos) continue;
    incident.releases[NormaliseName(incident.ecosystem, package.substr(0, at))].insert(
        package.substr(at + 1));
  }
  for (const std::string& name : TextsOf(*root, "names"))
    incident.names.insert(NormaliseName(incident.ecosystem, name));
  const Object window = root->FindObject("window").value_or(Object());
  incident.from = ParseTime(text(window, "from"));
  incident.to = ParseTime(text(window, "to"));
  incident.window_note = text(window, "note");
  incident.files = TextsOf(root->FindObject("indicators").value_or(Object()), "files");
  TakeForOthers(*root, incident);
  return incident;
}

std::vector<Incident> IncidentsIn(const Pack& pack) {
  std::vector<Incident> incidents;
  for (std::uint32_t number = 0; number < pack.info().records; ++number) {
    const auto record = pack.ReadRecord(number);
    if (!record || record->advisory.detail.empty() || record->advisory.withdrawn != 0) continue;
    if (auto incident = IncidentOf(record->advisory)) incidents.push_back(*std::move(incident));
  }
  std::sort(incidents.begin(), incidents.end(),
            [](const Incident& a, const Incident& b) { return a.id < b.id; });
  return incidents;
}

}  // namespace intel
