// Our scopes for tests/oracle/scopes.mjs. Standard input: one file per line, `GOAL PATH`. Standard
// output: one line each, `error`, or a JSON list of [place of a name, place of its declaration,
// note] in UTF-16 units. The declaration is -1 for a global, -2 for a function's own `arguments`;
// the note tells what the other side is known to see in another way.
#include <algorithm>
#include <string>

#include "goal_lines.h"
#include "js/goal.h"
#include "js/parse.h"
#include "js/utf16.h"

namespace {

struct Writer {
  const js::Module& module;
  js::Utf16Offsets offsets;
  std::string out;

  void Write(js::NodeId mention, long declaration, std::string_view note) {
    const js::Node& node = (*module.tree)[mention];
    out += out.empty() ? "[" : ",";
    out.append("[").append(std::to_string(offsets.Find(node.begin))).append(",");
    out.append(std::to_string(declaration)).append(",\"");
    out.append(note.empty() && node.Has(js::Node::kDynamic) ? "dynamic" : note).append("\"]");
  }

  void WriteBinding(js::BindingId id) {
    const js::Binding& binding = (*module.scopes)[id];
    const auto mentions = module.scopes->Mentions(id);
    long first = -2;
    for (const js::NodeId mention : mentions) {
      const js::Node& node = (*module.tree)[mention];
      const auto at = static_cast<long>(offsets.Find(node.begin));
      if (node.Has(js::Node::kDeclares)) first = first < 0 ? at : std::min(first, at);
    }
    const bool hoisted = binding.kind == js::BindingKind::kAnnexB;
    if (hoisted) first = static_cast<long>(offsets.Find((*module.tree)[binding.declaration].begin));
    for (const js::NodeId mention : mentions) Write(mention, first, hoisted ? "annex B" : "");
  }
};

std::string Answer(const std::string& source, js::Goal goal, js::Scratch& scratch) {
  const js::Module module = js::Parse(source, {.goal = goal}, scratch);
  if (!module.ok()) return "error";
  Writer writer{.module = module, .offsets = js::Utf16Offsets(module.tree->source()), .out = ""};
  const auto bindings = module.scopes->bindings();
  for (std::size_t i = 1; i < bindings.size(); ++i)
    writer.WriteBinding(static_cast<js::BindingId>(i));
  for (const js::NodeId global : module.scopes->globals()) writer.Write(global, -1, "");
  return writer.out.empty() ? "[]" : writer.out + "]";
}

}  // namespace

int main() {
  return AnswerGoalLines("scopes_lines", Answer);
}
