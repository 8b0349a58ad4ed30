#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace inventory {

/// The JSON that yarn writes into .pnp.cjs: a string literal of many lines (yarn 3 and 4), or an
/// object literal (yarn 2). It is taken out without running anything, and every line of it has the
/// number that it has in the script. Of a script that breaks off within, what there is. Nothing
/// when the script holds none, because it loads .pnp.data.json or is of yarn 1.
[[nodiscard]] std::optional<std::string> PnpState(std::string_view script);

}  // namespace inventory
