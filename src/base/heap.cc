#include "base/heap.h"

#include <malloc.h>

#include "base/limits.h"
#include "base/thread_pool.h"

namespace {

/// `large` blocks have pages of their own; `trailing` bytes may be free at the end of a heap.
void Keep(std::size_t large, std::size_t trailing) {
  mallopt(M_MMAP_THRESHOLD, static_cast<int>(large));
  mallopt(M_TRIM_THRESHOLD, static_cast<int>(trailing));
}

/// Left alone, the allocator learns to keep blocks of up to 32 MB.
void KeepLittle() {
  Keep(limits::kMiB, 128 * limits::kKiB);
}

}  // namespace

void SetUpHeaps() {
  KeepLittle();
  // What a thread freed stays in the heap that it took it from: those that mostly wait for the
  // network have two for all of them, beside one for each worker. A worker that shares another's
  // would wait for its lock a hundred thousand times.
  mallopt(M_ARENA_MAX, static_cast<int>(AvailableProcessors()) + 2);
}

KeepFreedMemory::KeepFreedMemory() {
  Keep(16 * limits::kMiB, 64 * limits::kMiB);
}
KeepFreedMemory::~KeepFreedMemory() {
  KeepLittle();
}

void GiveBackFreeMemory() {
  malloc_trim(0);
}
