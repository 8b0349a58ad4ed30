#include "report/escape.h"

#include <algorithm>

#include "base/text.h"

namespace report {
namespace {

/// What XML, HTML and Markdown all read as the start of something; nothing for other characters.
std::string_view ReferenceFor(char c) {
  switch (c) {
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '&':
      return "&amp;";
    default:
      return {};
  }
}

}  // namespace

std::string ForTerminal(const Untrusted& text, std::size_t limit) {
  return Escape(text.ForEscaping(), limit);
}

Untrusted OnOneLine(const Untrusted& text) {
  std::string line;
  for (const char c : text.View()) {
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!blank) {
      line += c;
    } else if (line.empty() || line.back() != ' ') {
      line += ' ';
    }
  }
  return Untrusted(std::move(line));
}

std::string ForMarkdown(const Untrusted& text, std::size_t limit) {
  std::string escaped;
  for (const char c : Escape(text.ForEscaping(), limit)) {
    if (const std::string_view reference = ReferenceFor(c); !reference.empty()) {
      escaped += reference;
      continue;
    }
    switch (c) {
      case '@':
        escaped += "&#64;";
        break;  // nobody is called by a package's name
      case '\\':
      case '`':
      case '*':
      case '_':
      case '{':
      case '}':
      case '[':
      case ']':
      case '(':
      case ')':
      case '#':
      case '+':
      case '!':
      case '|':
      case '~':
        escaped += '\\';
        escaped += c;
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string ForMarkdownCode(const Untrusted& text, std::size_t limit) {
  // `|` would end a table cell even inside a code span.
  const std::string escaped = ReplaceAll(Escape(text.ForEscaping(), limit), "|", "\\|");
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : escaped) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const bool pad = escaped.empty() || escaped.front() == '`' || escaped.back() == '`';
  return pad ? fence + " " + escaped + " " + fence : fence + escaped + fence;
}

std::string ForXml(const Untrusted& text, std::size_t limit) {
  std::string escaped;
  for (const char c : Escape(text.ForEscaping(), limit)) {
    if (const std::string_view reference = ReferenceFor(c); !reference.empty()) {
      escaped += reference;
      continue;
    }
    switch (c) {
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string ForHtml(const Untrusted& text, std::size_t limit) {
  std::string escaped;
  for (const char c : ForXml(text, limit)) {
    if (c == '`') {
      escaped += "&#96;";
    } else if (c == '=') {
      escaped += "&#61;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string ForHtmlLines(const Untrusted& text, std::size_t lines, std::size_t limit) {
  std::string escaped;
  std::size_t count = 0;
  const auto pieces = Split(text.View(), '\n');
  for (std::string_view line : pieces) {
    if (count++ == lines) {
      escaped += "\n…";
      break;
    }
    if (count > 1) escaped += '\n';
    if (line.ends_with('\r')) line.remove_suffix(1);
    bool first = true;
    for (const std::string_view part : Split(line, '\t')) {
      if (!first) escaped += '\t';
      first = false;
      escaped += ForHtml(Untrusted(part), limit);
    }
  }
  return escaped;
}

}  // namespace report
