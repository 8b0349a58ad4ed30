#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Milliseconds since 1970-01-01T00:00:00Z.
using UnixMillis = std::int64_t;

/// Seam: what time it is. Tests use FakeClock.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual UnixMillis Now() const = 0;
  /// Monotonic, for durations only.
  [[nodiscard]] virtual std::chrono::nanoseconds Elapsed() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] UnixMillis Now() const override;
  [[nodiscard]] std::chrono::nanoseconds Elapsed() const override;
};

/// Stands still until it is set.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(UnixMillis now) : now_(now) {}
  void Advance(UnixMillis milliseconds) { now_ += milliseconds; }
  [[nodiscard]] UnixMillis Now() const override { return now_; }
  [[nodiscard]] std::chrono::nanoseconds Elapsed() const override {
    return std::chrono::milliseconds(now_);
  }

 private:
  UnixMillis now_;
};

/// "2026-06-17T01:12:00Z" (RFC 3339, UTC, whole seconds).
[[nodiscard]] std::string FormatTime(UnixMillis time);
/// RFC 3339 date-time with any offset and fraction, or a plain date (midnight UTC).
[[nodiscard]] std::optional<UnixMillis> ParseTime(std::string_view text);
