// Parses the files named on standard input, one a line, prints what has no error, and parses that
// again: the tree must be the same but for offsets, and must print the same.
//
//   find node_modules -name '*.js' -o -name '*.ts' | print_files
//
// The goal is told by the extension. Exit status 1 when a tree differs.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "js/estree_json.h"
#include "js/parse.h"
#include "js/print.h"

namespace {

/// ESTree JSON without its `range` members.
std::string Shape(const js::Module& module) {
  constexpr std::string_view kRange = "\"range\":[";
  const std::string json = js::EstreeJson(module, js::EstreeDialect::kTypeScript);
  std::string shape;
  std::size_t copied = 0;
  for (std::size_t at = json.find(kRange); at != std::string::npos; at = json.find(kRange, at)) {
    // A text of the program that says the same is escaped, so its `]` is not looked for.
    shape.append(json, copied, at - copied);
    at = json.find(']', at) + 1;
    copied = at;
  }
  return shape.append(json, copied);
}

enum class Outcome : std::uint8_t { kSame, kDifferent, kRefused };

Outcome Check(const std::string& path, js::Scratch& scratch, js::Scratch& other) {
  std::ifstream file(path, std::ios::binary);
  const std::string source{std::istreambuf_iterator<char>(file), {}};
  const js::Goal goal = js::GoalOf(path, js::PackageType::kAbsent);
  const js::Module module = js::Parse(source, {.goal = goal}, scratch);
  if (!module.ok()) return Outcome::kRefused;
  const std::string printed = js::Print(module);
  const js::Module again = js::Parse(printed, {.goal = module.goal}, other);
  const bool same = again.ok() && Shape(again) == Shape(module) && js::Print(again) == printed;
  return same ? Outcome::kSame : Outcome::kDifferent;
}

}  // namespace

int main() {
  js::Scratch scratch;
  js::Scratch other;
  std::size_t same = 0;
  std::size_t different = 0;
  std::size_t refused = 0;
  for (std::string path; std::getline(std::cin, path);) {
    switch (Check(path, scratch, other)) {
      case Outcome::kSame:
        ++same;
        break;
      case Outcome::kRefused:
        ++refused;
        break;
      case Outcome::kDifferent:
        ++different;
        std::printf("different: %s\n", path.c_str());
        break;
    }
  }
  std::printf("%zu files: the same tree of %zu, another of %zu, with a syntax error %zu\n",
              same + different + refused, same, different, refused);
  return different == 0 ? 0 : 1;
}
