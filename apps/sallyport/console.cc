#include "console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/file_system.h"
#include "base/limits.h"
#include "base/text.h"

report::TextOptions StyleFor(int descriptor, const Invocation& invocation) {
  constexpr unsigned kNarrowest = 40;
  constexpr unsigned kWidest = 120;  // longer lines are hard to read
  report::TextOptions options{.verbose = invocation.Has(FlagId::kVerbose)};
  const bool terminal = isatty(descriptor) == 1;
  winsize size{};
  if (terminal && ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    options.width = std::clamp<unsigned>(size.ws_col, kNarrowest, kWidest);
  }
  const std::string when = invocation.Value(FlagId::kColor).value_or("auto");
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const term = std::getenv("TERM");
  const bool dumb = term != nullptr && std::string_view(term) == "dumb";
  const bool wanted = terminal && !dumb && (no_color == nullptr || *no_color == '\0');
  options.color = when == "always" || (when == "auto" && wanted);
  return options;
}

Result<void> WriteResult(std::string_view text, const Invocation& invocation) {
  if (const auto file = invocation.Value(FlagId::kOutput)) {
    return DiskFileSystem().WriteAtomically(*file, AsBytes(text));
  }
  const bool written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (written || errno == EPIPE) return {};
  return Fail("cannot write to standard output: " + ToLower(std::strerror(errno)),
              "free some space, or name another place with `--output`");
}

Result<ByteVector> ReadStandardInput(std::size_t limit) {
  constexpr std::size_t kPiece = 64 * limits::kKiB;
  ByteVector bytes;
  for (std::size_t got = 1; got > 0;) {
    const std::size_t size = bytes.size();
    bytes.resize(size + kPiece);
    got = std::fread(bytes.data() + size, 1, kPiece, stdin);
    bytes.resize(size + got);
    if (bytes.size() > limit) return Fail("standard input is longer than what is read of one file");
  }
  if (std::ferror(stdin) != 0)
    return Fail("cannot read standard input: " + ToLower(std::strerror(errno)));
  return bytes;
}

void Leave(int status) {
  std::fflush(nullptr);
  std::_Exit(status);
}

void Say(std::string_view text, const Invocation& invocation) {
  if (!invocation.Has(FlagId::kQuiet)) std::fwrite(text.data(), 1, text.size(), stderr);
}
