#include <algorithm>

#include "base/text.h"
#include "formats/json.h"
#include "model/trust_limits.h"
#include "scan/incident/search.h"

namespace scan {
namespace {

struct Release {
  std::string name;
  std::string version;
};

/// "https://host/@s%2fb/-/b-1.0.0.tgz" as npm keeps it: name and version of a tarball.
std::optional<Release> InTarballUrl(std::string_view url) {
  const std::size_t dash = url.rfind("/-/");
  if (dash == std::string_view::npos || !url.ends_with(".tgz")) return std::nullopt;
  const std::string file(url.substr(dash + 3, url.size() - dash - 7));
  std::string_view path = url.substr(0, dash);
  if (const std::size_t scheme = path.find("://"); scheme != std::string_view::npos)
    path.remove_prefix(std::min(path.size(), path.find('/', scheme + 3) + 1));
  std::string name = ReplaceAll(ReplaceAll(std::string(path), "%2f", "/"), "%2F", "/");
  // A registry may stand below a path of its host: the name is the end of it.
  const std::size_t last = name.rfind('/');
  const std::size_t scope = last == std::string::npos ? last : name.rfind('/', last - 1);
  if (last != std::string::npos) {
    const std::size_t begin = scope == std::string::npos ? 0 : scope + 1;
    name = name[begin] == '@' ? name.substr(begin) : name.substr(last + 1);
  }
  const std::string base = name.substr(name.rfind('/') + 1) + "-";
  if (!file.starts_with(base)) return std::nullopt;
  return Release{name, file.substr(base.size())};
}

/// "@s+b@1.0.0", "b@1.0.0@@@1", "b@1.0.0_peer": pnpm and bun call their folders so.
std::optional<Release> InFolderName(std::string_view text) {
  const std::size_t at = text.find('@', 1);
  if (at == std::string_view::npos) return std::nullopt;
  std::string name = ReplaceAll(std::string(text.substr(0, at)), "+", "/");
  std::string_view version = text.substr(at + 1);
  version = version.substr(0, version.find_first_of("@_("));
  return Release{std::move(name), std::string(version)};
}

/// "npm-@s-b-1.0.0-0123…-integrity" of yarn 1, and "b-npm-1.0.0-0123-4567.zip" of later ones: names
/// and versions may hold hyphens, so every wanted one is tried.
bool IsYarnEntry(std::string_view entry, const std::string& name, const std::string& version) {
  const std::string flat = ReplaceAll(name, "/", "-");
  return entry.starts_with("npm-" + flat + "-" + version + "-") ||
         entry.starts_with(flat + "-npm-" + version + "-");
}

class CacheSearch {
 public:
  CacheSearch(const Wanted& wanted, const FileSystem& files, Investigation& investigation)
      : wanted_(wanted), files_(files), investigation_(investigation) {}

  /// Where each package manager keeps its cache in a home, on Linux, macOS and Windows.
  void RunHome(const std::string& home) {
    for (const char* npm : {".npm", "AppData/Local/npm-cache", "AppData/Roaming/npm-cache"})
      Npm(JoinPath(home, std::string(npm) + "/_cacache/index-v5"), 0);
    for (const char* pnpm : {".local/share/pnpm/store", "Library/pnpm/store",
                             "AppData/Local/pnpm/store", ".pnpm-store"})
      Pnpm(JoinPath(home, pnpm), 0);
    for (const char* yarn :
         {".cache/yarn/v6", "Library/Caches/Yarn/v6", "AppData/Local/Yarn/Cache/v6",
          ".yarn/berry/cache", "AppData/Local/Yarn/Berry/cache", ".yarn/cache"})
      Yarn(JoinPath(home, yarn));
    Bun(JoinPath(home, ".bun/install/cache"));
  }

  /// A folder that was kept for itself: what it is shows in what it has.
  void RunFolder(const std::string& folder) {
    RunHome(folder);
    for (const char* npm : {"_cacache/index-v5", "index-v5"}) Npm(JoinPath(folder, npm), 0);
    const bool pnpm = IsFolder(JoinPath(folder, "files")) || IsFolder(JoinPath(folder, "index")) ||
                      IsFolder(JoinPath(folder, "v10")) || IsFolder(JoinPath(folder, "v3"));
    if (pnpm) Pnpm(folder, 0);
    for (const char* yarn : {"", "v6", "cache", "berry/cache"}) Yarn(JoinPath(folder, yarn));
    for (const char* bun : {"", "install/cache"}) Bun(JoinPath(folder, bun));
  }

  void Finish() { investigation_.examined.emplace_back("cache entries", entries_); }

 private:
  void Skip(const std::string& place, std::string why) {
    investigation_.unexamined.push_back({.place = Untrusted(place), .why = std::move(why)});
  }

  [[nodiscard]] bool IsFolder(const std::string& path) const {
    const auto status = files_.StatusOfTarget(path);
    return status && status->type == FileType::kFolder;
  }

  /// The entries of a folder; none when it is not there.
  std::vector<FolderEntry> List(const std::string& folder) {
    if (!IsFolder(folder)) return {};
    auto entries = files_.List(folder);
    if (entries) return *std::move(entries);
    Skip(folder, entries.error().message);
    return {};
  }

  void See(const Release& release, const std::string& place, std::optional<UnixMillis> downloaded) {
    for (const Incident* incident : wanted_.Of(release.name, release.version))
      investigation_.sightings.push_back({.incident = incident->id,
                                          .kind = SightingKind::kCache,
                                          .install = InstallChance::kHappened,
                                          .place = Untrusted(place),
                                          .package = release.name,
                                          .version = release.version,
                                          .since = downloaded});
  }

  /// npm's index: buckets two folders deep, each a file of lines "hash<tab>JSON".
  void Npm(const std::string& folder, std::size_t depth) {
    for (const FolderEntry& entry : List(folder)) {
      const std::string path = JoinPath(folder, entry.name);
      if (entry.type == FileType::kFolder && depth < 2) Npm(path, depth + 1);
      if (entry.type != FileType::kFile) continue;
      const auto bytes = files_.Read(path, limits::kIndexBytes);
      if (!bytes) {
        Skip(path, bytes.error().message);
        continue;
      }
      for (const std::string_view line : Split(AsText(*bytes), '\n')) TakeNpmLine(path, line);
    }
  }

  void TakeNpmLine(const std::string& path, std::string_view line) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) return;
    ++entries_;
    const auto document = formats::ParseJson(AsBytes(line.substr(tab + 1)));
    const auto root = document ? document->root().AsObject() : std::nullopt;
    if (!root || !root->FindString("integrity")) return;  // an entry that was taken out
    const auto release = InTarballUrl(root->FindString("key").value_or(""));
    if (!release) return;
    const auto* const time = root->Find("time");
    See(*release, path, time != nullptr ? time->AsInteger() : std::nullopt);
  }

  /// pnpm's index files say which package they are of: "index/xx/hash-name@version.json" since
  /// version 10, "files/xx/…-index.json" with name and version inside before.
  void Pnpm(const std::string& folder, std::size_t depth) {
    for (const FolderEntry& entry : List(folder)) {
      const std::string path = JoinPath(folder, entry.name);
      if (entry.type == FileType::kFolder && depth < 3) Pnpm(path, depth + 1);
      if (entry.type != FileType::kFile || !entry.name.ends_with(".json")) continue;
      ++entries_;
      if (!entry.name.ends_with("-index.json")) {
        const std::size_t dash = entry.name.find('-');
        const auto release = InFolderName(
            std::string_view(entry.name).substr(dash + 1, entry.name.size() - dash - 6));
        if (release) See(*release, path, std::nullopt);
        continue;
      }
      const auto bytes = files_.Read(path, limits::kIndexBytes);
      if (!bytes) {
        Skip(path, bytes.error().message);
        continue;
      }
      TakePnpmIndex(path, *bytes);
    }
  }

  void TakePnpmIndex(const std::string& path, Bytes bytes) {
    const auto document = formats::ParseJson(bytes);
    const auto root = document ? document->root().AsObject() : std::nullopt;
    if (!root) return Skip(path, "it is no JSON object");
    See({std::string(root->FindString("name").value_or("")),
         std::string(root->FindString("version").value_or(""))},
        path, std::nullopt);
  }

  void Yarn(const std::string& folder) {
    for (const FolderEntry& entry : List(folder)) {
      const bool tarball =
          entry.name.starts_with("npm-") || entry.name.find("-npm-") != std::string::npos;
      if (!tarball) continue;
      ++entries_;
      for (const Incident& incident : wanted_.incidents()) {
        for (const auto& [name, versions] : incident.releases)
          for (const std::string& version : versions)
            if (IsYarnEntry(entry.name, name, version))
              See({name, version}, JoinPath(folder, entry.name), std::nullopt);
      }
    }
  }

  void TakeBunFolder(const std::string& name, const std::string& path) {
    const auto release = InFolderName(name);
    if (!release) return;
    ++entries_;
    See(*release, path, std::nullopt);
  }

  void Bun(const std::string& folder) {
    for (const FolderEntry& entry : List(folder)) {
      if (entry.name.front() == '@' && entry.name.find('@', 1) == std::string::npos) {
        for (const FolderEntry& member : List(JoinPath(folder, entry.name)))
          TakeBunFolder(entry.name + "/" + member.name,
                        JoinPath(JoinPath(folder, entry.name), member.name));
      } else {
        TakeBunFolder(entry.name, JoinPath(folder, entry.name));
      }
    }
  }

  const Wanted& wanted_;
  const FileSystem& files_;
  Investigation& investigation_;
  std::size_t entries_ = 0;
};

}  // namespace

void SearchCaches(const Wanted& wanted, const FileSystem& files, const Machine& machine,
                  Investigation& investigation) {
  CacheSearch search(wanted, files, investigation);
  for (const std::string& home : machine.homes) search.RunHome(home);
  search.Finish();
}

void SearchCacheFolder(const Wanted& wanted, const FileSystem& files, const std::string& folder,
                       Investigation& investigation) {
  CacheSearch search(wanted, files, investigation);
  search.RunFolder(folder);
  search.Finish();
}

}  // namespace scan
