// Our parser for the comparisons of tests/oracle. Standard input: one file per line, `GOAL PATH`.
// Standard output: one line each, the tree as ESTree JSON or `error OFFSET MESSAGE`. TypeScript
// goals give typescript-estree's form, the others acorn's.
#include "goal_lines.h"
#include "js/estree_json.h"

namespace {

std::string Answer(const std::string& source, js::Goal goal, js::Scratch& scratch) {
  const js::Module module = js::Parse(source, {.goal = goal}, scratch);
  if (module.ok()) {
    return js::EstreeJson(module, js::IsTypeScript(goal) ? js::EstreeDialect::kTypeScript
                                                         : js::EstreeDialect::kAcorn);
  }
  const js::SyntaxError& error = module.errors.front();
  return "error " + std::to_string(error.span.begin) + " " +
         js::ToDiagnostic(error, "", source).message;
}

}  // namespace

int main() {
  return AnswerGoalLines("js_lines", Answer);
}
