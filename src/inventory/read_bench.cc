// How long a lockfile takes from bytes to inventory. The lockfiles are generated: packages with
// names, hashes and addresses of ordinary length, four dependencies each, one in eight nested.

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>

#include "inventory/paths.h"
#include "inventory/read.h"

namespace {

std::string Lockfile(int packages) {
  constexpr std::string_view kHash =
      "sha512-"
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";
  std::string text = R"({"name": "app", "version": "1.0.0", "lockfileVersion": 3,
  "packages": {
    "": {
      "dependencies": {"package-0": "^1.0.0", "package-1": "^1.0.0"}
    })";
  for (int i = 0; i < packages; ++i) {
    const std::string name = fmt::format("package-{}", i);
    const std::string folder =
        i % 8 == 7 ? fmt::format("node_modules/package-{}/node_modules/{}", i - 1, name)
                   : "node_modules/" + name;
    text += fmt::format(R"(,
    "{}": {{
      "version": "1.{}.0",
      "resolved": "https://registry.example/{}/-/{}-1.{}.0.tgz",
      "integrity": "{}",
      "license": "MIT",
      "dependencies": {{
        "package-{}": "^1.0.0",
        "package-{}": "^1.2.3 || ^2.0.0",
        "package-{}": "~1.{}.0",
        "package-{}": "*"
      }},
      "engines": {{
        "node": ">=18"
      }}
    }})",
                        folder, i % 30, name, name, i % 30, kHash, (i + 1) % packages,
                        (i * 7 + 3) % packages, (i * 13 + 5) % packages, (i * 13 + 5) % 30,
                        (i * 31 + 11) % packages);
  }
  return text + "\n  }\n}\n";
}

void ReadLockfile(benchmark::State& state) {
  FakeFileSystem files;
  const std::string text = Lockfile(static_cast<int>(state.range(0)));
  files.Add("p/package-lock.json", text);
  for (auto _ : state) {
    auto inventory = inventory::Read(files, "p");
    benchmark::DoNotOptimize(inventory);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
  state.counters["packages"] = static_cast<double>(state.range(0));
}
BENCHMARK(ReadLockfile)
    ->Arg(100)
    ->Arg(2'500)
    ->Arg(50'000)
    ->Arg(499'000)
    ->Unit(benchmark::kMillisecond);

void FindPaths(benchmark::State& state) {
  FakeFileSystem files;
  files.Add("p/package-lock.json", Lockfile(2'500));
  const auto inventory = inventory::Read(files, "p");
  const auto found = inventory::Find(*inventory, "package-1999");
  for (auto _ : state) {
    auto paths = inventory::PathsTo(*inventory, found.front(), 5);
    benchmark::DoNotOptimize(paths);
  }
}
BENCHMARK(FindPaths)->Unit(benchmark::kMicrosecond);

}  // namespace
