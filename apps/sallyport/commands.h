#pragma once

#include "command_line.h"

/// What the program tells its caller (README, "Exit status").
enum ExitStatus : int {
  kNothingInTheWay = 0,
  kFound = 1,
  kCouldNotFinish = 2,
};

// One function per command of commands.def, each in NAME_command.cc. Data goes to standard output,
// talk to standard error.
[[nodiscard]] int RunSbom(const Invocation& invocation);
[[nodiscard]] int RunInventory(const Invocation& invocation);
[[nodiscard]] int RunFacts(const Invocation& invocation);
[[nodiscard]] int RunJs(const Invocation& invocation);
[[nodiscard]] int RunExplain(const Invocation& invocation);
[[nodiscard]] int RunCheck(const Invocation& invocation);
[[nodiscard]] int RunVet(const Invocation& invocation);
[[nodiscard]] int RunDiff(const Invocation& invocation);
[[nodiscard]] int RunIncident(const Invocation& invocation);
[[nodiscard]] int RunAttribute(const Invocation& invocation);
[[nodiscard]] int RunIntel(const Invocation& invocation);
[[nodiscard]] int RunVex(const Invocation& invocation);
[[nodiscard]] int RunWhy(const Invocation& invocation);
[[nodiscard]] int RunCache(const Invocation& invocation);
[[nodiscard]] int RunConfig(const Invocation& invocation);
[[nodiscard]] int RunGenerate(const Invocation& invocation);
[[nodiscard]] int RunHelp(const Invocation& invocation);

/// "error: ..." and "help: ..." on standard error, coloured on a terminal; gives kCouldNotFinish.
int Complain(const Error& error);
