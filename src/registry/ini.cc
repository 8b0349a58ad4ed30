#include "registry/ini.h"

#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"

namespace registry {
namespace {

/// What JSON.parse makes of a quoted piece, as text: strings decoded, scalars as written.
std::optional<std::string> JsonScalar(std::string_view text) {
  const auto document = formats::json::Parse(text, {.bytes = limits::kNpmrcBytes, .depth = 2});
  if (!document) return std::nullopt;
  const formats::json::Value& root = document->root();
  if (const auto string = root.AsString()) return std::string(*string);
  if (const auto number = root.AsNumberText()) return std::string(*number);
  if (const auto boolean = root.AsBool()) return *boolean ? "true" : "false";
  return std::nullopt;
}

std::string Unescaped(std::string_view text) {
  std::string plain;
  bool escaped = false;
  for (const char c : text) {
    const bool special = c == '\\' || c == ';' || c == '#';
    if (escaped) {
      if (!special) plain += '\\';
      plain += c;
      escaped = false;
    } else if (c == ';' || c == '#') {
      break;
    } else if (c == '\\') {
      escaped = true;
    } else {
      plain += c;
    }
  }
  if (escaped) plain += '\\';
  return std::string(Trim(plain));
}

std::string Unquoted(std::string_view text) {
  text = Trim(text);
  const auto quoted_by = [&](char quote) {
    return text.starts_with(quote) && text.ends_with(quote);
  };
  if (quoted_by('"')) return JsonScalar(text).value_or(std::string(text));
  if (quoted_by('\'')) {
    text = text.size() < 2 ? std::string_view() : text.substr(1, text.size() - 2);
    return JsonScalar(text).value_or(std::string(text));
  }
  return Unescaped(text);
}

bool IsSection(std::string_view line) {
  const std::string_view trimmed = Trim(line);
  return line.starts_with('[') && trimmed.find(']') == trimmed.size() - 1;
}

IniEntry ParseLine(std::string_view line, std::uint32_t number) {
  const std::size_t equals = line.find('=');
  IniEntry entry{.key = Unquoted(line.substr(0, equals)), .value = "true", .line = number};
  if (equals != std::string_view::npos) entry.value = Unquoted(line.substr(equals + 1));
  if (entry.value == "null") {
    entry.is_null = true;
    entry.value.clear();
  }
  if (entry.key.size() > 2 && entry.key.ends_with("[]")) {
    entry.key.resize(entry.key.size() - 2);
    entry.is_array = true;
  }
  return entry;
}

}  // namespace

std::vector<IniEntry> ParseIni(std::string_view text) {
  std::vector<IniEntry> entries;
  std::uint32_t number = 0;
  bool in_section = false;
  while (!text.empty() && number < limits::kNpmrcLines) {
    ++number;
    const std::size_t end = text.find_first_of("\r\n");
    const std::string_view line = text.substr(0, end);
    const bool crlf = end != std::string_view::npos && text.substr(end).starts_with("\r\n");
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + (crlf ? 2 : 1));
    const std::string_view trimmed = Trim(line);
    if (trimmed.empty() || trimmed.starts_with(';') || trimmed.starts_with('#')) continue;
    if (IsSection(line)) {
      in_section = true;
    } else if (!in_section && !line.starts_with('=')) {
      entries.push_back(ParseLine(line, number));
    }
  }
  return entries;
}

std::string ExpandVariables(std::string_view text, const Lookup& lookup,
                            std::vector<std::string>& used) {
  std::string expanded;
  while (true) {
    const std::size_t dollar = text.find("${");
    if (dollar == std::string_view::npos) break;
    std::size_t end = dollar + 2;
    while (end < text.size() &&
           std::string_view("${}?").find(text[end]) == std::string_view::npos) {
      ++end;
    }
    const std::string_view name = text.substr(dollar + 2, end - dollar - 2);
    const bool optional = end < text.size() && text[end] == '?';
    if (optional) ++end;
    if (name.empty() || end >= text.size() || text[end] != '}') {
      expanded += text.substr(0, dollar + 1);
      text.remove_prefix(dollar + 1);
      continue;
    }
    const std::size_t before = text.substr(0, dollar).find_last_not_of('\\') + 1;
    const std::size_t backslashes = dollar - before;
    expanded += text.substr(0, before + backslashes / 2);
    if (backslashes % 2 == 1) {
      expanded += text.substr(dollar, end + 1 - dollar);
    } else if (const auto value = lookup(name)) {
      expanded += *value;
      used.emplace_back(name);
    } else if (!optional) {
      expanded.append("${").append(name).append("}");
    }
    text.remove_prefix(end + 1);
  }
  return expanded += text;
}

}  // namespace registry
