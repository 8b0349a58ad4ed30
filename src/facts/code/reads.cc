#include "facts/code/reads.h"

#include <algorithm>

namespace facts::code {

using js::NodeId;

namespace {

/// False for what is never read, and for functions and classes that nothing is written to.
bool MayHoldEnvironment(const js::Tree& tree, const js::Scopes& scopes, js::BindingId id) {
  const js::Binding& binding = scopes[id];
  switch (binding.kind) {
    case js::BindingKind::kFunction:
    case js::BindingKind::kClass:
    case js::BindingKind::kFunctionName:
    case js::BindingKind::kClassName:
    case js::BindingKind::kCatch:
    case js::BindingKind::kEnum:
    case js::BindingKind::kType:
      if (!binding.reassigned) return false;
      break;
    default:  // may be given any value
      break;
  }
  constexpr unsigned kCounted = 2;  // or more: Binding::definitions counts no further
  if (binding.definitions < kCounted) return binding.count > binding.definitions;
  const auto mentions = scopes.Mentions(id);
  return std::any_of(mentions.begin(), mentions.end(), [&](NodeId mention) {
    return !tree[mention].Has(js::Node::kDeclares) && !tree[mention].Has(js::Node::kWrites);
  });
}

/// True when the text of `word` is a name in the file.
bool Names(const CodeFile& file, WordId word) {
  const std::size_t symbols = file.tree().symbols().size();
  for (std::size_t i = 1; i < symbols; ++i) {
    if (file.Word(static_cast<Symbol>(i)) == word) return true;
  }
  return false;
}

/// True when what the call calls is written where it is called, in no other form.
bool IsPlain(const js::Tree& tree, const Call& call) {
  const auto parts = CallOf(tree, call.node);
  return parts && parts->callee == call.target;
}

}  // namespace

void Reads::LookUp(FileId id, const Calls& calls, Resolver& resolver) {
  if (!package_[id].walked() || !package_[id].interesting()) return;
  LookUpMembers(id, calls.Of(id), resolver);
  LookUpEnvironments(id, resolver);
}

void Reads::LookUpMembers(FileId id, std::span<const Call> calls, Resolver& resolver) {
  const CodeFile& file = package_[id];
  const js::Tree& tree = file.tree();
  std::vector<ApiMember>& found = members_[static_cast<std::size_t>(id)];
  // Both lists are in the order of the walk, so what is called is met in one pass through both, and
  // known.
  auto call = calls.begin();
  const auto is_spot = [&](NodeId node) {
    const auto* const member = tree.If<js::MemberExpression>(node);
    const auto* const name =
        member == nullptr ? nullptr : tree.If<js::IdentifierName>(member->property);
    return member != nullptr && (name == nullptr || file.Word(name->name) != WordId::kNone);
  };
  const auto skip = [&] {
    while (call != calls.end() && !(is_spot(call->target) && IsPlain(tree, *call))) ++call;
  };
  skip();
  for (const Spot& spot : file.spots().members) {
    Meaning meaning;
    if (call != calls.end() && call->target == spot.node) {
      meaning = call->callee;
      ++call;
      skip();
    } else {
      meaning = resolver.Resolve({id, spot.node});
    }
    if (meaning.kind == Meaning::Kind::kApi) found.push_back({.spot = spot, .api = meaning.api});
  }
}

void Reads::LookUpEnvironments(FileId id, Resolver& resolver) {
  static const WordId kEnv = FindWord("env");
  const CodeFile& file = package_[id];
  if (!Names(file, kEnv)) return;
  const std::size_t bindings = file.scopes().bindings().size();
  for (std::size_t i = 1; i < bindings; ++i) {
    const auto binding = static_cast<js::BindingId>(i);
    if (!MayHoldEnvironment(file.tree(), file.scopes(), binding)) continue;
    const Meaning meaning = resolver.ResolveBinding(id, binding);
    if (meaning.kind == Meaning::Kind::kApi && ApiOf(meaning.api).does == Does::kEnvironment)
      environments_[static_cast<std::size_t>(id)].push_back(binding);
  }
}

}  // namespace facts::code
