#include "detect/sample_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "detect/condition_parser.h"
#include "detect/sample_bytes.h"

namespace detect {

namespace {

constexpr std::string_view kMarker = "//~";

/// What stands behind the opening fence: "json package.json //~ kind".
struct Info {
  std::string_view language;
  std::string path;
  bool previous = false;
  Escapes escapes = Escapes::kNo;
  std::size_t expectations_at = 0;  ///< 0: none
};

Result<Info> ReadInfo(CardCursor& cursor, std::size_t at) {
  Info info;
  const std::string_view line = cursor.RestOfLine();
  const std::size_t marker = line.find(kMarker);
  if (marker != std::string_view::npos)
    info.expectations_at = cursor.at() - line.size() + marker + kMarker.size();
  std::vector<std::string_view> words;
  for (const std::string_view word : Split(line.substr(0, marker), ' ')) {
    if (!word.empty()) words.push_back(word);
  }
  if (words.empty())
    return cursor.Wrong(at, "code block without a language", "write \"```json package.json\"");
  info.language = words.front();
  const bool is_file = info.language != "tar" && info.language != "facts";
  const bool escaped = words.size() == 3 && words.back() == "escaped";
  if (escaped) info.escapes = Escapes::kYes;
  if (words.size() != (is_file ? 2U : 1U) + (escaped ? 1U : 0U))
    return cursor.Wrong(at, "saw " + Quote(line) + " behind the fence",
                        "write a language and the file's path, then perhaps `escaped`; `tar` and "
                        "`facts` take no path");
  if (!is_file) return info;
  std::string_view path = words[1];
  info.previous = path.starts_with("previous:");
  if (info.previous) path.remove_prefix(path.find(':') + 1);
  info.path = std::string(path);
  return info;
}

Result<void> ReadExpectations(CardCursor& cursor, std::size_t at, std::string_view path,
                              std::uint32_t line, CardSample& sample) {
  cursor.Seek(at);
  do {
    (void)cursor.Peek();
    const std::size_t begin = cursor.at();
    auto pattern = ReadPattern(cursor);
    if (!pattern) return Fail(pattern.error());
    sample.expected.push_back({.path = std::string(path),
                               .line = line,
                               .pattern = std::move(*pattern),
                               .text = std::string(Trim(cursor.Text(begin, cursor.at())))});
  } while (cursor.Take(","));
  if (cursor.Peek() != '\n')
    return cursor.Wrong(cursor.at(), fmt::format("saw {} after the pattern", cursor.Seen()));
  return {};
}

/// A line of a `facts` block: `kind{key: value, ...}`, as the fact itself.
Result<Fact> ReadGiven(CardCursor& cursor) {
  const std::size_t begin = cursor.at();
  auto pattern = ReadPattern(cursor);
  if (!pattern) return Fail(pattern.error());
  const auto keys = Split(InfoOf(pattern->kind).keys, ' ');
  Fact fact{.kind = pattern->kind, .phase = pattern->phase.value_or(Phase::kUnknown)};
  fact.evidence = {.file = Untrusted("package.json"), .position = {.line = 1, .column = 1}};
  for (const ValueTest& test : pattern->tests) {
    if (test.op != ValueTest::Operator::kOneOf || test.negated)
      return cursor.Wrong(begin, "a given fact has plain values only");
    const bool own = std::find(keys.begin(), keys.end(), test.key) != keys.end();
    for (const std::string& value : test.operands) {
      if (own) fact.values.push_back({.key = test.key, .text = Untrusted(value)});
      if (!own) fact.evidence.file = Untrusted(value);
    }
  }
  if (cursor.Peek() != '\n')
    return cursor.Wrong(cursor.at(), fmt::format("saw {} after the fact", cursor.Seen()));
  std::sort(fact.values.begin(), fact.values.end());
  return fact;
}

/// The lines of one block, up to its closing fence.
Result<std::string> ReadBlock(CardCursor& cursor, const Info& info, std::string_view fence,
                              CardSample& sample) {
  const std::size_t opening = cursor.at();
  std::string content;
  for (std::uint32_t number = 1;; ++number) {
    cursor.SkipLineEnd();
    if (cursor.AtEnd()) return cursor.Wrong(opening, "code block without its closing fence");
    const std::size_t begin = cursor.at();
    (void)cursor.RestOfLine();
    const std::size_t end = cursor.at();
    std::string_view line = cursor.Text(begin, end);
    if (line.starts_with(fence) && Trim(line) == fence) return content;
    if (info.language == "facts") {
      cursor.Seek(begin);
      auto fact = ReadGiven(cursor);
      if (!fact) return Fail(fact.error());
      sample.given.push_back(std::move(*fact));
      continue;
    }
    const std::size_t marker = line.find(kMarker);
    if (marker != std::string_view::npos) {
      auto read =
          ReadExpectations(cursor, begin + marker + kMarker.size(), info.path, number, sample);
      if (!read) return Fail(read.error());
      line = line.substr(0, marker);
      line = line.substr(0, line.find_last_not_of(' ') + 1);
    }
    content += line;
    content += '\n';
  }
}

Result<void> ReadFile(CardCursor& cursor, std::string_view fence, CardSample& sample) {
  const std::size_t at = cursor.at();
  (void)cursor.Take(fence);
  auto info = ReadInfo(cursor, at);
  if (!info) return Fail(info.error());
  const std::size_t line_end = cursor.at();
  if (info->expectations_at != 0) {
    auto read = ReadExpectations(cursor, info->expectations_at, info->path, 0, sample);
    if (!read) return read;
    cursor.Seek(line_end);
  }
  auto content = ReadBlock(cursor, *info, fence, sample);
  if (!content) return Fail(content.error());
  if (info->language == "facts") return {};
  if (info->language == "tar") {
    for (const std::string_view line : Split(Trim(*content), '\n')) sample.tar.emplace_back(line);
    return {};
  }
  auto bytes = SampleBytes(info->language, info->escapes, *content);
  if (!bytes) return cursor.Wrong(at, bytes.error().message, bytes.error().help);
  auto& files = info->previous ? sample.previous : sample.files;
  files.push_back({.path = info->path, .content = std::move(*bytes)});
  return {};
}

bool IsEmpty(const CardSample& sample) {
  return sample.files.empty() && sample.tar.empty() && sample.given.empty();
}

std::uint32_t LineEnds(std::string_view text) {
  return static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

Result<std::vector<CardSample>> ReadSamples(CardCursor& cursor) {
  std::vector<CardSample> samples;
  const std::size_t section_at = cursor.at();
  std::uint32_t line_number = 1;
  std::size_t counted_to = 0;
  while (!cursor.AtEnd()) {
    const std::size_t at = cursor.at();
    const std::string_view line = cursor.RestOfLine();
    const std::size_t line_end = cursor.at();
    if (line.starts_with("## ")) {
      cursor.Seek(at);
      break;
    }
    if (line.starts_with("### ")) {
      if (!samples.empty() && IsEmpty(samples.back()))
        return cursor.Wrong(at, "the sample above has no code block");
      line_number += LineEnds(cursor.Text(counted_to, at));
      counted_to = at;
      samples.push_back({.title = std::string(line.substr(4)), .line = line_number});
    } else if (line.starts_with("```")) {
      if (samples.empty())
        return cursor.Wrong(at, "code block before the first sample's title",
                            "a sample starts with `### its title`");
      const std::string_view fence = line.substr(0, line.find_first_not_of('`'));
      cursor.Seek(at);
      if (auto read = ReadFile(cursor, fence, samples.back()); !read) return Fail(read.error());
    } else {
      cursor.Seek(line_end);
    }
    cursor.SkipLineEnd();
  }
  if (samples.empty() || IsEmpty(samples.back()))
    return cursor.Wrong(section_at, "section without a sample",
                        "write `### its title` and a code block");
  return samples;
}

}  // namespace detect
