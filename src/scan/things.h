#pragma once

#include <string>

#include "base/file_system.h"
#include "base/result.h"
#include "facts/extract.h"
#include "formats/gzip.h"
#include "scan/read_folder.h"

namespace scan {

/// What somebody may name to be vetted.
enum class ThingKind : std::uint8_t {
  kFolder,     ///< a package folder
  kTarball,    ///< a file called .tgz, .tar.gz or .tar
  kFile,       ///< any other file
  kPublished,  ///< name, name@version, name@range or name@tag in the registry
};

/// What is on disk under that name, else kPublished when it reads as a package; else an Error that
/// says what would be right.
[[nodiscard]] Result<ThingKind> KindOf(const FileSystem& files, const std::string& thing);

/// A local thing read into memory. `storage` keeps a tarball's bytes; the files point into it, or
/// into `memory` until its next use.
struct LocalThing {
  FolderContents found;
  ByteVector storage;
  facts::PackageContext context;
};

/// Reads a folder, tarball or file. Not for kPublished.
[[nodiscard]] Result<LocalThing> ReadLocal(const FileSystem& files, const std::string& thing,
                                           ThingKind kind, formats::Unzipper& memory);

}  // namespace scan
