#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "detect/name_similarity.h"
#include "facts/publish/similarity.h"
#include "model/contents.h"
#include "scan/pipeline.h"

namespace scan {

/// Whose identity a version shows: the claim, and the rank of the other by downloads.
struct ShownIdentity {
  facts::IdentityClaim claim;
  std::size_t rank = 0;
};

/// Looks among the popular packages that a version could be taken for: the one its repository or
/// homepage is called after, the one its README begins with, and `imitated`. Documents of these
/// are asked of the registry; when `contents` are given and one of them may be meant, its bytes are
/// too, and the code of both is compared. Nothing when the version shows nothing of any.
[[nodiscard]] std::optional<ShownIdentity> IdentityOf(
    const World& world, const detect::NameTable& names, const Packument& packument,
    std::string_view version, const std::string& imitated, const Contents* contents);

}  // namespace scan
