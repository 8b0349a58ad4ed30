#include <algorithm>

#include "facts/lang/script_reader.h"

namespace facts {

std::size_t ScriptReader::ColumnOf(const ScriptToken& token) const {
  const std::string_view text = scene_.source.text;
  const std::size_t line = text.rfind('\n', token.span.begin);
  const std::size_t start = line == std::string_view::npos || token.span.begin == 0 ? 0 : line + 1;
  return token.span.begin - std::min<std::size_t>(start, token.span.begin);
}

std::size_t ScriptReader::BlockEnd(std::size_t first, std::size_t colon) const {
  std::size_t at = colon + 1;
  if (at >= tokens_.size()) return tokens_.size() - 1;
  if (tokens_[at].kind != Kind::kLine) {
    while (at + 1 < tokens_.size() && tokens_[at].kind != Kind::kLine) ++at;
    return at;
  }
  while (first > 0 && tokens_[first - 1].kind != Kind::kLine) --first;
  const std::size_t column = ColumnOf(tokens_[first]);
  for (; at + 1 < tokens_.size(); ++at) {
    const bool starts = tokens_[at].kind != Kind::kLine && tokens_[at - 1].kind == Kind::kLine;
    if (starts && ColumnOf(tokens_[at]) <= column) return at;
  }
  return tokens_.size() - 1;
}

void ScriptReader::PythonStatement() {
  if (TakeName("import")) return PythonImport();
  if (TakeName("from")) return PythonFrom();
  if (TakeName("def")) return PythonDefinition();
  if (TakeName("return")) {
    ScriptValue value = Expression();
    if (returned_.text.empty()) returned_ = std::move(value);
    return SkipStatement();
  }
  for (const std::string_view word :
       {"async", "if", "elif", "while", "with", "assert", "del", "raise", "global", "nonlocal",
        "class", "except", "else", "try", "finally", "pass", "yield", "await"}) {
    if (TakeName(word)) break;
  }
  if (TakeName("for")) {
    std::vector<std::string> names;
    for (; !AtName("in") && !At(Kind::kLine) && !At(Kind::kEnd); Step()) {
      if (At(Kind::kName)) names.push_back(Now().text);
    }
    static_cast<void>(TakeName("in"));
    const ScriptValue source = Expression();
    ScriptValue item =
        source.list && !source.items.empty() ? source.items[0] : UnknownValue("item");
    item.Taint(source);
    for (const std::string& name : names) variables_[name] = item;
    static_cast<void>(TakeSign(":"));
    return;
  }
  // What stands left of `=` is read as an expression too: it names a variable, a member, or
  // several.
  while (!At(Kind::kLine) && !At(Kind::kEnd)) {
    const std::size_t before = at_;
    std::vector<std::string> targets;
    ScriptValue value;
    do {
      if (At(Kind::kName) && (AtSign("=", 1) || AtSign(",", 1) || AtSign("+", 1) || AtSign(":", 1)))
        targets.push_back(Now().text);
      value = Expression();
    } while (TakeSign(","));
    const bool adds = AtSign("+") && AtSign("=", 1);
    if (adds) Step();
    const bool assigns = AtSign("=") && !AtSign("=", 1);
    if (assigns) {
      Step();
      ScriptValue right = Expression();
      if (At(Kind::kSign) && AtSign(",")) {
        Step();
        const ScriptValue rest = List("");
        ScriptValue tuple;
        tuple.list = true;
        tuple.items.push_back(std::move(right));
        tuple.items.insert(tuple.items.end(), rest.items.begin(), rest.items.end());
        right = std::move(tuple);
      }
      for (std::size_t i = 0; i < targets.size(); ++i) {
        const bool split = targets.size() > 1 && right.list && i < right.items.size();
        Assign(targets[i], adds ? Concatenate(variables_[targets[i]], right)
                                : (split ? right.items[i] : right));
      }
      continue;
    }
    if (AtName("as") && Now(1).kind == Kind::kName) {
      Step();
      Assign(Now().text, std::move(value));
      Step();
    }
    static_cast<void>(TakeSign(":"));
    if (at_ == before) Step();
  }
}

/// `import a.b, c as d`
void ScriptReader::PythonImport() {
  while (At(Kind::kName)) {
    std::string path = Now().text;
    const std::string first = path;
    Step();
    while (AtSign(".") && Now(1).kind == Kind::kName) {
      path += "." + Now(1).text;
      Step();
      Step();
    }
    const bool renamed = TakeName("as");
    ScriptValue module = UnknownValue(renamed ? path : first);
    module.path = renamed ? path : first;
    Assign(renamed ? Now().text : first, std::move(module));
    if (renamed) Step();
    if (!TakeSign(",")) break;
  }
  SkipStatement();
}

/// `from a.b import c as d, e`
void ScriptReader::PythonFrom() {
  std::string path;
  for (; !AtName("import") && !At(Kind::kLine) && !At(Kind::kEnd); Step()) path += Now().text;
  static_cast<void>(TakeName("import"));
  static_cast<void>(TakeSign("("));
  while (At(Kind::kName)) {
    const std::string name = Now().text;
    Step();
    const bool renamed = TakeName("as");
    ScriptValue member = UnknownValue(name);
    member.path = path;
    member.path.append(".").append(name);
    Assign(renamed ? Now().text : name, std::move(member));
    if (renamed) Step();
    if (!TakeSign(",")) break;
  }
  SkipStatement();
}

void ScriptReader::PythonDefinition() {
  const std::string name = Now().text;
  Step();
  if (!AtSign("(")) return;
  ScriptValue function = UnknownValue(name);
  function.body = at_ + 1;
  variables_[name] = std::move(function);
  at_ = Past(at_);
  while (!AtSign(":") && !At(Kind::kLine) && !At(Kind::kEnd)) Step();
  static_cast<void>(TakeSign(":"));
}

}  // namespace facts
