#include "base/clock.h"

#include <fmt/format.h>

#include "base/text.h"

namespace {

using Days = std::chrono::sys_days;

/// Reads `count` digits at the front of `text` and removes them.
std::optional<int> TakeDigits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  const auto number = ParseNumber(text.substr(0, count));
  if (!number) return std::nullopt;
  text.remove_prefix(count);
  return static_cast<int>(*number);
}

bool Take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

/// "Z" or "+02:00" in milliseconds east of UTC.
std::optional<UnixMillis> ParseOffset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  const bool west = text.starts_with('-');
  if (!Take(text, "+-")) return std::nullopt;
  const auto hours = TakeDigits(text, 2);
  const bool colon = Take(text, ":");
  const auto minutes = TakeDigits(text, 2);
  if (!hours || !colon || !minutes || *hours > 23 || *minutes > 59 || !text.empty())
    return std::nullopt;
  const UnixMillis offset = (*hours * 60 + *minutes) * 60'000LL;
  return west ? -offset : offset;
}

}  // namespace

UnixMillis SystemClock::Now() const {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

std::chrono::nanoseconds SystemClock::Elapsed() const {
  return std::chrono::steady_clock::now().time_since_epoch();
}

std::string FormatTime(UnixMillis time) {
  const auto point =
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(time));
  const Days day = std::chrono::floor<std::chrono::days>(point);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(point - day));
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::optional<UnixMillis> ParseTime(std::string_view text) {
  const auto year = TakeDigits(text, 4);
  const bool dash = Take(text, "-");
  const auto month = TakeDigits(text, 2);
  const bool dash_again = Take(text, "-");
  const auto day = TakeDigits(text, 2);
  if (!year || !dash || !month || !dash_again || !day) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  const UnixMillis midnight =
      std::chrono::duration_cast<std::chrono::milliseconds>(Days(date).time_since_epoch()).count();
  if (text.empty()) return midnight;

  if (!Take(text, "Tt ")) return std::nullopt;
  const auto hour = TakeDigits(text, 2);
  const bool colon = Take(text, ":");
  const auto minute = TakeDigits(text, 2);
  const bool colon_again = Take(text, ":");
  const auto second = TakeDigits(text, 2);
  if (!hour || !colon || !minute || !colon_again || !second) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  UnixMillis millis = ((*hour * 60 + *minute) * 60 + *second) * 1000LL;
  if (Take(text, ".")) {
    UnixMillis scale = 100;
    std::size_t digits = 0;
    for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
      millis += (text[digits] - '0') * scale;
      scale /= 10;
    }
    if (digits == 0) return std::nullopt;
    text.remove_prefix(digits);
  }
  const auto offset = ParseOffset(text);
  if (!offset) return std::nullopt;
  return midnight + millis - *offset;
}
