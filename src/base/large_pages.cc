#include "base/large_pages.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <limits>

void PreferLargePagesIn(void* block, std::size_t bytes) {
  constexpr std::uintptr_t kLargePage = std::uintptr_t{2} << 20U;
  const auto begin = reinterpret_cast<std::uintptr_t>(block);
  const std::uintptr_t first = (begin + kLargePage - 1) & ~(kLargePage - 1);
  const std::uintptr_t last = (begin + bytes) & ~(kLargePage - 1);
  if (last > first)
    static_cast<void>(madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE));
}

void PreferLargePages(std::size_t bytes) {
  constexpr int kNever = std::numeric_limits<int>::max();
  // The heap grows once and as a whole: neither parts of it go back, nor do large blocks go beside
  // it.
  mallopt(M_TRIM_THRESHOLD, kNever);
  mallopt(M_MMAP_THRESHOLD, kNever);
  mallopt(M_TOP_PAD, static_cast<int>(bytes));
  auto* const begin = static_cast<char*>(sbrk(0));
  constexpr std::size_t kAny = std::size_t{2} << 20U;
  void* volatile block = std::malloc(kAny);  // volatile: else the pair is optimised away
  std::free(block);
  auto* const end = static_cast<char*>(sbrk(0));
  PreferLargePagesIn(begin, static_cast<std::size_t>(end - begin));
}
