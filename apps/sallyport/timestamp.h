#pragma once

#include <string>

#include "command_line.h"

/// When a document says that it was made: now, or what SOURCE_DATE_EPOCH says; empty for
/// --reproducible without one.
[[nodiscard]] std::string TimestampFor(const Invocation& invocation);
