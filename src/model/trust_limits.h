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
inline constexpr std::size_t kAttestationBytes = 16 * 1024 * 1024;  ///< what a registry answers
inline constexpr std::size_t kProofsAsked = 400;  ///< packages whose attestations are asked for
inline constexpr std::size_t kComparedFileBytes =
    4 * 1024 * 1024;                                             ///< of code held against another's
inline constexpr std::size_t kComparedBytes = 32 * 1024 * 1024;  ///< of one package
inline constexpr std::size_t kSplitPackages = 200;               ///< new packages judged together
inline constexpr std::size_t kIndicatorBytes = 64 * 1024 * 1024;  ///< a file of indicators
inline constexpr std::size_t kIndicators = 500'000;               ///< taken from files
inline constexpr std::size_t kIndicatorDepth = 32;                ///< parentheses in a STIX pattern
inline constexpr std::size_t kProfileBytes = 256 * 1024;          ///< one profile of a cluster
inline constexpr std::size_t kProfileItems = 400;                 ///< in one list of it
inline constexpr std::size_t kIndexBytes = 16 * 1024 * 1024;      ///< a file of a cache's index
inline constexpr std::size_t kChangedPlaces = 256;  ///< where two states of a lockfile differ
inline constexpr std::size_t kCacheDepth = 8;       ///< folders in a folder of a cache
}  // namespace limits
