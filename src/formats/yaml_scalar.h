#pragma once

#include <cstdint>
#include <string_view>

#include "formats/json_composer.h"

namespace formats::yaml {

/// A plain scalar as the value it stands for. `text` as json::Composer wants it.
void PutPlain(json::Composer& composer, std::string_view text, std::uint32_t offset);

}  // namespace formats::yaml
