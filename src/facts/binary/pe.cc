#include <algorithm>

#include "base/limits.h"
#include "facts/binary/byte_reader.h"
#include "facts/binary/imports.h"

namespace facts {
namespace {

struct Section {
  std::uint64_t address = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;
  std::uint64_t flags = 0;
};

class Pe {
 public:
  explicit Pe(Bytes bytes) : in_(bytes, ByteReader::Order::kLittle) {}

  BinaryTables Read() {
    const std::uint64_t header = in_.At(0x3C, 4);
    if (in_.At(header, 4) != 0x4550) {
      tables_.damaged = true;
      return std::move(tables_);
    }
    const std::uint64_t sections = in_.At(header + 6, 2);
    const std::uint64_t optional_size = in_.At(header + 20, 2);
    const std::uint64_t optional = header + 24;
    wide_ = in_.At(optional, 2) == 0x20B;
    const std::uint64_t directories = optional + (wide_ ? 112 : 96);
    ReadSections(optional + optional_size, sections);
    ReadImports(in_.At(directories + 8, 4));
    ReadDelayed(in_.At(directories + std::uint64_t{13} * 8, 4));
    constexpr std::uint64_t kMayRun = 0x20000000;
    for (const Section& section : sections_) {
      if ((section.flags & kMayRun) == 0)
        tables_.data.push_back(in_.Range(section.offset, section.size));
    }
    return std::move(tables_);
  }

 private:
  void ReadSections(std::uint64_t at, std::uint64_t count) {
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(count, limits::kBinarySections); ++i) {
      const std::uint64_t header = at + i * 40;
      if (!in_.Number(header + 36, 4)) {
        tables_.damaged = true;
        return;
      }
      const Section section{.address = in_.At(header + 12, 4),
                            .size = in_.At(header + 16, 4),
                            .offset = in_.At(header + 20, 4),
                            .flags = in_.At(header + 36, 4)};
      tables_.damaged |= section.size > 0 && section.offset + section.size > in_.size();
      sections_.push_back(section);
    }
  }

  /// Where an address of the loaded image stands in the file; past its end when in no section.
  [[nodiscard]] std::uint64_t OffsetOf(std::uint64_t address) const {
    for (const Section& section : sections_) {
      if (address >= section.address && address - section.address < section.size)
        return section.offset + (address - section.address);
    }
    return in_.size();
  }

  void ReadImports(std::uint64_t address) {
    if (address == 0) return;
    std::uint64_t at = OffsetOf(address);
    for (std::size_t i = 0; i < limits::kBinarySections; ++i, at += 20) {
      const std::uint64_t name = in_.At(at + 12, 4);
      if (name == 0) return;
      const std::uint64_t lookup = in_.At(at, 4) != 0 ? in_.At(at, 4) : in_.At(at + 16, 4);
      ReadNames(in_.Name(OffsetOf(name)), lookup);
    }
    tables_.damaged = true;
  }

  void ReadDelayed(std::uint64_t address) {
    if (address == 0) return;
    std::uint64_t at = OffsetOf(address);
    for (std::size_t i = 0; i < limits::kBinarySections; ++i, at += 32) {
      const std::uint64_t name = in_.At(at + 4, 4);
      if (name == 0) return;
      ReadNames(in_.Name(OffsetOf(name)), in_.At(at + 16, 4));
    }
  }

  void ReadNames(std::string_view library, std::uint64_t address) {
    tables_.libraries.push_back(library);
    const unsigned width = wide_ ? 8 : 4;
    const std::uint64_t by_number = std::uint64_t{1} << (width * 8 - 1);
    for (std::uint64_t at = OffsetOf(address);; at += width) {
      const std::uint64_t entry = in_.At(at, width);
      if (entry == 0 || tables_.imports.size() >= limits::kBinaryImports) return;
      if ((entry & by_number) != 0) continue;
      tables_.imports.push_back({.name = in_.Name(OffsetOf(entry) + 2), .library = library});
    }
  }

  ByteReader in_;
  bool wide_ = false;
  std::vector<Section> sections_;
  BinaryTables tables_;
};

}  // namespace

BinaryTables ReadPe(Bytes bytes) {
  return Pe(bytes).Read();
}

}  // namespace facts
