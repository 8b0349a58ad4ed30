#include "formats/gzip.h"

#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/check.h"
#include "base/large_pages.h"

namespace formats {
namespace {

constexpr std::size_t kSmallestMember = 18;  ///< header, empty block, checksum and length

struct FreeDecompressor {
  void operator()(libdeflate_decompressor* machine) const { libdeflate_free_decompressor(machine); }
};

std::size_t Ceiling(Bytes bytes, const GzipLimits& limits) {
  return std::min(limits.unpacked, std::max(limits.ratio_floor, bytes.size() * limits.ratio));
}

/// zlib's stream, for what is not one honest member: gives output in pieces and stops anywhere.
class Stream {
 public:
  explicit Stream(Bytes bytes) : rest_(bytes) {
    constexpr int kGzipOnly = 16 + MAX_WBITS;
    CHECK(inflateInit2(&stream_, kGzipOnly) == Z_OK, "zlib has memory for a stream");
  }
  ~Stream() { inflateEnd(&stream_); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// Fills `out` as far as it goes; less than its size means that `ended()` is true.
  std::size_t Read(std::span<std::uint8_t> out, std::size_t member_limit);

  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] GzipEnd end() const { return end_; }
  [[nodiscard]] std::size_t members() const { return members_; }
  [[nodiscard]] std::size_t trailing_bytes() const { return trailing_; }

 private:
  void FinishMember(std::size_t member_limit);
  void Stop(GzipEnd end) {
    ended_ = true;
    end_ = end;
  }

  z_stream stream_{};
  Bytes rest_;
  bool ended_ = false;
  GzipEnd end_ = GzipEnd::kWhole;
  std::size_t members_ = 0;
  std::size_t trailing_ = 0;
};

std::size_t Stream::Read(std::span<std::uint8_t> out, std::size_t member_limit) {
  constexpr std::size_t kStep = std::size_t{1} << 30U;  // zlib counts in 32 bits
  std::size_t filled = 0;
  while (!ended_ && filled < out.size()) {
    const std::size_t room = std::min(out.size() - filled, kStep);
    const std::size_t given = std::min(rest_.size(), kStep);
    stream_.next_in = const_cast<Bytef*>(rest_.data());
    stream_.avail_in = static_cast<uInt>(given);
    stream_.next_out = out.data() + filled;
    stream_.avail_out = static_cast<uInt>(room);
    const int outcome = inflate(&stream_, Z_NO_FLUSH);
    rest_ = rest_.subspan(given - stream_.avail_in);
    filled += room - stream_.avail_out;
    if (outcome == Z_STREAM_END) {
      FinishMember(member_limit);
    } else if (outcome == Z_BUF_ERROR) {
      Stop(GzipEnd::kTruncated);  // there was room, so what is missing is input
    } else if (outcome != Z_OK) {
      Stop(GzipEnd::kDamaged);
    }
  }
  return filled;
}

void Stream::FinishMember(std::size_t member_limit) {
  ++members_;
  if (rest_.empty()) return Stop(GzipEnd::kWhole);
  if (!Unzipper::Recognises(rest_)) {
    trailing_ = rest_.size();
    return Stop(GzipEnd::kWhole);
  }
  if (members_ == member_limit) return Stop(GzipEnd::kTooLarge);
  inflateReset(&stream_);
}

}  // namespace

struct Unzipper::State {
  std::unique_ptr<libdeflate_decompressor, FreeDecompressor> machine{
      libdeflate_alloc_decompressor()};
  std::unique_ptr<std::uint8_t[]> buffer;
  std::size_t capacity = 0;

  std::span<std::uint8_t> Reserve(std::size_t size);
  bool UnzipHonest(Bytes bytes, std::size_t ceiling, Unzipped& unzipped);
  Unzipped UnzipOdd(Bytes bytes, std::size_t ceiling, const GzipLimits& limits);
};

/// At least `size` bytes whose content is anything. A block that only a giant needed is given back.
std::span<std::uint8_t> Unzipper::State::Reserve(std::size_t size) {
  if (capacity < size || (capacity > limits::kUnzipperKeptBytes && size < capacity / 2)) {
    buffer.reset();
    capacity = std::max(size + size / 4, std::size_t{256} * limits::kKiB);
    buffer.reset(new std::uint8_t[capacity]);  // not make_unique: it would write zeros
    PreferLargePagesIn(buffer.get(), capacity);
  }
  return {buffer.get(), size};
}

/// One member whose claimed size is true, which is what packers make: one pass of libdeflate,
/// about three times as fast as zlib.
bool Unzipper::State::UnzipHonest(Bytes bytes, std::size_t ceiling, Unzipped& unzipped) {
  if (bytes.size() < kSmallestMember) return false;
  const std::size_t claimed = ClaimedSize(bytes);
  if (claimed > ceiling) return false;
  const auto out = Reserve(claimed + 1);
  std::size_t used = 0;
  std::size_t made = 0;
  const auto outcome = libdeflate_gzip_decompress_ex(machine.get(), bytes.data(), bytes.size(),
                                                     out.data(), claimed, &used, &made);
  if (outcome != LIBDEFLATE_SUCCESS) return false;
  if (Recognises(bytes.subspan(used))) return false;
  unzipped = {.bytes = {out.data(), made}, .members = 1, .trailing_bytes = bytes.size() - used};
  return true;
}

/// Everything else, in two passes, so that memory stays small until the true size is known.
Unzipped Unzipper::State::UnzipOdd(Bytes bytes, std::size_t ceiling, const GzipLimits& limits) {
  const std::size_t prefix = std::min(limits.prefix, ceiling);
  std::size_t size = 0;
  {
    Stream stream(bytes);
    std::array<std::uint8_t, 64 * limits::kKiB> window;
    while (!stream.ended() && size <= ceiling) size += stream.Read(window, limits.members);
    const bool too_large = size > ceiling || stream.end() == GzipEnd::kTooLarge;
    if (!too_large) {
      const auto out = Reserve(size + 1);
      Stream again(bytes);
      const std::size_t made = again.Read(out, limits.members);
      return {.bytes = {out.data(), made},
              .end = again.end(),
              .members = again.members(),
              .trailing_bytes = again.trailing_bytes()};
    }
  }
  const auto out = Reserve(std::min(size, prefix));
  Stream again(bytes);
  const std::size_t made = again.Read(out, limits.members);
  return {.bytes = {out.data(), made}, .end = GzipEnd::kTooLarge, .members = again.members()};
}

Unzipper::Unzipper() : state_(std::make_unique<State>()) {
  CHECK(state_->machine != nullptr, "libdeflate has memory for a decompressor");
}
Unzipper::~Unzipper() = default;
Unzipper::Unzipper(Unzipper&&) noexcept = default;
Unzipper& Unzipper::operator=(Unzipper&&) noexcept = default;

bool Unzipper::Recognises(Bytes bytes) {
  return bytes.size() >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B;
}

std::size_t Unzipper::ClaimedSize(Bytes bytes) {
  if (bytes.size() < kSmallestMember || !Recognises(bytes)) return 0;
  return ClaimedSizeByEnd(bytes);
}

std::size_t Unzipper::ClaimedSizeByEnd(Bytes end) {
  if (end.size() < kClaim) return 0;
  const Bytes tail = end.last(kClaim);
  return std::size_t{tail[0]} | std::size_t{tail[1]} << 8U | std::size_t{tail[2]} << 16U |
         std::size_t{tail[3]} << 24U;
}

Unzipped Unzipper::Unzip(Bytes bytes, const GzipLimits& limits) {
  const std::size_t ceiling = Ceiling(bytes, limits);
  Unzipped unzipped;
  if (state_->UnzipHonest(bytes, ceiling, unzipped)) return unzipped;
  return state_->UnzipOdd(bytes, ceiling, limits);
}

ByteVector Gzip(Bytes bytes) {
  constexpr int kUsualLevel = 6;
  const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> machine(
      libdeflate_alloc_compressor(kUsualLevel), libdeflate_free_compressor);
  CHECK(machine != nullptr, "libdeflate has memory for a compressor");
  ByteVector out(libdeflate_gzip_compress_bound(machine.get(), bytes.size()));
  out.resize(
      libdeflate_gzip_compress(machine.get(), bytes.data(), bytes.size(), out.data(), out.size()));
  return out;
}

}  // namespace formats
