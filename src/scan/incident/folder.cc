#include <algorithm>

#include "base/text.h"
#include "formats/json.h"
#include "inventory/lockfile_names.h"
#include "scan/incident/search.h"

namespace scan {
namespace {

constexpr std::string_view kPackages = "node_modules";

/// Looks for lockfiles and installed packages below a folder, without following links.
class FolderSearch {
 public:
  FolderSearch(const Wanted& wanted, const FileSystem& files, const SearchLimits& limits,
               Investigation& investigation)
      : wanted_(wanted), files_(files), limits_(limits), investigation_(investigation) {}

  void Run(const std::string& folder) {
    Walk(folder, 0);
    investigation_.examined.emplace_back("lockfiles", lockfiles_);
    investigation_.examined.emplace_back("installed packages", installed_);
    if (cut_) Skip(folder, "there are more files or deeper folders than are looked at");
  }

 private:
  void Skip(const std::string& place, std::string why) {
    investigation_.unexamined.push_back({.place = Untrusted(place), .why = std::move(why)});
  }

  void Walk(const std::string& folder, std::size_t depth) {
    if (depth > limits_.depth || seen_ > limits_.entries) {
      cut_ = true;
      return;
    }
    const auto entries = files_.List(folder);
    if (!entries) return Skip(folder, entries.error().message);
    seen_ += entries->size();
    const bool packages = BaseName(folder) == kPackages;
    for (const FolderEntry& entry : *entries) {
      const std::string path = JoinPath(folder, entry.name);
      if (entry.type == FileType::kFile && inventory::IsSearchedLockfile(entry.name))
        TakeLockfile(path);
      if (entry.type != FileType::kFolder || entry.name == ".git") continue;
      if (packages && entry.name.front() != '.') {
        TakeInstalledOrScope(path, entry.name, depth);
      } else {
        Walk(path, depth + 1);
      }
    }
  }

  void TakeInstalledOrScope(const std::string& path, const std::string& name, std::size_t depth) {
    if (name.front() != '@') return TakeInstalled(path, depth);
    const auto members = files_.List(path);
    if (!members) return Skip(path, members.error().message);
    for (const FolderEntry& member : *members)
      if (member.type == FileType::kFolder) TakeInstalled(JoinPath(path, member.name), depth);
  }

  void TakeInstalled(const std::string& path, std::size_t depth) {
    ++installed_;
    const std::size_t at = path.rfind(std::string(kPackages) + "/");
    // The folder is what the package is called by, the manifest says what it is.
    if (wanted_.HasName(path.substr(at + kPackages.size() + 1))) TakeManifest(path);
    Walk(path, depth + 1);
  }

  void TakeManifest(const std::string& path) {
    const std::string file = JoinPath(path, "package.json");
    const auto bytes = files_.Read(file, limits_.manifest_bytes);
    if (!bytes) return Skip(file, bytes.error().message);
    const auto document = formats::ParseJson(*bytes);
    const auto root = document ? document->root().AsObject() : std::nullopt;
    if (!root) return Skip(file, "it is no JSON object");
    const std::string name(root->FindString("name").value_or(""));
    const std::string version(root->FindString("version").value_or(""));
    for (const Incident* incident : wanted_.Of(name, version))
      investigation_.sightings.push_back({.incident = incident->id,
                                          .kind = SightingKind::kInstalled,
                                          .install = InstallChance::kHappened,
                                          .place = Untrusted(path),
                                          .package = name,
                                          .version = version});
  }

  void TakeLockfile(const std::string& path) {
    ++lockfiles_;
    const auto bytes = files_.Read(path, limits_.lockfile_bytes);
    if (!bytes) return Skip(path, bytes.error().message);
    if (!wanted_.IsNamedIn(AsText(*bytes)) && !path.ends_with(".lockb")) return;
    const auto hits = HitsIn(wanted_, std::string(BaseName(path)), *bytes);
    if (!hits) return Skip(path, hits.error().message);
    const bool hidden = BaseName(path) == ".package-lock.json";  // npm's list of what it installed
    for (const Hit& hit : *hits)
      investigation_.sightings.push_back(
          {.incident = hit.incident,
           .kind = hidden ? SightingKind::kInstalled : SightingKind::kLockfile,
           .install = hidden ? InstallChance::kHappened : InstallChance::kPossible,
           .place = Untrusted(path),
           .line = hit.line,
           .package = hit.name,
           .version = hit.version});
  }

  const Wanted& wanted_;
  const FileSystem& files_;
  const SearchLimits& limits_;
  Investigation& investigation_;
  std::size_t lockfiles_ = 0;
  std::size_t installed_ = 0;
  std::size_t seen_ = 0;
  bool cut_ = false;
};

}  // namespace

void SearchFolder(const Wanted& wanted, const FileSystem& files, const std::string& folder,
                  Investigation& investigation, const SearchLimits& limits) {
  FolderSearch(wanted, files, limits, investigation).Run(folder);
}

}  // namespace scan
