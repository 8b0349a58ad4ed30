#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

/// Why something could not be done: `message` is one lower-case sentence without a final period
/// that says what was seen and where; `help` (may be empty) says what to do next.
struct Error {
  std::string message;
  std::string help;

  /// The same error with context in front: "reading package-lock.json: ...".
  [[nodiscard]] Error Within(std::string_view context) && {
    message.insert(0, ": ").insert(0, context);
    return std::move(*this);
  }
  [[nodiscard]] Error Within(std::string_view context) const& {
    return Error(*this).Within(context);
  }

  bool operator==(const Error&) const = default;
};

/// An expected failure is a value: std::expected's members, from Debian's libexpected until the
/// compiler has its own.
template <typename T>
using Result = tl::expected<T, Error>;

/// `return Fail("...", "...")` in any function that returns a Result.
[[nodiscard]] inline tl::unexpected<Error> Fail(std::string message, std::string help = {}) {
  return tl::unexpected<Error>(Error{.message = std::move(message), .help = std::move(help)});
}
[[nodiscard]] inline tl::unexpected<Error> Fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}
