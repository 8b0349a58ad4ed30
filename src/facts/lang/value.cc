#include "facts/lang/value.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "formats/base64.h"
#include "formats/hex.h"
#include "formats/inflate.h"

namespace facts {
namespace {

std::string Bounded(std::string text) {
  if (text.size() > limits::kScriptValueBytes) text.resize(limits::kScriptValueBytes);
  return text;
}

ScriptValue Like(const ScriptValue& source, std::string text) {
  ScriptValue value;
  value.Taint(source);
  value.text = Bounded(std::move(text));
  value.known = source.known;
  return value;
}

std::string Utf16ToUtf8(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto unit = static_cast<char32_t>(static_cast<unsigned char>(bytes[i]) |
                                            (static_cast<unsigned char>(bytes[i + 1]) << 8U));
    AppendUtf8(text, unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit);
  }
  return text;
}

std::string Rotate13(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>('a' + (c - 'a' + 13) % 26);
    if (c >= 'A' && c <= 'Z') c = static_cast<char>('A' + (c - 'A' + 13) % 26);
  }
  return text;
}

std::optional<std::string> DecodeText(std::string_view text, std::string_view encoding) {
  if (encoding == "base64") return std::string(AsText(formats::DecodeBase64Leniently(text)));
  if (encoding == "reversed") return std::string(text.rbegin(), text.rend());
  if (encoding == "rot13") return Rotate13(std::string(text));
  if (encoding == "utf-16") return Utf16ToUtf8(text);
  if (encoding == "hex") {
    const auto bytes = formats::DecodeHex(text);
    if (bytes) return std::string(AsText(*bytes));
  }
  if (encoding == "zlib" || encoding == "gzip") {
    const auto wrapping = formats::RecogniseDeflate(AsBytes(text));
    const auto bytes =
        formats::Inflate(AsBytes(text), wrapping.value_or(formats::DeflateWrapping::kRaw),
                         limits::kScriptValueBytes);
    if (bytes) return std::string(AsText(*bytes));
  }
  return std::nullopt;
}

}  // namespace

void ScriptValue::Taint(const ScriptValue& other) {
  flow.downloads.insert(flow.downloads.end(), other.flow.downloads.begin(),
                        other.flow.downloads.end());
  // A loop that adds to itself would double this each time round.
  constexpr std::size_t kSources = 16;
  if (flow.downloads.size() > kSources) flow.downloads.resize(kSources);
  if (flow.decoded_by.empty()) flow.decoded_by = other.flow.decoded_by;
  flow.environment |= other.flow.environment;
  flow.secret_file |= other.flow.secret_file;
  flow.command_output |= other.flow.command_output;
  for (const std::string& name : other.variables) {
    if (variables.size() < kSources &&
        std::find(variables.begin(), variables.end(), name) == variables.end())
      variables.push_back(name);
  }
  for (const ScriptValue& item : other.items) {
    if (items.empty() && !list) Taint(item);
  }
}

ShellArgument ScriptValue::ToArgument() const {
  ShellArgument argument;
  argument.text = text;
  argument.computed = !known;
  argument.flow = flow;
  argument.flow.text.reset();
  argument.variables = variables;
  return argument;
}

ScriptValue ConstantText(std::string text) {
  ScriptValue value;
  value.text = Bounded(std::move(text));
  value.known = true;
  return value;
}

ScriptValue ConstantNumber(std::int64_t number) {
  ScriptValue value = ConstantText(std::to_string(number));
  value.number = number;
  return value;
}

ScriptValue UnknownValue(std::string_view name) {
  ScriptValue value;
  value.text = name.starts_with('$') ? std::string(name) : "$" + std::string(name);
  return value;
}

ScriptValue Concatenate(ScriptValue a, const ScriptValue& b) {
  if (a.number && b.number) return ConstantNumber(*a.number + *b.number);
  if (a.list && b.list) {
    const std::size_t room = limits::kScriptItems - std::min(a.items.size(), limits::kScriptItems);
    a.items.insert(a.items.end(), b.items.begin(),
                   b.items.begin() + static_cast<std::ptrdiff_t>(std::min(room, b.items.size())));
    return a;
  }
  ScriptValue joined;
  joined.Taint(a);
  joined.Taint(b);
  joined.text = Bounded(a.text + b.text);
  joined.known = a.known && b.known;
  return joined;
}

ScriptValue Arithmetic(std::string_view sign, const ScriptValue& a, const ScriptValue& b) {
  ScriptValue unknown = UnknownValue("computed");
  unknown.Taint(a);
  unknown.Taint(b);
  if (sign == "*" && a.known && !a.number && b.number && *b.number > 0 && *b.number < 10'000) {
    std::string text;
    for (std::int64_t i = 0; i < *b.number && text.size() < limits::kScriptValueBytes; ++i)
      text += a.text;
    return Like(a, std::move(text));
  }
  if (!a.number || !b.number) return unknown;
  const auto x = static_cast<std::uint64_t>(*a.number);
  const auto y = static_cast<std::uint64_t>(*b.number);
  const auto give = [](std::uint64_t n) { return ConstantNumber(static_cast<std::int64_t>(n)); };
  if (sign == "-") return give(x - y);
  if (sign == "*") return give(x * y);
  if (sign == "^") return give(x ^ y);
  if (sign == "&") return give(x & y);
  if (sign == "|") return give(x | y);
  if (sign == "<<") return give(y < 64 ? x << y : 0);
  if (sign == ">>") return give(y < 64 ? x >> y : 0);
  const bool divides = *b.number > 0 && *a.number >= 0;
  if (sign == "%" && divides) return give(x % y);
  if ((sign == "//" || sign == "/") && divides) return give(x / y);
  return unknown;
}

ScriptValue DecodeValue(const ScriptValue& value, std::string_view encoding) {
  ScriptValue decoded;
  decoded.Taint(value);
  decoded.flow.decoded_by = encoding;
  const auto text = value.known ? DecodeText(value.text, encoding) : std::nullopt;
  decoded.known = text.has_value();
  decoded.text = text ? Bounded(*text) : "$decoded";
  return decoded;
}

ScriptValue JoinValues(const ScriptValue& list, const ScriptValue& separator) {
  if (!list.list) return list;
  ScriptValue joined;
  joined.Taint(list);
  joined.known = separator.known;
  bool first = true;
  for (const ScriptValue& item : list.items) {
    if (joined.text.size() > limits::kScriptValueBytes) break;
    if (!first) joined.text += separator.text;
    first = false;
    joined.text += item.text;
    joined.known &= item.known;
    joined.Taint(item);
  }
  return joined;
}

ScriptValue ReplaceIn(const ScriptValue& value, const ScriptValue& from, const ScriptValue& to) {
  // Growing by a factor each time is how a small text becomes a large one.
  const bool fits = value.text.size() * std::max<std::size_t>(1, to.text.size()) <=
                    limits::kScriptValueBytes * 16;
  if (!from.known || !to.known || from.text.empty() || !fits) {
    ScriptValue unknown = value;
    unknown.known = false;
    return unknown;
  }
  return Like(value, ReplaceAll(value.text, from.text, to.text));
}

ScriptValue ReverseValue(const ScriptValue& value) {
  if (value.list) {
    ScriptValue reversed = value;
    std::reverse(reversed.items.begin(), reversed.items.end());
    return reversed;
  }
  ScriptValue reversed = Like(value, std::string(value.text.rbegin(), value.text.rend()));
  if (reversed.flow.decoded_by.empty()) reversed.flow.decoded_by = "reversed";
  return reversed;
}

ScriptValue SplitValue(const ScriptValue& value, const ScriptValue& separator) {
  ScriptValue split;
  split.Taint(value);
  if (!value.known || !separator.known || separator.text.empty()) return split;
  split.list = true;
  for (std::size_t at = 0; split.items.size() < limits::kScriptItems;) {
    const std::size_t end = value.text.find(separator.text, at);
    split.items.push_back(Like(value, value.text.substr(at, end - at)));
    if (end == std::string::npos) break;
    at = end + separator.text.size();
  }
  return split;
}

ScriptValue FormatValue(const ScriptValue& format, const std::vector<ScriptValue>& arguments) {
  ScriptValue made;
  made.Taint(format);
  made.known = format.known;
  std::size_t next = 0;
  const std::string_view text = format.text;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (made.text.size() > limits::kScriptValueBytes) break;
    const std::size_t close = text[at] == '{' ? text.find('}', at) : std::string_view::npos;
    if (close == std::string_view::npos) {
      made.text += text[at];
      continue;
    }
    const auto index = ParseNumber(text.substr(at + 1, close - at - 1));
    const std::size_t argument = index ? static_cast<std::size_t>(*index) : next++;
    if (argument < arguments.size()) {
      made.text += arguments[argument].text;
      made.known &= arguments[argument].known;
      made.Taint(arguments[argument]);
    } else {
      made.known = false;
      made.text += "$value";
    }
    at = close;
  }
  return made;
}

std::vector<ScriptValue> ItemsOf(const ScriptValue& value) {
  if (value.list) return value.items;
  std::vector<ScriptValue> items;
  if (!value.known) return items;
  for (const char c : std::string_view(value.text).substr(0, limits::kScriptItems)) {
    ScriptValue item = Like(value, std::string(1, c));
    item.number = static_cast<unsigned char>(c);
    items.push_back(std::move(item));
  }
  return items;
}

ScriptValue ElementOf(const ScriptValue& value, const ScriptValue& index) {
  ScriptValue unknown = UnknownValue("element");
  unknown.Taint(value);
  if (!index.number) return unknown;
  const std::size_t size = value.list ? value.items.size() : value.text.size();
  const std::int64_t signed_size = static_cast<std::int64_t>(size);
  const std::int64_t at = *index.number < 0 ? *index.number + signed_size : *index.number;
  if (at < 0 || at >= signed_size || (!value.list && !value.known)) return unknown;
  const auto place = static_cast<std::size_t>(at);
  return value.list ? value.items[place] : Like(value, value.text.substr(place, 1));
}

}  // namespace facts
