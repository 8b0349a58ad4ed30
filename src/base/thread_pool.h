#pragma once

#include <cstddef>
#include <functional>

/// Calls `work(index, worker)` for every index below `count`, on `workers` threads (this one among
/// them), each index once, in no promised order; returns when all are done. `worker` is below
/// `workers`, so that each may keep scratch memory of its own. `work` must not throw. Only rooms
/// `scan` and `net` call it.
void ParallelFor(std::size_t count, unsigned workers,
                 const std::function<void(std::size_t index, unsigned worker)>& work);

/// As many as the machine has processors that this process may use, at least 1.
[[nodiscard]] unsigned AvailableProcessors();
