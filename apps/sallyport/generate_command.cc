#include <cstdio>

#include "commands.h"

int RunGenerate(const Invocation& invocation) {
  const std::string what = invocation.arguments.empty() ? "" : invocation.arguments.front();
  std::string text;
  if (what == "man") text = ManualPage();
  if (what == "bash") text = BashCompletion();
  if (what == "zsh") text = ZshCompletion();
  if (what == "fish") text = FishCompletion();
  if (text.empty()) {
    return Complain(
        {.message = "`generate` makes `man`, `bash`, `zsh` or `fish`",
         .help = "for example: sallyport generate bash > /etc/bash_completion.d/sallyport"});
  }
  std::fputs(text.c_str(), stdout);
  return kNothingInTheWay;
}
