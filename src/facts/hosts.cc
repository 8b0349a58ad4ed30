#include "facts/hosts.h"

#include <array>

#include "base/text.h"

namespace facts {
namespace {

struct Host {
  std::string_view name;
  std::string_view service;
};
constexpr auto kHosts = std::to_array<Host>({
#define HOST(name, service) {name, service},
#include "facts/code/hosts.def"
});

}  // namespace

std::string_view ServiceOf(std::string_view host) {
  for (const Host& known : kHosts) {
    const bool below = host.size() > known.name.size() && host.ends_with(known.name) &&
                       host[host.size() - known.name.size() - 1] == '.';
    if (host == known.name || below) return known.service;
  }
  return {};
}

bool IsPublicAddress(std::string_view host) {
  std::array<unsigned, 4> numbers{};
  const auto pieces = Split(host, '.');
  if (pieces.size() != numbers.size()) return false;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto number = ParseNumber(pieces[i]);
    if (!number || *number > 255 || pieces[i].size() > 3) return false;
    numbers[i] = static_cast<unsigned>(*number);
  }
  const auto [a, b, c, d] = numbers;
  const bool own = a == 0 || a == 10 || a == 127 || a >= 224 || (a == 172 && b >= 16 && b < 32) ||
                   (a == 192 && b == 168) || (a == 169 && b == 254) ||
                   (a == 100 && b >= 64 && b < 128);
  // Version numbers look like addresses: 1.0.0.0, 8.8.8.8 in a help text is left to the reader.
  const bool version = c == 0 && d == 0;
  return !own && !version;
}

}  // namespace facts
