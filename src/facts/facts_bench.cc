#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/hash.h"
#include "base/limits.h"
#include "facts/byte_scan.h"
#include "facts/contents_from_tarball.h"
#include "facts/extract.h"
#include "facts/file_class.h"
#include "facts/place.h"
#include "facts/sink.h"
#include "facts/unicode_facts.h"
#include "formats/gzip.h"

namespace {

std::string Code(std::size_t bytes, std::string_view line) {
  std::string code;
  while (code.size() < bytes) code += line;
  return code;
}

void ScanAscii(benchmark::State& state) {
  const std::string code =
      Code(1U << 20U, "    const value = require('./module').call(this, options); // note\n");
  for (auto _ : state) benchmark::DoNotOptimize(facts::ScanBytes(code));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * code.size()));
}
BENCHMARK(ScanAscii);

/// A translation file: every line beyond ASCII.
void ReadJapanese(benchmark::State& state) {
  const std::string code =
      Code(1U << 20U, "  \"key\": \"\u3053\u306E\u5024\u306F\u7121\u52B9\u3067\u3059\u3002\",\n");
  for (auto _ : state) {
    facts::Sink sink;
    facts::ExtractUnseen(facts::SourceFile("ja.json", code), facts::FileClass::kConfig, sink);
    benchmark::DoNotOptimize(std::move(sink).Take());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * code.size()));
}
BENCHMARK(ReadJapanese);

/// Every tarball below the folder SALLYPORT_TARBALLS names (npm's cache will do): unpacked, hashed,
/// facts extracted, on one core; bytes are unpacked ones.
void Tarballs(benchmark::State& state) {
  const char* const folder = std::getenv("SALLYPORT_TARBALLS");
  if (folder == nullptr) {
    state.SkipWithError("set SALLYPORT_TARBALLS to a folder of tarballs");
    return;
  }
  const DiskFileSystem disk;
  std::vector<ByteVector> tarballs;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    auto bytes = disk.Read(entry.path().string(), limits::kArchiveBytes);
    if (bytes && bytes->size() > 2 && (*bytes)[0] == 0x1F && (*bytes)[1] == 0x8B)
      tarballs.push_back(*std::move(bytes));
  }
  std::uint64_t unpacked = 0;
  formats::Unzipper memory;
  for (auto _ : state) {
    for (const ByteVector& tarball : tarballs) {
      benchmark::DoNotOptimize(Sha512(tarball));
      const Contents contents = facts::ReadTarball(tarball, memory);
      benchmark::DoNotOptimize(facts::Extract(contents, {}));
      unpacked += contents.unpacked_bytes;
    }
  }
  state.counters["tarballs"] = static_cast<double>(tarballs.size());
  state.SetBytesProcessed(static_cast<std::int64_t>(unpacked));
}
BENCHMARK(Tarballs)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
