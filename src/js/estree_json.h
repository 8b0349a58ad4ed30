#pragma once

#include <string>

#include "js/parse.h"

namespace js {

/// Which tool's output is written. kAcorn: `start` and `end`, as JSON.stringify(acorn.parse(...)).
/// kTypeScript: `range` and TypeScript's fields, as typescript-estree's `parse` with `range`.
enum class EstreeDialect : std::uint8_t { kAcorn, kTypeScript };

/// The tree as ESTree JSON, offsets in UTF-16 units. A BigInt's `value` is null and a RegExp's
/// `{}`, as JSON has neither; a lone surrogate is written as an escape. Needs a module without
/// errors to be what the other tools write; with errors it holds InvalidStatement nodes.
[[nodiscard]] std::string EstreeJson(const Module& module, EstreeDialect dialect);

}  // namespace js
