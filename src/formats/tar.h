#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/limits.h"

namespace formats {

/// What kind of thing an entry would make. Types that node-tar does not know are passed over and
/// are no entries.
enum class TarType : std::uint8_t { kFile, kFolder, kSymlink, kHardLink, kSpecial, kSparse };

/// One entry, after long names and pax records were applied. Views point into the archive or into
/// the TarArchive.
struct TarEntry {
  TarType type = TarType::kFile;
  bool executable = false;  ///< any execute bit of the mode
  std::string_view path;    ///< as the archive has it: may hold anything
  std::string_view link;    ///< of a link: where it points
  Bytes bytes;              ///< of a kFile; cut short when the archive is
};

/// What an honest packer does not write.
enum class TarOddity : std::uint8_t {
  kPathOverride,  ///< a pax or GNU record gives a path unlike the header's; detail: the header's
  kSparse,        ///< old GNU type, or GNU.sparse records
  kSpecialFile,   ///< device, FIFO; detail: the type byte
  kUnknownType,   ///< neither npm nor this reader unpacks it; detail: the type byte
  kBadHeader,     ///< a block in the place of a header that is none; detail: why. It is passed over
  kBadRecord,     ///< a pax record that is malformed or sets the entry's type; detail: the record
  kTrailingData,  ///< something after the end marker; detail: how many bytes
  kTruncated,     ///< the archive ends inside an entry
  kNoEndMarker,   ///< the archive ends where the two zero blocks should stand
  kTooLarge,      ///< more entries than are read, or too large a record; detail: which
};

struct TarRemark {
  TarOddity oddity = TarOddity::kPathOverride;
  std::string path;  ///< of the entry; empty for the archive as a whole
  std::string detail;
  bool operator==(const TarRemark&) const = default;
};

/// The entries in archive order, repeats included. Remarks in archive order, of each
/// kind the first limits::kArchiveRemarksPerKind. Move-only.
struct TarArchive {
  std::vector<TarEntry> entries;
  std::vector<TarRemark> remarks;
  /// True when the archive has more than `entries` tell: it breaks off, or a limit was hit.
  bool incomplete = false;
  Arena arena;  ///< paths that do not stand in the archive in one piece
};

/// Reads a tar archive in memory: v7, ustar, pax (`x` and `g`), GNU long names, base-256 numbers.
/// Where writers and readers of the format disagree it does what npm's node-tar does, as that is
/// what lands on the user's disk: signed checksums are not taken, a broken header is passed over
/// block by block, a folder has no body, two zero blocks end it. `archive` must outlive the result.
[[nodiscard]] TarArchive ReadTar(Bytes archive, std::size_t entry_limit = limits::kArchiveEntries);

}  // namespace formats
