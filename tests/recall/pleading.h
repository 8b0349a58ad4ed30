#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "same_verdict.h"

namespace recall {

/// The same package with texts in it that want whoever reads it to be milder: orders to a scanner
/// or a language model, marks that silence linters, a policy and a suppression of its own, reports
/// and proofs that nobody made, bytes that move a terminal's cursor. Nothing of it changes what the
/// code does, so nothing that was said of the package may be taken back or become milder.
[[nodiscard]] std::vector<Variant> PleadingVariants(const std::vector<CardSample::File>& files);

/// What a reader must never be sent: bytes that a terminal acts on, and letters that turn or hide
/// others. The first such place of `text`, as a sentence; empty when there is none.
[[nodiscard]] std::string FirstControl(std::string_view text);

}  // namespace recall
