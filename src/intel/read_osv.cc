#include "intel/read_osv.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "intel/intel_limits.h"

namespace intel {
namespace {

using formats::json::Object;
using formats::json::Value;

constexpr std::size_t kRemarks = 20;

class OsvReader {
 public:
  OsvReader(Object root, std::string_view source) : root_(root), source_(source) {}

  Result<OsvReading> Run() {
    const auto id = root_.FindString("id");
    if (!id || !IsAdvisoryId(*id)) {
      return Fail(id ? fmt::format("its id {} is none", Quote(*id)) : "it has no id",
                  "an OSV record has an `id` like GHSA-xxxx-xxxx-xxxx");
    }
    advisory_.id = *id;
    ReadTimes();
    ReadIds("aliases", advisory_.aliases);
    ReadIds("upstream", advisory_.upstream);
    advisory_.summary = root_.FindString("summary").value_or("");
    ReadSeverities(root_);
    for (const Value& reference : Items(root_, "references")) {
      if (const auto url = reference.Members().FindString("url"); url && url->find("://") < 12)
        advisory_.references.emplace_back(*url);
    }
    for (const Value& affected : Items(root_, "affected")) ReadAffected(affected.Members());
    ReadDatabaseSpecific(root_.MembersOf("database_specific"));
    FillSources();
    advisory_.malware = advisory_.malware || IsMalware();
    Normalise(advisory_);
    return OsvReading{.advisory = std::move(advisory_), .remarks = std::move(remarks_)};
  }

 private:
  void Remark(std::string text) {
    if (remarks_.size() < kRemarks) remarks_.push_back(std::move(text));
  }

  /// The elements of a list, at most limits::kAdvisoryItems of them.
  std::vector<Value> Items(Object object, std::string_view key) {
    const Value* const list = object.Find(key);
    if (list == nullptr || list->IsNull()) return {};
    if (!list->AsArray()) {
      Remark(fmt::format("`{}` is {}, not a list", key, formats::json::NameOf(list->kind())));
      return {};
    }
    const auto elements = list->Elements();
    if (elements.size() > limits::kAdvisoryItems)
      Remark(fmt::format("`{}` has {} entries; the first {} are used", key, elements.size(),
                         limits::kAdvisoryItems));
    return {elements.begin(),
            elements.begin() + std::min<std::size_t>(elements.size(), limits::kAdvisoryItems)};
  }

  UnixMillis Time(std::string_view key) {
    const auto text = root_.FindString(key);
    if (!text) return 0;
    const auto time = ParseTime(*text);
    if (!time) Remark(fmt::format("`{}` {} is no time", key, Quote(*text)));
    return time.value_or(0);
  }

  void ReadTimes() {
    advisory_.modified = Time("modified");
    advisory_.published = Time("published");
    advisory_.withdrawn = Time("withdrawn");
    // Withdrawn is withdrawn, whatever the time says.
    if (advisory_.withdrawn == 0 && root_.FindString("withdrawn"))
      advisory_.withdrawn = std::max<UnixMillis>(advisory_.modified, 1);
  }

  void ReadIds(std::string_view key, std::vector<std::string>& ids) {
    for (const Value& value : Items(root_, key)) {
      const auto id = value.AsString();
      if (id && IsAdvisoryId(*id)) {
        ids.emplace_back(*id);
      } else {
        Remark(fmt::format("an entry of `{}` is no id", key));
      }
    }
  }

  void ReadSeverities(Object object) {
    for (const Value& severity : Items(object, "severity")) {
      const auto type = severity.Members().FindString("type").value_or("");
      const auto score = severity.Members().FindString("score").value_or("");
      if (type.starts_with("CVSS_V") && !score.empty() && score.size() < 512) {
        advisory_.vectors.emplace_back(score);
      } else if (type == "Ubuntu") {
        TakeRating(score);
      } else {
        Remark(fmt::format("a severity of type {} is not understood", Quote(type)));
      }
    }
  }

  void TakeRating(std::string_view word) {
    static constexpr std::array<std::pair<std::string_view, Rating>, 7> kWords = {{
        {"negligible", Rating::kLow},
        {"none", Rating::kNone},
        {"low", Rating::kLow},
        {"moderate", Rating::kMedium},
        {"medium", Rating::kMedium},
        {"high", Rating::kHigh},
        {"critical", Rating::kCritical},
    }};
    for (const auto& [name, rating] : kWords) {
      if (EqualsIgnoringCase(word, name)) advisory_.rating = std::max(advisory_.rating, rating);
    }
  }

  void ReadAffected(Object object) {
    Affected affected;
    const Object package = object.MembersOf("package");
    affected.ecosystem = package.FindString("ecosystem").value_or("");
    affected.name = NormaliseName(affected.ecosystem, package.FindString("name").value_or(""));
    for (const Value& version : Items(object, "versions")) TakeVersion(version, affected);
    for (const Value& range : Items(object, "ranges")) ReadRange(range.Members(), affected);
    ReadSeverities(object);
    for (const std::string_view key : {"database_specific", "ecosystem_specific"}) {
      const Object specific = object.MembersOf(key);
      for (const Value& sri : Items(specific, "integrity")) TakeIntegrity(sri, affected);
      if (const auto word = specific.FindString("severity")) TakeRating(*word);
      for (const Value& cwe : Items(specific, "cwes")) {
        if (const auto id = cwe.Members().FindString("cweId")) TakeCwe(*id);
      }
      TakeFunctions(specific, affected);
    }
    if (!affected.ecosystem.empty() && !affected.name.empty() &&
        affected.name.size() <= limits::kAdvisoryUrlBytes) {
      advisory_.affected.push_back(std::move(affected));
    } else if (!TakeRepositories(affected)) {
      Remark("an entry of `affected` names neither a package nor a repository");
    }
  }

  /// Code that is named by its repository only: one entry for each repository.
  bool TakeRepositories(const Affected& affected) {
    bool any = false;
    for (const AffectedRange& range : affected.ranges) {
      if (range.type != RangeType::kGit || range.repository.empty()) continue;
      any = true;
      advisory_.affected.push_back({.ecosystem = std::string(kGitEcosystem),
                                    .name = NormaliseRepository(range.repository),
                                    .ranges = {range},
                                    .versions = affected.versions,
                                    .hashes = affected.hashes});
    }
    return any;
  }

  /// The three ways in which databases name what is vulnerable: GitHub's `affected_functions`,
  /// Go's `imports[].symbols`, RustSec's `affects.functions`. All or none: who names none of those
  /// that were kept might name one that was not.
  void TakeFunctions(Object specific, Affected& affected) {
    bool all = true;
    const auto take = [&](const Value& value) {
      const auto text = value.AsString();
      all = all && text && !text->empty() && text->size() <= limits::kAdvisoryFunctionBytes;
      if (all) affected.functions.emplace_back(*text);
    };
    for (const Value& name : Items(specific, "affected_functions")) take(name);
    for (const Value& name : Items(specific.MembersOf("affects"), "functions")) take(name);
    for (const Value& import : Items(specific, "imports")) {
      for (const Value& name : Items(import.Members(), "symbols")) take(name);
    }
    if (all && affected.functions.size() <= limits::kAdvisoryFunctions) return;
    affected.functions.clear();
    Remark("what it calls vulnerable is no list of names, or a longer one than is kept");
  }

  void TakeVersion(const Value& value, Affected& affected) {
    const auto version = value.AsString();
    if (version && !version->empty() && version->size() <= limits::kAdvisoryVersionBytes) {
      affected.versions.emplace_back(*version);
    } else {
      Remark("an entry of `versions` is no version");
    }
  }

  void TakeIntegrity(const Value& value, Affected& affected) {
    const auto integrity = Integrity::Parse(value.AsString().value_or(""));
    if (!integrity) return Remark("an entry of `integrity` is no Subresource Integrity");
    affected.hashes.insert(affected.hashes.end(), integrity->hashes().begin(),
                           integrity->hashes().end());
  }

  void ReadRange(Object object, Affected& affected) {
    AffectedRange range;
    const auto type = object.FindString("type").value_or("");
    if (type == "GIT") {
      range.type = RangeType::kGit;
    } else if (type == "ECOSYSTEM") {
      range.type = RangeType::kEcosystem;
    } else if (type != "SEMVER") {
      return Remark(fmt::format("a range of type {} is not understood", Quote(type)));
    }
    const auto repository = object.FindString("repo").value_or("");
    if (repository.size() <= limits::kAdvisoryUrlBytes) range.repository = repository;
    for (const Value& event : Items(object, "events")) ReadEvent(event.Members(), range);
    const bool begins = std::any_of(range.events.begin(), range.events.end(),
                                    [](const auto& e) { return e.kind == EventKind::kIntroduced; });
    if (!begins) Remark("a range has no `introduced` event, so it affects nothing");
    affected.ranges.push_back(std::move(range));
  }

  void ReadEvent(Object object, AffectedRange& range) {
    static constexpr std::array<std::pair<std::string_view, EventKind>, 4> kKinds = {{
        {"introduced", EventKind::kIntroduced},
        {"fixed", EventKind::kFixed},
        {"last_affected", EventKind::kLastAffected},
        {"limit", EventKind::kLimit},
    }};
    bool any = false;
    for (const auto& [key, kind] : kKinds) {
      const auto version = object.FindString(key);
      if (!version || version->empty() || version->size() > limits::kAdvisoryVersionBytes) continue;
      range.events.push_back({.kind = kind, .version = std::string(*version)});
      any = true;
    }
    if (!any) Remark("an event says nothing that is understood");
  }

  void TakeCwe(std::string_view id) {
    if (id.starts_with("CWE-") && IsAdvisoryId(id)) advisory_.cwes.emplace_back(id);
  }

  void ReadDatabaseSpecific(Object specific) {
    if (const auto word = specific.FindString("severity")) TakeRating(*word);
    for (const Value& cwe : Items(specific, "cwe_ids")) TakeCwe(cwe.AsString().value_or(""));
    // OSSF malicious-packages: who reported it, each an independent claim.
    for (const Value& origin : Items(specific, "malicious-packages-origins")) {
      advisory_.malware = true;
      const auto name = origin.Members().FindString("source");
      if (name && IsAdvisoryId(*name)) advisory_.sources.emplace_back(*name);
    }
  }

  void FillSources() {
    if (advisory_.sources.empty()) {
      // The database by the id's prefix, which the schema reserves for it.
      const std::string prefix = ToLower(advisory_.id.substr(0, advisory_.id.find('-')));
      advisory_.sources.push_back(source_.empty() ? prefix : std::string(source_));
    }
  }

  bool IsMalware() const {
    const auto& cwes = advisory_.cwes;
    return advisory_.id.starts_with("MAL-") ||
           std::find(cwes.begin(), cwes.end(), "CWE-506") != cwes.end();
  }

  Object root_;
  std::string_view source_;
  Advisory advisory_;
  std::vector<std::string> remarks_;
};

}  // namespace

bool IsAdvisoryId(std::string_view text) {
  if (text.empty() || text.size() > limits::kAdvisoryIdBytes) return false;
  const auto plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  return plain(text.front()) && std::all_of(text.begin(), text.end(), [&](char c) {
           return plain(c) || c == '-' || c == '_' || c == '.' || c == ':' || c == '+';
         });
}

Result<OsvReading> ReadOsv(std::string_view text, std::string_view source) {
  const auto document = formats::ParseJson(text, {.bytes = limits::kAdvisoryBytes});
  if (!document) return Fail(document.error());
  if (!document->root().AsObject()) return Fail("it is no object");
  return OsvReader(document->root().Members(), source).Run();
}

}  // namespace intel
