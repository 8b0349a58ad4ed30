#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/diagnostic.h"
#include "base/file_system.h"
#include "intel/pack.h"

namespace intel {

/// Where intelligence is kept on this machine, and whom it is believed from.
struct Shelf {
  std::string folder;       ///< holds the pack in force, `pack.sly`
  std::string keys_folder;  ///< public keys that are trusted, each a file NAME.pem
  Trust::Unsigned without_signature = Trust::Unsigned::kRefused;

  [[nodiscard]] std::string PackPath() const { return JoinPath(folder, "pack.sly"); }
  /// The key that this machine signs with what it makes itself; made when it is first needed.
  [[nodiscard]] std::string OwnKeyPath() const { return JoinPath(folder, "own.key"); }
  [[nodiscard]] std::string OwnPublicKeyPath() const { return JoinPath(folder, "own.pem"); }
};

/// The keys in the shelf's folders: `keys_folder` and its own. A file that is no key is an Error: a
/// key that silently counts for nothing would be worse.
[[nodiscard]] Result<Trust> ReadTrust(const FileSystem& files, const Shelf& shelf);

/// The machine's own key, made and written (readable to its owner alone) when there is none yet.
[[nodiscard]] Result<ed25519::PrivateKey> OwnKey(FileSystem& files, const Shelf& shelf);

/// The pack in force; nothing when there is none.
[[nodiscard]] Result<std::optional<Pack>> OpenShelf(const FileSystem& files, const Shelf& shelf);

/// Puts a pack in force, all or nothing: it is opened and every page checked in memory, and it must
/// not be older than the one in force, before the one file is replaced. Whatever fails, the
/// previous pack stays in force.
[[nodiscard]] Result<PackInfo> Install(FileSystem& files, const Shelf& shelf, Bytes pack);

/// Applies a delta to the pack in force and installs the result, all or nothing, as Install does.
[[nodiscard]] Result<PackInfo> InstallDelta(FileSystem& files, const Shelf& shelf, Bytes delta);

/// What is to be said about the age of a pack: older than `max_age_days`, or from a time that the
/// clock says is still to come.
[[nodiscard]] Diagnostics ReviewAge(const PackInfo& info, UnixMillis now,
                                    std::uint64_t max_age_days);

}  // namespace intel
