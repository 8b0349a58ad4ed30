#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "facts/lang/script_reader.h"

namespace facts {
namespace {

/// Words that begin a compound statement: what is in their brackets and braces is read like the
/// rest.
constexpr auto kFrames = std::to_array<std::string_view>(
    {"begin",    "break",  "catch", "class", "continue", "data",    "do",     "dynamicparam",
     "else",     "elseif", "end",   "exit",  "filter",   "finally", "for",    "foreach",
     "function", "if",     "in",    "param", "process",  "return",  "switch", "throw",
     "trap",     "try",    "until", "using", "while"});

bool IsFrame(std::string_view word) {
  return std::binary_search(kFrames.begin(), kFrames.end(), word);
}

/// A program that is named by a path of which only the beginning is unknown: `$env:TEMP\\a.exe`.
bool NamesProgram(const ScriptValue& value) {
  const std::size_t separator = value.text.find_last_of("\\/");
  return value.known || (separator != std::string::npos && separator + 1 < value.text.size());
}

}  // namespace

void ScriptReader::PowerShellStatement() {
  const std::size_t before = at_;
  if (At(Kind::kName) && IsFrame(Now().text)) {
    const bool named = AtName("function") || AtName("filter") || AtName("class");
    Step();
    if (named) Step();
    return;
  }
  if (AtSign("{") || AtSign("}") || AtSign(")") || AtSign(",")) return Step();
  const bool cast = AtSign("[") && !AtSign("::", Past(at_) - at_);
  if (cast && Past(at_) < tokens_.size() && tokens_[Past(at_)].text.starts_with('$') &&
      AtSign("=", Past(at_) + 1 - at_)) {
    at_ = Past(at_);  // [string]$x = ...
  }
  const bool variable = At(Kind::kName) && Now().text.starts_with('$');
  if (variable && (AtSign("=", 1) || (AtSign("+", 1) && AtSign("=", 2)))) {
    const std::string name = Now().text;
    const bool adds = AtSign("+", 1);
    Step();
    Step();
    if (adds) Step();
    output_ = "variable";
    ScriptValue value = PowerShellPipeline();
    output_ = "stdout";
    Assign(name, adds ? Concatenate(variables_[name], value) : std::move(value));
    return;
  }
  static_cast<void>(PowerShellPipeline());
  if (at_ == before) Step();
}

ScriptValue ScriptReader::PowerShellPipeline() {
  ScriptValue value = PowerShellElement({});
  while (AtSign("|") && !Spent()) {
    Step();
    static_cast<void>(TakeSign("|"));
    SkipLines();
    value = PowerShellElement(std::move(value));
  }
  return value;
}

ScriptValue ScriptReader::PowerShellElement(ScriptValue input) {
  const std::size_t first = at_;
  if (AtSign("%") || AtSign("?")) {
    const bool each = AtSign("%");
    Step();
    if (!AtSign("{")) return input;
    const std::size_t block = at_;
    at_ = Past(at_);
    return each ? EachItem(input, block) : input;
  }
  const bool dot_source =
      AtSign(".") && (Now(1).spaced || Now(1).kind == Kind::kText || AtSign("(", 1));
  if (AtSign("&") || dot_source) {
    Step();
    static_cast<void>(TakeSign("&"));
    if (AtSign("{")) {
      Step();
      return {};
    }
    const bool spelled = !At(Kind::kName) && !AtSign(".");
    ScriptValue name = spelled ? Primary() : PowerShellArgument();
    if (name.path == ".invoke" || name.flow.downloads.size() + name.flow.decoded_by.size() > 0) {
      ScriptSite site{.path = name.path, .span = SpanFrom(first)};
      site.arguments.push_back(name);
      if (!name.known) return Eval(site);
    }
    return PowerShellCommand(NamesProgram(name) ? name.text : std::string(), first, input);
  }
  const bool command = At(Kind::kName) && !Now().text.starts_with('$') && !IsFrame(Now().text);
  const bool path = AtSign(".") && (AtSign("/", 1) || AtSign("\\", 1));
  if (command || path) {
    const ScriptValue word = PowerShellArgument();
    return PowerShellCommand(word.text, first, input);
  }
  ScriptValue value = Expression();
  if (AtSign(",")) {
    ScriptValue list;
    list.list = true;
    list.items.push_back(std::move(value));
    while (TakeSign(",") && list.items.size() < limits::kScriptItems) {
      SkipLines();
      list.items.push_back(Expression());
    }
    value = std::move(list);
  }
  value.Taint(input);
  return value;
}

/// One argument of a command: a variable, a string, something in brackets, or a bare word that goes
/// on to the next white space.
ScriptValue ScriptReader::PowerShellArgument() {
  const bool variable = At(Kind::kName) && Now().text.starts_with('$');
  const bool path = variable && (AtSign("\\", 1) || AtSign("/", 1)) && !Now(1).spaced;
  const bool expression = At(Kind::kText) || AtSign("(") || AtSign("@") || AtSign("{") ||
                          AtSign("[") || AtSign("$") || (variable && !path);
  if (expression) return Primary();
  const std::size_t first = at_;
  std::string text;
  ScriptValue word = ConstantText("");
  for (; !At(Kind::kLine) && !At(Kind::kEnd); Step()) {
    if (at_ > first && Now().spaced) break;
    if (AtSign("|") || AtSign(")") || AtSign("}") || AtSign(",") || AtSign("{")) break;
    if (At(Kind::kName) && Now().text.starts_with('$')) {
      const auto known = variables_.find(Now().text);
      word = Concatenate(std::move(word),
                         known == variables_.end() ? UnknownValue(Now().text) : known->second);
      continue;
    }
    // As written: names lost their case, and a URL's `//` is two signs.
    const Span span = Now().span;
    std::string piece(scene_.source.text.substr(span.begin, span.size()));
    if (At(Kind::kText)) piece = Now().text;
    std::erase(piece, '`');
    word = Concatenate(std::move(word), ConstantText(std::move(piece)));
  }
  return word;
}

ScriptValue ScriptReader::PowerShellCommand(const std::string& name, std::size_t first,
                                            const ScriptValue& input) {
  ScriptSite site{.path = ToLower(name)};
  std::vector<ShellArgument> words;
  while (!At(Kind::kLine) && !At(Kind::kEnd) && !AtSign("|") && !AtSign(")") && !AtSign("}") &&
         !Spent()) {
    const std::size_t before = at_;
    if (TakeSign(",") || TakeSign("&")) continue;
    if (AtSign(">")) {  // redirection: to nothing hides, to a file writes
      Step();
      static_cast<void>(TakeSign(">"));
      const ScriptValue target = PowerShellArgument();
      if (target.text == "$null")
        scene_.Add(FactKind::kScriptSilenced, Invocation(site, "powershell"),
                   {{"how", "output-to-null"}});
      continue;
    }
    const bool parameter = AtSign("-") && Now(1).kind == Kind::kName && !Now(1).spaced;
    if (AtSign("{")) {
      site.arguments.push_back(Primary());
      continue;
    }
    ScriptValue value = PowerShellArgument();
    words.push_back(value.ToArgument());
    if (parameter && !At(Kind::kLine) && !At(Kind::kEnd) && !AtSign("-") && !AtSign("|") &&
        !AtSign(")") && !AtSign("}")) {
      ScriptValue given = AtSign("{") ? Primary() : PowerShellArgument();
      words.push_back(given.ToArgument());
      site.named[ToLower(std::string_view(value.text).substr(1))] = given;
      value = std::move(given);
    } else if (parameter) {
      site.named[ToLower(std::string_view(value.text).substr(1))] = ConstantText("");
      continue;
    }
    site.arguments.push_back(std::move(value));
    if (at_ == before) Step();
  }
  site.span = SpanFrom(first);
  if (site.path == "foreach-object" && !site.arguments.empty() && site.arguments[0].body != 0)
    return EachItem(input, site.arguments[0].body - 1);
  const bool lists =
      site.path == "get-childitem" || site.path == "gci" || site.path == "dir" || site.path == "ls";
  if (lists && !site.arguments.empty() && ToLower(site.arguments[0].text).starts_with("env:"))
    return WholeEnvironment(site.span);
  const ScriptCall* const call = FindScriptCall(language_, site.path);
  if (call != nullptr) {
    ScriptValue in = input;
    if (call->act == ScriptAct::kPass && site.arguments.empty()) site.arguments.push_back(input);
    site.receiver = &in;
    if (call->act == ScriptAct::kEval || call->act == ScriptAct::kWrite) {
      if (!input.text.empty() || input.known) site.arguments.insert(site.arguments.begin(), input);
    }
    return Act(*call, site);
  }
  ShellInvocation invocation = Invocation(site, ProgramName(name));
  invocation.arguments = std::move(words);
  invocation.output = AtSign("|") ? "pipe" : output_;
  invocation.input = input.flow;
  if (input.known) invocation.input.text = input.text;
  ReportFetchedRun(scene_.FromRoot(name), invocation, scene_);
  if (invocation.program_class == ProgramClass::kEval) {
    ScriptValue code = input;
    for (const ScriptValue& argument : site.arguments) code.Taint(argument);
    const std::string_view how = !code.flow.downloads.empty()    ? "fetched"
                                 : !code.flow.decoded_by.empty() ? "decoded"
                                                                 : "";
    if (!how.empty())
      scene_.Add(FactKind::kScriptEval, invocation, {{"program", "powershell"}, {"how", how}});
  }
  const ShellFlow flow = ReportInvocation(invocation, scene_);
  ScriptValue value = flow.text ? ConstantText(*flow.text) : UnknownValue("output");
  value.flow = flow;
  value.flow.text.reset();
  return value;
}

/// `% { ... $_ ... }`: the block, read again for every item that is known.
ScriptValue ScriptReader::EachItem(const ScriptValue& input, std::size_t block) {
  ScriptValue list;
  list.Taint(input);
  const std::vector<ScriptValue> items = ItemsOf(input);
  const std::size_t back = at_;
  const std::size_t end = Past(block);
  list.list = !items.empty();
  for (const ScriptValue& item : items) {
    if (Spent()) break;
    variables_["$_"] = item;
    at_ = block + 1;
    SkipLines();
    if (at_ < end) list.items.push_back(PowerShellPipeline());
  }
  at_ = back;
  return list;
}

}  // namespace facts
