#pragma once

#include <optional>
#include <string>
#include <vector>

#include "intel/vex/read_vex.h"
#include "intel/vex/vex_entry.h"
#include "scan/pipeline.h"

namespace scan {

/// VEX documents by path, read for one run.
struct VexFiles {
  std::vector<Suppression> statements;
  std::vector<std::pair<std::string, intel::VexReading>> documents;  ///< by path; statements moved
                                                                     ///< out of them
};

/// Reads documents: OpenVEX, CSAF, CycloneDX (JSON, XML, protobuf), and bills of materials that
/// these point to. Nothing but these files is ever read for VEX: what a package brings along says
/// nothing about itself. An Error when one cannot be read, or there are more than
/// limits::kVexDocuments.
[[nodiscard]] Result<VexFiles> ReadVexFiles(const FileSystem& files,
                                            const std::vector<std::string>& paths);

/// A project, and what is to be said of each of its vulnerabilities.
struct ProjectVex {
  Inventory inventory;
  std::vector<intel::VexEntry> entries;
};

/// Matches the project at `path` against what is known and drafts an entry for each vulnerability,
/// and for each that an override removed. What a suppression with a vulnerability or a VEX
/// statement of the policy already says is kept. Reads the project's own files, no package's.
[[nodiscard]] Result<ProjectVex> DraftProjectVex(
    const FileSystem& files, const Clock& clock, const intel::Intelligence& known,
    const Policy& policy, const std::string& path,
    const std::optional<intel::Deployment>& deployment);

}  // namespace scan
