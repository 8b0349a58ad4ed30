// Parameters: what callers pass, what callbacks are called with, what comes from outside.
#include <algorithm>

#include "base/limits.h"
#include "facts/code/flow_search.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

namespace {

bool IsEventMethod(std::string_view name) {
  return name == "on" || name == "once" || name == "addListener" || name == "addEventListener" ||
         name == "prependListener";
}

/// The call that an expression is an argument of, also in the list of `Reflect.apply(f, x, [..])`;
/// kNone when it is none.
NodeId CallAround(const CodeFile& file, NodeId argument) {
  NodeId up = file.ParentOf(argument);
  if (file.tree().KindOf(up) == Kind::kArrayExpression) up = file.ParentOf(up);
  return CallOf(file.tree(), up) ? up : NodeId::kNone;
}

}  // namespace

void Flows::Search::ExpandParameter(FileId id, NodeId function, std::uint32_t index) {
  // Who calls, who is handed the function, what it is named: tables that are far apart in memory.
  constexpr std::uint64_t kLooks = 12;
  if (!resolver_.budget().Step(kLooks)) return;
  const State state = states_[now_];
  const CodeFile& file = resolver_.package()[id];
  const js::Tree& tree = file.tree();
  const Context context = contexts_[state.context];
  const NodeId up = file.ParentOf(function);
  // The class, when it is a constructor.
  Site target{id, function};
  if (const auto* method = tree.If<js::MethodDefinition>(up);
      method != nullptr && method->kind_word() == js::MemberKind::kConstructor)
    target.node = file.ParentOf(file.ParentOf(up));
  if (context.call != nullptr && context.call->callee.site == target)
    return PushIn(context.file, context.call->Argument(index), context.parent, "passed");
  for (const CallPlace& place : calls_.CallersOf(target)) {
    if (!resolver_.budget().Step()) return;
    PushIn(place.file, calls_.At(place).Argument(index), 0, "passed");
  }
  FindKeyArgument(id, function, index);
  if (const NodeId call = CallAround(file, function); call != NodeId::kNone)
    return ExpandCallback(id, call, function, index);
  if (ExpandHandler(id, function, index)) return;
  FindIntercepted(id, function);
  if (const auto* assignment = tree.If<js::AssignmentExpression>(up)) {
    // socket.onmessage = (event) => ...
    if (const auto* member = tree.If<js::MemberExpression>(assignment->left))
      Push(id, member->object, "received");
  }
  ExpandNamedCallback(id, function, index);
}

/// A function that has a name and is handed on under it.
void Flows::Search::ExpandNamedCallback(FileId id, NodeId function, std::uint32_t index) {
  const CodeFile& file = resolver_.package()[id];
  const js::Tree& tree = file.tree();
  NodeId name = PartsOf(tree, function).id;
  if (const auto* declarator = tree.If<js::VariableDeclarator>(file.ParentOf(function)))
    name = declarator->id;
  const auto* const identifier = tree.If<js::Identifier>(name);
  if (identifier == nullptr || identifier->binding == js::BindingId::kNone) return;
  for (const NodeId mention : file.scopes().Mentions(identifier->binding)) {
    if (!resolver_.budget().Step()) return;
    const NodeId call = CallAround(file, mention);
    if (call != NodeId::kNone && CallOf(tree, call)->callee != mention)
      ExpandCallback(id, call, mention, index);
  }
}

/// Parameter `index` of a function that is the argument `function` of a call.
void Flows::Search::ExpandCallback(FileId id, NodeId node, NodeId function, std::uint32_t index) {
  const CodeFile& file = resolver_.package()[id];
  const js::Tree& tree = file.tree();
  const Call* const call = calls_.Find(id, node);
  if (call == nullptr || function == CallOf(tree, node)->callee) return;
  const auto at = std::find(call->arguments.begin(), call->arguments.end(), function);
  if (at == call->arguments.end()) return;
  const auto place = static_cast<std::size_t>(at - call->arguments.begin());
  if (call->callee.kind == Meaning::Kind::kApi) {
    // What a server answers with is no source.
    if (ApiOf(call->callee.api).label == SourceLabel::kRequest && index != 0) return;
    // The source is the call itself.
    return Push(id, node, "received");
  }
  if (call->callee.kind == Meaning::Kind::kFunction) {
    const Site target = call->callee.site;
    const CodeFile& other = resolver_.package()[target.file];
    const auto params = other.tree().List(PartsOf(other.tree(), target.node).params);
    const auto* const param =
        place < params.size() ? other.tree().If<js::Identifier>(params[place]) : nullptr;
    if (param == nullptr || param->binding == js::BindingId::kNone) return;
    for (const NodeId mention : other.scopes().Mentions(param->binding)) {
      if (!resolver_.budget().Step()) return;
      const NodeId up = other.ParentOf(mention);
      const auto inner = CallOf(other.tree(), up);
      if (!inner) continue;
      if (inner->callee == mention) {
        if (index < inner->arguments.size())
          PushIn(target.file, inner->arguments[index], 0, "handed to a callback");
      } else if (states_.size() < limits::kCodeFlowStates && up != node &&
                 seen_.Insert(KeyOf(target.file, static_cast<std::uint32_t>(up)) ^ (1ULL << 63U))) {
        ExpandCallback(target.file, up, mention, index);
      }
    }
    return;
  }
  const NodeId callee = call->target;
  const std::string_view method = resolver_.MethodName(id, callee);
  if (method.empty()) return;
  Receiver(id, callee, "received");
  if (IsEventMethod(method)) ExpandEvent(id, *call, index);
}

const std::vector<std::uint32_t>& Flows::Search::EmitsOf(FileId id) {
  const auto [entry, fresh] = emits_.try_emplace(id);
  std::vector<std::uint32_t>& emits = entry->second;
  if (!fresh) return emits;
  const std::span<const Call> calls = calls_.Of(id);
  for (std::size_t i = 0; i < calls.size() && resolver_.budget().Step(); ++i) {
    if (resolver_.MethodName(id, calls[i].target) == "emit")
      emits.push_back(static_cast<std::uint32_t>(i));
  }
  return emits;
}

/// `e.on('name', (x) => ...)`: what `e.emit('name', x)` sends, anywhere in the same file.
void Flows::Search::ExpandEvent(FileId id, const Call& call, std::uint32_t index) {
  const std::vector<std::uint32_t>& emits = EmitsOf(id);
  if (emits.empty()) return;  // without a look at what takes long to tell
  const auto name = resolver_.ConstantText({id, call.Argument(0)});
  if (!name) return;
  for (const std::uint32_t at : emits) {
    if (!resolver_.budget().Step()) return;
    const Call& other = calls_.Of(id)[at];
    if (other.arguments.size() > index + 1 &&
        resolver_.ConstantText({id, other.arguments[0]}) == name)
      PushIn(id, other.arguments[index + 1], 0, "sent as an event");
  }
}

}  // namespace facts::code
