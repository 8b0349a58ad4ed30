#include "scan/identity.h"

#include <algorithm>

#include "base/text.h"
#include "facts/contents_from_tarball.h"
#include "facts/publish/install_scripts.h"
#include "registry/tarball.h"

namespace scan {
namespace {

/// The words of a README's first heading, each of which may be a package's name: "# day.js".
std::vector<std::string> HeadingWords(std::string_view readme) {
  constexpr std::size_t kWords = 4;
  std::vector<std::string> words;
  for (const std::string_view line : Split(readme, '\n')) {
    const std::string_view text = Trim(line);
    if (!text.starts_with("# ")) continue;
    for (const std::string_view word : Split(text.substr(2), ' '))
      if (!word.empty() && words.size() < kWords) words.push_back(ToLower(word));
    break;
  }
  return words;
}

std::vector<std::string> Candidates(const Packument& packument, const Manifest& manifest,
                                    const std::string& imitated) {
  std::vector<std::string> candidates;
  for (const std::string_view url : {manifest.repository.View(), manifest.homepage.View()}) {
    const std::string repository = facts::RepositoryName(url);
    candidates.push_back(repository.substr(repository.find('/') + 1));
  }
  candidates.push_back(imitated);
  for (std::string& word : HeadingWords(packument.readme.View()))
    candidates.push_back(std::move(word));
  return candidates;
}

/// The code that the other package and `contents` share, in per cent; 0 when its bytes cannot be
/// had. The other's version of the same number is the one that was copied, else its newest.
unsigned SharedCode(const World& world, const PackageName& name, const Packument& other,
                    std::string_view version, const Contents& contents) {
  const Manifest* theirs = other.Find(version);
  if (theirs == nullptr && !other.versions.empty()) theirs = &other.versions.back();
  if (theirs == nullptr) return 0;
  const auto tarball =
      registry::FetchTarball(world.registry, {.id = {.name = name, .version = theirs->version},
                                              .resolved = std::string(theirs->dist.tarball.View()),
                                              .integrity = theirs->dist.integrity});
  if (!tarball) return 0;
  formats::Unzipper memory;
  return facts::SharedCodePercent(facts::ReadTarball(tarball->bytes, memory), contents);
}

}  // namespace

std::optional<ShownIdentity> IdentityOf(const World& world, const detect::NameTable& names,
                                        const Packument& packument, std::string_view version,
                                        const std::string& imitated, const Contents* contents) {
  const Manifest* const manifest = packument.Find(version);
  if (manifest == nullptr || !packument.name) return std::nullopt;
  std::vector<std::string> tried;
  for (const std::string& candidate : Candidates(packument, *manifest, imitated)) {
    if (candidate.empty() || candidate == packument.name->text()) continue;
    const auto rank = names.RankOf(candidate);
    if (!rank || std::find(tried.begin(), tried.end(), candidate) != tried.end()) continue;
    tried.push_back(candidate);
    const auto name = PackageName::Parse(candidate);
    if (!name) continue;
    const auto other = world.registry.FetchPackument(*name, registry::PackumentForm::kFull);
    if (!other) continue;
    const unsigned code =
        contents != nullptr ? SharedCode(world, *name, other->packument, version, *contents) : 0;
    if (auto claim = facts::CompareIdentity(packument, version, other->packument, code))
      return ShownIdentity{.claim = *std::move(claim), .rank = *rank};
  }
  return std::nullopt;
}

}  // namespace scan
