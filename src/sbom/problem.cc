#include "sbom/problem.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace sbom {

void Problems::Add(Problem problem) {
  if (problem.level == Diagnostic::Level::kError) ++errors_;
  if (list_.size() >= limits::kBomProblems) {
    ++dropped_;
    return;
  }
  list_.push_back(std::move(problem));
}

Diagnostics Problems::ToDiagnostics(const std::string& file, std::string_view text) const {
  std::vector<const Problem*> sorted;
  for (const Problem& problem : list_) sorted.push_back(&problem);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Problem* a, const Problem* b) { return a->offset < b->offset; });
  const LineTable lines(text);
  Diagnostics diagnostics;
  for (const Problem* const problem : sorted) {
    Diagnostic& diagnostic = diagnostics.emplace_back();
    diagnostic.level = problem->level;
    diagnostic.code = problem->code;
    diagnostic.message = problem->message;
    if (!problem->pointer.empty()) {
      diagnostic.message += fmt::format(" (at {})", Quote(problem->pointer, 400));
    }
    diagnostic.file = file;
    diagnostic.help = problem->help;
    if (text.empty()) continue;
    diagnostic.position = lines.Find(text, problem->offset);
    const std::string_view line = lines.Line(text, diagnostic.position.line);
    if (line.size() <= limits::kDiagnosticLineBytes) diagnostic.line_text = line;
  }
  if (dropped_ > 0) {
    Diagnostic& rest = diagnostics.emplace_back();
    rest.level = Diagnostic::Level::kNote;
    rest.code = "B099";
    rest.message = fmt::format("{} more problems are not shown", HumanCount(dropped_));
    rest.file = file;
  }
  return diagnostics;
}

Pointer::Step::Step(Pointer& pointer, std::string_view key) : pointer_(pointer) {
  pointer_.steps_.push_back({key.empty() ? std::string_view("") : key, 0});
}

Pointer::Step::Step(Pointer& pointer, std::size_t index) : pointer_(pointer) {
  pointer_.steps_.push_back({std::string_view(), index});
}

std::string Pointer::ToString() const {
  std::string text;
  for (const Part& part : steps_) {
    text += '/';
    if (part.key.data() == nullptr) {
      text += std::to_string(part.index);
    } else {
      text += ReplaceAll(ReplaceAll(std::string(part.key), "~", "~0"), "/", "~1");
    }
  }
  return text;
}

}  // namespace sbom
