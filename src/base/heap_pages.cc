#include "base/heap_pages.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <limits>

void PreferLargePages(std::size_t bytes) {
  constexpr std::size_t kLargePage = std::size_t{2} << 20U;
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
  const std::uintptr_t first =
      (reinterpret_cast<std::uintptr_t>(begin) + kLargePage - 1) & ~(kLargePage - 1);
  const std::uintptr_t last = reinterpret_cast<std::uintptr_t>(end) & ~(kLargePage - 1);
  if (last > first)
    static_cast<void>(madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE));
}
