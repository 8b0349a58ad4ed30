#include "base/thread_pool.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "base/limits.h"

void ParallelFor(std::size_t count, unsigned workers,
                 const std::function<void(std::size_t, unsigned)>& work) {
  workers = std::clamp<unsigned>(workers, 1, limits::kJobs);
  std::atomic<std::size_t> next{0};
  const auto run = [&](unsigned worker) {
    for (std::size_t index = 0; (index = next.fetch_add(1, std::memory_order_relaxed)) < count;)
      work(index, worker);
  };
  std::vector<std::jthread> threads;
  const auto helpers =
      static_cast<unsigned>(std::min<std::size_t>(workers - 1, count > 0 ? count - 1 : 0));
  threads.reserve(helpers);
  for (unsigned worker = 1; worker <= helpers; ++worker) threads.emplace_back(run, worker);
  run(0);
}

unsigned AvailableProcessors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) != 0)
    return std::max(1U, std::thread::hardware_concurrency());
  return static_cast<unsigned>(std::max(1, CPU_COUNT(&set)));
}
