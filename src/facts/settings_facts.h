#pragma once

#include "facts/place.h"
#include "facts/sink.h"

namespace facts {

/// Files that other programs obey: settings of package managers, credentials, control files of
/// editors and AI agents. Chosen by name; a secret's value never becomes part of a fact.
void ExtractSettings(const SourceFile& file, Sink& sink);

void ExtractNpmConfig(const SourceFile& file, Sink& sink);
void ExtractCredential(const SourceFile& file, Sink& sink);
void ExtractAgentConfig(const SourceFile& file, Sink& sink);

/// One `key = value` line of an INI-like file.
struct SettingLine {
  std::string_view key;
  std::string_view value;
  Span span;  ///< of the line
};
/// Lines with `separator` between key and value (" " also takes tabs); comments and empty ones left
/// out; quotes around values taken off.
[[nodiscard]] std::vector<SettingLine> ReadSettingLines(std::string_view text, char separator);

}  // namespace facts
