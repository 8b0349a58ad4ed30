#pragma once

#include "facts/publish/history.h"
#include "facts/sink.h"

namespace facts {

/// What the dates, numbers and sizes of the releases show: dormancy, several lines at once, order,
/// inflated numbers, versions that are gone, placeholders, words of deprecation, jumps in size.
void TellRelease(const Packument& packument, const History& history, UnixMillis now, Sink& sink);

}  // namespace facts
