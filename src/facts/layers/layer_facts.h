#pragma once

#include "facts/package_view.h"
#include "facts/sink.h"

namespace facts {

/// Looks into every text that extractors left in the sink's queue: takes off encodings within
/// encodings until something is there that can be run or connected to (`layer.payload`), and reads
/// that in its turn, whatever language it is in. Facts that are found inside have the value
/// `layer`, the number of layers above them. Bounded by limits::kLayerDepth, kLayerWork and the
/// queue's own limits; `layer.unread` tells what was left.
void ReadLayers(const PackageView& view, Sink& sink);

/// Texts in files that are no code: strings of JSON files, white space behind lines, characters
/// that cannot be seen.
void CollectCarriers(const PackageView& view, Sink& sink);

}  // namespace facts
