// Members of the platform that are written: wrapped functions, hijacked loaders, checks switched
// off.
#include "facts/code/scene.h"

namespace facts::code {

using js::NodeId;

namespace {

bool IsLoader(const Api& api) {
  return api.does == Does::kLoader || api.path.starts_with("module._") ||
         api.path.starts_with("module.wrap") || api.path.starts_with("module.prototype.");
}

/// Functions of the platform through which other code's data passes.
bool IsWorthWrapping(const Api& api) {
  switch (api.does) {
    case Does::kSend:
    case Does::kSendMore:
    case Does::kSendSocket:
    case Does::kSendXhr:
    case Does::kSpawn:
    case Does::kSpawnShell:
    case Does::kFork:
    case Does::kFileRead:
    case Does::kFileWrite:
    case Does::kEval:
    case Does::kFunction:
    case Does::kLookup:
      return true;
    default:  // harmless to wrap, or told elsewhere
      return api.path == "global.XMLHttpRequest";
  }
}

void ReportWritten(Scene& scene, const Meaning& target, FunctionId owner, NodeId node) {
  if (target.kind != Meaning::Kind::kApi) return;
  const Api& api = ApiOf(target.api);
  if (IsLoader(api)) {
    scene.Add(FactKind::kCodeLoaderHijack, owner, node, {{"what", api.path}});
  } else if (api.path.find(".prototype.") != std::string_view::npos) {
    scene.Add(FactKind::kCodePrototypeWrap, owner, node, {{"name", api.path}});
  } else if (IsWorthWrapping(api)) {
    scene.Add(FactKind::kCodeGlobalWrap, owner, node, {{"name", api.path}});
  }
}

}  // namespace

void ReportAssignment(Scene& scene, const Spot& spot) {
  const CodeFile& file = scene.File();
  const js::Tree& tree = file.tree();
  const auto& assignment = tree.As<js::AssignmentExpression>(spot.node);
  const auto& member = tree.As<js::MemberExpression>(assignment.left);
  const Meaning object = scene.resolver.Resolve({scene.file, member.object});
  if (!object.known()) {
    // require.cache[id].exports = x
    const auto* const inner = tree.If<js::MemberExpression>(Bare(tree, member.object));
    const Meaning cache =
        inner == nullptr ? Meaning() : scene.resolver.Resolve({scene.file, inner->object});
    if (cache.kind == Meaning::Kind::kApi && IsLoader(ApiOf(cache.api)))
      ReportWritten(scene, cache, spot.owner, spot.node);
  }
  if (object.kind != Meaning::Kind::kApi) return;
  const Api& api = ApiOf(object.api);
  if (const Meaning written = scene.resolver.Resolve({scene.file, assignment.left});
      written.kind == Meaning::Kind::kApi && ApiOf(written.api).does == Does::kSendAssigned)
    return ReportSendAssigned(scene, spot, assignment.right, ApiOf(written.api));
  if (api.does == Does::kEnvironment) {
    const auto name = scene.resolver.MemberName(scene.file, member);
    if (name == "NODE_TLS_REJECT_UNAUTHORIZED" && scene.Fold(assignment.right).text == "0")
      scene.Add(FactKind::kCodeTlsOff, spot.owner, spot.node, {{"how", "environment"}});
    return;
  }
  if (api.path == "https.globalAgent" || api.path == "https.globalAgent.options") {
    const auto name = scene.resolver.MemberName(scene.file, member);
    if (name == "rejectUnauthorized")
      scene.Add(FactKind::kCodeTlsOff, spot.owner, spot.node, {{"how", "option"}});
    return;
  }
  // require.cache[x] = y, Module._extensions['.js'] = f: the object is what is written to.
  if (IsLoader(api)) return ReportWritten(scene, object, spot.owner, spot.node);
  ReportWritten(scene, scene.resolver.Resolve({scene.file, assignment.left}), spot.owner,
                spot.node);
}

void ReportDefineProperty(Scene& scene, const Call& call, const Api& api) {
  (void)api;
  if (call.arguments.size() < 3) return;
  const Meaning object = scene.resolver.Resolve({scene.file, call.arguments[0]});
  if (object.kind != Meaning::Kind::kApi) return;
  const auto name = scene.folder.Constant({scene.file, call.arguments[1]});
  if (name) ReportWritten(scene, scene.resolver.Member(object, *name), call.owner, call.node);
}

void ReportProxy(Scene& scene, const Call& call, const Api& api) {
  (void)api;
  if (call.arguments.empty()) return;
  const Meaning object = scene.resolver.Resolve({scene.file, call.arguments[0]});
  if (object.kind != Meaning::Kind::kApi) return;
  if (ApiOf(object.api).does == Does::kEnvironment) {
    scene.Add(FactKind::kCodeGlobalWrap, call.owner, call.node, {{"name", "process.env"}});
  } else {
    ReportWritten(scene, object, call.owner, call.node);
  }
}

}  // namespace facts::code
