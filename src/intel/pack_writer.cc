#include "intel/pack_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "base/check.h"
#include "base/limits.h"
#include "base/text.h"
#include "intel/cvss.h"
#include "intel/hash_index.h"
#include "intel/pack_codes.h"
#include "intel/wire.h"

namespace intel {
namespace {

using layout::Section;

/// Texts, each once; the most frequent first, so that what is named often is named by few octets.
class StringTable {
 public:
  void Count(std::string_view text) { ++counts_[std::string(text)]; }

  void Lay() {
    std::vector<std::pair<std::string_view, std::uint32_t>> texts;
    texts.reserve(counts_.size());
    for (const auto& [text, count] : counts_) texts.emplace_back(text, count);
    std::sort(texts.begin(), texts.end(), [](const auto& a, const auto& b) {
      return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    for (const auto& [text, count] : texts) {
      counts_.find(std::string(text))->second = static_cast<std::uint32_t>(bytes_.size());
      wire::PutVarint(bytes_, text.size());
      bytes_.insert(bytes_.end(), text.begin(), text.end());
    }
  }
  /// Only after Lay, and of a text that was counted.
  std::uint32_t At(std::string_view text) const {
    const auto found = counts_.find(std::string(text));
    CHECK(found != counts_.end(), "every text of a pack is counted before it is laid out");
    return found->second;
  }
  const ByteVector& bytes() const { return bytes_; }

 private:
  std::unordered_map<std::string, std::uint32_t> counts_;  ///< then offsets
  ByteVector bytes_;
};

/// A URL in two texts: many records share all but the end.
std::pair<std::string_view, std::string_view> SplitUrl(std::string_view url) {
  const std::size_t slash = url.rfind('/');
  if (slash == std::string_view::npos) return {{}, url};
  return {url.substr(0, slash + 1), url.substr(slash + 1)};
}

/// "Malicious code in NAME (ECOSYSTEM)": what most malware records say, word for word.
std::string UsualSummary(const Advisory& advisory) {
  if (advisory.affected.empty()) return {};
  const Affected& first = advisory.affected.front();
  return fmt::format("Malicious code in {} ({})", first.name, first.ecosystem);
}

class Writer {
 public:
  explicit Writer(PackInput input) : input_(std::move(input)) {}

  Result<ByteVector> Write(const std::optional<ed25519::PrivateKey>& key) {
    Order();
    groups_ = GroupByAliases(input_.advisories);
    Collect();
    CountStrings();
    strings_.Lay();
    section(Section::kStrings) = strings_.bytes();
    WritePackages();
    WriteRecords();
    return Assemble(key);
  }

 private:
  ByteVector& section(Section which) { return sections_[static_cast<std::size_t>(which)]; }

  /// By id; of one id the last modified, of those the one that is greater in all.
  void Order() {
    auto& all = input_.advisories;
    for (Advisory& advisory : all) Normalise(advisory);
    std::stable_sort(all.begin(), all.end(), [](const Advisory& a, const Advisory& b) {
      if (a.id != b.id) return a.id < b.id;
      if (a.modified != b.modified) return a.modified > b.modified;
      return a.summary < b.summary;
    });
    all.erase(std::unique(all.begin(), all.end(),
                          [](const Advisory& a, const Advisory& b) { return a.id == b.id; }),
              all.end());
  }

  void Collect() {
    for (std::uint32_t i = 0; i < input_.advisories.size(); ++i) {
      for (const Affected& affected : input_.advisories[i].affected)
        packages_[{affected.ecosystem, affected.name}].push_back({i, &affected});
    }
  }

  void CountStrings() {
    for (const auto& [key, items] : packages_) {
      strings_.Count(key.first);
      strings_.Count(key.second);
      for (const auto& [record, affected] : items) {
        for (const std::string& version : affected->versions) strings_.Count(version);
        for (const std::string& function : affected->functions) strings_.Count(function);
        for (const AffectedRange& range : affected->ranges) {
          if (range.type == RangeType::kGit) strings_.Count(range.repository);
          for (const RangeEvent& event : range.events) strings_.Count(event.version);
        }
      }
    }
    for (const Advisory& advisory : input_.advisories) {
      strings_.Count(advisory.id);
      for (const auto* list : ListsOf(advisory))
        for (const std::string& text : *list) strings_.Count(text);
      for (const std::string& url : advisory.references) {
        strings_.Count(SplitUrl(url).first);
        strings_.Count(SplitUrl(url).second);
      }
      if (SummaryOf(advisory) == codes::Summary::kOwn) strings_.Count(advisory.summary);
    }
  }

  static std::array<const std::vector<std::string>*, 5> ListsOf(const Advisory& advisory) {
    return {&advisory.aliases, &advisory.upstream, &advisory.sources, &advisory.cwes,
            &advisory.vectors};
  }

  static codes::Summary SummaryOf(const Advisory& advisory) {
    if (advisory.summary.empty()) return codes::Summary::kNone;
    return advisory.summary == UsualSummary(advisory) ? codes::Summary::kUsual
                                                      : codes::Summary::kOwn;
  }

  void WritePackages() {
    ByteVector& out = section(Section::kPackages);
    std::vector<HashIndexEntry> names;
    std::vector<HashIndexEntry> digests;
    places_.resize(input_.advisories.size());
    for (const auto& [key, items] : packages_) {
      const auto offset = static_cast<std::uint32_t>(out.size());
      names.push_back({.hash = wire::HashOf(key.first, key.second), .value = offset});
      wire::PutVarint(out, strings_.At(key.first));
      wire::PutVarint(out, strings_.At(key.second));
      const auto popular =
          key.first == kNpm ? input_.popular.find(key.second) : input_.popular.end();
      wire::PutVarint(out, popular == input_.popular.end() ? 0 : popular->second);
      wire::PutVarint(out, items.size());
      for (const auto& [record, affected] : items) {
        wire::PutVarint(out, record);
        WriteAffected(out, *affected);
        places_[record].push_back(offset);
        for (const Hash& hash : affected->hashes) {
          digests.push_back(
              {.hash = wire::HashOf(NameOf(hash.algorithm), AsText(hash.digest)), .value = offset});
        }
      }
    }
    section(Section::kPackageIndex) = BuildHashIndex(std::move(names));
    section(Section::kDigestIndex) = BuildHashIndex(std::move(digests));
  }

  void WriteAffected(ByteVector& out, const Affected& affected) {
    wire::PutVarint(out, affected.versions.size());
    for (const std::string& version : affected.versions) wire::PutVarint(out, strings_.At(version));
    wire::PutVarint(out, affected.ranges.size());
    for (const AffectedRange& range : affected.ranges) {
      wire::PutVarint(out, static_cast<std::uint64_t>(range.type));
      if (range.type == RangeType::kGit) wire::PutVarint(out, strings_.At(range.repository));
      wire::PutVarint(out, range.events.size());
      for (const RangeEvent& event : range.events) {
        wire::PutVarint(out, static_cast<std::uint64_t>(event.kind));
        wire::PutVarint(out, strings_.At(event.version));
      }
    }
    wire::PutVarint(out, affected.hashes.size());
    for (const Hash& hash : affected.hashes) {
      wire::PutVarint(out, static_cast<std::uint64_t>(hash.algorithm));
      wire::PutVarint(out, hash.digest.size());
      out.insert(out.end(), hash.digest.begin(), hash.digest.end());
    }
    wire::PutVarint(out, affected.functions.size());
    for (const std::string& function : affected.functions)
      wire::PutVarint(out, strings_.At(function));
  }

  Standing StandingOf(std::uint32_t record) {
    const Advisory& advisory = input_.advisories[record];
    Standing standing{.group = groups_[record], .score_tenths = BestScore(advisory.vectors)};
    const auto& known = input_.exact ? *input_.exact : input_.signals;
    const auto take = [&](const std::string& id) {
      const auto at = known.find(id);
      if (at == known.end()) return;
      const CveSignals& signals = at->second;
      standing.exploited = std::max(standing.exploited, signals.exploited);
      standing.ransomware = standing.ransomware || signals.ransomware;
      standing.epss = std::max(standing.epss, signals.epss);
      standing.epss_percentile = std::max(standing.epss_percentile, signals.epss_percentile);
    };
    take(advisory.id);
    if (input_.exact) return standing;
    for (const std::string& alias : advisory.aliases) take(alias);
    for (const std::string& id : advisory.upstream) take(id);
    return standing;
  }

  void WriteRecords() {
    ByteVector& out = section(Section::kRecords);
    std::vector<HashIndexEntry> ids;
    for (std::uint32_t i = 0; i < input_.advisories.size(); ++i) {
      const Advisory& advisory = input_.advisories[i];
      wire::PutLittle(section(Section::kRecordOffsets), static_cast<std::uint32_t>(out.size()));
      ids.push_back({.hash = wire::HashOf(advisory.id), .value = i});
      for (const std::string& alias : advisory.aliases)
        ids.push_back({.hash = wire::HashOf(alias), .value = i});
      WriteRecord(out, i);
      newest_ = std::max(newest_, advisory.modified);
      malware_ += advisory.malware && advisory.withdrawn == 0 ? 1 : 0;
      withdrawn_ += advisory.withdrawn != 0 ? 1 : 0;
    }
    section(Section::kIdIndex) = BuildHashIndex(std::move(ids));
  }

  void WriteRecord(ByteVector& out, std::uint32_t number) {
    const Advisory& advisory = input_.advisories[number];
    const Standing standing = StandingOf(number);
    wire::PutVarint(out, codes::FlagsOf(advisory, standing));
    wire::PutVarint(out, strings_.At(advisory.id));
    wire::PutVarint(out, static_cast<std::uint64_t>(std::max<UnixMillis>(advisory.modified, 0)));
    wire::PutVarint(out, static_cast<std::uint64_t>(std::max<UnixMillis>(advisory.published, 0)));
    if (advisory.withdrawn != 0)
      wire::PutVarint(out, static_cast<std::uint64_t>(advisory.withdrawn));
    wire::PutVarint(out, static_cast<std::uint64_t>(advisory.rating));
    wire::PutVarint(out, number - standing.group);  // groups are led by their smallest number
    wire::PutVarint(out, standing.score_tenths);
    if (standing.exploited != 0)
      wire::PutVarint(out, static_cast<std::uint64_t>(standing.exploited));
    if (standing.epss != 0) {
      wire::PutVarint(out, standing.epss);
      wire::PutVarint(out, standing.epss_percentile);
    }
    for (const auto* list : ListsOf(advisory)) {
      wire::PutVarint(out, list->size());
      for (const std::string& text : *list) wire::PutVarint(out, strings_.At(text));
    }
    wire::PutVarint(out, advisory.references.size());
    for (const std::string& url : advisory.references) {
      wire::PutVarint(out, strings_.At(SplitUrl(url).first));
      wire::PutVarint(out, strings_.At(SplitUrl(url).second));
    }
    const codes::Summary summary = SummaryOf(advisory);
    wire::PutVarint(out, static_cast<std::uint64_t>(summary));
    if (summary == codes::Summary::kOwn) wire::PutVarint(out, strings_.At(advisory.summary));
    wire::PutVarint(out, places_[number].size());
    for (const std::uint32_t offset : places_[number]) wire::PutVarint(out, offset);
    if (!advisory.detail.empty()) {
      ByteVector& details = section(Section::kDetails);
      wire::PutVarint(out, details.size());
      wire::PutVarint(details, advisory.detail.size());
      details.insert(details.end(), advisory.detail.begin(), advisory.detail.end());
    }
  }

  Result<ByteVector> Assemble(const std::optional<ed25519::PrivateKey>& key) {
    ByteVector file(layout::kPage);
    const auto pad = [&file] {
      file.resize((file.size() + layout::kPage - 1) / layout::kPage * layout::kPage);
    };
    std::size_t at = layout::kSectionsAt;
    for (const ByteVector& content : sections_) {
      wire::StoreLittle(file, at, std::uint64_t{file.size()});
      wire::StoreLittle(file, at + 8, std::uint64_t{content.size()});
      at += 16;
      file.insert(file.end(), content.begin(), content.end());
      pad();
      if (file.size() > limits::kPackBytes) {
        return Fail(fmt::format("the pack would be larger than the limit of {}",
                                HumanBytes(limits::kPackBytes)));
      }
    }
    const std::size_t hashes_at = file.size();
    ByteVector hashes;
    for (std::size_t page = layout::kPage; page < hashes_at; page += layout::kPage) {
      const Sha256Digest digest = Sha256(Bytes(file).subspan(page, layout::kPage));
      hashes.insert(hashes.end(), digest.begin(), digest.end());
    }
    file.insert(file.end(), hashes.begin(), hashes.end());
    std::copy(layout::kMagic.begin(), layout::kMagic.end(), file.begin());
    wire::StoreLittle(file, layout::kVersionAt, layout::kVersion);
    wire::StoreLittle(file, layout::kPageSizeAt, static_cast<std::uint32_t>(layout::kPage));
    wire::StoreLittle(file, layout::kFileSizeAt, std::uint64_t{file.size()});
    wire::StoreLittle(file, layout::kCreatedAt, input_.created);
    wire::StoreLittle(file, layout::kNewestAt, newest_);
    wire::StoreLittle(file, layout::kRecordsAt,
                      static_cast<std::uint32_t>(input_.advisories.size()));
    wire::StoreLittle(file, layout::kPackagesAt, static_cast<std::uint32_t>(packages_.size()));
    wire::StoreLittle(file, layout::kMalwareAt, malware_);
    wire::StoreLittle(file, layout::kWithdrawnAt, withdrawn_);
    wire::StoreLittle(file, layout::kHashesOffsetAt, std::uint64_t{hashes_at});
    wire::StoreLittle(file, layout::kHashesSizeAt, std::uint64_t{hashes.size()});
    const Sha256Digest digest = Sha256(hashes);
    std::copy(digest.begin(), digest.end(), file.begin() + layout::kHashesDigestAt);
    if (!key) return file;
    const auto shown = ed25519::PublicOf(*key);
    if (!shown) return Fail(shown.error());
    std::copy(shown->bytes.begin(), shown->bytes.end(), file.begin() + layout::kKeyAt);
    const auto signature = ed25519::Sign(*key, Bytes(file).first(layout::kSignedBytes));
    if (!signature) return Fail(signature.error());
    std::copy(signature->begin(), signature->end(), file.begin() + layout::kSignatureAt);
    return file;
  }

  PackInput input_;
  std::vector<std::uint32_t> groups_;
  std::map<std::pair<std::string, std::string>,
           std::vector<std::pair<std::uint32_t, const Affected*>>>
      packages_;
  std::vector<std::vector<std::uint32_t>> places_;  ///< of each record, into kPackages
  StringTable strings_;
  std::array<ByteVector, layout::kSections> sections_;
  UnixMillis newest_ = 0;
  std::uint32_t malware_ = 0;
  std::uint32_t withdrawn_ = 0;
};

}  // namespace

Result<ByteVector> MakePack(PackInput input, const std::optional<ed25519::PrivateKey>& key) {
  if (input.advisories.size() > limits::kAdvisories) {
    return Fail(fmt::format("there are {} records, more than the limit of {}",
                            HumanCount(input.advisories.size()), HumanCount(limits::kAdvisories)));
  }
  return Writer(std::move(input)).Write(key);
}

PackInput Unmake(const Pack& pack) {
  PackInput input{.created = pack.info().created};
  for (std::uint32_t i = 0; i < pack.info().records; ++i) {
    auto record = pack.ReadRecord(i);
    if (!record) continue;
    const Standing& standing = record->standing;
    if (standing.exploited != 0 || standing.epss != 0) {
      const CveSignals signals{.exploited = standing.exploited,
                               .ransomware = standing.ransomware,
                               .epss = standing.epss,
                               .epss_percentile = standing.epss_percentile};
      input.signals.emplace(record->advisory.id, signals);
    }
    input.advisories.push_back(std::move(record->advisory));
  }
  pack.ForEachPackage([&](const PackageEntry& entry) {
    if (entry.popularity != 0) input.popular.emplace(entry.name, entry.popularity);
    for (const PackageEntry::Item& item : entry.items) {
      if (item.record < input.advisories.size())
        input.advisories[item.record].affected.push_back(item.affected);
    }
    return true;
  });
  return input;
}

PackInput UnmakeExactly(const Pack& pack) {
  PackInput input = Unmake(pack);
  input.exact = std::move(input.signals);
  input.signals.clear();
  return input;
}

}  // namespace intel
