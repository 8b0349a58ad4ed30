#include "base/arena.h"

#include <algorithm>

namespace {
constexpr std::size_t kFirstBlock = 4096;
constexpr std::size_t kLargestBlock = 1U << 20U;
}  // namespace

void* Arena::AllocateSlow(std::size_t size, std::size_t alignment) {
  const std::size_t usual =
      blocks_.empty() ? kFirstBlock : std::min(kLargestBlock, blocks_.back().size * 2);
  const std::size_t wanted = std::max(usual, size + alignment);
  // Not make_unique: the bytes need no zeroing.
  blocks_.push_back({.bytes = std::unique_ptr<std::byte[]>(new std::byte[wanted]), .size = wanted});
  reserved_ += wanted;
  next_ = blocks_.back().bytes.get();
  end_ = next_ + wanted;
  return Allocate(size, alignment);
}

void Arena::Reset() {
  if (blocks_.empty()) return;
  const auto largest =
      std::max_element(blocks_.begin(), blocks_.end(),
                       [](const Block& a, const Block& b) { return a.size < b.size; });
  std::iter_swap(blocks_.begin(), largest);
  blocks_.erase(blocks_.begin() + 1, blocks_.end());
  reserved_ = blocks_.front().size;
  next_ = blocks_.front().bytes.get();
  end_ = next_ + reserved_;
}
