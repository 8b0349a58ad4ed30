#include <algorithm>
#include <span>

#include "js/scope_builder.h"
#include "js/token.h"

namespace js {

namespace {

/// The state of the walk over the record of names and scopes; see ScopeBuilder.
struct Walker {
  /// A table entry as it was before a scope wrote over it.
  struct Hidden {
    Symbol name = Symbol::kEmpty;
    std::uint32_t binding = 0;
  };
  struct Open {
    ScopeId scope = ScopeId::kProgram;
    std::uint32_t function = 0;  ///< the scope of the function it is in
    /// The innermost function that is no arrow, counted from 1 among the open ones; 0 for none.
    std::size_t ordinary = 0;
    BindingId arguments = BindingId::kNone;  ///< that function's own, once it was mentioned
    std::size_t first_hidden = 0;
    bool dynamic = false;  ///< inside `with`, or where a sloppy direct eval may declare names
  };
  std::vector<Hidden> hidden;
  std::vector<Open> open;
};

bool IsFunctionLike(ScopeKind kind) {
  switch (kind) {
    case ScopeKind::kProgram:
    case ScopeKind::kFunction:
    case ScopeKind::kArrow:
    case ScopeKind::kField:
    case ScopeKind::kStaticBlock:
      return true;
    case ScopeKind::kBlock:
    case ScopeKind::kCatch:
    case ScopeKind::kFor:
    case ScopeKind::kSwitch:
    case ScopeKind::kClass:
    case ScopeKind::kWith:
    case ScopeKind::kModuleBlock:
    case ScopeKind::kEnum:
    case ScopeKind::kFunctionBody:
      return false;
  }
  return false;
}

}  // namespace

void ScopeBuilder::Resolve(TreeBuilder& tree) {
  Walker walk;
  auto& bindings = scopes_.bindings_;
  // What the parser is done with serves again, so that this costs no memory: `latest_` is what a
  // symbol means here, `last_binding` the scope of the function that a scope is in, and the top bit
  // of `count` says that an initialiser was seen.
  auto& meanings = latest_;
  meanings.assign(tree.tree().symbols().size(), 0);
  constexpr std::uint32_t kInitialised = 1U << 31U;

  const auto enter = [&](std::uint32_t id) {
    Scope& scope = scopes_.scopes_[id];
    const auto self = static_cast<ScopeId>(id);
    Walker::Open open{
        .scope = self, .function = id, .first_hidden = walk.hidden.size(), .dynamic = false};
    if (!walk.open.empty()) {
      scope.parent = walk.open.back().scope;
      scope.strict |= scopes_.scopes_[static_cast<std::uint32_t>(scope.parent)].strict;
      open.dynamic = walk.open.back().dynamic;
      open.ordinary = walk.open.back().ordinary;
      if (!IsFunctionLike(scope.kind)) open.function = walk.open.back().function;
    }
    open.dynamic |= scope.kind == ScopeKind::kWith || (scope.direct_eval && !scope.strict);
    scope.last_binding = open.function;
    if (scope.kind == ScopeKind::kFunction) {
      open.ordinary = walk.open.size() + 1;
      std::uint32_t& meaning = meanings[static_cast<std::uint32_t>(names::kArguments)];
      if (meaning != 0) {
        walk.hidden.push_back({.name = names::kArguments, .binding = meaning});
        meaning = 0;
      }
    }
    walk.open.push_back(open);
    for (std::uint32_t at = scope.next_binding; at != 0; at = bindings[at].first) {
      // A function's `arguments` lies inside of its own name.
      if (bindings[at].kind == BindingKind::kFunctionName && bindings[at].name == names::kArguments)
        continue;
      std::uint32_t& meaning = meanings[static_cast<std::uint32_t>(bindings[at].name)];
      walk.hidden.push_back({.name = bindings[at].name, .binding = meaning});
      meaning = at;
    }
  };
  const auto leave = [&] {
    const Walker::Open open = walk.open.back();
    walk.open.pop_back();
    const Scope& scope = scopes_.scopes_[static_cast<std::uint32_t>(open.scope)];
    if (scope.direct_eval && !walk.open.empty()) {
      scopes_.scopes_[static_cast<std::uint32_t>(scope.parent)].direct_eval = true;
    }
    while (walk.hidden.size() > open.first_hidden) {
      const Walker::Hidden& last = walk.hidden.back();
      meanings[static_cast<std::uint32_t>(last.name)] = last.binding;
      walk.hidden.pop_back();
    }
  };
  const auto implicit_arguments = [&] {
    const std::size_t ordinary = walk.open.back().ordinary;
    if (ordinary == 0) return BindingId::kNone;
    Walker::Open& function = walk.open[ordinary - 1];
    if (function.arguments == BindingId::kNone) {
      function.arguments = static_cast<BindingId>(bindings.size());
      bindings.push_back(
          {.name = names::kArguments, .scope = function.scope, .kind = BindingKind::kArguments});
    }
    return function.arguments;
  };
  const auto define = [](Binding& binding) {
    binding.definitions = static_cast<std::uint8_t>(std::min(binding.definitions + 1, 2));
  };
  // False for a name that has no binding, or is no name any more.
  const auto mention = [&](std::uint32_t event) {
    auto& name = tree.As<Identifier>(static_cast<NodeId>(event));
    if (name.kind != Kind::kIdentifier && name.kind != Kind::kJSXIdentifier) return false;
    if (name.Has(Node::kDeclares)) {
      Binding& binding = bindings[static_cast<std::uint32_t>(name.binding)];
      define(binding);
      if (name.Has(Node::kWrites)) {
        binding.reassigned |= (binding.count & kInitialised) != 0;
        binding.count |= kInitialised;
      }
      ++binding.count;
      return name.binding != BindingId::kNone;
    }
    name.binding = static_cast<BindingId>(meanings[static_cast<std::uint32_t>(name.name)]);
    if (name.binding == BindingId::kNone && name.name == names::kArguments)
      name.binding = implicit_arguments();
    const Walker::Open& here = walk.open.back();
    if (here.dynamic) name.flags |= Node::kDynamic;
    if (name.binding == BindingId::kNone) {
      scopes_.globals_.push_back(static_cast<NodeId>(event));
      return false;
    }
    Binding& binding = bindings[static_cast<std::uint32_t>(name.binding)];
    ++binding.count;
    if (name.Has(Node::kWrites)) {
      define(binding);
      binding.reassigned = true;
    }
    if (here.dynamic) binding.dynamic = true;
    if (scopes_[binding.scope].last_binding != here.function) binding.captured = true;
    return true;
  };

  // The record shrinks to the mentions that have a binding, over what was read of it.
  std::size_t bound = 0;
  for (const std::uint32_t event : events_) {
    if ((event & (kEnter | kLeave)) == 0) {
      if (event != kNothing && mention(event)) events_[bound++] = event;
    } else if ((event & kEnter) != 0) {
      enter(event & ~kEnter);
    } else {
      leave();
    }
  }

  // Then the mentions of each binding side by side: counted above, placed here.
  std::uint32_t total = 0;
  for (Binding& binding : bindings) {
    if (scopes_.scopes_[static_cast<std::uint32_t>(binding.scope)].direct_eval)
      binding.dynamic = true;
    binding.first = total;
    total += binding.count & ~kInitialised;
    binding.count = 0;
  }
  bindings[0] = {};
  scopes_.mentions_.resize(total);
  for (const std::uint32_t event : std::span(events_).first(bound)) {
    const auto& name = tree.As<Identifier>(static_cast<NodeId>(event));
    Binding& binding = bindings[static_cast<std::uint32_t>(name.binding)];
    scopes_.mentions_[binding.first + binding.count++] = static_cast<NodeId>(event);
  }
}

}  // namespace js
