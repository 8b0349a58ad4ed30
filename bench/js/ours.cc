// Reads the files named on standard input into memory, parses them with scopes in one thread, and
// prints one line of JSON: processor time, bytes, allocations, memory. `--rounds N` parses
// everything N times and reports the fastest round.
#include <time.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <new>
#include <string>
#include <vector>

#include "js/parse.h"

namespace {
std::atomic<std::uint64_t> allocations{0};

double Seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}
}  // namespace

// Counted, so that allocations per megabyte are a number; the parser's own buffers grow by realloc
// and are few.
void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

int main(int argc, char** argv) {
  const int rounds = argc == 3 ? std::max(1, std::atoi(argv[2])) : 1;
  std::vector<std::pair<std::string, std::string>> files;
  std::size_t bytes = 0;
  for (std::string path; std::getline(std::cin, path);) {
    std::ifstream file(path, std::ios::binary);
    files.emplace_back(path, std::string(std::istreambuf_iterator<char>(file), {}));
    bytes += files.back().second.size();
  }
  js::Scratch scratch;
  double best = 1e9;
  double peak = 0;
  std::size_t failed = 0;
  std::uint64_t counted = 0;
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t allocations_before = allocations.load();
    const double begin = Seconds();
    failed = 0;
    for (const auto& [path, source] : files) {
      const js::Goal goal = js::GoalOf(path, js::PackageType::kAbsent);
      const js::Module module = js::Parse(source, {.goal = goal}, scratch);
      failed += module.ok() ? 0 : 1;
    }
    best = std::min(best, Seconds() - begin);
    counted = allocations.load() - allocations_before;
  }
  // Memory of each larger file by itself: a Scratch that has seen larger files keeps what it had.
  for (const auto& [path, source] : files) {
    if (rounds == 1 || source.size() < 10'000) continue;
    js::Scratch fresh;
    const js::Goal goal = js::GoalOf(path, js::PackageType::kAbsent);
    static_cast<void>(js::Parse(source, {.goal = goal}, fresh));
    const auto share = static_cast<double>(fresh.bytes_used()) / static_cast<double>(source.size());
    if (share > peak) {
      peak = share;
      std::fprintf(stderr, "%.1f %s\n", share, path.c_str());
    }
  }
  std::printf(
      "{\"files\":%zu,\"bytes\":%zu,\"failed\":%zu,\"seconds\":%.6f,\"allocations\":%llu,\"peak\":%"
      ".2f}\n",
      files.size(), bytes, failed, best, static_cast<unsigned long long>(counted), peak);
  return 0;
}
