#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace facts {

/// What a program is for, as far as reading script text goes.
enum class ProgramClass : std::uint8_t {
  kOther,
  kBackground,  ///< starts what follows so that it outlives the script
  kCertutil,    ///< Windows: downloads and decodes
  kChangeFolder,
  kCmd,  ///< cmd.exe
  kDecode,
  kDelete,
  kDownload,
  kEnvironment,  ///< prints or sets the environment
  kEval,         ///< runs its arguments as shell text
  kFind,
  kInterpreter,  ///< of another language than JavaScript
  kJavaScript,
  kManyCommands,  ///< each argument is shell text
  kNetwork,
  kPackageManager,
  kPermission,
  kPersistence,
  kPowerShell,
  kPrint,
  kPrivilege,
  kRead,
  kRemoteRunner,  ///< fetches a package and runs it
  kRepository,
  kRunScripts,  ///< arguments are names of the manifest's scripts
  kShell,
  kSource,   ///< runs a file in the same shell
  kWrapper,  ///< runs its arguments as a command
  kWrite,
};

/// "C:\x\Node.EXE", "./node_modules/.bin/tsc" and "tsc" give "node", "tsc", "tsc".
[[nodiscard]] std::string ProgramName(std::string_view word);
[[nodiscard]] ProgramClass ClassOfProgram(std::string_view name);
/// The role of a well-known tool (shell_runners.def); empty for any other.
[[nodiscard]] std::string_view RunnerRole(std::string_view name);

/// Where a path leads, as `script.*` facts name it: package, project, home, startup, system, temp,
/// other. `folder` is the current one below the package root.
[[nodiscard]] std::string_view PlaceOf(std::string_view path);

/// How a path makes something start again (`script.persistence`'s `how`); empty when it does not.
[[nodiscard]] std::string_view StartupKind(std::string_view path);
/// What sort of secret stands in a file of that path; empty for none that is known.
[[nodiscard]] std::string_view SecretFileSort(std::string_view path);
/// What sort of secret an environment variable of that name holds; empty for none.
[[nodiscard]] std::string_view SecretVariableSort(std::string_view name);

}  // namespace facts
