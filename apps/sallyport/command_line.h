#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "command_table.h"

/// What the user asked for, checked against the table: known command, known flags, values within
/// their choices.
struct Invocation {
  CommandId command = CommandId::kHelp;
  std::vector<std::string> arguments;
  std::map<FlagId, std::string> flags;  ///< without a value: the empty text

  [[nodiscard]] bool Has(FlagId flag) const { return flags.contains(flag); }
  [[nodiscard]] std::optional<std::string> Value(FlagId flag) const {
    const auto at = flags.find(flag);
    return at == flags.end() ? std::nullopt : std::optional(at->second);
  }
};

/// `arguments` without the program's name. `--help` anywhere and no arguments at all give
/// CommandId::kHelp with the command in question as argument; `--version` is left to the caller.
/// Errors name the nearest known word.
[[nodiscard]] Result<Invocation> ParseCommandLine(std::span<const std::string> arguments);

/// The help of the program, or of one command.
[[nodiscard]] std::string HelpText();
[[nodiscard]] std::string HelpText(CommandId command);

/// Made from the tables: a roff page, and completion scripts.
[[nodiscard]] std::string ManualPage();
[[nodiscard]] std::string BashCompletion();
[[nodiscard]] std::string ZshCompletion();
[[nodiscard]] std::string FishCompletion();
