#pragma once

#include <chrono>

#include "net/curl_http_client.h"
#include "net/curl_library.h"

namespace net {

struct FreeCurlEasy {
  void operator()(CURL* easy) const { Curl().easy_cleanup(easy); }
};
struct FreeCurlList {
  void operator()(curl_slist* list) const { Curl().slist_free_all(list); }
};

/// What the bodies under way may take together. Only the network thread touches it.
struct BufferBudget {
  std::size_t limit;
  std::size_t used = 0;
  std::size_t peak = 0;
};

/// One request on its way through libcurl: the handle, what has arrived, and what the handle points
/// into. Does not move, as the handle holds its address. `options` and `trusted_pem` (certificates
/// to trust instead of the system's; may be empty) and `budget` must outlive it.
class CurlTransfer {
 public:
  CurlTransfer(const CurlOptions& options, const std::string& trusted_pem, BufferBudget& budget,
               Request request, Done done);
  ~CurlTransfer();
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;

  [[nodiscard]] CURL* easy() const { return easy_.get(); }
  [[nodiscard]] const Request& request() const { return request_; }
  /// Calls `done` with what the exchange came to; once.
  void Finish(CURLcode code);
  void Cancel();
  /// Lets it go on after it was paused for want of room.
  enum class Resume : std::uint8_t { kWithinBudget, kDespiteBudget };
  void Continue(Resume resume);
  [[nodiscard]] bool paused() const { return paused_; }
  /// Has libcurl look for more of a body that has begun, whatever the socket tells. Once for each
  /// silence: libcurl begins to count the time that it is stalled anew.
  void LookForMore();
  /// What the body will take: as announced, a megabyte while nothing is known of it.
  [[nodiscard]] std::size_t ExpectedBytes() const;
  /// Whether what made it pause fits by now.
  [[nodiscard]] bool MayContinue() const { return HasRoomFor(held_back_); }
  /// When bytes of the body came last, or when it was made.
  [[nodiscard]] std::chrono::steady_clock::time_point last_arrival() const { return last_arrival_; }
  /// After Finish: whether the peer speaks HTTP/2 or later.
  [[nodiscard]] bool multiplexed() const { return multiplexed_; }

 private:
  enum class Taken : std::uint8_t { kYes, kNo, kLater };
  static std::size_t OnHeader(char* data, std::size_t size, std::size_t count, void* transfer);
  static std::size_t OnBody(char* data, std::size_t size, std::size_t count, void* transfer);
  void SetUp(const CurlOptions& options, const std::string& trusted_pem);
  void SetUpProxy(const CurlOptions& options);
  bool TakeHeader(std::string_view line);
  Taken TakeBody(std::string_view bytes);
  void LeaveRoom();
  /// In what all bodies and those of its own room may take.
  [[nodiscard]] bool HasRoomFor(std::size_t bytes) const;
  [[nodiscard]] Failure Explain(CURLcode code) const;

  std::unique_ptr<CURL, FreeCurlEasy> easy_;
  std::unique_ptr<curl_slist, FreeCurlList> headers_;
  Request request_;
  Done done_;
  Reply reply_;
  std::string url_;
  BufferBudget& budget_;
  std::size_t counted_ = 0;  ///< of this body in the budget
  std::size_t in_room_ = 0;  ///< of this body in its room
  std::size_t header_bytes_ = 0;
  std::chrono::steady_clock::time_point last_arrival_ = std::chrono::steady_clock::now();
  bool looked_ = false;  ///< for more, since then
  bool paused_ = false;
  std::size_t held_back_ = 0;  ///< what did not fit when it was paused
  bool despite_budget_ = false;
  std::optional<FailureKind> stopped_by_;  ///< a limit of ours that ended the transfer
  bool multiplexed_ = false;
  char message_[CURL_ERROR_SIZE] = {};
};

}  // namespace net
