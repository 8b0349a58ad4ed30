// The first byte chooses the goal, the rest is source. Whatever the parser found must be walkable:
// children inside the source, names in the pool, errors with a place; what it accepted must be
// writable as JSON, and as text that parses to what prints the same. The tokens of the text lie in
// order.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "js/estree_json.h"
#include "js/parse.h"
#include "js/print.h"
#include "js/tokenize.h"
#include "js/tree.h"

namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

void CheckTree(const js::Module& module, std::size_t size) {
  const js::Tree& tree = *module.tree;
  std::size_t entered = 0;
  std::size_t reachable = 1;  // the program, and whatever is a child
  js::Walk(tree, module.program, [&](js::NodeId id) {
    const js::Node& node = tree[id];
    Require(node.begin <= node.end() && node.end() <= size);
    if (const auto* name = tree.If<js::Identifier>(id)) static_cast<void>(tree.Text(name->name));
    js::ForEachChild(tree, node, [&](js::NodeId) { ++reachable; });
    ++entered;
    return true;
  });
  Require(entered == reachable);
  for (const js::Comment& comment : module.comments) Require(comment.span.end <= size);
  for (const js::SyntaxError& error : module.errors) Require(error.span.begin <= size);
}

void CheckScopes(const js::Module& module) {
  const auto bindings = module.scopes->bindings();
  for (std::size_t i = 1; i < bindings.size(); ++i) {
    for (const js::NodeId mention : module.scopes->Mentions(static_cast<js::BindingId>(i)))
      Require(module.tree->As<js::Identifier>(mention).name == bindings[i].name);
  }
}

void CheckTokens(std::string_view source) {
  std::size_t end = 0;
  for (const js::TokenAt& token : js::Tokenize(source)) {
    Require(token.span.begin >= end && token.span.end <= source.size());
    end = token.span.end;
  }
}

void CheckPrint(const js::Module& module) {
  const std::string text = js::Print(module);
  js::Scratch scratch;
  const js::Module again = js::Parse(text, {.goal = module.goal}, scratch);
  Require(again.ok() && js::Print(again) == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr js::Goal kGoals[] = {js::Goal::kDetect,   js::Goal::kScript,      js::Goal::kModule,
                                 js::Goal::kCommonJs, js::Goal::kJsx,         js::Goal::kTypeScript,
                                 js::Goal::kTsx,      js::Goal::kDeclarations};
  const js::Goal goal = kGoals[data[0] % 8U];
  const std::string_view source(reinterpret_cast<const char*>(data) + 1, size - 1);
  js::Scratch scratch;
  const js::Module module = js::Parse(source, {.goal = goal}, scratch);
  CheckTree(module, source.size());
  CheckScopes(module);
  CheckTokens(source);
  if (module.ok()) {
    CheckPrint(module);
    const bool typescript = data[0] % 8U >= 5;
    const std::string json = js::EstreeJson(
        module, typescript ? js::EstreeDialect::kTypeScript : js::EstreeDialect::kAcorn);
    Require(json.size() > 2 && json.front() == '{' && json.back() == '}');
  }
  return 0;
}
