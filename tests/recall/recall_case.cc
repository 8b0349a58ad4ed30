#include "recall_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.h"
#include "detect/sample_bytes.h"
#include "detect/sample_reader.h"

namespace recall {

namespace {

constexpr std::string_view kInertMark = "inert sample";

struct Replacement {
  std::string from;
  std::string to;
};

/// The lines between a case's title and its first code block.
struct Header {
  std::optional<Severity> severity;
  std::string of;
  std::vector<Replacement> twin;
};

/// What stands between the fences: one backtick, or two when the text holds one. Two with nothing
/// between are the empty text.
std::optional<std::string_view> ReadFenced(std::string_view text) {
  text = Trim(text);
  if (text == "``") return "";
  const std::string_view fence = text.starts_with("``") ? "``" : "`";
  if (text.size() < 2 * fence.size() || !text.starts_with(fence) || !text.ends_with(fence))
    return std::nullopt;
  return Trim(text.substr(fence.size(), text.size() - 2 * fence.size()));
}

/// `from` -> `to`.
std::optional<Replacement> ReadReplacement(std::string_view text) {
  constexpr std::string_view kArrow = "` -> `";
  const std::size_t arrow = text.find(kArrow);
  if (arrow == text.npos) return std::nullopt;
  const auto from = ReadFenced(text.substr(0, arrow + 1));
  const auto to = ReadFenced(text.substr(arrow + kArrow.size() - 1));
  if (!from || from->empty() || !to) return std::nullopt;
  // As in a block that is marked `escaped`: \u{202e} is that character.
  auto bytes_from = detect::SampleBytes("text", detect::Escapes::kYes, *from);
  auto bytes_to = detect::SampleBytes("text", detect::Escapes::kYes, *to);
  if (!bytes_from || !bytes_to) return std::nullopt;
  return Replacement{.from = *std::move(bytes_from), .to = *std::move(bytes_to)};
}

Result<std::map<std::string, Header, std::less<>>> ReadHeaders(std::string_view text,
                                                               std::string_view group) {
  std::map<std::string, Header, std::less<>> headers;
  Header* header = nullptr;
  bool in_block = false;
  std::size_t number = 0;
  for (const std::string_view line : Split(text, '\n')) {
    ++number;
    const auto wrong = [&](std::string_view what) {
      return Fail(fmt::format("{}.md:{}: {}", group, number, what));
    };
    if (line.starts_with("```")) in_block = !in_block;
    if (in_block || line.starts_with("```")) continue;
    if (line.starts_with("### ")) {
      const auto [at, added] = headers.try_emplace(std::string(line.substr(4)));
      if (!added) return wrong("this case is there twice");
      header = &at->second;
    } else if (header != nullptr && line.starts_with("severity: ")) {
      header->severity = FindSeverity(Trim(line.substr(10)));
      if (!header->severity) return wrong("unknown severity");
    } else if (header != nullptr && line.starts_with("of: ")) {
      header->of = Trim(line.substr(4));
    } else if (header != nullptr && line.starts_with("twin: ")) {
      auto replacement = ReadReplacement(line.substr(6));
      if (!replacement) return wrong("a twin is written: twin: `decisive text` -> `clean text`");
      header->twin.push_back(*std::move(replacement));
    }
  }
  return headers;
}

/// The twin's text of `files`; an error when a replacement finds nothing to replace.
Result<std::vector<CardSample::File>> Replaced(std::vector<CardSample::File> files,
                                               const std::vector<Replacement>& replacements,
                                               std::string_view id) {
  for (const Replacement& replacement : replacements) {
    bool found = false;
    for (CardSample::File& file : files) {
      if (file.content.find(replacement.from) == std::string::npos) continue;
      found = true;
      file.content = ReplaceAll(file.content, replacement.from, replacement.to);
    }
    if (!found)
      return Fail(fmt::format("case {}: no file holds {}", id, Quote(replacement.from, 80)));
  }
  return files;
}

/// Takes the files that are written for the twin alone, `twin:PATH`, out of the attack's.
std::vector<CardSample::File> TakeTwinFiles(CardSample& sample) {
  constexpr std::string_view kMark = "twin:";
  std::vector<CardSample::File> taken;
  for (CardSample::File& file : sample.files) {
    if (!file.path.starts_with(kMark)) continue;
    file.path.erase(0, kMark.size());
    taken.push_back(std::move(file));
    file.path.clear();
  }
  std::erase_if(sample.files, [](const CardSample::File& file) { return file.path.empty(); });
  return taken;
}

/// A package is never without a manifest: most cases need no other than this.
void AddManifest(CardSample& sample) {
  const auto is_manifest = [](const CardSample::File& file) { return file.path == "package.json"; };
  if (std::any_of(sample.files.begin(), sample.files.end(), is_manifest)) return;
  sample.files.push_back(
      {.path = "package.json",
       .content = R"({ "name": "sample", "version": "1.0.0", "main": "index.js" })"});
}

}  // namespace

std::string WithoutInertLines(std::string_view text) {
  std::string kept;
  kept.reserve(text.size());
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, end);
    if (line.find(kInertMark) == line.npos) kept += line;
    text.remove_prefix(end);
  }
  return kept;
}

Result<std::vector<Case>> ReadCases(std::string_view text, std::string_view group) {
  const auto headers = ReadHeaders(text, group);
  if (!headers) return Fail(headers.error());
  const std::string file = std::string(group) + ".md";
  detect::CardCursor cursor(text, file);
  auto samples = detect::ReadSamples(cursor);
  if (!samples) return Fail(samples.error());
  std::vector<Case> cases;
  for (CardSample& sample : *samples) {
    const Header& header = headers->find(sample.title)->second;
    for (CardSample::File& one : sample.files) one.content = WithoutInertLines(one.content);
    std::vector<CardSample::File> twin_files = TakeTwinFiles(sample);
    if (!header.severity || header.of.empty() || (header.twin.empty() && twin_files.empty()))
      return Fail(fmt::format("{}:{}: a case has `severity:`, `of:` and at least one `twin:`", file,
                              sample.line));
    AddManifest(sample);
    CardSample twin = sample;
    auto replaced = Replaced(sample.files, header.twin, sample.title);
    if (!replaced) return Fail(replaced.error());
    twin.files = *std::move(replaced);
    for (CardSample::File& one : twin_files) {
      std::erase_if(twin.files, [&](const auto& other) { return other.path == one.path; });
      twin.files.push_back(std::move(one));
    }
    cases.push_back({.id = sample.title,
                     .group = std::string(group),
                     .severity = *header.severity,
                     .of = header.of,
                     .poisoned = std::move(sample),
                     .twin = std::move(twin)});
  }
  return cases;
}

}  // namespace recall
