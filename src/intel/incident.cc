#include "intel/incident.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/span.h"
#include "base/text.h"
#include "formats/hex.h"
#include "formats/json_writer.h"
#include "formats/yaml.h"
#include "intel/read_osv.h"
#include "model/package_id.h"

namespace intel {
namespace {

using formats::JsonWriter;
using formats::json::Kind;
using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

enum class FieldKind : std::uint8_t { kText, kTime, kTexts, kObjects, kWindow, kIndicators };

struct Field {
  std::string_view name;
  FieldKind kind;
  enum class Need : std::uint8_t { kOptional, kRequired } need = Need::kOptional;
};

constexpr std::array kFields = {
    Field{"id", FieldKind::kText, Field::Need::kRequired},
    Field{"title", FieldKind::kText, Field::Need::kRequired},
    Field{"summary", FieldKind::kText, Field::Need::kRequired},
    Field{"published", FieldKind::kTime, Field::Need::kRequired},
    Field{"modified", FieldKind::kTime, Field::Need::kRequired},
    Field{"withdrawn", FieldKind::kTime},
    Field{"ecosystem", FieldKind::kText, Field::Need::kRequired},
    Field{"aliases", FieldKind::kTexts},
    Field{"packages", FieldKind::kTexts},
    Field{"names", FieldKind::kTexts},
    Field{"incomplete", FieldKind::kText},
    Field{"hashes", FieldKind::kObjects},
    Field{"window", FieldKind::kWindow},
    Field{"publishers", FieldKind::kObjects},
    Field{"indicators", FieldKind::kIndicators},
    Field{"techniques", FieldKind::kTexts},
    Field{"behaviour", FieldKind::kTexts},
    Field{"remediation", FieldKind::kTexts},
    Field{"sources", FieldKind::kObjects, Field::Need::kRequired},
    Field{"disagreements", FieldKind::kObjects},
};

constexpr std::array<std::string_view, 9> kIndicatorKinds = {
    "addresses", "hosts",         "urls",        "emails", "accounts",
    "files",     "registry-keys", "user-agents", "other"};
/// Those that software would make links of.
constexpr std::array<std::string_view, 4> kLinkedKinds = {"addresses", "hosts", "urls", "emails"};

/// What the objects of a list may hold.
constexpr std::array<std::string_view, 3> kHashKeys = {"of", "sha256", "note"};
constexpr std::array<std::string_view, 2> kPublisherKeys = {"account", "fact"};
constexpr std::array<std::string_view, 3> kSourceKeys = {"ref", "date", "says"};
constexpr std::array<std::string_view, 2> kDisagreementKeys = {"about", "claims"};

class IncidentReader {
 public:
  /// `text` is what the offsets of the document count in.
  IncidentReader(Object root, std::string_view text) : root_(root), lines_(text), text_(text) {}

  Result<Advisory> Run() {
    for (const Member& member : root_) Check(member);
    for (const Field& field : kFields) {
      if (field.need == Field::Need::kRequired && root_.Find(field.name) == nullptr)
        Complain(0, fmt::format("`{}` is missing", field.name));
    }
    Take();
    if (!error_.empty()) return Fail(error_, "docs/incidents.md describes the form of a record");
    Normalise(advisory_);
    return std::move(advisory_);
  }

 private:
  void Complain(std::uint32_t offset, std::string what) {
    if (error_.empty())
      error_ = fmt::format("line {}: {}", lines_.Find(text_, offset).line, std::move(what));
  }

  void Check(const Member& member) {
    const auto field = std::find_if(kFields.begin(), kFields.end(),
                                    [&](const Field& f) { return f.name == member.key; });
    if (field == kFields.end())
      return Complain(member.key_offset, fmt::format("there is no key {}", Quote(member.key)));
    const Value& value = member.value;
    switch (field->kind) {
      case FieldKind::kText:
        if (!value.AsString()) Complain(value.offset(), fmt::format("`{}` is text", field->name));
        return;
      case FieldKind::kTime:
        if (!ParseTime(value.AsString().value_or("")))
          Complain(value.offset(), fmt::format("`{}` is a time like 2026-06-17", field->name));
        return;
      case FieldKind::kTexts:
        return CheckTexts(value, field->name);
      case FieldKind::kObjects:
        return CheckObjects(value, field->name);
      case FieldKind::kWindow:
        return CheckWindow(value);
      case FieldKind::kIndicators:
        return CheckIndicators(value);
    }
  }

  void CheckTexts(const Value& list, std::string_view name) {
    if (!list.AsArray()) return Complain(list.offset(), fmt::format("`{}` is a list", name));
    for (const Value& item : list.Elements()) {
      if (!item.AsString()) Complain(item.offset(), fmt::format("`{}` is a list of texts", name));
    }
  }

  static bool MayHold(std::string_view list, std::string_view key) {
    const auto among = [&](const auto& keys) {
      return std::find(keys.begin(), keys.end(), key) != keys.end();
    };
    if (list == "hashes") return among(kHashKeys);
    if (list == "publishers") return among(kPublisherKeys);
    if (list == "sources") return among(kSourceKeys);
    return among(kDisagreementKeys);
  }

  void CheckObjects(const Value& list, std::string_view name) {
    if (!list.AsArray()) return Complain(list.offset(), fmt::format("`{}` is a list", name));
    for (const Value& item : list.Elements()) {
      if (!item.AsObject()) Complain(item.offset(), fmt::format("an entry of `{}` has keys", name));
      for (const Member& member : item.Members()) {
        if (!MayHold(name, member.key))
          Complain(member.key_offset, fmt::format("`{}` has no key {}", name, Quote(member.key)));
        if (member.key == "claims") {
          CheckTexts(member.value, "claims");
        } else if (!member.value.AsString()) {
          Complain(member.value.offset(), fmt::format("{} is text", Quote(member.key)));
        }
      }
    }
  }

  void CheckWindow(const Value& window) {
    if (!window.AsObject()) Complain(window.offset(), "`window` has the keys from, to and note");
    for (const Member& member : window.Members()) {
      const bool time = member.key == "from" || member.key == "to";
      const auto text = member.value.AsString();
      if (!time && member.key != "note")
        Complain(member.key_offset, fmt::format("`window` has no key {}", Quote(member.key)));
      if (!text || (time && !ParseTime(*text)))
        Complain(member.value.offset(), fmt::format("{} is no time", Quote(member.key)));
    }
  }

  void CheckIndicators(const Value& indicators) {
    if (!indicators.AsObject())
      Complain(indicators.offset(), "`indicators` has a list for each kind");
    for (const Member& member : indicators.Members()) {
      if (std::find(kIndicatorKinds.begin(), kIndicatorKinds.end(), member.key) ==
          kIndicatorKinds.end()) {
        Complain(member.key_offset,
                 fmt::format("there is no kind of indicator {}", Quote(member.key)));
      }
      CheckTexts(member.value, member.key);
      const bool linked =
          std::find(kLinkedKinds.begin(), kLinkedKinds.end(), member.key) != kLinkedKinds.end();
      for (const Value& value : member.value.Elements()) {
        if (linked && !IsDefanged(value.AsString().value_or(""))) {
          Complain(value.offset(),
                   "an indicator is written defanged, like 192.0.2[.]1 and "
                   "hxxps://host[.]example");
        }
      }
    }
  }

  void Take() {
    const auto text = [&](std::string_view key) {
      return std::string(root_.FindString(key).value_or(""));
    };
    const auto time = [&](std::string_view key) { return ParseTime(text(key)).value_or(0); };
    advisory_.id = text("id");
    if (!IsAdvisoryId(advisory_.id) || !advisory_.id.starts_with("SLY-"))
      Complain(0, "`id` is like SLY-2026-mastra");
    advisory_.malware = true;
    advisory_.summary = text("title");
    advisory_.published = time("published");
    advisory_.modified = time("modified");
    advisory_.withdrawn = time("withdrawn");
    advisory_.rating = Rating::kCritical;
    advisory_.cwes = {"CWE-506"};
    advisory_.sources = {"incident"};  // and whom it cites, below
    ecosystem_ = text("ecosystem");
    for (const Value& alias : root_.ElementsOf("aliases"))
      advisory_.aliases.emplace_back(alias.AsString().value_or(""));
    for (const Value& source : root_.ElementsOf("sources")) {
      const auto ref = source.Members().FindString("ref").value_or("");
      if (ref.find("://") != std::string_view::npos) advisory_.references.emplace_back(ref);
      advisory_.sources.push_back(CitedBy(ref));
    }
    for (const Value& package : root_.ElementsOf("packages")) TakePackage(package);
    for (const Value& name : root_.ElementsOf("names")) {
      Affected& affected = Entry(name, name.AsString().value_or(""));
      affected.ranges = {{.type = RangeType::kSemver,
                          .events = {{.kind = EventKind::kIntroduced, .version = "0"}}}};
    }
    for (const Value& hash : root_.ElementsOf("hashes")) TakeHash(hash);
    JsonWriter writer(advisory_.detail);
    Write(writer, root_);
  }

  /// "https://github.com/axios/axios/issues/1" is "github.com/axios/axios"; text is itself.
  static std::string CitedBy(std::string_view ref) {
    const std::size_t scheme = ref.find("://");
    if (scheme == std::string_view::npos) return std::string(ref);
    const auto parts = Split(ref.substr(scheme + 3), '/');
    std::string name;
    for (std::size_t i = 0; i < std::min<std::size_t>(parts.size(), 3); ++i)
      name += (i == 0 ? "" : "/") + std::string(parts[i]);
    return name;
  }

  Affected& Entry(const Value& at, std::string_view name) {
    const std::string normal = NormaliseName(ecosystem_, name);
    if (ecosystem_ == kNpm && !PackageName::Parse(normal))
      Complain(at.offset(), fmt::format("{} is no package name", Quote(name)));
    for (Affected& affected : advisory_.affected) {
      if (affected.name == normal) return affected;
    }
    advisory_.affected.push_back({.ecosystem = ecosystem_, .name = normal});
    return advisory_.affected.back();
  }

  static std::size_t VersionAt(std::string_view text) {
    const std::size_t at = text.rfind('@');
    return at == 0 || at == std::string_view::npos || at + 1 == text.size() ? 0 : at;
  }

  void TakePackage(const Value& value) {
    const std::string_view text = value.AsString().value_or("");
    const std::size_t at = VersionAt(text);
    if (at == 0) return Complain(value.offset(), fmt::format("{} is no name@version", Quote(text)));
    Entry(value, text.substr(0, at)).versions.emplace_back(text.substr(at + 1));
  }

  /// A hash counts for matching when it is of a package, by `of: name@version`.
  void TakeHash(const Value& value) {
    const std::string_view of = value.Members().FindString("of").value_or("");
    const auto digest = formats::DecodeHex(value.Members().FindString("sha256").value_or(""));
    if (!digest || digest->size() != 32)
      return Complain(value.offset(), "`sha256` is 64 hexadecimal digits");
    const std::size_t at = VersionAt(of);
    if (at == 0) return;
    Entry(value, of.substr(0, at))
        .hashes.push_back({.algorithm = HashAlgorithm::kSha256, .digest = *digest});
  }

  // The record has three levels of lists and objects at most; Check refused deeper ones.
  static void Write(JsonWriter& writer, Object object) {
    writer.BeginObject();
    for (const Member& member : object) {
      writer.Key(member.key);
      Write(writer, member.value);
    }
    writer.EndObject();
  }
  static void Write(JsonWriter& writer, const Value& value) {
    switch (value.kind()) {
      case Kind::kObject:
        return Write(writer, value.Members());
      case Kind::kArray:
        writer.BeginArray();
        for (const Value& item : value.Elements()) Write(writer, item);
        writer.EndArray();
        return;
      case Kind::kString:
        writer.String(*value.AsString());
        return;
      case Kind::kNull:
      case Kind::kFalse:
      case Kind::kTrue:
      case Kind::kNumber:
        writer.Null();
        return;
    }
  }

  Object root_;
  LineTable lines_;
  std::string_view text_;
  std::string ecosystem_;
  Advisory advisory_;
  std::string error_;
};

}  // namespace

bool IsDefanged(std::string_view indicator) {
  if (indicator.find("http://") != std::string_view::npos ||
      indicator.find("https://") != std::string_view::npos) {
    return false;
  }
  const std::size_t scheme = indicator.find("://");
  const std::size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::string_view host = indicator.substr(begin, indicator.find('/', begin) - begin);
  // One broken dot breaks the whole name, which is how most people write it.
  const bool dots =
      host.find('.') == std::string_view::npos || host.find("[.]") != std::string_view::npos;
  const std::size_t at = host.find('@');
  const bool mail = at == std::string_view::npos || host.find("[@]") + 1 == at;
  return dots && mail;
}

Result<Advisory> ReadIncident(std::string_view yaml) {
  if (yaml.size() > limits::kIncidentBytes) return Fail("the record is larger than the limit");
  const auto document = formats::yaml::Parse(yaml, {.bytes = limits::kIncidentBytes, .depth = 8});
  if (!document) {
    return Fail(
        fmt::format("line {}: {}", document.error().position.line, document.error().message));
  }
  const auto documents = document->root().Elements();
  if (documents.size() != 1 || !documents[0].AsObject())
    return Fail("a record is one YAML document with keys");
  return IncidentReader(documents[0].Members(), yaml).Run();
}

}  // namespace intel
