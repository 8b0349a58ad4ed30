#include "facts/trailing.h"

#include <array>
#include <cmath>
#include <cstdint>

namespace facts {
namespace {

std::uint64_t Big32(Bytes bytes, std::size_t at) {
  if (at > bytes.size() || bytes.size() - at < 4) return 0;
  return (std::uint64_t{bytes[at]} << 24U) | (std::uint64_t{bytes[at + 1]} << 16U) |
         (std::uint64_t{bytes[at + 2]} << 8U) | bytes[at + 3];
}

std::uint64_t Little(Bytes bytes, std::size_t at, std::size_t size) {
  if (at > bytes.size() || bytes.size() - at < size) return 0;
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = (value << 8U) | bytes[at + i];
  return value;
}

std::optional<std::size_t> Within(Bytes bytes, std::uint64_t end) {
  if (end > bytes.size()) return std::nullopt;
  return static_cast<std::size_t>(end);
}

/// The last chunk of a PNG as it always is: no data, and the checksum of its name.
constexpr std::string_view kPngLastChunk = "IEND\xAE\x42\x60\x82";

/// Chunks of length, type, data, checksum, up to and with IEND. Where a length leads astray, the
/// first last chunk: viewers show such a file too, and a wrong length would hide what follows.
std::optional<std::size_t> PngEnd(Bytes bytes) {
  for (std::size_t at = 8; at + 12 <= bytes.size();) {
    const std::uint64_t next = at + 12 + Big32(bytes, at);
    if (next > bytes.size()) break;
    if (AsText(bytes.subspan(at + 4, 4)) == "IEND") return next;
    at = next;
  }
  const std::size_t found = AsText(bytes).find(kPngLastChunk);
  if (found == std::string_view::npos) return std::nullopt;
  return found + kPngLastChunk.size();
}

/// From the marker after SOS on, entropy-coded data runs to a marker that is neither stuffing nor a
/// restart. A thumbnail inside an APP segment is jumped over by that segment's length.
std::optional<std::size_t> JpegEnd(Bytes bytes) {
  std::size_t at = 2;
  while (at + 4 <= bytes.size()) {
    if (bytes[at] != 0xFF) return std::nullopt;
    const std::uint8_t marker = bytes[at + 1];
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    if (marker == 0xD9) return at + 2;
    const bool alone = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
    at += 2;
    if (alone) continue;
    const std::size_t length = (std::size_t{bytes[at]} << 8U) | bytes[at + 1];
    if (length < 2) return std::nullopt;
    at += length;
    if (marker != 0xDA) continue;
    while (at + 1 < bytes.size()) {
      const bool leaves = bytes[at] == 0xFF && bytes[at + 1] != 0 &&
                          !(bytes[at + 1] >= 0xD0 && bytes[at + 1] <= 0xD7);
      if (leaves) break;
      ++at;
    }
  }
  if (at + 2 <= bytes.size() && bytes[at] == 0xFF && bytes[at + 1] == 0xD9) return at + 2;
  return std::nullopt;
}

/// Sub-blocks of a length byte and data, up to a length of 0; returns where the next thing begins.
std::optional<std::size_t> SkipSubBlocks(Bytes bytes, std::size_t at) {
  while (at < bytes.size()) {
    const std::size_t length = bytes[at++];
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

std::size_t ColourTable(std::uint8_t flags) {
  return (flags & 0x80U) != 0 ? std::size_t{3} << ((flags & 7U) + 1U) : 0;
}

std::optional<std::size_t> GifEnd(Bytes bytes) {
  if (bytes.size() < 13) return std::nullopt;
  std::size_t at = 13 + ColourTable(bytes[10]);
  while (at < bytes.size()) {
    const std::uint8_t block = bytes[at++];
    if (block == 0x3B) return at;
    if (block == 0x21) {
      ++at;  // the extension's label
    } else if (block == 0x2C && at + 9 < bytes.size()) {
      at += 9 + ColourTable(bytes[at + 8]) + 1;  // descriptor, table, code size
    } else {
      return std::nullopt;
    }
    const auto next = SkipSubBlocks(bytes, at);
    if (!next) return std::nullopt;
    at = *next;
  }
  return std::nullopt;
}

/// The last end-of-central-directory record and the comment it declares.
std::optional<std::size_t> ZipEnd(Bytes bytes) {
  constexpr std::size_t kRecord = 22;
  constexpr std::size_t kLongestSearch = 1U << 20U;
  if (bytes.size() < kRecord) return std::nullopt;
  const std::size_t last = bytes.size() - kRecord;
  for (std::size_t back = 0; back <= last && back < kLongestSearch; ++back) {
    const std::size_t at = last - back;
    if (Little(bytes, at, 4) == 0x06054B50)
      return Within(bytes, at + kRecord + Little(bytes, at + 20, 2));
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::size_t> FindEnd(Format format, Bytes bytes) {
  if (format == Format::kPng) return PngEnd(bytes);
  if (format == Format::kJpeg) return JpegEnd(bytes);
  if (format == Format::kGif) return GifEnd(bytes);
  if (format == Format::kZip) return ZipEnd(bytes);
  // RIFF pads an odd length by one byte.
  if (format == Format::kWebp || format == Format::kWav)
    return Within(bytes, 8 + Little(bytes, 4, 4) + (Little(bytes, 4, 4) & 1U));
  if (format == Format::kWoff || format == Format::kWoff2) return Within(bytes, Big32(bytes, 8));
  if (format == Format::kBmp) return Within(bytes, Little(bytes, 2, 4));
  return std::nullopt;
}

double Entropy(Bytes bytes) {
  if (bytes.empty()) return 0;
  std::array<std::uint64_t, 256> counts{};
  for (const std::uint8_t byte : bytes) ++counts[byte];
  double bits = 0;
  for (const std::uint64_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(bytes.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

}  // namespace facts
