#include "facts/code/scene.h"

#include <algorithm>
#include <array>

#include "base/limits.h"

namespace facts::code {

using js::NodeId;

void Scene::Add(FactKind kind, FunctionId owner, NodeId node, const std::vector<KeyText>& values,
                std::vector<EvidenceStep> steps) {
  Evidence evidence = File().Place(node);
  evidence.steps = std::move(steps);
  sink.Add(kind, PhaseAt(owner), std::move(evidence), values);
}

Site Scene::Option(NodeId options, std::string_view name) {
  if (options == NodeId::kNone) return {};
  const Meaning object = resolver.Resolve({file, options});
  if (object.kind != Meaning::Kind::kObject) return {};
  const NodeId value = resolver.PropertyOf(object.site.file, object.site.node, name);
  if (value == NodeId::kNone) return {};
  return {object.site.file, value};
}

Folded Scene::OptionText(NodeId options, std::string_view name) {
  const Site value = Option(options, name);
  return value.node == NodeId::kNone ? Folded{} : folder.Fold(value);
}

bool Scene::OptionIs(NodeId options, std::string_view name, bool value) {
  const Site site = Option(options, name);
  if (site.node == NodeId::kNone) return false;
  const js::Tree& tree = package[site.file].tree();
  if (const auto* literal = tree.If<js::BooleanLiteral>(site.node))
    return literal->value() == value;
  // `!0` of minifiers, `!![]` of obfuscators
  if (tree.KindOf(site.node) != js::Kind::kUnaryExpression) return false;
  const auto told = resolver.constants().Evaluate(site);
  return told && told->kind == js::Value::Kind::kBoolean && told->boolean == value;
}

NodeId Scene::ArgumentFor(const Call& call, Role role) const {
  const Api& api = ApiOf(call.callee.api);
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    if (api.RoleOf(i) == role) return call.arguments[i];
  }
  return NodeId::kNone;
}

namespace {

/// True when the call is one of the function by whose name data was intercepted: a wrapper hands on
/// what it was called with.
bool IsKin(std::string_view name, const Call& call) {
  if (call.callee.kind != Meaning::Kind::kApi) return false;
  const std::string_view own = ApiOf(call.callee.api).path;
  return name.substr(0, name.find('.')) == own.substr(0, own.find('.')) &&
         name.substr(name.rfind('.') + 1) == own.substr(own.rfind('.') + 1);
}

}  // namespace

std::vector<FlowSource> ReportFlows(Scene& scene, const Call& call, std::span<const NodeId> values,
                                    const FlowSink& sink) {
  std::vector<FlowSource> all;
  for (const NodeId value : values) {
    if (value == NodeId::kNone) continue;
    for (FlowSource& source : scene.flows.SourcesOf({scene.file, value})) {
      if (source.label == SourceLabel::kIntercepted && IsKin(source.name, call)) continue;
      const bool known = std::any_of(all.begin(), all.end(), [&](const FlowSource& other) {
        return other.label == source.label && other.name == source.name;
      });
      if (!known) all.push_back(std::move(source));
    }
  }
  for (const FlowSource& source : all) {
    std::vector<KeyText> texts = {{"source", NameOf(source.label)},
                                  {"sink", sink.sink},
                                  {"name", source.name},
                                  {"sort", source.sort},
                                  {"to", sink.to},
                                  {"part", sink.part}};
    for (const std::string& transform : source.through) texts.push_back({"through", transform});
    scene.Add(FactKind::kCodeFlow, call.owner, call.node, texts, source.steps);
  }
  return all;
}

std::vector<EvidenceStep> StepsOf(const std::vector<FlowSource>& sources) {
  std::vector<EvidenceStep> steps;
  for (const FlowSource& source : sources) {
    for (const EvidenceStep& step : source.steps) {
      if (steps.size() >= limits::kCodeEvidenceSteps) return steps;
      steps.push_back(step);
    }
  }
  return steps;
}

void AppendLabels(const std::vector<FlowSource>& sources, std::string_view key,
                  std::vector<KeyText>& values) {
  std::set<std::string_view> labels;
  for (const FlowSource& source : sources) labels.insert(NameOf(source.label));
  for (const std::string_view label : labels) values.push_back({key, label});
}

void ReportCall(Scene& scene, const Call& call, const Api& api) {
  struct Line {
    Does does;
    Reporter reporter;
  };
  static constexpr auto kLines = std::to_array<Line>({
#define REPORTER(does, function) {Does::does, function},
#include "facts/code/code_reporters.def"
  });
  static constexpr auto kByDoes = [] {
    std::array<Reporter, 256> table{};
    for (const Line& line : kLines) table[static_cast<std::size_t>(line.does)] = line.reporter;
    return table;
  }();
  const Reporter reporter = kByDoes[static_cast<std::size_t>(api.does)];
  if (reporter != nullptr) reporter(scene, call, api);
}

}  // namespace facts::code
