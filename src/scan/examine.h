#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/crew.h"
#include "facts/extract.h"
#include "formats/gzip.h"
#include "model/assessment.h"
#include "scan/pipeline.h"
#include "scan/plan.h"
#include "scan/read_folder.h"
#include "scan/work_room.h"
#include "store/store.h"

namespace scan {

/// What the registry's history, and the bytes of the previous version, say of one item.
struct Trusted {
  Facts facts;                  ///< publish.* and change.*, sorted; empty when nothing is known
  std::optional<Facts> before;  ///< of the previous version, when its bytes were compared
};

/// What is known of one item once it was read, or remembered.
struct Examined {
  ArtifactSource source = ArtifactSource::kNone;
  Integrity integrity;  ///< of the bytes; empty for a folder
  store::PackageFacts known;
  std::vector<UnreadFile> unread;  ///< of a folder
  std::string remark;  ///< ours: why it was not read, or not from where it should have been
  Trusted trusted;
  std::optional<store::FactsKey>
      key;  ///< under which it may be remembered; absent for what may change on disk
};

/// What came of reading all items.
struct Examination {
  std::vector<Examined> items;  ///< in their order
  Diagnostics diagnostics;      ///< of the reading itself (C001)
  std::string project;  ///< the folder of the project whose packages these are; empty when there is
                        ///< none
};

/// Reads every item, each at most once and on `options.jobs` threads: remembered ones from the
/// store, pinned ones from caches and the network, the rest from their folders. What was
/// newly read is remembered. An Error when it was stopped.
[[nodiscard]] Result<Examination> Examine(const World& world, const std::string& folder,
                                          const Inventory& inventory,
                                          const std::vector<Item>& items, const Options& options);

/// What one thread works in.
struct Worker {
  /// `crew`, which must outlive this, may help with the files of one package.
  explicit Worker(Crew* crew = nullptr) : memory(crew) {}

  formats::Unzipper unzipper;
  facts::Memory memory;
};

/// The facts of contents, with what the user's YARA rules say of them, and how much was read.
[[nodiscard]] store::PackageFacts Observe(const World& world, const Contents& contents,
                                          const facts::PackageContext& context,
                                          facts::Memory& memory);
/// As above, waiting for its room.
[[nodiscard]] store::PackageFacts Observe(const World& world, const Contents& contents,
                                          const facts::PackageContext& context, Worker& worker,
                                          WorkRoom& room);

/// The hosts of the registries that count as usual: those that npm's configuration names, and the
/// one that most of the lockfile's packages come from.
[[nodiscard]] std::vector<std::string> UsualRegistryHosts(const World& world,
                                                          const Inventory& inventory);

/// What SubjectKey is given of the context: everything that can change the facts of the same bytes.
[[nodiscard]] std::string KeyTextOf(const facts::PackageContext& context);

}  // namespace scan
