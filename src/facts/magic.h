#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace facts {

/// What the first bytes of a file say it is.
enum class Format : std::uint8_t {
  kUnknown,
  kElf,
  kPe,
  kMachO,
  kMachOFat,
  kWasm,
  kScript,  ///< `#!`
  kZip,
  kGzip,
  kTar,
  kSevenZip,
  kXz,
  kBzip2,
  kZstd,
  kRar,
  kAsar,
  kAr,  ///< `!<arch>`: static libraries and Debian packages
  kRpm,
  kCab,
  kPng,
  kJpeg,
  kGif,
  kBmp,
  kWebp,
  kIco,
  kPdf,
  kWoff,
  kWoff2,
  kTtf,
  kOtf,
  kMp3,
  kMp4,
  kOgg,
  kWav,
  kV8Bytecode,
  kHermesBytecode,
  kPythonBytecode,
  kJavaClass,
  kLuaBytecode,
  kDex,
  kSqlite,
};
[[nodiscard]] std::string_view NameOf(Format format);
[[nodiscard]] Format IdentifyFormat(Bytes bytes);

enum class FormatGroup : std::uint8_t {
  kUnknown,
  kNative,
  kScript,
  kArchive,
  kMedia,
  kBytecode,
  kOther
};
[[nodiscard]] FormatGroup GroupOf(Format format);

/// What an executable's own header says; empty texts when the header is cut short. Formats: ELF
/// (System V ABI), PE/COFF (Microsoft), Mach-O (loader.h), WebAssembly core specification.
struct BinaryShape {
  std::string_view sort;          ///< executable, library, object, module
  std::string_view architecture;  ///< x64, arm64, ia32, ...; "multiple" for a fat binary
};
[[nodiscard]] BinaryShape ShapeOf(Format format, Bytes bytes);

}  // namespace facts
