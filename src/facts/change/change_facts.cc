#include "facts/change/change_facts.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/file_system.h"
#include "base/text.h"
#include "facts/byte_scan.h"
#include "facts/change/obfuscation.h"
#include "facts/file_class.h"
#include "facts/package_view.h"
#include "facts/sink.h"
#include "formats/json.h"

namespace facts {
namespace {

constexpr std::string_view kManifest = "package.json";
/// Below that a file put beside others is ordinary work, whatever its lines look like.
constexpr std::size_t kOpaqueBytes = 100'000;
constexpr std::size_t kOpaqueLine = 20'000;
/// A script's own file is short in honest packages: one long line in it is already opaque.
constexpr std::size_t kOpaqueScriptLine = 1'000;
/// Names a machine made; fewer may be anybody's.
constexpr std::uint32_t kObfuscatedNames = 20;
/// An insertion leaves the old text whole; less than that is not worth the comparison.
constexpr std::size_t kInsertedFloor = 64;
/// Code "hardly changed" when at most that share of the files differs.
constexpr std::size_t kHardlyChangedShare = 4;

bool SameBytes(const ContentFile& a, const ContentFile& b) {
  return std::equal(a.bytes.begin(), a.bytes.end(), b.bytes.begin(), b.bytes.end());
}

bool IsCode(const ContentFile& file) {
  return ClassOf(file.path) == FileClass::kCode && LooksLikeText(file.bytes);
}

/// Host names after `://` in a text, lower case, as written otherwise.
void AddHosts(std::string_view text, std::set<std::string>& hosts) {
  for (std::size_t at = text.find("://"); at != std::string_view::npos;
       at = text.find("://", at + 3)) {
    const std::size_t begin = at + 3;
    std::size_t end = begin;
    const auto part_of_host = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '.' || c == '-';
    };
    while (end < text.size() && part_of_host(text[end])) ++end;
    const std::string_view host = text.substr(begin, end - begin);
    if (host.find('.') != std::string_view::npos && !host.ends_with('.'))
      hosts.insert(ToLower(host));
  }
}

std::set<std::string> HostsIn(const Contents& contents) {
  std::set<std::string> hosts;
  for (const ContentFile& file : contents.files)
    if (LooksLikeText(file.bytes)) AddHosts(AsText(file.bytes), hosts);
  return hosts;
}

/// The paths a manifest gives for what is loaded: field and path, in order of the fields.
std::vector<std::pair<std::string, std::string>> EntriesOf(const Contents& contents) {
  std::vector<std::pair<std::string, std::string>> entries;
  const ContentFile* const manifest = contents.Find(kManifest);
  if (manifest == nullptr) return entries;
  const auto document = formats::ParseJson(manifest->bytes);
  const auto root = document ? document->root().AsObject() : std::nullopt;
  if (!root) return entries;
  for (const std::string_view field : {"main", "module", "browser", "bin"}) {
    if (const auto path = root->FindString(field)) entries.emplace_back(field, *path);
  }
  for (const auto& member : root->MembersOf("bin"))
    if (const auto path = member.value.AsString()) entries.emplace_back("bin", *path);
  return entries;
}

class Comparison {
 public:
  Comparison(const TwoVersions& versions, Sink& sink) : versions_(versions), sink_(sink) {
    for (const ContentFile& file : versions.now.files) {
      const ContentFile* const was = versions.before.Find(file.path);
      if (was == nullptr) {
        added_.push_back(&file);
      } else if (SameBytes(file, *was)) {
        ++same_;
      } else {
        changed_.emplace_back(was, &file);
      }
    }
    for (const ContentFile& file : versions.before.files)
      if (versions.now.Find(file.path) == nullptr) ++removed_;
  }

  void TellAll() {
    TellSummary();
    if (IsManifestOnly(versions_.before, versions_.now)) TellManifestOnly();
    TellScriptTargets();
    TellOpaqueFiles();
    TellObfuscation();
    TellInsertions();
    TellHosts();
    TellEntries();
  }

 private:
  void Add(FactKind kind, Phase phase, std::string_view path, const std::vector<KeyText>& values) {
    Evidence evidence;
    evidence.file = Untrusted(path);
    sink_.Add(kind, phase, std::move(evidence), values);
  }

  void TellSummary() {
    const std::string added = std::to_string(added_.size());
    const std::string removed = std::to_string(removed_);
    const std::string changed = std::to_string(changed_.size());
    const std::string same = std::to_string(same_);
    Add(FactKind::kChangeSummary, Phase::kUnknown, kManifest,
        {{"added", added},
         {"removed", removed},
         {"changed", changed},
         {"same", same},
         {"previous", versions_.before_version}});
  }

  void TellManifestOnly() {
    const auto names = [](const Facts& facts) {
      std::set<std::string_view> all;
      for (const Fact& fact : facts) {
        if (fact.kind != FactKind::kManifestDependency) continue;
        const Untrusted* const scope = fact.Find("scope");
        if (scope != nullptr && scope->View() == "dev") continue;
        if (const Untrusted* const name = fact.Find("name")) all.insert(name->View());
      }
      return all;
    };
    const auto before = names(versions_.before_facts);
    const auto now = names(versions_.now_facts);
    const auto added = static_cast<std::size_t>(std::count_if(
        now.begin(), now.end(), [&](std::string_view name) { return !before.contains(name); }));
    Add(FactKind::kChangeManifestOnly, Phase::kUnknown, kManifest,
        {{"added-dependencies", std::to_string(added)}, {"previous", versions_.before_version}});
  }

  void TellScriptTargets() {
    for (const Fact& fact : versions_.now_facts) {
      if (fact.kind != FactKind::kScriptTarget || fact.phase != Phase::kInstall) continue;
      const Untrusted* const path = fact.Find("path");
      const Untrusted* const script = fact.Find("script");
      if (path == nullptr) continue;
      const ContentFile* const now = ResolveFile(versions_.now, path->View());
      if (now == nullptr) continue;
      const ContentFile* const was = versions_.before.Find(now->path);
      if (was != nullptr && SameBytes(*was, *now)) continue;
      const std::uint32_t longest = LongestLine(*now);
      const bool opaque = longest >= kOpaqueScriptLine || !LooksLikeText(now->bytes) ||
                          MachineNames(AsText(now->bytes)) >= kObfuscatedNames;
      Add(FactKind::kChangeScriptTarget, Phase::kInstall, now->path,
          {{"script", script != nullptr ? script->View() : std::string_view()},
           {"path", now->path},
           {"how", was == nullptr ? "added" : "changed"},
           {"bytes", std::to_string(now->bytes.size())},
           {"longest-line", std::to_string(longest)},
           {"opaque", YesNo(opaque)}});
    }
  }

  static std::uint32_t LongestLine(const ContentFile& file) {
    return MeasureLines(AsText(file.bytes)).longest;
  }

  void TellOpaqueFiles() {
    const std::size_t all = versions_.now.files.size();
    if (changed_.size() * kHardlyChangedShare > all || same_ == 0) return;
    for (const ContentFile* file : added_) {
      if (file->bytes.size() < kOpaqueBytes || !IsCode(*file)) continue;
      const std::uint32_t longest = LongestLine(*file);
      if (longest < kOpaqueLine) continue;
      Add(FactKind::kChangeOpaqueFile, Phase::kUnknown, file->path,
          {{"path", file->path},
           {"bytes", std::to_string(file->bytes.size())},
           {"longest-line", std::to_string(longest)}});
    }
  }

  void TellObfuscation() {
    const bool had = std::any_of(
        versions_.before.files.begin(), versions_.before.files.end(), [](const ContentFile& file) {
          return IsCode(file) && MachineNames(AsText(file.bytes)) >= kObfuscatedNames;
        });
    if (had) return;
    for (const ContentFile& file : versions_.now.files) {
      if (!IsCode(file)) continue;
      const std::uint32_t names = MachineNames(AsText(file.bytes));
      if (names < kObfuscatedNames) continue;
      Add(FactKind::kChangeObfuscationGained, IsEntry(file) ? Phase::kImport : Phase::kUnknown,
          file.path,
          {{"path", file.path},
           {"identifiers", std::to_string(names)},
           {"longest-line", std::to_string(LongestLine(file))},
           {"entry", YesNo(IsEntry(file))}});
    }
  }

  [[nodiscard]] bool IsEntry(const ContentFile& file) const {
    if (file.path == "index.js" || file.path == "index.mjs" || file.path == "index.cjs")
      return true;
    const auto entries = EntriesOf(versions_.now);
    return std::any_of(entries.begin(), entries.end(), [&](const auto& entry) {
      return ResolveFile(versions_.now, entry.second) == &file;
    });
  }

  void TellInsertions() {
    for (const auto& [was, now] : changed_) {
      if (!IsCode(*now) || was->bytes.size() < kInsertedFloor) continue;
      const std::string_view old = Trim(AsText(was->bytes));
      const std::string_view text = AsText(now->bytes);
      const std::size_t at = text.find(old);
      if (old.empty() || at == std::string_view::npos) continue;
      const std::size_t head = Trim(text.substr(0, at)).size();
      const std::size_t tail = Trim(text.substr(at + old.size())).size();
      if (std::max(head, tail) < kInsertedFloor) continue;
      Add(FactKind::kChangeCodeInserted, Phase::kUnknown, now->path,
          {{"path", now->path},
           {"where", head > tail ? "head" : "tail"},
           {"bytes", std::to_string(head + tail)}});
    }
  }

  void TellHosts() {
    const std::set<std::string> had = HostsIn(versions_.before);
    const auto tell = [&](const ContentFile& file) {
      if (!IsCode(file)) return;
      std::set<std::string> hosts;
      AddHosts(AsText(file.bytes), hosts);
      for (const std::string& host : hosts) {
        if (!had.contains(host))
          Add(FactKind::kChangeHostAdded, Phase::kUnknown, file.path,
              {{"host", host}, {"path", file.path}});
      }
    };
    for (const ContentFile* file : added_) tell(*file);
    for (const auto& [was, now] : changed_) tell(*now);
  }

  void TellEntries() {
    const auto before = EntriesOf(versions_.before);
    for (const auto& [field, path] : EntriesOf(versions_.now)) {
      const ContentFile* const file = ResolveFile(versions_.now, path);
      if (file == nullptr || versions_.before.Find(file->path) != nullptr) continue;
      const auto was =
          std::find_if(before.begin(), before.end(),
                       [&name = field](const auto& each) { return each.first == name; });
      if (was == before.end() || was->second == path) continue;
      Add(FactKind::kChangeEntryMoved, Phase::kImport, kManifest,
          {{"field", field}, {"was", was->second}, {"now", path}});
    }
  }

  const TwoVersions& versions_;
  Sink& sink_;
  std::vector<const ContentFile*> added_;
  std::vector<std::pair<const ContentFile*, const ContentFile*>> changed_;
  std::size_t removed_ = 0;
  std::size_t same_ = 0;
};

}  // namespace

Facts ExtractChange(const TwoVersions& versions) {
  Sink sink;
  Comparison(versions, sink).TellAll();
  return std::move(sink).Take();
}

bool IsManifestOnly(const Contents& before, const Contents& now) {
  if (before.files.size() != now.files.size()) return false;
  bool manifest_differs = false;
  for (std::size_t i = 0; i < now.files.size(); ++i) {
    if (before.files[i].path != now.files[i].path) return false;
    if (SameBytes(before.files[i], now.files[i])) continue;
    if (now.files[i].path != kManifest) return false;
    manifest_differs = true;
  }
  return manifest_differs;
}

std::vector<std::string> UnusedDependencies(const Contents& contents,
                                            const std::vector<std::string>& dependencies) {
  std::vector<std::string> unused = dependencies;
  std::sort(unused.begin(), unused.end());
  unused.erase(std::unique(unused.begin(), unused.end()), unused.end());
  bool any_code = false;
  for (const ContentFile& file : contents.files) {
    if (!IsCode(file)) continue;
    any_code = true;
    const std::string_view text = AsText(file.bytes);
    std::erase_if(
        unused, [&](const std::string& name) { return text.find(name) != std::string_view::npos; });
  }
  if (!any_code) return {};
  const ContentFile* const manifest = contents.Find(kManifest);
  const auto document = manifest != nullptr ? formats::ParseJson(manifest->bytes)
                                            : Result<formats::json::Document>(Fail("no manifest"));
  if (!document) return unused;
  for (const auto& member : document->root().Members().MembersOf("scripts")) {
    const auto command = member.value.AsString().value_or(std::string_view());
    std::erase_if(unused, [&](const std::string& name) {
      return command.find(name) != std::string_view::npos;
    });
  }
  return unused;
}

}  // namespace facts
