#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "report/style.h"

namespace report {

/// How far a long piece of work is.
struct Progress {
  std::string_view what;  ///< ours: "vetting"
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::uint64_t bytes = 0;  ///< read so far
  std::chrono::milliseconds elapsed{0};
};

/// One line that fits the width, without a newline: bar, count, rate and remaining time (once there
/// is enough to tell).
[[nodiscard]] std::string ProgressLine(const Progress& progress, const TextOptions& options);

}  // namespace report
