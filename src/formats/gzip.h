#pragma once

#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/limits.h"

namespace formats {

/// How reading a gzip text came to its end.
enum class GzipEnd : std::uint8_t {
  kWhole,      ///< every member ended as it should
  kTruncated,  ///< the input stops in the middle of a member
  kDamaged,    ///< malformed, or a checksum is wrong
  kTooLarge,   ///< a limit was passed
};

/// What came out. `bytes` is whole for kWhole, else what could be had before the fault: never more
/// than GzipLimits::prefix for kTooLarge.
struct Unzipped {
  Bytes bytes;  ///< in the Unzipper; valid until its next call
  GzipEnd end = GzipEnd::kWhole;
  std::size_t members = 0;
  std::size_t trailing_bytes = 0;  ///< after the last member, where no further one begins
};

/// `ratio` is judged past `ratio_floor` bytes of output.
struct GzipLimits {
  std::size_t unpacked = limits::kArchiveUnpackedBytes;
  std::size_t ratio = limits::kArchiveRatio;
  std::size_t ratio_floor = limits::kArchiveRatioFloor;
  std::size_t members = limits::kGzipMembers;
  std::size_t prefix = limits::kArchivePrefixBytes;
};

/// RFC 1952, whole buffers, with memory that is kept from one call to the next: one for each
/// worker. Several members are read as one text, as gzip and Node do.
class Unzipper {
 public:
  Unzipper();
  ~Unzipper();
  Unzipper(Unzipper&&) noexcept;
  Unzipper& operator=(Unzipper&&) noexcept;

  /// Whether the bytes begin like a gzip member.
  [[nodiscard]] static bool Recognises(Bytes bytes);
  /// How long the text says it is once unpacked, modulo 2^32: true of what honest packers make, to
  /// be trusted by nobody. 0 for what is no gzip member.
  [[nodiscard]] static std::size_t ClaimedSize(Bytes bytes);
  /// The same by the end of such a text alone, of which kClaim bytes are needed.
  [[nodiscard]] static std::size_t ClaimedSizeByEnd(Bytes end);
  static constexpr std::size_t kClaim = 4;
  [[nodiscard]] Unzipped Unzip(Bytes bytes, const GzipLimits& limits = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// One member, for tests and fixtures.
[[nodiscard]] ByteVector Gzip(Bytes bytes);

}  // namespace formats
