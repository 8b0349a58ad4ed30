// Evaluates JavaScript for tests/oracle/evaluate.mjs and obfuscator.mjs. Standard input: one
// program per line, as hexadecimal bytes after a letter. `E`: the value of the last statement, an
// expression, as JSON, or `unknown`. `C`: a JSON array of the texts that calls and member
// expressions of the program are worth, each once, sorted; steps taken go to standard error. Two
// numbers as arguments are the budget of `C`, steps and bytes.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <set>
#include <string>

#include "js/evaluate.h"
#include "js/parse.h"
#include "js/tree.h"

namespace {

std::string FromHex(std::string_view digits) {
  std::string bytes;
  const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes.push_back(static_cast<char>(value(digits[i]) * 16 + value(digits[i + 1])));
  }
  return bytes;
}

std::string Quoted(std::u16string_view text) {
  std::string out = "\"";
  char buffer[8];
  for (const char16_t c : text) {
    if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
      out += static_cast<char>(c);
    } else {
      std::snprintf(buffer, sizeof buffer, "\\u%04x", static_cast<unsigned>(c));
      out += buffer;
    }
  }
  return out + "\"";
}

std::string Json(const js::Value& value) {
  using Kind = js::Value::Kind;
  switch (value.kind) {
    case Kind::kUnknown:
      return "{\"unknown\":true}";
    case Kind::kUndefined:
      return "{\"undefined\":true}";
    case Kind::kNull:
      return "null";
    case Kind::kBoolean:
      return value.boolean ? "true" : "false";
    case Kind::kNumber: {
      if (std::isnan(value.number)) return R"({"number":"nan"})";
      if (std::isinf(value.number))
        return value.number > 0 ? R"({"number":"inf"})" : R"({"number":"-inf"})";
      char buffer[40];
      std::snprintf(buffer, sizeof buffer, "%.17g", value.number);
      return buffer;
    }
    case Kind::kString:
      return Quoted(value.text);
    case Kind::kArray: {
      std::string out = "[";
      for (const js::Value& element : value.elements) {
        out += (out.size() > 1 ? "," : "") + Json(element);
      }
      return out + "]";
    }
    case Kind::kObject: {
      std::string out = "{";
      for (const auto& property : value.properties) {
        out += (out.size() > 1 ? "," : "") + Quoted(property.name) + ":" + Json(property.value);
      }
      return out + "}";
    }
    case Kind::kBytes: {
      std::u16string text;
      for (const char c : value.bytes) text += static_cast<unsigned char>(c);
      return "{\"bytes\":" + Quoted(text) + "}";
    }
    case Kind::kFunction:
      return "{\"function\":true}";
    case Kind::kRegExp:
      return "{\"regexp\":true}";
  }
  return "";
}

std::string LastValue(const js::Module& module) {
  const js::Tree& tree = *module.tree;
  const auto body = tree.List(tree.As<js::Program>(module.program).body);
  const auto* const last = body.empty() ? nullptr : tree.If<js::ExpressionStatement>(body.back());
  if (last == nullptr) return "error: the last statement is no expression";
  js::Evaluator evaluator(module);
  const auto value = evaluator.Evaluate(last->expression);
  return value ? Json(*value) : "unknown";
}

std::string Texts(const js::Module& module, js::EvaluateBudget budget) {
  const js::Tree& tree = *module.tree;
  js::Evaluator evaluator(module, budget);
  std::set<std::string> texts;
  js::Walk(tree, module.program, [&](js::NodeId id) {
    const js::Kind kind = tree.KindOf(id);
    if (kind == js::Kind::kCallExpression || kind == js::Kind::kMemberExpression ||
        kind == js::Kind::kBinaryExpression) {
      const auto value = evaluator.Evaluate(id);
      if (value && value->kind == js::Value::Kind::kString) texts.insert(Quoted(value->text));
    }
    return true;
  });
  std::string out = "[";
  for (const std::string& text : texts) out += (out.size() > 1 ? "," : "") + text;
  std::fprintf(stderr, "%llu steps%s\n", static_cast<unsigned long long>(evaluator.steps_used()),
               evaluator.exhausted() ? ", exhausted" : "");
  return out + "]";
}

}  // namespace

int main(int argc, char** argv) {
  js::EvaluateBudget budget;
  if (argc == 3) {
    budget = {.steps = std::strtoull(argv[1], nullptr, 10),
              .bytes = std::strtoull(argv[2], nullptr, 10)};
  }
  js::Scratch scratch;
  std::string line;
  while (std::getline(std::cin, line)) {
    if (line.empty()) return 2;
    const js::Module module =
        js::Parse(FromHex(std::string_view(line).substr(1)), {.goal = js::Goal::kScript}, scratch);
    const std::string answer = !module.ok()     ? "error: syntax"
                               : line[0] == 'E' ? LastValue(module)
                                                : Texts(module, budget);
    std::puts(answer.c_str());
  }
  return 0;
}
