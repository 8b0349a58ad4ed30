#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/symbol.h"

namespace js::regexp {

/// The names of groups, and which of them could already have matched where the reader stands: a
/// name may be used again only in another alternative of a disjunction. A name that is in reach is
/// `reachable`; `|` puts the names of the alternative it ends out of reach, and the end of the
/// disjunction puts all of its names back.
///
///   (?<a>x)|(?<a>y)     fine        ((?<a>x)|y)(?<a>z)     `a` is in reach: twice
class GroupNames {
 public:
  GroupNames() { OpenDisjunction(); }

  /// False when the name is in reach.
  [[nodiscard]] bool Declare(std::string_view name);
  void Refer(std::string_view name, std::uint32_t offset);

  void OpenDisjunction() { open_.push_back({count(), count()}); }
  void NextAlternative();
  void CloseDisjunction();

  [[nodiscard]] bool empty() const { return declared_.empty(); }

  struct Reference {
    Symbol name = Symbol::kEmpty;
    std::uint32_t offset = 0;
  };
  /// The first reference to a name that no group has; nullptr when there is none.
  [[nodiscard]] const Reference* FindDangling() const;

 private:
  struct Disjunction {
    std::uint32_t begin = 0;        ///< into declared_
    std::uint32_t alternative = 0;  ///< where the current alternative begins
  };
  enum class State : std::uint8_t { kUnknown, kReachable, kElsewhere };

  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(declared_.size()); }
  [[nodiscard]] Symbol Intern(std::string_view name);
  void Mark(std::uint32_t begin, State state);

  SymbolPool pool_;
  std::vector<State> states_;  ///< by symbol
  std::vector<Symbol> declared_;
  std::vector<Reference> references_;
  std::vector<Disjunction> open_;
};

}  // namespace js::regexp
