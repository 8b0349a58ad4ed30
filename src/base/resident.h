#pragma once

#include <cstddef>

/// Bytes of memory that this process holds right now, as the system counts them (proc(5), statm);
/// the largest number when it does not tell.
[[nodiscard]] std::size_t ResidentBytes();
