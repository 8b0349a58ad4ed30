#pragma once

#include <string>

#include "base/diagnostic.h"
#include "report/style.h"

namespace report {

/// error[L003]: ... with place, the line, a caret and help, as a compiler shows it; ends with a
/// newline.
[[nodiscard]] std::string DiagnosticText(const Diagnostic& diagnostic, const TextOptions& options);

}  // namespace report
