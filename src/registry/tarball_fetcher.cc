#include "registry/tarball_fetcher.h"

#include <functional>

namespace registry {
namespace {

std::size_t BodySize(const net::Outcome& outcome) {
  return outcome ? outcome->body.size() : 0;
}

}  // namespace

TarballFetcher::TarballFetcher(Client& client, std::vector<TarballRequest> requests)
    : client_(client), requests_(std::move(requests)), tasks_(requests_.size()) {
  on_stop_.emplace(client.options().stop, [this] { stop_.request_stop(); });
}

TarballFetcher::~TarballFetcher() {
  stop_.request_stop();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return callbacks_ == 0; });
}

std::optional<TarballFetcher::Fetched> TarballFetcher::Next() {
  std::unique_lock lock(mutex_);
  while (counts_.done < requests_.size()) {
    std::size_t index = 0;
    std::optional<net::Outcome> outcome;
    if (!arrived_.empty()) {
      index = arrived_.front().index;
      outcome = std::move(arrived_.front().outcome);
      arrived_.pop_front();
      room_->waiting -= BodySize(*outcome);
      --in_flight_;
    } else if (next_ < requests_.size() && in_flight_ < limits::kTarballsInFlight) {
      index = next_++;
    } else {
      changed_.wait(lock);
      continue;
    }

    lock.unlock();
    TarballTask::Step step;
    if (outcome) {
      step = tasks_[index]->Advance(*std::move(outcome));
    } else {
      tasks_[index] = std::make_unique<TarballTask>(client_, std::move(requests_[index]));
      step = tasks_[index]->Begin();
    }
    if (step.request) {
      Send(index, *std::move(step.request));
      lock.lock();
      continue;
    }
    tasks_[index].reset();
    lock.lock();
    Count(*step.result);
    if (counts_.done == requests_.size()) changed_.notify_all();
    return Fetched{index, *std::move(step.result)};
  }
  return std::nullopt;
}

void TarballFetcher::Send(std::size_t index, net::Request request) {
  {
    const std::lock_guard lock(mutex_);
    ++in_flight_;
    ++callbacks_;
  }
  request.stop = stop_.get_token();
  request.room = room_;
  const ClientOptions& options = client_.options();
  net::Fetch(options.http, options.clock, options.retry, std::move(request),
             [this, index](net::Outcome outcome) {
               // Under the lock to the end: the destructor may be waiting for the last of these.
               const std::lock_guard lock(mutex_);
               room_->waiting += BodySize(outcome);
               arrived_.push_back({index, std::move(outcome)});
               --callbacks_;
               changed_.notify_all();
             });
}

void TarballFetcher::Count(const TarballResult& result) {
  ++counts_.done;
  if (!result) return;
  counts_.bytes += result->bytes.size();
  if (result->source != ByteSource::kNetwork) return;
  ++counts_.from_network;
  counts_.network_bytes += result->bytes.size();
}

TarballFetcher::Counts TarballFetcher::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace registry
