#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "intel/import.h"
#include "intel/shelf.h"
#include "net/http_client.h"

namespace scan {

struct UpdateOptions {
  std::vector<std::string> urls;  ///< archives, KEV, EPSS, or packs
  std::string_view popular;       ///< names by rank, one a line
  std::stop_token stop;
};

struct UpdateOutcome {
  bool changed = false;              ///< no: the servers had nothing new
  std::size_t downloads = 0;         ///< bodies that were fetched
  intel::ImportReport imported;      ///< of all of them
  intel::PackInfo pack;              ///< in force now; empty when there is none
  std::vector<std::string> remarks;  ///< what went otherwise than hoped, and was mended, escaped
};

/// Asks every URL for what is new since the last time (by ETag; for a pack `NAME.sly` first for the
/// delta `NAME.sly.delta-HASH` from the pack in force; one that is damaged or not trusted is told
/// and the whole pack fetched; such a pack stays as it was signed; for
/// an archive `.../all.zip` first by the list `.../modified_id.csv` beside it, and when few records
/// changed, those alone), adds it to the records of the pack in force, and puts the new pack,
/// signed with this machine's own key, in force. Whatever fails (a cut-off download, a full disk, a
/// broken archive), the previous pack stays in force and the Error is one message. What the servers
/// said (`feeds.json`) is written after the pack, so that a failure in between costs a download and
/// nothing else.
[[nodiscard]] Result<UpdateOutcome> UpdateIntel(FileSystem& files, const Clock& clock,
                                                net::HttpClient& http, const intel::Shelf& shelf,
                                                const UpdateOptions& options);

/// The names of a list, with their places in it.
[[nodiscard]] std::unordered_map<std::string, std::uint32_t> RanksOf(std::string_view names);

/// Adds to the records of the pack in force what `input` has, makes a pack and puts it in force.
[[nodiscard]] Result<intel::PackInfo> AddAndInstall(FileSystem& files, const Clock& clock,
                                                    const intel::Shelf& shelf,
                                                    std::string_view popular,
                                                    intel::PackInput input);

}  // namespace scan
