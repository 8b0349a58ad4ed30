#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

enum class CommandId : std::uint8_t {
#define COMMAND(enumerator, name, arguments, summary, details) enumerator,
#include "commands.def"
#undef COMMAND
};

struct Command {
  CommandId id;
  std::string_view name;
  std::string_view arguments;
  std::string_view summary;
  std::string_view details;
};

enum class FlagId : std::uint8_t {
#define FLAG(enumerator, name, letter, value, choices, where, help) enumerator,
#include "flags.def"
#undef FLAG
};

struct Flag {
  FlagId id;
  std::string_view name;     ///< long form, without the dashes
  char letter;               ///< 0: no short form
  std::string_view value;    ///< what stands for its value in help; empty: it takes none
  std::string_view choices;  ///< `|` between them; empty: any text
  std::uint32_t commands;    ///< bit per CommandId
  std::string_view help;

  [[nodiscard]] bool TakenBy(CommandId command) const {
    return (commands >> static_cast<unsigned>(command) & 1U) != 0;
  }
};

[[nodiscard]] std::span<const Command> Commands();
[[nodiscard]] std::span<const Flag> Flags();
[[nodiscard]] const Command& InfoOf(CommandId command);
[[nodiscard]] const Flag& InfoOf(FlagId flag);
