#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>

// Touching memory for the first time costs a trap into the system for every 4 kB. Where the system
// has large pages (2 MB), these ask for them; elsewhere they change nothing.

/// Asks for large pages under the next `bytes` of this process's heap, for short runs that build
/// one large document: the traps would cost such a run a third of its time. Call it before threads
/// start.
void PreferLargePages(std::size_t bytes);

/// Bytes whose content is anything, on large pages when there are enough of them.
class LargeBuffer {
 public:
  LargeBuffer() = default;
  /// At least `size` of them. Throws std::bad_alloc.
  explicit LargeBuffer(std::size_t size);

  [[nodiscard]] std::span<std::uint8_t> bytes() const { return {bytes_.get(), size_}; }

 private:
  struct Free {
    void operator()(std::uint8_t* bytes) const { std::free(bytes); }
  };
  std::unique_ptr<std::uint8_t, Free> bytes_;
  std::size_t size_ = 0;
};
