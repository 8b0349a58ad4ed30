#pragma once

#include <string_view>

namespace facts {

/// What sort of address it is by its provider (mail_providers.def): "privacy" asks for no identity,
/// "free" is open to everybody, "own" is any other; empty for no address.
[[nodiscard]] std::string_view MailSort(std::string_view address);

}  // namespace facts
