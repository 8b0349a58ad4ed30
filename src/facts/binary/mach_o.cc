#include <algorithm>

#include "base/limits.h"
#include "facts/binary/byte_reader.h"
#include "facts/binary/imports.h"

namespace facts {
namespace {

constexpr std::uint64_t kMagic32 = 0xFEEDFACE;
constexpr std::uint64_t kMagic64 = 0xFEEDFACF;
constexpr std::uint64_t kSegment32 = 0x1;
constexpr std::uint64_t kSymbolTable = 0x2;
constexpr std::uint64_t kSegment64 = 0x19;
constexpr std::uint64_t kRequired = 0x80000000;

bool LoadsLibrary(std::uint64_t command) {
  return command == 0xC || command == (0x18 | kRequired) || command == (0x1F | kRequired) ||
         command == 0x20 || command == (0x23 | kRequired);
}

class MachO {
 public:
  explicit MachO(Bytes bytes)
      : in_(bytes, ByteReader(bytes, ByteReader::Order::kLittle).At(0, 4) >> 8U == 0xFEEDFA
                       ? ByteReader::Order::kLittle
                       : ByteReader::Order::kBig) {}

  BinaryTables Read() {
    const std::uint64_t magic = in_.At(0, 4);
    if (magic != kMagic32 && magic != kMagic64) {
      tables_.damaged = true;
      return std::move(tables_);
    }
    wide_ = magic == kMagic64;
    const std::uint64_t count = in_.At(16, 4);
    std::uint64_t at = wide_ ? 32 : 28;
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(count, limits::kBinarySections); ++i) {
      const std::uint64_t size = in_.At(at + 4, 4);
      if (size < 8 || !in_.Number(at, 8)) {
        tables_.damaged = true;
        break;
      }
      Command(at, in_.At(at, 4));
      at += size;
    }
    return std::move(tables_);
  }

 private:
  void Command(std::uint64_t at, std::uint64_t command) {
    if (LoadsLibrary(command)) tables_.libraries.push_back(in_.Name(at + in_.At(at + 8, 4)));
    if (command == kSymbolTable) ReadSymbols(at);
    if (command == kSegment32 || command == kSegment64) ReadSegment(at);
  }

  void ReadSymbols(std::uint64_t at) {
    const std::uint64_t symbols = in_.At(at + 8, 4);
    const std::uint64_t count = in_.At(at + 12, 4);
    const std::uint64_t names = in_.At(at + 16, 4);
    const std::uint64_t step = wide_ ? 16 : 12;
    for (std::uint64_t i = 0; i < count; ++i) {
      if (tables_.imports.size() >= limits::kBinaryImports) return;
      const auto type = in_.Number(symbols + i * step + 4, 1);
      if (!type) {
        tables_.damaged = true;
        return;
      }
      const bool undefined = (*type & 0xE0U) == 0 && (*type & 0x0EU) == 0 && (*type & 1U) != 0;
      if (!undefined) continue;
      std::string_view name = in_.Name(names + in_.At(symbols + i * step, 4));
      if (name.starts_with('_')) name.remove_prefix(1);  // C's names on this system
      if (!name.empty()) tables_.imports.push_back({.name = name, .library = {}});
    }
  }

  void ReadSegment(std::uint64_t at) {
    const std::uint64_t count = in_.At(at + (wide_ ? 64 : 48), 4);
    const std::uint64_t first = at + (wide_ ? 72 : 56);
    const std::uint64_t step = wide_ ? 80 : 68;
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(count, limits::kBinarySections); ++i) {
      const std::uint64_t section = first + i * step;
      const std::uint64_t size = in_.At(section + (wide_ ? 40 : 36), wide_ ? 8 : 4);
      const std::uint64_t offset = in_.At(section + (wide_ ? 48 : 40), 4);
      const std::uint64_t flags = in_.At(section + (wide_ ? 64 : 56), 4);
      constexpr std::uint64_t kInstructions = 0x80000000;
      constexpr std::uint64_t kZeroFilled = 1;
      if ((flags & kInstructions) != 0 || (flags & 0xFFU) == kZeroFilled) continue;
      tables_.damaged |= offset > in_.size() || size > in_.size() - std::min(offset, in_.size());
      tables_.data.push_back(in_.Range(offset, size));
    }
  }

  ByteReader in_;
  bool wide_ = false;
  BinaryTables tables_;
};

}  // namespace

BinaryTables ReadMachO(Bytes bytes) {
  const ByteReader fat(bytes, ByteReader::Order::kBig);
  const std::uint64_t magic = fat.At(0, 4);
  if (magic == 0xCAFEBABE) return MachO(fat.Range(fat.At(16, 4), fat.At(20, 4))).Read();
  if (magic == 0xCAFEBABF) return MachO(fat.Range(fat.At(16, 8), fat.At(24, 8))).Read();
  return MachO(bytes).Read();
}

}  // namespace facts
