#include "detect/card_sections.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "detect/sample_reader.h"

namespace detect {

namespace {

/// In this order, all of them.
constexpr auto kSections = std::to_array<std::string_view>(
    {"What it finds", "Why it matters", "What to do", "References", "Flagged", "Not flagged"});
constexpr std::size_t kFirstSampleSection = 4;

std::string* ProseOf(RuleCard& card, std::size_t section) {
  const std::array<std::string*, kFirstSampleSection> prose = {&card.finds, &card.matters,
                                                               &card.to_do, &card.references};
  return prose[section];
}

/// Text up to the next line that starts with `## ` outside of a code block; stands on that line.
std::string_view ReadProse(CardCursor& cursor) {
  const std::size_t begin = cursor.at();
  std::size_t end = begin;
  bool in_block = false;
  while (!cursor.AtEnd()) {
    const std::size_t line_begin = cursor.at();
    const std::string_view line = cursor.RestOfLine();
    if (!in_block && line.starts_with("## ")) {
      cursor.Seek(line_begin);
      break;
    }
    if (line.starts_with("```")) in_block = !in_block;
    cursor.SkipLineEnd();
    end = cursor.at();
  }
  return Trim(cursor.Text(begin, end));
}

}  // namespace

Result<void> ReadSections(CardCursor& cursor, RuleCard& card) {
  cursor.SkipLineEnd();
  if (!ReadProse(cursor).empty())
    return cursor.Wrong(cursor.at(), "text between the front matter and the first section");
  for (std::size_t section = 0; section < kSections.size(); ++section) {
    const std::size_t at = cursor.at();
    const std::string_view heading = cursor.RestOfLine();
    if (heading != fmt::format("## {}", kSections[section]))
      return cursor.Wrong(
          at,
          fmt::format("saw {} where the section `## {}` is wanted",
                      heading.empty() ? "the end" : Quote(heading), kSections[section]),
          "a card has six sections in this order: " +
              fmt::format("{}", fmt::join(kSections, ", ")));
    cursor.SkipLineEnd();
    if (section >= kFirstSampleSection) {
      auto samples = ReadSamples(cursor);
      if (!samples) return Fail(samples.error());
      (section == kFirstSampleSection ? card.flagged : card.not_flagged) = std::move(*samples);
      continue;
    }
    const std::string_view prose = ReadProse(cursor);
    if (prose.empty())
      return cursor.Wrong(at, fmt::format("section `{}` is empty", kSections[section]));
    *ProseOf(card, section) = std::string(prose);
  }
  if (!cursor.AtEnd()) return cursor.Wrong(cursor.at(), "text after the last section");
  return {};
}

}  // namespace detect
