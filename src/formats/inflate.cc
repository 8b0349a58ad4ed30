#include "formats/inflate.h"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace formats {
namespace {

int WindowBits(DeflateWrapping wrapping) {
  switch (wrapping) {
    case DeflateWrapping::kRaw:
      return -MAX_WBITS;
    case DeflateWrapping::kZlib:
      return MAX_WBITS;
    case DeflateWrapping::kGzip:
      return MAX_WBITS + 16;
  }
  return MAX_WBITS;
}

}  // namespace

std::optional<ByteVector> Inflate(Bytes bytes, DeflateWrapping wrapping, std::size_t ceiling) {
  if (bytes.empty() || bytes.size() > (std::size_t{1} << 30U)) return std::nullopt;
  z_stream stream{};
  if (inflateInit2(&stream, WindowBits(wrapping)) != Z_OK) return std::nullopt;
  stream.next_in = const_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  ByteVector out;
  std::array<std::uint8_t, 16384> piece{};
  int outcome = Z_OK;
  while (outcome == Z_OK && out.size() < ceiling) {
    stream.next_out = piece.data();
    stream.avail_out = static_cast<uInt>(std::min(piece.size(), ceiling - out.size()));
    const std::size_t room = stream.avail_out;
    outcome = inflate(&stream, Z_NO_FLUSH);
    out.insert(out.end(), piece.begin(),
               piece.begin() + static_cast<std::ptrdiff_t>(room - stream.avail_out));
    if (outcome == Z_BUF_ERROR) break;
  }
  inflateEnd(&stream);
  const bool whole = outcome == Z_STREAM_END || (outcome == Z_OK && out.size() == ceiling);
  if (!whole || out.empty()) return std::nullopt;
  return out;
}

std::optional<DeflateWrapping> RecogniseDeflate(Bytes bytes) {
  if (bytes.size() < 8) return std::nullopt;
  if (bytes[0] == 0x1F && bytes[1] == 0x8B && bytes[2] == 8) return DeflateWrapping::kGzip;
  const bool zlib = (bytes[0] & 0x0FU) == 8 && (bytes[0] >> 4U) <= 7 && (bytes[1] & 0x20U) == 0 &&
                    ((static_cast<unsigned>(bytes[0]) << 8U) | bytes[1]) % 31 == 0;
  if (zlib) return DeflateWrapping::kZlib;
  return std::nullopt;
}

}  // namespace formats
