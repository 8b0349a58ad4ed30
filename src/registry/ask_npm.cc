#include "registry/ask_npm.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <vector>

#include "base/limits.h"
#include "base/text.h"
#include "net/url.h"

namespace registry {
namespace {

constexpr std::string_view kHelp =
    "set `registry=https://...` in `.npmrc` or the variable `npm_config_registry`";

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { Close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  void Close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

/// What `npm` is to run with: its own environment, nothing else.
std::vector<std::string> EnvironmentLines(const Environment& environment) {
  std::vector<std::string> lines;
  for (const auto& [name, value] : environment) lines.push_back(fmt::format("{}={}", name, value));
  return lines;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// An absolute path, so that nothing in the current folder is run.
std::string FindNpm(const Environment& environment) {
  const std::string path = Find(environment, "PATH").value_or("");
  for (const std::string_view folder : Split(path, ':')) {
    if (!folder.starts_with('/')) continue;
    std::string candidate = fmt::format("{}/npm", folder);
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

/// Starts `program` in the root folder, alone in its process group, with `output` for its stdout.
int Spawn(pid_t& child, const std::string& program, const Environment& environment, int output) {
  std::vector<std::string> arguments = {"npm", "config", "get", "registry", "--ignore-scripts"};
  std::vector<std::string> lines = EnvironmentLines(environment);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addchdir_np(&actions, "/");
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  const int code = ::posix_spawn(&child, program.c_str(), &actions, &attributes,
                                 Pointers(arguments).data(), Pointers(lines).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return code;
}

enum class Ending : std::uint8_t { kClosed, kTimeout, kTooMuch };

/// Reads until the writer closes, the time is over or there is too much.
Ending ReadAll(int fd, std::chrono::milliseconds timeout, std::string& text) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  std::array<char, 4096> buffer{};
  while (text.size() <= limits::kNpmAnswerBytes) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return Ending::kTimeout;
    pollfd waiting{.fd = fd, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return Ending::kTimeout;
    const ssize_t got = ::read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Ending::kClosed;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return Ending::kTooMuch;
}

}  // namespace

std::optional<std::string> RegistryInDefinitions(std::string_view definitions) {
  // registry: new Definition('registry', {\n    default: 'https://...',
  constexpr std::string_view kSetting = "'registry', {";
  constexpr std::string_view kDefault = "default:";
  constexpr std::size_t kMost = 4096;
  const std::size_t setting = definitions.find(kSetting);
  if (setting == std::string_view::npos) return std::nullopt;
  std::string_view rest = Trim(definitions.substr(setting + kSetting.size(), kMost));
  if (!rest.starts_with(kDefault)) return std::nullopt;
  rest = Trim(rest.substr(kDefault.size()));
  if (rest.empty() || (rest[0] != '\'' && rest[0] != '"')) return std::nullopt;
  const std::size_t end = rest.find(rest[0], 1);
  if (end == std::string_view::npos) return std::nullopt;
  const auto url = net::Url::Parse(rest.substr(1, end - 1));
  return url ? std::optional(url->ToString()) : std::nullopt;
}

std::optional<std::string> RegistryOfNpmIn(const FileSystem& files, const std::string& folder) {
  for (const std::string_view path : {"node_modules/@npmcli/config/lib/definitions/definitions.js",
                                      "lib/utils/config/definitions.js"}) {
    const auto bytes = files.Read(JoinPath(folder, path), limits::kNpmDefinitionsBytes);
    if (!bytes) continue;
    if (auto registry = RegistryInDefinitions(AsText(*bytes))) return registry;
  }
  return std::nullopt;
}

Result<std::string> AskNpmForRegistry(const Environment& environment,
                                      std::chrono::milliseconds timeout) {
  const auto fail = [](std::string_view why) {
    return Fail(fmt::format("no registry is configured, and {}", why), std::string(kHelp));
  };
  const std::string npm = FindNpm(environment);
  if (npm.empty()) return fail("there is no `npm` to ask");
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail("npm could not be asked: no pipe");
  const Descriptor reading(ends[0]);
  Descriptor writing(ends[1]);
  pid_t child = 0;
  if (const int code = Spawn(child, npm, environment, writing.get()); code != 0) {
    return fail(fmt::format("npm could not be asked: {}", std::generic_category().message(code)));
  }
  writing.Close();
  std::string answer;
  const Ending ending = ReadAll(reading.get(), timeout, answer);
  if (ending != Ending::kClosed) ::kill(-child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (ending == Ending::kTimeout) {
    return fail(fmt::format("npm did not answer within {} ms", timeout.count()));
  }
  if (ending == Ending::kTooMuch) return fail("npm gave more than a URL");
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return fail("`npm config` failed");
  const auto url = net::Url::Parse(Trim(answer));
  if (!url) return fail(url.error().message);
  return url->ToString();
}

}  // namespace registry
