#pragma once

#include <vector>

#include "scan/examine.h"
#include "scan/pipeline.h"
#include "scan/plan.h"

namespace scan {

/// Asks the registry for the history of every item that comes from it and is not remembered, and
/// for what it depends on newly. The bytes of the previous version are fetched and compared only
/// where the release is young or out of the ordinary: that costs a second tarball. What was learnt
/// is remembered by the bytes of the version; for a young version it is asked again after an hour,
/// because what is around it still changes. Fills `trusted` of the
/// examination and adds T001 when some history could not be had; does nothing unless
/// `options.trust`. An Error when it was stopped.
[[nodiscard]] Result<Examination> ExamineTrust(const World& world, const Inventory& inventory,
                                               const std::vector<Item>& items,
                                               Examination examination, const Options& options);

}  // namespace scan
