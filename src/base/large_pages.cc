#include "base/large_pages.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <limits>
#include <new>

namespace {
constexpr std::size_t kLargePage = std::size_t{2} << 20U;

constexpr std::size_t RoundUp(std::size_t size, std::size_t unit) {
  return (size + unit - 1) / unit * unit;
}
}  // namespace

LargeBuffer::LargeBuffer(std::size_t size) {
  const bool is_large = size >= 2 * kLargePage;
  size_ = is_large ? RoundUp(size, kLargePage) : size;
  void* const block = is_large ? std::aligned_alloc(kLargePage, size_) : std::malloc(size_);
  if (block == nullptr && size_ > 0) throw std::bad_alloc();
  if (is_large) static_cast<void>(madvise(block, size_, MADV_HUGEPAGE));
  bytes_.reset(static_cast<std::uint8_t*>(block));
}

void PreferLargePages(std::size_t bytes) {
  constexpr int kNever = std::numeric_limits<int>::max();
  // The heap grows once and as a whole: neither parts of it go back, nor do large blocks go beside
  // it.
  mallopt(M_TRIM_THRESHOLD, kNever);
  mallopt(M_MMAP_THRESHOLD, kNever);
  mallopt(M_TOP_PAD, static_cast<int>(bytes));
  auto* const begin = static_cast<char*>(sbrk(0));
  void* volatile block = std::malloc(kLargePage);  // volatile: else the pair is optimised away
  std::free(block);
  auto* const end = static_cast<char*>(sbrk(0));
  const std::uintptr_t first = RoundUp(reinterpret_cast<std::uintptr_t>(begin), kLargePage);
  const std::uintptr_t last = reinterpret_cast<std::uintptr_t>(end) & ~(kLargePage - 1);
  if (last > first)
    static_cast<void>(madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE));
}
