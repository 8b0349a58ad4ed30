#include "scan/gaps.h"

#include <string>

namespace scan {
namespace {

/// In our words why a fact of this kind means that something was not analysed; nullptr when it
/// means no such thing.
const char* GapReason(FactKind kind) {
  switch (kind) {
    case FactKind::kCodeBudget:
      return "code was not followed to its end";
    case FactKind::kCodeUnparsed:
      return "the code has a syntax error; what could be read of it was analysed";
    case FactKind::kGypUnparsed:
      return "the gyp file could not be read to its end";
    case FactKind::kLayerUnread:
      return "texts that may hide others were not all looked into";
    case FactKind::kYaraUnread:
      return "the user's YARA rules did not come to their end";
    case FactKind::kPackageFactsTruncated:
      return "more was seen than is kept";
    case FactKind::kPackageIncomplete:
      return "part of the package could not be read";
    case FactKind::kScriptUnparsed:
      return "the script text could not be followed to its end";
    default:
      return nullptr;  // every other kind is an observation of something that was read
  }
}

}  // namespace

std::vector<NotAnalysed> GapsIn(const Facts& facts, const std::optional<PackageIndex>& package) {
  std::vector<NotAnalysed> gaps;
  for (const Fact& fact : facts) {
    const char* const reason = GapReason(fact.kind);
    if (reason == nullptr) continue;
    NotAnalysed gap{.package = package,
                    .file = fact.evidence.file,
                    .reason = reason,
                    .in_install_path = fact.phase == Phase::kInstall};
    if (const Untrusted* why = fact.Find("reason"))
      gap.reason += " (" + std::string(why->View()) + ")";
    gaps.push_back(std::move(gap));
  }
  return gaps;
}

}  // namespace scan
