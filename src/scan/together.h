#pragma once

#include <vector>

#include "scan/examine.h"
#include "scan/pipeline.h"
#include "scan/plan.h"

namespace scan {

/// Adds to `trusted` of each item what can only be said once all of them are known, or changes from
/// day to day, and is therefore never remembered: what the policy asks of their proof
/// (publish.proof), what indicators of the user's name (intel.indicator), what releases gained at
/// the same time (publish.echo), what new packages have between them and none has alone
/// (publish.split-work), and vulnerabilities that a young release fixes (publish.fixes).
void JudgeTogether(const World& world, const Inventory& inventory, const std::vector<Item>& items,
                   Examination& examination);

// The parts, each a pure function over what is known.

/// One item as the parts see it. Everything outlives the call.
struct KnownItem {
  PackageIndex package = PackageIndex::kRoot;
  const Package* about = nullptr;
  const Facts* code = nullptr;           ///< of its files
  const Facts* trusted = nullptr;        ///< of its history
  const Integrity* integrity = nullptr;  ///< of its tarball; empty when there is none
};
using AddedFacts = std::vector<Facts>;  ///< one list for each item, in their order

/// At least three releases of other packages within an hour gained the same young dependency or the
/// same script text; or at least three packages, all new, were begun by one account within an hour.
[[nodiscard]] AddedFacts EchoesAmong(const std::vector<KnownItem>& items);

/// Packages younger than a month that one account published, or of which one depends on the other,
/// of which one has a capability and another the one that makes it dangerous, while none has both.
/// At most limits::kSplitPackages are looked at.
[[nodiscard]] AddedFacts SplitWorkAmong(const Inventory& inventory,
                                        const std::vector<KnownItem>& items);

/// For releases less than a day old: the records of vulnerabilities that hold for the version
/// before and not for this one.
[[nodiscard]] AddedFacts FixesAmong(const intel::Intelligence& intelligence,
                                    const std::vector<KnownItem>& items);

/// Whatever of `world.indicators` (which must be there) was observed of each item: in the values
/// and places of facts, in its name, and, when hashes are looked for, in its tarball, which is then
/// read once more.
[[nodiscard]] AddedFacts IndicatorsAmong(const World& world, const std::vector<KnownItem>& items);

}  // namespace scan
