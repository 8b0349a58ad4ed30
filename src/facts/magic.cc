#include "facts/magic.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace facts {
namespace {

struct Magic {
  Format format;
  std::size_t offset;
  std::string_view bytes;
};

// Longer and more certain magics first. Literals are split where a hex escape would swallow a
// letter.
using namespace std::string_view_literals;
constexpr auto kMagics = std::to_array<Magic>({
    {Format::kElf, 0,
     "\x7F"
     "ELF"sv},
    {Format::kMachO, 0, "\xFE\xED\xFA\xCE"sv},
    {Format::kMachO, 0, "\xFE\xED\xFA\xCF"sv},
    {Format::kMachO, 0, "\xCE\xFA\xED\xFE"sv},
    {Format::kMachO, 0, "\xCF\xFA\xED\xFE"sv},
    {Format::kWasm, 0, "\0asm"sv},
    {Format::kPng, 0, "\x89PNG\r\n\x1A\n"sv},
    {Format::kJpeg, 0, "\xFF\xD8\xFF"sv},
    {Format::kGif, 0, "GIF87a"sv},
    {Format::kGif, 0, "GIF89a"sv},
    {Format::kWebp, 8, "WEBP"sv},
    {Format::kWav, 8, "WAVE"sv},
    {Format::kIco, 0, "\0\0\1\0"sv},
    {Format::kPdf, 0, "%PDF-"sv},
    {Format::kWoff, 0, "wOFF"sv},
    {Format::kWoff2, 0, "wOF2"sv},
    {Format::kTtf, 0, "\0\1\0\0\0"sv},
    {Format::kTtf, 0, "true\0"sv},
    {Format::kOtf, 0, "OTTO\0"sv},
    {Format::kOgg, 0, "OggS"sv},
    {Format::kMp3, 0, "ID3"sv},
    {Format::kMp4, 4, "ftyp"sv},
    {Format::kZip, 0, "PK\3\4"sv},
    {Format::kZip, 0, "PK\5\6"sv},
    {Format::kGzip, 0, "\x1F\x8B\x08"sv},
    {Format::kTar, 257, "ustar"sv},
    {Format::kSevenZip, 0, "7z\xBC\xAF\x27\x1C"sv},
    {Format::kXz, 0,
     "\xFD"
     "7zXZ\0"sv},
    {Format::kZstd, 0, "\x28\xB5\x2F\xFD"sv},
    {Format::kRar, 0, "Rar!\x1A\x07"sv},
    {Format::kAsar, 0, "\4\0\0\0"sv},
    {Format::kAr, 0, "!<arch>\n"sv},
    {Format::kRpm, 0, "\xED\xAB\xEE\xDB"sv},
    {Format::kCab, 0, "MSCF\0\0\0\0"sv},
    {Format::kHermesBytecode, 0, "\xC6\x1F\xBC\x03\xC1\x03\x19\x1F"sv},
    {Format::kLuaBytecode, 0, "\x1BLua"sv},
    {Format::kDex, 0, "dex\n"sv},
    {Format::kSqlite, 0, "SQLite format 3\0"sv},
    {Format::kScript, 0, "#!/"sv},
    {Format::kScript, 0, "#! /"sv},
});

bool Matches(const Magic& magic, std::string_view text) {
  // One byte rules out nearly all of them, without a call.
  return text.size() >= magic.offset + magic.bytes.size() && text[magic.offset] == magic.bytes[0] &&
         text.substr(magic.offset, magic.bytes.size()) == magic.bytes;
}

enum class Endian : std::uint8_t { kLittle, kBig };

/// An unsigned number of `size` bytes at `at`; 0 past the end.
std::uint64_t Number(Bytes bytes, std::size_t at, std::size_t size, Endian endian) {
  if (at > bytes.size() || bytes.size() - at < size) return 0;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t index = endian == Endian::kBig ? i : size - 1 - i;
    value = (value << 8U) | bytes[at + index];
  }
  return value;
}

bool IsPe(Bytes bytes) {
  if (bytes.size() < 0x40 || bytes[0] != 'M' || bytes[1] != 'Z') return false;
  const std::uint64_t header = Number(bytes, 0x3C, 4, Endian::kLittle);
  return Number(bytes, header, 4, Endian::kLittle) == 0x4550;
}

/// 0xCAFEBABE begins both a Java class (then a version of 45 or more) and a fat Mach-O (then a
/// small count of architectures).
Format IdentifyCafeBabe(Bytes bytes) {
  const std::uint64_t next = Number(bytes, 4, 4, Endian::kBig);
  return next > 0 && next < 40 ? Format::kMachOFat : Format::kJavaClass;
}

/// V8's code cache begins with a version-dependent 0xC0DE____ word, little-endian.
bool IsV8Bytecode(Bytes bytes) {
  return bytes.size() >= 32 && bytes[2] == 0xDE && bytes[3] == 0xC0;
}

/// CPython: two bytes of version, then CR LF.
bool IsPythonBytecode(Bytes bytes) {
  return bytes.size() >= 16 && bytes[1] == 0x0D && bytes[2] == 0x0D && bytes[3] == 0x0A;
}

bool IsBmp(Bytes bytes) {
  return bytes.size() >= 26 && bytes[0] == 'B' && bytes[1] == 'M' &&
         Number(bytes, 2, 4, Endian::kLittle) <= bytes.size() &&
         Number(bytes, 6, 4, Endian::kLittle) == 0;
}

std::string_view ElfArchitecture(std::uint64_t machine) {
  switch (machine) {
    case 3:
      return "ia32";
    case 8:
      return "mips";
    case 20:
    case 21:
      return "ppc64";
    case 22:
      return "s390x";
    case 40:
      return "arm";
    case 62:
      return "x64";
    case 183:
      return "arm64";
    case 243:
      return "riscv64";
    case 247:
      return "bpf";
    case 258:
      return "loong64";
    default:
      return "other";
  }
}

/// ET_DYN is a library unless an interpreter is asked for: position-independent programs have the
/// same type, and name their interpreter near the start of the file.
BinaryShape ElfShape(Bytes bytes) {
  if (bytes.size() < 20) return {};
  const Endian endian = bytes[5] == 2 ? Endian::kBig : Endian::kLittle;
  const std::uint64_t type = Number(bytes, 16, 2, endian);
  const std::string_view architecture = ElfArchitecture(Number(bytes, 18, 2, endian));
  const bool wide = bytes[4] == 2;
  const std::uint64_t table = Number(bytes, wide ? 32 : 28, wide ? 8 : 4, endian);
  const std::uint64_t entry_size = Number(bytes, wide ? 54 : 42, 2, endian);
  const std::uint64_t count = Number(bytes, wide ? 56 : 44, 2, endian);
  bool interpreted = false;
  constexpr std::uint64_t kInterpreter = 3;  // PT_INTERP
  for (std::uint64_t i = 0; i < count && entry_size > 0 && table < bytes.size(); ++i)
    interpreted |= Number(bytes, table + i * entry_size, 4, endian) == kInterpreter;
  if (type == 1) return {.sort = "object", .architecture = architecture};
  const bool library = type == 3 && !interpreted;
  return {.sort = library ? "library" : "executable", .architecture = architecture};
}

BinaryShape PeShape(Bytes bytes) {
  const std::uint64_t header = Number(bytes, 0x3C, 4, Endian::kLittle);
  const std::uint64_t machine = Number(bytes, header + 4, 2, Endian::kLittle);
  const std::uint64_t flags = Number(bytes, header + 22, 2, Endian::kLittle);
  const std::string_view architecture = machine == 0x14C    ? "ia32"
                                        : machine == 0x8664 ? "x64"
                                        : machine == 0xAA64 ? "arm64"
                                        : machine == 0x1C4  ? "arm"
                                                            : "other";
  return {.sort = (flags & 0x2000U) != 0 ? "library" : "executable", .architecture = architecture};
}

BinaryShape MachOShape(Bytes bytes) {
  if (bytes.size() < 16) return {};
  const Endian endian = bytes[0] == 0xFE ? Endian::kBig : Endian::kLittle;
  const std::uint64_t cpu = Number(bytes, 4, 4, endian);
  const std::uint64_t type = Number(bytes, 12, 4, endian);
  const std::string_view architecture = cpu == 7            ? "ia32"
                                        : cpu == 0x01000007 ? "x64"
                                        : cpu == 12         ? "arm"
                                        : cpu == 0x0100000C ? "arm64"
                                                            : "other";
  const std::string_view sort = type == 1 ? "object" : type == 2 ? "executable" : "library";
  return {.sort = sort, .architecture = architecture};
}

}  // namespace

Format IdentifyFormat(Bytes bytes) {
  if (bytes.size() < 4) return Format::kUnknown;
  const std::string_view text = AsText(bytes);
  if (text.starts_with("\xCA\xFE\xBA\xBE")) return IdentifyCafeBabe(bytes);
  if (IsPe(bytes)) return Format::kPe;
  // An asar begins with the size of the size of its header: too common a number on its own.
  const bool asar = Number(bytes, 0, 4, Endian::kLittle) == 4 && bytes.size() >= 18 &&
                    text.substr(16, 2) == "{\"";
  for (const Magic& magic : kMagics) {
    if (!Matches(magic, text)) continue;
    if (magic.format == Format::kAsar && !asar) continue;
    const bool riff = magic.format == Format::kWebp || magic.format == Format::kWav;
    if (riff && !text.starts_with("RIFF")) continue;
    return magic.format;
  }
  if (text.starts_with("BZh") && text.size() > 10 && text.substr(4, 6) == "1AY&SY")
    return Format::kBzip2;
  if (IsPythonBytecode(bytes)) return Format::kPythonBytecode;
  if (IsV8Bytecode(bytes)) return Format::kV8Bytecode;
  if (IsBmp(bytes)) return Format::kBmp;
  return Format::kUnknown;
}

std::string_view NameOf(Format format) {
  switch (format) {
    case Format::kUnknown:
      return "data";
    case Format::kElf:
      return "elf";
    case Format::kPe:
      return "pe";
    case Format::kMachO:
      return "mach-o";
    case Format::kMachOFat:
      return "mach-o-fat";
    case Format::kWasm:
      return "wasm";
    case Format::kScript:
      return "script";
    case Format::kZip:
      return "zip";
    case Format::kGzip:
      return "gzip";
    case Format::kTar:
      return "tar";
    case Format::kSevenZip:
      return "7z";
    case Format::kXz:
      return "xz";
    case Format::kBzip2:
      return "bzip2";
    case Format::kZstd:
      return "zstd";
    case Format::kRar:
      return "rar";
    case Format::kAsar:
      return "asar";
    case Format::kAr:
      return "ar";
    case Format::kRpm:
      return "rpm";
    case Format::kCab:
      return "cab";
    case Format::kPng:
      return "png";
    case Format::kJpeg:
      return "jpeg";
    case Format::kGif:
      return "gif";
    case Format::kBmp:
      return "bmp";
    case Format::kWebp:
      return "webp";
    case Format::kIco:
      return "ico";
    case Format::kPdf:
      return "pdf";
    case Format::kWoff:
      return "woff";
    case Format::kWoff2:
      return "woff2";
    case Format::kTtf:
      return "ttf";
    case Format::kOtf:
      return "otf";
    case Format::kMp3:
      return "mp3";
    case Format::kMp4:
      return "mp4";
    case Format::kOgg:
      return "ogg";
    case Format::kWav:
      return "wav";
    case Format::kV8Bytecode:
      return "v8";
    case Format::kHermesBytecode:
      return "hermes";
    case Format::kPythonBytecode:
      return "python";
    case Format::kJavaClass:
      return "java";
    case Format::kLuaBytecode:
      return "lua";
    case Format::kDex:
      return "dex";
    case Format::kSqlite:
      return "sqlite";
  }
  return {};
}

FormatGroup GroupOf(Format format) {
  switch (format) {
    case Format::kUnknown:
      return FormatGroup::kUnknown;
    case Format::kElf:
    case Format::kPe:
    case Format::kMachO:
    case Format::kMachOFat:
    case Format::kWasm:
      return FormatGroup::kNative;
    case Format::kScript:
      return FormatGroup::kScript;
    case Format::kZip:
    case Format::kGzip:
    case Format::kTar:
    case Format::kSevenZip:
    case Format::kXz:
    case Format::kBzip2:
    case Format::kZstd:
    case Format::kRar:
    case Format::kAsar:
    case Format::kAr:
    case Format::kRpm:
    case Format::kCab:
      return FormatGroup::kArchive;
    case Format::kPng:
    case Format::kJpeg:
    case Format::kGif:
    case Format::kBmp:
    case Format::kWebp:
    case Format::kIco:
    case Format::kPdf:
    case Format::kWoff:
    case Format::kWoff2:
    case Format::kTtf:
    case Format::kOtf:
    case Format::kMp3:
    case Format::kMp4:
    case Format::kOgg:
    case Format::kWav:
      return FormatGroup::kMedia;
    case Format::kV8Bytecode:
    case Format::kHermesBytecode:
    case Format::kPythonBytecode:
    case Format::kJavaClass:
    case Format::kLuaBytecode:
    case Format::kDex:
      return FormatGroup::kBytecode;
    case Format::kSqlite:
      return FormatGroup::kOther;
  }
  return FormatGroup::kUnknown;
}

BinaryShape ShapeOf(Format format, Bytes bytes) {
  if (format == Format::kElf) return ElfShape(bytes);
  if (format == Format::kPe) return PeShape(bytes);
  if (format == Format::kMachO) return MachOShape(bytes);
  if (format == Format::kMachOFat) return {.sort = "library", .architecture = "multiple"};
  if (format == Format::kWasm) return {.sort = "module", .architecture = "wasm"};
  return {};
}

}  // namespace facts
