#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

#include "base/hash.h"
#include "base/text.h"
#include "formats/json_writer.h"
#include "model/purl.h"
#include "report/share.h"

namespace report {
namespace {

using formats::JsonWriter;
using Kind = SharedMatter::Kind;

/// Of our own making (RFC 9562, version 5): names everything that this writer makes.
constexpr std::string_view kNamespace =
    "\x5a\x11\x7e\x04\x9d\x3c\x4b\x52\x8f\x61\x0e\x77\xc2\x19\xa8\x30";

std::string Uuid(std::string_view name) {
  Sha1Digest digest = Sha1(AsBytes(std::string(kNamespace) + std::string(name)));
  digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0fU) | 0x50U);
  digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3fU) | 0x80U);
  const std::string hex = Hex(Bytes(digest).first(16));
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20, 12));
}

std::string IdOf(std::string_view type, std::string_view name) {
  return fmt::format("{}--{}", type, Uuid(fmt::format("{}\n{}", type, name)));
}

/// A text between quotes of a pattern.
std::string Quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

std::string_view HashName(std::string_view hex) {
  switch (hex.size()) {
    case 40:
      return "SHA-1";
    case 64:
      return "SHA-256";
    default:
      return "SHA-512";
  }
}

std::string PatternOf(const SharedMatter::Indicator& indicator) {
  const std::string value = Quoted(indicator.value);
  switch (indicator.kind) {
    case Kind::kHost:
      return fmt::format("[domain-name:value = {}]", value);
    case Kind::kAddress:
      return fmt::format("[ipv{}-addr:value = {}]",
                         indicator.value.find(':') == std::string::npos ? 4 : 6, value);
    case Kind::kUrl:
      return fmt::format("[url:value = {}]", value);
    case Kind::kFile:
      return fmt::format("[file:name = {}]", value);
    case Kind::kHash:
      return fmt::format("[file:hashes.'{}' = {}]", HashName(indicator.value), value);
  }
  return {};
}

/// STIX has no packages: a piece of software whose package URL stands in a property of our own.
std::string PatternOf(const std::string& ecosystem, const std::string& name,
                      const std::string& version) {
  const std::size_t slash = name.find('/');
  const auto purl =
      Purl::Build({.type = ToLower(ecosystem),
                   .name_space = slash == std::string::npos ? "" : name.substr(0, slash),
                   .name = slash == std::string::npos ? name : name.substr(slash + 1),
                   .version = version});
  std::string pattern = fmt::format("[software:name = {}", Quoted(name));
  if (!version.empty()) pattern += fmt::format(" AND software:version = {}", Quoted(version));
  if (purl) pattern += fmt::format(" AND software:x_purl = {}", Quoted(purl->ToString()));
  return pattern + "]";
}

class Writer {
 public:
  std::string Write(const std::vector<SharedMatter>& matters) {
    std::string names;
    for (const SharedMatter& matter : matters) names += matter.id + "\n";
    json_.BeginObject().Field("type", "bundle").Field("id", IdOf("bundle", names));
    json_.Key("objects").BeginArray();
    const UnixMillis first = matters.empty() ? 0 : FirstOf(matters);
    Begin("identity", author_, first, first);
    json_.Field("name", "Sallyport").Field("identity_class", "system").EndObject();
    for (const SharedMatter& matter : matters) WriteMatter(matter);
    for (const auto& [id, time] : patterns_) WriteTechnique(id, time);
    json_.EndArray().EndObject();
    return std::move(text_) + "\n";
  }

 private:
  static UnixMillis FirstOf(const std::vector<SharedMatter>& matters) {
    return std::min_element(matters.begin(), matters.end(),
                            [](const auto& a, const auto& b) { return a.published < b.published; })
        ->published;
  }

  static std::string Time(UnixMillis time) {
    // STIX wants milliseconds.
    std::string text = FormatTime(time);
    if (text.find('.') == std::string::npos) text.replace(text.size() - 1, 1, ".000Z");
    return text;
  }

  void Begin(std::string_view type, const std::string& id, UnixMillis created,
             UnixMillis modified) {
    json_.BeginObject().Field("type", type).Field("spec_version", "2.1").Field("id", id);
    json_.Field("created", Time(created)).Field("modified", Time(std::max(created, modified)));
    if (type != "identity") json_.Field("created_by_ref", author_);
  }

  void WriteMatter(const SharedMatter& matter) {
    refs_.clear();
    malware_ = IdOf("malware", matter.id);
    refs_.push_back(malware_);
    Begin("malware", malware_, matter.published, matter.modified);
    json_.Field("name", matter.id).Field("description", matter.summary);
    json_.Key("is_family").Bool(false);
    json_.EndObject();
    std::map<std::string, std::string> by_release;
    for (const SharedMatter::Release& release : matter.releases) {
      std::set<std::string> versions = release.versions;
      if (versions.empty()) versions.insert("");
      for (const std::string& version : versions) {
        const std::string pattern = PatternOf(matter.ecosystem, release.name, version);
        const std::string name = version.empty() ? release.name : release.name + "@" + version;
        by_release[name] = WriteIndicator(matter, name, pattern);
      }
    }
    for (const SharedMatter::Indicator& indicator : matter.indicators)
      WriteIndicator(matter, indicator.value, PatternOf(indicator));
    for (const std::string& technique : matter.techniques) {
      const std::string id = IdOf("attack-pattern", technique);
      const auto [at, added] = patterns_.emplace(technique, matter.published);
      if (!added) at->second = std::min(at->second, matter.published);
      refs_.push_back(id);
      WriteRelationship(matter, malware_, "uses", id);
    }
    WriteSightings(matter, by_release);
    WriteReport(matter);
  }

  std::string WriteIndicator(const SharedMatter& matter, const std::string& name,
                             const std::string& pattern) {
    std::string id = IdOf("indicator", matter.id + "\n" + pattern);
    Begin("indicator", id, matter.published, matter.modified);
    json_.Field("name", name);
    json_.Key("indicator_types").BeginArray().String("malicious-activity").EndArray();
    json_.Field("pattern", pattern).Field("pattern_type", "stix").Field("pattern_version", "2.1");
    json_.Field("valid_from", Time(matter.published)).EndObject();
    refs_.push_back(id);
    WriteRelationship(matter, id, "indicates", malware_);
    return id;
  }

  void WriteRelationship(const SharedMatter& matter, const std::string& source,
                         std::string_view kind, const std::string& target) {
    const std::string id = IdOf("relationship", fmt::format("{}\n{}\n{}", source, kind, target));
    Begin("relationship", id, matter.published, matter.modified);
    json_.Field("relationship_type", kind);
    json_.Field("source_ref", source).Field("target_ref", target).EndObject();
    refs_.push_back(id);
  }

  /// How often something was seen here, and since when: never where.
  void WriteSightings(const SharedMatter& matter,
                      const std::map<std::string, std::string>& by_release) {
    struct Count {
      std::uint64_t number = 0;
      std::optional<UnixMillis> first;
    };
    std::map<std::string, Count> counts;
    for (const SharedMatter::Seen& seen : matter.seen) {
      const auto known = by_release.find(seen.release);
      const std::string name = seen.release.substr(0, seen.release.rfind('@'));
      const auto any_version = by_release.find(name);
      const std::string& of = known != by_release.end()         ? known->second
                              : any_version != by_release.end() ? any_version->second
                                                                : malware_;
      Count& count = counts[of];
      ++count.number;
      if (seen.first && (!count.first || *seen.first < *count.first)) count.first = seen.first;
    }
    for (const auto& [of, count] : counts) {
      const std::string id = IdOf("sighting", matter.id + "\n" + of);
      Begin("sighting", id, matter.published, matter.modified);
      json_.Field("sighting_of_ref", of).Key("count").Number(count.number);
      if (count.first) json_.Field("first_seen", Time(*count.first));
      json_.Key("where_sighted_refs").BeginArray().String(author_).EndArray().EndObject();
      refs_.push_back(id);
    }
  }

  void WriteReport(const SharedMatter& matter) {
    Begin("report", IdOf("report", matter.id), matter.published, matter.modified);
    json_.Field("name", matter.title).Field("description", matter.summary);
    json_.Key("report_types").BeginArray().String("malware").EndArray();
    json_.Field("published", Time(matter.published));
    json_.Key("object_refs").BeginArray();
    for (const std::string& ref : refs_) json_.String(ref);
    json_.EndArray();
    json_.Key("external_references").BeginArray();
    json_.BeginObject().Field("source_name", "sallyport").Field("external_id", matter.id);
    json_.EndObject();
    for (const std::string& url : matter.references)
      json_.BeginObject().Field("source_name", "public report").Field("url", url).EndObject();
    json_.EndArray().EndObject();
  }

  void WriteTechnique(const std::string& technique, UnixMillis time) {
    Begin("attack-pattern", IdOf("attack-pattern", technique), time, time);
    json_.Field("name", technique).Key("external_references").BeginArray();
    json_.BeginObject().Field("source_name", "mitre-attack").Field("external_id", technique);
    json_.EndObject().EndArray().EndObject();
  }

  std::string text_;
  JsonWriter json_{text_};
  const std::string author_ = IdOf("identity", "sallyport");
  std::string malware_;
  std::vector<std::string> refs_;               ///< of the matter at hand, in order
  std::map<std::string, UnixMillis> patterns_;  ///< techniques that were named, since when
};

}  // namespace

std::string WriteStix(const std::vector<SharedMatter>& matters) {
  return Writer().Write(matters);
}

}  // namespace report
