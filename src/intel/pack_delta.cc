#include "intel/pack_delta.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "intel/intel_limits.h"
#include "intel/pack_writer.h"
#include "intel/wire.h"

// A delta on disk, numbers little-endian:
//
//   0    magic, 8 octets         80   size of the target
//   8    version, u32            88   size of the body
//   16   SHA-256 of the base     96   SHA-256 of the body
//   48   SHA-256 of the target   128  key, 160 signature over the first 160 octets
//   224  the body: ids that are gone; a pack of the records that are new or changed; what records
//        are known for (exploitation, EPSS) where that changed; ranks of packages where those
//        changed; when the target was made, and its key and signature
namespace intel {
namespace {

constexpr std::string_view kMagic = "SLYDELTA";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kBaseAt = 16;
constexpr std::size_t kTargetAt = 48;
constexpr std::size_t kTargetSizeAt = 80;
constexpr std::size_t kBodySizeAt = 88;
constexpr std::size_t kBodyDigestAt = 96;
constexpr std::size_t kKeyAt = 128;
constexpr std::size_t kSignatureAt = 160;
constexpr std::size_t kHeaderBytes = 224;
/// Key and signature of a pack, as they stand in its header.
constexpr std::size_t kSealBytes = layout::kSignatureAt + 64 - layout::kKeyAt;

void PutText(ByteVector& out, std::string_view text) {
  wire::PutVarint(out, text.size());
  out.insert(out.end(), text.begin(), text.end());
}

std::string TakeText(wire::Cursor& cursor) {
  return std::string(AsText(cursor.Take(cursor.Varint())));
}

template <typename Map>
std::map<std::string, typename Map::mapped_type> Sorted(const Map& map) {
  return {map.begin(), map.end()};
}

/// Ids of `before` that `now` has not; records of `now` that `before` has not, or has otherwise.
/// Both are sorted by id.
struct RecordChanges {
  std::vector<std::string> gone;
  std::vector<Advisory> changed;
};

RecordChanges Compare(const std::vector<Advisory>& before, const std::vector<Advisory>& now) {
  RecordChanges changes;
  auto old = before.begin();
  for (const Advisory& advisory : now) {
    for (; old != before.end() && old->id < advisory.id; ++old) changes.gone.push_back(old->id);
    const bool known = old != before.end() && old->id == advisory.id;
    if (!known || !(*old == advisory)) changes.changed.push_back(advisory);
    if (known) ++old;
  }
  for (; old != before.end(); ++old) changes.gone.push_back(old->id);
  return changes;
}

/// Entries of `now` that `before` has not or has otherwise, and empty ones for those that are gone.
template <typename Value>
std::map<std::string, Value> Differences(const std::unordered_map<std::string, Value>& before,
                                         const std::unordered_map<std::string, Value>& now) {
  std::map<std::string, Value> changed;
  for (const auto& [key, value] : Sorted(now)) {
    const auto old = before.find(key);
    if (old == before.end() || !(old->second == value)) changed.emplace(key, value);
  }
  for (const auto& [key, value] : Sorted(before)) {
    if (!now.contains(key)) changed.emplace(key, Value{});
  }
  return changed;
}

template <typename Value>
void Merge(const std::map<std::string, Value>& changed,
           std::unordered_map<std::string, Value>& map) {
  for (const auto& [key, value] : changed) {
    if (value == Value{}) {
      map.erase(key);
    } else {
      map.insert_or_assign(key, value);
    }
  }
}

Result<ByteVector> BodyOf(const Pack& base, const Pack& target) {
  const PackInput before = UnmakeExactly(base);
  const PackInput now = UnmakeExactly(target);
  RecordChanges changes = Compare(before.advisories, now.advisories);
  ByteVector body;
  wire::PutVarint(body, changes.gone.size());
  for (const std::string& id : changes.gone) PutText(body, id);
  const auto records = MakePack({.advisories = std::move(changes.changed)}, std::nullopt);
  if (!records) return Fail(records.error());
  wire::PutVarint(body, records->size());
  body.insert(body.end(), records->begin(), records->end());
  const auto signals = Differences(*before.exact, *now.exact);
  wire::PutVarint(body, signals.size());
  for (const auto& [id, one] : signals) {
    PutText(body, id);
    wire::PutVarint(body, static_cast<std::uint64_t>(one.exploited));
    wire::PutVarint(body, one.ransomware ? 1 : 0);
    wire::PutVarint(body, one.epss);
    wire::PutVarint(body, one.epss_percentile);
  }
  const auto ranks = Differences(before.popular, now.popular);
  wire::PutVarint(body, ranks.size());
  for (const auto& [name, rank] : ranks) {
    PutText(body, name);
    wire::PutVarint(body, rank);
  }
  wire::PutLittle(body, target.info().created);
  const Bytes seal = target.bytes().subspan(layout::kKeyAt, kSealBytes);
  body.insert(body.end(), seal.begin(), seal.end());
  return body;
}

tl::unexpected<Error> NoDelta(const std::string& why) {
  return Fail("the delta cannot be used: " + why, "import the whole pack instead");
}

/// What the body says, applied to what is in `input`. The seal of the target comes back.
Result<ByteVector> ApplyBody(Bytes body, PackInput& input) {
  wire::Cursor cursor(body);
  std::vector<std::string> replaced;
  const std::uint64_t gone = cursor.Count();
  for (std::uint64_t i = 0; i < gone && cursor.ok(); ++i) replaced.push_back(TakeText(cursor));
  const Bytes records = cursor.Take(cursor.Varint());
  if (!cursor.ok()) return NoDelta("it is damaged");
  auto pack = Pack::Open(MappedFile(records), {.without_signature = Trust::Unsigned::kAllowed});
  if (!pack) return Fail(std::move(pack).error());
  if (auto whole = pack->VerifyAll(); !whole) return Fail(std::move(whole).error());
  PackInput changed = Unmake(*pack);
  for (const Advisory& advisory : changed.advisories) replaced.push_back(advisory.id);
  std::sort(replaced.begin(), replaced.end());
  std::erase_if(input.advisories, [&](const Advisory& advisory) {
    return std::binary_search(replaced.begin(), replaced.end(), advisory.id);
  });
  std::move(changed.advisories.begin(), changed.advisories.end(),
            std::back_inserter(input.advisories));
  std::map<std::string, CveSignals> signals;
  const std::uint64_t signal_count = cursor.Count();
  for (std::uint64_t i = 0; i < signal_count && cursor.ok(); ++i) {
    CveSignals& one = signals[TakeText(cursor)];
    one.exploited = static_cast<UnixMillis>(cursor.Varint());
    one.ransomware = cursor.Varint() != 0;
    one.epss = static_cast<std::uint32_t>(cursor.Varint());
    one.epss_percentile = static_cast<std::uint32_t>(cursor.Varint());
  }
  Merge(signals, *input.exact);
  std::map<std::string, std::uint32_t> ranks;
  const std::uint64_t rank_count = cursor.Count();
  for (std::uint64_t i = 0; i < rank_count && cursor.ok(); ++i) {
    std::uint32_t& rank = ranks[TakeText(cursor)];
    rank = static_cast<std::uint32_t>(cursor.Varint());
  }
  Merge(ranks, input.popular);
  const Bytes created = cursor.Take(8);
  const Bytes seal = cursor.Take(kSealBytes);
  if (!cursor.ok() || cursor.at() != body.size()) return NoDelta("it is damaged");
  input.created = wire::LoadLittle<std::int64_t>(created, 0);
  return ByteVector(seal.begin(), seal.end());
}

Result<void> CheckSignature(Bytes delta, const Trust& trust) {
  ed25519::PublicKey key;
  std::copy_n(delta.begin() + kKeyAt, key.bytes.size(), key.bytes.begin());
  if (key == ed25519::PublicKey{}) {
    if (trust.without_signature == Trust::Unsigned::kAllowed) return {};
    return Fail("the delta is not signed",
                "sign it with `sallyport intel pack --key FILE`, or set `intel-unsigned = true`");
  }
  if (std::find(trust.keys.begin(), trust.keys.end(), key) == trust.keys.end()) {
    return Fail(
        fmt::format("the delta is signed by key {}, which is not trusted here", NameOf(key)),
        "put the public key into the folder that `intel-keys` names, if you know it");
  }
  ed25519::Signature signature{};
  std::copy_n(delta.begin() + kSignatureAt, signature.size(), signature.begin());
  if (!ed25519::Verify(key, delta.first(kSignatureAt), signature)) {
    return Fail("the signature of the delta is wrong: it was changed after it was signed",
                "do not use it; take it again from where it came from");
  }
  return {};
}

bool DigestIs(Bytes content, Bytes header, std::size_t at) {
  const Sha256Digest digest = Sha256(content);
  return std::equal(digest.begin(), digest.end(), header.begin() + static_cast<std::ptrdiff_t>(at));
}

void StoreDigest(ByteVector& out, std::size_t at, Bytes content) {
  const Sha256Digest digest = Sha256(content);
  std::copy(digest.begin(), digest.end(), out.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace

bool IsPackDelta(Bytes bytes) {
  return AsText(bytes).starts_with(kMagic);
}

std::string DeltaNameOf(const Pack& base) {
  return Hex(Sha256(base.bytes())).substr(0, 32);
}

Result<ByteVector> MakePackDelta(const Pack& base, const Pack& target,
                                 const std::optional<ed25519::PrivateKey>& key) {
  const auto body = BodyOf(base, target);
  if (!body) return Fail(body.error());
  if (body->size() > limits::kPackDeltaBytes)
    return Fail("the delta would be larger than the limit", "give out the whole pack instead");
  ByteVector delta(kHeaderBytes);
  std::copy(kMagic.begin(), kMagic.end(), delta.begin());
  wire::StoreLittle(delta, 8, kVersion);
  StoreDigest(delta, kBaseAt, base.bytes());
  StoreDigest(delta, kTargetAt, target.bytes());
  wire::StoreLittle(delta, kTargetSizeAt, std::uint64_t{target.bytes().size()});
  wire::StoreLittle(delta, kBodySizeAt, std::uint64_t{body->size()});
  StoreDigest(delta, kBodyDigestAt, *body);
  Trust trust{.without_signature = Trust::Unsigned::kAllowed};
  if (key) {
    const auto shown = ed25519::PublicOf(*key);
    if (!shown) return Fail(shown.error());
    std::copy(shown->bytes.begin(), shown->bytes.end(), delta.begin() + kKeyAt);
    const auto signature = ed25519::Sign(*key, Bytes(delta).first(kSignatureAt));
    if (!signature) return Fail(signature.error());
    std::copy(signature->begin(), signature->end(), delta.begin() + kSignatureAt);
    trust.keys.push_back(*shown);
  }
  delta.insert(delta.end(), body->begin(), body->end());
  if (auto tried = ApplyPackDelta(base, delta, trust); !tried)
    return Fail(std::move(tried).error().Within("trying the delta"));
  return delta;
}

Result<ByteVector> ApplyPackDelta(const Pack& base, Bytes delta, const Trust& trust) {
  if (!IsPackDelta(delta) || delta.size() < kHeaderBytes) return NoDelta("it is cut off");
  const auto version = wire::LoadLittle<std::uint32_t>(delta, 8);
  if (version != kVersion) {
    return NoDelta(fmt::format("its form is version {}, and this program reads version {}", version,
                               kVersion));
  }
  if (auto trusted = CheckSignature(delta, trust); !trusted)
    return Fail(std::move(trusted).error());
  const Bytes body = delta.subspan(kHeaderBytes);
  if (body.size() > limits::kPackDeltaBytes) return NoDelta("it is larger than the limit");
  if (wire::LoadLittle<std::uint64_t>(delta, kBodySizeAt) != body.size() ||
      !DigestIs(body, delta, kBodyDigestAt))
    return NoDelta("it is cut off or damaged");
  if (!DigestIs(base.bytes(), delta, kBaseAt)) {
    return NoDelta(fmt::format("it begins from another pack than the one in force, of {}",
                               FormatTime(base.info().created)));
  }
  PackInput input = UnmakeExactly(base);
  if (base.damaged()) return NoDelta("the pack in force is damaged");
  const auto seal = ApplyBody(body, input);
  if (!seal) return Fail(seal.error());
  auto target = MakePack(std::move(input), std::nullopt);
  if (!target) return target;
  std::copy(seal->begin(), seal->end(), target->begin() + layout::kKeyAt);
  if (target->size() != wire::LoadLittle<std::uint64_t>(delta, kTargetSizeAt) ||
      !DigestIs(*target, delta, kTargetAt))
    return NoDelta("it does not give the pack that it was made for");
  return target;
}

}  // namespace intel
