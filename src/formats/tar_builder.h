#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace formats {

/// Makes tar archives for tests and fixtures, honest ones and others: every field of a header can
/// be set to what no packer writes. Call order is archive order.
class TarBuilder {
 public:
  struct Entry {
    std::string path;
    std::string_view content;
    char type = '0';
    std::string link;
    std::uint32_t mode = 0644;
    std::string prefix;
    /// What the size field says, when it is not the size of `content`.
    std::string size_field;
    /// What the checksum field says, when it is not the checksum.
    std::string checksum_field;
    std::string magic = std::string("ustar\00000", 8);
  };

  TarBuilder& Add(const Entry& entry);
  TarBuilder& File(std::string path, std::string_view content) {
    return Add({.path = std::move(path), .content = content});
  }
  /// A pax header with one record for the next entry (or with type 'g' for all that follow).
  TarBuilder& Pax(std::string_view key, std::string_view value, char type = 'x');
  /// Bytes as they are.
  TarBuilder& Raw(std::string_view bytes);
  /// The two zero blocks.
  TarBuilder& End() { return Raw(std::string(1024, '\0')); }

  [[nodiscard]] Bytes bytes() const { return AsBytes(archive_); }
  /// As one gzip member.
  [[nodiscard]] ByteVector Gzipped() const;

 private:
  std::string archive_;
};

}  // namespace formats
