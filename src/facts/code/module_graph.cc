#include "facts/code/module_graph.h"

#include "base/limits.h"
#include "facts/code/calls.h"
#include "facts/code/fold.h"

namespace facts::code {

using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

namespace {

/// Every path in a value of `exports`, whatever its conditions; bounded by the depth of JSON.
void CollectPaths(const Value& value, std::vector<std::string>& paths, unsigned depth) {
  if (depth > limits::kCodeExportsDepth) return;
  if (const auto text = value.AsString()) paths.emplace_back(*text);
  for (const Value& element : value.Elements()) CollectPaths(element, paths, depth + 1);
  for (const Member& member : value.Members()) {
    if (member.key == "types") continue;  // never loaded
    CollectPaths(member.value, paths, depth + 1);
  }
}

}  // namespace

std::vector<std::string> EntryPaths(const Object& manifest, Started started) {
  std::vector<std::string> paths;
  if (started == Started::kByCommand) {
    if (const Value* const commands = manifest.Find("bin")) CollectPaths(*commands, paths, 0);
    return paths;
  }
  bool main = false;
  for (const std::string_view key : {"main", "module", "browser", "exports", "imports"}) {
    const Value* const value = manifest.Find(key);
    if (value == nullptr) continue;
    main = main || key == "main" || key == "exports";
    CollectPaths(*value, paths, 0);
  }
  if (!main) paths.emplace_back("index.js");
  return paths;
}

std::vector<std::string> ImportedBy(const CodeFile& file) {
  std::vector<std::string> found;
  if (!file.walked()) return found;
  const js::Tree& tree = file.tree();
  const auto add = [&](js::NodeId source) {
    if (const auto* text = tree.If<js::StringLiteral>(source))
      found.emplace_back(file.Text(text->value));
  };
  for (const js::NodeId node : file.spots().modules) {
    if (const auto* one = tree.If<js::ImportDeclaration>(node)) add(one->source);
    if (const auto* named = tree.If<js::ExportNamedDeclaration>(node)) add(named->source);
    if (const auto* all = tree.If<js::ExportAllDeclaration>(node)) add(all->source);
  }
  for (const Spot& spot : file.spots().invocations) {
    if (const auto* import = tree.If<js::ImportExpression>(spot.node)) {
      add(import->source);
      continue;
    }
    const auto* const call = tree.If<js::CallExpression>(spot.node);
    if (call == nullptr) continue;
    // `require(x)`, `module.require(x)`, `require.resolve(x)`, a worker's or a child's file.
    for (const js::NodeId argument : tree.List(call->arguments)) {
      const auto* const text = tree.If<js::StringLiteral>(argument);
      if (text == nullptr) continue;
      const std::string_view path = file.Text(text->value);
      const auto* const callee = tree.If<js::Identifier>(call->callee);
      const bool named = callee != nullptr && file.Text(callee->name) == "require";
      if (named || path.starts_with("./") || path.starts_with("../")) add(argument);
      break;
    }
  }
  return found;
}

namespace {

bool LoadsFile(const Call& call) {
  const Does does = ApiOf(call.callee.api).does;
  return does == Does::kRequire || does == Does::kFork || does == Does::kWorker;
}

}  // namespace

void AddComputedImports(const CodePackage& package, const Calls& calls, Folder& folder,
                        ModuleGraph& graph) {
  for (std::size_t i = 0; i < package.size(); ++i) {
    const auto from = static_cast<FileId>(i);
    const CodeFile& file = package[from];
    if (!file.walked()) continue;
    const auto add = [&](js::NodeId name) {
      if (name == js::NodeId::kNone ||
          file.tree().KindOf(Bare(file.tree(), name)) == js::Kind::kStringLiteral)
        return;  // ImportedBy has it
      // A constant is a specifier; what only folds is a path of the package.
      const auto text = folder.Constant({from, name});
      const Folded path = text ? Folded{} : folder.Fold({from, name});
      const bool relative = path.text.starts_with('.');
      const FileId to = text          ? package.Resolve(from, *text)
                        : !path.whole ? FileId::kNone
                        : relative    ? package.Resolve(from, path.text)
                                      : package.ResolvePath(path.text);
      if (to == FileId::kNone) return;
      graph.AddImport(from, to);
      graph.Reach(to, graph.PhaseOf(from), graph.StartOf(from));
    };
    for (const std::uint32_t at : calls.OfApis(from)) {
      const Call& call = calls.Of(from)[at];
      if (LoadsFile(call)) add(call.Argument(0));
    }
    for (const Spot& spot : calls.ImportsOf(from))
      add(file.tree().As<js::ImportExpression>(spot.node).source);
  }
}

void ModuleGraph::Reach(FileId file, Phase phase, Started started) {
  const Loaded now{.phase = phase, .started = started};
  std::vector<FileId> waiting{file};
  while (!waiting.empty()) {
    const FileId at = waiting.back();
    waiting.pop_back();
    Loaded& known = loaded_[static_cast<std::size_t>(at)];
    if (known <= now) continue;
    known = now;
    for (const FileId next : imports_[static_cast<std::size_t>(at)]) waiting.push_back(next);
  }
}

}  // namespace facts::code
