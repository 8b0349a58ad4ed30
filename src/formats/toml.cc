#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0

#include "formats/toml.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

#include "base/limits.h"
#include "base/text.h"

namespace formats::toml {
namespace {

/// toml++ makes one nested table for each dot of a key and walks them by recursion. So the keys of
/// a text are bounded before it sees them: gives where a key has more than kTomlDepth parts.
/// Strings and comments are followed only as far as the text is well formed; where it is not,
/// toml++ stops too.
std::optional<std::uint32_t> FindDeepKey(std::string_view text) {
  std::size_t dots = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      const bool multi_line = text.substr(at, 3) == std::string(3, c);
      const std::string end(multi_line ? 3 : 1, c);
      for (at += end.size(); at < text.size() && !text.substr(at).starts_with(end); ++at) {
        if (c == '"' && text[at] == '\\') ++at;
        if (!multi_line && at < text.size() && text[at] == '\n') break;
      }
      at += end.size() - 1;
      while (multi_line && at + 1 < text.size() && text[at + 1] == c) ++at;  // `""""` ends one too
    } else if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      dots = 0;
    } else if (c == '.') {
      if (++dots > limits::kTomlDepth) return static_cast<std::uint32_t>(at);
    } else if (c == '=' || c == '[' || c == ']' || c == '{' || c == '}' || c == ',' || c == '\n') {
      dots = 0;
    }
  }
  return std::nullopt;
}

Position At(const ::toml::source_position& position) {
  return {position.line, position.column};
}

template <typename Date>
std::string AsText(const Date& date) {
  std::ostringstream text;
  text << date;
  return text.str();
}

/// Copies toml++'s tree into ours; false when it is too deep.
bool Convert(const ::toml::node& node, std::size_t depth, Value& value);

bool ConvertTable(const ::toml::table& table, std::size_t depth, Value& value) {
  value.kind = Kind::kTable;
  value.members.reserve(table.size());
  for (const auto& [key, node] : table) {
    Member member{.key = std::string(key.str()), .key_position = At(key.source().begin)};
    if (!Convert(node, depth + 1, member.value)) return false;
    value.members.push_back(std::move(member));
  }
  // toml++ keeps tables sorted by key.
  std::stable_sort(
      value.members.begin(), value.members.end(),
      [](const Member& a, const Member& b) { return a.key_position < b.key_position; });
  return true;
}

bool ConvertArray(const ::toml::array& array, std::size_t depth, Value& value) {
  value.kind = Kind::kArray;
  value.elements.reserve(array.size());
  for (const ::toml::node& node : array) {
    if (!Convert(node, depth + 1, value.elements.emplace_back())) return false;
  }
  return true;
}

bool Convert(const ::toml::node& node, std::size_t depth, Value& value) {
  if (depth > limits::kTomlDepth) return false;
  value.position = At(node.source().begin);
  if (const auto* const table = node.as_table()) return ConvertTable(*table, depth, value);
  if (const auto* const array = node.as_array()) return ConvertArray(*array, depth, value);
  if (const auto* const text = node.as_string()) {
    value.kind = Kind::kString;
    value.text = text->get();
  } else if (const auto* const integer = node.as_integer()) {
    value.kind = Kind::kInteger;
    value.integer = integer->get();
  } else if (const auto* const number = node.as_floating_point()) {
    value.kind = Kind::kFloat;
    value.number = number->get();
  } else if (const auto* const flag = node.as_boolean()) {
    value.kind = Kind::kBool;
    value.flag = flag->get();
  } else {
    value.kind = Kind::kDate;
    if (const auto* const date = node.as_date()) value.text = AsText(date->get());
    if (const auto* const time = node.as_time()) value.text = AsText(time->get());
    if (const auto* const moment = node.as_date_time()) value.text = AsText(moment->get());
  }
  return true;
}

/// toml++'s sentence in our form: it quotes the text, so it is escaped.
std::string Message(std::string_view description) {
  std::string message = Quote(description, 300);
  message = message.substr(1, message.size() - 2);
  constexpr std::string_view kOpening = "Error while parsing ";
  if (message.starts_with(kOpening)) message.erase(0, kOpening.size());
  return "malformed TOML: " + message;
}

std::uint32_t OffsetOf(std::string_view text, Position position) {
  std::size_t at = 0;
  for (std::uint32_t line = 1; line < position.line; ++line) {
    at = std::min(text.find('\n', at), text.size() - 1) + 1;
  }
  for (std::uint32_t column = 1; column < position.column && at < text.size(); ++column) {
    at += DecodeUtf8(text, at).length;
  }
  return static_cast<std::uint32_t>(std::min(at, text.size()));
}

}  // namespace

std::string_view NameOf(Kind kind) {
  switch (kind) {
    case Kind::kString:
      return "string";
    case Kind::kInteger:
      return "integer";
    case Kind::kFloat:
      return "number";
    case Kind::kBool:
      return "boolean";
    case Kind::kDate:
      return "date";
    case Kind::kArray:
      return "array";
    case Kind::kTable:
      return "table";
  }
  return {};
}

std::optional<std::string_view> Value::AsString() const {
  if (kind != Kind::kString) return std::nullopt;
  return text;
}

std::optional<std::int64_t> Value::AsInteger() const {
  if (kind != Kind::kInteger) return std::nullopt;
  return integer;
}

std::optional<bool> Value::AsBool() const {
  if (kind != Kind::kBool) return std::nullopt;
  return flag;
}

std::optional<std::string_view> Value::AsDate() const {
  if (kind != Kind::kDate) return std::nullopt;
  return text;
}

const std::vector<Value>* Value::AsArray() const {
  return kind == Kind::kArray ? &elements : nullptr;
}

const std::vector<Member>* Value::AsTable() const {
  return kind == Kind::kTable ? &members : nullptr;
}

const Member* Value::FindMember(std::string_view key) const {
  const auto found = std::find_if(members.begin(), members.end(),
                                  [key](const Member& member) { return member.key == key; });
  return found == members.end() ? nullptr : &*found;
}

const Value* Value::Find(std::string_view key) const {
  const Member* const member = FindMember(key);
  return member == nullptr ? nullptr : &member->value;
}

tl::expected<Value, SyntaxError> Parse(std::string_view text) {
  if (text.size() > limits::kTomlBytes) {
    return tl::unexpected(
        SyntaxErrorAt({}, 0,
                      fmt::format("{} of TOML, more than the {} that are read",
                                  HumanBytes(text.size()), HumanBytes(limits::kTomlBytes)),
                      "no honest document is so long"));
  }
  const std::string too_deep = fmt::format("nested deeper than {} levels", limits::kTomlDepth);
  if (const auto offset = FindDeepKey(text)) {
    return tl::unexpected(SyntaxErrorAt(text, *offset, too_deep, "use fewer parts in the key"));
  }
  const ::toml::parse_result parsed = ::toml::parse(text);
  if (!parsed) {
    const Position position = At(parsed.error().source().begin);
    return tl::unexpected(SyntaxErrorAt(text, OffsetOf(text, position),
                                        Message(parsed.error().description()),
                                        "correct the file there"));
  }
  Value root;
  if (!Convert(parsed.table(), 0, root)) {
    return tl::unexpected(SyntaxErrorAt(text, 0, too_deep, "nest less"));
  }
  return root;
}

}  // namespace formats::toml
