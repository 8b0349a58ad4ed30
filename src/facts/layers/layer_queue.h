#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/fact.h"

namespace facts {

/// A text of the package that may hold another one.
struct LayerText {
  std::string text;
  Evidence place;  ///< of the text, in the file that holds it
  Phase phase = Phase::kUnknown;
  std::string folder;       ///< below the package root: where relative imports of the code begin
  std::string how;          ///< it was got at: `layer.payload`'s word
  std::string interpreter;  ///< that it is given to; empty: by its looks
  bool runs = false;        ///< it was seen to be run
  std::uint32_t depth = 0;  ///< layers above it
};

/// Texts that extractors leave to be looked into once they are done, each once, within
/// limits::kLayerTexts and kLayerQueueBytes.
class LayerQueue {
 public:
  /// Left out when it was there before, or when there is no room; then `full()`.
  void Add(LayerText text);
  [[nodiscard]] bool full() const { return full_; }
  /// What has come since the last time, in its order, but those that run first.
  [[nodiscard]] std::vector<LayerText> TakeNew();

 private:
  std::vector<LayerText> texts_;
  std::set<std::size_t> seen_;  ///< hashes
  std::size_t bytes_ = 0;
  bool full_ = false;
};

}  // namespace facts
