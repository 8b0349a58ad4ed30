// Text that is run as code, modules by computed names, WebAssembly and addons.
#include <algorithm>

#include "base/text.h"
#include "facts/code/scene.h"
#include "facts/shell_tables.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

namespace {

std::string_view HowOf(const Api& api) {
  switch (api.does) {
    case Does::kEval:
      if (api.path.ends_with("_compile") || api.path.find("from") != std::string_view::npos)
        return "compile";
      return api.path.starts_with("vm") || api.path.starts_with("@vm2") ? "vm" : "eval";
    case Does::kFunction:
      return "function";
    case Does::kTimer:
      return "timer";
    case Does::kWorker:
      return "worker";
    default:  // the inspector's Runtime.evaluate
      return "inspector";
  }
}

void AddEval(Scene& scene, const Call& call, const Api& api, NodeId code) {
  const auto text = scene.folder.Text({scene.file, code});
  const auto sources = ReportFlows(scene, call, {code}, {.sink = "eval", .to = HowOf(api)});
  std::vector<KeyText> values = {{"how", HowOf(api)}};
  if (sources.empty()) values.push_back({"from", text ? "constant" : "computed"});
  if (text) values.push_back({"text", *text});
  AppendLabels(sources, "from", values);
  Evidence evidence = scene.File().Place(call.node);
  evidence.steps = StepsOf(sources);
  if (text) {
    evidence.decoded = Untrusted(*text);
    CollectEvaluated(scene, call, code, *text);
  }
  scene.sink.Add(FactKind::kCodeEval, scene.PhaseAt(call.owner), std::move(evidence), values);
  ReportObfuscated(scene, call);
}

/// True for what can only be text, told by its looks.
bool IsText(const js::Tree& tree, NodeId node) {
  const Kind kind = tree.KindOf(Bare(tree, node));
  return kind == Kind::kStringLiteral || kind == Kind::kTemplateLiteral ||
         kind == Kind::kBinaryExpression;
}

/// True for a variable that was given what the network answered: no function, though a timer takes
/// one.
bool IsFetched(Scene& scene, NodeId node) {
  const auto* const name = scene.Tree().If<js::Identifier>(Bare(scene.Tree(), node));
  if (name == nullptr || name->binding == js::BindingId::kNone) return false;
  const Meaning meaning = scene.resolver.Resolve({scene.file, node});
  if (meaning.known() && meaning.kind != Meaning::Kind::kApi) return false;
  const auto definitions = scene.resolver.Definitions(scene.file, name->binding);
  const bool kept = definitions.size() == 1 && definitions[0].kind == Definition::Kind::kValue &&
                    !IsFunction(scene.Tree().KindOf(definitions[0].value));
  if (!kept) return false;
  const auto sources = scene.flows.SourcesOf({scene.file, node});
  return std::any_of(sources.begin(), sources.end(), [](const FlowSource& source) {
    return source.label == SourceLabel::kNetwork;
  });
}

}  // namespace

void ReportEval(Scene& scene, const Call& call, const Api& api) {
  if (call.arguments.empty()) return;
  NodeId code = call.arguments[0];
  if (api.does == Does::kFunction) code = call.arguments.back();
  if (api.does == Does::kInspector) {
    if (scene.Fold(code).text != "Runtime.evaluate" || call.arguments.size() < 2) return;
    code = call.arguments[1];
  }
  if (api.does == Does::kWorker) {
    const Folded text = scene.Fold(code);
    const bool code_text = scene.OptionIs(scene.ArgumentFor(call, Role::kOptions), "eval", true) ||
                           text.text.starts_with("data:");
    if (!code_text) return;
  }
  AddEval(scene, call, api, code);
}

void ReportTimer(Scene& scene, const Call& call, const Api& api) {
  if (call.arguments.empty()) return;
  const NodeId code = call.arguments[0];
  if (IsText(scene.Tree(), code) || scene.resolver.ConstantText({scene.file, code}) ||
      IsFetched(scene, code))
    AddEval(scene, call, api, code);
}

namespace {

void AddRequire(Scene& scene, const Call& call, NodeId name, std::string_view how) {
  const Folded text = scene.Fold(name);
  const std::string_view place = text.whole ? PlaceOf(text.text) : std::string_view();
  const bool foreign = place == "temp" || (place == "home" && text.text.starts_with("~/."));
  if (!foreign && (text.whole || scene.folder.Constant({scene.file, name}))) return;
  const auto sources = ReportFlows(scene, call, {name}, {.sink = "require", .to = text.text});
  std::vector<KeyText> values = {{"how", how}, {"path", text.known()}};
  AppendLabels(sources, "data", values);
  scene.Add(FactKind::kCodeRequireDynamic, call.owner, call.node, values, StepsOf(sources));
}

}  // namespace

void ReportRequire(Scene& scene, const Call& call, const Api& api) {
  const NodeId name = scene.ArgumentFor(call, Role::kModule);
  if (name == NodeId::kNone) return;
  const auto text = scene.folder.Constant({scene.file, name});
  const bool bytecode = text && text->ends_with(".jsc");
  if (bytecode || (text && text->ends_with(".node"))) {
    scene.Add(FactKind::kCodeAddon, call.owner, call.node,
              {{"how", bytecode ? "bytecode" : "require"}, {"path", *text}});
    return;
  }
  (void)api;
  AddRequire(scene, call, name, "require");
}

void ReportDynamicImport(Scene& scene, const Spot& spot) {
  const auto& import = scene.Tree().As<js::ImportExpression>(spot.node);
  AddRequire(scene, {.node = spot.node, .owner = spot.owner}, import.source, "import");
}

void ReportWasm(Scene& scene, const Call& call, const Api& api) {
  const NodeId code = scene.ArgumentFor(call, Role::kCode);
  if (code == NodeId::kNone) return;
  const auto sources = ReportFlows(scene, call, {code}, {.sink = "eval", .to = "wasm"});
  std::vector<KeyText> values = {{"how", api.path}};
  AppendLabels(sources, "data", values);
  scene.Add(FactKind::kCodeWasm, call.owner, call.node, values, StepsOf(sources));
}

void ReportAddon(Scene& scene, const Call& call, const Api& api) {
  const std::string_view how = api.does == Does::kBinding     ? "binding"
                               : api.path == "process.dlopen" ? "dlopen"
                                                              : "loader";
  NodeId path = scene.ArgumentFor(call, Role::kPath);
  if (path == NodeId::kNone) path = scene.ArgumentFor(call, Role::kName);
  const Folded text = scene.Fold(path);
  scene.Add(FactKind::kCodeAddon, call.owner, call.node, {{"how", how}, {"path", text.known()}});
}

}  // namespace facts::code
