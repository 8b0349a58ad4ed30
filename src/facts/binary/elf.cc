#include <algorithm>

#include "base/limits.h"
#include "facts/binary/byte_reader.h"
#include "facts/binary/imports.h"

namespace facts {
namespace {

struct Section {
  std::uint64_t type = 0;
  std::uint64_t flags = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::uint64_t link = 0;
};

constexpr std::uint64_t kProgramBits = 1;
constexpr std::uint64_t kDynamic = 6;
constexpr std::uint64_t kDynamicSymbols = 11;
constexpr std::uint64_t kAllocated = 2;
constexpr std::uint64_t kExecutable = 4;
constexpr std::uint64_t kNeeded = 1;

class Elf {
 public:
  explicit Elf(Bytes bytes)
      : wide_(bytes.size() > 5 && bytes[4] == 2),
        in_(bytes, bytes.size() > 5 && bytes[5] == 2 ? ByteReader::Order::kBig
                                                     : ByteReader::Order::kLittle) {}

  BinaryTables Read() {
    ReadSections();
    for (const Section& section : sections_) {
      if (section.type == kDynamicSymbols) ReadSymbols(section);
      if (section.type == kDynamic) ReadLibraries(section);
      const bool data = section.type == kProgramBits && (section.flags & kAllocated) != 0 &&
                        (section.flags & kExecutable) == 0;
      if (data) tables_.data.push_back(in_.Range(section.offset, section.size));
    }
    // Without sections there is still the text; programs are stripped of them to say less.
    if (sections_.empty()) tables_.data.push_back(in_.Range(0, in_.size()));
    return std::move(tables_);
  }

 private:
  void ReadSections() {
    const std::uint64_t at = in_.At(wide_ ? 0x28 : 0x20, wide_ ? 8 : 4);
    const std::uint64_t size = in_.At(wide_ ? 0x3A : 0x2E, 2);
    const std::uint64_t count = in_.At(wide_ ? 0x3C : 0x30, 2);
    if (at == 0 || count == 0) return;
    if (size < (wide_ ? 64U : 40U) || at > in_.size() || count * size > in_.size() - at)
      tables_.damaged = true;
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(count, limits::kBinarySections); ++i) {
      const std::uint64_t header = at + i * size;
      if (header < at || !in_.Number(header + (wide_ ? 0x38 : 0x24), 4)) break;
      const Section section{.type = in_.At(header + 4, 4),
                            .flags = in_.At(header + 8, wide_ ? 8 : 4),
                            .offset = in_.At(header + (wide_ ? 0x18 : 0x10), wide_ ? 8 : 4),
                            .size = in_.At(header + (wide_ ? 0x20 : 0x14), wide_ ? 8 : 4),
                            .link = in_.At(header + (wide_ ? 0x28 : 0x18), 4)};
      constexpr std::uint64_t kNoBits = 8;
      const bool inside =
          section.type == kNoBits || section.type == 0 ||
          (section.offset <= in_.size() && section.size <= in_.size() - section.offset);
      tables_.damaged |= !inside;
      sections_.push_back(section);
    }
  }

  void ReadSymbols(const Section& section) {
    if (section.link >= sections_.size()) return;
    const std::uint64_t names = sections_[section.link].offset;
    const std::uint64_t step = wide_ ? 24 : 16;
    for (std::uint64_t at = step; at + step <= section.size; at += step) {
      if (tables_.imports.size() >= limits::kBinaryImports) return;
      const std::uint64_t symbol = section.offset + at;
      const auto index = in_.Number(symbol + (wide_ ? 6 : 14), 2);
      if (!index) return;
      const std::string_view name = in_.Name(names + in_.At(symbol, 4));
      if (*index == 0 && !name.empty()) tables_.imports.push_back({.name = name, .library = {}});
    }
  }

  void ReadLibraries(const Section& section) {
    if (section.link >= sections_.size()) return;
    const std::uint64_t names = sections_[section.link].offset;
    const unsigned width = wide_ ? 8 : 4;
    for (std::uint64_t at = 0; at + 2 * width <= section.size; at += 2 * width) {
      const auto tag = in_.Number(section.offset + at, width);
      if (!tag || *tag == 0 || tables_.libraries.size() >= limits::kBinarySections) return;
      if (*tag == kNeeded)
        tables_.libraries.push_back(in_.Name(names + in_.At(section.offset + at + width, width)));
    }
  }

  bool wide_;
  ByteReader in_;
  std::vector<Section> sections_;
  BinaryTables tables_;
};

}  // namespace

BinaryTables ReadElf(Bytes bytes) {
  return Elf(bytes).Read();
}

BinaryTables ReadBinaryTables(Format format, Bytes bytes) {
  if (format == Format::kElf) return ReadElf(bytes);
  if (format == Format::kPe) return ReadPe(bytes);
  if (format == Format::kMachO || format == Format::kMachOFat) return ReadMachO(bytes);
  if (format == Format::kWasm) return ReadWasm(bytes);
  return {};
}

}  // namespace facts
