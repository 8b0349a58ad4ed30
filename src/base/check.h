#pragma once

#include <cstdio>
#include <cstdlib>

/// Stops the program when `condition`, which only a bug of ours can make false, does not hold.
/// `sentence` says what was promised. Never used on input: hostile bytes give a Result or a
/// Diagnostic.
#define CHECK(condition, sentence)                                                        \
  do {                                                                                    \
    if (!(condition)) [[unlikely]] {                                                      \
      std::fprintf(stderr, "internal error: %s (%s:%d)\n", sentence, __FILE__, __LINE__); \
      std::abort();                                                                       \
    }                                                                                     \
  } while (false)
