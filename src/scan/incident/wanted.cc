#include <algorithm>

#include "base/text.h"
#include "inventory/read.h"
#include "scan/incident/search.h"

namespace scan {
namespace {

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '@' ||
         c == '/' || c == '-' || c == '_' || c == '.' || c == '~';
}

/// "node_modules/a/node_modules/@s/b", "/@s/b@1.0.0", "@s/b@npm:^1" all name "@s/b".
std::string_view NameIn(std::string_view word) {
  constexpr std::string_view kFolder = "node_modules/";
  if (const std::size_t at = word.rfind(kFolder); at != std::string_view::npos)
    word.remove_prefix(at + kFolder.size());
  while (!word.empty() && word.front() == '/') word.remove_prefix(1);
  if (const std::size_t at = word.find('@', 1); at != std::string_view::npos)
    word = word.substr(0, at);
  return word;
}

}  // namespace

Wanted::Wanted(const std::vector<Incident>& incidents) : incidents_(incidents) {
  for (const Incident& incident : incidents) {
    for (const auto& [name, versions] : incident.releases)
      if (!names_.contains(name) || !names_.at(name).empty())
        names_[name].insert(versions.begin(), versions.end());
    for (const std::string& name : incident.names) names_[name].clear();
  }
}

std::vector<const Incident*> Wanted::Of(const std::string& name, const std::string& version) const {
  std::vector<const Incident*> found;
  if (!names_.contains(name)) return found;
  for (const Incident& incident : incidents_)
    if (incident.IsAbout(name, version)) found.push_back(&incident);
  return found;
}

bool Wanted::IsNamedIn(std::string_view text) const {
  std::size_t at = 0;
  while (at < text.size()) {
    if (!IsNameCharacter(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && IsNameCharacter(text[at])) ++at;
    const auto found = names_.find(NameIn(text.substr(begin, at - begin)));
    if (found == names_.end()) continue;
    const auto& versions = found->second;
    if (versions.empty() ||
        std::any_of(versions.begin(), versions.end(), [&](const std::string& version) {
          return text.find(version) != std::string_view::npos;
        }))
      return true;
  }
  return false;
}

Result<std::vector<Hit>> HitsIn(const Wanted& wanted, const std::string& name, Bytes lockfile) {
  FakeFileSystem memory;
  memory.Add("/" + name, AsText(lockfile));
  const auto inventory = inventory::Read(memory, "/" + name);
  if (!inventory) return Fail(inventory.error());
  std::vector<Hit> hits;
  for (const Package& package : inventory->packages) {
    if (!package.name || package.origin == Origin::kRoot || package.origin == Origin::kWorkspace)
      continue;
    for (const Incident* incident : wanted.Of(package.name->text(), package.version))
      hits.push_back({incident->id, package.name->text(), package.version, package.line});
  }
  std::sort(hits.begin(), hits.end());
  hits.erase(std::unique(hits.begin(), hits.end(),
                         [](const Hit& a, const Hit& b) {
                           return a.incident == b.incident && a.name == b.name &&
                                  a.version == b.version;
                         }),
             hits.end());
  return hits;
}

InstallChance ChanceBetween(const Incident& incident, std::optional<UnixMillis> since,
                            std::optional<UnixMillis> until) {
  if (incident.from && until && *until < *incident.from) return InstallChance::kTooEarly;
  if (incident.to && since && *since > *incident.to) return InstallChance::kTooLate;
  return InstallChance::kPossible;
}

}  // namespace scan
