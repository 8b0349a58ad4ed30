#include <benchmark/benchmark.h>

#include <filesystem>

#include "store/samples_test.h"
#include "store/store.h"

// A warm check of 2,500 packages: how long it takes to have all their facts back.

namespace store {
namespace {

constexpr int kPackages = 2500;
constexpr int kFactsEach = 20;

PackageFacts Facts(int n) {
  PackageFacts facts;
  for (int i = 0; i < kFactsEach; ++i) facts.facts.push_back(SampleFact(n * kFactsEach + i));
  return facts;
}

void BM_LoadFacts(benchmark::State& state) {
  const auto folder = std::filesystem::temp_directory_path() / "sallyport-store-bench";
  std::filesystem::remove_all(folder);
  const std::string path = folder / "store.db";
  std::vector<FactsKey> keys;
  {
    std::vector<PackageFacts> facts;
    for (int n = 0; n < kPackages; ++n) {
      keys.push_back({.subject = Sha256(AsBytes(std::to_string(n))), .extractor_version = 1});
      facts.push_back(Facts(n));
    }
    OpenSqliteStore(path)->SaveFacts(keys, facts);
  }
  std::size_t loaded = 0;
  for (auto _ : state) {
    const auto store = OpenSqliteStore(path);
    for (const auto& facts : store->LoadFacts(keys)) loaded += facts ? facts->facts.size() : 0;
  }
  if (loaded != static_cast<std::size_t>(state.iterations()) * kPackages * kFactsEach) {
    state.SkipWithError("facts are missing");
  }
  state.counters["file_bytes"] = static_cast<double>(std::filesystem::file_size(path));
  std::filesystem::remove_all(folder);
}
BENCHMARK(BM_LoadFacts)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace store
