#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"
#include "registry/npmrc.h"
#include "registry/workspace_glob.h"

namespace registry {
namespace {

/// The file behind the first executable `name` in PATH; empty when there is none.
std::string ProgramInPath(const FileSystem& files, const Environment& environment,
                          std::string_view name) {
  const std::string path = Find(environment, "PATH").value_or("");
  for (const std::string_view folder : Split(path, ':')) {
    if (!folder.starts_with('/')) continue;
    const std::string candidate = JoinPath(folder, name);
    const auto status = files.StatusOfTarget(candidate);
    if (!status || status->type != FileType::kFile) continue;
    return files.RealPath(candidate).value_or(candidate);
  }
  return {};
}

bool Is(const FileSystem& files, const std::string& path, FileType type) {
  const auto status = files.StatusOfTarget(path);
  return status && status->type == type;
}

/// Whether the package.json in `root` has the folder `member` (below it) in its workspaces.
bool HasMember(const FileSystem& files, const std::string& root, const std::string& member) {
  const auto bytes = files.Read(JoinPath(root, "package.json"), limits::kManifestBytes);
  if (!bytes) return false;
  const auto document = formats::ParseJson(*bytes);
  if (!document) return false;
  const auto manifest = document->root().AsObject();
  if (!manifest) return false;
  auto patterns = manifest->FindArray("workspaces");
  if (const auto object = manifest->FindObject("workspaces")) {
    patterns = object->FindArray("packages");
  }
  if (!patterns) return false;
  const std::string_view relative = std::string_view(member).substr(root.size());
  bool matched = false;
  for (const auto& pattern : *patterns) {
    std::string_view text = pattern.AsString().value_or("");
    const bool negated = text.starts_with('!');
    if (negated) text.remove_prefix(1);
    if (MatchesWorkspaceGlob(text, relative)) matched = !negated;
  }
  return matched;
}

std::string FindProject(const FileSystem& files, const std::string& folder) {
  std::string nearest;
  std::string current = folder;
  for (std::size_t depth = 0; depth < limits::kFolderDepth; ++depth) {
    const bool has_manifest = Is(files, JoinPath(current, "package.json"), FileType::kFile);
    if (nearest.empty()) {
      if (has_manifest || Is(files, JoinPath(current, "node_modules"), FileType::kFolder)) {
        nearest = current;
      }
    } else if (has_manifest && HasMember(files, current, nearest)) {
      return current;
    }
    const std::string parent(ParentPath(current));
    if (parent == current || current == ".") break;
    current = parent;
  }
  return nearest.empty() ? folder : nearest;
}

}  // namespace

NpmPlaces FindNpmPlaces(const FileSystem& files, const Environment& environment,
                        const std::string& folder) {
  NpmPlaces places;
  places.home = Find(environment, "HOME").value_or("");
  places.project = FindProject(files, files.RealPath(folder).value_or(folder));
  if (const std::string npm = ProgramInPath(files, environment, "npm"); !npm.empty()) {
    // npm is .../npm/bin/npm-cli.js
    places.builtin_file = JoinPath(ParentPath(ParentPath(npm)), "npmrc");
  }
  if (const auto prefix = Find(environment, "PREFIX")) {
    places.prefix = *prefix;
  } else if (const std::string node = ProgramInPath(files, environment, "node"); !node.empty()) {
    places.prefix = ParentPath(ParentPath(node));
    if (const auto staged = Find(environment, "DESTDIR")) {
      places.prefix = NormalisePath(*staged + places.prefix);
    }
  }
  return places;
}

}  // namespace registry
