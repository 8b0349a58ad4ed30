#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace js::regexp {

/// The names of groups, and which of them could already have matched where the reader stands: a
/// name may be used again only in another alternative of a disjunction. A name that is in reach is
/// `reachable`; `|` puts the names of the alternative it ends out of reach, and the end of the
/// disjunction puts all of its names back. Most patterns have no name, and then nothing is
/// allocated.
///
///   (?<a>x)|(?<a>y)     fine        ((?<a>x)|y)(?<a>z)     `a` is in reach: twice
class GroupNames {
 public:
  GroupNames() = default;
  GroupNames(const GroupNames&) = delete;  // what points into one would point into the other
  GroupNames& operator=(const GroupNames&) = delete;

  /// False when the name is in reach.
  [[nodiscard]] bool Declare(std::string_view name);
  void Refer(std::string_view name, std::uint32_t offset);

  void OpenDisjunction();
  void NextAlternative();
  void CloseDisjunction();

  [[nodiscard]] bool empty() const { return declared_.empty(); }

  /// Where the first reference to a name that no group has stands; nothing when there is none.
  [[nodiscard]] std::optional<std::uint32_t> FindDangling() const;

 private:
  enum class State : std::uint8_t { kUnknown, kReachable, kElsewhere };
  struct Disjunction {
    std::uint32_t begin = 0;        ///< into declared_
    std::uint32_t alternative = 0;  ///< where the current alternative begins
  };
  struct Reference {
    const State* name;
    std::uint32_t offset;
  };

  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(declared_.size()); }
  [[nodiscard]] State& Of(std::string_view name);
  void Mark(std::uint32_t begin, State state);

  std::map<std::string, State, std::less<>> states_;  ///< whose places others point to
  std::vector<State*> declared_;
  std::vector<Reference> references_;
  Disjunction open_;                 ///< the innermost
  std::vector<Disjunction> around_;  ///< it
};

}  // namespace js::regexp
