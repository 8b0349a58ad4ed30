#pragma once

#include <stop_token>
#include <thread>

/// Turns the first Ctrl-C (or SIGTERM) into a request to stop, so that what was done so far is
/// kept; the second one ends the program at once. To be made before any other thread, which then
/// inherit the blocked signals.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

 private:
  /// On a thread of its own, until `ended`.
  void Wait(const std::stop_token& ended);

  std::stop_source source_;
  std::jthread waiter_;
};
