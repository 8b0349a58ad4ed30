#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace facts {

/// A text in the data of a program that says where it reaches.
struct BinaryString {
  std::string_view sort;  ///< as `binary.string` lists them
  std::string_view text;  ///< into the file
  std::string host;       ///< of an address
};

/// The texts of note in `data`: addresses by number, hosts that other people's data is run through,
/// places of secrets and of things that start again, command lines that fetch or decode. Searched
/// by what such texts must hold, so that megabytes of other data cost little. At most
/// limits::kBinaryStrings.
[[nodiscard]] std::vector<BinaryString> FindStrings(Bytes data);

}  // namespace facts
