#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "facts/lang/script_reader.h"

namespace facts {
namespace {

/// Words between two expressions whose result is nothing a fact needs.
constexpr auto kJoiningWords = std::to_array<std::string_view>(
    {"and", "eq", "eqv", "imp", "in", "is", "isnot", "like", "mod", "ne", "not", "or", "xor"});

}  // namespace

ScriptValue ScriptReader::Expression() {
  if (Spent()) {
    Step();
    return {};
  }
  ++depth_;
  ScriptValue value = Operand();
  while (BinaryOperator(value) || WordOperator(value)) {
    if (Spent()) break;
  }
  --depth_;
  return value;
}

ScriptValue ScriptReader::Operand() {
  if (AtSign("-") && Now(1).kind == Kind::kName && language_ == Language::kPowerShell) {
    // -join and -split may stand before what they work on.
    const std::string word = Now(1).text;
    Step();
    Step();
    ScriptValue operand = Operand();
    if (word == "join") return JoinValues(operand, ConstantText(""));
    return operand;
  }
  if (AtSign("-") || AtSign("+") || AtSign("!") || AtSign("~") || AtSign("*") || AtSign("**")) {
    const bool minus = AtSign("-");
    if (Spent()) return {};
    Step();
    ++depth_;
    ScriptValue operand = Operand();
    --depth_;
    if (minus && operand.number) return ConstantNumber(0 - *operand.number);
    return operand;
  }
  if (AtName("not") || AtName("await") || AtName("new") || AtName("yield")) {
    if (Spent()) return {};
    Step();
    ++depth_;
    ScriptValue operand = Operand();
    --depth_;
    return operand;
  }
  return Primary();
}

/// Signs between two operands, from left to right without precedence: constants that are split up
/// are joined by one sign only.
bool ScriptReader::BinaryOperator(ScriptValue& left) {
  if (!At(Kind::kSign)) return false;
  const std::string sign = Now().text;
  const bool assigns = AtSign("=", 1) && !Now(1).spaced;
  const bool compares = sign == "<" || sign == ">" || ((sign == "=" || sign == "!") && assigns);
  if (compares && language_ != Language::kPowerShell) {
    Step();
    static_cast<void>(TakeSign("="));
    left.Taint(Operand());
    left.known = false;
    return true;
  }
  const bool concatenates =
      sign == "+" ||
      (sign == "&" && (language_ == Language::kVbScript || language_ == Language::kAppleScript));
  constexpr auto kSigns =
      std::to_array<std::string_view>({"%", "*", "**", "-", "/", "//", "<<", ">>", "^", "|", "&"});
  const bool arithmetic = std::find(kSigns.begin(), kSigns.end(), sign) != kSigns.end();
  const bool pipes = language_ == Language::kPowerShell && (sign == "|" || sign == "&");
  const bool word = sign == "-" && language_ == Language::kPowerShell && !Now(1).spaced &&
                    Now(1).kind == Kind::kName && !Now(1).text.starts_with('$');
  if (assigns || pipes || word || (!concatenates && !arithmetic)) return false;
  Step();
  if (language_ != Language::kVbScript) SkipLines();
  const ScriptValue right = Operand();
  left = concatenates ? Concatenate(std::move(left), right) : Arithmetic(sign, left, right);
  return true;
}

/// PowerShell's `-join`, Python's `x if c else y`, and words that compare.
bool ScriptReader::WordOperator(ScriptValue& left) {
  const bool dashed = language_ == Language::kPowerShell && AtSign("-") &&
                      Now(1).kind == Kind::kName && !Now(1).spaced;
  if (dashed) {
    const std::string word = Now(1).text;
    Step();
    Step();
    const ScriptValue right =
        word == "f" || word == "replace" || word == "creplace" ? List("") : Operand();
    const auto item = [&](std::size_t i) {
      return i < right.items.size() ? right.items[i] : ConstantText("");
    };
    if (word == "join") {
      left = JoinValues(left, right);
    } else if (word == "f") {
      left = FormatValue(left, right.items);
    } else if (word.ends_with("replace")) {
      left = ReplaceIn(left, item(0), item(1));
    } else if (word == "split") {
      left = SplitValue(left, right);
    } else if (word == "bxor") {
      left = Arithmetic("^", left, right);
    } else if (word != "as") {
      left.Taint(right);
      left.known = false;
    }
    return true;
  }
  if (!At(Kind::kName)) return false;
  if (AtName("if") && language_ == Language::kPython && !in_comprehension_) {
    Step();
    static_cast<void>(Expression());
    if (!TakeName("else")) return true;
    const ScriptValue other = Expression();
    if (!left.known && other.known) left = other;
    left.Taint(other);
    return true;
  }
  const std::string& word = Now().text;
  if (std::find(kJoiningWords.begin(), kJoiningWords.end(), word) == kJoiningWords.end() ||
      language_ == Language::kPowerShell)
    return false;
  if (in_comprehension_ && word == "in") return false;
  const bool xors = word == "xor";
  Step();
  const ScriptValue right = Operand();
  if (xors) {
    left = Arithmetic("^", left, right);
  } else {
    left.Taint(right);
  }
  return true;
}

ScriptValue ScriptReader::Primary() {
  if (Spent()) {
    Step();
    return {};
  }
  const ScriptToken token = Now();
  switch (token.kind) {
    case Kind::kText: {
      Step();
      ScriptValue value = Text(token);
      while (At(Kind::kText) && language_ == Language::kPython) {
        value = Concatenate(std::move(value), Text(Now()));
        Step();
      }
      return Postfix(std::move(value), {});
    }
    case Kind::kNumber:
      Step();
      return Postfix(Number(token), {});
    case Kind::kName:
      return Name();
    case Kind::kSign:
      return Bracketed();
    case Kind::kLine:
    case Kind::kEnd:
      return {};
  }
  return {};
}

ScriptValue ScriptReader::Text(const ScriptToken& token) {
  if (!token.interpolated) return ConstantText(token.text);
  const bool python = language_ == Language::kPython;
  ScriptValue made = ConstantText("");
  const std::string_view text = token.text;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool opens = python ? text[at] == '{' : text[at] == '$';
    if (!opens || at + 1 >= text.size()) {
      made.text += text[at];
      continue;
    }
    std::size_t end = at + 1;
    if (python || text[at + 1] == '{' || text[at + 1] == '(') {
      end = text.find(!python && text[at + 1] == '(' ? ')' : '}', at);
      if (end == std::string_view::npos) end = text.size() - 1;
      ++end;
    } else {
      while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 ||
                                   text[end] == '_' || text[end] == ':'))
        ++end;
    }
    std::string name(text.substr(at, end - at));
    std::erase_if(name, [](char c) { return c == '{' || c == '}'; });
    if (!python) name = ToLower(name);
    const auto known = variables_.find(name);
    ScriptValue value = known != variables_.end() ? known->second : UnknownValue(name);
    if (name.starts_with("$env:")) {
      value.variables.push_back(ToLower(name.substr(5)));
      value.flow.environment |= !SecretVariableSort(value.variables.back()).empty();
    }
    made = Concatenate(std::move(made), value);
    at = end - 1;
  }
  return made;
}

ScriptValue ScriptReader::Number(const ScriptToken& token) {
  const bool hex = token.text.starts_with("0x") || token.text.starts_with("0X");
  std::int64_t number = 0;
  for (const char c : std::string_view(token.text).substr(hex ? 2 : 0)) {
    const int digit = c >= '0' && c <= '9'          ? c - '0'
                      : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : hex && c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                    : -1;
    if (digit < 0 || number > (std::int64_t{1} << 48)) return UnknownValue("number");
    number = number * (hex ? 16 : 10) + digit;
  }
  return ConstantNumber(number);
}

ScriptValue ScriptReader::Name() {
  const ScriptToken token = Now();
  Step();
  if (token.text == "lambda" && language_ == Language::kPython) {
    ScriptValue function = UnknownValue("lambda");
    function.body = at_;
    while (!AtSign(":") && !At(Kind::kLine) && !At(Kind::kEnd)) Step();
    Step();
    function.Taint(Expression());
    return function;
  }
  if (token.text.starts_with("$env:")) {
    ScriptSite site{.path = "environment.getenvironmentvariable", .span = token.span};
    site.arguments.push_back(ConstantText(token.text.substr(5)));
    return Postfix(Environment(site), {});
  }
  const auto known = variables_.find(token.text);
  ScriptValue value = known != variables_.end() ? known->second : UnknownValue(token.text);
  if (known == variables_.end()) value.path = token.text;
  return Postfix(std::move(value), token.text);
}

ScriptValue ScriptReader::List(std::string_view close) {
  ScriptValue list;
  list.list = true;
  const bool bracket = !close.empty();
  const std::size_t element = at_;
  while (!At(Kind::kEnd) && !Spent()) {
    if (bracket) SkipLines();
    if (bracket && AtSign(close)) break;
    const std::size_t before = at_;
    ScriptValue value = Expression();
    if (AtName("for") && language_ == Language::kPython) {
      list = Comprehension(element, value);
      break;
    }
    if (list.items.size() < limits::kScriptItems) list.items.push_back(std::move(value));
    if (bracket) SkipLines();
    if (TakeSign(",") || (bracket && TakeSign(":"))) continue;
    if (!bracket || AtSign(close)) break;
    if (at_ == before) Step();
  }
  if (bracket) static_cast<void>(TakeSign(close));
  return list;
}

ScriptValue ScriptReader::Bracketed() {
  const std::size_t first = at_;
  const bool array = language_ == Language::kPowerShell && AtSign("@");
  const bool subexpression = language_ == Language::kPowerShell && AtSign("$");
  if ((array || subexpression) && (AtSign("(", 1) || AtSign("{", 1))) Step();
  if (AtSign("(") && language_ == Language::kPowerShell) {
    Step();
    const std::string_view outer = output_;
    output_ = "variable";
    ScriptValue value;
    while (!AtSign(")") && !At(Kind::kEnd) && !Spent()) {
      const std::size_t before = at_;
      if (At(Kind::kLine)) {
        Step();
        continue;
      }
      value = PowerShellPipeline();
      if (at_ == before) Step();
    }
    static_cast<void>(TakeSign(")"));
    output_ = outer;
    return Postfix(std::move(value), {});
  }
  if (TakeSign("(")) {
    ScriptValue list = List(")");
    const bool tuple = list.items.size() != 1 || (at_ >= 2 && tokens_[at_ - 2].text == ",");
    ScriptValue value = tuple || !list.list ? std::move(list) : ScriptValue(list.items.front());
    return Postfix(std::move(value), {});
  }
  if (AtSign("[") && language_ == Language::kPowerShell) return Cast();
  if (TakeSign("[")) return Postfix(List("]"), {});
  if (TakeSign("{")) {
    if (language_ != Language::kPowerShell) return Postfix(List("}"), {});
    // A script block: its text is what running it would run.
    const std::size_t end = Past(first);
    ScriptValue block;
    const std::uint32_t begin = tokens_[at_].span.begin;
    const std::uint32_t stop = tokens_[end - 1].span.begin;
    if (stop > begin)
      block = ConstantText(std::string(scene_.source.text.substr(begin, stop - begin)));
    block.body = at_;
    ReadBlock(at_, end - 1);
    at_ = end;
    return Postfix(std::move(block), {});
  }
  if (AtSign("\"") || AtSign(",")) return {};
  if (AtSign(")") || AtSign("]") || AtSign("}")) return {};
  Step();
  return {};
}

/// PowerShell's `[type]`: a cast of what follows, or the type itself before `::`.
ScriptValue ScriptReader::Cast() {
  const std::size_t end = Past(at_);
  std::string type;
  for (std::size_t i = at_ + 1; i + 1 < end; ++i) type += tokens_[i].text;
  at_ = end;
  if (type.starts_with("system.")) type = type.substr(7);
  if (AtSign("::")) {
    ScriptValue value = UnknownValue(type);
    value.path = type;
    return Postfix(std::move(value), {});
  }
  const bool operand = !At(Kind::kLine) && !At(Kind::kEnd) && !AtSign(")") && !AtSign("|") &&
                       !AtSign(",") && !AtSign("=");
  if (!operand) return UnknownValue(type);
  ++depth_;
  ScriptValue value = Spent() ? ScriptValue() : Operand();
  --depth_;
  if (type == "char" && value.number && *value.number < 0x110000 && *value.number >= 0) {
    std::string text;
    AppendUtf8(text, static_cast<char32_t>(*value.number));
    return ConstantText(std::move(text));
  }
  if (type == "char[]") {
    ScriptValue list;
    list.list = true;
    for (ScriptValue item : ItemsOf(value)) {
      if (item.number && value.list)
        item = ConstantText(std::string(1, static_cast<char>(*item.number)));
      list.items.push_back(std::move(item));
    }
    list.Taint(value);
    return list;
  }
  if (type == "string" && value.list) return JoinValues(value, ConstantText(""));
  if (type == "int" || type == "byte") {
    if (value.known && value.text.size() == 1 && !value.number)
      return ConstantNumber(static_cast<unsigned char>(value.text[0]));
    if (const auto number = ParseNumber(value.text); number && value.known)
      return ConstantNumber(static_cast<std::int64_t>(*number & 0xFFFFFFFFU));
  }
  return value;
}

}  // namespace facts
