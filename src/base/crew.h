#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <vector>

/// Threads that help one another. One that has many independent things to do hands them to Run;
/// those within Help or HelpUntil do some of them. Safe from every thread.
class Crew {
 public:
  /// At most so many threads, at least 1, use it.
  explicit Crew(unsigned hands) : hands_(hands) {}
  [[nodiscard]] unsigned hands() const { return hands_; }

  /// Calls `work(index, hand)` for every index below `count`, each once, in no promised order;
  /// returns when all are done. `hand` is below hands(), and no two threads have the same at the
  /// same time, so that each may keep scratch memory: 0 is this thread, the others help. `work`
  /// must not throw.
  void Run(std::size_t count, const std::function<void(std::size_t index, unsigned hand)>& work);

  /// Helps as long as there is anything to help with, and does not wait.
  void Help();
  /// Helps until `done` holds. That is asked before every turn and at every Wake, under a lock: it
  /// must not call this Crew. Waits when there is nothing to help with.
  void HelpUntil(const std::function<bool()>& done);
  /// What a `done` looks at has changed.
  void Wake();

 private:
  struct Loop;
  /// With the lock held: the one that has something left to do; nullptr when none has.
  [[nodiscard]] Loop* Unfinished() const;
  /// Does one thing of another's, without the lock, which is held before and after; false when
  /// there was none.
  bool HelpOnce(std::unique_lock<std::mutex>& lock);

  const unsigned hands_;
  std::mutex mutex_;  ///< guards all below
  std::condition_variable changed_;
  std::vector<Loop*> loops_;  ///< that are under way
};
