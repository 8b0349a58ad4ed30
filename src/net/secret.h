#pragma once

#include <string>
#include <utility>

namespace net {

/// A token, a password, a proxy URL with credentials: text that must never be shown. It has no
/// stream operator and no formatter, so that printing one does not compile; whoever puts it on the
/// wire says `Reveal`.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}

  [[nodiscard]] bool empty() const { return text_.empty(); }
  /// The text itself: for the wire and for files handed to a library, never for a message.
  [[nodiscard]] const std::string& Reveal() const { return text_; }

  bool operator==(const Secret&) const = default;

 private:
  std::string text_;
};

}  // namespace net
