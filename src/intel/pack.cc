#include "intel/pack.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "intel/hash_index.h"
#include "intel/pack_codes.h"
#include "intel/wire.h"

namespace intel {

using layout::Section;

namespace {

/// What one text, record or package may take at most: a bound for damaged packs, far above any real
/// one.
constexpr std::size_t kItemBytes = 16 * limits::kMiB;

bool Holds(std::uint64_t whole, std::uint64_t offset, std::uint64_t size) {
  return offset <= whole && size <= whole - offset;
}

tl::unexpected<Error> NoPack(const std::string& why) {
  return Fail("it is no pack that can be used: " + why,
              "take it again from where it came from, or make it anew with `sallyport intel pack`");
}

Result<void> CheckSignature(Bytes header, PackInfo& info, const Trust& trust) {
  ed25519::PublicKey key;
  std::copy_n(header.begin() + layout::kKeyAt, key.bytes.size(), key.bytes.begin());
  if (key == ed25519::PublicKey{}) {
    if (trust.without_signature == Trust::Unsigned::kAllowed) return {};
    return Fail("the pack is not signed",
                "sign it with `sallyport intel pack --key FILE`, or set `intel-unsigned = true`");
  }
  info.key = key;
  if (std::find(trust.keys.begin(), trust.keys.end(), key) == trust.keys.end()) {
    return Fail(fmt::format("the pack is signed by key {}, which is not trusted here", NameOf(key)),
                "put the public key into the folder that `intel-keys` names, if you know it");
  }
  ed25519::Signature signature{};
  std::copy_n(header.begin() + layout::kSignatureAt, signature.size(), signature.begin());
  if (!ed25519::Verify(key, header.first(layout::kSignedBytes), signature)) {
    return Fail("the signature of the pack is wrong: it was changed after it was signed",
                "do not use it; take it again from where it came from");
  }
  return {};
}

}  // namespace

Result<Pack> Pack::Open(MappedFile file, const Trust& trust) {
  const Bytes bytes = file.bytes();
  if (bytes.size() < layout::kPage || !AsText(bytes).starts_with(layout::kMagic))
    return NoPack("it does not begin like one");
  const Bytes header = bytes.first(layout::kPage);
  const auto version = wire::LoadLittle<std::uint32_t>(header, layout::kVersionAt);
  if (version != layout::kVersion ||
      wire::LoadLittle<std::uint32_t>(header, layout::kPageSizeAt) != layout::kPage) {
    return NoPack(fmt::format("its form is version {}, and this program reads version {}", version,
                              layout::kVersion));
  }
  Pack pack;
  PackInfo& info = pack.info_;
  info = {.created = wire::LoadLittle<std::int64_t>(header, layout::kCreatedAt),
          .newest = wire::LoadLittle<std::int64_t>(header, layout::kNewestAt),
          .records = wire::LoadLittle<std::uint32_t>(header, layout::kRecordsAt),
          .packages = wire::LoadLittle<std::uint32_t>(header, layout::kPackagesAt),
          .malware = wire::LoadLittle<std::uint32_t>(header, layout::kMalwareAt),
          .withdrawn = wire::LoadLittle<std::uint32_t>(header, layout::kWithdrawnAt),
          .bytes = bytes.size()};
  std::copy_n(header.begin() + layout::kHashesDigestAt, info.digest.size(), info.digest.begin());
  if (auto trusted = CheckSignature(header, info, trust); !trusted)
    return Fail(std::move(trusted).error());
  if (wire::LoadLittle<std::uint64_t>(header, layout::kFileSizeAt) != bytes.size())
    return NoPack("it is cut off");

  const auto hashes_at = wire::LoadLittle<std::uint64_t>(header, layout::kHashesOffsetAt);
  const auto hashes_size = wire::LoadLittle<std::uint64_t>(header, layout::kHashesSizeAt);
  if (hashes_at < layout::kPage || hashes_at % layout::kPage != 0 ||
      !Holds(bytes.size(), hashes_at, hashes_size) ||
      hashes_size != (hashes_at / layout::kPage - 1) * 32) {
    return NoPack("its table of hashes is not where it should be");
  }
  pack.page_hashes_ = bytes.subspan(hashes_at, hashes_size);
  if (Sha256(pack.page_hashes_) != info.digest) return NoPack("its table of hashes is damaged");
  for (std::size_t i = 0; i < layout::kSections; ++i) {
    const Place place{
        .offset = wire::LoadLittle<std::uint64_t>(header, layout::kSectionsAt + i * 16),
        .size = wire::LoadLittle<std::uint64_t>(header, layout::kSectionsAt + i * 16 + 8)};
    if (place.offset < layout::kPage || !Holds(hashes_at, place.offset, place.size))
      return NoPack("a section lies outside of it");
    pack.sections_.push_back(place);
  }
  pack.checked_.assign(hashes_size / 32, false);
  pack.file_ = std::move(file);
  return pack;
}

bool Pack::CheckPages(std::uint64_t offset, std::uint64_t size) const {
  if (size == 0) return true;
  const std::uint64_t last = (offset + size - 1) / layout::kPage - 1;
  for (std::uint64_t page = offset / layout::kPage - 1; page <= last; ++page) {
    if (checked_[page]) continue;
    const Bytes content = file_.bytes().subspan((page + 1) * layout::kPage, layout::kPage);
    const Sha256Digest digest = Sha256(content);
    if (!std::equal(digest.begin(), digest.end(), page_hashes_.begin() + page * 32)) {
      Damage();
      return false;
    }
    checked_[page] = true;
  }
  return true;
}

Bytes Pack::View(Section section, std::size_t offset, std::size_t size) const {
  const Place& place = sections_[static_cast<std::size_t>(section)];
  if (!Holds(place.size, offset, size)) {
    Damage();
    return {};
  }
  if (!CheckPages(place.offset + offset, size)) return {};
  return file_.bytes().subspan(place.offset + offset, size);
}

Bytes Pack::ViewToEnd(Section section, std::size_t offset, std::size_t at_most) const {
  const Place& place = sections_[static_cast<std::size_t>(section)];
  if (offset > place.size) {
    Damage();
    return {};
  }
  return View(section, offset, std::min<std::size_t>(place.size - offset, at_most));
}

Result<void> Pack::VerifyAll() const {
  const std::size_t end = layout::kPage * (checked_.size() + 1);
  if (CheckPages(layout::kPage, end - layout::kPage)) return {};
  return NoPack("some of its pages are damaged");
}

std::string Pack::String(std::uint64_t offset) const {
  wire::Cursor head(ViewToEnd(Section::kStrings, offset, 10));
  const std::uint64_t size = head.Varint();
  if (!head.ok() || size > kItemBytes) {
    Damage();
    return {};
  }
  return std::string(AsText(View(Section::kStrings, offset + head.at(), size)));
}

std::vector<std::uint32_t> Pack::Candidates(Section index, std::uint64_t hash) const {
  std::vector<std::uint32_t> values;
  const bool whole =
      LookUp([&](std::size_t offset, std::size_t size) { return View(index, offset, size); },
             sections_[static_cast<std::size_t>(index)].size, hash,
             [&values](std::uint32_t value) { values.push_back(value); });
  if (!whole) Damage();
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

namespace {

/// Reads the items of a package or record out of octets that grow as they are needed: most are
/// small, and only pages that are used are checked.
constexpr std::size_t kFirstLook = 512;

}  // namespace

std::optional<PackageEntry> Pack::ReadPackage(std::uint64_t offset, std::uint64_t* next) const {
  for (std::size_t look = kFirstLook;; look *= 16) {
    const Bytes bytes = ViewToEnd(Section::kPackages, offset, look);
    wire::Cursor cursor(bytes);
    PackageEntry entry;
    entry.ecosystem = String(cursor.Varint());
    entry.name = String(cursor.Varint());
    entry.popularity = static_cast<std::uint32_t>(cursor.Varint());
    const std::uint64_t items = cursor.Count();
    for (std::uint64_t i = 0; i < items && cursor.ok(); ++i) {
      PackageEntry::Item item{.record = static_cast<std::uint32_t>(cursor.Varint())};
      Affected& affected = item.affected;
      affected.ecosystem = entry.ecosystem;
      affected.name = entry.name;
      const std::uint64_t versions = cursor.Count();
      for (std::uint64_t v = 0; v < versions && cursor.ok(); ++v)
        affected.versions.push_back(String(cursor.Varint()));
      const std::uint64_t ranges = cursor.Count();
      for (std::uint64_t r = 0; r < ranges && cursor.ok(); ++r) {
        AffectedRange range{.type = static_cast<RangeType>(std::min<std::uint64_t>(
                                cursor.Varint(), static_cast<std::uint64_t>(RangeType::kGit)))};
        if (range.type == RangeType::kGit) range.repository = String(cursor.Varint());
        const std::uint64_t events = cursor.Count();
        for (std::uint64_t e = 0; e < events && cursor.ok(); ++e) {
          const auto kind = static_cast<EventKind>(std::min<std::uint64_t>(
              cursor.Varint(), static_cast<std::uint64_t>(EventKind::kLimit)));
          range.events.push_back({.kind = kind, .version = String(cursor.Varint())});
        }
        affected.ranges.push_back(std::move(range));
      }
      const std::uint64_t hashes = cursor.Count();
      for (std::uint64_t h = 0; h < hashes && cursor.ok(); ++h) {
        const auto algorithm = static_cast<HashAlgorithm>(std::min<std::uint64_t>(
            cursor.Varint(), static_cast<std::uint64_t>(HashAlgorithm::kSha1)));
        const Bytes digest = cursor.Take(cursor.Varint());
        affected.hashes.push_back(
            {.algorithm = algorithm, .digest = ByteVector(digest.begin(), digest.end())});
      }
      const std::uint64_t functions = cursor.Count();
      for (std::uint64_t f = 0; f < functions && cursor.ok(); ++f)
        affected.functions.push_back(String(cursor.Varint()));
      entry.items.push_back(std::move(item));
    }
    if (cursor.ok() && !damaged_) {
      if (next != nullptr) *next = offset + cursor.at();
      return entry;
    }
    if (damaged_ || bytes.size() < look || look > kItemBytes) {
      Damage();
      return std::nullopt;
    }
  }
}

std::optional<PackageEntry> Pack::FindPackage(std::string_view ecosystem,
                                              std::string_view name) const {
  for (const std::uint32_t offset :
       Candidates(Section::kPackageIndex, wire::HashOf(ecosystem, name))) {
    auto entry = ReadPackage(offset, nullptr);
    if (entry && entry->ecosystem == ecosystem && entry->name == name) return entry;
  }
  return std::nullopt;
}

std::vector<PackageEntry> Pack::FindHash(const Hash& hash) const {
  std::vector<PackageEntry> found;
  for (const std::uint32_t offset : Candidates(
           Section::kDigestIndex, wire::HashOf(NameOf(hash.algorithm), AsText(hash.digest)))) {
    auto entry = ReadPackage(offset, nullptr);
    if (!entry) continue;
    std::erase_if(entry->items, [&](const PackageEntry::Item& item) {
      const auto& hashes = item.affected.hashes;
      return std::find(hashes.begin(), hashes.end(), hash) == hashes.end();
    });
    if (!entry->items.empty()) found.push_back(*std::move(entry));
  }
  return found;
}

std::vector<std::uint32_t> Pack::FindId(std::string_view id) const {
  std::vector<std::uint32_t> found;
  for (const std::uint32_t number : Candidates(Section::kIdIndex, wire::HashOf(id))) {
    const auto record = ReadRecord(number);
    if (!record) continue;
    const Advisory& advisory = record->advisory;
    const bool alias =
        std::find(advisory.aliases.begin(), advisory.aliases.end(), id) != advisory.aliases.end();
    if (advisory.id == id || alias) found.push_back(number);
  }
  return found;
}

std::optional<Record> Pack::ReadRecord(std::uint32_t number) const {
  const Bytes place = View(Section::kRecordOffsets, std::size_t{number} * 4, 4);
  if (place.size() != 4) return std::nullopt;
  const auto offset = wire::LoadLittle<std::uint32_t>(place, 0);
  for (std::size_t look = kFirstLook;; look *= 16) {
    const Bytes bytes = ViewToEnd(Section::kRecords, offset, look);
    wire::Cursor cursor(bytes);
    Record record;
    Advisory& advisory = record.advisory;
    Standing& standing = record.standing;
    const std::uint64_t flags = cursor.Varint();
    advisory.malware = (flags & codes::kMalware) != 0;
    standing.ransomware = (flags & codes::kRansomware) != 0;
    advisory.id = String(cursor.Varint());
    advisory.modified = static_cast<UnixMillis>(cursor.Varint());
    advisory.published = static_cast<UnixMillis>(cursor.Varint());
    if ((flags & codes::kWithdrawn) != 0)
      advisory.withdrawn = static_cast<UnixMillis>(cursor.Varint());
    advisory.rating = static_cast<Rating>(
        std::min<std::uint64_t>(cursor.Varint(), static_cast<std::uint64_t>(Rating::kCritical)));
    standing.group = number - static_cast<std::uint32_t>(cursor.Varint());
    standing.score_tenths = static_cast<std::uint16_t>(cursor.Varint());
    if ((flags & codes::kExploited) != 0)
      standing.exploited = static_cast<UnixMillis>(cursor.Varint());
    if ((flags & codes::kEpss) != 0) {
      standing.epss = static_cast<std::uint32_t>(cursor.Varint());
      standing.epss_percentile = static_cast<std::uint32_t>(cursor.Varint());
    }
    for (auto* list : {&advisory.aliases, &advisory.upstream, &advisory.sources, &advisory.cwes,
                       &advisory.vectors}) {
      const std::uint64_t count = cursor.Count();
      for (std::uint64_t i = 0; i < count && cursor.ok(); ++i)
        list->push_back(String(cursor.Varint()));
    }
    const std::uint64_t references = cursor.Count();
    for (std::uint64_t i = 0; i < references && cursor.ok(); ++i) {
      std::string url = String(cursor.Varint());
      advisory.references.push_back(url + String(cursor.Varint()));
    }
    const auto summary = static_cast<codes::Summary>(cursor.Varint());
    if (summary == codes::Summary::kOwn) advisory.summary = String(cursor.Varint());
    const std::uint64_t places = cursor.Count();
    std::vector<std::uint64_t> packages;
    for (std::uint64_t i = 0; i < places && cursor.ok(); ++i) packages.push_back(cursor.Varint());
    std::uint64_t detail = 0;
    if ((flags & codes::kDetail) != 0) detail = cursor.Varint();
    if (!cursor.ok()) {
      if (!damaged_ && bytes.size() == look && look <= kItemBytes) continue;
      Damage();
      return std::nullopt;
    }
    if (summary == codes::Summary::kUsual && !packages.empty()) {
      wire::Cursor package(ViewToEnd(Section::kPackages, packages.front(), 20));
      const std::string ecosystem = String(package.Varint());
      const std::string name = String(package.Varint());
      advisory.summary = fmt::format("Malicious code in {} ({})", name, ecosystem);
    }
    if ((flags & codes::kDetail) != 0) {
      wire::Cursor head(ViewToEnd(Section::kDetails, detail, 10));
      const std::uint64_t size = head.Varint();
      advisory.detail = AsText(View(Section::kDetails, detail + head.at(), size));
    }
    if (damaged_) return std::nullopt;
    return record;
  }
}

void Pack::ForEachPackage(const std::function<bool(const PackageEntry&)>& take) const {
  std::uint64_t offset = 0;
  for (std::uint32_t i = 0; i < info_.packages; ++i) {
    const auto entry = ReadPackage(offset, &offset);
    if (!entry || !take(*entry)) return;
  }
}

}  // namespace intel
