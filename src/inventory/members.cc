#include "inventory/members.h"

#include <fmt/format.h>

#include <algorithm>
#include "base/limits.h"
#include "base/text.h"
#include "inventory/graph.h"
#include "inventory/workspaces.h"

namespace inventory {
namespace {

using formats::json::Value;

/// How deep below the project the pattern can match; a `**` as deep as the walk goes.
std::size_t DepthOf(std::string_view pattern) {
  if (pattern.find("**") != std::string_view::npos) return limits::kFolderDepth;
  return Split(pattern, '/').size();
}

/// The folders that the patterns match.
std::vector<WorkspaceMember> AddMatching(Tree& tree, const Project& project,
                                         const std::vector<WorkspacePattern>& patterns) {
  std::size_t deepest = 0;
  for (const WorkspacePattern& pattern : patterns)
    deepest = std::max(deepest, DepthOf(pattern.text));

  std::vector<std::pair<std::string, const WorkspacePattern*>> found;
  std::vector<std::pair<std::string, std::size_t>> open = {{"", 0}};
  std::size_t seen = 0;
  while (!open.empty() && deepest > 0) {
    const auto [path, depth] = std::move(open.back());
    open.pop_back();
    const auto entries = project.files.List(JoinPath(project.folder, path));
    if (!entries) continue;
    for (const FolderEntry& entry : *entries) {
      if (++seen > limits::kFolderEntries) {
        tree.complaints.AddForFile(Diagnostic::Level::kError, "L018", tree.manifest,
                                   "there are too many folders to look for workspaces in",
                                   "the rest is not read");
        open.clear();
        break;
      }
      if (entry.type != FileType::kFolder || entry.name == "node_modules" ||
          entry.name.starts_with('.'))
        continue;
      const std::string below = path.empty() ? entry.name : path + "/" + entry.name;
      const WorkspacePattern* const pattern = FindPattern(patterns, below);
      if (pattern != nullptr) {
        const auto status =
            project.files.StatusOfTarget(JoinPath(project.folder, below + "/package.json"));
        if (status && status->type == FileType::kFile) found.emplace_back(below, pattern);
      }
      if (depth + 1 < deepest) open.emplace_back(below, depth + 1);
    }
  }
  std::sort(found.begin(), found.end());
  std::vector<WorkspaceMember> members;
  for (const auto& [path, pattern] : found) {
    const auto index = AddMember(tree, project.files, project.folder, path, {});
    if (!index) break;
    const Package& package = tree.at(*index).package;
    members.push_back(
        {.name = package.name ? package.name->text() : package.folder_name, .index = *index});
    AddMemberEdge(tree, *index, pattern->line, {});
  }
  return members;
}

}  // namespace

void AddMemberEdge(Tree& tree, PackageIndex member, std::uint32_t line, Complaints::Place place) {
  const Package& package = tree.at(member).package;
  AddEdge(tree, {.to = member,
                 .name = tree.texts.Copy(package.name ? package.name->text() : package.folder_name),
                 .range = tree.texts.Copy("workspace:" + package.path),
                 .scope = DependencyScope::kWorkspace,
                 .line = line,
                 .line_in_manifest = true,
                 .place = place});
}

std::vector<WorkspaceMember> AddMembers(Tree& tree, const Project& project) {
  const Node& root = tree.root();
  if (!root.manifest) return {};
  return AddMatching(tree, project,
                     WorkspacePatterns(*root.manifest_source, *root.manifest, tree.complaints));
}

std::vector<WorkspaceMember> AddPnpmMembers(Tree& tree, const Project& project) {
  constexpr std::string_view kFile = "pnpm-workspace.yaml";
  const std::string path = JoinPath(project.folder, kFile);
  const auto status = project.files.StatusOfTarget(path);
  if (!status || status->type != FileType::kFile) return {};
  auto read = ReadLockText(project.files, path, std::string(kFile), Syntax::kYaml, tree.complaints);
  if (!read) return {};
  const Source& source = tree.sources.emplace_back(std::move(*read));
  for (const Value& document : source.document.root().Elements()) {
    if (const auto workspace = document.AsObject()) {
      return AddMatching(tree, project,
                         PatternsIn(source, workspace->ElementsOf("packages"), tree.complaints));
    }
  }
  return {};
}

}  // namespace inventory
