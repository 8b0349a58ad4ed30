#include "scan/reading_order.h"

#include <algorithm>
#include <compare>

namespace scan {
namespace {

constexpr std::uint64_t kManyBytes = 1 << 20;  ///< packed: read in a tenth of a second and more

enum class Turn : std::uint8_t { kFetched, kLarge, kCompared, kSmall };

struct Place {
  Turn turn;
  std::uint64_t smallness;
  std::size_t item;
  auto operator<=>(const Place&) const = default;
};

Turn TurnOf(const ToRead& one) {
  if (!one.cached_bytes) return Turn::kFetched;
  if (one.compared) return Turn::kCompared;
  return *one.cached_bytes > kManyBytes ? Turn::kLarge : Turn::kSmall;
}

}  // namespace

std::vector<std::size_t> ReadingOrder(const std::vector<ToRead>& waiting, std::size_t ahead) {
  std::vector<Place> order;
  order.reserve(waiting.size());
  for (const ToRead& one : waiting)
    order.push_back({TurnOf(one), ~one.cached_bytes.value_or(0), one.item});
  std::sort(order.begin(), order.end());
  const auto large = std::partition_point(
      order.begin(), order.end(), [](const Place& place) { return place.turn < Turn::kLarge; });
  const auto other = std::partition_point(
      large, order.end(), [](const Place& place) { return place.turn == Turn::kLarge; });
  std::rotate(order.begin(), large,
              large + std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(ahead), other - large));
  std::vector<std::size_t> items;
  items.reserve(order.size());
  for (const Place& place : order) items.push_back(place.item);
  return items;
}

}  // namespace scan
