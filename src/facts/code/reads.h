#pragma once

#include <span>
#include <vector>

#include "facts/code/calls.h"

namespace facts::code {

/// A member expression that stands for `api`.
struct ApiMember {
  Spot spot;
  ApiId api = ApiId::kNone;
};

/// What the files of a package read by naming it: members of interfaces, and variables that hold
/// the environment.
class Reads {
 public:
  explicit Reads(const CodePackage& package)
      : package_(package), members_(package.size()), environments_(package.size()) {}

  /// Looks up those of one file, whose `calls` have been; best at once after these, while what both
  /// look at is at hand.
  void LookUp(FileId file, const Calls& calls, Resolver& resolver);

  /// In source order.
  [[nodiscard]] std::span<const ApiMember> MembersOf(FileId file) const {
    return members_[static_cast<std::size_t>(file)];
  }
  /// The variables that hold the environment as a whole.
  [[nodiscard]] std::span<const js::BindingId> EnvironmentsOf(FileId file) const {
    return environments_[static_cast<std::size_t>(file)];
  }

 private:
  void LookUpMembers(FileId file, std::span<const Call> calls, Resolver& resolver);
  void LookUpEnvironments(FileId file, Resolver& resolver);

  const CodePackage& package_;
  std::vector<std::vector<ApiMember>> members_;
  std::vector<std::vector<js::BindingId>> environments_;
};

}  // namespace facts::code
