#include "facts/lang/script_reader.h"

namespace facts {

void ScriptReader::VbStatement() {
  // Words that only frame what follows them on the line.
  for (bool framed = true; framed;) {
    framed = false;
    for (const std::string_view word :
         {"set",    "const", "dim",    "public",   "private", "redim", "call", "if",
          "elseif", "else",  "then",   "end",      "exit",    "do",    "loop", "while",
          "wend",   "until", "with",   "select",   "case",    "next",  "on",   "error",
          "resume", "goto",  "option", "explicit", "let"})
      framed |= TakeName(word);
  }
  if (AtName("sub") || AtName("function") || AtName("class")) return SkipStatement();
  if (TakeName("for")) {
    static_cast<void>(TakeName("each"));
    const std::string name = Now().text;
    Step();
    Step();
    ScriptValue item = Expression();
    item.known = false;
    Assign(name, std::move(item));
    return SkipStatement();
  }
  while (!At(Kind::kLine) && !At(Kind::kEnd)) {
    const std::size_t first = at_;
    const std::string name = At(Kind::kName) ? Now().text : std::string();
    const bool plain = Now(1).kind == Kind::kSign && Now(1).text == "=";
    ScriptValue value = Expression();
    if (AtSign("=") && (plain || !value.owner.empty() || !name.empty())) {
      Step();
      ScriptValue right = Expression();
      if (plain) Assign(name, std::move(right));
      continue;
    }
    // A call without brackets: `shell.Run "x", 0`.
    const bool calls = !value.path.empty() &&
                       (At(Kind::kText) || At(Kind::kName) || At(Kind::kNumber)) && Now().spaced &&
                       !AtName("then") && !AtName("else");
    if (calls) {
      ScriptSite site{.path = value.path};
      const auto owner = variables_.find(value.owner);
      ScriptValue local = value;
      site.receiver = owner != variables_.end() ? &owner->second : &local;
      do {
        site.arguments.push_back(Expression());
      } while (TakeSign(","));
      site.span = SpanFrom(first);
      static_cast<void>(Call(site, value));
      continue;
    }
    const bool bare = !value.path.empty() && value.path.find('.') != std::string::npos &&
                      !value.owner.empty() && (At(Kind::kLine) || At(Kind::kEnd));
    if (bare) {
      ScriptSite site{.path = value.path, .span = SpanFrom(first)};
      const auto owner = variables_.find(value.owner);
      if (owner != variables_.end()) site.receiver = &owner->second;
      static_cast<void>(Call(site, value));
    }
    if (at_ == first) Step();
  }
}

}  // namespace facts
