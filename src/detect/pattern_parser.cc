#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "detect/condition_parser.h"
#include "detect/regex.h"

namespace detect {

namespace {

std::string DidYouMean(std::string_view word, std::span<const std::string_view> candidates) {
  const auto nearest = Nearest(word, candidates);
  return nearest ? fmt::format("did you mean `{}`?", *nearest) : std::string{};
}

Result<FactKind> ReadKind(CardCursor& cursor) {
  const std::string seen = cursor.Seen();
  const std::size_t begin = cursor.at();
  const std::string_view name = cursor.Name();
  if (const auto kind = FindFactKind(name)) return *kind;
  std::vector<std::string_view> names = {"all", "any", "none", "flow", "count", "new", "phase"};
  for (std::size_t i = 0; i < FactKindCount(); ++i)
    names.push_back(InfoOf(static_cast<FactKind>(i)).name);
  std::string help = DidYouMean(name, names);
  if (help.empty()) help = "docs/facts.md lists the kinds";
  return cursor.Wrong(begin, "unknown fact kind " + seen, std::move(help));
}

Result<std::string> ReadRegex(CardCursor& cursor) {
  const std::size_t begin = cursor.at();
  (void)cursor.Take("/");
  std::string pattern;
  for (std::size_t at = cursor.at();; ++at) {
    const std::string_view next = cursor.Text(at, at + 2);
    if (next.empty() || next.front() == '\n')
      return cursor.Wrong(begin, "regular expression without its closing `/`",
                          "write a slash inside it as `\\/`");
    if (next.front() == '/') {
      cursor.Seek(at + 1);
      break;
    }
    if (next.front() == '\\' && next.size() == 2 && next.back() != '\n') {
      if (next.back() != '/') pattern += '\\';
      ++at;
    }
    pattern += next == "\\/" ? '/' : next.front() == '\\' ? next.back() : next.front();
  }
  if (cursor.TakeWord("i")) pattern.insert(0, "(?i)");
  if (pattern.size() > limits::kCardRegexBytes) {
    return cursor.Wrong(begin, fmt::format("regular expression of {} bytes, more than {}",
                                           pattern.size(), limits::kCardRegexBytes));
  }
  const auto compiled = CompileRegex(pattern);
  if (!compiled->ok()) {
    return cursor.Wrong(begin, "not a regular expression: " + compiled->error(),
                        "cards use RE2's syntax: no look-around, no back-references");
  }
  return pattern;
}

Result<void> ReadOperand(CardCursor& cursor, ValueTest& test) {
  if (cursor.Peek() == '/') {
    test.op = ValueTest::Operator::kMatches;
    auto regex = ReadRegex(cursor);
    if (!regex) return Fail(regex.error());
    test.operands.push_back(std::move(*regex));
    return {};
  }
  if (cursor.TakeWord("contains")) {
    test.op = ValueTest::Operator::kContains;
  } else if (cursor.TakeWord("starts-with")) {
    test.op = ValueTest::Operator::kStartsWith;
  }
  auto values = ReadValues(cursor);
  if (!values) return Fail(values.error());
  test.operands = std::move(*values);
  return {};
}

Result<void> ReadBound(CardCursor& cursor, ValueTest& test) {
  const std::size_t begin = cursor.at();
  if (cursor.Take(">=")) {
    test.op = ValueTest::Operator::kAtLeast;
  } else if (cursor.Take("<=")) {
    test.op = ValueTest::Operator::kAtMost;
  } else {
    return cursor.Wrong(begin, fmt::format("saw {} where a test goes on", cursor.Seen()),
                        "write `key: value`, `key >= 10`, `key <= 10`, `key` or `not key`");
  }
  (void)cursor.Peek();
  const std::size_t at = cursor.at();
  const std::string_view number = cursor.Word();
  if (!ParseNumber(number))
    return cursor.Wrong(at, "saw " + Quote(number) + " where a whole number is wanted");
  test.operands.emplace_back(number);
  return {};
}

Result<void> ReadTest(CardCursor& cursor, FactPattern& pattern) {
  ValueTest test;
  test.negated = cursor.TakeWord("not");
  (void)cursor.Peek();
  const std::size_t begin = cursor.at();
  test.key = std::string(cursor.Name());
  std::vector<std::string_view> keys = Split(InfoOf(pattern.kind).keys, ' ');
  keys.insert(keys.end(), {"file", "layer", "phase"});
  if (std::find(keys.begin(), keys.end(), test.key) == keys.end() || test.key.empty()) {
    std::string help = DidYouMean(test.key, keys);
    if (help.empty()) help = fmt::format("its keys are: {}", fmt::join(keys, ", "));
    return cursor.Wrong(
        begin, fmt::format("`{}` has no key {}", InfoOf(pattern.kind).name, Quote(test.key)), help);
  }
  const char next = cursor.Peek();
  if (test.key == "phase") {
    const bool colon = cursor.Take(":");
    const std::size_t at = cursor.at();
    pattern.phase = FindPhase(cursor.Name());
    if (test.negated || !colon || !pattern.phase)
      return cursor.Wrong(at, "a phase is tested as `phase: install`",
                          "phases are install, import, call, never and unknown");
    return {};
  }
  Result<void> read;
  if (next == ',' || next == '}') {
    test.op = ValueTest::Operator::kExists;
  } else if (cursor.Take(":")) {
    if (cursor.TakeWord("not")) test.negated = !test.negated;
    read = ReadOperand(cursor, test);
  } else {
    read = ReadBound(cursor, test);
  }
  if (!read) return read;
  pattern.tests.push_back(std::move(test));
  return {};
}

}  // namespace

Result<std::string> ReadValue(CardCursor& cursor) {
  const char first = cursor.Peek();
  const std::size_t begin = cursor.at();
  if (first != '"') {
    const std::string_view word = cursor.Word();
    if (word.empty())
      return cursor.Wrong(begin, fmt::format("saw {} where a value is wanted", cursor.Seen()),
                          "put text with spaces or marks into \"quotes\"");
    return std::string(word);
  }
  std::string value;
  for (std::size_t at = begin + 1;; ++at) {
    const std::string_view next = cursor.Text(at, at + 2);
    if (next.empty() || next.front() == '\n')
      return cursor.Wrong(begin, "text without its closing quote");
    if (next.front() == '"') {
      cursor.Seek(at + 1);
      return value;
    }
    const bool escaped = next == "\\\"" || next == "\\\\";
    value += escaped ? next.back() : next.front();
    if (escaped) ++at;
  }
}

Result<std::vector<std::string>> ReadValues(CardCursor& cursor) {
  std::vector<std::string> values;
  const char first = cursor.Peek();
  const std::size_t begin = cursor.at();
  if (first != '[') {
    auto value = ReadValue(cursor);
    if (!value) return Fail(value.error());
    values.push_back(std::move(*value));
    return values;
  }
  cursor.EnterBrackets();
  do {
    (void)(cursor.Take("[") || cursor.Take(","));
    auto value = ReadValue(cursor);
    if (!value) return Fail(value.error());
    values.push_back(std::move(*value));
  } while (cursor.Peek() == ',');
  if (!cursor.Take("]")) return cursor.Wrong(begin, "list without its closing `]`");
  cursor.LeaveBrackets();
  return values;
}

Result<FactPattern> ReadPattern(CardCursor& cursor) {
  const auto kind = ReadKind(cursor);
  if (!kind) return Fail(kind.error());
  FactPattern pattern{.kind = *kind};
  const char next = cursor.Peek();
  if (next != '{') return pattern;
  const std::size_t begin = cursor.at();
  cursor.EnterBrackets();
  do {
    (void)(cursor.Take("{") || cursor.Take(","));
    if (auto read = ReadTest(cursor, pattern); !read) return Fail(read.error());
  } while (cursor.Peek() == ',');
  if (cursor.Peek() != '}')
    return cursor.Wrong(begin, fmt::format("saw {} where `,` or `}}` is wanted", cursor.Seen()));
  (void)cursor.Take("}");
  cursor.LeaveBrackets();
  return pattern;
}

}  // namespace detect
