#include "scan/excerpts.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/limits.h"
#include "base/text.h"
#include "facts/contents_from_tarball.h"
#include "registry/tarball_fetcher.h"
#include "scan/things.h"

namespace scan {
namespace {

constexpr std::uint32_t kAround = 3;  ///< lines before and after the one that is meant

/// File and line.
using Spot = std::pair<std::string, std::uint32_t>;

void Note(const Untrusted& file, Position position, std::set<Spot>& spots) {
  if (position.line > 0 && spots.size() < limits::kExcerpts)
    spots.emplace(file.View(), position.line);
}

std::map<PackageIndex, std::set<Spot>> SpotsOf(const Assessment& assessment) {
  std::map<PackageIndex, std::set<Spot>> spots;
  for (const JudgedFinding& judged : assessment.findings) {
    if (!judged.package || judged.verdict.action == Action::kAllow) continue;
    for (const Fact& fact : judged.finding.facts) {
      Note(fact.evidence.file, fact.evidence.position, spots[*judged.package]);
      for (const EvidenceStep& step : fact.evidence.steps)
        Note(step.file, step.position, spots[*judged.package]);
    }
  }
  return spots;
}

SourceExcerpt Cut(PackageIndex package, const ContentFile& file, std::uint32_t line) {
  const std::uint32_t first = line > kAround ? line - kAround : 1;
  SourceExcerpt excerpt{.package = package, .file = Untrusted(file.path), .first_line = first};
  const std::string_view text = AsText(file.bytes);
  std::size_t at = 0;
  for (std::uint32_t number = 1; number <= line + kAround && at < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    // Lines of megabytes are cut; the finding's own snippet shows what is meant in them.
    if (number >= first)
      excerpt.lines.emplace_back(text.substr(at, std::min(end - at, limits::kShownLineBytes)));
    at = end + 1;
  }
  return excerpt;
}

void AddFrom(const Contents& contents, PackageIndex package, const std::set<Spot>& spots,
             std::vector<SourceExcerpt>& excerpts) {
  for (const auto& [path, line] : spots) {
    const ContentFile* const file = contents.Find(path);
    if (file != nullptr && excerpts.size() < limits::kExcerpts)
      excerpts.push_back(Cut(package, *file, line));
  }
}

}  // namespace

void AddExcerpts(const World& world, const std::string& folder, Assessment& assessment) {
  const auto spots = SpotsOf(assessment);
  formats::Unzipper memory;
  std::vector<registry::TarballRequest> requests;
  std::vector<PackageIndex> requested;
  for (const auto& [index, places] : spots) {
    const Package& package = assessment.inventory.at(index);
    const bool published =
        package.name &&
        (package.origin == Origin::kRegistry || package.origin == Origin::kTarball) &&
        !package.integrity.empty();
    if (published) {
      requests.push_back({.id = {.name = *package.name, .version = package.version},
                          .resolved = std::string(package.resolved.View()),
                          .integrity = package.integrity});
      requested.push_back(index);
      continue;
    }
    if (package.path.empty()) continue;
    const std::string path = folder.empty() ? package.path : JoinPath(folder, package.path);
    const auto kind = KindOf(world.files, path);
    if (!kind || *kind == ThingKind::kPublished) continue;
    const auto local = ReadLocal(world.files, path, *kind, memory);
    if (local) AddFrom(local->found.contents, index, places, assessment.excerpts);
  }
  registry::TarballFetcher fetcher(world.registry, std::move(requests));
  while (auto fetched = fetcher.Next()) {
    if (!fetched->result) continue;
    const PackageIndex index = requested[fetched->index];
    AddFrom(facts::ReadTarball(fetched->result->bytes, memory), index, spots.at(index),
            assessment.excerpts);
  }
  std::sort(assessment.excerpts.begin(), assessment.excerpts.end(),
            [](const SourceExcerpt& a, const SourceExcerpt& b) {
              return std::make_tuple(a.package, a.file.View(), a.first_line) <
                     std::make_tuple(b.package, b.file.View(), b.first_line);
            });
}

}  // namespace scan
