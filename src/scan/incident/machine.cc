#include <array>

#include "base/text.h"
#include "scan/incident/search.h"

namespace scan {
namespace {

bool IsFolder(const FileSystem& files, const std::string& path) {
  const auto status = files.StatusOfTarget(path);
  return status && status->type == FileType::kFolder;
}

/// `folder` + "/*" + `rest`, for every folder there.
void AddEach(const FileSystem& files, const std::string& folder, std::string_view rest,
             std::vector<std::string>& found) {
  if (!IsFolder(files, folder)) return;
  const auto entries = files.List(folder);
  if (!entries) return;
  for (const FolderEntry& entry : *entries) {
    const std::string path = JoinPath(folder, entry.name) + std::string(rest);
    if (IsFolder(files, path)) found.push_back(path);
  }
}

/// A folder of versions or names, and what stands below each of them.
struct Versions {
  std::string_view folder;
  std::string_view rest;
};
constexpr Versions kVersions[] = {
    {".nvm/versions/node", "/lib/node_modules"},
    {"AppData/Roaming/nvm", "/node_modules"},
    {".local/share/fnm/node-versions", "/installation/lib/node_modules"},
    {"Library/Application Support/fnm/node-versions", "/installation/lib/node_modules"},
    {"AppData/Roaming/fnm/node-versions", "/installation/node_modules"},
    {".asdf/installs/nodejs", "/lib/node_modules"},
    {".local/share/mise/installs/node", "/lib/node_modules"},
    {".volta/tools/image/packages", "/lib/node_modules"},
    {".local/share/pnpm/global", "/node_modules"},
    {"Library/pnpm/global", "/node_modules"},
    {"AppData/Local/pnpm/global", "/node_modules"},
    {".npm/_npx", "/node_modules"},
    {"AppData/Local/npm-cache/_npx", "/node_modules"}};
constexpr std::string_view kGlobal[] = {
    ".npm-global/lib/node_modules",     ".bun/install/global/node_modules",
    ".config/yarn/global/node_modules", "AppData/Local/Yarn/Data/global/node_modules",
    "AppData/Roaming/npm/node_modules", "n/lib/node_modules"};

void AddHome(const FileSystem& files, const std::string& home, Machine& machine) {
  for (const Versions& versions : kVersions)
    AddEach(files, JoinPath(home, versions.folder), versions.rest, machine.global_installs);
  for (const std::string_view folder : kGlobal)
    if (IsFolder(files, JoinPath(home, folder)))
      machine.global_installs.push_back(JoinPath(home, folder));
  const std::string temporary = JoinPath(home, "AppData/Local/Temp");
  if (IsFolder(files, temporary)) machine.temporary.push_back(temporary);
}

}  // namespace

bool IsMachineRoot(const FileSystem& files, const std::string& folder) {
  return IsFolder(files, JoinPath(folder, "etc")) || IsFolder(files, JoinPath(folder, "Users")) ||
         IsFolder(files, JoinPath(folder, "ProgramData"));
}

Machine MachineAt(const FileSystem& files, const std::string& root, const std::string& home) {
  Machine machine{.root = root};
  if (root.empty()) {
    if (!home.empty()) machine.homes.push_back(home);
  } else {
    for (const char* folder : {"home", "Users"})
      AddEach(files, JoinPath(root, folder), "", machine.homes);
    if (IsFolder(files, JoinPath(root, "root"))) machine.homes.push_back(JoinPath(root, "root"));
  }
  const auto add = [&](const std::string& path, std::vector<std::string>& list) {
    if (IsFolder(files, path)) list.push_back(path);
  };
  for (const char* folder :
       {"usr/lib/node_modules", "usr/local/lib/node_modules", "opt/homebrew/lib/node_modules",
        "usr/local/share/.config/yarn/global/node_modules", "Program Files/nodejs/node_modules"})
    add(root + "/" + folder, machine.global_installs);
  AddEach(files, root + "/usr/local/n/versions/node", "/lib/node_modules", machine.global_installs);
  for (const char* folder : {"tmp", "var/tmp", "private/tmp", "Windows/Temp"})
    add(root + "/" + folder, machine.temporary);
  for (const std::string& each : machine.homes) AddHome(files, each, machine);
  return machine;
}

}  // namespace scan
