#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/gzip.h"
#include "model/contents.h"
#include "model/rule_card.h"

namespace recall {

/// The same package in another form: another order of its files, other line ends, comments put in,
/// packed as a tarball. What a rule says of it must be the same.
struct Variant {
  std::string_view name;
  std::vector<CardSample::File> files;
  bool packed = false;             ///< to be read out of a tarball that holds them
  bool has_control_bytes = false;  ///< somewhere that a report may quote
};
[[nodiscard]] std::vector<Variant> VariantsOf(const std::vector<CardSample::File>& files);
/// True for the case that a comment makes another program: its payload is read out of a comment.
[[nodiscard]] bool CommentsMatter(std::string_view id);

/// Memory that the files of a packed variant lie in.
struct PackedMemory {
  ByteVector tarball;
  formats::Unzipper unzipper;
};
/// The files of a variant as extractors are given them: valid as long as the variant and `memory`.
[[nodiscard]] Contents ContentsOf(const Variant& variant, PackedMemory& memory);

}  // namespace recall
