#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/hash.h"
#include "formats/gzip.h"
#include "formats/json.h"
#include "formats/tar.h"

// SALLYPORT_TARBALLS names a folder that is searched for gzipped tarballs, npm's cache for example;
// SALLYPORT_JSON a JSON file. Rates are of unpacked bytes and of processor time.

namespace formats {
namespace {

ByteVector ReadFile(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<ByteVector> Tarballs() {
  constexpr std::size_t kMost = 2000;
  std::vector<ByteVector> tarballs;
  const char* const folder = std::getenv("SALLYPORT_TARBALLS");
  if (folder == nullptr) return tarballs;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    ByteVector bytes = ReadFile(entry.path());
    if (!Unzipper::Recognises(bytes)) continue;
    tarballs.push_back(std::move(bytes));
    if (tarballs.size() == kMost) break;
  }
  return tarballs;
}

/// What is done with each tarball, one step more each.
enum Step { kUnzip, kUnzipAndRead, kUnzipReadAndHash };

void BM_Tarballs(benchmark::State& state) {
  static const std::vector<ByteVector> tarballs = Tarballs();
  if (tarballs.empty()) {
    state.SkipWithError("SALLYPORT_TARBALLS names no folder with tarballs");
    return;
  }
  Unzipper unzipper;
  std::int64_t unpacked = 0;
  std::int64_t files = 0;
  for (auto _ : state) {
    for (const ByteVector& tarball : tarballs) {
      const Unzipped unzipped = unzipper.Unzip(tarball);
      unpacked += static_cast<std::int64_t>(unzipped.bytes.size());
      if (state.range(0) >= kUnzipAndRead) {
        files += static_cast<std::int64_t>(ReadTar(unzipped.bytes).entries.size());
      }
      if (state.range(0) >= kUnzipReadAndHash) benchmark::DoNotOptimize(Sha512(tarball));
    }
  }
  state.SetBytesProcessed(unpacked);
  state.counters["tarballs"] = static_cast<double>(tarballs.size());
  state.counters["files"] = static_cast<double>(files) / static_cast<double>(state.iterations());
}
BENCHMARK(BM_Tarballs)
    ->Arg(kUnzip)
    ->Arg(kUnzipAndRead)
    ->Arg(kUnzipReadAndHash)
    ->Unit(benchmark::kMillisecond);

void BM_ParseJson(benchmark::State& state) {
  const char* const path = std::getenv("SALLYPORT_JSON");
  if (path == nullptr) {
    state.SkipWithError("SALLYPORT_JSON names no file");
    return;
  }
  const ByteVector bytes = ReadFile(path);
  for (auto _ : state) {
    const auto parsed = ParseJson(Bytes(bytes));
    if (!parsed) {
      state.SkipWithError("the file is no JSON");
      return;
    }
    benchmark::DoNotOptimize(parsed->root());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes.size()) * state.iterations());
}
BENCHMARK(BM_ParseJson)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace formats
