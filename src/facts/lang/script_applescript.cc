#include "facts/lang/script_reader.h"

namespace facts {

/// The phrases of AppleScript that reach out of it; true when one stood here.
bool ScriptReader::ApplePhrase(std::size_t first) {
  const auto site = [&] { return ScriptSite{.path = "applescript", .span = SpanFrom(first)}; };
  const bool shell = AtName("do") && (AtName("shell", 1) || AtName("script", 1));
  if (shell) {
    Step();
    Step();
    static_cast<void>(TakeName("script"));
    ScriptSite run = site();
    run.arguments.push_back(Expression());
    if (AtName("with") && AtName("administrator", 1))
      scene_.Add(FactKind::kScriptPrivilege, Invocation(run, "osascript"),
                 {{"program", "osascript"}});
    run.span = SpanFrom(first);
    ScriptValue output = Run(run);
    output.flow.command_output = true;
    variables_["result"] = std::move(output);
    return true;
  }
  if (AtName("run") && AtName("script", 1)) {
    Step();
    Step();
    ScriptSite run = site();
    run.arguments.push_back(Expression());
    run.span = SpanFrom(first);
    static_cast<void>(Eval(run));
    return true;
  }
  if (AtName("the") && AtName("clipboard", 1)) {
    Step();
    Step();
    Simple(FactKind::kScriptWatch, site(), "clipboard");
    return true;
  }
  if (AtName("hidden") && AtName("answer", 1)) {
    Step();
    Step();
    Simple(FactKind::kScriptWatch, site(), "password-dialog");
    return true;
  }
  if (AtName("login") && AtName("item", 1)) {
    Step();
    Step();
    Persist(site(), "autostart");
    return true;
  }
  return false;
}

void ScriptReader::AppleStatement() {
  std::string target;
  if (AtName("set") && Now(1).kind == Kind::kName && AtName("to", 2)) {
    target = Now(1).text;
    Step();
    Step();
    Step();
  }
  ScriptValue value;
  while (!At(Kind::kLine) && !At(Kind::kEnd)) {
    const std::size_t first = at_;
    if (ApplePhrase(first)) {
      if (variables_.contains("result")) value = variables_["result"];
      continue;
    }
    if (AtName("ascii") && AtName("character", 1)) {
      Step();
      Step();
      const ScriptValue code = Operand();
      if (code.number)
        value = Concatenate(value, ConstantText(std::string(1, static_cast<char>(*code.number))));
      static_cast<void>(TakeSign("&"));
      continue;
    }
    if (AtName("quoted") && AtName("form", 1)) {
      Step();
      Step();
      static_cast<void>(TakeName("of"));
      continue;
    }
    const bool text = At(Kind::kText) || At(Kind::kNumber) ||
                      (At(Kind::kName) && variables_.contains(Now().text));
    if (text) {
      value = Expression();
      continue;
    }
    Step();
  }
  if (!target.empty()) Assign(target, std::move(value));
}

}  // namespace facts
