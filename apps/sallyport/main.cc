#include <cstdio>
#include <string>
#include <vector>

#include "base/heap.h"
#include "commands.h"

namespace {

int Run(const Invocation& invocation) {
  switch (invocation.command) {
    case CommandId::kDiff:
      return RunDiff(invocation);
    case CommandId::kSbom:
      return RunSbom(invocation);
    case CommandId::kAttribute:
      return RunAttribute(invocation);
    case CommandId::kIncident:
      return RunIncident(invocation);
    case CommandId::kInventory:
      return RunInventory(invocation);
    case CommandId::kFacts:
      return RunFacts(invocation);
    case CommandId::kJs:
      return RunJs(invocation);
    case CommandId::kIntel:
      return RunIntel(invocation);
    case CommandId::kVex:
      return RunVex(invocation);
    case CommandId::kExplain:
      return RunExplain(invocation);
    case CommandId::kCheck:
      return RunCheck(invocation);
    case CommandId::kVet:
      return RunVet(invocation);
    case CommandId::kCache:
      return RunCache(invocation);
    case CommandId::kConfig:
      return RunConfig(invocation);
    case CommandId::kWhy:
      return RunWhy(invocation);
    case CommandId::kGenerate:
      return RunGenerate(invocation);
    case CommandId::kHelp:
      return RunHelp(invocation);
  }
  return kCouldNotFinish;
}

}  // namespace

int main(int argc, char** argv) {
  SetUpHeaps();
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (!arguments.empty() && (arguments.front() == "--version" || arguments.front() == "-V")) {
    std::puts("sallyport " SALLYPORT_VERSION);
    return kNothingInTheWay;
  }
  const auto invocation = ParseCommandLine(arguments);
  if (!invocation) return Complain(invocation.error());
  return Run(*invocation);
}
