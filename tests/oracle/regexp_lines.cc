// Judges regular expressions for tests/oracle/regexp.mjs. Standard input: one per line, the pattern
// as hexadecimal bytes, a slash, the flags. Standard output: one line each, `ok` or `OFFSET
// MESSAGE`.
#include <cstdio>
#include <iostream>
#include <string>

#include "js/regexp.h"

namespace {

std::string FromHex(std::string_view digits) {
  std::string bytes;
  const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes.push_back(static_cast<char>(value(digits[i]) * 16 + value(digits[i + 1])));
  }
  return bytes;
}

}  // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    const std::size_t slash = line.find('/');
    if (slash == std::string::npos) {
      std::fputs("regexp_lines: a line without a slash\n", stderr);
      return 2;
    }
    const std::string pattern = FromHex(std::string_view(line).substr(0, slash));
    const auto error = js::ValidateRegExp(pattern, std::string_view(line).substr(slash + 1));
    if (!error) {
      std::puts("ok");
    } else {
      std::printf("%u %.*s\n", error->offset, static_cast<int>(error->message.size()),
                  error->message.data());
    }
  }
  return 0;
}
