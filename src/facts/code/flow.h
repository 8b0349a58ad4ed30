#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "facts/code/calls.h"
#include "facts/code/fold.h"
#include "model/fact.h"

namespace facts::code {

/// Where data that reaches a place came from, and by which way.
struct FlowSource {
  SourceLabel label = SourceLabel::kNone;
  std::string name;  ///< variable, path, address, function: what was read
  std::string sort;  ///< of the secret, when it is one
  Site site;
  std::vector<EvidenceStep> steps;  ///< from the source on; the sink is not among them
  std::vector<std::string>
      through;  ///< transforms on the way, sorted: base64, json, compressed, encrypted, decoded
};

/// Follows data backwards from a place to where it was read: through variables, properties,
/// functions (a call returns to its own caller), callbacks, promises, event emitters and the files
/// of the package. Bounded for each question and for the package.
class Flows {
 public:
  Flows(Resolver& resolver, const Calls& calls, Folder& folder);
  ~Flows();
  Flows(const Flows&) = delete;
  Flows& operator=(const Flows&) = delete;

  /// Every source that may reach the value of the expression, the nearest first; one each of a
  /// label and name.
  [[nodiscard]] std::vector<FlowSource> SourcesOf(Site sink);

 private:
  class Search;

  std::unique_ptr<Search> search_;  ///< answers one question after the other
};

}  // namespace facts::code
