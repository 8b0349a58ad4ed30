#include "facts/contents_from_tarball.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "base/file_system.h"
#include "base/limits.h"
#include "base/pieces.h"
#include "base/text.h"
#include "facts/path_fold.h"
#include "formats/tar.h"

namespace facts {
namespace {

constexpr std::size_t kOddityCount = static_cast<std::size_t>(ArchiveOddity::kTooLarge) + 1;

/// Builds the Contents of one tarball, entry by entry in archive order.
class Unpacking {
 public:
  Contents Run(Bytes tarball, formats::Unzipper& memory);

 private:
  Bytes Unzip(Bytes tarball, formats::Unzipper& memory);
  void AddRemarks(const formats::TarArchive& archive);
  void Add(const formats::TarEntry& entry);
  void AddLink(const formats::TarEntry& entry, std::string_view path);
  void AddFile(const formats::TarEntry& entry, std::string_view path);
  bool CheckRoot(const formats::TarEntry& entry);
  void KeepLastOfEqualPaths();
  void FindCaseCollisions();
  void Remark(ArchiveOddity oddity, std::string_view path, std::string_view detail);

  Contents contents_;
  std::array<std::size_t, kOddityCount> counts_{};
  std::set<std::string_view> ignore_files_;  ///< paths of `.npmignore`, as archived
  std::vector<std::string_view> roots_;      ///< top folders not named `package`, each once
  bool broken_off_ = false;                  ///< the unzipped text is not all of it
};

void Unpacking::Remark(ArchiveOddity oddity, std::string_view path, std::string_view detail) {
  if (counts_[static_cast<std::size_t>(oddity)]++ >= limits::kArchiveRemarksPerKind) return;
  contents_.remarks.push_back(
      {.oddity = oddity, .path = Untrusted(path), .detail = Untrusted(detail)});
}

Bytes Unpacking::Unzip(Bytes tarball, formats::Unzipper& memory) {
  if (tarball.size() > limits::kArchiveBytes) {
    Remark(ArchiveOddity::kTooLarge, "", HumanBytes(tarball.size()) + " compressed");
    broken_off_ = contents_.incomplete = true;
    return {};
  }
  if (!formats::Unzipper::Recognises(tarball)) return tarball;
  const formats::Unzipped unzipped = memory.Unzip(tarball);
  if (unzipped.members > 1) {
    Remark(ArchiveOddity::kSeveralMembers, "", fmt::format("{} gzip members", unzipped.members));
  }
  if (unzipped.trailing_bytes > 0) {
    Remark(ArchiveOddity::kTrailingData, "",
           fmt::format("{} bytes after the gzip data", unzipped.trailing_bytes));
  }
  switch (unzipped.end) {
    case formats::GzipEnd::kWhole:
      return unzipped.bytes;
    case formats::GzipEnd::kTruncated:
      Remark(ArchiveOddity::kTruncated, "", "the gzip data ends in the middle");
      break;
    case formats::GzipEnd::kDamaged:
      Remark(ArchiveOddity::kTruncated, "", "the gzip data is damaged");
      break;
    case formats::GzipEnd::kTooLarge:
      Remark(ArchiveOddity::kTooLarge, "", "more unpacked bytes than are read");
      break;
  }
  broken_off_ = contents_.incomplete = true;
  return unzipped.bytes;
}

ArchiveOddity ToModel(formats::TarOddity oddity) {
  switch (oddity) {
    case formats::TarOddity::kPathOverride:
      return ArchiveOddity::kPaxPathOverride;
    case formats::TarOddity::kSparse:
      return ArchiveOddity::kSparse;
    case formats::TarOddity::kSpecialFile:
    case formats::TarOddity::kUnknownType:
      return ArchiveOddity::kSpecialFile;
    case formats::TarOddity::kBadHeader:
      return ArchiveOddity::kBadChecksum;
    case formats::TarOddity::kBadRecord:
      return ArchiveOddity::kBadRecord;
    case formats::TarOddity::kTrailingData:
      return ArchiveOddity::kTrailingData;
    case formats::TarOddity::kTruncated:
      return ArchiveOddity::kTruncated;
    case formats::TarOddity::kNoEndMarker:
      return ArchiveOddity::kNoEndMarker;
    case formats::TarOddity::kTooLarge:
      return ArchiveOddity::kTooLarge;
  }
  return ArchiveOddity::kBadChecksum;
}

void Unpacking::AddRemarks(const formats::TarArchive& archive) {
  for (const formats::TarRemark& remark : archive.remarks) {
    const bool follows_from_break = remark.oddity == formats::TarOddity::kNoEndMarker ||
                                    remark.oddity == formats::TarOddity::kTruncated;
    if (broken_off_ && follows_from_break) continue;
    Remark(ToModel(remark.oddity), remark.path, remark.detail);
  }
  contents_.incomplete = contents_.incomplete || archive.incomplete;
}

bool HasControl(std::string_view path) {
  for (std::size_t at = 0; at < path.size();) {
    const CodePoint point = DecodeUtf8(path, at);
    const char32_t c = point.value;
    const bool malformed = c == 0xFFFD && point.length == 1;
    const bool bidi = c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
                      (c >= 0x2066 && c <= 0x2069);
    if (c < 0x20 || (c >= 0x7F && c < 0xA0) || malformed || bidi) return true;
    at += point.length;
  }
  return false;
}

bool ClimbsUp(std::string_view path) {
  for (const std::string_view segment : Pieces(path, '/')) {
    if (segment == "..") return true;
  }
  return false;
}

/// What Windows, or npm on any system, takes as the root of an absolute path: slashes, backslashes,
/// "C:".
std::size_t RootLength(std::string_view path) {
  std::size_t length = 0;
  while (length < path.size()) {
    const char c = path[length];
    const bool drive = length + 1 < path.size() && path[length + 1] == ':' &&
                       ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
    if (c == '/' || c == '\\') {
      ++length;
    } else if (drive) {
      length += 2;
    } else {
      break;
    }
  }
  return length;
}

/// Without the first segment.
std::string_view Stripped(std::string_view path) {
  const std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
}

/// Empty and `.` segments taken out.
std::string Normalised(std::string_view path) {
  std::string normal;
  for (const std::string_view segment : Pieces(path, '/')) {
    if (segment.empty() || segment == ".") continue;
    if (!normal.empty()) normal += '/';
    normal += segment;
  }
  return normal;
}

/// Whether a link at `path` (below the root) to `target` leaves the root.
bool LinkEscapes(std::string_view path, std::string_view target) {
  if (RootLength(target) > 0) return true;
  std::vector<std::string_view> segments = Split(path, '/');
  segments.pop_back();
  for (const std::string_view segment : Pieces(target, '/')) {
    if (segment.empty() || segment == ".") continue;
    if (segment != "..") {
      segments.push_back(segment);
    } else if (segments.empty()) {
      return true;
    } else {
      segments.pop_back();
    }
  }
  return false;
}

/// Remarks on a top folder that is not `package`, once for each; false when there is none.
bool Unpacking::CheckRoot(const formats::TarEntry& entry) {
  const std::size_t slash = entry.path.find('/');
  if (slash == std::string_view::npos) {
    if (entry.type == formats::TarType::kFolder) return false;
    Remark(ArchiveOddity::kRootFolder, entry.path, "not in a folder: npm does not unpack it");
    return false;
  }
  const std::string_view root = entry.path.substr(0, slash);
  if (root == "package" || root.empty()) return true;
  if (std::find(roots_.begin(), roots_.end(), root) != roots_.end()) return true;
  if (roots_.size() < limits::kArchiveRemarksPerKind) {
    roots_.push_back(root);
    Remark(ArchiveOddity::kRootFolder, entry.path, root);
  }
  return true;
}

void Unpacking::AddLink(const formats::TarEntry& entry, std::string_view path) {
  const bool is_hard = entry.type == formats::TarType::kHardLink;
  const bool escapes = is_hard ? RootLength(entry.link) > 0 || LinkEscapes("", Stripped(entry.link))
                               : LinkEscapes(path, entry.link);
  Remark(escapes ? ArchiveOddity::kLinkEscape : ArchiveOddity::kLink, entry.path, entry.link);
}

void Unpacking::AddFile(const formats::TarEntry& entry, std::string_view path) {
  std::string normal = Normalised(path);
  if (normal.empty()) return;
  if (static_cast<std::size_t>(std::count(normal.begin(), normal.end(), '/')) >=
      limits::kArchivePathDepth) {
    Remark(ArchiveOddity::kTooLarge, entry.path, "nested too deeply");
    contents_.incomplete = true;
    return;
  }
  // npm unpacks a `.gitignore` as `.npmignore`, unless it has seen one in that folder.
  const std::string_view base = BaseName(entry.path);
  if (base == ".npmignore") ignore_files_.insert(entry.path);
  if (base == ".gitignore") {
    const std::string_view folder = entry.path.substr(0, entry.path.size() - base.size());
    if (ignore_files_.contains(fmt::format("{}.npmignore", folder))) return;
    normal.replace(normal.size() - base.size(), base.size(), ".npmignore");
  }
  contents_.files.push_back(
      {.path = std::move(normal), .bytes = entry.bytes, .executable = entry.executable});
}

void Unpacking::Add(const formats::TarEntry& entry) {
  if (HasControl(entry.path)) Remark(ArchiveOddity::kControlInName, entry.path, "");
  if (!CheckRoot(entry)) return;
  if (entry.path.starts_with('/')) Remark(ArchiveOddity::kAbsolutePath, entry.path, "");
  std::string_view path = Stripped(entry.path);
  if (ClimbsUp(path)) return Remark(ArchiveOddity::kPathTraversal, entry.path, "");
  if (ClimbsUp(entry.path) || ClimbsUp(ReplaceAll(std::string(path), "\\", "/"))) {
    Remark(ArchiveOddity::kPathTraversal, entry.path,
           "npm unpacks it inside the package on this system");
  }
  if (const std::size_t root = RootLength(path); root > 0 && path.size() > root) {
    Remark(ArchiveOddity::kAbsolutePath, entry.path, path.substr(0, root));
    path.remove_prefix(root);
  }
  switch (entry.type) {
    case formats::TarType::kFile:
      return AddFile(entry, path);
    case formats::TarType::kSymlink:
    case formats::TarType::kHardLink:
      return AddLink(entry, path);
    case formats::TarType::kFolder:
    case formats::TarType::kSpecial:
    case formats::TarType::kSparse:
      return;
  }
}

void Unpacking::KeepLastOfEqualPaths() {
  std::vector<ContentFile>& files = contents_.files;
  std::stable_sort(files.begin(), files.end(),
                   [](const ContentFile& a, const ContentFile& b) { return a.path < b.path; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const bool is_last = i + 1 == files.size() || files[i + 1].path != files[i].path;
    if (!is_last) {
      Remark(ArchiveOddity::kDuplicateName, files[i].path,
             files[i].bytes.size() == files[i + 1].bytes.size() &&
                     std::equal(files[i].bytes.begin(), files[i].bytes.end(),
                                files[i + 1].bytes.begin())
                 ? "same content"
                 : "other content");
      continue;
    }
    if (kept != i) files[kept] = std::move(files[i]);
    ++kept;
  }
  files.resize(kept);
}

void Unpacking::FindCaseCollisions() {
  std::vector<std::pair<std::string, std::size_t>> folded;
  folded.reserve(contents_.files.size());
  for (std::size_t i = 0; i < contents_.files.size(); ++i) {
    folded.emplace_back(FoldPath(contents_.files[i].path), i);
  }
  std::sort(folded.begin(), folded.end());
  for (std::size_t i = 1; i < folded.size(); ++i) {
    if (folded[i].first != folded[i - 1].first) continue;
    Remark(ArchiveOddity::kCaseCollision, contents_.files[folded[i].second].path,
           contents_.files[folded[i - 1].second].path);
  }
}

Contents Unpacking::Run(Bytes tarball, formats::Unzipper& memory) {
  const Bytes unzipped = Unzip(tarball, memory);
  contents_.unpacked_bytes = unzipped.size();
  const formats::TarArchive archive = formats::ReadTar(unzipped);
  AddRemarks(archive);
  for (const formats::TarEntry& entry : archive.entries) Add(entry);
  // An archive without a single entry is none, whatever its blocks are.
  if (archive.entries.empty()) contents_.incomplete = true;
  KeepLastOfEqualPaths();
  FindCaseCollisions();
  std::sort(contents_.remarks.begin(), contents_.remarks.end());
  return std::move(contents_);
}

}  // namespace

Contents ReadTarball(Bytes tarball, formats::Unzipper& memory) {
  return Unpacking().Run(tarball, memory);
}

}  // namespace facts
