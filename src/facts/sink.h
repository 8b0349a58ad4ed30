#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "facts/layers/layer_queue.h"
#include "model/fact.h"

namespace facts {

/// A value to be: left out when `text` is empty.
struct KeyText {
  std::string_view key;
  std::string_view text;
};

/// What makes code run that stands at the top of a file: that the package is loaded, or only that a
/// person starts one of its commands (`bin`).
enum class Started : std::uint8_t { kByLoading, kByCommand };

/// "yes" or "no", as facts spell truths.
[[nodiscard]] std::string_view YesNo(bool truth);

/// The first `code_points` of `text`, never through the middle of one.
[[nodiscard]] std::string_view CutCodePoints(std::string_view text, std::size_t code_points);

/// Collects the facts of one package within limits::kFactsPerPackage and
/// limits::kFactsPerKindAndFile. What goes over is counted and told by `package.facts-truncated`.
class Sink {
 public:
  /// Every key must be one of the kind's; texts are cut to limits::kFactValueCodePoints, snippet
  /// and decoded text to their own limits.
  void Add(FactKind kind, Phase phase, Evidence evidence, std::initializer_list<KeyText> values);
  /// As above when a key comes more than once or the values are made in a loop.
  void Add(FactKind kind, Phase phase, Evidence evidence, const std::vector<KeyText>& values);

  /// What was added so far and kept, in that order.
  [[nodiscard]] const Facts& facts() const { return facts_; }
  /// Facts that are added from now on were seen inside `depth` decoded layers: they have the value
  /// `layer`, which every kind may have. 0: in the package's own text.
  void EnterLayer(std::uint32_t depth) { layer_ = depth; }
  [[nodiscard]] std::uint32_t layer() const { return layer_; }
  /// Facts that are added from now on are of code that runs only when a command of the package is
  /// started: those whose kind has the key `by-command` get it.
  void EnterCommand(Started started) { started_ = started; }
  /// Texts that may hold others: left here by extractors, looked into once they are done.
  [[nodiscard]] LayerQueue& layers() { return layers_; }

  /// Everything in the order of `Sort`, equal facts once; ends the use of this object.
  [[nodiscard]] Facts Take() &&;

 private:
  void Keep(Fact fact);

  Facts facts_;
  std::map<std::pair<FactKind, std::string>, std::uint64_t> counts_;
  std::uint32_t layer_ = 0;
  Started started_ = Started::kByLoading;
  LayerQueue layers_;
  std::uint64_t left_out_ = 0;  ///< beyond kFactsPerPackage
};

}  // namespace facts
