// JSON.parse, for the interpreter's values.
#include <vector>

#include "js/evaluate_machine.h"

namespace js::eval {
namespace {

constexpr std::uint32_t kMostDepth = 100;

/// Where the reader of JSON stands; `failed` after malformed text, which throws.
struct JsonReader {
  std::u16string_view text;
  std::size_t at = 0;

  void SkipSpace() {
    while (at < text.size() &&
           (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
      ++at;
    }
  }
  [[nodiscard]] bool Eat(std::u16string_view word) {
    if (!text.substr(at).starts_with(word)) return false;
    at += word.size();
    return true;
  }
  /// A string literal; nothing when it is malformed.
  [[nodiscard]] std::optional<std::u16string> String() {
    std::u16string out;
    if (!Eat(u"\"")) return std::nullopt;
    while (at < text.size() && text[at] != '"') {
      if (text[at] < 0x20) return std::nullopt;
      if (text[at] != '\\') {
        out += text[at++];
        continue;
      }
      const char16_t c = at + 1 < text.size() ? text[at + 1] : u'\0';
      const std::size_t simple = std::u16string_view(u"\"\\/bfnrt").find(c);
      at += 2;
      if (c != 0 && simple != std::u16string_view::npos) {
        out += u"\"\\/\b\f\n\r\t"[simple];
        continue;
      }
      if (c != 'u' || at + 4 > text.size()) return std::nullopt;
      const double value = TextNumber(u"0x" + std::u16string(text.substr(at, 4)));
      if (!(value >= 0)) return std::nullopt;
      out += static_cast<char16_t>(value);
      at += 4;
    }
    if (!Eat(u"\"")) return std::nullopt;
    return out;
  }
};

}  // namespace

struct Machine::JsonParser {
  Machine& machine;
  JsonReader in;

  Flow Parse(std::uint32_t depth, Val& out) {
    constexpr std::uint64_t kWork = 4;  // a value is dearer than a step of the interpreter
    if (depth > kMostDepth || !machine.Step(kWork)) return Flow::kUnknown;
    in.SkipSpace();
    if (in.at >= in.text.size()) return machine.Throw();
    if (in.text[in.at] == '{') return ParseObject(depth, out);
    if (in.text[in.at] == '[') return ParseArray(depth, out);
    if (in.text[in.at] == '"') {
      const auto text = in.String();
      return text ? machine.NewText(*text, out) : machine.Throw();
    }
    if (in.Eat(u"true")) return out = Val::Bool(true), Flow::kNormal;
    if (in.Eat(u"false")) return out = Val::Bool(false), Flow::kNormal;
    if (in.Eat(u"null")) return out = Val::Null(), Flow::kNormal;
    const std::size_t begin = in.at;
    while (in.at < in.text.size() && std::u16string_view(u"+-.0123456789eE").find(in.text[in.at]) !=
                                         std::u16string_view::npos) {
      ++in.at;
    }
    const double number = TextNumber(in.text.substr(begin, in.at - begin));
    if (in.at == begin || number != number) return machine.Throw();
    out = Val::Num(number);
    return Flow::kNormal;
  }

  Flow ParseArray(std::uint32_t depth, Val& out) {
    std::vector<Val> items;
    ++in.at;
    in.SkipSpace();
    while (!in.Eat(u"]")) {
      Val item;
      if (!items.empty() && !in.Eat(u",")) return machine.Throw();
      if (const Flow flow = Parse(depth + 1, item); flow != Flow::kNormal) return flow;
      items.push_back(item);
      in.SkipSpace();
    }
    return machine.NewArray(std::move(items), out);
  }

  Flow ParseObject(std::uint32_t depth, Val& out) {
    Object* const object = machine.heap_.NewObject(Object::Class::kPlain);
    if (object == nullptr) return Flow::kUnknown;
    ++in.at;
    in.SkipSpace();
    for (bool first = true; !in.Eat(u"}"); first = false) {
      if (!first && !in.Eat(u",")) return machine.Throw();
      in.SkipSpace();
      const auto name = in.String();
      in.SkipSpace();
      if (!name || !in.Eat(u":")) return machine.Throw();
      Val value;
      if (const Flow flow = Parse(depth + 1, value); flow != Flow::kNormal) return flow;
      if (!machine.heap_.Set(*object, *name, value)) return Flow::kUnknown;
      in.SkipSpace();
    }
    out = Val::Obj(object);
    return Flow::kNormal;
  }
};

Flow Machine::ParseJson(std::u16string_view text, Val& out) {
  if (!Step(Linear(text.size()))) return Flow::kUnknown;
  JsonParser parser{.machine = *this, .in = {.text = text}};
  if (const Flow flow = parser.Parse(0, out); flow != Flow::kNormal) return flow;
  parser.in.SkipSpace();
  return parser.in.at == text.size() ? Flow::kNormal : Throw();
}

}  // namespace js::eval
