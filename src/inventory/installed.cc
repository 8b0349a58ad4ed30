#include "inventory/installed.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "base/limits.h"
#include "base/text.h"
#include "inventory/lockfile.h"
#include "inventory/platforms.h"

namespace inventory {
namespace {

using formats::json::Object;
using formats::json::Value;
using Level = Diagnostic::Level;

constexpr std::string_view kManifestName = "package.json";

/// "folder/file" as the user would name it from where the program was started.
std::string NameFor(const std::string& folder, const std::string& file) {
  return folder == "." ? file : JoinPath(folder, file);
}

std::string Below(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : path + "/" + std::string(name);
}

/// The installed names in a node_modules: "a", "@scope/b". Names with a dot in front are npm's own.
class NameLister {
 public:
  explicit NameLister(const FileSystem& files) : files_(files) {}

  std::vector<FolderEntry> List(const std::string& path) {
    std::vector<FolderEntry> names;
    for (FolderEntry& entry : Entries(path)) {
      if (entry.name.starts_with('.') || !IsFolderLike(entry.type)) continue;
      if (!entry.name.starts_with('@')) {
        names.push_back(std::move(entry));
        continue;
      }
      for (FolderEntry& scoped : Entries(JoinPath(path, entry.name))) {
        if (scoped.name.starts_with('.') || !IsFolderLike(scoped.type)) continue;
        names.push_back({.name = entry.name + "/" + scoped.name, .type = scoped.type});
      }
    }
    return names;
  }

  [[nodiscard]] bool IsFull() const { return seen_ > limits::kFolderEntries; }

 private:
  static bool IsFolderLike(FileType type) {
    return type == FileType::kFolder || type == FileType::kSymlink;
  }

  std::vector<FolderEntry> Entries(const std::string& path) {
    if (IsFull()) return {};
    const auto status = files_.StatusOfTarget(path);
    if (!status || status->type != FileType::kFolder) return {};
    auto entries = files_.List(path);
    if (!entries) return {};
    seen_ += entries->size();
    return std::move(*entries);
  }

  const FileSystem& files_;
  std::size_t seen_ = 0;
};

class InstalledReader {
 public:
  InstalledReader(Tree& tree, const FileSystem& files, const std::string& folder)
      : tree_(tree), files_(files), folder_(folder), lister_(files) {}

  void Read() {
    open_.emplace_back();  // the project itself
    std::unordered_set<std::string> walked = {""};
    while (!open_.empty()) {
      const std::string path = std::move(open_.back());
      open_.pop_back();
      for (const FolderEntry& entry : lister_.List(PathOf(Below(path, "node_modules")))) {
        if (!MayAdd()) return;
        AddPackage(Below(path, "node_modules/" + entry.name), entry, walked);
      }
    }
  }

 private:
  std::string PathOf(const std::string& path) const { return JoinPath(folder_, path); }

  bool MayAdd() {
    if (tree_.nodes.size() <= limits::kPackages && !lister_.IsFull()) return true;
    tree_.complaints.AddForFile(Level::kError, "L018", NameFor(folder_, "node_modules"),
                                "there are too many packages or files in node_modules",
                                "the rest is not read");
    return false;
  }

  void AddPackage(const std::string& path, const FolderEntry& entry,
                  std::unordered_set<std::string>& walked) {
    if (const std::string_view fault = FaultOfPath(path); !fault.empty()) {
      tree_.complaints.AddForFile(
          Level::kWarning, "L007", NameFor(folder_, "node_modules"),
          fmt::format("{} cannot be the place of a package: {}", Quote(path), fault),
          "it is passed over");
      return;
    }
    if (entry.type == FileType::kSymlink) {
      AddLink(path, walked);
      return;
    }
    AddFolder(path);
    if (walked.insert(path).second) open_.push_back(path);
  }

  void AddLink(const std::string& path, std::unordered_set<std::string>& walked) {
    const auto real = files_.RealPath(PathOf(path));
    const auto status = files_.StatusOfTarget(PathOf(path));
    if (!real || !status || status->type != FileType::kFolder) {
      tree_.complaints.AddForFile(Level::kWarning, "L009", NameFor(folder_, path),
                                  fmt::format("the link {} leads to no folder", Quote(path)),
                                  "run `npm install` to mend it");
      return;
    }
    Node& node = AddNode(path);
    node.package.origin = Origin::kLink;
    node.link_path = PathFromProject(tree_, *real);
    node.package.resolved = Untrusted(node.link_path);
    const std::string target = node.link_path;
    // A folder inside some node_modules is met on the way; any other only through its links.
    const bool met_anyway =
        target.starts_with("node_modules/") || target.find("/node_modules/") != std::string::npos;
    if (target.empty() || met_anyway || !walked.insert(target).second) return;
    AddFolder(target);
    open_.push_back(target);
  }

  void AddFolder(const std::string& path) {
    Node& node = AddNode(path);
    ReadManifest(tree_, node, files_, folder_);
    if (node.manifest) {
      ReadInstalledManifest(node);
      return;
    }
    node.package.name = PackageName::Parse(node.package.folder_name);
    tree_.complaints.AddForFile(Level::kWarning, "L021", NameFor(folder_, path),
                                fmt::format("{} has no readable package.json", Quote(path)),
                                "delete the folder, or install it again");
  }

  Node& AddNode(const std::string& path) {
    Node& node = tree_.nodes.emplace_back();
    node.package.path = path;
    node.package.folder_name = FolderName(path);
    return node;
  }

  Tree& tree_;
  const FileSystem& files_;
  const std::string& folder_;
  NameLister lister_;
  std::vector<std::string> open_;  ///< folders whose node_modules is still to be read
};

}  // namespace

std::string PathFromProject(const Tree& tree, const std::string& real) {
  std::string local = tree.Localise(real);
  if (!local.starts_with('/') || tree.real_root.empty()) return local;
  const auto from = Split(tree.real_root, '/');
  const auto to = Split(local, '/');
  std::size_t common = 0;
  while (common < std::min(from.size(), to.size()) && from[common] == to[common]) ++common;
  std::string path;
  for (std::size_t i = common; i < from.size(); ++i) path += path.empty() ? ".." : "/..";
  for (std::size_t i = common; i < to.size(); ++i) path = Below(path, to[i]);
  return path;
}

void ReadInstalledManifest(Node& node) {
  const Object& manifest = *node.manifest;
  if (!node.package.name) node.package.name = PackageName::Parse(node.package.folder_name);
  if (const auto scripts = manifest.FindObject("scripts")) {
    for (const std::string_view name : {"preinstall", "install", "postinstall"}) {
      node.package.has_install_script |= scripts->FindString(name).has_value();
    }
  }
  node.package.platforms = PlatformsOf(manifest);
  const Value* license = manifest.Find("license");
  if (license == nullptr) return;
  if (const auto object = license->AsObject()) license = object->Find("type");
  if (license != nullptr) node.package.license = Untrusted(license->AsString().value_or(""));
}

void ReadManifest(Tree& tree, Node& node, const FileSystem& files, const std::string& folder) {
  const std::string file = Below(node.package.path, kManifestName);
  auto source = ReadSource(files, JoinPath(folder, file), NameFor(folder, file),
                           limits::kManifestBytes, "L020", tree.complaints);
  if (!source) return;
  const Source& kept = tree.sources.emplace_back(std::move(*source));
  const auto manifest = kept.Root();
  if (!manifest) {
    tree.complaints.Add(
        Level::kError, "L020", ValueOf(kept, kept.document.root()),
        fmt::format("the manifest is {}, not an object", NameOf(kept.document.root().kind())),
        "it is passed over");
    return;
  }
  node.manifest_source = &kept;
  node.manifest = manifest;
  if (const auto name = manifest->FindString("name")) node.package.name = PackageName::Parse(*name);
  node.package.version = manifest->FindString("version").value_or(node.package.version);
}

void ReadInstalled(Tree& tree, const FileSystem& files, const std::string& folder) {
  InstalledReader(tree, files, folder).Read();
}

bool AgreesWithFolders(const Tree& tree, const FileSystem& files, const std::string& folder) {
  std::unordered_set<std::string_view> locked;
  for (const Node& node : tree.nodes) {
    const std::string_view path = node.package.path;
    const bool direct = path.starts_with("node_modules/") &&
                        path.substr(13) == std::string_view(node.package.folder_name);
    if (direct) locked.insert(path.substr(13));
  }
  NameLister lister(files);
  const auto names = lister.List(JoinPath(folder, "node_modules"));
  return names.size() == locked.size() &&
         std::all_of(names.begin(), names.end(),
                     [&](const FolderEntry& entry) { return locked.contains(entry.name); });
}

}  // namespace inventory
