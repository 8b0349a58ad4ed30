#include <algorithm>
#include <cstdio>

#include "commands.h"

int RunHelp(const Invocation& invocation) {
  if (invocation.arguments.empty()) {
    std::fputs(HelpText().c_str(), stdout);
    return kNothingInTheWay;
  }
  const auto command = std::find_if(
      Commands().begin(), Commands().end(),
      [&](const Command& known) { return known.name == invocation.arguments.front(); });
  std::fputs(HelpText(command->id).c_str(), stdout);
  return kNothingInTheWay;
}
