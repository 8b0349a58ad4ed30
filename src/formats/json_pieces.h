#pragma once

#include <functional>
#include <string_view>

#include "base/result.h"

namespace formats::json {

/// What ForEachPiece hands over: a member of the top-level object, or a run of elements of one of
/// the lists that were to be split. `text` is the JSON of the value, or of the elements with commas
/// between.
struct Piece {
  std::string_view key;  ///< as written, escapes and all
  std::string_view text;
  bool elements = false;
};

/// Goes over the members of a JSON object that is too large to hold as a tree. Lists whose key
/// `splits` says so come in runs of about `run_bytes`; everything else comes whole. Only brackets
/// and strings are looked at here; each piece is parsed by whoever takes it. Stops at the first
/// error, its own or the visitor's.
[[nodiscard]] Result<void> ForEachPiece(std::string_view text, std::size_t run_bytes,
                                        const std::function<bool(std::string_view key)>& splits,
                                        const std::function<Result<void>(const Piece&)>& visit);

}  // namespace formats::json
