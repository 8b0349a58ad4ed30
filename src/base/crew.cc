#include "base/crew.h"

#include <algorithm>
#include <atomic>

/// One call of Run, on its stack.
struct Crew::Loop {
  Loop(std::size_t things, const std::function<void(std::size_t, unsigned)>& what, unsigned hands)
      : count(things), work(what) {
    for (unsigned hand = hands; --hand > 0;) free_hands.push_back(hand);
  }

  /// False when nothing is left to begin.
  bool DoOne(unsigned hand) {
    const std::size_t index = next.fetch_add(1, std::memory_order_relaxed);
    if (index < count) work(index, hand);
    return index < count;
  }
  [[nodiscard]] bool HasMore() const { return next.load(std::memory_order_relaxed) < count; }

  const std::size_t count;
  const std::function<void(std::size_t, unsigned)>& work;
  std::atomic<std::size_t> next{0};
  std::vector<unsigned> free_hands;  ///< guarded by the crew's lock, as is `helpers`
  std::size_t helpers = 0;
};

void Crew::Run(std::size_t count,
               const std::function<void(std::size_t index, unsigned hand)>& work) {
  if (hands_ <= 1 || count <= 1) {
    for (std::size_t i = 0; i < count; ++i) work(i, 0);
    return;
  }
  Loop loop(count, work, hands_);
  {
    const std::lock_guard lock(mutex_);
    loops_.push_back(&loop);
  }
  changed_.notify_all();
  while (loop.DoOne(0)) {
  }
  std::unique_lock lock(mutex_);
  std::erase(loops_, &loop);
  changed_.wait(lock, [&] { return loop.helpers == 0; });
}

Crew::Loop* Crew::Unfinished() const {
  const auto found = std::find_if(loops_.begin(), loops_.end(), [](const Loop* loop) {
    return loop->HasMore() && !loop->free_hands.empty();
  });
  return found == loops_.end() ? nullptr : *found;
}

bool Crew::HelpOnce(std::unique_lock<std::mutex>& lock) {
  Loop* const loop = Unfinished();
  if (loop == nullptr) return false;
  const unsigned hand = loop->free_hands.back();
  loop->free_hands.pop_back();
  ++loop->helpers;
  lock.unlock();
  (void)loop->DoOne(hand);
  lock.lock();
  loop->free_hands.push_back(hand);
  // Only once nothing is left may whoever runs the loop be waiting.
  if (--loop->helpers == 0 && !loop->HasMore()) changed_.notify_all();
  return true;
}

void Crew::Help() {
  std::unique_lock lock(mutex_);
  while (HelpOnce(lock)) {
  }
}

void Crew::HelpUntil(const std::function<bool()>& done) {
  std::unique_lock lock(mutex_);
  while (!done()) {
    if (!HelpOnce(lock)) changed_.wait(lock);
  }
}

void Crew::Wake() {
  // A thread between its question and its wait must not miss this.
  { const std::lock_guard lock(mutex_); }
  changed_.notify_all();
}
