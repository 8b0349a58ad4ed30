#include "interrupt.h"

#include <csignal>
#include <cstdio>

namespace {

sigset_t SignalsToStop() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

Interrupt::Interrupt() {
  const sigset_t signals = SignalsToStop();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  waiter_ = std::jthread([this](const std::stop_token& ended) { Wait(ended); });
}

Interrupt::~Interrupt() {
  waiter_.request_stop();
  // To this thread alone, which waits for one: it need not look now and then whether it is to end.
  pthread_kill(waiter_.native_handle(), SIGINT);
}

void Interrupt::Wait(const std::stop_token& ended) {
  const sigset_t signals = SignalsToStop();
  for (;;) {
    const int signal = sigwaitinfo(&signals, nullptr);
    if (ended.stop_requested()) return;
    if (signal < 0) continue;
    if (source_.stop_requested()) {
      pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
      std::raise(signal);  // has its usual effect
    }
    std::fputs("\nstopping: what was read so far is kept (again to stop at once)\n", stderr);
    source_.request_stop();
  }
}
