#include "interrupt.h"

#include <csignal>
#include <cstdio>
#include <ctime>

Interrupt::Interrupt() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  waiter_ = std::jthread([this, signals](const std::stop_token& ended) {
    constexpr timespec kPatience{.tv_sec = 0, .tv_nsec = 50'000'000};
    while (!ended.stop_requested()) {
      if (sigtimedwait(&signals, nullptr, &kPatience) < 0) continue;
      std::fputs("\nstopping: what was read so far is kept (again to stop at once)\n", stderr);
      source_.request_stop();
      pthread_sigmask(SIG_UNBLOCK, &signals,
                      nullptr);  // the next one has its usual effect, in this thread
      return;
    }
  });
}

Interrupt::~Interrupt() = default;
