#pragma once
#include <cstddef>
namespace limits {
inline constexpr std::size_t kAddedDependencies = 200;  ///< of one version, looked up by name
inline constexpr std::size_t kReadmeBytes = 64 * 1024;  ///< what is kept of a package's README
inline constexpr std::size_t kBundleBytes = 16 * 1024 * 1024;  ///< a sigstore bundle or trust root
inline constexpr std::size_t kBundleItems = 200;               ///< in one list of it
inline constexpr std::size_t kGitFileBytes = 256 * 1024 * 1024;  ///< one file out of a repository
inline constexpr std::size_t kTreeDepth = 64;             ///< folders in a folder of a commit
inline constexpr std::size_t kHistoryCommits = 500'000;   ///< walked in one repository
inline constexpr std::size_t kHistoryChanges = 200'000;   ///< of lockfiles in them
inline constexpr std::size_t kHistoryBranches = 2'000;    ///< asked whether they have a commit
inline constexpr std::size_t kSearchDepth = 64;           ///< folders in a folder on the disk
inline constexpr std::size_t kSearchEntries = 5'000'000;  ///< files and folders looked at
}  // namespace limits
