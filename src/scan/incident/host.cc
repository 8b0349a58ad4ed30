#include <algorithm>

#include "base/text.h"
#include "scan/incident/search.h"

namespace scan {
namespace {

/// Where a start-up entry stands, below a home.
constexpr std::string_view kStartFolders[] = {
    ".config/systemd/user", ".config/autostart", "Library/LaunchAgents",
    "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup"};

/// "C:\\ProgramData\\x" is "/ProgramData/x" below the root of such a system.
std::string SystemPath(std::string_view indicator) {
  std::string path = ReplaceAll(std::string(indicator), "\\", "/");
  if (path.size() > 2 && path[1] == ':') path.erase(0, 2);
  while (path.ends_with('/')) path.pop_back();
  return path;
}

/// Every place where a file of that name may lie, as the record writes it.
std::vector<std::string> PlacesOf(const Machine& machine, const std::string& indicator) {
  std::vector<std::string> places;
  if (indicator.starts_with("~/")) {
    for (const std::string& home : machine.homes)
      places.push_back(JoinPath(home, indicator.substr(2)));
    return places;
  }
  const std::string path = SystemPath(indicator);
  if (path.starts_with('/')) return {machine.root + path};
  if (path.find_first_of("/%$*<") != std::string::npos) return {};
  for (const std::string& folder : machine.temporary) places.push_back(JoinPath(folder, path));
  for (const std::string& home : machine.homes) {
    places.push_back(JoinPath(home, path));
    for (const std::string_view start : kStartFolders)
      places.push_back(JoinPath(JoinPath(home, start), path));
  }
  return places;
}

}  // namespace

void SearchHost(const Wanted& wanted, const FileSystem& files, const Machine& machine,
                Investigation& investigation) {
  std::size_t looked = 0;
  for (const Incident& incident : wanted.incidents()) {
    for (const std::string& indicator : incident.files) {
      for (const std::string& place : PlacesOf(machine, indicator)) {
        ++looked;
        const auto status = files.Status(place);
        if (!status || status->type == FileType::kMissing) continue;
        investigation.sightings.push_back({.incident = incident.id,
                                           .kind = SightingKind::kHost,
                                           .install = InstallChance::kHappened,
                                           .place = Untrusted(place),
                                           .since = status->modified_ns / 1'000'000});
      }
    }
  }
  investigation.examined.emplace_back("places on the host", looked);
}

}  // namespace scan
