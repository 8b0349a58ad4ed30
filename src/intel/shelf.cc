#include "intel/shelf.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/text.h"
#include "intel/pack_delta.h"

namespace intel {
namespace {

constexpr UnixMillis kDay = 86'400'000;

Result<void> ReadKeys(const FileSystem& files, const std::string& folder, Trust& trust) {
  const auto status = files.StatusOfTarget(folder);
  if (!status) return Fail(status.error());
  if (status->type != FileType::kFolder) return {};
  const auto entries = files.List(folder);
  if (!entries) return Fail(entries.error());
  for (const FolderEntry& entry : *entries) {
    if (!entry.name.ends_with(".pem")) continue;
    const std::string path = JoinPath(folder, entry.name);
    const auto pem = files.Read(path, limits::kKeyFileBytes);
    if (!pem) return Fail(pem.error());
    const auto key = ed25519::PublicFromPem(AsText(*pem));
    if (!key) return Fail(key.error().Within(fmt::format("reading the key {}", Quote(path))));
    trust.keys.push_back(*key);
  }
  return {};
}

}  // namespace

Result<Trust> ReadTrust(const FileSystem& files, const Shelf& shelf) {
  Trust trust{.keys = {}, .without_signature = shelf.without_signature};
  for (const std::string& folder : {shelf.folder, shelf.keys_folder}) {
    if (folder.empty()) continue;
    if (auto read = ReadKeys(files, folder, trust); !read) return Fail(std::move(read).error());
  }
  return trust;
}

Result<ed25519::PrivateKey> OwnKey(FileSystem& files, const Shelf& shelf) {
  const auto status = files.StatusOfTarget(shelf.OwnKeyPath());
  if (!status) return Fail(status.error());
  if (status->type != FileType::kMissing) {
    const auto pem = files.Read(shelf.OwnKeyPath(), limits::kKeyFileBytes);
    if (!pem) return Fail(pem.error());
    return ed25519::PrivateFromPem(AsText(*pem));
  }
  auto key = ed25519::Generate();
  if (!key) return key;
  const auto shown = ed25519::PublicOf(*key);
  const auto pem = ed25519::ToPem(*key);
  const auto shown_pem = shown ? ed25519::ToPem(*shown) : Result<std::string>(Fail(shown.error()));
  if (!pem || !shown_pem) return Fail(!pem ? pem.error() : shown_pem.error());
  // The public half first: a private key without it would sign what nobody believes.
  if (auto written = files.WriteAtomically(shelf.OwnPublicKeyPath(), AsBytes(*shown_pem));
      !written) {
    return Fail(std::move(written).error());
  }
  if (auto written = files.WritePrivately(shelf.OwnKeyPath(), AsBytes(*pem)); !written)
    return Fail(std::move(written).error());
  return key;
}

Result<std::optional<Pack>> OpenShelf(const FileSystem& files, const Shelf& shelf) {
  const auto status = files.StatusOfTarget(shelf.PackPath());
  if (!status) return Fail(status.error());
  if (status->type == FileType::kMissing) return std::nullopt;
  auto mapped = files.Map(shelf.PackPath(), limits::kPackBytes);
  if (!mapped) return Fail(std::move(mapped).error());
  const auto trust = ReadTrust(files, shelf);
  if (!trust) return Fail(trust.error());
  auto pack = Pack::Open(*std::move(mapped), *trust);
  if (!pack) return Fail(pack.error().Within(Quote(shelf.PackPath())));
  return std::optional<Pack>(*std::move(pack));
}

Result<PackInfo> Install(FileSystem& files, const Shelf& shelf, Bytes bytes) {
  const auto trust = ReadTrust(files, shelf);
  if (!trust) return Fail(trust.error());
  const auto pack = Pack::Open(MappedFile(bytes), *trust);
  if (!pack) return Fail(pack.error());
  if (auto whole = pack->VerifyAll(); !whole) return Fail(std::move(whole).error());
  // One that cannot be opened any more is no reason to keep a good one out.
  const auto current = OpenShelf(files, shelf);
  if (current && *current && (*current)->info().created > pack->info().created) {
    return Fail(
        fmt::format("the pack is of {}, older than the one in force, of {}",
                    FormatTime(pack->info().created), FormatTime((*current)->info().created)),
        fmt::format("to go back on purpose, remove {} first", Quote(shelf.PackPath())));
  }
  if (auto written = files.WriteAtomically(shelf.PackPath(), bytes); !written) {
    return Fail(std::move(written).error().message, "the previous pack stays in force");
  }
  return pack->info();
}

Result<PackInfo> InstallDelta(FileSystem& files, const Shelf& shelf, Bytes delta) {
  const auto trust = ReadTrust(files, shelf);
  if (!trust) return Fail(trust.error());
  const auto base = OpenShelf(files, shelf);
  if (!base) return Fail(base.error());
  if (!*base) {
    return Fail("there is no pack in force that the delta could be applied to",
                "import the whole pack first");
  }
  const auto target = ApplyPackDelta(**base, delta, *trust);
  if (!target) return Fail(target.error());
  return Install(files, shelf, *target);
}

Diagnostics ReviewAge(const PackInfo& info, UnixMillis now, std::uint64_t max_age_days) {
  Diagnostics diagnostics;
  const auto warn = [&](const char* code, std::string message, std::string help) {
    diagnostics.push_back({.level = Diagnostic::Level::kWarning,
                           .code = code,
                           .message = std::move(message),
                           .help = std::move(help)});
  };
  if (now + kDay < info.created) {
    warn(
        "I001",
        fmt::format("the clock says {}, and the intelligence pack is of {}: its age cannot be told",
                    FormatTime(now), FormatTime(info.created)),
        "set the clock right");
  } else if (now - info.created > static_cast<UnixMillis>(max_age_days) * kDay) {
    warn("I002",
         fmt::format("the intelligence pack is {} days old: what became known since then is not "
                     "in it",
                     (now - info.created) / kDay),
         "`sallyport intel update` brings it up to date, `sallyport intel import` without a "
         "network");
  }
  return diagnostics;
}

}  // namespace intel
