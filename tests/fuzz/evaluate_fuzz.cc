// Source whose every expression is evaluated with a small budget, twice: the answers must be the
// same.
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <vector>

#include "js/evaluate.h"
#include "js/parse.h"
#include "js/tree.h"

namespace {

std::vector<std::optional<js::Value>> EvaluateAll(const js::Module& module) {
  std::vector<std::optional<js::Value>> values;
  js::Evaluator evaluator(module, {.steps = 20'000, .bytes = 2'000'000});
  js::Walk(*module.tree, module.program, [&](js::NodeId id) {
    const js::Kind kind = module.tree->KindOf(id);
    const bool asked = kind == js::Kind::kCallExpression || kind == js::Kind::kIdentifier ||
                       kind == js::Kind::kBinaryExpression || kind == js::Kind::kMemberExpression;
    if (asked && values.size() < 200) values.push_back(evaluator.Evaluate(id));
    return true;
  });
  return values;
}

bool Same(const std::optional<js::Value>& a, const std::optional<js::Value>& b) {
  if (!a || !b) return !a == !b;
  const bool number = a->kind == js::Value::Kind::kNumber || a->kind == js::Value::Kind::kArray ||
                      a->kind == js::Value::Kind::kObject;
  return number || *a == *b;  // a NaN differs from itself
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  js::Scratch scratch;
  const js::Module module = js::Parse(source, {.goal = js::Goal::kCommonJs}, scratch);
  if (!module.ok()) return 0;
  const auto first = EvaluateAll(module);
  const auto second = EvaluateAll(module);
  if (first.size() != second.size()) std::abort();
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (!Same(first[i], second[i])) std::abort();
  }
  return 0;
}
