#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "facts/lang/calls.h"
#include "facts/lang/lexer.h"
#include "facts/lang/value.h"
#include "facts/shell_facts.h"

namespace facts {

/// A call about to be judged: what is called, on what, with what.
struct ScriptSite {
  std::string path;                 ///< dotted, aliases resolved
  ScriptValue* receiver = nullptr;  ///< of a method; a variable's own value when it has one
  std::vector<ScriptValue> arguments;
  std::map<std::string, ScriptValue, std::less<>> named;
  Span span;

  /// Argument `index`, or the one named `name`; an unknown value when there is neither.
  [[nodiscard]] ScriptValue Argument(std::size_t index, std::string_view name = {}) const;
};

/// Reads the statements of one script in their order, keeping what is known of its variables, and
/// reports what its calls do. It runs nothing: branches are all read, loops once (comprehensions
/// over constants as often as they have items), functions when they are defined and again when they
/// are called. Bounded by limits::kScriptSteps.
class ScriptReader {
 public:
  ScriptReader(Language language, ShellScene& scene);

  /// Reads the whole text. `script.unparsed` tells when a bound was hit.
  void Read();

  // What calls do: script_acts.cc.
  ScriptValue Act(const ScriptCall& call, ScriptSite& site);

 private:
  using Kind = ScriptToken::Kind;

  // Tokens
  [[nodiscard]] const ScriptToken& Now(std::size_t ahead = 0) const;
  [[nodiscard]] bool At(Kind kind) const { return Now().kind == kind; }
  [[nodiscard]] bool AtSign(std::string_view sign, std::size_t ahead = 0) const;
  [[nodiscard]] bool AtName(std::string_view name, std::size_t ahead = 0) const;
  bool TakeSign(std::string_view sign);
  bool TakeName(std::string_view name);
  void Step() { at_ += at_ + 1 < tokens_.size() ? 1 : 0; }
  void SkipLines();
  void SkipStatement();
  /// The token after the bracket that closes the one at `open`.
  [[nodiscard]] std::size_t Past(std::size_t open) const;
  /// The token after the block of a Python statement whose first token is `first`, colon at
  /// `colon`.
  [[nodiscard]] std::size_t BlockEnd(std::size_t first, std::size_t colon) const;
  [[nodiscard]] std::size_t ColumnOf(const ScriptToken& token) const;
  [[nodiscard]] Span SpanFrom(std::size_t first) const;
  [[nodiscard]] bool Spent();

  // Expressions: script_expression.cc
  ScriptValue Expression();
  ScriptValue Operand();
  ScriptValue Primary();
  ScriptValue Name();
  ScriptValue Text(const ScriptToken& token);
  ScriptValue Number(const ScriptToken& token);
  ScriptValue Bracketed();
  ScriptValue List(std::string_view close);
  ScriptValue Cast();
  ScriptValue Postfix(ScriptValue value, std::string variable);
  ScriptValue Subscript(const ScriptValue& value);
  ScriptValue Comprehension(std::size_t element, const ScriptValue& once);
  void Arguments(ScriptSite& site);
  ScriptValue Call(ScriptSite& site, const ScriptValue& callee);
  ScriptValue CallFunction(const ScriptValue& function, const ScriptSite& site);
  bool BinaryOperator(ScriptValue& left);
  bool WordOperator(ScriptValue& left);
  ScriptValue MapItems(const ScriptValue& function, const ScriptValue& list, Span span);

  // Statements, one file a language
  void PythonStatement();
  void PythonImport();
  void PythonFrom();
  void PythonDefinition();
  void PowerShellStatement();
  ScriptValue PowerShellPipeline();
  ScriptValue PowerShellElement(ScriptValue input);
  ScriptValue PowerShellCommand(const std::string& name, std::size_t first,
                                const ScriptValue& input);
  ScriptValue PowerShellArgument();
  ScriptValue EachItem(const ScriptValue& input, std::size_t block);
  void VbStatement();
  void AppleStatement();
  bool ApplePhrase(std::size_t first);
  void Assign(const std::string& name, ScriptValue value);
  void ReadBlock(std::size_t from, std::size_t to);

  // Acts: script_acts.cc
  ShellInvocation Invocation(const ScriptSite& site, std::string_view program) const;
  ScriptValue Download(ScriptSite& site, const ScriptCall& call);
  void Send(const ScriptSite& site, std::string_view url, std::string_view host);
  ScriptValue Connect(const ScriptSite& site, std::string_view protocol);
  ScriptValue Run(const ScriptSite& site);
  ScriptValue Eval(const ScriptSite& site);
  ScriptValue Decode(const ScriptSite& site, std::string_view encoding);
  ScriptValue Environment(const ScriptSite& site);
  ScriptValue WholeEnvironment(Span span);
  ScriptValue ReadFile(const ScriptSite& site);
  ScriptValue Open(const ScriptSite& site);
  void Write(const ScriptSite& site, std::string_view path, const ScriptValue& content);
  void Persist(const ScriptSite& site, std::string_view how);
  void Simple(FactKind kind, const ScriptSite& site, std::string_view what);

  Language language_;
  ShellScene& scene_;
  std::vector<ScriptToken> tokens_;
  bool cut_ = false;
  std::size_t at_ = 0;
  std::size_t steps_ = 0;
  std::size_t depth_ = 0;
  std::string_view output_ = "stdout";  ///< where a PowerShell command's output goes
  bool in_comprehension_ = false;       ///< `if` ends an expression instead of choosing between two
  std::map<std::string, ScriptValue, std::less<>> variables_;
  ScriptValue returned_;
  std::set<std::size_t> active_;  ///< functions that are being read
};

/// What a script text of another language does, as `script.*` facts: the counterpart of
/// ExtractShell.
void ExtractScript(Language language, const ShellSource& source, const PackageView& view,
                   ShellTrail& trail, Sink& sink);
/// The same within the scene that leads to the text.
void ReadScript(Language language, std::string_view text, const ShellInvocation& invocation,
                ShellScene& scene);

}  // namespace facts
