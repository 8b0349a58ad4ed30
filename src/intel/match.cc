#include "intel/match.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/limits.h"
#include "model/url_parts.h"

namespace intel {
namespace {

/// Popular enough that a wrong record would hurt many: it stands in the list of the most
/// downloaded.
bool IsPopular(std::uint32_t rank) {
  return rank != 0;
}

std::string SourceOf(const std::string& source) {
  return source == "ghsa-malware" ? "ghsa" : source;
}

/// How records may be about a package by name: a trust, or why they are not.
struct ByName {
  std::optional<IdentityTrust> trust;
  Silence why = Silence::kUnknownOrigin;
};

class Matcher {
 public:
  Matcher(const Intelligence& intelligence, const Inventory& inventory)
      : intelligence_(intelligence), inventory_(inventory) {
    for (const LockRemark& remark : inventory.remarks) {
      if (remark.kind == LockRemarkKind::kHostOffRegistry) off_registry_.insert(remark.package);
    }
  }

  Answer Run() {
    for (std::size_t i = 0; i < inventory_.packages.size(); ++i) {
      package_ = static_cast<PackageIndex>(i);
      const Package& package = inventory_.at(package_);
      if (package.origin == Origin::kRoot || package.origin == Origin::kLink) continue;
      found_.clear();
      by_name_ = HowByName(package);
      for (std::uint32_t pack = 0; pack < intelligence_.packs.size(); ++pack) LookUp(package, pack);
      Close();
    }
    std::stable_sort(answer_.unmatched.begin(), answer_.unmatched.end(),
                     [](const Unmatched& a, const Unmatched& b) {
                       return std::tie(a.package, a.id, a.why) < std::tie(b.package, b.id, b.why);
                     });
    const auto same = [](const Unmatched& a, const Unmatched& b) {
      return std::tie(a.package, a.id) == std::tie(b.package, b.id);
    };
    auto& all = answer_.unmatched;
    all.erase(std::unique(all.begin(), all.end(), same), all.end());
    return std::move(answer_);
  }

 private:
  ByName HowByName(const Package& package) const {
    switch (package.origin) {
      case Origin::kRegistry:
        if (IsPrivate(*package.name)) return {.why = Silence::kPrivateName};
        if (off_registry_.contains(package_)) return {.why = Silence::kOtherHost};
        return {.trust = IdentityTrust::kRegistry};
      case Origin::kBundled:
        if (package.name && IsPrivate(*package.name)) return {.why = Silence::kPrivateName};
        return {.trust = IdentityTrust::kBundled};
      case Origin::kWorkspace:
      case Origin::kRoot:
      case Origin::kLink:
        return {.why = Silence::kWorkspace};
      case Origin::kFolder:
        return {.why = Silence::kFolder};
      case Origin::kTarball:
        return {.why = Silence::kTarball};
      case Origin::kGit:
        return {.why = Silence::kGit};
      case Origin::kForeign:
        return {.why = Silence::kOtherRegistry};
      case Origin::kUnknown:
        return {.why = Silence::kUnknownOrigin};
    }
    return {};
  }

  bool IsPrivate(const PackageName& name) const {
    const auto& names = intelligence_.identity.private_names;
    return std::any_of(names.begin(), names.end(), [&](const std::string& own) {
      return own == name.text() || own == name.scope();
    });
  }

  void LookUp(const Package& package, std::uint32_t pack_number) {
    const Pack& pack = *intelligence_.packs[pack_number];
    for (const Hash& hash : package.integrity.hashes()) {
      for (const PackageEntry& entry : pack.FindHash(hash)) {
        for (const PackageEntry::Item& item : entry.items)
          Take(pack_number, entry, item, Grounds::kHash, {});
      }
    }
    if (package.name && !package.version.empty()) {
      if (const auto entry = pack.FindPackage(kNpm, package.name->text()))
        LookAt(pack_number, *entry, package.version, by_name_);
    }
    if (package.origin == Origin::kGit) LookUpCommit(package, pack_number);
  }

  void LookUpCommit(const Package& package, std::uint32_t pack_number) {
    const std::string_view url = package.resolved.View();
    const std::size_t hash = url.find('#');
    if (hash == std::string_view::npos) return;
    const auto entry = intelligence_.packs[pack_number]->FindPackage(
        kGitEcosystem, NormaliseRepository(url.substr(0, hash)));
    if (entry) LookAt(pack_number, *entry, url.substr(hash + 1), {.trust = IdentityTrust::kCommit});
  }

  void LookAt(std::uint32_t pack_number, const PackageEntry& entry, std::string_view version,
              const ByName& by_name) {
    for (const PackageEntry::Item& item : entry.items) {
      Evaluation evaluation = Evaluate(item.affected, version);
      if (!evaluation.affected()) {
        if (evaluation.undecided) Silently(pack_number, item.record, Silence::kUndecided);
        continue;
      }
      if (!by_name.trust) {
        Silently(pack_number, item.record, by_name.why);
        continue;
      }
      const Grounds grounds = evaluation.listed ? Grounds::kListed : Grounds::kRange;
      trust_ = *by_name.trust;
      Take(pack_number, entry, item, grounds, std::move(evaluation));
    }
  }

  void Silently(std::uint32_t pack_number, std::uint32_t number, Silence why) {
    const auto record = intelligence_.packs[pack_number]->ReadRecord(number);
    if (!record) return;
    // What is both withdrawn and of another origin is withdrawn in the first place.
    answer_.unmatched.push_back(
        {.package = package_,
         .id = record->advisory.id,
         .malware = record->advisory.malware,
         .why = record->advisory.withdrawn != 0 ? Silence::kWithdrawn : why});
  }

  void Take(std::uint32_t pack_number, const PackageEntry& entry, const PackageEntry::Item& item,
            Grounds grounds, Evaluation evaluation) {
    auto record = intelligence_.packs[pack_number]->ReadRecord(item.record);
    if (!record) return;
    if (record->advisory.withdrawn != 0)
      return Silently(pack_number, item.record, Silence::kWithdrawn);
    popularity_ = std::max(popularity_, entry.popularity);
    for (Claim& known : found_) {
      // By hash and by name, or several entries of one record: the strongest grounds count.
      if (known.pack != pack_number || known.record.advisory.id != record->advisory.id) continue;
      known.grounds = std::min(known.grounds, grounds);
      known.conflict = known.conflict && IsConflict(item.affected, evaluation);
      known.fixed.insert(known.fixed.end(), evaluation.fixed.begin(), evaluation.fixed.end());
      known.functions.insert(known.functions.end(), item.affected.functions.begin(),
                             item.affected.functions.end());
      return;
    }
    if (found_.size() >= limits::kIntelFindings) return;
    found_.push_back({.record = *std::move(record),
                      .grounds = grounds,
                      .conflict = IsConflict(item.affected, evaluation),
                      .fixed = std::move(evaluation.fixed),
                      .functions = item.affected.functions,
                      .pack = pack_number});
  }

  static bool SameMatter(const Claim& a, const Claim& b) {
    if (a.pack == b.pack && a.record.standing.group == b.record.standing.group) return true;
    const auto names = [](const Claim& claim, const std::string& id) {
      const Advisory& advisory = claim.record.advisory;
      return advisory.id == id ||
             std::binary_search(advisory.aliases.begin(), advisory.aliases.end(), id);
    };
    const auto& aliases = a.record.advisory.aliases;
    return names(b, a.record.advisory.id) ||
           std::any_of(aliases.begin(), aliases.end(),
                       [&](const std::string& alias) { return names(b, alias); });
  }

  /// Joins what was found of this package into matters.
  void Close() {
    std::sort(found_.begin(), found_.end(), [](const Claim& a, const Claim& b) {
      return std::tie(a.record.advisory.id, a.pack) < std::tie(b.record.advisory.id, b.pack);
    });
    std::vector<Match> matches;
    for (Claim& claim : found_) {
      Match match{.package = package_, .trust = trust_, .popularity = popularity_};
      match.claims.push_back(std::move(claim));
      // A claim may join several matters that were apart until now.
      for (auto at = matches.begin(); at != matches.end();) {
        const bool same = std::any_of(at->claims.begin(), at->claims.end(), [&](const Claim& c) {
          return std::any_of(match.claims.begin(), match.claims.end(),
                             [&](const Claim& mine) { return SameMatter(c, mine); });
        });
        if (!same) {
          ++at;
          continue;
        }
        match.claims.insert(match.claims.begin(), std::make_move_iterator(at->claims.begin()),
                            std::make_move_iterator(at->claims.end()));
        at = matches.erase(at);
      }
      matches.push_back(std::move(match));
    }
    std::sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) {
      return std::tuple(!a.malware(), a.claims.front().record.advisory.id) <
             std::tuple(!b.malware(), b.claims.front().record.advisory.id);
    });
    std::move(matches.begin(), matches.end(), std::back_inserter(answer_.matches));
    popularity_ = 0;
    trust_ = IdentityTrust::kRegistry;
  }

  const Intelligence& intelligence_;
  const Inventory& inventory_;
  std::set<PackageIndex> off_registry_;
  Answer answer_;
  // Of the package at hand:
  PackageIndex package_ = PackageIndex::kRoot;
  ByName by_name_;
  IdentityTrust trust_ = IdentityTrust::kRegistry;
  std::uint32_t popularity_ = 0;
  std::vector<Claim> found_;
};

}  // namespace

std::string_view NameOf(Grounds grounds) {
  switch (grounds) {
    case Grounds::kHash:
      return "hash";
    case Grounds::kListed:
      return "listed";
    case Grounds::kRange:
      return "range";
  }
  return {};
}

std::string_view NameOf(IdentityTrust trust) {
  switch (trust) {
    case IdentityTrust::kRegistry:
      return "registry";
    case IdentityTrust::kBundled:
      return "bundled";
    case IdentityTrust::kCommit:
      return "commit";
  }
  return {};
}

std::string_view NameOf(Silence silence) {
  switch (silence) {
    case Silence::kWithdrawn:
      return "withdrawn";
    case Silence::kWorkspace:
      return "workspace";
    case Silence::kFolder:
      return "folder";
    case Silence::kTarball:
      return "tarball";
    case Silence::kGit:
      return "git";
    case Silence::kOtherHost:
      return "other-host";
    case Silence::kOtherRegistry:
      return "other-registry";
    case Silence::kPrivateName:
      return "private-name";
    case Silence::kUnknownOrigin:
      return "unknown-origin";
    case Silence::kUndecided:
      return "undecided";
  }
  return {};
}

bool Match::malware() const {
  return std::any_of(claims.begin(), claims.end(),
                     [](const Claim& claim) { return claim.record.advisory.malware; });
}

std::vector<std::string> Match::Sources() const {
  const bool malware_only = malware();
  std::set<std::string> sources;
  for (const Claim& claim : claims) {
    if (malware_only && !claim.record.advisory.malware) continue;
    for (const std::string& source : claim.record.advisory.sources)
      sources.insert(SourceOf(source));
  }
  return {sources.begin(), sources.end()};
}

bool Match::Enough() const {
  const auto is_malware = [](const Claim& claim) { return claim.record.advisory.malware; };
  for (const Claim& claim : claims) {
    if (is_malware(claim) && claim.grounds == Grounds::kHash) return true;
  }
  if (trust == IdentityTrust::kBundled) return false;
  const bool clear = std::any_of(claims.begin(), claims.end(), [&](const Claim& claim) {
    return is_malware(claim) && !claim.conflict;
  });
  return clear && (!IsPopular(popularity) || Sources().size() >= 2);
}

Answer MatchInventory(const Intelligence& intelligence, const Inventory& inventory) {
  return Matcher(intelligence, inventory).Run();
}

}  // namespace intel
