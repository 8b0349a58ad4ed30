#include "inventory/workspaces.h"

#include <fmt/format.h>

#include <map>

#include "base/file_system.h"
#include "base/limits.h"
#include "base/text.h"

namespace inventory {
namespace {

/// How many ways `{a,b}` in one pattern may be written out.
constexpr std::size_t kBraceWays = 64;

/// One character of the glob at `at` against `c`; the glob's next place, or 0 when they differ.
std::size_t MatchOne(std::string_view glob, std::size_t at, char c) {
  if (glob[at] == '?') return at + 1;
  const std::size_t close = glob[at] == '[' ? glob.find(']', at + 2) : std::string_view::npos;
  if (close == std::string_view::npos) return glob[at] == c ? at + 1 : 0;
  std::size_t i = at + 1;
  const bool negated = glob[i] == '!' || glob[i] == '^';
  if (negated) ++i;
  bool found = false;
  for (; i < close; ++i) {
    if (i + 2 < close && glob[i + 1] == '-') {
      found = found || (glob[i] <= c && c <= glob[i + 2]);
      i += 2;
    } else {
      found = found || glob[i] == c;
    }
  }
  return found != negated ? close + 1 : 0;
}

/// One segment, greedily with one point to come back to: time is pattern times text.
bool MatchesSegment(std::string_view glob, std::string_view text) {
  if (text.starts_with('.') && !glob.starts_with('.')) return false;
  std::size_t g = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_text = 0;
  while (t < text.size()) {
    const std::size_t next = g < glob.size() && glob[g] != '*' ? MatchOne(glob, g, text[t]) : 0;
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      star_text = t;
    } else if (next != 0) {
      g = next;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

/// The same over segments, with `**` as the star.
bool MatchesSegments(std::string_view glob, std::string_view path) {
  const auto patterns = Split(glob, '/');
  const auto segments = Split(path, '/');
  std::size_t p = 0;
  std::size_t s = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_segment = 0;
  while (s < segments.size()) {
    const bool is_star = p < patterns.size() && patterns[p] == "**";
    if (is_star) {
      star = p++;
      star_segment = s;
    } else if (p < patterns.size() && MatchesSegment(patterns[p], segments[s])) {
      ++p;
      ++s;
    } else if (star != std::string_view::npos && !segments[star_segment].starts_with('.')) {
      p = star + 1;
      s = ++star_segment;
    } else {
      return false;
    }
  }
  while (p < patterns.size() && patterns[p] == "**") ++p;
  return p == patterns.size();
}

/// "{a,b}/c" as "a/c" and "b/c".
std::vector<std::string> WithoutBraces(std::string_view glob) {
  std::vector<std::string> done;
  std::vector<std::string> open = {std::string(glob)};
  while (!open.empty() && done.size() + open.size() <= kBraceWays) {
    const std::string one = std::move(open.back());
    open.pop_back();
    // The innermost braces first: nothing nested is left between them.
    const std::size_t close = one.find('}');
    const std::size_t begin =
        close == std::string::npos ? std::string::npos : one.rfind('{', close);
    if (begin == std::string::npos) {
      done.push_back(one);
      continue;
    }
    for (const std::string_view way :
         Split(std::string_view(one).substr(begin + 1, close - begin - 1), ',')) {
      open.push_back(one.substr(0, begin).append(way).append(one.substr(close + 1)));
    }
  }
  return done;
}

}  // namespace

bool MatchesGlob(std::string_view glob, std::string_view path) {
  if (glob.find('{') == std::string_view::npos) return MatchesSegments(glob, path);
  for (const std::string& one : WithoutBraces(glob)) {
    if (MatchesSegments(one, path)) return true;
  }
  return false;
}

std::vector<WorkspacePattern> WorkspacePatterns(const Source& source,
                                                const formats::json::Object& manifest,
                                                Complaints& complaints) {
  const formats::json::Value* field = manifest.Find("workspaces");
  if (field == nullptr || field->IsNull()) return {};
  const formats::json::Value* list = field;
  if (const auto object = field->AsObject()) list = object->Find("packages");
  const auto items = list == nullptr ? std::nullopt : list->AsArray();
  if (!items) {
    complaints.Warn("L002", ValueOf(source, *field), "`workspaces` is not a list of patterns",
                    "write it as [\"packages/*\"]");
    return {};
  }
  return PatternsIn(source, *items, complaints);
}

std::vector<WorkspacePattern> PatternsIn(const Source& source, const formats::json::Array& list,
                                         Complaints& complaints) {
  std::vector<WorkspacePattern> patterns;
  for (const formats::json::Value& item : list) {
    const auto text = item.AsString();
    if (!text || patterns.size() == limits::kWorkspacePatterns) {
      complaints.Warn(text ? "L018" : "L002", ValueOf(source, item),
                      text
                          ? fmt::format("more than {} workspace patterns", patterns.size())
                          : fmt::format("a workspace pattern is {}, not text", NameOf(item.kind())),
                      "it is passed over");
      if (text) break;
      continue;
    }
    std::string_view pattern = *text;
    WorkspacePattern read{.line = source.LineAt(item.offset())};
    while (pattern.starts_with('!')) {
      read.negated = !read.negated;
      pattern.remove_prefix(1);
    }
    if (pattern.starts_with("./")) pattern.remove_prefix(1);
    while (pattern.starts_with('/')) pattern.remove_prefix(1);
    while (pattern.ends_with('/')) pattern.remove_suffix(1);
    read.text = pattern;
    patterns.push_back(std::move(read));
  }
  return patterns;
}

const WorkspacePattern* FindPattern(const std::vector<WorkspacePattern>& patterns,
                                    std::string_view path) {
  const WorkspacePattern* found = nullptr;
  for (const WorkspacePattern& pattern : patterns) {
    if (MatchesGlob(pattern.text, path)) found = &pattern;
  }
  return found == nullptr || found->negated ? nullptr : found;
}

std::vector<Workspace> FindWorkspaces(Tree& tree) {
  const Node& root = tree.root();
  const Source* const source = root.manifest ? root.manifest_source : root.entry_place.source;
  const auto& manifest = root.manifest ? root.manifest : root.entry;
  if (!manifest || source == nullptr) return {};
  const auto patterns = WorkspacePatterns(*source, *manifest, tree.complaints);
  std::vector<Workspace> workspaces;
  if (patterns.empty()) return workspaces;
  std::map<std::string, std::string> path_of;
  for (const Node& node : tree.nodes) {
    const std::string& path = node.package.path;
    if (path.empty() || IsInstalledPath(path) || node.package.origin == Origin::kLink) continue;
    const WorkspacePattern* const pattern = FindPattern(patterns, path);
    if (pattern == nullptr) continue;
    const std::string name =
        node.package.name ? node.package.name->text() : node.package.folder_name;
    const auto [other, is_new] = path_of.emplace(name, path);
    if (!is_new) {
      tree.complaints.Add(Diagnostic::Level::kError, "L017", {.source = source},
                          fmt::format("two workspaces are named {}: {} and {}", Quote(name),
                                      Quote(other->second), Quote(path)),
                          "give each workspace a name of its own");
      continue;
    }
    workspaces.push_back({.name = name, .path = path, .line = pattern->line});
  }
  return workspaces;
}

}  // namespace inventory
