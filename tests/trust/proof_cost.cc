// What it costs to ask for attestations: a project of PACKAGES packages, all from a workflow,
// checked with nothing remembered over loopback, with and without attestations in the registry's
// documents. `proof_cost [PACKAGES [DELAY-MS [RUNS]]]`; every answer of the registry takes DELAY-MS
// longer.

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "trust/stand.h"

namespace replay {
namespace {

constexpr int kVersions = 2;  ///< of each package

struct Run {
  double seconds = 0;
  std::size_t requests = 0;
  std::size_t attestations = 0;
  std::string note;
};

Release Version(int package, int patch, Proof proof) {
  return {.name = fmt::format("package-{}", package),
          .version = fmt::format("1.0.{}", patch),
          .time = fmt::format("2026-05-0{}T00:00:00Z", patch + 1),
          .publisher = std::string(kWorkflow),
          .email = "workflow@forge.example",
          .proof = proof,
          .repository = fmt::format("git+https://forge.example/acme/package-{}.git", package),
          .files = {{"index.js", "module.exports = 1;\n"}}};
}

Run CheckOnce(const Registry& registry, const std::vector<std::string>& locked) {
  const SystemClock clock;
  const std::size_t before = registry.Requests().size();
  Stand stand(registry);
  const auto begin = clock.Elapsed();
  const auto assessment = stand.Check(locked);
  Run run{.seconds = std::chrono::duration<double>(clock.Elapsed() - begin).count()};
  const std::vector<std::string> requests = registry.Requests();
  run.requests = requests.size() - before;
  run.attestations = static_cast<std::size_t>(std::count_if(
      requests.begin() + static_cast<std::ptrdiff_t>(before), requests.end(),
      [](const std::string& each) { return each.find("attestations") != each.npos; }));
  if (!assessment) run.note = assessment.error().message;
  for (const Diagnostic& diagnostic : assessment ? assessment->diagnostics : Diagnostics())
    if (diagnostic.code == "T002") run.note = diagnostic.message;
  return run;
}

void Measure(std::string_view what, Proof proof, int packages, int delay, int runs) {
  Registry registry;
  std::vector<std::string> locked;
  for (int package = 0; package < packages; ++package) {
    for (int patch = 0; patch < kVersions; ++patch)
      registry.Publish(Version(package, patch, proof));
    locked.push_back(fmt::format("package-{}@1.0.{}", package, kVersions - 1));
  }
  registry.SetNow("2026-06-30T00:00:00Z");
  static_cast<void>(CheckOnce(registry, locked));  // the registry signs what is asked for first
  registry.SetDelay(std::chrono::milliseconds(delay));
  std::vector<double> seconds;
  Run last;
  for (int i = 0; i < runs; ++i) {
    last = CheckOnce(registry, locked);
    seconds.push_back(last.seconds);
  }
  std::sort(seconds.begin(), seconds.end());
  fmt::print("{}: {:.3f} s ({:.3f} to {:.3f}), {} requests, {} of them for attestations; {}\n",
             what, seconds[seconds.size() / 2], seconds.front(), seconds.back(), last.requests,
             last.attestations, last.note);
}

}  // namespace
}  // namespace replay

int main(int argc, char** argv) {
  const auto number = [&](int at, int otherwise) {
    return argc > at ? std::max(0, std::atoi(argv[at])) : otherwise;
  };
  const int packages = number(1, 200);
  const int delay = number(2, 0);
  const int runs = std::max(1, number(3, 5));
  fmt::print("{} packages, {} ms more for every answer, {} runs\n", packages, delay, runs);
  replay::Measure("trusted, without attestations", replay::Proof::kSignature, packages, delay,
                  runs);
  replay::Measure("with attestations", replay::Proof::kTrusted, packages, delay, runs);
}
