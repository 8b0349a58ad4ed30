#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/package_id.h"

namespace detect {

/// What a name would be taken for, and by which slip.
struct Imitation {
  std::string_view imitates;
  std::string_view how;    ///< as `publish.name-imitation` spells it
  std::uint32_t rank = 0;  ///< of the imitated name, from 1
  bool operator==(const Imitation&) const = default;
};

/// The popular names (popular_names.def), ready to be compared with. Immutable once made.
class NameTable {
 public:
  NameTable();

  /// From 1; nothing for a name that is not popular.
  [[nodiscard]] std::optional<std::uint32_t> RankOf(std::string_view name) const;

  /// The most popular name that `name` could be taken for. Nothing for a popular name itself, and
  /// nothing for names too short to tell a slip from another word. In this order: look-alike
  /// letters, separators, scope, order of the words, plural, one slip of the keyboard, any other
  /// single slip, an added word that says nothing (`-js`, `node-`).
  [[nodiscard]] std::optional<Imitation> ImitatedBy(const PackageName& name) const;

 private:
  struct Entry {
    std::string_view name;
    std::string folded;  ///< look-alike letters made one
  };
  std::vector<Entry> entries_;  ///< by rank
  std::map<std::string_view, std::uint32_t> ranks_;
  std::map<std::string, std::uint32_t, std::less<>> folded_;    ///< folded form, first rank
  std::map<std::string, std::uint32_t, std::less<>> squeezed_;  ///< without separators and scope
  std::map<std::string, std::uint32_t, std::less<>> sorted_;    ///< words in alphabetical order
};

}  // namespace detect
