// The same as ours.cc, with tree-sitter and its JavaScript grammar.
#include <time.h>
#include <tree_sitter/api.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

extern "C" const TSLanguage* tree_sitter_javascript();

namespace {
double Seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}
}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc == 3 ? std::max(1, std::atoi(argv[2])) : 1;
  std::vector<std::string> files;
  std::size_t bytes = 0;
  for (std::string path; std::getline(std::cin, path);) {
    std::ifstream file(path, std::ios::binary);
    files.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    bytes += files.back().size();
  }
  TSParser* const parser = ts_parser_new();
  if (!ts_parser_set_language(parser, tree_sitter_javascript())) {
    std::fputs("tree-sitter does not take this grammar's version\n", stderr);
    return 2;
  }
  double best = 1e9;
  std::size_t failed = 0;
  for (int round = 0; round < rounds; ++round) {
    const double begin = Seconds();
    failed = 0;
    for (const std::string& source : files) {
      TSTree* const tree = ts_parser_parse_string(parser, nullptr, source.data(),
                                                  static_cast<std::uint32_t>(source.size()));
      failed += ts_node_has_error(ts_tree_root_node(tree)) ? 1 : 0;
      ts_tree_delete(tree);
    }
    best = std::min(best, Seconds() - begin);
  }
  ts_parser_delete(parser);
  std::printf("{\"files\":%zu,\"bytes\":%zu,\"failed\":%zu,\"seconds\":%.6f}\n", files.size(),
              bytes, failed, best);
  return 0;
}
