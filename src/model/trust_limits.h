#pragma once
#include <cstddef>
namespace limits {
inline constexpr std::size_t kAddedDependencies = 200;  ///< of one version, looked up by name
inline constexpr std::size_t kReadmeBytes = 64 * 1024;  ///< what is kept of a package's README
inline constexpr std::size_t kBundleBytes = 16 * 1024 * 1024;  ///< a sigstore bundle or trust root
inline constexpr std::size_t kBundleItems = 200;               ///< in one list of it
inline constexpr std::size_t kGitFileBytes = 256 * 1024 * 1024;  ///< one file out of a repository
}  // namespace limits
