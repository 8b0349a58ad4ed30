#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "commands.h"

int Complain(const Error& error) {
  const bool color = isatty(STDERR_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  std::fprintf(stderr, "%s %s\n",
               color ? "\033[1;31merror:\033[0m" : "error:", error.message.c_str());
  if (!error.help.empty()) {
    std::fprintf(stderr, "%s %s\n", color ? "\033[1;36mhelp:\033[0m" : "help:", error.help.c_str());
  }
  return kCouldNotFinish;
}
