#include "intel/vex/write_vex.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/json_writer.h"

namespace intel {
namespace {

using formats::JsonStyle;
using formats::JsonWriter;

/// A UUID out of a hash of the content (RFC 9562, version 8: what its maker likes).
std::string UuidOf(std::string_view content) {
  Sha256Digest digest = Sha256(AsBytes(content));
  digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0fU) | 0x80U);
  digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3fU) | 0x80U);
  const std::string hex = Hex(digest);
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20, 12));
}

/// Writes the document twice: once to learn its id.
template <typename Write>
std::string WithUuid(Write&& write) {
  return write(UuidOf(write(std::string())));
}

std::string_view ValueOf(const Fact& fact, std::string_view key) {
  const Untrusted* const value = fact.Find(key);
  return value == nullptr ? std::string_view() : value->View();
}

/// Entries that say the same of one vulnerability, of several packages.
struct Group {
  const VexEntry* first = nullptr;
  std::vector<std::string> purls;
};

std::vector<Group> GroupsOf(const std::vector<VexEntry>& entries, Analysis analysis) {
  std::vector<Group> groups;
  for (const VexEntry& entry : entries) {
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
      const VexEntry& other = *group.first;
      if (other.id() != entry.id()) return false;
      return analysis == Analysis::kLeftOut ||
             (other.stance == entry.stance && other.reason == entry.reason &&
              other.action == entry.action);
    });
    Group& group =
        same == groups.end() ? groups.emplace_back(Group{.first = &entry, .purls = {}}) : *same;
    if (std::find(group.purls.begin(), group.purls.end(), entry.purl) == group.purls.end())
      group.purls.push_back(entry.purl);
  }
  return groups;
}

void WriteStatement(JsonWriter& json, const Group& group, const VexDocument& document) {
  const VexEntry& entry = *group.first;
  json.BeginObject().Key("vulnerability").BeginObject().Field("name", entry.id());
  const auto aliases = entry.aliases();
  if (!aliases.empty()) {
    json.Key("aliases").BeginArray();
    for (const std::string& alias : aliases) json.String(alias);
    json.EndArray();
  }
  json.EndObject().Key("products").BeginArray().BeginObject().Field("@id", document.product);
  json.Key("subcomponents").BeginArray();
  for (const std::string& purl : group.purls) {
    json.BeginObject().Field("@id", purl).Key("identifiers").BeginObject();
    json.Field("purl", purl).EndObject().EndObject();
  }
  json.EndArray().EndObject().EndArray().Field("status", NameOf(entry.stance));
  if (!entry.justification.empty()) json.Field("justification", entry.justification);
  switch (entry.stance) {
    case Stance::kNotAffected:
    case Stance::kAccepted:
      json.Field("impact_statement", entry.reason);
      break;
    case Stance::kAffected:
      json.Field("action_statement", entry.action.empty() ? entry.reason : entry.action);
      json.Field("status_notes", entry.reason);
      break;
    case Stance::kFixed:
    case Stance::kUnderInvestigation:
      json.Field("status_notes", entry.reason);
      break;
  }
  json.EndObject();
}

std::string_view SourceOf(std::string_view id) {
  if (id.starts_with("CVE-")) return "NVD";
  if (id.starts_with("GHSA-")) return "GitHub Advisories";
  return "OSV";
}

std::string_view MethodOf(std::string_view vector) {
  if (vector.starts_with("CVSS:4")) return "CVSSv4";
  if (vector.starts_with("CVSS:3.1")) return "CVSSv31";
  return vector.starts_with("CVSS:3.0") ? "CVSSv3" : "CVSSv2";
}

std::string_view StateOf(Stance stance) {
  switch (stance) {
    case Stance::kAccepted:
    case Stance::kNotAffected:
      return "not_affected";
    case Stance::kFixed:
      return "resolved";
    case Stance::kUnderInvestigation:
      return "in_triage";
    case Stance::kAffected:
      return "exploitable";
  }
  return {};
}

/// CycloneDX's word for OpenVEX's, where a statement that somebody else made has none of its own.
std::string_view CodeOf(const VexEntry& entry) {
  if (!entry.code.empty()) return entry.code;
  if (entry.justification == "component_not_present" ||
      entry.justification == "vulnerable_code_not_present")
    return "code_not_present";
  if (entry.justification == "vulnerable_code_not_in_execute_path") return "code_not_reachable";
  return entry.justification == "inline_mitigations_already_exist"
             ? "protected_by_mitigating_control"
             : "";
}

void WriteRating(JsonWriter& json, const Fact& record) {
  const std::string_view severity = ValueOf(record, "severity");
  if (severity.empty()) return;
  json.Key("ratings").BeginArray().BeginObject();
  const std::string_view score = ValueOf(record, "score");
  if (!score.empty()) json.Key("score").NumberText(score);
  json.Field("severity", severity);
  const std::string_view vector = ValueOf(record, "vector");
  if (!vector.empty()) json.Field("method", MethodOf(vector)).Field("vector", vector);
  json.EndObject().EndArray();
}

void WriteVulnerability(JsonWriter& json, const Group& group, const std::vector<std::string>& refs,
                        Analysis analysis) {
  const VexEntry& entry = *group.first;
  const Fact& record = entry.record;
  json.BeginObject().Field("bom-ref", fmt::format("{}-{}", entry.id(), group.purls.front()));
  json.Field("id", entry.id()).Key("source").BeginObject();
  json.Field("name", SourceOf(entry.id())).EndObject();
  const auto aliases = entry.aliases();
  if (!aliases.empty()) {
    json.Key("references").BeginArray();
    for (const std::string& alias : aliases) {
      json.BeginObject().Field("id", alias).Key("source").BeginObject();
      json.Field("name", SourceOf(alias)).EndObject().EndObject();
    }
    json.EndArray();
  }
  WriteRating(json, record);
  const std::string_view summary = ValueOf(record, "summary");
  if (!summary.empty()) json.Field("description", summary);
  const bool fixed = record.Find("fixed") != nullptr;
  if (fixed) {
    std::string versions;
    for (const FactValue& value : record.values) {
      if (value.key == "fixed")
        versions += (versions.empty() ? "" : ", ") + std::string(value.text.View());
    }
    json.Field("recommendation", "fixed in " + versions);
  }
  if (record.Find("reference") != nullptr) {
    json.Key("advisories").BeginArray();
    for (const FactValue& value : record.values) {
      if (value.key == "reference") json.BeginObject().Field("url", value.text.View()).EndObject();
    }
    json.EndArray();
  }
  if (analysis == Analysis::kWritten) {
    json.Key("analysis").BeginObject().Field("state", StateOf(entry.stance));
    if (!CodeOf(entry).empty()) json.Field("justification", CodeOf(entry));
    if (entry.stance == Stance::kAffected)
      json.Key("response").BeginArray().String("update").EndArray();
    json.Field("detail", entry.action.empty() ? entry.reason : entry.reason + "; " + entry.action);
    json.EndObject();
  }
  json.Key("affects").BeginArray();
  for (const std::string& ref : refs) json.BeginObject().Field("ref", ref).EndObject();
  json.EndArray().EndObject();
}

std::vector<std::string> RefsOf(const Group& group, const std::vector<VexEntry>& entries,
                                const VexDocument& document) {
  if (!document.links) return group.purls;
  std::vector<std::string> refs;
  for (const VexEntry& entry : entries) {
    if (entry.id() != group.first->id() ||
        std::find(group.purls.begin(), group.purls.end(), entry.purl) == group.purls.end())
      continue;
    for (std::string& ref : document.links(entry)) {
      if (std::find(refs.begin(), refs.end(), ref) == refs.end()) refs.push_back(std::move(ref));
    }
  }
  return refs;
}

void WriteComponents(JsonWriter& json, const std::vector<Group>& groups,
                     const std::vector<VexEntry>& entries) {
  std::vector<std::string> purls;
  for (const Group& group : groups)
    purls.insert(purls.end(), group.purls.begin(), group.purls.end());
  std::sort(purls.begin(), purls.end());
  purls.erase(std::unique(purls.begin(), purls.end()), purls.end());
  json.Key("components").BeginArray();
  for (const std::string& purl : purls) {
    const auto entry = std::find_if(entries.begin(), entries.end(),
                                    [&](const VexEntry& one) { return one.purl == purl; });
    json.BeginObject().Field("type", "library").Field("bom-ref", purl);
    const std::string_view name = ValueOf(entry->record, "package");
    const std::size_t slash = name.starts_with('@') ? name.find('/') : std::string_view::npos;
    if (slash != std::string_view::npos) json.Field("group", name.substr(0, slash));
    json.Field("name", slash == std::string_view::npos ? name : name.substr(slash + 1));
    json.Field("version", ValueOf(entry->record, "version")).Field("purl", purl).EndObject();
  }
  json.EndArray();
}

}  // namespace

std::string WriteOpenVex(const std::vector<VexEntry>& entries, const VexDocument& document) {
  return WithUuid([&](const std::string& uuid) {
    std::string text;
    JsonWriter json(text, JsonStyle::kPretty);
    json.BeginObject().Field("@context", "https://openvex.dev/ns/v0.2.0");
    json.Field("@id", "urn:uuid:" + uuid).Field("author", document.author);
    json.Field("timestamp", document.timestamp).Key("version").Number(std::uint64_t{1});
    json.Field("tooling", "sallyport " + document.tool_version).Key("statements").BeginArray();
    for (const Group& group : GroupsOf(entries, Analysis::kWritten))
      WriteStatement(json, group, document);
    json.EndArray().EndObject();
    return text + "\n";
  });
}

std::string WriteCycloneDxVex(const std::vector<VexEntry>& entries, const VexDocument& document,
                              Analysis analysis) {
  return WithUuid([&](const std::string& uuid) {
    const std::vector<Group> groups = GroupsOf(entries, analysis);
    std::string text;
    JsonWriter json(text, JsonStyle::kPretty);
    json.BeginObject().Field("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
    json.Field("bomFormat", "CycloneDX").Field("specVersion", "1.6");
    if (!uuid.empty()) json.Field("serialNumber", "urn:uuid:" + uuid);
    json.Key("version").Number(std::uint64_t{1}).Key("metadata").BeginObject();
    if (!document.timestamp.empty()) json.Field("timestamp", document.timestamp);
    json.Key("tools").BeginObject().Key("components").BeginArray().BeginObject();
    json.Field("type", "application").Field("name", "sallyport");
    json.Field("version", document.tool_version).EndObject().EndArray().EndObject();
    if (!document.author.empty()) {
      json.Key("authors").BeginArray().BeginObject().Field("name", document.author);
      json.EndObject().EndArray();
    }
    json.Key("component").BeginObject().Field("type", "application");
    json.Field("bom-ref", "product").Field("name", document.name);
    if (!document.version.empty()) json.Field("version", document.version);
    if (document.product.starts_with("pkg:")) json.Field("purl", document.product);
    json.EndObject().EndObject();
    if (!document.links) WriteComponents(json, groups, entries);
    json.Key("vulnerabilities").BeginArray();
    for (const Group& group : groups)
      WriteVulnerability(json, group, RefsOf(group, entries, document), analysis);
    json.EndArray().EndObject();
    return text + "\n";
  });
}

}  // namespace intel
