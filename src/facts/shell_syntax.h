#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/span.h"

namespace facts {

/// Which rules of quoting hold. npm hands one text to `sh` on Unix and to `cmd.exe` on Windows, so
/// kPosix also reads what both share.
enum class ShellDialect : std::uint8_t { kPosix, kPowerShell };

/// Index into ShellText::scripts; 0 is the text itself.
enum class ScriptIndex : std::uint32_t { kRoot = 0 };

/// A piece of a word after its quotes were taken off.
struct ShellPart {
  enum class Kind : std::uint8_t {
    kText,      ///< literal
    kVariable,  ///< `text` is the name, `fallback` what `${name:-...}` gives when it is unset
    kCommand,   ///< what a substitution prints: $(...), `...`, <(...), PowerShell's (...)
  };
  Kind kind = Kind::kText;
  std::string text;
  std::string fallback;
  ScriptIndex script = ScriptIndex::kRoot;
};

struct ShellWord {
  std::vector<ShellPart> parts;
  Span span;  ///< as written, quotes included
};

struct ShellAssignment {
  std::string name;
  ShellWord value;
};

struct ShellRedirect {
  enum class Kind : std::uint8_t { kIn, kOut, kAppend, kDuplicate, kHereText };
  Kind kind = Kind::kOut;
  int descriptor = 1;  ///< -1: both output and errors
  ShellWord target;    ///< the file; for kHereText the text itself
};

/// A simple command, or a group `( ... )`, `{ ...; }` as one.
struct ShellCommand {
  std::vector<ShellAssignment> assignments;
  std::vector<ShellWord> words;
  std::vector<ShellRedirect> redirects;
  std::optional<ScriptIndex> group;
  Span span;
};

/// Commands joined by `|`, and what joins them to the next pipeline.
struct ShellPipeline {
  enum class After : std::uint8_t { kThen, kAnd, kOr, kBackground };
  std::vector<ShellCommand> commands;
  After after = After::kThen;
};

struct ShellScript {
  std::vector<ShellPipeline> pipelines;
};

/// Why a text could not be followed to its end.
enum class ShellProblem : std::uint8_t {
  kTooLong,
  kTooDeep,
  kTooMany,
  kUnbalancedQuote,
  kUnbalancedGroup,
};
[[nodiscard]] std::string_view NameOf(ShellProblem problem);

struct ShellText {
  std::vector<ShellScript> scripts;
  std::vector<ShellProblem> problems;  ///< sorted, each once

  [[nodiscard]] const ShellScript& at(ScriptIndex index) const {
    return scripts[static_cast<std::size_t>(index)];
  }
};

/// Reads shell text (POSIX 1003.1 chapter 2 and bash's common additions; PowerShell as far as its
/// quoting goes) the tolerant way: reserved words of compound commands are passed over, so that
/// what stands in every branch is read. Never fails; what it gave up on is in `problems`. Bounded
/// by limits::kShellTextBytes, kShellDepth and kShellCommands.
[[nodiscard]] ShellText ParseShell(std::string_view text, ShellDialect dialect);

}  // namespace facts
