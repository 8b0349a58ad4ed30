#include "facts/shell_syntax.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "facts/ansi_escape.h"

namespace facts {
namespace {

// Words after which a command begins anew.
constexpr auto kLeadingWords = std::to_array<std::string_view>(
    {"!", "do", "elif", "else", "if", "then", "time", "until", "while"});

bool IsNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsNameByte(char c) {
  return IsNameStart(c) || IsDigit(c);
}

class ShellParser {
 public:
  ShellParser(std::string_view text, ShellDialect dialect) : text_(text), dialect_(dialect) {
    if (text_.size() > limits::kShellTextBytes) {
      Note(ShellProblem::kTooLong);
      text_ = text_.substr(0, limits::kShellTextBytes);
    }
  }

  ShellText Run() {
    static_cast<void>(NewScript());
    ShellScript root = ParseScript('\0');
    result_.scripts[0] = std::move(root);
    std::sort(result_.problems.begin(), result_.problems.end());
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool AtEnd() const { return at_ >= text_.size() || stopped_; }
  [[nodiscard]] char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] bool Sees(std::string_view what) const {
    return text_.substr(at_).starts_with(what);
  }
  [[nodiscard]] bool IsPowerShell() const { return dialect_ == ShellDialect::kPowerShell; }
  [[nodiscard]] char Escape() const { return IsPowerShell() ? '`' : '\\'; }

  void Note(ShellProblem problem) {
    auto& problems = result_.problems;
    if (std::find(problems.begin(), problems.end(), problem) == problems.end())
      problems.push_back(problem);
  }

  ScriptIndex NewScript() {
    result_.scripts.emplace_back();
    return static_cast<ScriptIndex>(result_.scripts.size() - 1);
  }

  /// A script inside a script, up to `closer`, which is taken.
  ScriptIndex ParseNested(char closer) {
    const ScriptIndex index = NewScript();
    if (depth_ >= limits::kShellDepth) {
      Note(ShellProblem::kTooDeep);
      stopped_ = true;
      return index;
    }
    ++depth_;
    ShellScript script = ParseScript(closer);
    --depth_;
    result_.scripts[static_cast<std::size_t>(index)] = std::move(script);
    return index;
  }

  ShellScript ParseScript(char closer) {
    ShellScript script;
    ShellPipeline pipeline;
    const auto end_pipeline = [&](ShellPipeline::After after) {
      if (pipeline.commands.empty()) return;
      pipeline.after = after;
      script.pipelines.push_back(std::move(pipeline));
      pipeline = {};
    };
    while (true) {
      SkipBlanks();
      if (AtEnd()) {
        if (closer != '\0') Note(ShellProblem::kUnbalancedGroup);
        break;
      }
      const char c = Peek();
      if (c == closer && closer != '\0') {
        ++at_;
        break;
      }
      if (Sees("&&")) {
        at_ += 2;
        end_pipeline(ShellPipeline::After::kAnd);
      } else if (Sees("||")) {
        at_ += 2;
        end_pipeline(ShellPipeline::After::kOr);
      } else if (c == '|') {
        at_ += Sees("|&") ? 2 : 1;
        while (std::string_view(" \t\r\n").find(Peek()) != std::string_view::npos && !AtEnd())
          ++at_;
      } else if (c == '\n' || c == '\r' || c == ';') {
        ++at_;
        end_pipeline(ShellPipeline::After::kThen);
        if (c == '\n') ReadHereDocuments(script);
      } else if (c == '&' && Peek(1) != '>') {
        ++at_;
        // PowerShell's call operator stands in front of a command, not behind.
        const bool calls = IsPowerShell() && pipeline.commands.empty();
        if (!calls) end_pipeline(ShellPipeline::After::kBackground);
      } else if (c == ')' || (c == '}' && IsPowerShell())) {
        // The end of a `case` pattern, or a group nobody opened: what stood before was no command.
        ++at_;
        const bool pattern =
            c == ')' && pipeline.commands.size() == 1 && pipeline.commands[0].words.size() <= 1;
        if (pattern) pipeline = {};
        end_pipeline(ShellPipeline::After::kThen);
      } else {
        ParseCommand(pipeline, closer);
      }
    }
    end_pipeline(ShellPipeline::After::kThen);
    return script;
  }

  /// Appends the next command, up to what ends it.
  void ParseCommand(ShellPipeline& pipeline, char closer) {
    if (++commands_ > limits::kShellCommands) {
      Note(ShellProblem::kTooMany);
      stopped_ = true;
      return;
    }
    ShellCommand command;
    command.span.begin = Offset();
    const std::size_t began = at_;
    while (!AtEnd()) {
      SkipBlanks();
      const char c = Peek();
      if (EndsCommand(c) || c == closer) break;
      if (IsRedirect()) {
        ParseRedirect(command);
        continue;
      }
      const bool first = command.words.empty() && !command.group;
      if (first && OpensGroup(c)) {
        ++at_;
        command.group = ParseNested(c == '(' ? ')' : '}');
        continue;
      }
      if (first && SkipLeadingWord()) continue;
      if (!IsPowerShell() && c == '(' && Peek(1) == ')') {
        at_ += 2;  // a function's definition: its body is read as if it were called
        command.words.clear();
        continue;
      }
      if (first && ParseAssignment(command)) continue;
      ShellWord word = ParseWord(closer);
      if (word.span.empty()) {
        ++at_;  // a byte no rule wants; never stand still
        continue;
      }
      command.words.push_back(std::move(word));
    }
    command.span.end = LastNonBlank(began);
    const bool something = !command.words.empty() || !command.assignments.empty() ||
                           !command.redirects.empty() || command.group;
    if (something) pipeline.commands.push_back(std::move(command));
    if (at_ == began) ++at_;
  }

  [[nodiscard]] std::uint32_t Offset() const { return static_cast<std::uint32_t>(at_); }

  [[nodiscard]] std::uint32_t LastNonBlank(std::size_t began) const {
    std::size_t end = std::min(at_, text_.size());
    while (end > began && (text_[end - 1] == ' ' || text_[end - 1] == '\t')) --end;
    return static_cast<std::uint32_t>(end);
  }

  [[nodiscard]] bool EndsCommand(char c) const {
    if (c == ';' || c == '\n' || c == '\r' || c == ')') return true;
    if (c == '}' && IsPowerShell()) return true;
    if (c == '|') return true;
    return c == '&' && Peek(1) != '>';
  }

  /// `(` anywhere; `{` as a word of its own.
  [[nodiscard]] bool OpensGroup(char c) const {
    if (IsPowerShell()) return c == '{';
    if (c == '(') return Peek(1) != ')';
    return c == '{' && (Peek(1) == ' ' || Peek(1) == '\n' || Peek(1) == '\t');
  }

  bool SkipLeadingWord() {
    if (IsPowerShell()) return false;
    for (const std::string_view word : kLeadingWords) {
      if (!Sees(word)) continue;
      const char after = Peek(word.size());
      if (after != ' ' && after != '\t' && after != '\n' && after != ';' && after != '\0') continue;
      at_ += word.size();
      return true;
    }
    return false;
  }

  void SkipBlanks() {
    while (!AtEnd()) {
      const char c = Peek();
      if (c == ' ' || c == '\t') {
        ++at_;
      } else if (c == Escape() && (Peek(1) == '\n' || (Peek(1) == '\r' && Peek(2) == '\n'))) {
        at_ += Peek(1) == '\n' ? 2 : 3;
      } else if (c == '#' && (at_ == 0 || std::string_view(" \t\n\r;&|(").find(text_[at_ - 1]) !=
                                              std::string_view::npos)) {
        at_ = std::min(text_.size(), text_.find('\n', at_));
      } else {
        return;
      }
    }
  }

  bool ParseAssignment(ShellCommand& command) {
    std::size_t end = at_;
    if (IsPowerShell()) {
      if (Peek() != '$') return false;
      ++end;
    }
    const std::size_t name = end;
    if (end >= text_.size() || !IsNameStart(text_[end])) return false;
    while (end < text_.size() && (IsNameByte(text_[end]) || (IsPowerShell() && text_[end] == ':')))
      ++end;
    const std::size_t name_end = end;
    if (IsPowerShell())
      while (end < text_.size() && text_[end] == ' ') ++end;
    if (end < text_.size() && text_[end] == '+') ++end;
    if (end >= text_.size() || text_[end] != '=') return false;
    at_ = end + 1;
    if (IsPowerShell()) {
      while (Peek() == ' ') ++at_;
      // What stands behind is a command whose output is kept: it is read as one.
      command.assignments.push_back({.name = std::string(text_.substr(name, name_end - name))});
      if (Peek() == '"' || Peek() == '\'') command.assignments.back().value = ParseWord('\0');
      return true;
    }
    command.assignments.push_back(
        {.name = std::string(text_.substr(name, name_end - name)), .value = ParseWord('\0')});
    return true;
  }

  [[nodiscard]] bool IsRedirect() const {
    std::size_t at = at_;
    while (at < text_.size() && IsDigit(text_[at]) && at - at_ < 3) ++at;
    if (at >= text_.size()) return false;
    if (text_[at] == '&' && at == at_) return at + 1 < text_.size() && text_[at + 1] == '>';
    if (text_[at] != '<' && text_[at] != '>') return false;
    // <( and >( are substitutions.
    return at + 1 >= text_.size() || text_[at + 1] != '(';
  }

  void ParseRedirect(ShellCommand& command) {
    ShellRedirect redirect;
    int descriptor = -2;
    while (IsDigit(Peek())) {
      descriptor = std::min(99, std::max(descriptor, 0) * 10 + (Peek() - '0'));
      ++at_;
    }
    if (Peek() == '&') {
      redirect.descriptor = -1;
      ++at_;
    }
    const char direction = Peek();
    ++at_;
    if (descriptor >= 0) redirect.descriptor = descriptor;
    if (direction == '<') {
      redirect.kind = ShellRedirect::Kind::kIn;
      if (Peek() == '<') {
        ++at_;
        ParseHere(command, redirect);
        return;
      }
    } else if (Peek() == '>') {
      redirect.kind = ShellRedirect::Kind::kAppend;
      ++at_;
    } else if (Peek() == '|') {
      ++at_;
    }
    if (Peek() == '&') {
      redirect.kind = ShellRedirect::Kind::kDuplicate;
      ++at_;
    }
    SkipBlanks();
    redirect.target = ParseWord('\0');
    if (redirect.kind == ShellRedirect::Kind::kDuplicate && !NamesDescriptor(redirect.target)) {
      redirect.kind = ShellRedirect::Kind::kOut;  // bash: `>& file` sends both there
      redirect.descriptor = -1;
    }
    command.redirects.push_back(std::move(redirect));
  }

  [[nodiscard]] static bool NamesDescriptor(const ShellWord& word) {
    if (word.parts.size() != 1 || word.parts[0].kind != ShellPart::Kind::kText) return false;
    const std::string& text = word.parts[0].text;
    return std::all_of(text.begin(), text.end(), [](char c) { return IsDigit(c) || c == '-'; });
  }

  /// `<<<word`, or `<<WORD` whose body begins on the next line.
  void ParseHere(ShellCommand& command, ShellRedirect redirect) {
    redirect.kind = ShellRedirect::Kind::kHereText;
    if (Peek() == '<') {
      ++at_;
      SkipBlanks();
      redirect.target = ParseWord('\0');
      command.redirects.push_back(std::move(redirect));
      return;
    }
    if (Peek() == '-') ++at_;
    SkipBlanks();
    const ShellWord word = ParseWord('\0');
    std::string terminator;
    for (const ShellPart& part : word.parts) terminator += part.text;
    if (terminator.empty()) return;
    if (awaited_.size() >= limits::kShellHereDocuments) {
      Note(ShellProblem::kTooMany);
      return;
    }
    awaited_.push_back({.terminator = std::move(terminator), .offset = Offset()});
    redirect.target.span = word.span;
    command.redirects.push_back(std::move(redirect));
  }

  /// The bodies of the here-documents whose operators stood on the line that has just ended.
  void ReadHereDocuments(ShellScript& script) {
    for (const Awaited& awaited : awaited_) {
      std::string body;
      while (at_ < text_.size()) {
        const std::size_t end = std::min(text_.size(), text_.find('\n', at_));
        const std::string_view line = text_.substr(at_, end - at_);
        at_ = std::min(text_.size(), end + 1);
        if (Trim(line) == awaited.terminator) break;
        body += line;
        body += '\n';
      }
      FillHere(script, awaited.offset, std::move(body));
    }
    awaited_.clear();
  }

  static void FillHere(ShellScript& script, std::uint32_t offset, std::string body) {
    for (auto pipeline = script.pipelines.rbegin(); pipeline != script.pipelines.rend();
         ++pipeline) {
      for (ShellCommand& command : pipeline->commands) {
        for (ShellRedirect& redirect : command.redirects) {
          if (redirect.kind != ShellRedirect::Kind::kHereText ||
              redirect.target.span.end != offset || !redirect.target.parts.empty())
            continue;
          redirect.target.parts.push_back({.text = std::move(body)});
          return;
        }
      }
    }
  }

  void AddText(ShellWord& word, std::string_view text) {
    if (word.parts.empty() || word.parts.back().kind != ShellPart::Kind::kText)
      word.parts.push_back({});
    word.parts.back().text += text;
  }
  void AddByte(ShellWord& word, char c) { AddText(word, std::string_view(&c, 1)); }

  void AddCommand(ShellWord& word, char closer) {
    const ScriptIndex script = ParseNested(closer);
    word.parts.push_back({.kind = ShellPart::Kind::kCommand, .script = script});
  }

  [[nodiscard]] bool EndsWord(char c, char closer) const {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';' || c == '|' || c == ')')
      return true;
    if (c == closer && (closer == '`' || IsPowerShell())) return true;
    if (c == '&') return true;
    if (c == '<' || c == '>') return Peek(1) != '(' || IsPowerShell();
    return IsPowerShell() && (c == '}' || c == ',');
  }

  ShellWord ParseWord(char closer) {
    ShellWord word;
    word.span.begin = Offset();
    while (!AtEnd()) {
      const char c = Peek();
      if (EndsWord(c, closer)) break;
      if (c == '\'') {
        ParseSingleQuoted(word);
      } else if (c == '"') {
        ParseDoubleQuoted(word);
      } else if (c == Escape()) {
        ++at_;
        if (at_ < text_.size()) AddByte(word, text_[at_++]);
      } else if (c == '$') {
        ParseDollar(word);
      } else if (c == '`' && !IsPowerShell()) {
        ++at_;
        AddCommand(word, '`');
      } else if ((c == '<' || c == '>') && Peek(1) == '(') {
        at_ += 2;
        AddCommand(word, ')');
      } else if (c == '(') {
        if (Peek(1) == ')' && !IsPowerShell()) break;  // a function's definition
        ++at_;
        AddCommand(word, ')');
      } else if (c == '{' && IsPowerShell()) {
        ++at_;
        AddCommand(word, '}');
      } else {
        AddByte(word, c);
        ++at_;
      }
    }
    word.span.end = Offset();
    return word;
  }

  void ParseSingleQuoted(ShellWord& word) {
    const std::size_t begin = ++at_;
    std::size_t end = text_.find('\'', begin);
    if (end == std::string_view::npos) {
      Note(ShellProblem::kUnbalancedQuote);
      end = text_.size();
    }
    AddText(word, text_.substr(begin, end - begin));
    at_ = std::min(text_.size(), end + 1);
  }

  void ParseDoubleQuoted(ShellWord& word) {
    ++at_;
    AddText(word, {});
    while (!AtEnd()) {
      const char c = Peek();
      if (c == '"') {
        ++at_;
        return;
      }
      if (c == Escape()) {
        const char next = Peek(1);
        const bool special = IsPowerShell() || next == '"' || next == '\\' || next == '$' ||
                             next == '`' || next == '\n';
        if (!special) AddByte(word, c);
        if (next != '\n' && at_ + 1 < text_.size()) AddByte(word, next);
        at_ = std::min(text_.size(), at_ + 2);
      } else if (c == '$') {
        ParseDollar(word);
      } else if (c == '`' && !IsPowerShell()) {
        ++at_;
        AddCommand(word, '`');
      } else {
        AddByte(word, c);
        ++at_;
      }
    }
    Note(ShellProblem::kUnbalancedQuote);
  }

  void ParseDollar(ShellWord& word) {
    if (Sees("$((")) {
      SkipArithmetic(word);
    } else if (Sees("$(")) {
      at_ += 2;
      AddCommand(word, ')');
    } else if (Sees("${")) {
      ParseBraced(word);
    } else if (Sees("$'") && !IsPowerShell()) {
      at_ += 2;
      ParseAnsiQuoted(word);
    } else {
      ParseName(word);
    }
  }

  void SkipArithmetic(ShellWord& word) {
    const std::size_t end = text_.find("))", at_);
    const std::size_t after = end == std::string_view::npos ? text_.size() : end + 2;
    AddText(word, text_.substr(at_, after - at_));
    at_ = after;
  }

  /// `${name}` and `${name<operator>word}`; nested braces are counted, not followed.
  void ParseBraced(ShellWord& word) {
    const std::size_t begin = at_ + 2;
    std::size_t depth = 1;
    std::size_t end = begin;
    for (; end < text_.size() && depth > 0; ++end) {
      if (text_[end] == '{') ++depth;
      if (text_[end] == '}') --depth;
    }
    if (depth > 0) Note(ShellProblem::kUnbalancedQuote);
    const std::string_view inner = text_.substr(begin, end - begin - (depth == 0 ? 1 : 0));
    at_ = end;
    std::size_t name_begin = 0;
    while (name_begin < inner.size() && !IsNameByte(inner[name_begin])) ++name_begin;
    std::size_t name_end = name_begin;
    while (name_end < inner.size() &&
           (IsNameByte(inner[name_end]) || (IsPowerShell() && inner[name_end] == ':')))
      ++name_end;
    const std::string_view rest = inner.substr(name_end);
    const bool falls_back = rest.starts_with(":-") || rest.starts_with(":=");
    word.parts.push_back({.kind = ShellPart::Kind::kVariable,
                          .text = std::string(inner.substr(name_begin, name_end - name_begin)),
                          .fallback = falls_back ? std::string(rest.substr(2)) : std::string()});
  }

  void ParseName(ShellWord& word) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && (IsNameByte(text_[end]) || (IsPowerShell() && text_[end] == ':')))
      ++end;
    if (end == at_ + 1) {
      // $?, $@, $1 and the like: a value nobody can know.
      AddByte(word, '$');
      ++at_;
      return;
    }
    word.parts.push_back({.kind = ShellPart::Kind::kVariable,
                          .text = std::string(text_.substr(at_ + 1, end - at_ - 1))});
    at_ = end;
  }

  /// bash: `$'\x63\165rl'`.
  void ParseAnsiQuoted(ShellWord& word) {
    AddText(word, {});
    while (!AtEnd()) {
      const char c = Peek();
      if (c == '\'') {
        ++at_;
        return;
      }
      if (c != '\\') {
        AddByte(word, c);
        ++at_;
        continue;
      }
      std::string plain;
      at_ = ReadAnsiEscape(text_, at_ + 1, plain);
      AddText(word, plain);
    }
    Note(ShellProblem::kUnbalancedQuote);
  }

  struct Awaited {
    std::string terminator;
    std::uint32_t offset = 0;
  };

  std::string_view text_;
  ShellDialect dialect_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t commands_ = 0;
  bool stopped_ = false;
  std::vector<Awaited> awaited_;
  ShellText result_;
};

}  // namespace

std::string_view NameOf(ShellProblem problem) {
  switch (problem) {
    case ShellProblem::kTooLong:
      return "too-long";
    case ShellProblem::kTooDeep:
      return "too-deep";
    case ShellProblem::kTooMany:
      return "too-many";
    case ShellProblem::kUnbalancedQuote:
      return "unbalanced-quote";
    case ShellProblem::kUnbalancedGroup:
      return "unbalanced-group";
  }
  return {};
}

ShellText ParseShell(std::string_view text, ShellDialect dialect) {
  return ShellParser(text, dialect).Run();
}

}  // namespace facts
