#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "registry/tarball.h"

namespace registry {

/// Many tarballs at once. The threads of the caller pull: each call of Next looks into caches,
/// verifies what has arrived or hands new requests to the network, whichever there is to do, and
/// returns with a finished one. So downloads go on while the callers unpack, caches are read on all
/// threads, no more than limits::kTarballsInFlight are under way or waiting for a caller, these
/// hold no more than limits::kTarballBytesHeld and one tarball, and nothing new is sent while one
/// waits.
///
///     TarballFetcher fetcher(client, requests);
///     on each worker: while (auto fetched = fetcher.Next()) Use(fetched->index, fetched->result);
class TarballFetcher {
 public:
  /// `client` must outlive this.
  TarballFetcher(Client& client, std::vector<TarballRequest> requests);
  /// Cancels what is under way and waits for it. No thread may be within Next.
  ~TarballFetcher();
  TarballFetcher(const TarballFetcher&) = delete;
  TarballFetcher& operator=(const TarballFetcher&) = delete;

  struct Fetched {
    std::size_t index;  ///< into the requests
    TarballResult result;
  };
  /// Each request once, in no promised order; nothing when all were given out. May wait for the
  /// network. Safe from every thread.
  [[nodiscard]] std::optional<Fetched> Next();

  /// What was given out so far, for a progress line.
  struct Counts {
    std::size_t done = 0;
    std::size_t from_network = 0;
    std::uint64_t bytes = 0;          ///< compressed, from anywhere
    std::uint64_t network_bytes = 0;  ///< of these, from the network
  };
  [[nodiscard]] Counts counts() const;
  /// What is on its way into memory or waits there for a caller.
  [[nodiscard]] std::size_t BytesHeld() const { return room_->used(); }

 private:
  struct Arrival {
    std::size_t index;
    net::Outcome outcome;
  };
  void Send(std::size_t index, net::Request request);
  void Count(const TarballResult& result);

  Client& client_;
  std::vector<TarballRequest> requests_;
  std::vector<std::unique_ptr<TarballTask>> tasks_;
  const std::shared_ptr<net::BodyRoom> room_ =
      std::make_shared<net::BodyRoom>(limits::kTarballBytesHeld);
  std::stop_source stop_;
  std::optional<std::stop_callback<std::function<void()>>> on_stop_;

  mutable std::mutex mutex_;  ///< guards all below
  std::condition_variable changed_;
  std::deque<Arrival> arrived_;
  std::size_t next_ = 0;       ///< first request that nobody began
  std::size_t in_flight_ = 0;  ///< sent, and not yet taken out of arrived_
  std::size_t callbacks_ = 0;  ///< sent, and the network has not called back
  Counts counts_;
};

}  // namespace registry
