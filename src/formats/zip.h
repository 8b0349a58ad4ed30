#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/result.h"

namespace formats {

/// One file of a zip archive, as its central directory has it.
struct ZipEntry {
  std::string_view path;  ///< as written: foreign text, into the archive; never used to open a file
  std::uint64_t size = 0;  ///< unpacked, as the directory claims; an entry that lies is an error
  std::uint32_t crc32 = 0;
};

struct ZipLimits {
  std::size_t entries = limits::kZipEntries;
  std::size_t entry_bytes = limits::kZipEntryBytes;
  std::size_t unpacked = limits::kZipUnpackedBytes;
};

/// Whether the bytes begin like a zip archive.
[[nodiscard]] bool IsZip(Bytes bytes);

/// Reads every file of a zip archive (APPNOTE 6.3, with Zip64) in the order of its central
/// directory, stored or deflated, and checks its CRC-32. Folders are passed over. `take` gets each
/// file's octets, valid during the call only; it returns false to stop. An Error for a damaged,
/// cut-off or encrypted archive and past a limit; what was given before stays given.
[[nodiscard]] Result<void> ReadZip(Bytes archive,
                                   const std::function<bool(const ZipEntry&, Bytes)>& take,
                                   const ZipLimits& limits = {});

}  // namespace formats
