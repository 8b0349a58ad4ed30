#include "facts/layers/jsfuck.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <memory>
#include <vector>

#include "base/limits.h"
#include "base/text.h"

namespace facts {
namespace {

/// A value of JavaScript, as far as JSFuck has it.
struct Value {
  enum class Kind : std::uint8_t {
    kUndefined,
    kBoolean,
    kNumber,
    kText,
    kArray,
    kFunction,  ///< built in: `text` its name, `self` what it is a method of
    kCode,      ///< made by `Function(text)`
    kOther,     ///< an object of which only the text is asked
  };
  Kind kind = Kind::kUndefined;
  double number = 0;  ///< or 0, 1 for a truth
  std::string text;
  std::vector<Value> items;
  std::shared_ptr<const Value> self;
};
using Kind = Value::Kind;

Value Text(std::string text) {
  return {.kind = Kind::kText, .number = 0, .text = std::move(text), .items = {}, .self = nullptr};
}
Value Number(double number) {
  return {.kind = Kind::kNumber, .number = number, .text = {}, .items = {}, .self = nullptr};
}
Value Boolean(bool truth) {
  return {.kind = Kind::kBoolean,
          .number = truth ? 1.0 : 0.0,
          .text = {},
          .items = {},
          .self = nullptr};
}
Value Function(std::string name, const Value& self) {
  return {.kind = Kind::kFunction,
          .number = 0,
          .text = std::move(name),
          .items = {},
          .self = std::make_shared<const Value>(self)};
}
Value Other(std::string text) {
  return {.kind = Kind::kOther, .number = 0, .text = std::move(text), .items = {}, .self = nullptr};
}

/// As JavaScript prints the numbers that come up: whole ones, and those at the ends of the range.
std::string NumberText(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  if (std::abs(number) < 1e21 && number == std::floor(number)) return fmt::format("{:.0f}", number);
  std::string text = fmt::format("{}", number);
  // 1.1e+20 and 1e-9, as they are written in JavaScript.
  const std::size_t sign = text.find_first_of("+-", 1);
  if (sign != std::string::npos && sign + 2 < text.size() && text[sign + 1] == '0')
    text.erase(sign + 1, 1);
  return text;
}

std::string TextOf(const Value& value) {
  switch (value.kind) {
    case Kind::kUndefined:
      return "undefined";
    case Kind::kBoolean:
      return value.number != 0 ? "true" : "false";
    case Kind::kNumber:
      return NumberText(value.number);
    case Kind::kText:
    case Kind::kOther:
      return value.text;
    case Kind::kArray: {
      std::string joined;
      for (std::size_t i = 0; i < value.items.size(); ++i) {
        if (i > 0) joined += ',';
        if (value.items[i].kind != Kind::kUndefined) joined += TextOf(value.items[i]);
      }
      return joined;
    }
    case Kind::kFunction:
      return "function " + value.text + "() { [native code] }";
    case Kind::kCode:
      return "function anonymous(\n) {\n" + value.text + "\n}";
  }
  return {};
}

double NumberOf(const Value& value) {
  if (value.kind == Kind::kNumber || value.kind == Kind::kBoolean) return value.number;
  if (value.kind != Kind::kText && value.kind != Kind::kArray) return std::nan("");
  const std::string text = TextOf(value);
  const std::string_view digits = Trim(text);
  if (digits.empty()) return 0;
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error == std::errc::result_out_of_range && digits[0] != '-') return HUGE_VAL;
  return error == std::errc() && end == digits.data() + digits.size() ? number : std::nan("");
}

bool Truth(const Value& value) {
  switch (value.kind) {
    case Kind::kUndefined:
      return false;
    case Kind::kBoolean:
      return value.number != 0;
    case Kind::kNumber:
      return value.number != 0 && !std::isnan(value.number);
    case Kind::kText:
      return !value.text.empty();
    case Kind::kArray:
    case Kind::kFunction:
    case Kind::kCode:
    case Kind::kOther:
      return true;
  }
  return true;
}

std::string ConstructorOf(const Value& value) {
  switch (value.kind) {
    case Kind::kBoolean:
      return "Boolean";
    case Kind::kNumber:
      return "Number";
    case Kind::kText:
      return "String";
    case Kind::kArray:
      return "Array";
    case Kind::kFunction:
    case Kind::kCode:
      return "Function";
    case Kind::kUndefined:
      return {};
    case Kind::kOther:
      return value.text.starts_with('/') ? "RegExp" : "Object";
  }
  return {};
}

/// A whole number in another base, as Number's toString gives it.
std::optional<std::string> InBase(double number, double base) {
  if (!(base >= 2 && base <= 36) || !(number >= 0 && number < 1e15)) return std::nullopt;
  std::array<char, 64> digits{};
  const auto [end, error] =
      std::to_chars(digits.data(), digits.data() + digits.size(),
                    static_cast<std::uint64_t>(number), static_cast<int>(base));
  if (error != std::errc()) return std::nullopt;
  return std::string(digits.data(), end);
}

std::string Escape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("@*_+-./").find(c) != std::string_view::npos;
    escaped += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return escaped;
}

std::string Unescape(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    const bool hex = text[i] == '%' && i + 2 < text.size() &&
                     std::from_chars(text.data() + i + 1, text.data() + i + 3, code, 16).ptr ==
                         text.data() + i + 3;
    if (hex) AppendUtf8(plain, code);
    if (!hex) plain += text[i];
    if (hex) i += 2;
  }
  return plain;
}

/// The text between quotes: `\x61`, `\u0061`, `\141` and what stands for itself.
std::string Unquote(std::string_view quoted) {
  std::string plain;
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    if (quoted[i] != '\\' || i + 1 >= quoted.size()) {
      plain += quoted[i];
      continue;
    }
    const char sort = quoted[++i];
    const std::size_t digits = sort == 'x' ? 2 : sort == 'u' ? 4 : 0;
    unsigned code = 0;
    if (digits > 0 && i + digits < quoted.size()) {
      std::from_chars(quoted.data() + i + 1, quoted.data() + i + 1 + digits, code, 16);
      AppendUtf8(plain, code);
      i += digits;
    } else if (sort >= '0' && sort <= '7') {
      const char* const begin = quoted.data() + i;
      const char* const end = begin + std::min<std::size_t>(sort <= '3' ? 3 : 2, quoted.size() - i);
      const char* const read = std::from_chars(begin, end, code, 8).ptr;
      AppendUtf8(plain, code);
      i += static_cast<std::size_t>(read - begin) - 1;
    } else {
      plain += sort == 'n' ? '\n' : sort == 't' ? '\t' : sort == 'r' ? '\r' : sort;
    }
  }
  return plain;
}

/// What `Function(code)()` gives for the short programs that JSFuck takes letters from; nothing for
/// any other: that is what was hidden.
std::optional<Value> RunShort(std::string_view code) {
  constexpr std::string_view kReturn = "return";
  if (!code.starts_with(kReturn)) return std::nullopt;
  const std::string_view what = Trim(code.substr(kReturn.size()));
  for (const std::string_view name : {"escape", "unescape", "eval", "Date", "RegExp", "String"}) {
    if (what == name) return Function(std::string(name), {});
  }
  if (what == "this") return Other("[object Window]");
  if (what == "/0/") return Other("/0/");
  // Only the letters of its beginning count, which are the same at any time.
  if (what.starts_with("new Date(200000000)")) return Other("Sat Jan 03 1970 08:33:20 GMT+0100");
  if (what.starts_with("new Date(24000000000)")) return Other("Mon Oct 05 1970 19:40:00 GMT+0100");
  const bool quoted = what.size() >= 2 && (what[0] == '"' || what[0] == '\'') &&
                      what.back() == what[0] &&
                      what.substr(1, what.size() - 2).find(what[0]) == std::string_view::npos;
  if (quoted) return Text(Unquote(what.substr(1, what.size() - 2)));
  return std::nullopt;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<std::string> Read() {
    const auto value = Sum();
    if (payload_) return payload_;
    Skip();
    const bool told = value && (value->kind == Kind::kText || value->kind == Kind::kCode);
    if (!told || at_ < text_.size()) return std::nullopt;
    return value->text;
  }

 private:
  void Skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' ||
                                  text_[at_] == '\t' || text_[at_] == ';'))
      ++at_;
  }
  bool Take(char c) {
    Skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::optional<Value> Sum() {
    if (depth_ >= limits::kScriptDepth) return std::nullopt;
    ++depth_;
    auto left = Unary();
    while (left && Take('+')) {
      const auto right = Unary();
      left = right ? Add(*std::move(left), *right) : std::nullopt;
    }
    --depth_;
    return left;
  }

  static std::optional<Value> Add(Value left, const Value& right) {
    const auto is_number = [](const Value& value) {
      return value.kind == Kind::kNumber || value.kind == Kind::kBoolean ||
             value.kind == Kind::kUndefined;
    };
    if (is_number(left) && is_number(right)) return Number(NumberOf(left) + NumberOf(right));
    std::string text = left.kind == Kind::kText ? std::move(left.text) : TextOf(left);
    text += TextOf(right);
    if (text.size() > limits::kLayerBytes) return std::nullopt;
    return Text(std::move(text));
  }

  std::optional<Value> Unary() {
    std::string signs;
    for (;;) {
      Skip();
      if (at_ >= text_.size() || (text_[at_] != '!' && text_[at_] != '+')) break;
      signs += text_[at_++];
    }
    auto value = Postfix();
    for (std::size_t i = signs.size(); value && i-- > 0;)
      value = signs[i] == '!' ? Boolean(!Truth(*value)) : Number(NumberOf(*value));
    return value;
  }

  std::optional<Value> Postfix() {
    auto value = Primary();
    while (value) {
      if (Take('[')) {
        const auto key = Sum();
        if (!key || !Take(']')) return std::nullopt;
        value = Member(*value, TextOf(*key));
      } else if (Take('(')) {
        std::vector<Value> arguments;
        if (!Take(')')) {
          auto argument = Sum();
          if (!argument || !Take(')')) return std::nullopt;
          arguments.push_back(*std::move(argument));
        }
        value = Call(*value, arguments);
      } else {
        break;
      }
    }
    return value;
  }

  std::optional<Value> Primary() {
    if (Take('(')) {
      auto value = Sum();
      return Take(')') ? std::move(value) : std::nullopt;
    }
    if (!Take('[')) return std::nullopt;
    Value array{.kind = Kind::kArray, .number = 0, .text = {}, .items = {}, .self = nullptr};
    if (Take(']')) return array;
    auto item = Sum();
    if (!item || !Take(']')) return std::nullopt;
    array.items.push_back(*std::move(item));
    return array;
  }

  static std::optional<Value> Member(const Value& of, const std::string& name) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
    if (error == std::errc() && end == name.data() + name.size()) {
      if (of.kind == Kind::kText)
        return index < of.text.size() ? Text(of.text.substr(index, 1)) : Value{};
      if (of.kind == Kind::kArray) return index < of.items.size() ? of.items[index] : Value{};
      return Value{};
    }
    if (of.kind == Kind::kUndefined) return std::nullopt;
    if (name == "constructor") return Function(ConstructorOf(of), {});
    if (name == "name" && of.kind == Kind::kFunction) return Text(of.text);
    if (name == "length" && of.kind == Kind::kText)
      return Number(static_cast<double>(of.text.size()));
    static constexpr auto kMethods = std::to_array<std::string_view>(
        {"at",      "big",       "concat",  "copyWithin",   "entries",
         "every",   "fill",      "filter",  "find",         "flat",
         "flatMap", "fontcolor", "forEach", "fromCharCode", "italics",
         "join",    "link",      "map",     "reverse",      "slice",
         "some",    "sort",      "split",   "toString",     "toLocaleLowerCase"});
    for (const std::string_view method : kMethods) {
      if (name == method) return Function(name, of);
    }
    return Value{};  // a name that nothing has
  }

  std::optional<Value> Call(const Value& function, const std::vector<Value>& arguments) {
    const std::string text = arguments.empty() ? std::string() : TextOf(arguments[0]);
    if (function.kind == Kind::kCode) {
      auto value = RunShort(function.text);
      if (!value) payload_ = function.text;
      return value;
    }
    if (function.kind != Kind::kFunction) return std::nullopt;
    const std::string& name = function.text;
    if (name == "Function")
      return Value{.kind = Kind::kCode, .number = 0, .text = text, .items = {}, .self = nullptr};
    if (name == "eval") {
      payload_ = text;
      return std::nullopt;
    }
    if (name == "escape") return Text(Escape(text));
    if (name == "unescape") return Text(Unescape(text));
    if (name == "String") return Text(text);
    if (name == "RegExp") return Other("/" + (text.empty() ? "(?:)" : text) + "/");
    // The day and the month differ from run to run; what is taken of it does not: `GMT`.
    if (name == "Date") return Other("Thu Jan 01 1970 00:00:00 GMT+0000");
    if (name == "fromCharCode" && !arguments.empty()) {
      std::string character;
      AppendUtf8(character, static_cast<char32_t>(NumberOf(arguments[0])));
      return Text(character);
    }
    if (function.self == nullptr) return std::nullopt;
    return Method(*function.self, name, arguments, text);
  }

  static std::optional<Value> Method(const Value& self, std::string_view name,
                                     const std::vector<Value>& arguments, const std::string& text) {
    if (name == "toString" && self.kind == Kind::kNumber && !arguments.empty()) {
      auto digits = InBase(self.number, NumberOf(arguments[0]));
      return digits ? std::optional(Text(*std::move(digits))) : std::nullopt;
    }
    if (name == "toString") return Text(TextOf(self));
    if (name == "italics") return Text("<i>" + TextOf(self) + "</i>");
    if (name == "big") return Text("<big>" + TextOf(self) + "</big>");
    if (name == "fontcolor" || name == "link") {
      const std::string value = arguments.empty() ? "undefined" : ReplaceAll(text, "\"", "&quot;");
      return Text(name == "link" ? "<a href=\"" + value + "\">" + TextOf(self) + "</a>"
                                 : "<font color=\"" + value + "\">" + TextOf(self) + "</font>");
    }
    if (name == "entries") return Other("[object Array Iterator]");
    if (name == "concat" && self.kind == Kind::kText) return Text(self.text + text);
    if (name == "concat" && self.kind == Kind::kArray && !arguments.empty()) {
      Value both = self;
      if (arguments[0].kind != Kind::kArray) both.items.push_back(arguments[0]);
      if (arguments[0].kind == Kind::kArray)
        both.items.insert(both.items.end(), arguments[0].items.begin(), arguments[0].items.end());
      return both;
    }
    if (name == "split" && self.kind == Kind::kText && text.size() == 1) {
      Value pieces{.kind = Kind::kArray, .number = 0, .text = {}, .items = {}, .self = nullptr};
      for (const std::string_view piece : Split(self.text, text[0]))
        pieces.items.push_back(Text(std::string(piece)));
      return pieces;
    }
    if (name == "join" && self.kind == Kind::kArray) {
      std::string joined;
      for (std::size_t i = 0; i < self.items.size(); ++i) {
        if (i > 0) joined += arguments.empty() ? "," : text;
        joined += TextOf(self.items[i]);
        if (joined.size() > limits::kLayerBytes) return std::nullopt;
      }
      return Text(std::move(joined));
    }
    if (name == "slice" && self.kind == Kind::kText && !arguments.empty()) {
      const double from = NumberOf(arguments[0]);
      const auto size = static_cast<double>(self.text.size());
      const double begin = std::min(size, from < 0 ? std::max(0.0, size + from) : from);
      return Text(self.text.substr(static_cast<std::size_t>(begin)));
    }
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::optional<std::string> payload_;
};

}  // namespace

std::optional<std::string> DecodeJsFuck(std::string_view text) {
  if (text.size() > limits::kLayerBytes ||
      text.find_first_not_of("[]()!+ \n\r\t;") != std::string_view::npos)
    return std::nullopt;
  return Reader(text).Read();
}

}  // namespace facts
