// How often honest names are taken for imitations: every name of a list of popular packages (name,
// tab, downloads; the most popular first) is asked about. Those that the program knows by heart are
// left out.
//
//   neighbours TSV
//
// Prints the row for docs/noise.md. Exit status 1 when more than 1 % are taken for another.

#include <fmt/format.h>

#include <map>

#include "base/file_system.h"
#include "base/text.h"
#include "detect/name_similarity.h"

int main(int argc, char** argv) {
  constexpr double kTakenAtMost = 0.01;
  const DiskFileSystem disk;
  const auto bytes =
      argc == 2 ? disk.Read(argv[1], std::size_t{16} << 20U) : Result<ByteVector>(Fail("no file"));
  if (!bytes) {
    fmt::print(stderr, "usage: neighbours TSV\n");
    return 2;
  }
  const detect::NameTable table;
  std::size_t asked = 0;
  std::size_t taken = 0;
  std::map<std::string, std::size_t> by_how;
  for (const std::string_view line : Split(AsText(*bytes), '\n')) {
    const auto name = PackageName::Parse(line.substr(0, line.find('\t')));
    if (!name || table.RankOf(name->text())) continue;
    ++asked;
    const auto imitation = table.ImitatedBy(*name);
    if (!imitation) continue;
    ++taken;
    ++by_how[std::string(imitation->how)];
  }
  const double share = asked == 0 ? 1 : static_cast<double>(taken) / static_cast<double>(asked);
  fmt::print(
      "{} popular names that the program does not know by heart: {} ({:.2f} %) look like a "
      "more popular one",
      HumanCount(asked), taken, share * 100);
  for (const auto& [how, count] : by_how) fmt::print("; {} {}", how, count);
  fmt::print(".\n");
  return share <= kTakenAtMost ? 0 : 1;
}
