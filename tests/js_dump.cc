// Prints the ESTree JSON of files, or what is wrong with them: the tool behind the comparisons with
// other parsers.
//
//   js_dump FILE... [--goal=G]     one line of JSON each; exit 1 when a file has an error
//   js_dump - [--goal=G]           the same for the paths on standard input, one a line: JSON, or
//   {"error":...}
//
// G: detect (by extension, the default), script, module, commonjs, jsx, typescript, tsx,
// declarations.
// --typescript writes typescript-estree's form for every goal. --quiet prints errors only. --rate
// says how many MB/s were read.
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "js/estree_json.h"
#include "js/parse.h"

namespace {

struct Options {
  std::optional<js::Goal> goal;
  bool typescript_form = false;
  bool quiet = false;
  bool rate = false;
  std::vector<std::string> files;
};

std::string ErrorLine(const js::Module& module, const std::string& file) {
  const Diagnostic diagnostic = ToDiagnostic(module.errors.front(), file, module.tree->source());
  return "{\"error\":\"" + diagnostic.code + " " + std::to_string(diagnostic.position.line) + ":" +
         std::to_string(diagnostic.position.column) + "\"}";
}

struct Totals {
  std::size_t bytes = 0;
  std::size_t failed = 0;
  double time = 0;  // of the processor, as the machine may be busy
  std::size_t used = 0;
};

void Dump(const std::string& file, const Options& options, js::Scratch& scratch, Totals& totals) {
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const js::Goal goal = options.goal.value_or(js::GoalOf(file, js::PackageType::kAbsent));
  const std::clock_t start = std::clock();
  const js::Module module = js::Parse(text, {.goal = goal}, scratch);
  totals.time += static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  totals.bytes += text.size();
  totals.used += scratch.bytes_used();
  totals.failed += module.ok() ? 0 : 1;
  if (options.rate) return;
  if (!module.ok()) {
    std::cout << ErrorLine(module, file) << '\n';
  } else if (!options.quiet) {
    const bool types = options.typescript_form || js::IsTypeScript(module.goal);
    std::cout << EstreeJson(module,
                            types ? js::EstreeDialect::kTypeScript : js::EstreeDialect::kAcorn)
              << '\n';
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument.starts_with("--goal=")) {
      options.goal = js::GoalNamed(argument.substr(7));
    } else if (argument == "--typescript") {
      options.typescript_form = true;
    } else if (argument == "--quiet") {
      options.quiet = true;
    } else if (argument == "--rate") {
      options.rate = true;
    } else if (argument == "-") {
      for (std::string line; std::getline(std::cin, line);) options.files.push_back(line);
    } else {
      options.files.emplace_back(argument);
    }
  }
  std::ios::sync_with_stdio(false);
  js::Scratch scratch;
  Totals totals;
  for (const std::string& file : options.files) Dump(file, options, scratch, totals);
  if (options.rate) {
    const double seconds = totals.time;
    std::printf("%zu files, %zu failed, %.1f MB, %.1f MB/s, %.2f bytes used per source byte\n",
                options.files.size(), totals.failed, static_cast<double>(totals.bytes) / 1e6,
                static_cast<double>(totals.bytes) / 1e6 / seconds,
                static_cast<double>(totals.used) / static_cast<double>(totals.bytes));
  }
  return totals.failed == 0 ? 0 : 1;
}
