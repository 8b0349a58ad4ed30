#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// Memory that is given out in pieces and freed all at once. Destructors of what lives here never
/// run, so only trivially destructible types may. Not for two threads at once. Blocks double from 4
/// KiB to 1 MiB; a bigger request gets a block of its own.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  Arena(Arena&&) = default;
  Arena& operator=(Arena&&) = default;

  [[nodiscard]] void* Allocate(std::size_t size, std::size_t alignment) {
    const auto at = (reinterpret_cast<std::uintptr_t>(next_) + alignment - 1) & ~(alignment - 1);
    if (at + size > reinterpret_cast<std::uintptr_t>(end_)) [[unlikely]] {
      return AllocateSlow(size, alignment);
    }
    next_ = reinterpret_cast<std::byte*>(at + size);
    return reinterpret_cast<void*>(at);
  }

  template <typename T, typename... Args>
  [[nodiscard]] T* New(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>, "an arena never runs destructors");
    return new (Allocate(sizeof(T), alignof(T))) T(std::forward<Args>(args)...);
  }

  template <typename T>
  [[nodiscard]] std::span<T> Copy(std::span<const T> items) {
    static_assert(std::is_trivially_copyable_v<T>, "an arena copies by memcpy");
    if (items.empty()) return {};
    T* const to = static_cast<T*>(Allocate(items.size_bytes(), alignof(T)));
    std::memcpy(static_cast<void*>(to), items.data(), items.size_bytes());
    return {to, items.size()};
  }
  [[nodiscard]] std::string_view Copy(std::string_view text) {
    const auto copy = Copy(std::span<const char>(text.data(), text.size()));
    return {copy.data(), copy.size()};
  }

  /// What was taken from the system, in bytes.
  [[nodiscard]] std::size_t reserved() const { return reserved_; }

  /// Forgets every object and keeps the largest block, so that the next file needs no new memory.
  void Reset();

 private:
  [[nodiscard]] void* AllocateSlow(std::size_t size, std::size_t alignment);

  struct Block {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size = 0;
  };
  std::byte* next_ = nullptr;
  std::byte* end_ = nullptr;
  std::vector<Block> blocks_;
  std::size_t reserved_ = 0;
};
