#include "facts/publish/similarity.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <set>

#include "base/text.h"
#include "facts/publish/history.h"
#include "facts/publish/install_scripts.h"

namespace facts {
namespace {

constexpr std::size_t kHashes = 128;
constexpr std::size_t kShingle = 4;
constexpr std::size_t kFewestWords = 20;
constexpr unsigned kSameReadme = 80;
constexpr unsigned kSameCode = 60;
/// A copy takes a number just above the original's, so that it looks like the next release.
constexpr std::uint64_t kNearPatch = 20;

using Signature = std::array<std::uint64_t, kHashes>;

/// splitmix64: one well-mixed word for another.
std::uint64_t Mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

std::vector<std::uint64_t> WordsOf(std::string_view text) {
  std::vector<std::uint64_t> words;
  std::uint64_t hash = 0;
  for (const char c : ToLower(text)) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
    if (letter) {
      hash = Mix(hash ^ static_cast<unsigned char>(c));
    } else if (hash != 0) {
      words.push_back(hash);
      hash = 0;
    }
  }
  if (hash != 0) words.push_back(hash);
  return words;
}

Signature SignatureOf(const std::vector<std::uint64_t>& words) {
  Signature signature;
  signature.fill(std::numeric_limits<std::uint64_t>::max());
  for (std::size_t i = 0; i + kShingle <= words.size(); ++i) {
    std::uint64_t shingle = 0;
    for (std::size_t k = 0; k < kShingle; ++k) shingle = Mix(shingle ^ words[i + k]);
    for (std::size_t h = 0; h < kHashes; ++h)
      signature[h] = std::min(signature[h], Mix(shingle ^ Mix(h)));
  }
  return signature;
}

std::set<std::string_view> AccountsOf(const Packument& packument) {
  std::set<std::string_view> accounts;
  for (const Person& person : packument.maintainers) accounts.insert(person.name.View());
  for (const ::Manifest& manifest : packument.versions) {
    if (manifest.publisher && SortOf(manifest) != PublisherSort::kCi)
      accounts.insert(manifest.publisher->person.name.View());
  }
  accounts.erase(std::string_view());
  return accounts;
}

bool IsVersionNear(const Version& version, const Packument& other) {
  return std::any_of(other.versions.begin(), other.versions.end(), [&](const ::Manifest& each) {
    const auto theirs = Version::Parse(each.version, SemVerMode::kLoose);
    return theirs && theirs->major == version.major && theirs->minor == version.minor &&
           version.patch >= theirs->patch && version.patch - theirs->patch <= kNearPatch;
  });
}

/// Whether it is the number that the other's next release would take: one up from its newest in
/// the patch, the minor or the major number.
bool IsVersionAhead(const Version& version, const Packument& other) {
  std::optional<Version> newest;
  for (const ::Manifest& each : other.versions) {
    auto theirs = Version::Parse(each.version, SemVerMode::kLoose);
    if (theirs && !theirs->IsPrerelease() && (!newest || *newest < *theirs))
      newest = std::move(theirs);
  }
  if (!newest || version.IsPrerelease()) return false;
  const bool patch = version.major == newest->major && version.minor == newest->minor &&
                     version.patch == newest->patch + 1;
  const bool minor =
      version.major == newest->major && version.minor == newest->minor + 1 && version.patch == 0;
  const bool major = version.major == newest->major + 1 && version.minor == 0 && version.patch == 0;
  return patch || minor || major;
}

}  // namespace

unsigned SimilarityPercent(std::string_view a, std::string_view b) {
  const auto words_a = WordsOf(a);
  const auto words_b = WordsOf(b);
  if (words_a.size() < kFewestWords || words_b.size() < kFewestWords) return 0;
  const Signature first = SignatureOf(words_a);
  const Signature second = SignatureOf(words_b);
  std::size_t same = 0;
  for (std::size_t h = 0; h < kHashes; ++h) same += first[h] == second[h] ? 1 : 0;
  return static_cast<unsigned>(same * 100 / kHashes);
}

std::optional<IdentityClaim> CompareIdentity(const Packument& packument, std::string_view version,
                                             const Packument& other, unsigned code) {
  const ::Manifest* const ours = packument.Find(version);
  const auto parsed = Version::Parse(version, SemVerMode::kLoose);
  if (ours == nullptr || !parsed || !other.name) return std::nullopt;
  IdentityClaim claim{.claims = other.name->text()};
  claim.similarity = SimilarityPercent(packument.readme.View(), other.readme.View());
  const std::string repository = RepositoryName(ours->repository.View());
  if (!repository.empty() && repository == RepositoryName(other.repository.View())) {
    claim.by = "repository";
  } else if (claim.similarity >= kSameReadme) {
    claim.by = "readme";
  } else if (code >= kSameCode) {
    claim.by = "code";
  } else if (!other.versions.empty() && !ours->author.name.empty() &&
             ours->author.name == other.versions.back().author.name &&
             ours->description == other.versions.back().description && !ours->description.empty()) {
    claim.by = "author";
  } else {
    return std::nullopt;
  }
  const auto mine = AccountsOf(packument);
  const auto theirs = AccountsOf(other);
  claim.publisher_shared = std::any_of(
      mine.begin(), mine.end(), [&](std::string_view account) { return theirs.contains(account); });
  claim.code = code;
  claim.version_near = IsVersionNear(*parsed, other);
  claim.version_ahead = IsVersionAhead(*parsed, other);
  return claim;
}

}  // namespace facts
