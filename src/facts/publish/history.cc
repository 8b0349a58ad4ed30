#include "facts/publish/history.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace facts {
namespace {

constexpr UnixMillis kSettled = UnixMillis{24} * 3'600'000;

bool ShowsProof(const ::Manifest& manifest) {
  return !manifest.dist.signatures.empty() || !manifest.dist.attestations.empty() ||
         !manifest.dist.provenance_type.empty() ||
         (manifest.publisher && !manifest.publisher->trusted_publisher.empty());
}

}  // namespace

std::string_view NameOf(TrustLevel level) {
  switch (level) {
    case TrustLevel::kUnknown:
      return "unknown";
    case TrustLevel::kNone:
      return "none";
    case TrustLevel::kSignature:
      return "signature";
    case TrustLevel::kAttestation:
      return "attestation";
    case TrustLevel::kTrustedPublisher:
      return "trusted-publisher";
  }
  return "";
}

std::string_view NameOf(PublisherSort sort) {
  switch (sort) {
    case PublisherSort::kUnknown:
      return "";
    case PublisherSort::kPerson:
      return "person";
    case PublisherSort::kBot:
      return "bot";
    case PublisherSort::kCi:
      return "ci";
  }
  return "";
}

PublisherSort SortOf(const ::Manifest& manifest) {
  if (!manifest.publisher) return PublisherSort::kUnknown;
  const Publisher& publisher = *manifest.publisher;
  if (!publisher.trusted_publisher.empty()) return PublisherSort::kCi;
  const std::string name = ToLower(publisher.person.name.View());
  if (name.empty() && publisher.person.email.empty()) return PublisherSort::kUnknown;
  // The registry's own names for accounts of workflows.
  constexpr std::array<std::string_view, 2> kWorkflows = {"github actions", "gitlab ci/cd"};
  if (std::find(kWorkflows.begin(), kWorkflows.end(), name) != kWorkflows.end())
    return PublisherSort::kCi;
  constexpr std::array<std::string_view, 6> kEnds = {"-bot", "_bot", "[bot]",
                                                     "-ci",  "-ops", "-robot"};
  const bool bot = std::any_of(kEnds.begin(), kEnds.end(),
                               [&](std::string_view end) { return name.ends_with(end); });
  return bot ? PublisherSort::kBot : PublisherSort::kPerson;
}

bool SameLine(const Version& a, const Version& b) {
  return a.major == b.major && (a.major > 0 || a.minor == b.minor);
}

std::optional<History> History::Before(const Packument& packument, std::string_view version) {
  const ::Manifest* const wanted = packument.Find(version);
  if (wanted == nullptr) return std::nullopt;
  const auto parsed = Version::Parse(version, SemVerMode::kLoose);
  if (!parsed) return std::nullopt;
  History history;
  history.current_ = {.manifest = wanted, .version = *parsed, .published = wanted->published};
  bool seen = false;
  for (const ::Manifest& manifest : packument.versions) {
    history.shows_proof_ = history.shows_proof_ || ShowsProof(manifest);
    if (&manifest == wanted) {
      seen = true;
      continue;
    }
    const bool dated = manifest.published && wanted->published;
    const bool before = dated ? *manifest.published < *wanted->published : !seen;
    if (!before) continue;
    auto each = Version::Parse(manifest.version, SemVerMode::kLoose);
    if (!each) continue;
    history.earlier_.push_back(
        {.manifest = &manifest, .version = *std::move(each), .published = manifest.published});
  }
  std::stable_sort(history.earlier_.begin(), history.earlier_.end(),
                   [](const Entry& a, const Entry& b) {
                     return a.published && b.published && *a.published < *b.published;
                   });
  history.ChoosePrevious();
  return history;
}

bool History::IsBetter(const Entry& entry, const Entry* than) const {
  if (than == nullptr) return true;
  const auto stood = [&](const Entry& each) {
    return !each.published || !current_.published ||
           *current_.published - *each.published >= kSettled;
  };
  if (stood(entry) != stood(*than)) return stood(entry);
  return than->version < entry.version;
}

void History::ChoosePrevious() {
  const Entry* lower = nullptr;
  const Entry* in_line = nullptr;
  for (const Entry& entry : earlier_) {
    const bool same_line = SameLine(entry.version, current_.version);
    if (same_line) line_.push_back(&entry);
    // A release is compared with releases: the prerelease before it is the same work in progress.
    if (entry.version.IsPrerelease() && !current_.version.IsPrerelease()) continue;
    if (!(entry.version < current_.version)) continue;
    if (IsBetter(entry, lower)) lower = &entry;
    if (same_line && IsBetter(entry, in_line)) in_line = &entry;
  }
  previous_ = in_line != nullptr ? in_line : lower;
  if (previous_ == nullptr && !earlier_.empty()) previous_ = &earlier_.back();
}

bool History::IsInOrder() const {
  return std::none_of(earlier_.begin(), earlier_.end(), [&](const Entry& entry) {
    return !entry.version.IsPrerelease() && current_.version < entry.version;
  });
}

TrustLevel History::LevelOf(const ::Manifest& manifest) const {
  if (manifest.publisher && !manifest.publisher->trusted_publisher.empty())
    return TrustLevel::kTrustedPublisher;
  if (!manifest.dist.attestations.empty() || !manifest.dist.provenance_type.empty())
    return TrustLevel::kAttestation;
  if (!manifest.dist.signatures.empty()) return TrustLevel::kSignature;
  return shows_proof_ ? TrustLevel::kNone : TrustLevel::kUnknown;
}

const ::Manifest* PreviousVersion(const Packument& packument, std::string_view version) {
  const auto history = History::Before(packument, version);
  if (!history || history->previous() == nullptr) return nullptr;
  return history->previous()->manifest;
}

}  // namespace facts
