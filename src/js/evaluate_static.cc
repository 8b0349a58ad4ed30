// Variables outside any call the interpreter has made: what they were made with, what on-the-spot
// calls did to them, and what the statements before a place made of them.
#include <algorithm>
#include <queue>

#include "base/limits.h"
#include "js/evaluate_machine.h"

namespace js::eval {

bool IsGlobalValue(std::string_view name) {
  return name == "undefined" || name == "NaN" || name == "Infinity" || name == "window" ||
         name == "global" || name == "self";
}

Flow Machine::LookUp(const Identifier& name, NodeId at, Frame* frame, Val& out) {
  if (name.Has(Node::kDynamic) && with_) return Flow::kUnknown;
  const bool global = name.binding == BindingId::kNone;
  const Cell* const cell = global ? nullptr : FindCell(name.binding, frame);
  if (cell != nullptr) {
    out = cell->value;
    if (out.Is(Val::Tag::kHole)) return Throw();
    return out.Is(Val::Tag::kUnknown) ? Flow::kUnknown : Flow::kNormal;
  }
  const bool arguments = global ? frame != nullptr && tree_.Text(name.name) == "arguments"
                                : scopes_[name.binding].kind == BindingKind::kArguments;
  if (arguments) {
    if (frame == nullptr || !frame->called) return Flow::kUnknown;
    return NewArray({frame->arguments.begin(), frame->arguments.end()}, out);
  }
  if (global) return LookUpGlobal(name, out);
  return LookUpStatic(name.binding, at, out);
}

Flow Machine::LookUpGlobal(const Identifier& name, Val& out) {
  const std::string_view text = tree_.Text(name.name);
  if (text == "undefined") {
    out = Val();
    return Flow::kNormal;
  }
  if (text == "NaN" || text == "Infinity") {
    out = Val::Num(TextNumber(text == "NaN" ? u"x" : u"Infinity"));
    return Flow::kNormal;
  }
  if (IsGlobalValue(text)) {
    out = Val::Native(Builtin::kGlobalThis);
    return Flow::kNormal;
  }
  if (text.find_first_of(".#") != std::string_view::npos) return Flow::kUnknown;
  const Builtin builtin = FindBuiltin(text);
  if (builtin == Builtin::kNone) return Flow::kUnknown;
  out = Val::Native(builtin);
  return Flow::kNormal;
}

/// True for a function all of whose writes are in its own body.
bool Machine::ReplacesItself(BindingId binding) {
  std::optional<bool>& known = statics_[static_cast<std::uint32_t>(binding)].replaces_itself;
  if (known) return *known;
  const Definition& definition = index_[binding].definition;
  if (!PartsOf(tree_, definition.node).is_function) return *(known = false);
  const Node& function = tree_[definition.node];
  known = std::ranges::all_of(scopes_.Mentions(binding), [&](NodeId mention) {
    const Node& node = tree_[mention];
    const bool writes = node.Has(Node::kWrites) && !node.Has(Node::kDeclares);
    return !writes || (node.begin >= function.begin && node.end() <= function.end());
  });
  return *known;
}

/// True when a function that replaces itself is handed to a call on the spot: the list of texts,
/// and what rotates it.
bool Machine::IsShuffled() {
  const auto bindings = scopes_.bindings();
  for (std::size_t i = 1; i < bindings.size(); ++i) {
    const auto id = static_cast<BindingId>(i);
    if (bindings[i].reassigned && !index_.Preludes(id).empty() && ReplacesItself(id)) return true;
  }
  return false;
}

Flow Machine::LookUpStatic(BindingId binding, NodeId at, Val& out) {
  Static& there = statics_[static_cast<std::uint32_t>(binding)];
  if (scopes_[binding].dynamic && with_) return Flow::kUnknown;
  switch (there.state) {
    case Static::State::kReady:
      out = there.cell.value;
      return Flow::kNormal;
    case Static::State::kBusy:
    case Static::State::kUnknown:
      return Flow::kUnknown;
    case Static::State::kNew:
      break;
  }
  const bool function = PartsOf(tree_, index_[binding].definition.node).is_function;
  const bool changes = (scopes_[binding].reassigned && !ReplacesItself(binding)) ||
                       (index_[binding].mutated && !function);
  if (changes) return Slice(binding, at, out);
  there.state = Static::State::kBusy;
  const Flow flow = MakeStatic(binding, out);
  if (flow != Flow::kNormal) {
    if (there.state == Static::State::kBusy) there.state = Static::State::kUnknown;
    return flow;
  }
  out = there.cell.value;
  return Flow::kNormal;
}

Flow Machine::MakeStatic(BindingId binding, Val& out) {
  Static& there = statics_[static_cast<std::uint32_t>(binding)];
  const BindingInfo& info = index_[binding];
  Flow flow = Flow::kUnknown;
  switch (info.definition.kind) {
    case Definition::Kind::kNone:
      return Flow::kUnknown;
    case Definition::Kind::kAbsent:
      out = Val();
      flow = Flow::kNormal;
      break;
    case Definition::Kind::kExpression:
      flow = Eval(info.definition.node, nullptr, out);
      break;
    case Definition::Kind::kFunction:
      flow = MakeFunction(info.definition.node, nullptr, out);
      break;
    case Definition::Kind::kPattern: {
      const auto& declarator = tree_.As<VariableDeclarator>(info.definition.node);
      if (declarator.init == NodeId::kNone) return Flow::kUnknown;  // of a for-of
      Frame* const frame =
          heap_.NewFrame(info.owner, nullptr, index_.Function(info.owner).locals.size());
      Val value;
      if (frame == nullptr) return Flow::kUnknown;
      flow = Eval(declarator.init, nullptr, value);
      if (flow == Flow::kNormal) flow = Bind(declarator.id, value, frame);
      if (flow != Flow::kNormal) return flow;
      const Cell* const cell = frame->cells[info.slot];
      if (cell == nullptr || cell->value.Is(Val::Tag::kUnknown)) return Flow::kUnknown;
      out = cell->value;
      break;
    }
  }
  if (flow != Flow::kNormal) return flow;
  there.cell.value = out;
  there.state = Static::State::kReady;
  return RunPreludes(binding, out);
}

/// Carries out the calls on the spot that are handed the variable. One that cannot be carried out
/// makes the variable unknown only if it had changed something by then.
Flow Machine::RunPreludes(BindingId binding, const Val& value) {
  if (!value.IsObject()) return Flow::kNormal;
  for (const NodeId call : index_.Preludes(binding)) {
    const std::uint32_t mark = old_mark_;
    const std::uint64_t writes = old_writes_;
    old_mark_ = heap_.objects();
    Val ignored;
    const Flow flow = Eval(call, nullptr, ignored);
    old_mark_ = mark;
    const bool wrote = old_writes_ != writes;
    old_writes_ = writes;
    if (flow != Flow::kNormal && (wrote || exhausted())) {
      statics_[static_cast<std::uint32_t>(binding)].state = Static::State::kUnknown;
      return Flow::kUnknown;
    }
  }
  return Flow::kNormal;
}

bool Machine::Touches(NodeId statement, const std::vector<bool>& wanted) {
  bool touches = false;
  const auto is_wanted = [&](NodeId expression) {
    const BindingId root = RootOf(tree_, expression);
    return root != BindingId::kNone && wanted[static_cast<std::uint32_t>(root)];
  };
  Walk(tree_, statement, [&](NodeId id) {
    if (touches || !Step()) return false;
    if (const auto* name = tree_.If<Identifier>(id)) {
      const bool writes = name->Has(Node::kWrites) || name->Has(Node::kDeclares);
      touches = writes && name->binding != BindingId::kNone &&
                wanted[static_cast<std::uint32_t>(name->binding)];
    } else if (const auto* assignment = tree_.If<AssignmentExpression>(id)) {
      touches = is_wanted(assignment->left);
    } else if (const auto* update = tree_.If<UpdateExpression>(id)) {
      touches = is_wanted(update->argument);
    } else if (const auto* call = tree_.If<CallExpression>(id)) {
      const auto* const member = tree_.If<MemberExpression>(call->callee);
      touches = member != nullptr && is_wanted(member->object) &&
                IsMutator(tree_.Text(WrittenName(tree_, *member)));
    }
    return !touches;
  });
  return touches;
}

namespace {

/// The statements of a list that mention variables, the last first, each once: what touches a
/// variable mentions it, so the others need not be looked through.
class Mentioning {
 public:
  /// `statements` are in source order.
  Mentioning(const Tree& tree, std::span<const NodeId> statements)
      : tree_(tree), statements_(statements) {}

  /// Adds those before the one that Next gave last.
  void Add(std::span<const NodeId> mentions) {
    std::size_t last = statements_.size();
    for (const NodeId mention : mentions) {
      const std::uint32_t at = tree_[mention].begin;
      const auto after =
          std::ranges::upper_bound(statements_, at, {}, [&](NodeId id) { return tree_[id].begin; });
      if (after == statements_.begin()) continue;
      const auto index = static_cast<std::size_t>(after - statements_.begin()) - 1;
      if (index == last || at >= tree_[statements_[index]].end()) continue;
      last = index;
      waiting_.push(index);
    }
  }
  /// kNone when there are no more.
  NodeId Next() {
    while (!waiting_.empty()) {
      const std::size_t index = waiting_.top();
      waiting_.pop();
      if (index >= statements_.size()) continue;
      const NodeId statement = statements_[index];
      statements_ = statements_.first(index);
      return statement;
    }
    return NodeId::kNone;
  }

 private:
  const Tree& tree_;
  std::span<const NodeId> statements_;  ///< not given yet
  std::priority_queue<std::size_t> waiting_;
};

}  // namespace

/// In their order, those of `statements` that the value of the variable after them depends on.
std::vector<NodeId> Machine::StatementsFor(BindingId binding, std::span<const NodeId> statements,
                                           std::vector<bool>& wanted) {
  const NodeId owner = index_[binding].owner;
  Mentioning mentioning(tree_, statements);
  const auto add = [&](BindingId id) {
    const auto mentions = scopes_.Mentions(id);
    if (Step(mentions.size())) mentioning.Add(mentions);
  };
  add(binding);
  std::vector<NodeId> chosen;
  for (NodeId statement = mentioning.Next(); statement != NodeId::kNone;
       statement = mentioning.Next()) {
    if (tree_.KindOf(statement) == Kind::kFunctionDeclaration || !Touches(statement, wanted))
      continue;
    chosen.push_back(statement);
    Walk(tree_, statement, [&](NodeId id) {
      const auto* const name = tree_.If<Identifier>(id);
      if (name != nullptr && name->binding != BindingId::kNone &&
          index_[name->binding].owner == owner) {
        auto is_wanted = wanted[static_cast<std::uint32_t>(name->binding)];
        if (!is_wanted) add(name->binding);
        is_wanted = true;
      }
      return Step();
    });
  }
  std::ranges::reverse(chosen);
  return chosen;
}

/// The value of a variable that is written to: carries out, in a frame of its own, those of the
/// statements around its declaration and before the place of use that it depends on. A use inside
/// another function comes after all of them.
Flow Machine::Slice(BindingId binding, NodeId at, Val& out) {
  const BindingInfo& info = index_[binding];
  if (info.list == NodeId::kNone || info.foreign_writes || slices_ >= limits::kEvaluateSlices) {
    return Flow::kUnknown;  // a write from another function may happen at any time
  }
  std::vector<NodeId> statements;
  ForEachChild(tree_, tree_[info.list], [&](NodeId id) { statements.push_back(id); });
  const std::uint32_t place = tree_[at].begin;
  std::size_t end = 0;
  while (end < statements.size() && tree_[statements[end]].end() <= place) ++end;
  std::vector<bool> wanted(scopes_.bindings().size());
  wanted[static_cast<std::uint32_t>(binding)] = true;
  if (end < statements.size() && tree_[statements[end]].begin <= place) {
    const Kind kind = tree_.KindOf(statements[end]);
    const bool straight = kind == Kind::kExpressionStatement ||
                          kind == Kind::kVariableDeclaration || kind == Kind::kReturnStatement;
    if (!straight && Touches(statements[end], wanted)) return Flow::kUnknown;
  }
  const std::vector<NodeId> chosen =
      StatementsFor(binding, std::span(statements).first(end), wanted);
  Frame* const frame =
      heap_.NewFrame(info.owner, nullptr, index_.Function(info.owner).locals.size());
  if (frame == nullptr || exhausted()) return Flow::kUnknown;
  ++slices_;
  Flow flow = Flow::kNormal;
  for (std::size_t i = 0; i < chosen.size() && flow == Flow::kNormal; ++i)
    flow = Exec(chosen[i], frame);
  --slices_;
  if (flow != Flow::kNormal) return Flow::kUnknown;
  const Cell* const cell = frame->cells[info.slot];
  if (cell == nullptr || cell->value.Is(Val::Tag::kHole)) return Flow::kUnknown;
  out = cell->value;
  return out.Is(Val::Tag::kUnknown) ? Flow::kUnknown : Flow::kNormal;
}

}  // namespace js::eval
