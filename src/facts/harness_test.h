#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "facts/extract.h"

namespace facts {

/// For tests: facts as lines a person reads, "script.download [install] package.json:4:21 host=x
/// url=y", with ` => decoded` behind when something was decoded. Control bytes stand as \xNN.
[[nodiscard]] std::string Lines(const Facts& facts);
/// The facts of a package with these files.
[[nodiscard]] Facts ExtractFrom(
    std::initializer_list<std::pair<std::string_view, std::string_view>> files,
    const PackageContext& context = {});
/// Only facts whose kind begins with `prefix`.
[[nodiscard]] Facts Only(Facts facts, std::string_view prefix);

}  // namespace facts
