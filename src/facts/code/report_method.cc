// Methods whose object is not told, but whose name and arguments say enough; and loops.
#include <cmath>

#include "facts/code/scene.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

namespace {

/// `anything.pipe(file or connection)`.
void ReportPipe(Scene& scene, const Call& call, NodeId object) {
  const Meaning target = scene.resolver.Resolve({scene.file, call.Argument(0)});
  if (target.kind != Meaning::Kind::kApi) return;
  const std::string_view path = ApiOf(target.api).path;
  const bool to_file = path == "@file-stream";
  const bool to_network = path == "@request" || path == "@socket" || path == "@ws";
  if (!to_file && !to_network) return;
  std::string to;
  if (to_file) {
    // fs.createWriteStream(path), on the spot or kept in a variable
    NodeId made = Bare(scene.Tree(), call.Argument(0));
    if (const auto* name = scene.Tree().If<js::Identifier>(made);
        name != nullptr && name->binding != js::BindingId::kNone) {
      const auto definitions = scene.resolver.Definitions(scene.file, name->binding);
      if (!definitions.empty() && definitions[0].kind == Definition::Kind::kValue)
        made = Bare(scene.Tree(), definitions[0].value);
    }
    const Call* const maker =
        CallOf(scene.Tree(), made) ? scene.calls.Find(scene.file, made) : nullptr;
    if (maker != nullptr) to = scene.Fold(maker->Argument(0)).known();
  }
  ReportFlows(scene, call, {object}, {.sink = to_file ? "file" : "network", .to = to});
}

/// True for a test that always holds: nothing, `true`, `!0`, `i < Infinity`, `i < 1 / 0`.
bool AlwaysHolds(Scene& scene, NodeId test) {
  if (test == NodeId::kNone) return true;
  const js::Tree& tree = scene.Tree();
  NodeId bound = test;
  const auto* const compare = tree.If<js::BinaryExpression>(test);
  if (compare != nullptr) bound = compare->right;
  const auto* const name = tree.If<js::Identifier>(bound);
  if (name != nullptr && name->binding == js::BindingId::kNone)
    return compare != nullptr && scene.File().Text(name->name) == "Infinity";
  // `i < list.length - 1` ends where `i < list.length` does, of which nothing is asked.
  const auto* const sum = tree.If<js::BinaryExpression>(bound);
  if (sum != nullptr && tree.KindOf(sum->left) == Kind::kMemberExpression) return false;
  const auto value = scene.resolver.constants().Evaluate({scene.file, bound});
  if (!value) return false;
  if (compare != nullptr)
    return value->kind == js::Value::Kind::kNumber && std::isinf(value->number);
  return (value->kind == js::Value::Kind::kBoolean && value->boolean) ||
         (value->kind == js::Value::Kind::kNumber && value->number != 0);
}

/// True when something in the body may end the loop or let others run.
bool Leaves(const js::Tree& tree, NodeId body, Budget& budget) {
  bool leaves = false;
  js::Walk(tree, body, [&](NodeId id) {
    const Kind kind = tree.KindOf(id);
    if (IsFunction(kind)) return false;
    leaves = leaves || !budget.Step() || kind == Kind::kBreakStatement ||
             kind == Kind::kReturnStatement || kind == Kind::kThrowStatement ||
             kind == Kind::kAwaitExpression || kind == Kind::kYieldExpression;
    return !leaves;
  });
  return leaves;
}

}  // namespace

void ReportMethod(Scene& scene, const Call& call) {
  if (call.arguments.empty()) return;
  const auto* const member = scene.Tree().If<js::MemberExpression>(call.target);
  if (member == nullptr) return;
  const std::string_view method = scene.resolver.MethodName(scene.file, call.target);
  if (method == "pipe") return ReportPipe(scene, call, member->object);
  if (method == "replace" || method == "replaceAll") return ReportReplaced(scene, call);
  if (method == "setData") return ReportCopied(scene, call);
}

void ReportEndlessLoops(Scene& scene) {
  const js::Tree& tree = scene.Tree();
  for (const Spot& spot : scene.File().spots().loops) {
    NodeId test = NodeId::kNone;
    NodeId body = NodeId::kNone;
    if (const auto* loop = tree.If<js::ForStatement>(spot.node)) {
      test = loop->test;
      body = loop->body;
    } else if (const auto* repeat = tree.If<js::WhileStatement>(spot.node)) {
      test = repeat->test;
      body = repeat->body;
    }
    if (Leaves(tree, body, scene.resolver.budget()) || !AlwaysHolds(scene, test)) continue;
    scene.Add(FactKind::kCodeEndlessLoop, spot.owner, spot.node, {});
  }
}

}  // namespace facts::code
