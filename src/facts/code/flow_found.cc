// What a search has found: the source, and the steps from there.
#include <algorithm>

#include "base/limits.h"
#include "facts/code/flow_search.h"
#include "facts/shell_tables.h"

namespace facts::code {

std::string_view TransformOf(std::string_view what) {
  struct Word {
    std::string_view what;
    std::string_view transform;
  };
  static constexpr auto kWords = std::to_array<Word>({
      {"compressed", "compressed"},
      {"decoded", "decoded"},
      {"decompressed", "decoded"},
      {"decrypted", "decrypted"},
      {"encoded", "encoded"},
      {"encrypted", "encrypted"},
      {"hashed", "hashed"},
      {"made JSON", "json"},
      {"made of character codes", "decoded"},
      {"seen by a proxy", "proxy"},
      {"turned into bytes or text", "bytes"},
  });
  for (const Word& word : kWords) {
    if (word.what == what) return word.transform;
  }
  return {};
}

EvidenceStep Flows::Search::StepAt(const State& state, std::string what) const {
  const Evidence place = resolver_.package()[state.file].Place(state.node);
  return {.file = place.file,
          .position = place.position,
          .what = std::move(what),
          .snippet = place.snippet};
}

void Flows::Search::Found(SourceLabel label, std::string name, std::string sort) {
  const bool known = std::any_of(found_.begin(), found_.end(), [&](const FlowSource& source) {
    return source.label == label && source.name == name;
  });
  if (known) return;
  const State& state = states_[now_];
  FlowSource source{.label = label,
                    .name = std::move(name),
                    .sort = std::move(sort),
                    .site = {state.file, state.node}};
  source.steps.push_back(StepAt(state, "read: " + std::string(NameOf(label))));
  for (std::size_t at = now_; at != 0 && source.steps.size() < limits::kCodeFlowSteps;
       at = states_[at].from) {
    const State& step = states_[at];
    if (step.what == nullptr) continue;
    source.steps.push_back(StepAt(states_[step.from], step.what));
    const std::string_view transform = TransformOf(step.what);
    if (!transform.empty()) source.through.emplace_back(transform);
  }
  std::sort(source.through.begin(), source.through.end());
  source.through.erase(std::unique(source.through.begin(), source.through.end()),
                       source.through.end());
  found_.push_back(std::move(source));
}

void Flows::Search::FoundApi(const Api& api, const Call* call) {
  const State state = states_[now_];
  std::string name(api.path);
  std::string sort;
  SourceLabel label = api.label;
  if (call != nullptr) {
    for (std::size_t i = 0; i < call->arguments.size(); ++i) {
      const Role role = api.RoleOf(i);
      const bool telling = role == Role::kPath || role == Role::kUrl || role == Role::kCommand ||
                           role == Role::kProgram || role == Role::kName || role == Role::kHost;
      if (!telling) continue;
      const Folded folded = folder_.Fold({state.file, call->arguments[i]});
      if (folded.any()) name = folded.text;
      break;
    }
  }
  if (label == SourceLabel::kFile) {
    sort = SecretFileSort(name);
    if (!sort.empty()) label = SourceLabel::kSecretFile;
  } else if (label == SourceLabel::kEnvironment) {
    if (api.does == Does::kEnvironmentAll) label = SourceLabel::kEnvironmentAll;
    sort = SecretVariableSort(name);
  }
  Found(label, std::move(name), std::move(sort));
}

}  // namespace facts::code
