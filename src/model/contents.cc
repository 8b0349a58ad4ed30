#include "model/contents.h"

#include <algorithm>

std::string_view NameOf(ArchiveOddity oddity) {
  switch (oddity) {
    case ArchiveOddity::kPathTraversal:
      return "path-traversal";
    case ArchiveOddity::kAbsolutePath:
      return "absolute-path";
    case ArchiveOddity::kLinkEscape:
      return "link-escape";
    case ArchiveOddity::kLink:
      return "link";
    case ArchiveOddity::kDuplicateName:
      return "duplicate-name";
    case ArchiveOddity::kCaseCollision:
      return "case-collision";
    case ArchiveOddity::kPaxPathOverride:
      return "pax-path-override";
    case ArchiveOddity::kSparse:
      return "sparse";
    case ArchiveOddity::kSpecialFile:
      return "special-file";
    case ArchiveOddity::kControlInName:
      return "control-in-name";
    case ArchiveOddity::kRootFolder:
      return "root-folder";
    case ArchiveOddity::kSeveralMembers:
      return "several-members";
    case ArchiveOddity::kTrailingData:
      return "trailing-data";
    case ArchiveOddity::kTruncated:
      return "truncated";
    case ArchiveOddity::kNoEndMarker:
      return "no-end-marker";
    case ArchiveOddity::kBadChecksum:
      return "bad-checksum";
    case ArchiveOddity::kBadRecord:
      return "bad-record";
    case ArchiveOddity::kTooLarge:
      return "too-large";
  }
  return {};
}

const ContentFile* Contents::Find(std::string_view path) const {
  const auto at = std::lower_bound(
      files.begin(), files.end(), path,
      [](const ContentFile& file, std::string_view wanted) { return file.path < wanted; });
  return at != files.end() && at->path == path ? &*at : nullptr;
}
