#include "report/progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace report {

std::string ProgressLine(const Progress& progress, const TextOptions& options) {
  constexpr std::size_t kBar = 24;
  const std::uint64_t total = std::max<std::uint64_t>(progress.total, 1);
  const std::uint64_t done = std::min(progress.done, total);
  const auto filled = static_cast<std::size_t>(done * kBar / total);
  std::string bar;
  for (std::size_t i = 0; i < kBar; ++i) bar += i < filled ? "━" : "─";
  std::string line = fmt::format("{} {} {}/{}", progress.what, Paint(bar, Tone::kGood, options),
                                 HumanCount(progress.done), HumanCount(progress.total));
  const double seconds = static_cast<double>(progress.elapsed.count()) / 1000;
  if (seconds >= 0.5) {
    if (progress.bytes > 0)
      line += fmt::format(
          " · {}/s",
          HumanBytes(static_cast<std::uint64_t>(static_cast<double>(progress.bytes) / seconds)));
    if (done > 0 && done < total) {
      const double remaining =
          seconds / static_cast<double>(done) * static_cast<double>(total - done);
      line += remaining < 60 ? fmt::format(" · {:.0f} s left", std::max(1.0, remaining))
                             : fmt::format(" · {:.0f} min left", remaining / 60);
    }
  }
  return DisplayWidth(line) < options.width
             ? line
             : fmt::format("{} {}/{}", progress.what, progress.done, progress.total);
}

}  // namespace report
