#include "timestamp.h"

#include <cstdlib>

#include "base/clock.h"
#include "base/text.h"

std::string TimestampFor(const Invocation& invocation) {
  if (const char* const epoch = std::getenv("SOURCE_DATE_EPOCH")) {
    if (const auto seconds = ParseNumber(epoch))
      return FormatTime(static_cast<UnixMillis>(*seconds * 1000));
  }
  return invocation.Has(FlagId::kReproducible) ? "" : FormatTime(SystemClock().Now());
}
