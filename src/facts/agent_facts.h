#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "facts/package_view.h"
#include "facts/sink.h"

namespace facts {

/// A sort of file that steers an editor or an AI agent.
struct AgentFile {
  /// How a path is known: by its whole tail, or by a folder it stands below.
  enum class By : std::uint8_t { kTail, kFolder };
  By by;
  std::string_view text;
  std::string_view tool;  ///< as `file.agent-config` has it
  std::string_view sort;  ///< likewise
};
/// nullptr when a file of that path steers none that is known.
[[nodiscard]] const AgentFile* FindAgentFile(std::string_view path);

/// A command that a file for agents starts, or tells an agent to run.
struct AgentCommand {
  std::string line;          ///< as a shell would read it
  std::string_view trigger;  ///< folder-open, session-start, ...; empty: none that is named
  Span span;
};
/// The commands of a settings file (JSON, comments allowed), with their words, at most
/// limits::kAgentCommands; none when it cannot be read.
[[nodiscard]] std::vector<AgentCommand> SettingsCommands(std::string_view text);

/// What commands in files that steer agents do, as `script.*` facts without a phase: `script` is
/// the file's path.
void ExtractAgentCommands(const PackageView& view, Sink& sink);

}  // namespace facts
