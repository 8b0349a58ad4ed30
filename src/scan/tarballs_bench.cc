#include <benchmark/benchmark.h>

#include <atomic>
#include <cstdlib>

#include "base/clock.h"
#include "base/hash.h"
#include "base/thread_pool.h"
#include "facts/contents_from_tarball.h"
#include "facts/extract.h"
#include "formats/base64.h"
#include "registry/cache.h"

// How fast packages are read where no program of theirs is: out of the cache by their hash, which
// is verified, unpacked, and looked at, on two threads as `check` does it. SALLYPORT_TARBALLS names
// a cache folder; bench/tarballs makes one.

namespace scan {
namespace {

constexpr unsigned kThreads = 2;

std::optional<std::uint8_t> Nibble(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  return std::nullopt;
}

/// "sha512-..." of the hexadecimal name that an entry has.
std::optional<Integrity> IntegrityOf(std::string_view hex) {
  ByteVector digest;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    const auto high = Nibble(hex[i]);
    const auto low = Nibble(hex[i + 1]);
    if (!high || !low) return std::nullopt;
    digest.push_back(static_cast<std::uint8_t>(*high << 4U | *low));
  }
  return Integrity::Parse("sha512-" + formats::EncodeBase64(digest));
}

std::vector<Integrity> EntriesOf(const FileSystem& files, const std::string& folder) {
  std::vector<Integrity> entries;
  const std::string content = JoinPath(folder, "content/sha512");
  const auto groups = files.List(content);
  if (!groups) return entries;
  for (const FolderEntry& group : *groups) {
    const auto names = files.List(JoinPath(content, group.name));
    if (!names) continue;
    for (const FolderEntry& name : *names) {
      if (auto integrity = IntegrityOf(group.name + name.name))
        entries.push_back(*std::move(integrity));
    }
  }
  return entries;
}

void BM_ReadTarballs(benchmark::State& state) {
  const char* const folder = std::getenv("SALLYPORT_TARBALLS");
  DiskFileSystem files;
  const SystemClock clock;
  const registry::ContentCache cache(files, clock, folder == nullptr ? "" : folder);
  const std::vector<Integrity> entries = EntriesOf(files, cache.folder());
  if (entries.empty()) {
    state.SkipWithError("SALLYPORT_TARBALLS names no cache with tarballs: see bench/tarballs");
    return;
  }
  std::atomic<std::uint64_t> packed = 0;
  std::atomic<std::uint64_t> unpacked = 0;
  std::atomic<std::uint64_t> found = 0;
  std::atomic<std::uint64_t> read = 0;
  struct Worker {
    formats::Unzipper unzipper;
    facts::Memory memory;
  };
  std::vector<Worker> workers(kThreads);
  for (auto _ : state) {
    ParallelFor(entries.size(), kThreads, [&](std::size_t i, unsigned worker) {
      const auto bytes = cache.Get(entries[i]);
      if (!bytes) return;
      Worker& mine = workers[worker];
      const Contents contents = facts::ReadTarball(*bytes, mine.unzipper);
      found += facts::ExtractWithoutCode(contents, {}, mine.memory).size();
      packed += bytes->size();
      unpacked += contents.unpacked_bytes;
      ++read;
    });
  }
  const auto rounds = static_cast<double>(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(unpacked.load()));
  state.counters["tarballs"] = static_cast<double>(read) / rounds;
  state.counters["packed_MB"] = static_cast<double>(packed) / rounds / 1e6;
  state.counters["unpacked_MB"] = static_cast<double>(unpacked) / rounds / 1e6;
  state.counters["facts"] = static_cast<double>(found) / rounds;
}
BENCHMARK(BM_ReadTarballs)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);

}  // namespace
}  // namespace scan
