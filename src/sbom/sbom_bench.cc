// How long a large bill of materials takes: parse, diff and merge of 100,000 components, and a
// document of a million read in pieces. The documents are generated: components with purl, hash,
// licence and four dependencies each.

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <string>

#include "sbom/diff.h"
#include "sbom/document.h"
#include "sbom/merge.h"

namespace {

constexpr int kLarge = 100'000;
constexpr int kHuge = 1'000'000;

std::string BomText(int components, int versions) {
  constexpr std::string_view kHash =
      "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877e"
      "ec2f63b931bd47417a81"
      "a538327af927da3e";
  std::string text =
      R"({"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{"component":{"type":"application","bom-ref":"root","name":"app"}},"components":[)";
  const auto ref = [versions](int i) {
    return fmt::format("pkg:npm/package-{}@1.{}.0", i, i % versions);
  };
  for (int i = 0; i < components; ++i) {
    text += fmt::format(
        R"({}{{"type":"library","bom-ref":"{}","name":"package-{}","version":"1.{}.0","purl":"{}","hashes":[{{"alg":"SHA-512","content":"{}"}}],"licenses":[{{"license":{{"id":"MIT"}}}}]}})",
        i == 0 ? "" : ",", ref(i), i, i % versions, ref(i), kHash);
  }
  text += R"(],"dependencies":[{"ref":"root","dependsOn":[")" + ref(0) + "\"]}";
  for (int i = 0; i < components; ++i) {
    const auto to = [&](long long a, long long b) {
      return ref(static_cast<int>((i * a + b) % components));
    };
    text += fmt::format(R"(,{{"ref":"{}","dependsOn":["{}","{}","{}","{}"]}})", ref(i), to(1, 1),
                        to(7, 3), to(13, 5), to(31, 11));
  }
  return text + "]}";
}

sbom::Bom Read(const std::string& text) {
  return sbom::ToBom(*sbom::ReadDocument(AsBytes(text)));
}

void BM_Parse(benchmark::State& state) {
  const std::string text = BomText(kLarge, 30);
  for (auto _ : state) benchmark::DoNotOptimize(Read(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}
BENCHMARK(BM_Parse)->Unit(benchmark::kMillisecond);

void BM_Diff(benchmark::State& state) {
  const sbom::Bom before = Read(BomText(kLarge, 30));
  const sbom::Bom after = Read(BomText(kLarge, 31));
  for (auto _ : state) benchmark::DoNotOptimize(sbom::Diff(before, after));
}
BENCHMARK(BM_Diff)->Unit(benchmark::kMillisecond);

void BM_Merge(benchmark::State& state) {
  const std::string a = BomText(kLarge, 30);
  const std::string b = BomText(kLarge, 31);
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<sbom::Bom> inputs;
    inputs.push_back(Read(a));
    inputs.push_back(Read(b));
    state.ResumeTiming();
    benchmark::DoNotOptimize(sbom::Merge(std::move(inputs), {}));
  }
}
BENCHMARK(BM_Merge)->Unit(benchmark::kMillisecond);

void BM_ReadAMillionInPieces(benchmark::State& state) {
  const std::string text = BomText(kHuge, 30);
  for (auto _ : state) {
    const auto bom = sbom::ReadBomInPieces(AsBytes(text));
    if (!bom || bom->components.size() != kHuge + 1) state.SkipWithError("not read");
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  state.counters["peak_MB"] = static_cast<double>(usage.ru_maxrss) / 1000;
  state.counters["text_MB"] = static_cast<double>(text.size()) / 1e6;
}
BENCHMARK(BM_ReadAMillionInPieces)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
