// What functions are handed by code that is not the package's: a function that stands in for one of
// the platform, a handler of requests, a wallet made of a seed.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "facts/code/flow_search.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

namespace {

/// True for the name of what a wallet or an account can be taken over with.
bool IsKeyName(std::string_view name) {
  std::string plain = ToLower(name);
  plain.erase(std::remove_if(plain.begin(), plain.end(), [](char c) { return c == '_'; }),
              plain.end());
  static constexpr auto kParts = std::to_array<std::string_view>(
      {"mnemonic", "privatekey", "recoveryphrase", "secretkey", "seedphrase"});
  return plain == "seed" || std::any_of(kParts.begin(), kParts.end(), [&](std::string_view part) {
           return plain.find(part) != std::string::npos;
         });
}

/// True for what a handler of requests knows of a visitor.
bool IsOfVisitor(std::string_view name) {
  return name == "body" || name == "cookies" || name == "headers" || name == "rawBody" ||
         name == "session";
}

/// True for a function that has a name which nothing mentions.
bool IsUnused(const CodeFile& file, NodeId function) {
  const js::Tree& tree = file.tree();
  const NodeId up = file.ParentOf(function);
  const bool exported =
      tree.KindOf(up) == Kind::kExportDefaultDeclaration ||
      tree.KindOf(up) == Kind::kExportNamedDeclaration ||
      tree.KindOf(file.ParentOf(file.ParentOf(up))) == Kind::kExportNamedDeclaration;
  if (exported) return false;
  NodeId name = PartsOf(tree, function).id;
  if (const auto* declarator = tree.If<js::VariableDeclarator>(up)) name = declarator->id;
  const auto* const identifier = tree.If<js::Identifier>(name);
  return identifier != nullptr && identifier->binding != js::BindingId::kNone &&
         file.scopes().Mentions(identifier->binding).size() <= 1;
}

/// Where an object literal or function is put: the left side of the assignment, or kNone.
NodeId TargetOf(const CodeFile& file, NodeId value) {
  const js::Tree& tree = file.tree();
  NodeId at = value;
  NodeId up = file.ParentOf(at);
  if (tree.KindOf(up) == Kind::kProperty) {
    at = file.ParentOf(up);
    up = file.ParentOf(at);
  }
  const auto* const assignment = tree.If<js::AssignmentExpression>(up);
  return assignment != nullptr && assignment->right == at ? assignment->left : NodeId::kNone;
}

}  // namespace

/// `new Proxy(x, { get(target, name) {..} })`: the first parameter of each handler is x. False when
/// the function is no such handler.
bool Flows::Search::ExpandHandler(FileId id, NodeId function, std::uint32_t index) {
  const CodeFile& file = resolver_.package()[id];
  const js::Tree& tree = file.tree();
  const NodeId property = file.ParentOf(function);
  if (tree.KindOf(property) != Kind::kProperty) return false;
  const NodeId handler = file.ParentOf(property);
  const NodeId node = file.ParentOf(handler);
  const Call* const call = CallOf(tree, node) ? calls_.Find(id, node) : nullptr;
  const bool proxy = call != nullptr && call->callee.kind == Meaning::Kind::kApi &&
                     ApiOf(call->callee.api).does == Does::kProxy && call->Argument(1) == handler;
  if (proxy && index == 0) Push(id, call->Argument(0), "seen by a proxy");
  return proxy;
}

/// A function that is put in the place of one of the platform, or of a module that was loaded under
/// a name only a run could tell: the application hands it what it does not mean for the package.
void Flows::Search::FindIntercepted(FileId id, NodeId function) {
  const CodeFile& file = resolver_.package()[id];
  const js::Tree& tree = file.tree();
  const NodeId target = TargetOf(file, function);
  const auto* const member = tree.If<js::MemberExpression>(target);
  if (member == nullptr) return;
  const auto is_loader = [&](NodeId node) {
    const Meaning meaning = resolver_.Resolve({id, node});
    return meaning.kind == Meaning::Kind::kApi && ApiOf(meaning.api).does == Does::kLoader;
  };
  // Module._load(name).request = ..
  const auto is_loaded = [&](NodeId node) {
    node = Bare(tree, node);
    if (const auto* name = tree.If<js::Identifier>(node);
        name != nullptr && name->binding != js::BindingId::kNone) {
      const std::span<const Definition> definitions = resolver_.Definitions(id, name->binding);
      if (definitions.size() != 1 || definitions[0].kind != Definition::Kind::kValue) return false;
      node = Bare(tree, definitions[0].value);
    }
    const Call* const call = CallOf(tree, node) ? calls_.Find(id, node) : nullptr;
    return call != nullptr && call->callee.kind == Meaning::Kind::kApi &&
           ApiOf(call->callee.api).does == Does::kRequire && !resolver_.Resolve({id, node}).known();
  };
  const Meaning meaning = resolver_.Resolve({id, target});
  if (meaning.kind == Meaning::Kind::kApi)
    return Found(SourceLabel::kIntercepted, std::string(ApiOf(meaning.api).path), "");
  // Inside of a function that is put in the loader's place itself.
  const NodeId around = file.functions()[static_cast<std::size_t>(file.OwnerOf(target))].node;
  const NodeId place = TargetOf(file, around);
  const bool hooked =
      place != NodeId::kNone && resolver_.Resolve({id, place}).kind == Meaning::Kind::kApi;
  if (hooked && is_loaded(member->object))
    return Found(SourceLabel::kIntercepted, "a module that others load", "");
  const auto* const inner = tree.If<js::MemberExpression>(Bare(tree, member->object));
  if (inner != nullptr && is_loader(inner->object))
    Found(SourceLabel::kIntercepted, "a module that others load", "");
}

/// A parameter by whose name, or by the name of the property it is kept under, it is the seed of a
/// wallet or a private key.
void Flows::Search::FindKeyArgument(FileId id, NodeId function, std::uint32_t index) {
  const CodeFile& file = resolver_.package()[id];
  const js::Tree& tree = file.tree();
  const auto params = tree.List(PartsOf(tree, function).params);
  const auto* const name = index < params.size() ? tree.If<js::Identifier>(params[index]) : nullptr;
  if (name == nullptr || name->binding == js::BindingId::kNone) return;
  if (IsUnused(file, function)) return;
  // fromSecretKey(x): what it is called with first
  const NodeId up = file.ParentOf(function);
  NodeId key = NodeId::kNone;
  if (const auto* method = tree.If<js::MethodDefinition>(up)) key = method->key;
  if (const auto* property = tree.If<js::Property>(up)) key = property->key;
  const auto* const called = tree.If<js::IdentifierName>(key);
  if (called != nullptr && index == 0 && file.Text(called->name).starts_with("from") &&
      IsKeyName(file.Text(called->name)))
    return Found(SourceLabel::kKeyArgument, std::string(file.Text(called->name)), "");
  if (IsKeyName(file.Text(name->name)))
    return Found(SourceLabel::kKeyArgument, std::string(file.Text(name->name)), "");
  for (const NodeId mention : file.scopes().Mentions(name->binding)) {
    if (!resolver_.budget().Step()) return;
    const auto* const kept = tree.If<js::AssignmentExpression>(file.ParentOf(mention));
    if (kept == nullptr || kept->right != mention) continue;
    const std::string_view field = resolver_.MethodName(id, kept->left);
    if (IsKeyName(field)) return Found(SourceLabel::kKeyArgument, std::string(field), "");
  }
}

/// The request in `(request, response, next) => { ..; next(); }`, also behind an error.
bool Flows::Search::IsRequestParameter(FileId id, js::BindingId binding) {
  const CodeFile& file = resolver_.package()[id];
  const js::Tree& tree = file.tree();
  if (file.scopes()[binding].kind != js::BindingKind::kParameter) return false;
  const std::span<const Definition> definitions = resolver_.Definitions(id, binding);
  if (definitions.size() != 1 || definitions[0].kind != Definition::Kind::kParameter) return false;
  const auto params = tree.List(PartsOf(tree, definitions[0].value).params);
  constexpr std::size_t kUsual = 3;  // request, response, next
  const bool middleware = params.size() == kUsual || params.size() == kUsual + 1;
  if (!middleware || definitions[0].index + kUsual != params.size()) return false;
  const auto* const next = tree.If<js::Identifier>(params.back());
  if (next == nullptr || next->binding == js::BindingId::kNone) return false;
  const auto mentions = file.scopes().Mentions(next->binding);
  return std::any_of(mentions.begin(), mentions.end(), [&](NodeId mention) {
    const auto* const call = tree.If<js::CallExpression>(file.ParentOf(mention));
    return call != nullptr && call->callee == mention && tree.List(call->arguments).empty();
  });
}

bool Flows::Search::FindRequest(FileId id, const js::MemberExpression& member,
                                std::string_view name) {
  if (!IsOfVisitor(name)) return false;
  const js::Tree& tree = resolver_.package()[id].tree();
  const auto* const object = tree.If<js::Identifier>(Bare(tree, member.object));
  if (object == nullptr || object->binding == js::BindingId::kNone) return false;
  if (!IsRequestParameter(id, object->binding)) return false;
  Found(SourceLabel::kRequest, "request." + std::string(name), "");
  return true;
}

/// `error.response` of what was caught: the answer to a request that was made in the same `try`.
bool Flows::Search::ExpandThrown(FileId id, const js::MemberExpression& member,
                                 std::string_view name) {
  if (name != "response") return false;
  const CodeFile& file = resolver_.package()[id];
  const js::Tree& tree = file.tree();
  const auto* const error = tree.If<js::Identifier>(Bare(tree, member.object));
  if (error == nullptr || error->binding == js::BindingId::kNone) return false;
  const std::span<const Definition> definitions = resolver_.Definitions(id, error->binding);
  if (definitions.size() != 1 || definitions[0].kind != Definition::Kind::kCaught) return false;
  const auto* const attempt = tree.If<js::TryStatement>(file.ParentOf(definitions[0].value));
  if (attempt == nullptr) return false;
  const Span block = tree[attempt->block].span();
  for (const std::uint32_t at : calls_.OfApis(id)) {
    if (!resolver_.budget().Step()) break;
    const Call& call = calls_.Of(id)[at];
    const std::uint32_t begin = tree[call.node].begin;
    if (begin < block.begin || begin >= block.end) continue;
    if (ApiOf(call.callee.api).label == SourceLabel::kNetwork) Push(id, call.node, "failed");
  }
  return true;
}

}  // namespace facts::code
