#include <benchmark/benchmark.h>

#include "detect/evaluate.h"

namespace detect {

namespace {

/// What every run of the program pays once.
void LoadBuiltInRules(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(RuleSet::Load({}));
  state.counters["cards"] = static_cast<double>(BuiltInCards().size());
}
BENCHMARK(LoadBuiltInRules)->Unit(benchmark::kMicrosecond);

/// A package with the given number of facts that no rule is about.
void EvaluateOrdinaryPackage(benchmark::State& state) {
  const auto rules = RuleSet::Load({});
  Facts facts;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    Fact fact{.kind = FactKind::kManifestDependency};
    fact.values = {{"name", Untrusted("dependency-" + std::to_string(i))},
                   {"scope", Untrusted("prod")},
                   {"source", Untrusted("registry")}};
    facts.push_back(std::move(fact));
  }
  for (auto _ : state) benchmark::DoNotOptimize(Evaluate(*rules, facts, nullptr));
}
BENCHMARK(EvaluateOrdinaryPackage)->Arg(0)->Arg(20)->Arg(200)->Unit(benchmark::kMicrosecond);

}  // namespace

}  // namespace detect
