// Our parser for the comparisons of tests/oracle. Standard input: one file per line, `GOAL PATH`.
// Standard output: one line each, the tree as ESTree JSON or `error OFFSET MESSAGE`. TypeScript
// goals give typescript-estree's form, the others acorn's.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#include "js/estree_json.h"
#include "js/parse.h"

int main() {
  js::Scratch scratch;
  std::string line;
  while (std::getline(std::cin, line)) {
    const std::size_t space = line.find(' ');
    const auto goal = js::GoalNamed(std::string_view(line).substr(0, space));
    if (!goal || space == std::string::npos) {
      std::fputs("js_lines: a line is not `GOAL PATH`\n", stderr);
      return 2;
    }
    std::ifstream file(line.substr(space + 1), std::ios::binary);
    const std::string source{std::istreambuf_iterator<char>(file),
                             std::istreambuf_iterator<char>()};
    const js::Module module = js::Parse(source, {.goal = *goal}, scratch);
    std::string answer;
    if (module.ok()) {
      answer = js::EstreeJson(module, js::IsTypeScript(*goal) ? js::EstreeDialect::kTypeScript
                                                              : js::EstreeDialect::kAcorn);
    } else {
      const js::SyntaxError& error = module.errors.front();
      answer = "error " + std::to_string(error.span.begin) + " " +
               js::ToDiagnostic(error, "", source).message;
    }
    answer += '\n';
    std::fwrite(answer.data(), 1, answer.size(), stdout);
    std::fflush(stdout);
  }
  return 0;
}
