#include "base/resident.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <limits>
#include <string_view>

std::size_t ResidentBytes() {
  constexpr std::size_t kUnknown = std::numeric_limits<std::size_t>::max();
  const int file = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return kUnknown;
  std::array<char, 128> buffer{};
  const ssize_t size = ::read(file, buffer.data(), buffer.size());
  ::close(file);
  if (size <= 0) return kUnknown;
  // "size resident shared ...", in pages.
  const std::string_view text(buffer.data(), static_cast<std::size_t>(size));
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return kUnknown;
  std::size_t pages = 0;
  const auto [end, error] =
      std::from_chars(text.data() + space + 1, text.data() + text.size(), pages);
  if (error != std::errc()) return kUnknown;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}
