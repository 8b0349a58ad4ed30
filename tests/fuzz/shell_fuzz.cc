#include <cstddef>
#include <cstdint>
#include <string_view>

#include "facts/shell_syntax.h"

// Any bytes, both dialects: the parser ends, within its bounds, without a word outside the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const facts::ShellDialect dialect :
       {facts::ShellDialect::kPosix, facts::ShellDialect::kPowerShell}) {
    const facts::ShellText parsed = facts::ParseShell(text, dialect);
    for (const facts::ShellScript& script : parsed.scripts) {
      for (const facts::ShellPipeline& pipeline : script.pipelines) {
        for (const facts::ShellCommand& command : pipeline.commands) {
          if (command.span.begin > command.span.end || command.span.end > size) __builtin_trap();
        }
      }
    }
  }
  return 0;
}
