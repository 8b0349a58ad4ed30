#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "command_line.h"
#include "report/style.h"

/// How text for people is to look on standard output or error: the terminal's width and colours as
/// --color, NO_COLOR and the terminal say.
[[nodiscard]] report::TextOptions StyleFor(int descriptor, const Invocation& invocation);

/// Writes a result to standard output, or atomically to --output. A closed pipe is no failure; a
/// full disk is.
[[nodiscard]] Result<void> WriteResult(std::string_view text, const Invocation& invocation);

/// All of standard input; an Error past `limit` bytes.
[[nodiscard]] Result<ByteVector> ReadStandardInput(std::size_t limit);

/// Ends the program at once, its output written: the system takes back what a short run holds
/// faster than the run gives it back piece by piece.
[[noreturn]] void Leave(int status);

/// Writes talk to standard error, unless --quiet.
void Say(std::string_view text, const Invocation& invocation);
