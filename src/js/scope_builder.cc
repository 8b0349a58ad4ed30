#include "js/scope_builder.h"

#include "base/check.h"

namespace js {

void ScopeBuilder::Start() {
  events_.clear();
  frames_.clear();
  live_.assign(1, {});
  latest_.clear();
  merging_ = false;
  scopes_.bindings_.assign(1, {});
  scopes_.scopes_.clear();
  scopes_.mentions_.clear();
  scopes_.globals_.clear();
}

void ScopeBuilder::Enter(ScopeKind kind, Level level) {
  EnterAt(Hole(), kind, level);
}

void ScopeBuilder::EnterAt(std::uint32_t event, ScopeKind kind, Level level) {
  const auto scope = static_cast<std::uint32_t>(scopes_.scopes_.size());
  events_[event] = kEnter | scope;
  const auto frame = static_cast<std::uint32_t>(frames_.size());
  const bool holds_vars = level == Level::kVarScope || level == Level::kFunctionsAsVar;
  frames_.push_back({.scope = static_cast<ScopeId>(scope),
                     .level = level,
                     .var_frame = holds_vars || frame == 0 ? frame : frames_.back().var_frame,
                     .first_live = static_cast<std::uint32_t>(live_.size())});
  scopes_.scopes_.push_back({.kind = kind});
}

void ScopeBuilder::EnterBodyAt(std::uint32_t event) {
  EnterAt(event, ScopeKind::kFunctionBody, Level::kFunctionsAsVar);
  frames_.back().after_parameters = true;
}

std::uint32_t ScopeBuilder::HoleBefore(std::uint32_t count) {
  const auto at = events_.size() - count;
  events_.insert(events_.begin() + static_cast<std::ptrdiff_t>(at), kNothing);
  return static_cast<std::uint32_t>(at);
}

void ScopeBuilder::Leave() {
  events_.push_back(kLeave);
  const Frame frame = frames_.back();
  const auto index = static_cast<std::uint32_t>(frames_.size() - 1);
  const bool pass_vars_on = frame.var_frame != index;
  moved_.clear();
  while (live_.size() > frame.first_live) {
    const Live& last = live_.back();
    latest_[static_cast<std::uint32_t>(last.name)] = last.before;
    if (pass_vars_on && last.rule == Rule::kVar) moved_.push_back(last);
    live_.pop_back();
  }
  frames_.pop_back();
  // A var also bars later lexical declarations from the scopes between it and its function.
  for (auto var = moved_.rbegin(); var != moved_.rend(); ++var) {
    const std::uint32_t latest = Latest(var->name);
    const bool known =
        latest != 0 && live_[latest].frame == index - 1 && live_[latest].rule == Rule::kVar;
    if (!known) Push(var->name, index - 1, var->binding, Rule::kVar);
  }
}

std::uint32_t& ScopeBuilder::Latest(Symbol name) {
  const auto at = static_cast<std::uint32_t>(name);
  if (at >= latest_.size()) latest_.resize(at + at / 2 + 64);
  return latest_[at];
}

void ScopeBuilder::Push(Symbol name, std::uint32_t frame, BindingId binding, Rule rule) {
  std::uint32_t& latest = Latest(name);
  live_.push_back(
      {.name = name, .frame = frame, .before = latest, .binding = binding, .rule = rule});
  latest = static_cast<std::uint32_t>(live_.size() - 1);
}

BindingId ScopeBuilder::NewBinding(Symbol name, NodeId identifier, ScopeId scope,
                                   BindingKind kind) {
  // Until Resolve counts mentions, `first` chains the bindings of a scope.
  const auto id = static_cast<std::uint32_t>(scopes_.bindings_.size());
  Scope& owner = scopes_.scopes_[static_cast<std::uint32_t>(scope)];
  if (owner.last_binding == 0) {
    owner.next_binding = id;
  } else {
    scopes_.bindings_[owner.last_binding].first = id;
  }
  owner.last_binding = id;
  scopes_.bindings_.push_back(
      {.name = name, .declaration = identifier, .scope = scope, .kind = kind});
  return static_cast<BindingId>(id);
}

bool ScopeBuilder::IsParameterOfBody(Symbol name, std::uint32_t frame) const {
  const auto at = static_cast<std::uint32_t>(name);
  if (!frames_[frame].after_parameters || at >= latest_.size()) return false;
  std::uint32_t live = latest_[at];
  while (live != 0 && live_[live].frame >= frame) live = live_[live].before;
  return live != 0 && live_[live].frame == frame - 1 && live_[live].rule == Rule::kParameter;
}

ScopeBuilder::Verdict ScopeBuilder::Judge(Symbol name, Rule rule) {
  const auto top = static_cast<std::uint32_t>(frames_.size() - 1);
  const std::uint32_t outermost = rule == Rule::kVar ? frames_[top].var_frame : top;
  Verdict verdict;
  verdict.clashes = rule == Rule::kLexical && IsParameterOfBody(name, top);
  for (std::uint32_t at = Latest(name); at != 0 && live_[at].frame >= outermost;
       at = live_[at].before) {
    const Live& other = live_[at];
    const bool as_var = frames_[other.frame].level == Level::kFunctionsAsVar;
    bool same = false;
    switch (rule) {
      case Rule::kVar:
        verdict.clashes |=
            other.rule == Rule::kLexical || (other.rule == Rule::kFunction && !as_var);
        same = other.rule == Rule::kVar || other.rule == Rule::kParameter ||
               (other.rule == Rule::kFunction && as_var);
        break;
      case Rule::kLexical:
        verdict.clashes = true;
        break;
      case Rule::kFunction:
        verdict.clashes |=
            other.rule == Rule::kLexical || other.rule == Rule::kSimpleCatch ||
            (!as_var && (other.rule == Rule::kVar || other.rule == Rule::kParameter));
        same = as_var || other.rule == Rule::kFunction;
        break;
      case Rule::kSimpleCatch:
        break;
      case Rule::kParameter:
        verdict.clashes = true;
        same = true;
        break;
    }
    if (same || merging_) verdict.same = other.binding;
    if (merging_ && rule != Rule::kVar) break;
  }
  return verdict;
}

bool ScopeBuilder::Declare(TreeBuilder& tree, NodeId identifier, BindingKind kind, Rule rule) {
  const Symbol name = tree.As<Identifier>(identifier).name;
  const auto top = static_cast<std::uint32_t>(frames_.size() - 1);
  const Verdict verdict = Judge(name, rule);
  BindingId binding = verdict.same;
  const Frame& frame = frames_[top];
  if (binding == BindingId::kNone) {
    const ScopeId scope = rule == Rule::kVar ? frames_[frame.var_frame].scope : frame.scope;
    binding = NewBinding(name, identifier, scope, kind);
  } else if (kind == BindingKind::kFunction || kind == BindingKind::kClass ||
             kind == BindingKind::kEnum) {
    scopes_.bindings_[static_cast<std::uint32_t>(binding)].kind = kind;
  }
  const std::uint32_t latest = Latest(name);
  if (latest == 0 || live_[latest].frame != top || live_[latest].rule != rule)
    Push(name, top, binding, rule);
  if (rule == Rule::kFunction && frame.level != Level::kFunctionsAsVar)
    HoistAnnexB(name, identifier);
  auto& node = tree.As<Identifier>(identifier);
  node.binding = binding;
  node.flags |= Node::kDeclares;
  return merging_ || !verdict.clashes;
}

void ScopeBuilder::HoistAnnexB(Symbol name, NodeId identifier) {
  const auto top = static_cast<std::uint32_t>(frames_.size() - 1);
  const std::uint32_t var_frame = frames_[top].var_frame;
  for (std::uint32_t at = Latest(name); at != 0 && live_[at].frame >= var_frame;
       at = live_[at].before) {
    const Live& other = live_[at];
    if (other.frame == top) continue;
    const bool as_var = frames_[other.frame].level == Level::kFunctionsAsVar;
    if (other.rule == Rule::kSimpleCatch) continue;
    if (other.rule == Rule::kVar && other.frame != var_frame) continue;
    // A let or parameter in between keeps it in its block; a var or function of that name is the
    // variable already.
    if (other.rule == Rule::kVar || (other.rule == Rule::kFunction && as_var)) {
      scopes_.bindings_[static_cast<std::uint32_t>(other.binding)].reassigned = true;
    }
    return;
  }
  if (IsParameterOfBody(name, var_frame)) return;
  (void)NewBinding(name, identifier, frames_[var_frame].scope, BindingKind::kAnnexB);
}

void ScopeBuilder::DeclareQuietly(TreeBuilder& tree, NodeId identifier, BindingKind kind) {
  auto& node = tree.As<Identifier>(identifier);
  node.binding = NewBinding(node.name, identifier, frames_.back().scope, kind);
  node.flags |= Node::kDeclares;
}

bool ScopeBuilder::DeclaredAtTop(Symbol name) const {
  const auto at = static_cast<std::uint32_t>(name);
  return at < latest_.size() && latest_[at] != 0;
}

void ScopeBuilder::Return(const Mark& mark) {
  CHECK(frames_.size() == mark.frames && live_.size() == mark.live,
        "speculation leaves the scopes it entered");
  events_.resize(mark.events);
  scopes_.bindings_.resize(mark.bindings);
  scopes_.scopes_.resize(mark.scopes);
}

std::size_t ScopeBuilder::bytes() const {
  return (events_.size() + latest_.size()) * sizeof(std::uint32_t) + live_.size() * sizeof(Live) +
         scopes_.bindings_.size() * sizeof(Binding) + scopes_.scopes_.size() * sizeof(Scope) +
         (scopes_.mentions_.size() + scopes_.globals_.size()) * sizeof(NodeId);
}

}  // namespace js
