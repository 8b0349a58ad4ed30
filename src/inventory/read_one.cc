#include "inventory/read_one.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "base/limits.h"
#include "base/text.h"
#include "inventory/choose.h"
#include "inventory/drift.h"
#include "inventory/edges.h"
#include "inventory/flags.h"
#include "inventory/graph.h"
#include "inventory/graph_drift.h"
#include "inventory/installed.h"
#include "inventory/installed_links.h"
#include "inventory/lock_readers.h"
#include "inventory/lockfile.h"
#include "inventory/overrides.h"
#include "inventory/remarks.h"
#include "inventory/tree.h"

namespace inventory {
namespace {

using formats::json::Object;
using formats::json::Value;
using Level = Diagnostic::Level;

constexpr std::string_view kManifestName = "package.json";
constexpr std::string_view kModulesName = "node_modules";
constexpr std::string_view kHiddenName = "node_modules/.package-lock.json";
/// What pnpm keeps of its lockfile beside what it installed.
constexpr std::string_view kPnpmHiddenName = "node_modules/.pnpm/lock.yaml";

/// The newest layout this program knows.
constexpr int kNewestVersion = 3;

bool Exists(const FileSystem& files, const std::string& path) {
  const auto status = files.StatusOfTarget(path);
  return status && status->type != FileType::kMissing;
}

/// How a person in the current folder would call a file of the project.
std::string NameFor(const std::string& folder, std::string_view file) {
  return folder == "." ? std::string(file) : JoinPath(folder, file);
}

class Reader {
 public:
  Reader(const FileSystem& files, std::string folder, const ReadOptions& options)
      : files_(files), folder_(std::move(folder)), options_(options) {}

  /// `lockfile` is the one the user pointed at; empty to look for one.
  Result<Inventory> Run(const std::string& lockfile) {
    AddRoot();
    if (auto read = ReadWhatThereIs(lockfile); !read) return Fail(read.error());
    if (has_graph_) return FinishGraph();
    if (!is_installed_) ReadMemberManifests();
    Arrange(tree_);
    FindOrphans(tree_);
    CollectEdges(tree_);
    ResolveEdges(tree_);
    ScopeLegacyEdges(tree_);
    ApplyOverrides(tree_);
    JudgeEdges(tree_);
    WorkOutFlags();
    FindOrigins(tree_);
    RemarkOnPins(tree_, options_.registry_hosts);
    RemarkOnDrift(tree_);
    if (is_installed_) ComputeBundles(tree_);
    return Finish(std::move(tree_));
  }

 private:
  std::string PathOf(std::string_view file) const { return JoinPath(folder_, file); }
  const Source& Keep(Source source) { return tree_.sources.emplace_back(std::move(source)); }

  void AddRoot() {
    if (auto real = files_.RealPath(folder_)) tree_.real_root = std::move(*real);
    Node& root = tree_.nodes.emplace_back();
    root.package.origin = Origin::kRoot;
    root.package.folder_name = BaseName(tree_.real_root.empty() ? folder_ : tree_.real_root);
    tree_.manifest = NameFor(folder_, kManifestName);
    ReadManifest(tree_, root, files_, folder_);
  }

  Result<void> ReadWhatThereIs(const std::string& lockfile) {
    switch (options_.source) {
      case ReadOptions::Source::kBest:
        break;
      case ReadOptions::Source::kInstalled:
        return Installed();
      case ReadOptions::Source::kManifest:
        return ManifestAlone();
    }
    if (!lockfile.empty()) {
      ReadLockfile(lockfile, KindOfLockfile(files_, PathOf(lockfile)));
      return {};
    }
    if (const auto chosen = ChooseLockfile(files_, folder_, tree_.root(), tree_.complaints)) {
      ReadLockfile(chosen->file, chosen->kind);
      return {};
    }
    if (Exists(files_, PathOf(kHiddenName)) && ReadHiddenLockfile()) return {};
    if (Exists(files_, PathOf(kPnpmHiddenName)) && ReadPnpmHiddenLockfile()) return {};
    if (Exists(files_, PathOf(kModulesName))) return Installed();
    return ManifestAlone();
  }

  bool ReadPnpmHiddenLockfile() {
    ReadLockfile(kPnpmHiddenName, LockfileKind::kPnpmLock);
    if (tree_.nodes.size() > 1 && AgreesWithStore(tree_, files_, folder_)) return true;
    ForgetLockfile();
    return false;
  }

  /// The hidden lockfile tells more than the folders do, as long as they agree.
  bool ReadHiddenLockfile() {
    ReadLockfile(kHiddenName, LockfileKind::kHiddenLock);
    if (tree_.nodes.size() > 1 && AgreesWithFolders(tree_, files_, folder_)) return true;
    ForgetLockfile();
    return false;
  }

  void ForgetLockfile() {
    tree_.complaints.AddForFile(Level::kNote, "L022", tree_.lockfile,
                                "the hidden lockfile does not agree with the folders beside it",
                                "node_modules itself is read instead");
    tree_.lockfile.clear();
    tree_.lockfile_kind = LockfileKind::kNone;
    tree_.lockfile_version = 0;
    tree_.nodes.resize(1);
    tree_.edges.clear();
    tree_.remarks.clear();
    tree_.taken_paths.clear();
    tree_.root().is_importer = false;
    has_graph_ = false;
  }

  Result<void> Installed() {
    if (!Exists(files_, PathOf(kModulesName)) && !tree_.root().manifest) return ManifestAlone();
    if (IsLinkedInstall(files_, folder_)) {
      ReadLinkedInstall(tree_, {.files = files_, .folder = folder_});
      has_graph_ = is_linked_ = true;
      return {};
    }
    ReadInstalled(tree_, files_, folder_);
    is_installed_ = true;
    return {};
  }

  Result<void> ManifestAlone() {
    if (tree_.root().manifest || Exists(files_, PathOf(kManifestName))) return {};
    return Fail(fmt::format("nothing to read in {}: no lockfile, no package.json, no node_modules",
                            Quote(folder_)),
                "point at the folder of a Node.js project");
  }

  void ReadLockfile(std::string_view file, LockfileKind kind) {
    tree_.lockfile_kind = kind;
    tree_.lockfile = NameFor(folder_, file);
    if (IsGraph(kind)) {
      has_graph_ = true;
      ReadGraph(tree_, {.files = files_, .folder = folder_}, PathOf(file));
      return;
    }
    auto source = ReadSource(files_, PathOf(file), tree_.lockfile, limits::kJsonBytes, "L001",
                             tree_.complaints);
    if (!source) return;
    const Source& kept = Keep(std::move(*source));
    if (const auto lockfile = RootObject(tree_, kept, "npm install"))
      ReadLockedPackages(kept, *lockfile);
  }

  void ReadLockedPackages(const Source& source, const Object& lockfile) {
    WarnOfHiddenMembers(source, lockfile, tree_.complaints);
    const Value* const version = lockfile.Find("lockfileVersion");
    const std::int64_t number = version == nullptr ? 0 : version->AsInteger().value_or(0);
    if (number < 1) {
      tree_.complaints.Warn(
          "L004",
          version == nullptr ? Complaints::Place{.source = &source} : ValueOf(source, *version),
          "the lockfile has no readable `lockfileVersion`",
          "it is read by its shape; write it anew with `npm install`");
    } else if (number > kNewestVersion) {
      tree_.complaints.Add(Level::kError, "L003", ValueOf(source, *version),
                           fmt::format("lockfile version `{}` is newer than this program reads (1 "
                                       "to {})",
                                       number, kNewestVersion),
                           "update the program, or write version 3 with `npm install "
                           "--lockfile-version 3`");
      return;
    }
    const Value* const packages = lockfile.Find("packages");
    const auto entries = packages == nullptr ? std::nullopt : packages->AsObject();
    if (packages != nullptr && !entries) {
      tree_.complaints.Add(Level::kError, "L002", ValueOf(source, *packages),
                           fmt::format("`packages` is {}, not an object", NameOf(packages->kind())),
                           "write the lockfile anew with `npm install`");
    }
    const int by_shape = packages == nullptr ? 1 : kNewestVersion;
    tree_.lockfile_version = number < 1 ? by_shape : static_cast<int>(number);
    if (entries) {
      ReadPackages(tree_, source, *entries);
      CompareSections(tree_, source, lockfile);
    }
    if (packages == nullptr) ReadVersionOne(source, lockfile);
    NameRoot(lockfile);
  }

  void ReadVersionOne(const Source& source, const Object& lockfile) {
    ReadLegacy(tree_, source, lockfile);
    is_ancient_ = lockfile.Find("requires") == nullptr && tree_.nodes.size() > 1;
    if (is_ancient_) {
      tree_.complaints.Warn("L023", {.source = &source},
                            "the lockfile is from before npm 5.1 and does not say which package "
                            "asks for which",
                            "write it anew with `npm install`");
    }
    if (!tree_.root().manifest && !is_ancient_) {
      tree_.complaints.Warn(
          "L010", {.source = &source},
          "without package.json a lockfile of version 1 does not say what the "
          "project itself asks for",
          "put package.json beside it: all that stands at the top counts as asked for");
    }
  }

  /// A lockfile that says itself what every edge leads to.
  Inventory FinishGraph() {
    if (!is_linked_) CompareWithManifests(tree_);
    SettleGraph(tree_);
    ComputeFlags(tree_);
    if (is_linked_) {
      FindOrigins(tree_);
      NameLeftovers(tree_);
    }
    RemarkOnPins(tree_, options_.registry_hosts);
    return Finish(std::move(tree_));
  }

  /// The flags are worked out even when the lockfile has them: what is installed follows the
  /// edges, and marks may be stale or lies.
  void WorkOutFlags() {
    if (is_ancient_) return;
    std::vector<bool> marked_dev;
    marked_dev.reserve(tree_.nodes.size());
    for (const Node& node : tree_.nodes) marked_dev.push_back(node.package.dev);
    ComputeFlags(tree_);
    CompareFlags(tree_, marked_dev);
  }

  /// Without a manifest the lockfile says who the root is.
  void NameRoot(const Object& lockfile) {
    Node& root = tree_.root();
    if (root.manifest) return;
    const Object& says = root.entry ? *root.entry : lockfile;
    root.package.name = PackageName::Parse(
        says.FindString("name").value_or(lockfile.FindString("name").value_or("")));
    root.package.version =
        says.FindString("version").value_or(lockfile.FindString("version").value_or(""));
  }

  /// Folders that links lead to belong to the user, who may have changed their manifest since the
  /// lockfile was written. Only inside the project: a lockfile shall not choose what else is read.
  void ReadMemberManifests() {
    std::unordered_set<std::string_view> targets;
    for (const Node& node : tree_.nodes) {
      if (node.package.origin == Origin::kLink) targets.insert(node.link_path);
    }
    for (Node& node : tree_.nodes) {
      const std::string& path = node.package.path;
      const bool is_folder = !path.empty() && !path.starts_with("..") && !path.starts_with('/') &&
                             !IsInstalledPath(path);
      if (is_folder && targets.contains(path)) {
        ReadManifest(tree_, node, files_, folder_);
      }
    }
  }

  const FileSystem& files_;
  std::string folder_;
  const ReadOptions& options_;
  bool is_installed_ = false;
  bool has_graph_ = false;
  bool is_linked_ = false;   ///< a store and links to it, without a lockfile
  bool is_ancient_ = false;  ///< a lockfile from before edges were written down
  Tree tree_;
};

}  // namespace

std::string LockfileIn(std::string& folder, std::string_view path) {
  const std::string_view file = BaseName(path);
  if (file == kManifestName) return {};
  if (file == BaseName(kHiddenName) && BaseName(folder) == kModulesName) {
    folder = ParentPath(folder);
    return std::string(kHiddenName);
  }
  if (file == BaseName(kPnpmHiddenName) && BaseName(folder) == ".pnpm") {
    folder = ParentPath(ParentPath(folder));
    return std::string(kPnpmHiddenName);
  }
  return std::string(file);
}

Result<Inventory> ReadOne(const FileSystem& files, std::string folder, const std::string& lockfile,
                          const ReadOptions& options) {
  return Reader(files, std::move(folder), options).Run(lockfile);
}

}  // namespace inventory
