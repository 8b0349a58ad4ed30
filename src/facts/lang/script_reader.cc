#include "facts/lang/script_reader.h"

#include <algorithm>

#include "base/limits.h"

namespace facts {

ScriptValue ScriptSite::Argument(std::size_t index, std::string_view name) const {
  if (index < arguments.size()) return arguments[index];
  const auto found = named.find(name);
  return found == named.end() ? ScriptValue() : found->second;
}

ScriptReader::ScriptReader(Language language, ShellScene& scene)
    : language_(language), scene_(scene) {
  ScriptTokens read = Tokenise(scene.source.text.substr(0, limits::kShellTextBytes), language);
  tokens_ = std::move(read.tokens);
  cut_ = read.cut || scene.source.text.size() > limits::kShellTextBytes;
}

void ScriptReader::Read() {
  ReadBlock(0, tokens_.size() - 1);
  const bool spent = steps_ > limits::kScriptSteps;
  if (!cut_ && !spent) return;
  scene_.AddAt(FactKind::kScriptUnparsed, scene_.source.At({}, scene_.source.text),
               {{"reason", NameOf(cut_ ? ShellProblem::kTooLong : ShellProblem::kTooMany)}});
}

/// Statements from token `from` up to `to`.
void ScriptReader::ReadBlock(std::size_t from, std::size_t to) {
  const std::size_t back = at_;
  at_ = from;
  ++depth_;
  while (at_ < to && !At(Kind::kEnd) && !Spent()) {
    const std::size_t before = at_;
    SkipLines();
    if (at_ >= to) break;
    switch (language_) {
      case Language::kPython:
        PythonStatement();
        break;
      case Language::kPowerShell:
        PowerShellStatement();
        break;
      case Language::kVbScript:
        VbStatement();
        break;
      case Language::kAppleScript:
        AppleStatement();
        break;
    }
    if (at_ == before) Step();
  }
  --depth_;
  at_ = back;
}

void ScriptReader::Assign(const std::string& name, ScriptValue value) {
  // A name for what could not be told: two uses of one variable stay the same text.
  const bool unknown = !value.known && !value.list && value.path.empty() && value.body == 0;
  if (unknown && (value.text.empty() || value.text == "$output")) value.text = "$" + name;
  value.owner.clear();
  variables_[name] = std::move(value);
}

const ScriptToken& ScriptReader::Now(std::size_t ahead) const {
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

bool ScriptReader::AtSign(std::string_view sign, std::size_t ahead) const {
  return Now(ahead).kind == Kind::kSign && Now(ahead).text == sign;
}

bool ScriptReader::AtName(std::string_view name, std::size_t ahead) const {
  return Now(ahead).kind == Kind::kName && Now(ahead).text == name;
}

bool ScriptReader::TakeSign(std::string_view sign) {
  if (!AtSign(sign)) return false;
  Step();
  return true;
}

bool ScriptReader::TakeName(std::string_view name) {
  if (!AtName(name)) return false;
  Step();
  return true;
}

void ScriptReader::SkipLines() {
  while (At(Kind::kLine)) Step();
}

void ScriptReader::SkipStatement() {
  while (!At(Kind::kLine) && !At(Kind::kEnd)) Step();
}

std::size_t ScriptReader::Past(std::size_t open) const {
  std::size_t depth = 0;
  for (std::size_t i = open; i < tokens_.size(); ++i) {
    const ScriptToken& token = tokens_[i];
    if (token.kind != Kind::kSign) continue;
    if (token.text == "(" || token.text == "[" || token.text == "{") ++depth;
    if (token.text == ")" || token.text == "]" || token.text == "}") --depth;
    if (depth == 0) return i + 1;
  }
  return tokens_.size() - 1;
}

Span ScriptReader::SpanFrom(std::size_t first) const {
  const std::size_t last = at_ > first ? at_ - 1 : first;
  return {.begin = tokens_[first].span.begin,
          .end = std::max(tokens_[first].span.end, tokens_[last].span.end)};
}

bool ScriptReader::Spent() {
  return ++steps_ > limits::kScriptSteps || depth_ > limits::kScriptDepth;
}

void ExtractScript(Language language, const ShellSource& source, const PackageView& view,
                   ShellTrail& trail, Sink& sink) {
  ShellScene scene{
      .source = source, .view = view, .sink = sink, .trail = trail, .folder = source.folder};
  if (trail.depth >= limits::kShellDepth) {
    scene.AddAt(FactKind::kScriptUnparsed, source.At({}, source.text),
                {{"reason", NameOf(ShellProblem::kTooDeep)}});
    return;
  }
  ++trail.depth;
  ScriptReader(language, scene).Read();
  --trail.depth;
}

void ReadScript(Language language, std::string_view text, const ShellInvocation& invocation,
                ShellScene& scene) {
  const ShellSource source{.script = scene.source.script,
                           .text = text,
                           .dialect = language == Language::kPowerShell ? ShellDialect::kPowerShell
                                                                        : ShellDialect::kPosix,
                           .phase = scene.source.phase,
                           .fixed = invocation.evidence,
                           .folder = scene.folder};
  ExtractScript(language, source, scene.view, scene.trail, scene.sink);
}

}  // namespace facts
