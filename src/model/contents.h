#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/untrusted.h"

/// What was odd about an archive: told as facts, never silently repaired. The order is the order of
/// the table in contents.cc.
enum class ArchiveOddity : std::uint8_t {
  kPathTraversal,    ///< `..` in an entry's path; the entry is left out
  kAbsolutePath,     ///< the leading slash is taken off
  kLinkEscape,       ///< a symlink or hard link that points outside the package
  kLink,             ///< a symlink or hard link inside (npm itself unpacks none)
  kDuplicateName,    ///< the same path twice: the last one counts, as npm does
  kCaseCollision,    ///< two paths that are one on a case-insensitive disk
  kPaxPathOverride,  ///< a pax header gives a path unlike the one in the header block
  kSparse,           ///< a sparse entry
  kSpecialFile,      ///< device, FIFO and the like
  kControlInName,    ///< control bytes, bidi controls or malformed UTF-8 in a path
  kRootFolder,      ///< entries below more than one top folder, or a top folder not named `package`
  kSeveralMembers,  ///< more than one gzip member
  kTrailingData,    ///< bytes after the end of the archive
  kTruncated,       ///< the archive ends in the middle
  kNoEndMarker,     ///< the two zero blocks are missing
  kBadChecksum,     ///< a header block that is none: passed over block by block, as npm does
  kBadRecord,       ///< a pax record that is malformed, or that no packer writes
  kTooLarge,        ///< a limit on unpacked bytes, ratio or count was hit: what follows is not read
};
[[nodiscard]] std::string_view NameOf(ArchiveOddity oddity);

struct ArchiveRemark {
  ArchiveOddity oddity = ArchiveOddity::kPathTraversal;
  Untrusted path;  ///< of the entry, as the archive has it; empty for the archive as a whole
  Untrusted detail;
  bool operator==(const ArchiveRemark&) const = default;
  auto operator<=>(const ArchiveRemark&) const = default;
};

struct ContentFile {
  std::string path;  ///< below the package root, normalised, `/`-separated, never escaping; still
                     ///< foreign text
  Bytes bytes;       ///< into Contents::storage, or into a buffer its maker keeps
  bool executable = false;
};

/// The files of one package, from a tarball or a folder. Sorted by path, no path twice. Move-only:
/// the files point into `storage`.
struct Contents {
  std::vector<ContentFile> files;
  std::vector<ArchiveRemark> remarks;  ///< sorted
  std::vector<ByteVector> storage;
  std::uint64_t unpacked_bytes = 0;
  /// True when something of the package is not in `files` (a limit was hit, the archive broke off):
  /// then the package is not fully analysed, and the remarks say why.
  bool incomplete = false;

  Contents() = default;
  Contents(Contents&&) = default;
  Contents& operator=(Contents&&) = default;
  Contents(const Contents&) = delete;
  Contents& operator=(const Contents&) = delete;

  /// By exact path; nullptr when there is none.
  [[nodiscard]] const ContentFile* Find(std::string_view path) const;
};
