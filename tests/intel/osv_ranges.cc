// Reads lines "VERSION EVENT=VERSION..." and prints 1 when a SEMVER range with these events holds
// the version, else 0; for tests/intel/ranges.mjs.

#include <iostream>
#include <sstream>
#include <string>

#include "intel/evaluate.h"

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string version;
    std::string word;
    words >> version;
    intel::Affected affected{.ecosystem = "npm", .name = "a", .ranges = {{}}};
    while (words >> word) {
      const std::size_t equals = word.find('=');
      const std::string key = word.substr(0, equals);
      const auto kind = key == "fixed"           ? intel::EventKind::kFixed
                        : key == "last_affected" ? intel::EventKind::kLastAffected
                                                 : intel::EventKind::kIntroduced;
      affected.ranges[0].events.push_back({.kind = kind, .version = word.substr(equals + 1)});
    }
    std::cout << (intel::Evaluate(affected, version).in_range ? 1 : 0) << "\n";
  }
}
