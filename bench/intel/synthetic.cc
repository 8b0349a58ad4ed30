// intel_synthetic ACTION NAMES.tsv PATH: 250,000 OSV records (98 % malware, as in npm's feed) on
// names made of the popular ones, from a zip archive to a mapped pack, 2,500 packages matched
// against it, beside it the same match by a plain scan of all records in memory, and a delta of the
// pack. `run` in this folder does all of it.

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <random>

#include "base/limits.h"
#include "base/text.h"
#include "intel/import.h"
#include "intel/match.h"
#include "intel/pack_delta.h"
#include "intel/pack_writer.h"
#include "intel/read_osv.h"

namespace {

constexpr std::size_t kRecords = 250'000;
constexpr std::size_t kPackages = 2'500;

using Clock = std::chrono::steady_clock;

double Milliseconds(Clock::time_point since) {
  return std::chrono::duration<double, std::milli>(Clock::now() - since).count();
}

/// Of this process now, what is not a mapped file, in MB.
double PrivateMegabytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  double kilobytes = 0;
  while (status >> word) {
    if (word == "RssAnon:") status >> kilobytes;
  }
  return kilobytes / 1000;
}

std::string Malware(const std::string& name, std::size_t number, std::mt19937& random) {
  const std::string id = fmt::format("MAL-2026-{}", number);
  const std::string hash =
      fmt::format("{:016x}{:016x}{:016x}{:016x}", random(), random(), random(), random());
  return fmt::format(
      R"j({{"modified":"2026-{0:02}-{1:02}T10:{2:02}:00Z","published":"2026-01-02T03:04:05Z","schema_version":"1.7.4","id":"{3}",)j"
      R"j("aliases":["GHSA-{4:04x}-{5:04x}-{6:04x}"],"summary":"Malicious code in {7} (npm)",)j"
      R"j("details":"\n---\n_-= Per source details. Do not edit below this line.=-_\n\nAny computer that has this package installed or running should be considered fully compromised. All secrets and keys stored on that computer should be rotated immediately from a different computer. The package should be removed, but as full control of the computer may have been given to an outside entity, there is no guarantee that removing the package will remove all malicious software.\n",)j"
      R"j("affected":[{{"package":{{"ecosystem":"npm","name":"{7}"}},"versions":["{8}.{9}.{2}"],"ranges":[],)j"
      R"j("database_specific":{{"cwes":[{{"cweId":"CWE-506","description":"Embedded malicious code","name":"Embedded Malicious Code"}}]}}}}],)j"
      R"j("references":[{{"type":"ADVISORY","url":"https://advisories.example/GHSA-{4:04x}-{5:04x}-{6:04x}"}}],)j"
      R"j("credits":[{{"name":"finder","type":"FINDER","contact":["https://finder.example"]}}],)j"
      R"j("database_specific":{{"malicious-packages-origins":[{{"source":"{10}","sha256":"{11}","import_time":"2026-06-01T00:00:00Z","modified_time":"2026-06-01T00:00:00Z","versions":["1.0.0"]}}]}}}})j",
      1 + number % 12, 1 + number % 28, number % 60, id, random() & 0xffff, random() & 0xffff,
      random() & 0xffff, name, random() % 9, random() % 30,
      number % 3 == 0 ? "ghsa-malware" : "amazon-inspector", hash);
}

std::string Vulnerability(const std::string& name, std::size_t number, std::mt19937& random) {
  return fmt::format(
      R"({{"id":"GHSA-{0:04x}-{1:04x}-{2:04x}","modified":"2026-03-04T05:06:07Z","aliases":["CVE-2026-{3}"],"summary":"A weakness of {4} number {3}",)"
      R"("affected":[{{"package":{{"ecosystem":"npm","name":"{4}"}},"ranges":[{{"type":"SEMVER","events":[{{"introduced":"0"}},{{"fixed":"{5}.{6}.1"}}]}}]}}],)"
      R"("severity":[{{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}}],)"
      R"("references":[{{"type":"WEB","url":"https://advisories.example/CVE-2026-{3}"}}],"database_specific":{{"cwe_ids":["CWE-1333"],"severity":"HIGH"}}}})",
      random() & 0xffff, random() & 0xffff, random() & 0xffff, number, name, random() % 9,
      random() % 30);
}

/// The directory of names on disk: reading files is what an import of a checkout does as well; a
/// zip is written by the shell.
int Make(const std::vector<std::string>& names, const std::string& folder) {
  std::mt19937 random(42);
  for (std::size_t i = 0; i < kRecords; ++i) {
    const bool vulnerability = i % 50 == 0;
    const std::string& popular = names[i % names.size()];
    const std::string name =
        vulnerability
            ? popular
            : fmt::format(
                  "{}-{}",
                  popular.starts_with('@') ? popular.substr(1, popular.find('/') - 1) : popular, i);
    std::ofstream file(fmt::format("{}/{}.json", folder, i));
    file << (vulnerability ? Vulnerability(name, i, random) : Malware(name, i, random));
  }
  return 0;
}

Inventory Project(const std::vector<std::string>& names) {
  std::mt19937 random(7);
  Inventory inventory;
  inventory.packages.push_back({.name = PackageName::Parse("app"), .origin = Origin::kRoot});
  while (inventory.packages.size() <= kPackages) {
    const std::string& name = names[random() % names.size()];
    auto parsed = PackageName::Parse(name);
    if (!parsed) continue;
    inventory.packages.push_back({.name = std::move(parsed),
                                  .folder_name = name,
                                  .version = fmt::format("{}.{}.0", random() % 9, random() % 30),
                                  .path = "node_modules/" + name,
                                  .origin = Origin::kRegistry,
                                  .integrity = Integrity::Of(AsBytes(name)),
                                  .line = 1});
  }
  return inventory;
}

std::size_t PlainScan(const std::vector<intel::Advisory>& all, const Inventory& inventory) {
  std::size_t matches = 0;
  for (const Package& package : inventory.packages) {
    for (const intel::Advisory& advisory : all) {
      for (const intel::Affected& affected : advisory.affected) {
        if (affected.ecosystem == intel::kNpm && affected.name == package.name->text())
          matches += intel::Evaluate(affected, package.version).affected() ? 1 : 0;
      }
    }
  }
  return matches;
}

int Measure(const std::vector<std::string>& names, const std::string& archive) {
  DiskFileSystem files;
  const std::string path = archive + ".sly";
  std::size_t plain = 0;
  double plain_ms = 0;
  const Inventory inventory = Project(names);
  {
    auto begin = Clock::now();
    intel::PackInput input;
    const auto report = intel::Import(files, archive, {}, input);
    if (!report) return fmt::print("{}\n", report.error().message), 1;
    const double read_ms = Milliseconds(begin);
    const auto scanned = Clock::now();
    plain = PlainScan(input.advisories, inventory);
    plain_ms = Milliseconds(scanned);
    begin = Clock::now();
    const auto key = *ed25519::Generate();
    const auto pack = intel::MakePack(std::move(input), key);
    if (!pack || !files.WriteAtomically(path, *pack)) return 1;
    (void)files.WriteAtomically(path + ".pem", AsBytes(*ed25519::ToPem(*ed25519::PublicOf(key))));
    fmt::print("import of {} records: {:.2f} s read, {:.2f} s packed and signed; pack {:.1f} MB\n",
               HumanCount(report->records), read_ms / 1000, Milliseconds(begin) / 1000,
               static_cast<double>(pack->size()) / 1e6);
  }
  fmt::print("plain scan of all records, {} packages: {:.1f} ms, {} matches\n", kPackages, plain_ms,
             plain);
  return 0;
}

int Match(const std::vector<std::string>& names, const std::string& archive) {
  DiskFileSystem files;
  const std::string path = archive + ".sly";
  const Inventory inventory = Project(names);
  const auto pem = files.Read(path + ".pem", 65536);
  const intel::Trust trust{.keys = {*ed25519::PublicFromPem(AsText(*pem))}};
  const double before = PrivateMegabytes();
  auto begin = Clock::now();
  const auto pack = intel::Pack::Open(*files.Map(path, limits::kPackBytes), trust);
  if (!pack) return fmt::print("{}\n", pack.error().message), 1;
  const double open_ms = Milliseconds(begin);
  const intel::Intelligence intelligence{.packs = {&*pack}};
  begin = Clock::now();
  const intel::Answer first = intel::MatchInventory(intelligence, inventory);
  const double first_ms = Milliseconds(begin);
  begin = Clock::now();
  const intel::Answer again = intel::MatchInventory(intelligence, inventory);
  fmt::print(
      "open: {:.2f} ms; match of {} packages: {:.2f} ms the first time, every page checked, {:.2f} "
      "ms again; {} matches; {:.1f} MB "
      "beyond the map\n",
      open_ms, kPackages, first_ms, Milliseconds(begin), first.matches.size(),
      PrivateMegabytes() - before);
  return again.matches.size() == first.matches.size() ? 0 : 1;
}

/// A day of a feed: 500 new records, 100 that say more, 10 that are gone.
intel::PackInput ADayLater(intel::PackInput input, const std::vector<std::string>& names) {
  std::mt19937 random(9);
  input.advisories.erase(input.advisories.begin(), input.advisories.begin() + 10);
  for (std::size_t i = 0; i < 100; ++i) {
    intel::Advisory& advisory = input.advisories[random() % input.advisories.size()];
    if (!advisory.affected.empty()) advisory.affected.front().versions.emplace_back("99.0.0");
  }
  for (std::size_t i = 0; i < 500; ++i) {
    const std::string text =
        Malware(fmt::format("{}-tomorrow", names[random() % names.size()]), kRecords + i, random);
    input.advisories.push_back(intel::ReadOsv(text, "ossf")->advisory);
  }
  input.created += 86'400'000;
  return input;
}

int Delta(const std::vector<std::string>& names, const std::string& archive) {
  DiskFileSystem files;
  const auto pem = files.Read(archive + ".sly.pem", 65536);
  const auto key = *ed25519::Generate();
  const intel::Trust trust{
      .keys = {*ed25519::PublicFromPem(AsText(*pem)), *ed25519::PublicOf(key)}};
  const auto base = intel::Pack::Open(*files.Map(archive + ".sly", limits::kPackBytes), trust);
  if (!base) return fmt::print("{}\n", base.error().message), 1;
  const auto bytes = intel::MakePack(ADayLater(intel::UnmakeExactly(*base), names), key);
  const auto target = intel::Pack::Open(MappedFile(Bytes(*bytes)), trust);
  auto begin = Clock::now();
  const auto delta = intel::MakePackDelta(*base, *target, key);
  if (!delta) return fmt::print("{}\n", delta.error().message), 1;
  const double make_ms = Milliseconds(begin);
  begin = Clock::now();
  const auto applied = intel::ApplyPackDelta(*base, *delta, trust);
  const double apply_ms = Milliseconds(begin);
  fmt::print(
      "delta of a day (500 new, 100 changed, 10 gone): {:.1f} KB for a pack of {:.1f} MB; made and "
      "tried in {:.2f} s, applied in {:.2f} s\n",
      static_cast<double>(delta->size()) / 1e3, static_cast<double>(bytes->size()) / 1e6,
      make_ms / 1000, apply_ms / 1000);
  return applied && *applied == *bytes ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4)
    return fmt::print("usage: intel_synthetic make|import|match|delta NAMES.tsv PATH\n"), 2;
  std::ifstream file(argv[2]);
  std::vector<std::string> names;
  for (std::string line; std::getline(file, line);)
    names.push_back(line.substr(0, line.find('\t')));
  if (names.empty()) return fmt::print("no names in {}\n", argv[2]), 2;
  const std::string_view action = argv[1];
  if (action == "make") return Make(names, argv[3]);
  if (action == "import") return Measure(names, argv[3]);
  return action == "delta" ? Delta(names, argv[3]) : Match(names, argv[3]);
}
