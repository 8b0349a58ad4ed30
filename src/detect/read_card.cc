#include "detect/read_card.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/file_system.h"
#include "base/limits.h"
#include "base/text.h"
#include "detect/card_cursor.h"
#include "detect/card_sections.h"
#include "detect/condition_parser.h"

namespace detect {

namespace {

constexpr auto kFields =
    std::to_array<std::string_view>({"id", "title", "severity", "confidence", "status", "attack",
                                     "cwe", "when", "worse-if", "milder-if"});

/// The front matter as it fills; `seen` has the fields in the order of the card.
struct Front {
  RuleCard card;
  std::vector<std::string_view> seen;
  std::size_t when_at = 0;
};

/// True when the condition cannot hold without some fact that satisfied it.
bool NeedsFact(const Condition& condition) {
  const auto& children = condition.children;
  switch (condition.kind) {
    case Condition::Kind::kAll:
      return std::any_of(children.begin(), children.end(), NeedsFact);
    case Condition::Kind::kAny:
      return std::all_of(children.begin(), children.end(), NeedsFact);
    case Condition::Kind::kNone:
      return false;
    case Condition::Kind::kFact:
    case Condition::Kind::kFlow:
    case Condition::Kind::kCount:
    case Condition::Kind::kNew:
    case Condition::Kind::kPhase:
      return true;
  }
  return false;
}

template <typename Enum>
Result<void> ReadEnum(CardCursor& cursor, std::optional<Enum> (*find)(std::string_view),
                      Enum& value, std::string_view wanted) {
  (void)cursor.Peek();
  const std::size_t at = cursor.at();
  const std::string_view word = cursor.Name();
  const auto found = find(word);
  if (!found)
    return cursor.Wrong(at, fmt::format("saw {} where {} is wanted", Quote(word), wanted));
  value = *found;
  return {};
}

Result<void> ReadTechniques(CardCursor& cursor, std::string_view prefix,
                            std::vector<std::string>& techniques) {
  (void)cursor.Peek();
  const std::size_t at = cursor.at();
  auto values = ReadValues(cursor);
  if (!values) return Fail(values.error());
  for (const std::string& value : *values) {
    const bool right = value.starts_with(prefix) && value.size() > prefix.size() &&
                       value.find_first_not_of("0123456789.", prefix.size()) == std::string::npos;
    if (!right)
      return cursor.Wrong(
          at, fmt::format("saw {} where an id like {}1059 is wanted", Quote(value), prefix));
  }
  techniques = std::move(*values);
  return {};
}

Result<void> ReadChanges(CardCursor& cursor, Front& front, std::string_view field) {
  while (true) {
    const std::size_t before = cursor.at();
    const int indent = cursor.NextLine();
    if (indent <= 0) {
      cursor.Seek(before);
      return {};
    }
    const std::size_t at = cursor.at();
    auto change = ReadChange(cursor, indent);
    if (!change) return Fail(change.error());
    const bool worse = change->severity > front.card.severity;
    const bool same = change->severity == front.card.severity;
    if (same || worse != (field == "worse-if"))
      return cursor.Wrong(at,
                          fmt::format("`{}` to {} from a card of {} severity", field,
                                      NameOf(change->severity), NameOf(front.card.severity)),
                          "worse-if raises, milder-if lowers; `severity` stands before both");
    front.card.changes.push_back(std::move(*change));
  }
}

Result<void> ReadField(CardCursor& cursor, std::string_view field, Front& front) {
  RuleCard& card = front.card;
  if (field == "title") {
    card.title = std::string(cursor.RestOfLine());
  } else if (field == "id") {
    card.id = std::string(cursor.Name());
  } else if (field == "severity") {
    return ReadEnum(cursor, &FindSeverity, card.severity,
                    "a severity (info, low, medium, high, critical)");
  } else if (field == "confidence") {
    return ReadEnum(cursor, &FindConfidence, card.confidence, "a confidence (low, medium, high)");
  } else if (field == "status") {
    return ReadEnum(cursor, &FindCardStatus, card.status, "a status (preview, stable)");
  } else if (field == "attack") {
    return ReadTechniques(cursor, "T", card.attack);
  } else if (field == "cwe") {
    return ReadTechniques(cursor, "CWE-", card.cwe);
  } else if (field == "when") {
    front.when_at = cursor.at();
    auto when = ReadClauses(cursor);
    if (!when) return Fail(when.error());
    card.when = std::move(*when);
  } else {
    return ReadChanges(cursor, front, field);
  }
  return {};
}

Result<void> ReadNamedField(CardCursor& cursor, Front& front) {
  (void)cursor.Peek();
  const std::size_t at = cursor.at();
  const std::string_view field = cursor.Name();
  if (std::find(kFields.begin(), kFields.end(), field) == kFields.end()) {
    const auto nearest = Nearest(field, kFields);
    return cursor.Wrong(at, "unknown field " + (field.empty() ? cursor.Seen() : Quote(field)),
                        nearest ? fmt::format("did you mean `{}`?", *nearest)
                                : fmt::format("fields are {}", fmt::join(kFields, ", ")));
  }
  if (std::find(front.seen.begin(), front.seen.end(), field) != front.seen.end())
    return cursor.Wrong(at, fmt::format("field `{}` stands here a second time", field));
  front.seen.push_back(field);
  if (!cursor.Take(":"))
    return cursor.Wrong(at, fmt::format("field `{}` without its colon", field));
  return ReadField(cursor, field, front);
}

Result<void> CheckFront(const CardCursor& cursor, std::string_view file, const Front& front) {
  const RuleCard& card = front.card;
  for (const std::string_view field : {"id", "title", "severity", "confidence", "status", "when"}) {
    if (std::find(front.seen.begin(), front.seen.end(), field) == front.seen.end())
      return cursor.Wrong(0, fmt::format("the front matter has no `{}`", field));
  }
  const std::string_view name = BaseName(file);
  if (card.title.empty()) return cursor.Wrong(0, "the title is empty");
  if (card.id.empty() || card.id != ToLower(card.id) || name != card.id + ".md")
    return cursor.Wrong(0, fmt::format("card `{}` in a file named {}", card.id, Quote(name)),
                        "the id is lower case and the file is named after it");
  if (!NeedsFact(card.when))
    return cursor.Wrong(front.when_at, "`when` can hold without any fact",
                        "a finding needs evidence: name a fact outside of `none`");
  return {};
}

/// Reads up to the closing `---` and leaves the cursor behind it.
Result<RuleCard> ReadFront(CardCursor& cursor, std::string_view text, std::string_view file) {
  if (text.size() > limits::kCardBytes)
    return cursor.Wrong(
        0, fmt::format("card of {} bytes, more than {}", text.size(), limits::kCardBytes));
  if (cursor.RestOfLine() != "---")
    return cursor.Wrong(0, "a card starts with its front matter", "the first line is `---`");
  Front front;
  while (true) {
    const int indent = cursor.NextLine();
    if (indent < 0) return cursor.Wrong(0, "front matter without its closing `---`");
    if (cursor.Take("---") && cursor.Peek() == '\n') break;
    if (indent > 0)
      return cursor.Wrong(cursor.at(), "indented line that belongs to no field",
                          "fields start in the first column");
    do {
      if (auto read = ReadNamedField(cursor, front); !read) return Fail(read.error());
    } while (cursor.Peek() != '\n');
  }
  if (auto check = CheckFront(cursor, file, front); !check) return Fail(check.error());
  // Milder first: when both kinds hold, the worse one has the last word.
  std::stable_partition(
      front.card.changes.begin(), front.card.changes.end(),
      [&](const SeverityChange& change) { return change.severity < front.card.severity; });
  return std::move(front.card);
}

}  // namespace

Result<RuleCard> ReadRule(std::string_view text, std::string_view file) {
  CardCursor cursor(text, file);
  return ReadFront(cursor, text, file);
}

Result<RuleCard> ReadCard(std::string_view text, std::string_view file) {
  CardCursor cursor(text, file);
  auto card = ReadFront(cursor, text, file);
  if (!card) return card;
  if (auto read = ReadSections(cursor, *card); !read) return Fail(read.error());
  return card;
}

}  // namespace detect
