#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/fact.h"
#include "model/inventory.h"

namespace scan {

/// A fact about how a version stands in its registry, at the place "registry/NAME@VERSION". Values
/// without text are left out, the rest is sorted.
[[nodiscard]] Fact RegistryFact(FactKind kind, std::string_view name, std::string_view version,
                                std::vector<FactValue> values);

/// The text of the first fact of that kind under that key; empty when there is none.
[[nodiscard]] std::string TextOf(const Facts& facts, FactKind kind, std::string_view key);

/// The same as a whole number.
[[nodiscard]] std::optional<std::uint64_t> NumberOf(const Facts& facts, FactKind kind,
                                                    std::string_view key);

[[nodiscard]] bool HasKind(const Facts& facts, FactKind kind);

}  // namespace scan
