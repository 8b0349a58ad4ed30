// incident_compiler FOLDER POPULAR OUTPUT: reads every incident record in FOLDER and the list of
// popular names, and writes a C++ source with the pack that is built into the program. A record
// that cannot be read stops the build and names its line.

#include <fmt/format.h>

#include <cstdio>
#include <string>

#include "base/file_system.h"
#include "base/limits.h"
#include "base/text.h"
#include "intel/incident.h"
#include "intel/pack_writer.h"

namespace {

int Complain(const std::string& what) {
  std::fprintf(stderr, "incident_compiler: %s\n", what.c_str());
  return 1;
}

/// As the initialiser of an array, sixteen numbers on a line.
void AppendArray(std::string& out, std::string_view name, Bytes bytes) {
  out += fmt::format("constexpr std::uint8_t {}[] = {{\n", name);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    out += fmt::format("{},{}", bytes[i], i % 32 == 31 ? "\n" : "");
  out += "\n};\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return Complain("usage: incident_compiler FOLDER POPULAR OUTPUT");
  DiskFileSystem files;
  const std::string folder = argv[1];
  const auto entries = files.List(folder);
  if (!entries) return Complain(entries.error().message);
  intel::PackInput input;
  for (const FolderEntry& entry : *entries) {
    if (!entry.name.ends_with(".yaml")) continue;
    const std::string path = JoinPath(folder, entry.name);
    const auto bytes = files.Read(path, limits::kIncidentBytes);
    if (!bytes) return Complain(bytes.error().message);
    auto advisory = intel::ReadIncident(AsText(*bytes));
    if (!advisory) return Complain(path + ": " + advisory.error().message);
    input.created = std::max(input.created, advisory->modified);
    input.advisories.push_back(*std::move(advisory));
  }
  const auto popular = files.Read(argv[2], limits::kIncidentBytes);
  if (!popular) return Complain(popular.error().message);
  std::uint32_t rank = 0;
  for (const std::string_view name : Split(AsText(*popular), '\n')) {
    if (!name.empty()) input.popular.emplace(name, ++rank);
  }
  const auto pack = intel::MakePack(std::move(input), std::nullopt);
  if (!pack) return Complain(pack.error().message);
  std::string source = "#include \"intel/built_in_pack.h\"\n\nnamespace intel {\nnamespace {\n";
  AppendArray(source, "kPack", *pack);
  AppendArray(source, "kPopular", *popular);
  source +=
      "}  // namespace\nBytes BuiltInPack() {\n  return kPack;\n}\n"
      "std::string_view PopularNames() {\n  return AsText(kPopular);\n}\n}  // namespace intel\n";
  const auto written = files.WriteAtomically(argv[3], AsBytes(source));
  return written ? 0 : Complain(written.error().message);
}
