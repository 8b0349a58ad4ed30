#pragma once

#include <string>

#include "base/limits.h"
#include "base/untrusted.h"

/// The only places where text from a package turns into text for somebody. JSON and SARIF escape by
/// formats::AppendJsonString.
namespace report {

/// One line: no control byte, nothing invisible, no line break, at most `limit` code points.
[[nodiscard]] std::string ForTerminal(const Untrusted& text,
                                      std::size_t limit = limits::kSnippetCodePoints);

/// The text with every run of spaces, tabs and line breaks as one space: for quotations of code in
/// formats that people read. What comes out is as foreign as before.
[[nodiscard]] Untrusted OnOneLine(const Untrusted& text);

/// One line of Markdown text: as ForTerminal, and no character that would format, link, mention or
/// embed.
[[nodiscard]] std::string ForMarkdown(const Untrusted& text,
                                      std::size_t limit = limits::kSnippetCodePoints);

/// A Markdown code span, its fence longer than any run of backticks inside.
[[nodiscard]] std::string ForMarkdownCode(const Untrusted& text,
                                          std::size_t limit = limits::kSnippetCodePoints);

/// XML or HTML text and attribute values: as ForTerminal, and < > & " ' as references.
[[nodiscard]] std::string ForXml(const Untrusted& text,
                                 std::size_t limit = limits::kSnippetCodePoints);

/// HTML text and attribute values in double quotes, one line: as ForXml, and ` and = as references
/// too, so that not even an attribute without quotes could be left.
[[nodiscard]] std::string ForHtml(const Untrusted& text,
                                  std::size_t limit = limits::kSnippetCodePoints);

/// Several lines for inside `<pre>`: line breaks and tabs stay, everything else as ForHtml; at most
/// `lines` lines of `limit` code points.
[[nodiscard]] std::string ForHtmlLines(const Untrusted& text, std::size_t lines,
                                       std::size_t limit = limits::kSnippetCodePoints);

}  // namespace report
