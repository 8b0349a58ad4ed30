#pragma once

#include <cstddef>

/// Asks the system for large pages under the next `bytes` of this process's heap, for short runs
/// that build one large document: touching 4 kB at a time costs such a run a third of its time. A
/// hint only, without effect where the system has no such pages. Call it before threads start.
void PreferLargePages(std::size_t bytes);
