#include "intel/show.h"

#include <fmt/format.h>

#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"
#include "intel/cvss.h"

namespace intel {
namespace {

constexpr std::size_t kShownVersions = 20;

std::string Clean(std::string_view foreign) {
  return Escape(foreign, limits::kFactValueCodePoints);
}

void Row(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty()) out += fmt::format("  {:<12} {}\n", name, value);
}

std::string Joined(const std::vector<std::string>& list, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < std::min(list.size(), most); ++i)
    text += (i == 0 ? "" : ", ") + Clean(list[i]);
  if (list.size() > most) text += fmt::format(" and {} more", list.size() - most);
  return text;
}

std::string_view NameOf(EventKind kind) {
  switch (kind) {
    case EventKind::kIntroduced:
      return "introduced";
    case EventKind::kFixed:
      return "fixed";
    case EventKind::kLastAffected:
      return "last affected";
    case EventKind::kLimit:
      return "limit";
  }
  return {};
}

std::string Describe(const Affected& affected) {
  std::string text = fmt::format("{} {}", Clean(affected.ecosystem), Clean(affected.name));
  if (!affected.versions.empty()) text += ": " + Joined(affected.versions, kShownVersions);
  for (const AffectedRange& range : affected.ranges) {
    text += text.find(": ") == std::string::npos ? ": " : "; ";
    for (std::size_t i = 0; i < range.events.size(); ++i) {
      text += fmt::format("{}{} {}", i == 0 ? "" : ", ", NameOf(range.events[i].kind),
                          Clean(range.events[i].version));
    }
  }
  return text;
}

std::string Tenths(std::uint16_t tenths) {
  return fmt::format("{}.{}", tenths / 10, tenths % 10);
}

void AppendList(std::string& out, std::string_view title, formats::json::Object detail,
                std::string_view key) {
  const auto list = detail.ElementsOf(key);
  if (list.empty()) return;
  out += fmt::format("  {}\n", title);
  std::size_t number = 0;
  for (const auto& item : list)
    out += fmt::format("    {}. {}\n", ++number, Clean(item.AsString().value_or("")));
}

/// What an incident record says beyond a malware record.
void AppendIncident(std::string& out, std::string_view json) {
  const auto document = formats::ParseJson(json);
  if (!document) return;
  const auto detail = document->root().Members();
  Row(out, "what", Clean(detail.FindString("summary").value_or("")));
  Row(out, "incomplete", Clean(detail.FindString("incomplete").value_or("")));
  const auto window = detail.MembersOf("window");
  if (!window.empty()) {
    Row(out, "window",
        fmt::format("{} to {}", Clean(window.FindString("from").value_or("?")),
                    Clean(window.FindString("to").value_or("?"))));
  }
  for (const auto& kind : detail.MembersOf("indicators")) {
    for (const auto& value : kind.value.Elements())
      Row(out, Clean(kind.key), Clean(value.AsString().value_or("")));
  }
  AppendList(out, "what it does", detail, "behaviour");
  AppendList(out, "what to do, in this order", detail, "remediation");
  for (const auto& point : detail.ElementsOf("disagreements")) {
    out += fmt::format("  the sources disagree about {}\n",
                       Clean(point.Members().FindString("about").value_or("")));
    for (const auto& claim : point.Members().ElementsOf("claims"))
      out += fmt::format("    - {}\n", Clean(claim.AsString().value_or("")));
  }
}

void WriteList(formats::JsonWriter& writer, std::string_view key,
               const std::vector<std::string>& list) {
  writer.Key(key).BeginArray();
  for (const std::string& text : list) writer.String(text);
  writer.EndArray();
}

}  // namespace

std::string AnswerText(const QueryAnswer& answer) {
  const Advisory& advisory = answer.record.advisory;
  const Standing& standing = answer.record.standing;
  std::string out =
      fmt::format("{}  {}{}\n", Clean(advisory.id), advisory.malware ? "malware" : "vulnerability",
                  answer.applies ? "" : " (" + answer.why + ")");
  Row(out, "title", Clean(advisory.summary));
  if (answer.applies) Row(out, "matched by", answer.why);
  Row(out, "also", Joined(advisory.aliases, kShownVersions));
  Row(out, "said by", Joined(advisory.sources, kShownVersions));
  if (advisory.modified > 0) Row(out, "modified", FormatTime(advisory.modified));
  if (standing.score_tenths > 0) {
    Row(out, "severity",
        fmt::format("{} ({})", intel::NameOf(RatingOf(standing.score_tenths)),
                    Tenths(standing.score_tenths)));
  } else if (advisory.rating != Rating::kUnknown) {
    Row(out, "severity", intel::NameOf(advisory.rating));
  }
  if (standing.exploited != 0)
    Row(out, "exploited",
        "since " + FormatTime(standing.exploited).substr(0, 10) + " or before (KEV)");
  if (standing.epss != 0) Row(out, "EPSS", fmt::format("{:.5f}", standing.epss / 100000.0));
  for (const Affected& affected : answer.affected) Row(out, "affects", Describe(affected));
  if (!advisory.detail.empty()) AppendIncident(out, advisory.detail);
  for (const std::string& url : advisory.references) Row(out, "reference", Clean(url));
  return out;
}

void WriteAnswer(formats::JsonWriter& writer, const QueryAnswer& answer) {
  const Advisory& advisory = answer.record.advisory;
  const Standing& standing = answer.record.standing;
  writer.BeginObject();
  writer.Field("id", advisory.id).Field("sort", advisory.malware ? "malware" : "vulnerability");
  writer.Key("applies").Bool(answer.applies).Field("why", answer.why);
  writer.Field("summary", advisory.summary);
  WriteList(writer, "aliases", advisory.aliases);
  WriteList(writer, "sources", advisory.sources);
  WriteList(writer, "vectors", advisory.vectors);
  WriteList(writer, "references", advisory.references);
  if (advisory.modified > 0) writer.Field("modified", FormatTime(advisory.modified));
  if (advisory.withdrawn > 0) writer.Field("withdrawn", FormatTime(advisory.withdrawn));
  if (standing.score_tenths > 0) writer.Key("score").Number(standing.score_tenths / 10.0);
  writer.Key("exploited").Bool(standing.exploited != 0);
  if (standing.epss != 0) writer.Key("epss").Number(standing.epss / 100000.0);
  writer.Key("affected").BeginArray();
  for (const Affected& affected : answer.affected) {
    writer.BeginObject().Field("ecosystem", affected.ecosystem).Field("name", affected.name);
    WriteList(writer, "versions", affected.versions);
    writer.EndObject();
  }
  writer.EndArray().EndObject();
}

std::string InfoText(const PackInfo& info) {
  std::string out;
  Row(out, "made", FormatTime(info.created));
  Row(out, "newest", info.newest > 0 ? FormatTime(info.newest) : "");
  Row(out, "records",
      fmt::format("{}, of these {} malware in force and {} withdrawn", HumanCount(info.records),
                  HumanCount(info.malware), HumanCount(info.withdrawn)));
  Row(out, "packages", HumanCount(info.packages));
  Row(out, "size", HumanBytes(info.bytes));
  Row(out, "signed by", info.key ? "key " + ed25519::NameOf(*info.key) : "nobody");
  Row(out, "content", Hex(info.digest));
  return out;
}

}  // namespace intel
