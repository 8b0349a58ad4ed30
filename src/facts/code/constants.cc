#include "facts/code/constants.h"

#include <algorithm>
#include <array>

#include "base/limits.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

namespace {

/// Names whose use needs nothing but the program text.
bool IsPureGlobal(std::string_view name) {
  static constexpr auto kPure = std::to_array<std::string_view>(
      {"Array", "Buffer", "JSON", "Math", "Number", "Object", "RegExp", "String", "Uint8Array",
       "atob", "decodeURIComponent", "parseInt", "undefined", "unescape"});
  return std::find(kPure.begin(), kPure.end(), name) != kPure.end();
}

}  // namespace

/// True when all names in the expression are the program's own or those of pure functions.
bool Constants::IsPure(Site site, Names names) {
  const CodeFile& file = package_[site.file];
  const js::Tree& tree = file.tree();
  bool pure = true;
  std::size_t nodes = 0;
  const auto name_is_pure = [&](const js::Identifier& name) {
    if (name.binding == js::BindingId::kNone) return IsPureGlobal(file.Text(name.name));
    const js::BindingKind kind = file.scopes()[name.binding].kind;
    const bool settled = names == Names::kAny || kind != js::BindingKind::kParameter;
    return settled && kind != js::BindingKind::kImport && kind != js::BindingKind::kCatch &&
           kind != js::BindingKind::kArguments;
  };
  js::Walk(tree, site.node, [&](NodeId id) {
    const Kind kind = tree.KindOf(id);
    if (!pure || (IsFunction(kind) && names == Names::kAny)) return false;
    if (++nodes > limits::kCodeFoldNodes || !budget_.Step()) pure = false;
    if (const auto* name = tree.If<js::Identifier>(id)) {
      pure = pure && name_is_pure(*name);
    } else if (kind == Kind::kThisExpression || IsFunction(kind)) {
      pure = false;
    }
    return pure;
  });
  return pure;
}

bool Constants::IsHopeless(Site site) {
  auto& outlook = outlooks_[static_cast<std::size_t>(site.file)];
  if (outlook == nullptr) outlook = std::make_unique<Outlook>(package_[site.file], budget_);
  return outlook->IsHopeless(site.node);
}

std::optional<js::Value> Constants::Evaluate(Site site) {
  const CodeFile& file = package_[site.file];
  const std::size_t size = file.source().text().size();
  if (size > limits::kCodeEvaluatedFileBytes || IsHopeless(site) || !IsPure(site, Names::kAny))
    return std::nullopt;
  if (current_ != site.file) {
    Forget();
    const std::uint64_t spent = spent_[site.file];
    const auto left = [&](std::uint64_t steps) {
      return std::min(steps > spent ? steps - spent : 0, package_steps_);
    };
    if (left(limits::kCodeEvaluateShuffledSteps) == 0 || !budget_.Step(size / 8))
      return std::nullopt;
    current_ = site.file;
    evaluator_ = std::make_unique<js::Evaluator>(
        file.module(),
        js::EvaluateBudget{.steps = left(limits::kCodeEvaluateSteps),
                           .bytes = limits::kCodeEvaluateBytes,
                           .shuffled_steps = left(limits::kCodeEvaluateShuffledSteps)});
  }
  return evaluator_->Evaluate(site.node);
}

void Constants::Forget() {
  if (evaluator_ != nullptr) {
    const std::uint64_t used = evaluator_->steps_used();
    std::uint64_t& spent = spent_[current_];
    spent += used;
    package_steps_ -= std::min(package_steps_, used);
    // Other files go past their steps by the length of a text at most.
    const bool shuffled = spent > 2 * limits::kCodeEvaluateSteps;
    if ((shuffled && evaluator_->gave_up()) || package_steps_ == 0) gave_up_.insert(current_);
  }
  evaluator_ = nullptr;
  current_ = FileId::kNone;
}

const std::string* Constants::Settled(Site site) {
  const Kind kind = package_[site.file].tree().KindOf(site.node);
  if (kind != Kind::kCallExpression && kind != Kind::kMemberExpression) return nullptr;
  const std::uint64_t key = KeyOf(site.file, static_cast<std::uint32_t>(site.node));
  const auto [entry, fresh] = settled_.try_emplace(key);
  if (fresh && !IsHopeless(site) && IsPure(site, Names::kSettled))
    entry->second = TextOf(Evaluate(site));
  return entry->second ? &*entry->second : nullptr;
}

std::optional<std::string> TextOf(const std::optional<js::Value>& value) {
  if (!value) return std::nullopt;
  if (value->kind == js::Value::Kind::kString) return value->Utf8();
  if (value->kind == js::Value::Kind::kBytes) return value->bytes;
  return std::nullopt;
}

}  // namespace facts::code
