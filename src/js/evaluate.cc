#include "js/evaluate.h"

#include <algorithm>

#include "base/check.h"
#include "base/limits.h"
#include "js/evaluate_machine.h"

namespace js {
namespace eval {

namespace {

/// Of what is left, for one question.
std::uint64_t Share(std::uint64_t left) {
  return left - left / 4;
}

}  // namespace

Machine::Machine(const Module& module, EvaluateBudget budget)
    : module_(module),
      tree_(*module.tree),
      scopes_(*module.scopes),
      budget_(budget),
      index_(module),
      heap_(budget.bytes),
      statics_(module.scopes->bindings().size()),
      constants_(index_.constants().size(), Val::Hole()),
      with_(std::ranges::any_of(module.scopes->scopes(), [](const Scope& scope) {
        return scope.kind == ScopeKind::kWith;
      })) {
  if (budget_.shuffled_steps > budget_.steps && IsShuffled())
    budget_.steps = budget_.shuffled_steps;
}

Flow Machine::EvalStatic(NodeId expression, Val& out) {
  // Not all that is left, so that one expression made to run for ever does not hide the others.
  if (spent()) return Flow::kUnknown;
  limit_ = steps_ + Share(budget_.steps - steps_);
  const std::uint64_t held = heap_.HoldBack(Share(heap_.left()));
  chain_ended_ = false;
  const Flow flow = Eval(expression, nullptr, out);
  gave_up_ |= exhausted();
  heap_.GiveBack(held);
  return flow;
}

Val Machine::TextOf(Symbol symbol) {
  const auto at = static_cast<std::uint32_t>(symbol);
  if (texts_.empty()) texts_.resize(tree_.symbols().size(), Val::Hole());
  if (texts_[at].Is(Val::Tag::kHole)) {
    const auto copy = heap_.Copy(ToUtf16(tree_.Text(symbol)));
    texts_[at] = copy ? *copy : Val::Text({});
  }
  return texts_[at];
}

Value Machine::Export(const Val& value) {
  exported_ = 0;
  return Export(value, 0);
}

Value Machine::Export(const Val& value, std::uint32_t depth) {
  constexpr std::uint32_t kDeepest = 64;
  constexpr std::uint32_t kTextShare = 64;  // so many bytes or units count as a part of the value
  Value out;
  switch (value.tag) {
    case Val::Tag::kUndefined:
    case Val::Tag::kHole:
      return out;
    case Val::Tag::kUnknown:
      out.kind = Value::Kind::kUnknown;
      return out;
    case Val::Tag::kNull:
      out.kind = Value::Kind::kNull;
      return out;
    case Val::Tag::kBoolean:
      out.kind = Value::Kind::kBoolean;
      out.boolean = value.boolean;
      return out;
    case Val::Tag::kNumber:
      out.kind = Value::Kind::kNumber;
      out.number = value.number;
      return out;
    case Val::Tag::kText:
      exported_ += value.size / kTextShare;
      if (depth > 0 && exported_ > limits::kEvaluateValues) break;
      out.kind = Value::Kind::kString;
      out.text = value.view();
      return out;
    case Val::Tag::kBuiltin:
      out.kind = Value::Kind::kFunction;
      return out;
    case Val::Tag::kObject:
      break;
  }
  if (!value.IsObject()) {
    out.kind = Value::Kind::kUnknown;
    return out;
  }
  const Object& object = *value.object;
  out.function = object.node;
  switch (object.cls) {
    case Object::Class::kFunction:
    case Object::Class::kBound:
      out.kind = Value::Kind::kFunction;
      return out;
    case Object::Class::kRegExp:
      out.kind = Value::Kind::kRegExp;
      return out;
    case Object::Class::kBytes:
      exported_ += object.bytes.size() / kTextShare;
      if (depth > 0 && exported_ > limits::kEvaluateValues) break;
      out.kind = Value::Kind::kBytes;
      out.bytes = object.bytes;
      return out;
    case Object::Class::kArray:
      out.kind = Value::Kind::kArray;
      break;
    case Object::Class::kPlain:
      out.kind = Value::Kind::kObject;
      break;
  }
  exported_ += object.elements.size() + object.properties.size();
  if (depth >= kDeepest || exported_ > limits::kEvaluateValues) {
    out.kind = Value::Kind::kUnknown;
    return out;
  }
  for (const Val& element : object.elements) out.elements.push_back(Export(element, depth + 1));
  for (const Property& property : object.properties) {
    out.properties.push_back(
        {.name = std::u16string(property.name), .value = Export(property.value, depth + 1)});
  }
  return out;
}

}  // namespace eval

std::string Value::Utf8() const {
  return eval::ToUtf8(text);
}

// Written out: clang 14 does not survive the defaulted one of a type that holds itself.
bool Value::operator==(const Value& other) const {
  return kind == other.kind && boolean == other.boolean && number == other.number &&
         text == other.text && bytes == other.bytes && elements == other.elements &&
         properties == other.properties && function == other.function;
}

struct Evaluator::State {
  eval::Machine machine;
};

Evaluator::Evaluator(const Module& module, EvaluateBudget budget) {
  CHECK(module.scopes != nullptr, "an Evaluator needs a module with scopes");
  state_ = std::make_unique<State>(State{.machine = eval::Machine(module, budget)});
}
Evaluator::~Evaluator() = default;
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;

std::optional<Value> Evaluator::Evaluate(NodeId expression) {
  eval::Val out;
  if (state_->machine.EvalStatic(expression, out) != eval::Flow::kNormal) return std::nullopt;
  return state_->machine.Export(out);
}

std::optional<std::string> Evaluator::EvaluateString(NodeId expression) {
  eval::Val out;
  if (state_->machine.EvalStatic(expression, out) != eval::Flow::kNormal) return std::nullopt;
  if (!out.IsText()) return std::nullopt;
  return eval::ToUtf8(out.view());
}

bool Evaluator::exhausted() const {
  return state_->machine.spent();
}
bool Evaluator::gave_up() const {
  return state_->machine.gave_up();
}
bool Evaluator::Knows(std::string_view global) {
  return global == "arguments" || eval::IsGlobalValue(global) ||
         eval::FindBuiltin(global) != eval::Builtin::kNone;
}
bool Evaluator::Knows(std::string_view global, std::string_view member) {
  const bool nameless = member.empty() || member[0] < 'A' || member[0] > 'z';
  const eval::Builtin object = eval::FindBuiltin(global);
  if (nameless || object == eval::Builtin::kNone || object == eval::Builtin::kGlobalThis)
    return true;
  return eval::FindBuiltin(std::string(eval::PathOf(object)).append(".").append(member)) !=
             eval::Builtin::kNone ||
         eval::FindBuiltin(std::string("Function#").append(member)) != eval::Builtin::kNone;
}
bool Evaluator::Changes(std::string_view method) {
  return eval::IsMutator(method);
}
std::uint64_t Evaluator::steps_used() const {
  return state_->machine.steps();
}

}  // namespace js
