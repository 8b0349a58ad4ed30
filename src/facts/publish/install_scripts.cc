#include "facts/publish/install_scripts.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "facts/shell_tables.h"

namespace facts {
namespace {

constexpr std::array<std::string_view, 3> kInstallScripts = {"preinstall", "install",
                                                             "postinstall"};

}  // namespace

std::vector<std::pair<std::string_view, std::string_view>> InstallScripts(
    const ::Manifest& manifest) {
  std::vector<std::pair<std::string_view, std::string_view>> found;
  for (const std::string_view wanted : kInstallScripts) {
    for (const auto& [name, command] : manifest.scripts) {
      if (name.View() == wanted && !Trim(command.View()).empty())
        found.emplace_back(wanted, command.View());
    }
  }
  if (found.empty() && manifest.scripts.empty() && manifest.has_install_script.value_or(false))
    found.emplace_back("install", std::string_view());
  return found;
}

bool IsKnownBuild(std::string_view command) {
  // Whatever needs more than words and `&&`, `||` is not looked at here: it is not well known.
  if (command.find_first_of("$`<>;()\"'\n\\") != std::string_view::npos) return false;
  std::string text = ReplaceAll(std::string(command), "&&", "\n");
  text = ReplaceAll(std::move(text), "||", "\n");
  if (text.find_first_of("&|") != std::string::npos) return false;
  const auto steps = Split(text, '\n');
  return std::all_of(steps.begin(), steps.end(), [](std::string_view step) {
    step = Trim(step);
    const std::string program = ProgramName(step.substr(0, step.find(' ')));
    const std::string_view role = RunnerRole(program);
    return role == "native-build" || role == "prebuilt-download";
  });
}

std::string RepositoryName(std::string_view url) {
  std::string text = ToLower(Trim(url));
  if (const std::size_t end = text.find_first_of("#?"); end != std::string::npos) text.resize(end);
  if (const std::size_t scheme = text.find("://"); scheme != std::string::npos) {
    text.erase(0, scheme + 3);
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos) return {};
    // "git@host:owner/name" keeps its owner before the first slash.
    const std::size_t colon = text.substr(0, slash).rfind(':');
    const bool port = colon != std::string::npos && colon + 1 < slash &&
                      text.find_first_not_of("0123456789", colon + 1) == slash;
    text.erase(0, colon != std::string::npos && !port ? colon + 1 : slash + 1);
  } else if (const std::size_t colon = text.find(':'); colon != std::string::npos) {
    text.erase(0, colon + 1);
  }
  while (text.ends_with('/')) text.pop_back();
  const auto parts = Split(text, '/');
  if (parts.size() < 2 || parts[0].empty() || parts[1].empty()) return {};
  std::string name(parts[1]);
  if (name.ends_with(".git")) name.resize(name.size() - 4);
  return std::string(parts[0]) + "/" + name;
}

}  // namespace facts
