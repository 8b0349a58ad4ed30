#include "detect/condition_parser.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/text.h"

namespace detect {

namespace {

/// Where a clause stands decides whether it may speak of "the facts that held".
enum class Place : std::uint8_t { kWhen, kChange };

struct Context {
  Place place = Place::kWhen;
  int indent = 0;
  std::size_t depth = 0;
};

Result<Condition> ReadAny(CardCursor& cursor, Context context);

std::string Collapse(std::string_view text) {
  std::string line;
  for (const char c : Trim(text)) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank) line += c;
    if (blank && line.back() != ' ') line += ' ';
  }
  return line;
}

std::string ListText(std::string_view word, const std::vector<Condition>& children) {
  std::string text = fmt::format("{}: [", word);
  for (const Condition& child : children)
    text += (&child == &children.front() ? "" : ", ") + child.text;
  return text + "]";
}

Result<std::vector<Condition>> ReadInlineList(CardCursor& cursor, Context context) {
  std::vector<Condition> children;
  const std::size_t begin = cursor.at();
  cursor.EnterBrackets();
  do {
    (void)(cursor.Take("[") || cursor.Take(","));
    auto child = ReadAny(cursor, context);
    if (!child) return Fail(child.error());
    children.push_back(std::move(*child));
  } while (cursor.Peek() == ',');
  if (cursor.Peek() != ']')
    return cursor.Wrong(begin, fmt::format("saw {} where `,` or `]` is wanted", cursor.Seen()));
  (void)cursor.Take("]");
  cursor.LeaveBrackets();
  return children;
}

Result<std::vector<Condition>> ReadListBelow(CardCursor& cursor, Context context) {
  std::vector<Condition> children;
  const std::size_t begin = cursor.at();
  int item_indent = -1;
  while (true) {
    const std::size_t before = cursor.at();
    const int indent = cursor.NextLine();
    const std::size_t dash = cursor.at();
    if (indent <= context.indent || !cursor.Take("-")) {
      cursor.Seek(before);
      break;
    }
    if (item_indent >= 0 && indent != item_indent)
      return cursor.Wrong(dash, "list item at another indentation than the one before it");
    item_indent = indent;
    auto child = ReadAny(cursor, {context.place, indent, context.depth});
    if (!child) return Fail(child.error());
    if (cursor.Peek() != '\n')
      return cursor.Wrong(cursor.at(), fmt::format("saw {} after the clause", cursor.Seen()),
                          "one clause per line");
    children.push_back(std::move(*child));
  }
  if (children.empty())
    return cursor.Wrong(begin, "list without clauses",
                        "write `[a, b]`, or `- a` on deeper indented lines below");
  return children;
}

Result<Condition> ReadList(CardCursor& cursor, Context context, Condition::Kind kind,
                           std::string_view word) {
  const std::size_t begin = cursor.at();
  if (context.depth >= limits::kCardDepth)
    return cursor.Wrong(begin, fmt::format("clauses nested more than {} deep", limits::kCardDepth));
  ++context.depth;
  const bool is_inline = cursor.Take(":") && cursor.Peek() == '[';
  auto children = is_inline ? ReadInlineList(cursor, context) : ReadListBelow(cursor, context);
  if (!children) return Fail(children.error());
  return Condition{
      .kind = kind, .text = ListText(word, *children), .children = std::move(*children)};
}

/// True when a severity's name follows the colon: `new: critical, "..."`.
bool SeverityFollows(CardCursor& cursor) {
  const std::size_t before = cursor.at();
  const bool found = cursor.Take(":") && FindSeverity(cursor.Name()).has_value();
  cursor.Seek(before);
  return found;
}

Result<void> AddPattern(CardCursor& cursor, Condition& condition) {
  auto pattern = ReadPattern(cursor);
  if (!pattern) return Fail(pattern.error());
  condition.patterns.push_back(std::move(*pattern));
  return {};
}

Result<void> ReadFlow(CardCursor& cursor, Condition& condition) {
  const std::size_t begin = cursor.at();
  do {
    if (auto read = AddPattern(cursor, condition); !read) return read;
  } while (cursor.Take("->"));
  if (condition.patterns.size() < 2)
    return cursor.Wrong(begin, "a flow needs a source and a sink", "write `flow: a.b -> c.d`");
  return {};
}

Result<void> ReadCount(CardCursor& cursor, Condition& condition) {
  (void)cursor.Peek();
  const std::size_t begin = cursor.at();
  const auto number = ParseNumber(cursor.Word());
  if (!number || *number < 2 || *number > limits::kFactsPerPackage || !cursor.TakeWord("of"))
    return cursor.Wrong(begin, fmt::format("a count is written `count: 3 of kind`, from 2 to {}",
                                           limits::kFactsPerPackage));
  condition.at_least = static_cast<std::uint32_t>(*number);
  return AddPattern(cursor, condition);
}

/// `new` and `phase NAME` with a pattern behind a colon, or alone, then about the facts that held.
Result<void> ReadRestOrPattern(CardCursor& cursor, Context context, std::size_t begin,
                               Condition& condition) {
  const bool alone = context.place == Place::kChange && SeverityFollows(cursor);
  if (alone) return {};
  if (cursor.Take(":")) return AddPattern(cursor, condition);
  return cursor.Wrong(begin, "a clause of `when` must name the fact it is about",
                      "write `new: kind{...}` or `phase install: kind{...}`");
}

Result<void> ReadPhase(CardCursor& cursor, Context context, std::size_t begin,
                       Condition& condition) {
  (void)cursor.Peek();
  const std::size_t at = cursor.at();
  const std::string_view name = cursor.Name();
  const auto phase = FindPhase(name);
  if (!phase)
    return cursor.Wrong(at, "unknown phase " + Quote(name),
                        "phases are install, import, call, never and unknown");
  if (auto read = ReadRestOrPattern(cursor, context, begin, condition); !read) return read;
  if (condition.patterns.empty()) {
    condition.kind = Condition::Kind::kPhase;
    condition.phase = phase;
  } else {
    condition.patterns.front().phase = phase;
  }
  return {};
}

Result<Condition> ReadAny(CardCursor& cursor, Context context) {
  (void)cursor.Peek();
  const std::size_t begin = cursor.at();
  const std::string_view word = cursor.Name();
  const auto colon = [&] { return cursor.Take(":"); };

  using Kind = Condition::Kind;
  if (word == "all") return ReadList(cursor, context, Kind::kAll, word);
  if (word == "any") return ReadList(cursor, context, Kind::kAny, word);
  if (word == "none") return ReadList(cursor, context, Kind::kNone, word);

  Condition condition{.kind = Kind::kFact};
  Result<void> read;
  if (word == "flow" && colon()) {
    condition.kind = Kind::kFlow;
    read = ReadFlow(cursor, condition);
  } else if (word == "count" && colon()) {
    condition.kind = Kind::kCount;
    read = ReadCount(cursor, condition);
  } else if (word == "new") {
    condition.kind = Kind::kNew;
    read = ReadRestOrPattern(cursor, context, begin, condition);
  } else if (word == "phase") {
    read = ReadPhase(cursor, context, begin, condition);
  } else {
    cursor.Seek(begin);
    read = AddPattern(cursor, condition);
  }
  if (!read) return Fail(read.error());
  condition.text = Collapse(cursor.Text(begin, cursor.at()));
  return condition;
}

}  // namespace

Result<Condition> ReadClauses(CardCursor& cursor) {
  if (cursor.Peek() != '\n') return ReadAny(cursor, {});
  Condition all{.kind = Condition::Kind::kAll};
  int first = -1;
  while (true) {
    const std::size_t before = cursor.at();
    const int indent = cursor.NextLine();
    if (indent <= 0) {
      cursor.Seek(before);
      break;
    }
    if (first >= 0 && indent != first)
      return cursor.Wrong(cursor.at(), "clause at another indentation than the one before it");
    first = indent;
    auto clause = ReadAny(cursor, {.indent = indent});
    if (!clause) return clause;
    if (cursor.Peek() != '\n')
      return cursor.Wrong(cursor.at(), fmt::format("saw {} after the clause", cursor.Seen()),
                          "one clause per line");
    all.children.push_back(std::move(*clause));
  }
  if (all.children.empty())
    return cursor.Wrong(cursor.at(), "`when` without clauses",
                        "write one clause per line, indented below it");
  if (all.children.size() == 1) return std::move(all.children.front());
  all.text = ListText("all", all.children);
  return all;
}

Result<SeverityChange> ReadChange(CardCursor& cursor, int indent) {
  auto condition = ReadAny(cursor, {.place = Place::kChange, .indent = indent});
  if (!condition) return Fail(condition.error());
  const bool colon = cursor.Take(":");
  (void)cursor.Peek();
  const std::size_t at = cursor.at();
  const auto severity = FindSeverity(cursor.Name());
  if (!colon || !severity || !cursor.Take(","))
    return cursor.Wrong(at, "a change is written `clause: severity, \"reason\"`",
                        "severities are info, low, medium, high and critical");
  auto reason = ReadValue(cursor);
  if (!reason) return Fail(reason.error());
  return SeverityChange{std::move(*condition), *severity, std::move(*reason)};
}

}  // namespace detect
