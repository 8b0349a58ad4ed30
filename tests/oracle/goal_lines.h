#pragma once

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#include "js/parse.h"

/// The loop of the programs that read one file per line of standard input, `GOAL PATH`, and write
/// one line for each: what `answer(source, goal, scratch)` gives, at once. The exit status: 2 for
/// a line of another form, told with the program's name.
template <typename Answer>
int AnswerGoalLines(const char* program, Answer answer) {
  js::Scratch scratch;
  std::string line;
  while (std::getline(std::cin, line)) {
    const std::size_t space = line.find(' ');
    const auto goal = js::GoalNamed(std::string_view(line).substr(0, space));
    if (!goal || space == std::string::npos) {
      std::fprintf(stderr, "%s: a line is not `GOAL PATH`\n", program);
      return 2;
    }
    std::ifstream file(line.substr(space + 1), std::ios::binary);
    const std::string source{std::istreambuf_iterator<char>(file),
                             std::istreambuf_iterator<char>()};
    const std::string told = answer(source, *goal, scratch) + '\n';
    std::fwrite(told.data(), 1, told.size(), stdout);
    std::fflush(stdout);
  }
  return 0;
}
