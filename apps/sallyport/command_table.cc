#include "command_table.h"

namespace {

using enum CommandId;

[[maybe_unused]] constexpr std::uint32_t In(std::initializer_list<CommandId> commands) {
  std::uint32_t bits = 0;
  for (const CommandId command : commands) bits |= 1U << static_cast<unsigned>(command);
  return bits;
}
template <typename... Ids>
constexpr std::uint32_t In(Ids... commands) {
  return In({commands...});
}
constexpr std::uint32_t Everywhere() {
  return ~0U;
}

constexpr auto kCommands = std::to_array<Command>({
#define COMMAND(enumerator, name, arguments, summary, details) \
  {CommandId::enumerator, name, arguments, summary, details},
#include "commands.def"
#undef COMMAND
});

constexpr auto kFlags = std::to_array<Flag>({
#define FLAG(enumerator, name, letter, value, choices, where, help) \
  {FlagId::enumerator, name, letter, value, choices, where, help},
#include "flags.def"
#undef FLAG
});

}  // namespace

std::span<const Command> Commands() {
  return kCommands;
}
std::span<const Flag> Flags() {
  return kFlags;
}
const Command& InfoOf(CommandId command) {
  return kCommands[static_cast<std::size_t>(command)];
}
const Flag& InfoOf(FlagId flag) {
  return kFlags[static_cast<std::size_t>(flag)];
}
