#pragma once

#include <cstddef>

// Touching memory for the first time costs a trap into the system for every 4 kB. Where the system
// has large pages (2 MB), these ask for them; elsewhere they change nothing.

/// For the next `bytes` of this process's heap, for short runs that build one large document: the
/// traps would cost such a run a third of its time. Call it before threads start.
void PreferLargePages(std::size_t bytes);

/// For a block that was allocated and not touched yet, as far as large pages fit into it.
void PreferLargePagesIn(void* block, std::size_t bytes);
