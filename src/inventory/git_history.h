#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "model/trust_limits.h"

namespace inventory {

/// What a repository says of its lockfiles, over all its references.
struct LockfileHistory {
  static constexpr std::size_t kAbsent = std::numeric_limits<std::size_t>::max();
  /// A content that some lockfile had once.
  struct State {
    std::string path;  ///< one of the paths where it stood
    std::string object;
  };
  /// A commit that changed a lockfile, compared with its first parent.
  struct Change {
    std::string path;
    std::string commit;  ///< forty hexadecimal digits
    UnixMillis time = 0;
    std::size_t before = kAbsent;  ///< index into `states`
    std::size_t now = kAbsent;
  };
  std::vector<State> states;
  std::vector<Change> changes;  ///< newest first
  std::size_t commits = 0;
  bool shallow = false;  ///< the clone does not have the older commits
  bool cut = false;      ///< there are more commits, changes or deeper folders than are looked at
};

/// How far a history is walked.
struct HistoryLimits {
  std::size_t commits = limits::kHistoryCommits;
  std::size_t changes = limits::kHistoryChanges;
  std::size_t tree_depth = limits::kTreeDepth;
  std::size_t branches = limits::kHistoryBranches;
  std::size_t file_bytes = limits::kGitFileBytes;
};

/// A git repository that is only read. Nothing of it is run: no hooks, no filters.
class GitHistory {
 public:
  /// The repository that has `folder`, and the folder itself inside it.
  [[nodiscard]] static Result<GitHistory> Open(const std::string& folder);
  GitHistory(GitHistory&&) noexcept;
  GitHistory& operator=(GitHistory&&) noexcept;
  ~GitHistory();

  /// Every commit that any branch, tag or remote branch leads to. Trees are compared by their
  /// hashes, so what did not change is not read.
  [[nodiscard]] Result<LockfileHistory> Lockfiles(const HistoryLimits& limits = {}) const;
  /// The bytes of a state. How many there are is asked first: a file that is too large is not read.
  [[nodiscard]] Result<ByteVector> Read(const LockfileHistory::State& state,
                                        const HistoryLimits& limits = {}) const;
  /// The branches, of here and of remotes, that have a commit; sorted.
  [[nodiscard]] std::vector<std::string> BranchesWith(const std::string& commit,
                                                      const HistoryLimits& limits = {}) const;

 private:
  struct Handles;
  explicit GitHistory(std::unique_ptr<Handles> handles);
  std::unique_ptr<Handles> handles_;
};

}  // namespace inventory
