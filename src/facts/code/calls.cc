#include "facts/code/calls.h"

#include <algorithm>
#include <numeric>

#include "base/limits.h"

namespace facts::code {

using js::Kind;
using js::NodeId;

namespace {

bool IsReflectApply(const Meaning& meaning) {
  return meaning.kind == Meaning::Kind::kApi && ApiOf(meaning.api).does == Does::kReflectApply;
}

/// What stands in the list that is the one argument; the argument itself when it is no literal:
/// what it holds is handed on.
std::span<const NodeId> Elements(const js::Tree& tree, std::span<const NodeId> argument) {
  const auto* const array = tree.If<js::ArrayExpression>(Bare(tree, argument[0]));
  return array == nullptr ? argument.first(1) : tree.List(array->elements);
}

}  // namespace

Call Calls::LookUp(FileId id, const Spot& spot, Resolver& resolver) const {
  const CodeFile& file = package_[id];
  const js::Tree& tree = file.tree();
  Call call{.node = spot.node, .owner = spot.owner};
  const auto parts = CallOf(tree, spot.node);
  if (!parts) return call;  // import(), of which nothing is looked up
  call.construct = parts->construct;
  call.arguments = parts->arguments;
  const NodeId target = Bare(tree, parts->callee);
  call.target = target;
  call.callee = resolver.Resolve({id, target});
  if (const auto* member = tree.If<js::MemberExpression>(target); member && !call.callee.known()) {
    const std::string_view method = resolver.MethodName(id, target);
    if (method == "call" || method == "apply") {
      const Meaning function = resolver.Resolve({id, member->object});
      const bool known =
          function.kind == Meaning::Kind::kApi || function.kind == Meaning::Kind::kFunction;
      if (known) {
        call.callee = function;
        call.target = Bare(tree, member->object);
        const auto rest = call.arguments.empty() ? call.arguments : call.arguments.subspan(1);
        call.arguments = method == "call" || rest.empty() ? rest : Elements(tree, rest);
      }
    }
  }
  if (IsReflectApply(call.callee) && call.arguments.size() >= 2) {
    const Meaning function = resolver.Resolve({id, call.arguments[0]});
    const NodeId named = Bare(tree, call.arguments[0]);
    if (function.known() || tree.KindOf(named) == Kind::kMemberExpression) {
      call.callee = function;
      call.target = named;
      call.arguments = Elements(tree, call.arguments.last(1));
    }
  }
  constexpr int kForwarders = 4;  // one within the other
  for (int i = 0; i < kForwarders && call.callee.kind == Meaning::Kind::kFunction; ++i) {
    if (call.arguments.empty() || !resolver.Forwards(call.callee.site)) break;
    const Meaning inner = resolver.Resolve({id, call.arguments[0]});
    if (!inner.known()) break;
    call.callee = inner;
    call.target = Bare(tree, call.arguments[0]);
    call.arguments = call.arguments.subspan(1);
  }
  return call;
}

Calls::Calls(const CodePackage& package)
    : package_(package),
      calls_(package.size()),
      api_calls_(package.size()),
      imports_(package.size()) {}

void Calls::LookUp(FileId id, Resolver& resolver) {
  const CodeFile& file = package_[id];
  if (!file.walked()) return;
  const auto i = static_cast<std::size_t>(id);
  calls_[i].reserve(file.spots().invocations.size());
  for (const Spot& spot : file.spots().invocations) {
    const Call& call = calls_[i].emplace_back(LookUp(id, spot, resolver));
    if (call.callee.kind == Meaning::Kind::kApi)
      api_calls_[i].push_back(static_cast<std::uint32_t>(calls_[i].size() - 1));
    if (call.target == NodeId::kNone && file.tree().KindOf(spot.node) == Kind::kImportExpression)
      imports_[i].push_back(spot);
  }
}

/// Few packages have a value that is followed into a function, so this is made when asked for.
void Calls::IndexCallers() const {
  indexed_ = true;
  std::vector<std::pair<std::uint64_t, CallPlace>> local_calls;
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    for (std::size_t k = 0; k < calls_[i].size(); ++k) {
      const Meaning& callee = calls_[i][k].callee;
      if (callee.kind != Meaning::Kind::kFunction && callee.kind != Meaning::Kind::kClass) continue;
      local_calls.push_back(
          {KeyOf(callee.site.file, static_cast<std::uint32_t>(callee.site.node)),
           {.file = static_cast<FileId>(i), .index = static_cast<std::uint32_t>(k)}});
    }
  }
  std::stable_sort(local_calls.begin(), local_calls.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  called_.reserve(local_calls.size());
  callers_.reserve(local_calls.size());
  for (const auto& [function, place] : local_calls) {
    called_.push_back(function);
    callers_.push_back(place);
  }
}

std::span<const CallPlace> Calls::CallersOf(Site function) const {
  if (!indexed_) IndexCallers();
  const std::uint64_t key = KeyOf(function.file, static_cast<std::uint32_t>(function.node));
  const auto [first, last] = std::equal_range(called_.begin(), called_.end(), key);
  const auto count = static_cast<std::size_t>(last - first);
  return std::span(callers_).subspan(static_cast<std::size_t>(first - called_.begin()),
                                     std::min(count, limits::kCodeCallers));
}

const Call* Calls::Find(FileId file, NodeId node) const {
  // The walk meets a parent before its children, so calls are in the order of their beginnings.
  const auto& all = calls_[static_cast<std::size_t>(file)];
  const js::Tree& tree = package_[file].tree();
  const std::uint32_t begin = tree[node].begin;
  auto at = std::lower_bound(
      all.begin(), all.end(), begin,
      [&](const Call& call, std::uint32_t offset) { return tree[call.node].begin < offset; });
  for (; at != all.end() && tree[at->node].begin == begin; ++at) {
    if (at->node == node) return &*at;
  }
  return nullptr;
}

Phase Calls::PhaseOf(FileId file, FunctionId owner) const {
  return phases_[static_cast<std::size_t>(file)][static_cast<std::size_t>(owner)];
}

void Calls::FindPhases(const ModuleGraph& graph, Resolver& resolver) {
  phases_.resize(package_.size());
  for (std::size_t i = 0; i < package_.size(); ++i) {
    const auto id = static_cast<FileId>(i);
    const Phase phase = graph.PhaseOf(id);
    const Phase later = phase == Phase::kNever ? Phase::kNever : Phase::kCall;
    phases_[i].assign(std::max<std::size_t>(1, package_[id].functions().size()), later);
  }
  Run(graph, Phase::kInstall, resolver);
  Run(graph, Phase::kImport, resolver);
}

namespace {

/// `table[name](..)` with a name that only a run could tell, as bundlers call their modules: each
/// of the functions in the table may be meant.
template <typename Run>
void RunTable(const CodePackage& package, FileId id, NodeId node, Resolver& resolver,
              const Run& run) {
  const js::Tree& tree = package[id].tree();
  const auto parts = CallOf(tree, node);
  const auto* const member =
      parts ? tree.If<js::MemberExpression>(Bare(tree, parts->callee)) : nullptr;
  if (member == nullptr || !member->computed()) return;
  const Meaning table = resolver.Resolve({id, member->object});
  if (table.kind != Meaning::Kind::kObject) return;
  const js::Tree& other = package[table.site.file].tree();
  if (const auto* object = other.If<js::ObjectExpression>(table.site.node)) {
    for (const NodeId item : other.List(object->properties)) {
      const auto* const property = other.If<js::Property>(item);
      if (property != nullptr && resolver.budget().Step()) run({table.site.file, property->value});
    }
  } else if (const auto* list = other.If<js::ArrayExpression>(table.site.node)) {
    for (const NodeId item : other.List(list->elements)) {
      if (resolver.budget().Step()) run({table.site.file, item});
    }
  }
}

/// The calls of one file by the function they stand in, in source order.
class CallsByOwner {
 public:
  CallsByOwner() = default;
  CallsByOwner(std::span<const Call> calls, std::size_t functions)
      : begins_(std::max<std::size_t>(1, functions) + 1), order_(calls.size()) {
    for (const Call& call : calls) ++begins_[static_cast<std::size_t>(call.owner) + 1];
    std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
    std::vector<std::uint32_t> next(begins_.begin(), begins_.end() - 1);
    for (std::size_t i = 0; i < calls.size(); ++i)
      order_[next[static_cast<std::size_t>(calls[i].owner)]++] = static_cast<std::uint32_t>(i);
  }
  [[nodiscard]] bool empty() const { return begins_.empty(); }
  [[nodiscard]] std::span<const std::uint32_t> Of(FunctionId owner) const {
    const auto at = static_cast<std::size_t>(owner);
    return std::span(order_).subspan(begins_[at], begins_[at + 1] - begins_[at]);
  }

 private:
  std::vector<std::uint32_t> begins_;
  std::vector<std::uint32_t> order_;
};

}  // namespace

void Calls::Run(const ModuleGraph& graph, Phase phase, Resolver& resolver) {
  struct Running {
    FileId file;
    FunctionId function;
  };
  std::vector<Running> waiting;
  const auto run = [&](FileId file, FunctionId function) {
    Phase& known = phases_[static_cast<std::size_t>(file)][static_cast<std::size_t>(function)];
    if (known <= phase) return;
    known = phase;
    waiting.push_back({file, function});
  };
  const auto run_site = [&](Site site) {
    const CodeFile& file = package_[site.file];
    if (!file.walked()) return;
    if (IsFunction(file.tree().KindOf(site.node))) run(site.file, file.FunctionOf(site.node));
  };
  for (std::size_t i = 0; i < package_.size(); ++i) {
    const auto id = static_cast<FileId>(i);
    if (graph.PhaseOf(id) == phase) run(id, FunctionId::kTop);
  }
  std::vector<CallsByOwner> by_owner(package_.size());
  while (!waiting.empty()) {
    const Running now = waiting.back();
    waiting.pop_back();
    const auto& all = calls_[static_cast<std::size_t>(now.file)];
    CallsByOwner& index = by_owner[static_cast<std::size_t>(now.file)];
    if (index.empty()) index = CallsByOwner(all, package_[now.file].functions().size());
    for (const std::uint32_t at : index.Of(now.function)) {
      if (!resolver.budget().Step()) return;
      const Call& call = all[at];
      if (call.callee.kind == Meaning::Kind::kFunction) run_site(call.callee.site);
      if (call.callee.kind == Meaning::Kind::kClass) {
        const Meaning constructor = resolver.Constructor(call.callee.site);
        if (constructor.kind == Meaning::Kind::kFunction) run_site(constructor.site);
      }
      if (!call.callee.known()) RunTable(package_, now.file, call.node, resolver, run_site);
      for (const NodeId argument : call.arguments) {
        // A callback is taken as called: sooner is the safer error.
        const Kind kind = package_[now.file].tree().KindOf(argument);
        if (IsFunction(kind)) {
          run_site({now.file, argument});
        } else if (kind == Kind::kIdentifier) {
          const Meaning meaning = resolver.Resolve({now.file, argument});
          if (meaning.kind == Meaning::Kind::kFunction) run_site(meaning.site);
        }
      }
    }
  }
}

}  // namespace facts::code
