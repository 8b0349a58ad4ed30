#include "command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/text.h"

namespace {

const Command* FindCommand(std::string_view name) {
  const auto at = std::find_if(Commands().begin(), Commands().end(),
                               [&](const Command& c) { return c.name == name; });
  return at == Commands().end() ? nullptr : &*at;
}

tl::unexpected<Error> UnknownCommand(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Command& command : Commands()) names.push_back(command.name);
  const auto nearest = Nearest(name, names);
  return Fail(fmt::format("there is no command {}", Quote(name)),
              nearest ? fmt::format("did you mean `sallyport {}`?", *nearest)
                      : "`sallyport help` lists the commands");
}

tl::unexpected<Error> UnknownFlag(const Command& command, std::string_view word) {
  const std::string_view name = word.substr(std::min(word.find_first_not_of('-'), word.size()));
  std::vector<std::string_view> known;
  bool elsewhere = false;
  for (const Flag& flag : Flags()) {
    if (flag.TakenBy(command.id)) known.push_back(flag.name);
    elsewhere = elsewhere || flag.name == name.substr(0, name.find('='));
  }
  const auto nearest = Nearest(name.substr(0, name.find('=')), known);
  const std::string message = elsewhere
                                  ? fmt::format("`{}` does not take {}", command.name, Quote(word))
                                  : fmt::format("there is no flag {}", Quote(word));
  return Fail(message, nearest
                           ? fmt::format("did you mean `--{}`?", *nearest)
                           : fmt::format("`sallyport {} --help` lists its flags", command.name));
}

Result<void> CheckChoice(const Flag& flag, const std::string& value) {
  if (flag.choices.empty()) return {};
  const std::vector<std::string_view> choices = Split(flag.choices, '|');
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return {};
  const auto nearest = Nearest(value, choices);
  return Fail(
      fmt::format("`--{}` cannot be {}", flag.name, Quote(value)),
      nearest ? fmt::format("did you mean `{}`?", *nearest)
              : fmt::format("it is one of {}", ReplaceAll(std::string(flag.choices), "|", ", ")));
}

/// Flags and arguments of one command by CLI11, which is built from the table for this command
/// only.
Result<Invocation> ParseFlags(const Command& command, std::vector<std::string> words) {
  Invocation invocation{.command = command.id};
  std::map<FlagId, std::vector<std::string>> values;
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  for (const Flag& flag : Flags()) {
    if (!flag.TakenBy(command.id)) continue;
    std::string names = fmt::format("--{}", flag.name);
    if (flag.letter != 0) names += fmt::format(",-{}", flag.letter);
    if (flag.value.empty()) {
      app.add_flag(names, [&invocation, id = flag.id](std::int64_t) { invocation.flags[id] = ""; })
          ->disable_flag_override();
    } else {
      app.add_option(names, values[flag.id])
          ->expected(1)
          ->allow_extra_args(false)  // what follows the value is an argument
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    }
  }
  try {
    std::reverse(words.begin(), words.end());  // as CLI11 takes them
    app.parse(words);
  } catch (const CLI::ArgumentMismatch& error) {
    return Fail(ToLower(error.what()),
                fmt::format("`sallyport {} --help` shows how it is written", command.name));
  } catch (const CLI::Error& error) {
    return Fail(ToLower(error.what()),
                fmt::format("`sallyport {} --help` lists its flags", command.name));
  }
  for (const std::string& word : app.remaining()) {
    if (word == "--") continue;
    if (word.size() > 1 && word.starts_with('-')) return UnknownFlag(command, word);
    invocation.arguments.push_back(word);
  }
  for (const auto& [id, given] : values) {
    if (given.empty()) continue;
    if (auto checked = CheckChoice(InfoOf(id), given.back()); !checked)
      return Fail(checked.error());
    invocation.flags[id] = given.back();
  }
  return invocation;
}

}  // namespace

Result<Invocation> ParseCommandLine(std::span<const std::string> arguments) {
  // The command is the first word that is no flag, so that `sallyport -q check` works like
  // `sallyport check -q`.
  std::vector<std::string> words(arguments.begin(), arguments.end());
  const auto name = std::find_if(words.begin(), words.end(),
                                 [](const std::string& word) { return !word.starts_with('-'); });
  const bool wants_help = std::any_of(words.begin(), words.end(),
                                      [](const auto& w) { return w == "--help" || w == "-h"; });
  if (name == words.end()) {
    if (words.empty() || wants_help) return Invocation{.command = CommandId::kHelp};
    return UnknownFlag(InfoOf(CommandId::kHelp), words.front());
  }
  const Command* const command = FindCommand(*name);
  if (command == nullptr) return UnknownCommand(*name);
  if (wants_help)
    return Invocation{.command = CommandId::kHelp, .arguments = {std::string(command->name)}};
  words.erase(name);
  auto invocation = ParseFlags(*command, std::move(words));
  if (invocation && command->id == CommandId::kHelp && !invocation->arguments.empty() &&
      FindCommand(invocation->arguments.front()) == nullptr) {
    return UnknownCommand(invocation->arguments.front());
  }
  return invocation;
}
