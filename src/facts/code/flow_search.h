#pragma once

#include <map>
#include <string>
#include <vector>

#include "facts/code/flow.h"
#include "facts/code/key_set.h"

namespace facts::code {

/// Answers the questions of Flows: each by a search, breadth first, over expressions and the calls
/// they were entered through. The memory of one search serves the next.
class Flows::Search {
 public:
  Search(Resolver& resolver, const Calls& calls, Folder& folder)
      : resolver_(resolver), calls_(calls), folder_(folder) {}

  std::vector<FlowSource> Run(Site sink);

 private:
  /// A call that was entered by its result: parameters lead back to its own arguments.
  struct Context {
    std::uint32_t parent = 0;
    std::uint32_t depth = 0;
    FileId file = FileId::kNone;
    const Call* call = nullptr;
  };
  struct State {
    FileId file = FileId::kNone;
    js::NodeId node = js::NodeId::kNone;
    std::uint32_t context = 0;
    std::uint32_t from = 0;
    const char* what = nullptr;  ///< how the value came from this node to the one before
  };

  void Push(FileId file, js::NodeId node, const char* what);
  void PushIn(FileId file, js::NodeId node, std::uint32_t context, const char* what);
  void Expand();
  void ExpandIdentifier(const js::Identifier& name);
  void ExpandBinding(FileId file, js::BindingId binding);
  void ExpandDefinition(FileId file, const Definition& definition);
  void ExpandMember(const js::MemberExpression& member);
  void ExpandCall(js::NodeId node);
  void ExpandApiCall(const Call& call, const Api& api);
  void ExpandPromise(const Call& call);
  void ExpandParameter(FileId file, js::NodeId function, std::uint32_t index);
  void ExpandCallback(FileId file, js::NodeId call, js::NodeId function, std::uint32_t index);
  void ExpandNamedCallback(FileId file, js::NodeId function, std::uint32_t index);
  void ExpandEvent(FileId file, const Call& call, std::uint32_t index);
  const std::vector<std::uint32_t>& EmitsOf(FileId file);
  void Receiver(FileId file, js::NodeId callee, const char* what);

  bool ExpandThrown(FileId file, const js::MemberExpression& member, std::string_view name);
  bool FindRequest(FileId file, const js::MemberExpression& member, std::string_view name);
  bool ExpandHandler(FileId file, js::NodeId function, std::uint32_t index);
  void FindIntercepted(FileId file, js::NodeId function);
  void FindKeyArgument(FileId file, js::NodeId function, std::uint32_t index);
  [[nodiscard]] bool IsRequestParameter(FileId file, js::BindingId binding);

  void Found(SourceLabel label, std::string name, std::string sort);
  void FoundApi(const Api& api, const Call* call);
  EvidenceStep StepAt(const State& state, std::string what) const;

  Resolver& resolver_;
  const Calls& calls_;
  Folder& folder_;
  std::vector<Context> contexts_;
  std::vector<State> states_;
  KeySet seen_;
  std::size_t now_ = 0;
  std::vector<FlowSource> found_;
  /// Calls of `emit` by their places in Calls::Of; of the files that were asked for.
  std::map<FileId, std::vector<std::uint32_t>> emits_;
};

/// True for properties and methods that tell about a value without carrying it.
[[nodiscard]] bool CarriesNothing(std::string_view name);
/// The word for a chain that a step of this wording adds to; empty for none.
[[nodiscard]] std::string_view TransformOf(std::string_view what);

}  // namespace facts::code
