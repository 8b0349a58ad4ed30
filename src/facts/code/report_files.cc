#include "base/file_system.h"
#include "base/limits.h"
#include "facts/code/scene.h"
#include "facts/shell_tables.h"

namespace facts::code {

using js::NodeId;

namespace {

bool IsWorkflow(std::string_view path) {
  return path.find(".github/workflows") != std::string_view::npos ||
         path.find(".gitlab-ci.yml") != std::string_view::npos ||
         path.find(".circleci/config") != std::string_view::npos;
}

/// What the file is that is written or deleted, beyond its path.
void AddMeaning(Scene& scene, const Call& call, const std::string& path, std::string_view access) {
  const std::string_view startup = StartupKind(path);
  const std::vector<KeyText> values = {{"path", path}, {"access", access}};
  if (startup == "git-hook") {
    scene.Add(FactKind::kCodeGitHook, call.owner, call.node, values);
  } else if (startup == "agent-config" || startup == "editor-task") {
    scene.Add(FactKind::kCodeAgentFile, call.owner, call.node, values);
  } else if (!startup.empty() && access == "write") {
    scene.Add(FactKind::kCodePersistence, call.owner, call.node,
              {{"how", startup}, {"path", path}});
  }
  if (IsWorkflow(path)) scene.Add(FactKind::kCodeWorkflow, call.owner, call.node, values);
}

void AddSecret(Scene& scene, const Call& call, const std::string& path, std::string_view access) {
  const std::string_view sort = SecretFileSort(path);
  if (sort.empty()) return;
  scene.Add(FactKind::kCodeSecretPlace, call.owner, call.node,
            {{"sort", sort}, {"path", path}, {"access", access}});
}

std::string_view WhereOf(const Folded& path) {
  if (!path.any() || path.text.starts_with("${")) return "other";
  return PlaceOf(path.text);
}

/// True when a variable in the expression goes through what a folder holds.
bool IsListed(Scene& scene, NodeId path, unsigned depth) {
  constexpr unsigned kDeepest = 3;  // variables of variables
  const CodeFile& file = scene.File();
  const js::Tree& tree = file.tree();
  const auto is_list = [&](NodeId node) {
    const Call* const call =
        CallOf(tree, Bare(tree, node)) ? scene.calls.Find(scene.file, Bare(tree, node)) : nullptr;
    return call != nullptr && call->callee.kind == Meaning::Kind::kApi &&
           ApiOf(call->callee.api).does == Does::kFileList;
  };
  bool listed = false;
  js::Walk(tree, path, [&](NodeId id) {
    if (listed || !scene.resolver.budget().Step()) return false;
    const auto* const name = tree.If<js::Identifier>(id);
    if (name == nullptr || name->binding == js::BindingId::kNone) return true;
    for (const Definition& definition : scene.resolver.Definitions(scene.file, name->binding)) {
      if (definition.kind == Definition::Kind::kElement) {
        listed = listed || is_list(definition.value);
      } else if (definition.kind == Definition::Kind::kValue && depth < kDeepest) {
        listed = listed || IsListed(scene, definition.value, depth + 1);
      } else if (definition.kind == Definition::Kind::kParameter && definition.index == 0) {
        // fs.readdirSync(folder).forEach((name) => ..)
        const auto call = CallOf(tree, file.ParentOf(definition.value));
        const auto* const member =
            call ? tree.If<js::MemberExpression>(Bare(tree, call->callee)) : nullptr;
        listed = listed || (member != nullptr && is_list(member->object));
      }
    }
    return !listed;
  });
  return listed;
}

}  // namespace

void ReportFileRead(Scene& scene, const Call& call, const Api& api) {
  const NodeId node = scene.ArgumentFor(call, Role::kPath);
  if (node == NodeId::kNone) return;
  const std::string_view how = api.does == Does::kFileList    ? "list"
                               : api.does == Does::kFileProbe ? "probe"
                               : api.does == Does::kFileOpen  ? "open"
                                                              : "read";
  const Folded path = scene.Fold(node);
  scene.Add(FactKind::kCodeFileRead, call.owner, call.node,
            {{"path", path.known()}, {"where", WhereOf(path)}, {"how", how}});
  if (path.any()) AddSecret(scene, call, path.text, how == "open" ? "read" : how);
}

void ReportFileWrite(Scene& scene, const Call& call, const Api& api) {
  const bool copy = api.does == Does::kFileCopy;
  const NodeId node = scene.ArgumentFor(call, copy ? Role::kTo : Role::kPath);
  const NodeId data = scene.ArgumentFor(call, Role::kData);
  if (node == NodeId::kNone) {
    if (data != NodeId::kNone) ReportFlows(scene, call, {data}, {.sink = "file", .to = ""});
    return;
  }
  const Folded path = scene.Fold(node);
  const std::string to(path.known());
  const auto sources = ReportFlows(scene, call, {data}, {.sink = "file", .to = to});
  std::vector<KeyText> values = {
      {"path", to}, {"where", WhereOf(path)}, {"how", copy ? "copy" : "write"}};
  AppendLabels(sources, "data", values);
  if (!path.whole && IsListed(scene, node, 0)) {
    values.push_back({"each", "yes"});
    if (sources.empty() && scene.folder.Constant({scene.file, data}))
      values.push_back({"content", "constant"});
  }
  scene.Add(FactKind::kCodeFileWrite, call.owner, call.node, values, StepsOf(sources));
  if (!path.any()) return;
  const bool known =
      path.whole && data != NodeId::kNone && scene.written.size() < limits::kCodeWrittenTexts;
  if (known)
    scene.written.push_back({.path = NormalisePath(path.text),
                             .text = {scene.file, data},
                             .call = call.node,
                             .phase = scene.PhaseAt(call.owner)});
  AddMeaning(scene, call, path.text, "write");
  AddSecret(scene, call, path.text, "write");
}

void ReportFileDelete(Scene& scene, const Call& call, const Api& api) {
  const NodeId node = scene.ArgumentFor(call, Role::kPath);
  if (node == NodeId::kNone) return;
  const Folded path = scene.Fold(node);
  const bool recursive = api.does == Does::kFileDeleteTree ||
                         scene.OptionIs(scene.ArgumentFor(call, Role::kOptions), "recursive", true);
  const std::string& own = scene.File().path();
  const bool self = path.whole && (path.text == own || path.text == "package.json");
  const std::string_view where = WhereOf(path);
  scene.Add(FactKind::kCodeFileDelete, call.owner, call.node,
            {{"path", path.known()},
             {"where", where},
             {"recursive", YesNo(recursive)},
             {"self", self ? "yes" : ""}});
  if (!path.any()) return;
  static constexpr auto kBroad = std::to_array<std::string_view>(
      {"~", "~/", "/", "/*", "C:/", "C:\\", "$INIT_CWD", "..", "../..", "~/Documents", "~/Desktop",
       "$INIT_CWD/src", "$INIT_CWD/.git"});
  for (const std::string_view broad : kBroad) {
    // `if (path === '~') return homedir(); return path`: nothing says that it is the home folder.
    if (!recursive || path.guess || path.text != broad) continue;
    scene.Add(FactKind::kCodeDeleteBroad, call.owner, call.node,
              {{"path", path.text}, {"where", where}});
  }
  AddMeaning(scene, call, path.text, "delete");
  AddSecret(scene, call, path.text, "delete");
}

void ReportFileMode(Scene& scene, const Call& call, const Api& api) {
  (void)api;
  const Folded path = scene.Fold(scene.ArgumentFor(call, Role::kPath));
  const Folded mode = scene.Fold(scene.ArgumentFor(call, Role::kValue));
  scene.Add(FactKind::kCodeFileChmod, call.owner, call.node,
            {{"path", path.known()}, {"mode", mode.exact()}, {"where", WhereOf(path)}});
}

}  // namespace facts::code
