#pragma once

#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "facts/magic.h"

namespace facts {

/// A function or variable that a program takes from elsewhere.
struct BinaryImport {
  std::string_view name;     ///< into the file
  std::string_view library;  ///< where its format says so: PE, WebAssembly
};

/// What a program or library says of itself in its tables.
struct BinaryTables {
  std::vector<BinaryImport> imports;
  std::vector<std::string_view> libraries;
  std::vector<Bytes> data;  ///< parts that hold data and no code
  bool damaged = false;     ///< a table points outside the file, or does not end
};

/// ELF (System V ABI, gABI 4.1), PE/COFF (Microsoft's specification), Mach-O (loader.h),
/// WebAssembly (core specification 2.0). Hostile tables give what could be read. Bounded by
/// limits::kBinaryImports and kBinarySections.
[[nodiscard]] BinaryTables ReadBinaryTables(Format format, Bytes bytes);

// One reader each.
[[nodiscard]] BinaryTables ReadElf(Bytes bytes);
[[nodiscard]] BinaryTables ReadPe(Bytes bytes);
/// A fat file's first architecture: the others are the same program.
[[nodiscard]] BinaryTables ReadMachO(Bytes bytes);
[[nodiscard]] BinaryTables ReadWasm(Bytes bytes);

}  // namespace facts
