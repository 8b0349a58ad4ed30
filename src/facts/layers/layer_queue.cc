#include "facts/layers/layer_queue.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/limits.h"

namespace facts {

void LayerQueue::Add(LayerText text) {
  const std::size_t hash = std::hash<std::string_view>()(text.text) * 2 + (text.runs ? 1 : 0);
  if (seen_.contains(hash)) return;
  const bool room =
      seen_.size() < limits::kLayerTexts && bytes_ + text.text.size() <= limits::kLayerQueueBytes;
  if (!room) {
    full_ = true;
    return;
  }
  seen_.insert(hash);
  bytes_ += text.text.size();
  texts_.push_back(std::move(text));
}

std::vector<LayerText> LayerQueue::TakeNew() {
  std::stable_sort(texts_.begin(), texts_.end(),
                   [](const LayerText& a, const LayerText& b) { return a.runs && !b.runs; });
  return std::exchange(texts_, {});
}

}  // namespace facts
