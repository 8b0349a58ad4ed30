#include "facts/lang/batch.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "base/text.h"

namespace facts {
namespace {

bool StartsWord(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && EqualsIgnoringCase(text.substr(0, word.size()), word) &&
         (text.size() == word.size() || text[word.size()] == ' ' || text[word.size()] == '\t' ||
          text[word.size()] == '(');
}

class Batch {
 public:
  std::string Translate(std::string_view text) && {
    text = text.substr(0, limits::kShellTextBytes);
    for (std::size_t at = 0; at <= text.size();) {
      std::string line;
      const std::size_t begin = at;
      at = ReadLine(text, at, line);
      Line(Trim(line));
      // As many line breaks as were read, so that a line keeps its number.
      const std::string_view read = text.substr(begin, at - begin);
      out_.append(std::max<std::size_t>(
                      1, static_cast<std::size_t>(std::count(read.begin(), read.end(), '\n'))),
                  '\n');
      if (out_.size() > limits::kShellTextBytes) break;
    }
    return std::move(out_);
  }

 private:
  /// One line; a `^` before the line break joins it with the next.
  static std::size_t ReadLine(std::string_view text, std::size_t at, std::string& line) {
    for (;;) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      std::string_view piece = text.substr(at, end - at);
      if (piece.ends_with('\r')) piece.remove_suffix(1);
      at = end + 1;
      if (!piece.ends_with('^') || end == text.size()) {
        line += piece;
        return at;
      }
      piece.remove_suffix(1);
      line += piece;
    }
  }

  void Line(std::string_view line) {
    while (line.starts_with('@')) line = Trim(line.substr(1));
    if (line.starts_with("::") || line.starts_with(':') || StartsWord(line, "rem")) return;
    std::string expanded = Expand(line);
    line = Unframe(expanded);
    if (StartsWord(line, "set")) {
      Set(Trim(line.substr(3)));
      return;
    }
    if (StartsWord(line, "goto") || StartsWord(line, "setlocal") || StartsWord(line, "endlocal"))
      return;
    Quote(line);
  }

  /// The command behind `if ...`, `for ... do`, `else` and opening brackets.
  static std::string_view Unframe(std::string_view line) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::string_view before = line;
      while (line.starts_with('(') || line.starts_with(')')) line = Trim(line.substr(1));
      if (StartsWord(line, "else")) line = Trim(line.substr(4));
      if (StartsWord(line, "call")) line = Trim(line.substr(4));
      if (StartsWord(line, "if")) line = Trim(AfterCondition(line.substr(2)));
      if (StartsWord(line, "for")) {
        const std::size_t body = ToLower(line).find(" do ");
        if (body == std::string::npos) return line;
        line = Trim(line.substr(body + 4));
      }
      if (line == before) break;
    }
    if (line.ends_with(')') && line.find('(') == std::string_view::npos) line.remove_suffix(1);
    return line;
  }

  /// What follows `exist FILE`, `defined NAME`, `a==b`, `%x% EQU 1`, `errorlevel 1`.
  static std::string_view AfterCondition(std::string_view line) {
    line = Trim(line);
    if (StartsWord(line, "/i")) line = Trim(line.substr(2));
    if (StartsWord(line, "not")) line = Trim(line.substr(3));
    const bool unary = StartsWord(line, "exist") || StartsWord(line, "defined") ||
                       StartsWord(line, "errorlevel") || StartsWord(line, "cmdextversion");
    if (unary) return AfterWord(Trim(AfterWord(line)));
    std::string_view rest = AfterWord(line);
    if (line.substr(0, line.size() - rest.size()).find("==") != std::string_view::npos) {
      const std::string_view first = line.substr(0, line.size() - rest.size());
      return Trim(first).ends_with("==") ? AfterWord(Trim(rest)) : rest;
    }
    rest = Trim(rest);
    if (rest.starts_with("==")) return AfterWord(Trim(rest.substr(2)));
    return AfterWord(Trim(AfterWord(rest)));
  }

  static std::string_view AfterWord(std::string_view line) {
    bool quoted = false;
    std::size_t at = 0;
    for (; at < line.size() && (quoted || (line[at] != ' ' && line[at] != '(')); ++at)
      quoted ^= line[at] == '"';
    return line.substr(at);
  }

  void Set(std::string_view rest) {
    if (StartsWord(rest, "/a") || StartsWord(rest, "/p")) return;
    if (rest.starts_with('"')) {
      rest.remove_prefix(1);
      const std::size_t close = rest.rfind('"');
      if (close != std::string_view::npos) rest = rest.substr(0, close);
    }
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos || variables_.size() > limits::kScriptItems) return;
    std::string value;
    for (const char c : rest.substr(equals + 1)) {
      if (c != '^') value += c;
    }
    variables_[ToLower(Trim(rest.substr(0, equals)))] = std::move(value);
  }

  /// Variables of the text itself; the others stay.
  std::string Expand(std::string_view line) {
    std::string expanded;
    for (std::size_t at = 0; at < line.size(); ++at) {
      const char mark = line[at];
      const std::size_t end =
          mark == '%' || mark == '!' ? line.find(mark, at + 1) : std::string_view::npos;
      if (end == std::string_view::npos) {
        expanded += mark;
        continue;
      }
      const std::string_view inside = line.substr(at + 1, end - at - 1);
      const std::size_t colon = inside.find(':');
      const auto known = variables_.find(ToLower(inside.substr(0, colon)));
      spent_ += known == variables_.end() ? 0 : known->second.size();
      if (known == variables_.end() || spent_ > limits::kShellTextBytes) {
        expanded += mark;
        continue;
      }
      expanded += colon == std::string_view::npos ? known->second
                                                  : Modify(known->second, inside.substr(colon + 1));
      at = end;
    }
    return expanded;
  }

  /// `~from,count` and `this=that`.
  static std::string Modify(const std::string& value, std::string_view how) {
    if (!how.starts_with('~')) {
      const std::size_t equals = how.find('=');
      if (equals == std::string_view::npos || equals == 0 || how.size() > 256) return value;
      return ReplaceAll(value, how.substr(0, equals), how.substr(equals + 1));
    }
    const auto number = [&](std::string_view text, std::int64_t otherwise) {
      text = Trim(text);
      const bool minus = text.starts_with('-');
      const auto digits = ParseNumber(minus ? text.substr(1) : text);
      if (!digits || *digits > limits::kShellTextBytes) return otherwise;
      return minus ? -static_cast<std::int64_t>(*digits) : static_cast<std::int64_t>(*digits);
    };
    const auto size = static_cast<std::int64_t>(value.size());
    const std::size_t comma = how.find(',');
    std::int64_t from =
        number(how.substr(1, comma == std::string_view::npos ? comma : comma - 1), 0);
    if (from < 0) from = std::max<std::int64_t>(0, from + size);
    std::int64_t count =
        comma == std::string_view::npos ? size : number(how.substr(comma + 1), size);
    if (count < 0) count = size - from + count;
    if (from >= size || count <= 0) return {};
    return value.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(count));
  }

  /// The same words for a POSIX shell: inside double quotes and outside, nothing but `&`, `|`, `<`
  /// and `>` means more than itself.
  void Quote(std::string_view line) {
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const char c = line[i];
      const char next = i + 1 < line.size() ? line[i + 1] : '\0';
      if (c == '"') {
        quoted = !quoted;
        out_ += c;
      } else if (c == '^' && !quoted && next != '\0') {
        out_ += '\\';
        out_ += next;
        ++i;
      } else if (c == '\\' || c == '\'' || c == '$' || c == '`' || (c == ';' && !quoted)) {
        if (c == '\'' && quoted) {
          out_ += c;
        } else {
          out_ += '\\';
          out_ += c;
        }
      } else if (c == '#' && !quoted) {
        out_ += "\\#";
      } else if (c == '&' && !quoted && next != '&' &&
                 (i == 0 || (line[i - 1] != '&' && line[i - 1] != '>'))) {
        out_ += ';';  // one after the other, not in the background
      } else if ((c == '(' || c == ')') && !quoted) {
        out_ += ' ';
      } else {
        out_ += c;
      }
    }
    if (quoted) out_ += '"';
  }

  std::map<std::string, std::string, std::less<>> variables_;
  std::string out_;
  std::size_t spent_ = 0;
};

}  // namespace

std::string BatchToShell(std::string_view text) {
  return Batch().Translate(text);
}

}  // namespace facts
