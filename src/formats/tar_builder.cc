#include "formats/tar_builder.h"

#include <fmt/format.h>

#include <algorithm>

#include "formats/gzip.h"

namespace formats {
namespace {

constexpr std::size_t kBlock = 512;

void Put(std::string& block, std::size_t at, std::size_t size, std::string_view text) {
  std::copy_n(text.begin(), std::min(size, text.size()), block.begin() + static_cast<long>(at));
}

}  // namespace

TarBuilder& TarBuilder::Add(const Entry& entry) {
  std::string block(kBlock, '\0');
  Put(block, 0, 100, entry.path);
  Put(block, 100, 8, fmt::format("{:07o}", entry.mode));
  Put(block, 108, 8, "0000000");
  Put(block, 116, 8, "0000000");
  Put(block, 124, 12,
      entry.size_field.empty() ? fmt::format("{:011o}", entry.content.size()) : entry.size_field);
  Put(block, 136, 12, "00000000000");
  block[156] = entry.type;
  Put(block, 157, 100, entry.link);
  Put(block, 257, 8, entry.magic);
  Put(block, 345, 155, entry.prefix);
  std::uint32_t sum = 8 * ' ';
  for (const char c : block) sum += static_cast<unsigned char>(c);
  Put(block, 148, 8,
      entry.checksum_field.empty() ? fmt::format("{:06o}", sum) + std::string("\0 ", 2)
                                   : entry.checksum_field);
  Raw(block).Raw(entry.content);
  return Raw(std::string((kBlock - entry.content.size() % kBlock) % kBlock, '\0'));
}

TarBuilder& TarBuilder::Pax(std::string_view key, std::string_view value, char type) {
  std::size_t length = key.size() + value.size() + 3;  // blank, `=` and newline
  while (length != std::to_string(length).size() + key.size() + value.size() + 3) {
    length = std::to_string(length).size() + key.size() + value.size() + 3;
  }
  const std::string record = fmt::format("{} {}={}\n", length, key, value);
  return Add({.path = "PaxHeader/next", .content = record, .type = type});
}

TarBuilder& TarBuilder::Raw(std::string_view bytes) {
  archive_ += bytes;
  return *this;
}

ByteVector TarBuilder::Gzipped() const {
  return Gzip(bytes());
}

}  // namespace formats
