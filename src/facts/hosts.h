#pragma once

#include <string_view>

namespace facts {

/// What a host is used for when people run other people's data through it (code/hosts.def): paste,
/// tunnel, chat, request-bin, ...; empty for any other. `host` is in lower case.
[[nodiscard]] std::string_view ServiceOf(std::string_view host);

/// True for an IPv4 address in four numbers that leads out of the machine and its own network.
/// Addresses for documentation (192.0.2.0/24 and its kin) count: samples use them.
[[nodiscard]] bool IsPublicAddress(std::string_view host);

}  // namespace facts
