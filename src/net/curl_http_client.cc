#include "net/curl_http_client.h"

#include <signal.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <map>
#include <sstream>
#include <thread>

#include "base/check.h"
#include "net/curl_library.h"
#include "net/curl_transfer.h"

namespace net {
namespace {

using Instant = std::chrono::steady_clock::time_point;

/// How long the loop sleeps at most while something is under way: the delay with which a stop is
/// seen.
constexpr std::chrono::milliseconds kStopLatency{100};
constexpr std::chrono::milliseconds kIdle{60'000};
/// A body of which nothing came for so long is looked for where libcurl may have left it.
constexpr std::chrono::seconds kSilence{1};

struct FreeCurlMulti {
  void operator()(CURLM* multi) const { Curl().multi_cleanup(multi); }
};

CURLM* NewMulti() {
  // Once per process, when the first client is used; libcurl's own set-up is not free.
  static const CURLcode ready = Curl().global_init(CURL_GLOBAL_DEFAULT);
  CHECK(ready == CURLE_OK, "libcurl can be set up");
  CURLM* const multi = Curl().multi_init();
  CHECK(multi != nullptr, "there is memory for the network loop");
  Curl().multi_setopt(multi, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
  Curl().multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS,
                      static_cast<long>(limits::kConnections));
  Curl().multi_setopt(multi, CURLMOPT_MAX_CONCURRENT_STREAMS, static_cast<long>(limits::kStreams));
  return multi;
}

std::string FileText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

/// What libcurl is to trust instead of its default bundle; empty for the default. An unreadable
/// file trusts nobody, so that a wrong path is a failure and not a silent fall-back.
std::string TrustedPem(const CurlOptions& options) {
  constexpr std::string_view kNobody = "# no certificate\n";
  std::string pem = options.ca_pem;
  if (!options.ca_file.empty()) pem.append("\n").append(FileText(options.ca_file)).append(kNobody);
  if (options.extra_ca_file.empty()) return pem;
  if (pem.empty()) {
    const char* const bundle = Curl().version_info(CURLVERSION_NOW)->cainfo;
    if (bundle != nullptr) pem = FileText(bundle);
  }
  return pem + "\n" + FileText(options.extra_ca_file);
}

}  // namespace

/// The thread and what only it touches; `mutex_` guards the door between it and the callers.
class CurlHttpClient::Loop {
 public:
  Loop(const CurlOptions& options, std::atomic<std::size_t>& peak)
      : options_(options),
        peak_(peak),
        trusted_pem_(TrustedPem(options)),
        multi_(NewMulti()),
        thread_([this] { Run(); }) {}

  ~Loop() = default;
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Cancels everything and waits for the thread; callbacks may still call Add meanwhile.
  void Close() {
    closing_ = true;
    Curl().multi_wakeup(multi_.get());
    thread_.join();
  }

  void Add(Request request, Done done) {
    const Instant due = std::chrono::steady_clock::now() + request.delay;
    {
      const std::lock_guard lock(mutex_);
      arrived_.push_back({due, std::move(request), std::move(done)});
    }
    Curl().multi_wakeup(multi_.get());
  }

 private:
  struct Waiting {
    Instant due;
    Request request;
    Done done;
  };
  struct Host {
    std::size_t active = 0;
    bool multiplexed = false;
    [[nodiscard]] bool HasRoom() const {
      return active <
             static_cast<std::size_t>(multiplexed ? limits::kStreams : limits::kConnections);
    }
  };

  void Run() {
    // A peer that closes while we write is an error code, not a signal; blocked in this thread
    // alone.
    sigset_t broken_pipe;
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
    while (true) {
      TakeArrived();
      if (closing_) break;
      CancelStopped();
      StartDue();
      int running = 0;
      Curl().multi_perform(multi_.get(), &running);
      const int finished = FinishDone();
      peak_ = budget_.peak;
      ContinuePaused();
      LookAfterSilent();
      // What finished made room for what waits.
      if (finished > 0) continue;
      Curl().multi_poll(multi_.get(), nullptr, 0, static_cast<int>(SleepTime().count()), nullptr);
    }
    CancelAll();
  }

  void TakeArrived() {
    const std::lock_guard lock(mutex_);
    std::move(arrived_.begin(), arrived_.end(), std::back_inserter(waiting_));
    arrived_.clear();
  }

  void StartDue() {
    const Instant now = std::chrono::steady_clock::now();
    std::vector<Waiting> later;
    for (Waiting& waiting : waiting_) {
      Host& host = hosts_[waiting.request.url.Origin()];
      if (waiting.due > now || !host.HasRoom() || !MayStart(waiting.request.room.get())) {
        later.push_back(std::move(waiting));
        continue;
      }
      ++host.active;
      auto transfer = std::make_unique<CurlTransfer>(
          options_, trusted_pem_, budget_, std::move(waiting.request), std::move(waiting.done));
      Curl().multi_add_handle(multi_.get(), transfer->easy());
      active_.push_back(std::move(transfer));
    }
    waiting_ = std::move(later);
  }

  /// Holding back what has begun is not enough: over HTTP/2 the peer may send all of a window of
  /// megabytes first, and libcurl keeps that.
  [[nodiscard]] bool MayStart(const BodyRoom* room) const {
    if (room == nullptr) return true;
    std::size_t expected = room->waiting;
    for (const auto& transfer : active_) {
      if (transfer->request().room.get() == room) expected += transfer->ExpectedBytes();
    }
    return expected < room->limit;
  }

  int FinishDone() {
    int finished = 0;
    int left = 0;
    while (const CURLMsg* message = Curl().multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;
      const auto transfer = Release(message->easy_handle);
      transfer->Finish(code);
      if (transfer->multiplexed()) hosts_[transfer->request().url.Origin()].multiplexed = true;
      ++finished;
    }
    return finished;
  }

  /// While there is room all may go on. Without, only the oldest of each room, so that there is an
  /// end, and not while a whole one waits there: taking that makes room. Over HTTP/2 the oldest may
  /// have nothing to go on with, as its bytes come behind those that a later one does not take:
  /// then that one goes on.
  void ContinuePaused() {
    const Instant now = std::chrono::steady_clock::now();
    std::vector<const BodyRoom*> moving;  // in these somebody goes on despite the budget
    for (const auto& transfer : active_) {
      const BodyRoom* const room = transfer->request().room.get();
      const bool seen = std::find(moving.begin(), moving.end(), room) != moving.end();
      if (!transfer->paused()) {
        if (!seen && now - transfer->last_arrival() < kStopLatency) moving.push_back(room);
        continue;
      }
      if (!seen && (room == nullptr || room->waiting == 0)) {
        moving.push_back(room);
        transfer->Continue(CurlTransfer::Resume::kDespiteBudget);
      } else if (transfer->MayContinue()) {
        transfer->Continue(CurlTransfer::Resume::kWithinBudget);
      }
    }
  }

  /// Over HTTP/2 libcurl 7.88 now and then leaves the end of a body lying in its own buffers, where
  /// no socket tells of it, until the transfer counts as stalled.
  void LookAfterSilent() {
    const Instant now = std::chrono::steady_clock::now();
    for (const auto& transfer : active_) {
      if (now - transfer->last_arrival() > kSilence) transfer->LookForMore();
    }
  }

  std::unique_ptr<CurlTransfer> Release(const CURL* easy) {
    const auto found = std::find_if(active_.begin(), active_.end(),
                                    [&](const auto& each) { return each->easy() == easy; });
    CHECK(found != active_.end(), "libcurl finishes only what was started");
    auto transfer = std::move(*found);
    active_.erase(found);
    --hosts_[transfer->request().url.Origin()].active;
    Curl().multi_remove_handle(multi_.get(), transfer->easy());
    return transfer;
  }

  void CancelStopped() {
    const auto cancel_if = [this](const auto& stopped) {
      std::vector<CURL*> ending;
      for (const auto& transfer : active_) {
        if (stopped(transfer->request())) ending.push_back(transfer->easy());
      }
      for (const CURL* easy : ending) Release(easy)->Cancel();
      std::vector<Waiting> kept;
      for (Waiting& waiting : std::exchange(waiting_, {})) {
        if (!stopped(waiting.request)) {
          kept.push_back(std::move(waiting));
          continue;
        }
        CurlTransfer(options_, trusted_pem_, budget_, std::move(waiting.request),
                     std::move(waiting.done))
            .Cancel();
      }
      waiting_ = std::move(kept);
    };
    cancel_if([this](const Request& request) { return closing_ || request.stop.stop_requested(); });
  }

  /// Callers may start new requests from their `done` to the very end.
  void CancelAll() {
    do {
      TakeArrived();
      CancelStopped();
      const std::lock_guard lock(mutex_);
      if (arrived_.empty()) return;
    } while (true);
  }

  [[nodiscard]] std::chrono::milliseconds SleepTime() const {
    return active_.empty() && waiting_.empty() ? kIdle : kStopLatency;
  }

  const CurlOptions& options_;
  std::atomic<std::size_t>& peak_;
  const std::string trusted_pem_;
  BufferBudget budget_{.limit = options_.buffer_limit};
  std::unique_ptr<CURLM, FreeCurlMulti> multi_;
  std::mutex mutex_;
  std::vector<Waiting> arrived_;  ///< guarded by mutex_
  std::atomic<bool> closing_{false};
  std::vector<Waiting> waiting_;
  std::vector<std::unique_ptr<CurlTransfer>> active_;
  std::map<std::string, Host> hosts_;
  std::thread thread_;  ///< last: it uses all of the above
};

CurlHttpClient::CurlHttpClient(CurlOptions options) : options_(std::move(options)) {}

CurlHttpClient::~CurlHttpClient() {
  if (loop_) loop_->Close();
}

void CurlHttpClient::Start(Request request, Done done) {
  Loop* loop = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (!loop_) loop_ = std::make_unique<Loop>(options_, peak_buffered_bytes_);
    loop = loop_.get();
  }
  loop->Add(std::move(request), std::move(done));
}

}  // namespace net
