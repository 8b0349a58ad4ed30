#include "inventory/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "base/limits.h"
#include "base/text.h"
#include "inventory/choose.h"
#include "inventory/lockfile_names.h"
#include "inventory/projects.h"
#include "inventory/read_one.h"

namespace inventory {
namespace {

using Level = Diagnostic::Level;

constexpr std::string_view kManifestName = "package.json";

/// A folder and the projects below it.
class FolderReader {
 public:
  FolderReader(const FileSystem& files, std::string folder, const ReadOptions& options)
      : files_(files), folder_(std::move(folder)), options_(options) {}

  Result<Inventory> Run() {
    if (IsReadHere() && options_.below == ReadOptions::Below::kWhenNothingHere) {
      // Only a look: who has a lockfile here does not wait for a walk through everything.
      constexpr std::size_t kGlance = limits::kProjectFolders / 20;
      auto here = ReadAt("");
      if (here) NoteOthers(FindProjects(files_, folder_, kGlance), *here);
      return here;
    }
    FoundProjects found = FindProjects(files_, folder_, limits::kProjectFolders);
    std::vector<std::string>& folders = found.with_lockfile;
    const bool is_listed = !folders.empty() && folders.front().empty();
    if (!is_listed && (IsReadHere() || HasManifest())) folders.insert(folders.begin(), "");
    if (folders.empty() || (folders.size() == 1 && folders.front().empty())) return ReadAt("");
    return ReadAll(found);
  }

 private:
  bool IsReadHere() const {
    for (const auto& entry : files_.List(folder_).value_or(std::vector<FolderEntry>()))
      if (IsProjectLockfile(entry.name) || entry.name == "node_modules") return true;
    return false;
  }

  /// How a person in the current folder would call it.
  std::string NameFor(std::string_view path) const {
    return folder_ == "." ? std::string(path) : JoinPath(folder_, path);
  }

  bool HasManifest() const {
    const auto status = files_.StatusOfTarget(JoinPath(folder_, kManifestName));
    return status && status->type == FileType::kFile;
  }

  Result<Inventory> ReadAt(const std::string& below) const {
    return ReadOne(files_, below.empty() ? folder_ : JoinPath(folder_, below), "", options_);
  }

  void NoteOthers(FoundProjects found, Inventory& here) const {
    std::erase(found.with_lockfile, "");
    if (found.with_lockfile.empty()) return;
    here.diagnostics.push_back(
        {.level = Level::kNote,
         .code = "L029",
         .message = fmt::format("projects with a lockfile of their own are not part of this: {}",
                                NamesOf(found.with_lockfile)),
         .file = here.lockfile.empty() ? NameFor(kManifestName) : here.lockfile,
         .help = "`--recursive` reads them too"});
  }

  Result<Inventory> ReadAll(const FoundProjects& found) const {
    std::vector<ReadProject> projects;
    std::vector<std::string> left_out;
    Diagnostics failed;
    std::size_t packages = 0;
    for (const std::string& folder : found.with_lockfile) {
      if (packages > limits::kPackages) {
        left_out.push_back(folder);
        continue;
      }
      auto one = ReadAt(folder);
      if (!one) {
        failed.push_back({.level = Level::kError,
                          .code = "L001",
                          .message = one.error().message,
                          .file = NameFor(folder),
                          .help = one.error().help});
        continue;
      }
      packages += one->packages.size();
      projects.push_back({.folder = folder, .inventory = *std::move(one)});
    }
    const auto real = files_.RealPath(folder_);
    Inventory all = Join(std::move(projects), std::string(BaseName(real ? *real : folder_)));
    std::move(failed.begin(), failed.end(), std::back_inserter(all.diagnostics));
    NoteLeftOut(found, left_out, all);
    return all;
  }

  void NoteLeftOut(const FoundProjects& found, const std::vector<std::string>& left_out,
                   Inventory& all) const {
    const auto note = [&](Level level, std::string_view code, std::string message,
                          std::string help) {
      all.diagnostics.push_back({.level = level,
                                 .code = std::string(code),
                                 .message = std::move(message),
                                 .file = folder_,
                                 .help = std::move(help)});
    };
    if (!left_out.empty()) {
      note(Level::kError, "L018",
           fmt::format("more than {} packages: {} is not read", HumanCount(limits::kPackages),
                       NamesOf(left_out)),
           "read these by themselves");
    }
    if (!found.is_whole) {
      note(Level::kError, "L018",
           fmt::format("more than {} folders, or {} projects", HumanCount(limits::kProjectFolders),
                       HumanCount(limits::kProjects)),
           "the rest is not read; name a folder further down");
    }
    std::unordered_set<std::string_view> members;
    for (const Package& package : all.packages) members.insert(package.path);
    std::vector<std::string> unlocked;
    for (const std::string& folder : found.with_manifest) {
      if (!folder.empty() && !members.contains(folder)) unlocked.push_back(folder);
    }
    if (unlocked.empty()) return;
    note(Level::kNote, "L029",
         fmt::format("a package.json without a lockfile, of no project here, is not read: {}",
                     NamesOf(unlocked)),
         "write its lockfile, or name the folder to see what its manifest asks for");
  }

  const FileSystem& files_;
  std::string folder_;
  const ReadOptions& options_;
};

}  // namespace

Result<Inventory> Read(const FileSystem& files, const std::string& path,
                       const ReadOptions& options) {
  const auto status = files.StatusOfTarget(path);
  if (!status) return Fail(status.error());
  std::string folder = NormalisePath(path);
  switch (status->type) {
    case FileType::kFolder:
      if (options.source != ReadOptions::Source::kBest) break;
      return FolderReader(files, std::move(folder), options).Run();
    case FileType::kFile: {
      folder = ParentPath(folder);
      const std::string lockfile = LockfileIn(folder, path);
      return ReadOne(files, std::move(folder), lockfile, options);
    }
    case FileType::kMissing:
      return Fail(fmt::format("{} does not exist", Quote(path)),
                  "name the folder of a Node.js project, a lockfile or a bill of materials");
    case FileType::kSymlink:
    case FileType::kOther:
      return Fail(fmt::format("{} is neither a folder nor a file", Quote(path)));
  }
  return ReadOne(files, std::move(folder), "", options);
}

}  // namespace inventory
