#pragma once

#include <cstddef>

/// Bounds of room inventory alone, beside base/limits.h, which every file of the program includes.
namespace limits {

inline constexpr std::size_t kProjects = 2'000;          ///< read in one folder of many projects
inline constexpr std::size_t kProjectsNamed = 10;        ///< of those that are passed over
inline constexpr std::size_t kProjectFolders = 200'000;  ///< looked into for projects

}  // namespace limits
