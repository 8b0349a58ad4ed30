#include <cstddef>
#include <cstdint>

#include "facts/binary/binary_facts.h"
#include "facts/binary/imports.h"

// Any bytes as each of the formats: the readers end, and what they give is inside the file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes(data, size);
  const auto inside = [&](Bytes part) {
    return part.empty() || (part.data() >= data && part.data() + part.size() <= data + size);
  };
  for (const facts::Format format :
       {facts::Format::kElf, facts::Format::kPe, facts::Format::kMachO, facts::Format::kWasm}) {
    const facts::BinaryTables tables = facts::ReadBinaryTables(format, bytes);
    for (const facts::BinaryImport& import : tables.imports) {
      if (!inside(AsBytes(import.name)) || !inside(AsBytes(import.library))) __builtin_trap();
    }
    for (const Bytes part : tables.data) {
      if (!inside(part)) __builtin_trap();
    }
  }
  const ContentFile file{.path = "file", .bytes = bytes};
  facts::Sink sink;
  facts::ExtractBinary(file, facts::Format::kElf, sink);
  static_cast<void>(std::move(sink).Take());
  return 0;
}
