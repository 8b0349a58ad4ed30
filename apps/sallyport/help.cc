#include <fmt/format.h>

#include "base/text.h"
#include "command_line.h"

namespace {

std::string FlagColumn(const Flag& flag) {
  const std::string letter = flag.letter == 0 ? "    " : fmt::format("-{}, ", flag.letter);
  return letter + "--" + std::string(flag.name) +
         (flag.value.empty() ? "" : " " + std::string(flag.value));
}

std::string FlagHelp(const Flag& flag) {
  if (flag.choices.empty()) return std::string(flag.help);
  return fmt::format("{}; one of {}", flag.help, ReplaceAll(std::string(flag.choices), "|", ", "));
}

void AppendFlags(std::string& text, CommandId command) {
  for (const Flag& flag : Flags()) {
    if (flag.TakenBy(command))
      text += fmt::format("  {:<24} {}\n", FlagColumn(flag), FlagHelp(flag));
  }
}

/// Hyphens and backslashes as roff wants them; a leading dot or quote would be a request.
std::string Roff(std::string_view text) {
  std::string escaped = ReplaceAll(ReplaceAll(std::string(text), "\\", "\\e"), "-", "\\-");
  if (escaped.starts_with('.') || escaped.starts_with('\'')) escaped.insert(0, "\\&");
  return escaped;
}

}  // namespace

std::string HelpText() {
  std::string text =
      "sallyport: searches open-source packages before they get in\n\n"
      "usage: sallyport COMMAND [FLAGS] [ARGUMENTS]\n\ncommands:\n";
  for (const Command& command : Commands()) {
    text += fmt::format("  {:<24} {}\n", fmt::format("{} {}", command.name, command.arguments),
                        command.summary);
  }
  text +=
      "\nexit status: 0 nothing stands in the way, 1 found, 2 could not finish or was asked "
      "wrongly\n"
      "`sallyport help COMMAND` tells the rest; `sallyport --version` the version\n";
  return text;
}

std::string HelpText(CommandId command) {
  const Command& info = InfoOf(command);
  std::string text = fmt::format("sallyport {}: {}\n\nusage: sallyport {} [FLAGS] {}\n", info.name,
                                 info.summary, info.name, info.arguments);
  if (!info.details.empty()) text += fmt::format("\n{}\n", info.details);
  text += "\nflags:\n";
  AppendFlags(text, command);
  return text;
}

std::string ManualPage() {
  std::string page =
      ".TH SALLYPORT 1\n.SH NAME\nsallyport \\- searches open\\-source packages before they get "
      "in\n"
      ".SH SYNOPSIS\n.B sallyport\n.I COMMAND\n[\\fIFLAGS\\fR] [\\fIARGUMENTS\\fR]\n.SH COMMANDS\n";
  for (const Command& command : Commands()) {
    page += fmt::format(".TP\n\\fB{}\\fR {}\n{}.\n", command.name, Roff(command.arguments),
                        Roff(command.summary));
    for (const std::string_view line : Split(command.details, '\n')) {
      if (!line.empty()) page += Roff(line) + "\n";
    }
  }
  page += ".SH FLAGS\n";
  for (const Flag& flag : Flags())
    page += fmt::format(".TP\n{}\n{}\n", Roff(FlagColumn(flag)), Roff(FlagHelp(flag)));
  page +=
      ".SH EXIT STATUS\n0 nothing stands in the way; 1 found (a block, or what \\-\\-fail\\-on "
      "names); 2 could not finish, or was asked "
      "wrongly.\n.SH FILES\n.TP\nsallyport.toml\nPolicy, suppressions and settings of a project.\n";
  return page;
}

std::string BashCompletion() {
  std::string script =
      "_sallyport() {\n  local current=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}\n";
  script += "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n    COMPREPLY=($(compgen -W '";
  for (const Command& command : Commands()) script += std::string(command.name) + " ";
  script += "--help --version' -- \"$current\"))\n    return\n  fi\n  case $command in\n";
  for (const Command& command : Commands()) {
    script += fmt::format("    {}) COMPREPLY=($(compgen -W '", command.name);
    for (const Flag& flag : Flags()) {
      if (flag.TakenBy(command.id)) script += fmt::format("--{} ", flag.name);
    }
    script += "' -- \"$current\") $(compgen -f -- \"$current\")) ;;\n";
  }
  return script + "  esac\n}\ncomplete -o filenames -F _sallyport sallyport\n";
}

std::string ZshCompletion() {
  std::string script =
      "#compdef sallyport\n_sallyport() {\n  if (( CURRENT == 2 )); then\n    local -a "
      "commands=(\n";
  for (const Command& command : Commands())
    script += fmt::format("      '{}:{}'\n", command.name,
                          ReplaceAll(std::string(command.summary), "'", "'\\''"));
  script += "    )\n    _describe command commands\n    return\n  fi\n  case $words[2] in\n";
  for (const Command& command : Commands()) {
    script += fmt::format("    {}) _arguments", command.name);
    for (const Flag& flag : Flags()) {
      if (!flag.TakenBy(command.id)) continue;
      const std::string help = ReplaceAll(
          ReplaceAll(ReplaceAll(std::string(flag.help), "'", "'\\''"), "[", "("), "]", ")");
      const std::string value =
          flag.value.empty()
              ? ""
              : fmt::format(":{}:{}", flag.value,
                            flag.choices.empty()
                                ? "_files"
                                : "(" + ReplaceAll(std::string(flag.choices), "|", " ") + ")");
      script += fmt::format(" '--{}[{}]{}'", flag.name, help, value);
    }
    script += " '*:file:_files' ;;\n";
  }
  return script + "  esac\n}\n_sallyport \"$@\"\n";
}

std::string FishCompletion() {
  std::string script;
  const auto quoted = [](std::string_view text) {
    return ReplaceAll(ReplaceAll(std::string(text), "\\", "\\\\"), "'", "\\'");
  };
  for (const Command& command : Commands()) {
    script += fmt::format("complete -c sallyport -n __fish_use_subcommand -a {} -d '{}'\n",
                          command.name, quoted(command.summary));
  }
  for (const Flag& flag : Flags()) {
    for (const Command& command : Commands()) {
      if (!flag.TakenBy(command.id)) continue;
      script += fmt::format("complete -c sallyport -n '__fish_seen_subcommand_from {}' -l {}",
                            command.name, flag.name);
      if (flag.letter != 0) script += fmt::format(" -s {}", flag.letter);
      if (!flag.choices.empty())
        script += fmt::format(" -xa '{}'", ReplaceAll(std::string(flag.choices), "|", " "));
      if (!flag.value.empty() && flag.choices.empty()) script += " -r";
      script += fmt::format(" -d '{}'\n", quoted(flag.help));
    }
  }
  return script;
}
