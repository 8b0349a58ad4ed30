#include "scan/release_history.h"

#include <algorithm>
#include <memory>

#include "facts/change/change_facts.h"
#include "facts/contents_from_tarball.h"
#include "facts/publish/history.h"
#include "facts/publish/publish_facts.h"
#include "scan/identity.h"
#include "scan/registry_fact.h"

namespace scan {
namespace {

constexpr UnixMillis kHour = 3'600'000;
/// Older packages have shown what they are; their names are their own.
constexpr std::uint64_t kNewPackageHours = 30 * 24;

bool IsNewPackage(const Facts& facts) {
  const auto hours = NumberOf(facts, FactKind::kPublishVersion, "package-age-hours");
  return hours && *hours <= kNewPackageHours;
}

bool IsYoung(const Facts& facts) {
  const auto hours = NumberOf(facts, FactKind::kPublishVersion, "age-hours");
  return hours && *hours <= static_cast<std::uint64_t>(kYoungRelease / kHour);
}

/// Whether the bytes of the previous version are worth fetching.
bool IsWorthComparing(const Facts& facts, bool adds_dependencies) {
  if (IsYoung(facts)) return true;
  const bool grave = HasKind(facts, FactKind::kPublishTrustLowered) ||
                     HasKind(facts, FactKind::kPublishScriptGained) ||
                     HasKind(facts, FactKind::kPublishEmailChange);
  return grave && (adds_dependencies || HasKind(facts, FactKind::kPublishScriptGained));
}

/// One package's history, and what was looked up for its sake.
class HistoryReader {
 public:
  HistoryReader(const HistoryTools& tools, const ReleaseAsked& asked)
      : world_(tools.world),
        tools_(tools),
        asked_(asked),
        packument_(asked.packument),
        id_(asked.id),
        now_(tools.world.clock.Now()) {}

  Trusted Read() {
    Trusted trusted;
    trusted.facts = facts::ExtractPublish(packument_, id_.version, now_);
    if (trusted.facts.empty()) return trusted;
    if (IsNewPackage(trusted.facts)) TellIdentity(trusted.facts);
    if ((asked_.proof == AskProof::kAlways || IsYoung(trusted.facts)) && HasBytes())
      Append(tools_.proofs.Verify(packument_, id_, asked_.request), trusted.facts);
    const auto added = facts::AddedDependencies(packument_, id_.version);
    std::optional<facts::ContentChange> change;
    if (IsWorthComparing(trusted.facts, !added.empty())) change = Compare(added, trusted);
    Append(facts::ExtractAddedDependencies(
               packument_, id_.version, now_,
               [this](std::string_view name) { return LookUp(name); }, change ? &*change : nullptr),
           trusted.facts);
    Sort(trusted.facts);
    return trusted;
  }

 private:
  static void Append(Facts more, Facts& facts) {
    facts.insert(facts.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
  }

  void Tell(FactKind kind, std::vector<FactValue> values, Facts& facts) const {
    facts.push_back(RegistryFact(kind, id_.name.text(), id_.version, std::move(values)));
  }

  [[nodiscard]] bool HasBytes() const { return !asked_.examined.integrity.empty(); }

  void TellIdentity(Facts& facts) {
    const auto imitation = tools_.names.ImitatedBy(id_.name);
    if (imitation) {
      Tell(FactKind::kPublishNameImitation,
           {{.key = "imitates", .text = Untrusted(imitation->imitates)},
            {.key = "how", .text = Untrusted(imitation->how)},
            {.key = "rank", .text = Untrusted(std::to_string(imitation->rank))}},
           facts);
    }
    const auto tarball = HasBytes() ? registry::FetchTarball(world_.registry, asked_.request)
                                    : registry::TarballResult(tl::unexpected(registry::Failure()));
    formats::Unzipper memory;
    std::optional<Contents> contents;
    if (tarball) contents = facts::ReadTarball(tarball->bytes, memory);
    const auto shown = IdentityOf(world_, tools_.names, packument_, id_.version,
                                  imitation ? std::string(imitation->imitates) : std::string(),
                                  contents ? &*contents : nullptr);
    if (!shown) return;
    const facts::IdentityClaim& claim = shown->claim;
    Tell(FactKind::kPublishIdentityClaim,
         {{.key = "claims", .text = Untrusted(claim.claims)},
          {.key = "by", .text = Untrusted(claim.by)},
          {.key = "rank", .text = Untrusted(std::to_string(shown->rank))},
          {.key = "similarity", .text = Untrusted(std::to_string(claim.similarity))},
          {.key = "code", .text = Untrusted(std::to_string(claim.code))},
          {.key = "publisher-shared", .text = Untrusted(claim.publisher_shared ? "yes" : "no")},
          {.key = "version-near", .text = Untrusted(claim.version_near ? "yes" : "no")},
          {.key = "version-ahead", .text = Untrusted(claim.version_ahead ? "yes" : "no")}},
         facts);
  }

  [[nodiscard]] std::string LockedVersionOf(std::string_view name) const {
    const auto found = asked_.locked.find(name);
    return found == asked_.locked.end() ? std::string() : found->second;
  }

  facts::DependencyAnswer LookUp(std::string_view text) {
    const auto name = PackageName::Parse(text);
    if (!name) return {};
    auto answer = world_.registry.FetchPackument(*name, registry::PackumentForm::kFull);
    if (!answer) {
      const bool missing = answer.error().kind == registry::FailureKind::kNotFound;
      return {.state =
                  missing ? facts::DependencyState::kMissing : facts::DependencyState::kUnknown};
    }
    looked_up_.push_back(std::make_unique<Packument>(std::move(answer->packument)));
    const Packument& packument = *looked_up_.back();
    std::string claims;
    const bool fresh = packument.created && now_ - *packument.created <=
                                                static_cast<UnixMillis>(kNewPackageHours) * kHour;
    if (fresh && !packument.versions.empty()) {
      const auto shown = IdentityOf(world_, tools_.names, packument,
                                    packument.versions.back().version, {}, nullptr);
      if (shown && !shown->claim.publisher_shared) claims = shown->claim.claims;
    }
    return {.state = facts::DependencyState::kFound,
            .packument = &packument,
            .resolved = LockedVersionOf(text),
            .claims = std::move(claims)};
  }

  /// Reads both versions; nothing when one of them cannot be had.
  std::optional<facts::ContentChange> Compare(const std::vector<std::string>& added,
                                              Trusted& trusted) {
    const Manifest* const previous = facts::PreviousVersion(packument_, id_.version);
    if (previous == nullptr || !HasBytes()) return std::nullopt;
    auto before = registry::FetchTarball(world_.registry,
                                         {.id = {.name = id_.name, .version = previous->version},
                                          .resolved = std::string(previous->dist.tarball.View()),
                                          .integrity = previous->dist.integrity});
    if (!before) return std::nullopt;
    // As many histories are read at once as the network wants, but not as many packages: this
    // version, which a cache has by now, is not even opened before there is room for both.
    const std::size_t room = RoomToCompare(asked_.examined.known.bytes, before->bytes);
    tools_.room.Take(room);
    std::optional<facts::ContentChange> change;
    if (auto now = registry::FetchTarball(world_.registry, asked_.request))
      change =
          CompareBytes(*previous, added, std::move(now->bytes), std::move(before->bytes), trusted);
    tools_.room.GiveBack(room);
    return change;
  }

  facts::ContentChange CompareBytes(const Manifest& previous, const std::vector<std::string>& added,
                                    ByteVector now, ByteVector before, Trusted& trusted) {
    formats::Unzipper now_memory;
    formats::Unzipper before_memory;
    const Contents now_contents = ReadAndDrop(now, now_memory);
    const Contents before_contents = ReadAndDrop(before, before_memory);
    trusted.before =
        facts::Extract(before_contents, {.name = id_.name.text(), .version = previous.version});
    Append(facts::ExtractChange({.before = before_contents,
                                 .before_facts = *trusted.before,
                                 .now = now_contents,
                                 .now_facts = asked_.examined.known.facts,
                                 .before_version = previous.version}),
           trusted.facts);
    return {.manifest_only = facts::IsManifestOnly(before_contents, now_contents),
            .unused = facts::UnusedDependencies(now_contents, added)};
  }

  static Contents ReadAndDrop(ByteVector& tarball, formats::Unzipper& memory) {
    Contents contents = facts::ReadTarball(tarball, memory);
    // The contents of a plain tar point into it.
    if (formats::Unzipper::Recognises(tarball)) tarball = ByteVector();
    return contents;
  }

  const World& world_;
  const HistoryTools& tools_;
  const ReleaseAsked& asked_;
  const Packument& packument_;
  const PackageId& id_;
  UnixMillis now_;
  std::vector<std::unique_ptr<Packument>> looked_up_;
};

}  // namespace

Trusted ReadHistory(const HistoryTools& tools, const ReleaseAsked& asked) {
  return HistoryReader(tools, asked).Read();
}

}  // namespace scan
