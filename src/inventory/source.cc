#include "inventory/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/limits.h"
#include "base/text.h"
#include "formats/jsonc.h"
#include "formats/yaml.h"
#include "inventory/yarn_syntax.h"

namespace inventory {

using formats::json::Member;
using formats::json::Value;

bool Complaints::IsRoomFor(std::string_view code) {
  const auto known = counts_.find(code);
  std::size_t& count = known != counts_.end() ? known->second : counts_[std::string(code)];
  return ++count <= limits::kDiagnosticsPerCode;
}

namespace {

/// The line with the user part of every address made unreadable, columns kept.
std::string WithoutSecrets(std::string_view line) {
  std::string shown(line);
  for (std::size_t at = 0; (at = shown.find("://", at)) != std::string::npos;) {
    at += 3;
    const std::size_t end = std::min(shown.find_first_of("/?#\" ", at), shown.size());
    const std::size_t user = shown.rfind('@', end);
    if (user == std::string::npos || user < at) continue;
    std::fill(shown.begin() + static_cast<std::ptrdiff_t>(at),
              shown.begin() + static_cast<std::ptrdiff_t>(user), '*');
  }
  return shown;
}

}  // namespace

void Complaints::Add(Diagnostic::Level level, std::string_view code, const Place& place,
                     std::string message, std::string help) {
  if (!IsRoomFor(code)) return;
  const std::string_view text = place.source->document.text();
  const std::uint32_t line = place.source->LineAt(place.offset);
  const std::string_view line_text = place.source->lines.Line(text, line);
  Diagnostic diagnostic{.level = level,
                        .code = std::string(code),
                        .message = std::move(message),
                        .file = place.source->file,
                        .position = {.line = line, .column = 1},
                        .width = place.width,
                        .help = std::move(help)};
  // In a file that is one long line neither the line nor a column helps anybody.
  if (line_text.size() <= limits::kDiagnosticLineBytes) {
    diagnostic.position = place.source->lines.Find(text, place.offset);
    diagnostic.line_text = WithoutSecrets(line_text);
  }
  diagnostics_.push_back(std::move(diagnostic));
}

void Complaints::AddForFile(Diagnostic::Level level, std::string_view code, std::string file,
                            std::string message, std::string help) {
  if (!IsRoomFor(code)) return;
  diagnostics_.push_back({.level = level,
                          .code = std::string(code),
                          .message = std::move(message),
                          .file = std::move(file),
                          .help = std::move(help)});
}

void Complaints::WarnUnshown(std::string_view code, const Place& place, std::string message,
                             std::string help) {
  const std::uint32_t line = place.source->LineAt(place.offset);
  AddReady({.level = Diagnostic::Level::kWarning,
            .code = std::string(code),
            .message = std::move(message),
            .file = place.source->file,
            .position = {.line = line, .column = 1},
            .help = std::move(help)});
}

void Complaints::AddReady(Diagnostic diagnostic) {
  if (IsRoomFor(diagnostic.code)) diagnostics_.push_back(std::move(diagnostic));
}

Diagnostics Complaints::Take() && {
  std::stable_sort(diagnostics_.begin(), diagnostics_.end(),
                   [](const Diagnostic& a, const Diagnostic& b) {
                     return std::tie(a.file, a.position, a.code, a.message) <
                            std::tie(b.file, b.position, b.code, b.message);
                   });
  for (const auto& [code, count] : counts_) {
    if (count <= limits::kDiagnosticsPerCode) continue;
    diagnostics_.push_back(
        {.level = Diagnostic::Level::kNote,
         .code = code,
         .message = fmt::format("{} more of this kind are not shown",
                                HumanCount(count - limits::kDiagnosticsPerCode))});
  }
  return std::move(diagnostics_);
}

void WarnOfHiddenMembers(const Source& source, const formats::json::Object& object,
                         Complaints& complaints) {
  for (const Member* const hidden : object.HiddenMembers()) {
    complaints.Warn("L006", KeyOf(source, *hidden),
                    fmt::format("{} stands twice in one place", Quote(hidden->key)),
                    "npm takes the last one; a person may have read the first");
  }
}

Complaints::Place KeyOf(const Source& source, const Member& member) {
  const auto width = static_cast<std::uint32_t>(member.key.size() + 2);
  return {.source = &source, .offset = member.key_offset, .width = width};
}

Complaints::Place ValueOf(const Source& source, const Value& value) {
  const auto text = value.AsString();
  const auto width = static_cast<std::uint32_t>(text ? text->size() + 2 : 1);
  return {.source = &source, .offset = value.offset(), .width = width};
}

std::optional<Source> ParseSource(std::string_view text, std::string file, std::string_view code,
                                  Complaints& complaints) {
  auto document = formats::json::Parse(text);
  if (!document) {
    complaints.AddReady(
        formats::ToDiagnostic(std::move(document).error(), std::string(code), std::move(file)));
    return std::nullopt;
  }
  Source source{.file = std::move(file), .document = std::move(*document)};
  source.lines = LineTable(source.document.text());
  return source;
}

std::optional<Source> ReadSource(const FileSystem& files, const std::string& path, std::string file,
                                 std::size_t limit, std::string_view code, Complaints& complaints) {
  const auto status = files.StatusOfTarget(path);
  if (status && status->type == FileType::kMissing) return std::nullopt;
  const auto bytes = files.Read(path, limit);
  if (!bytes) {
    complaints.AddForFile(Diagnostic::Level::kError, code, std::move(file), bytes.error().message,
                          bytes.error().help);
    return std::nullopt;
  }
  return ParseSource(AsText(*bytes), std::move(file), code, complaints);
}

namespace {

/// The values in `text`, and what is wrong with the rest of it.
struct Values {
  std::optional<formats::json::Document> document;
  std::optional<formats::SyntaxError> fault;
};

Values FromExpected(tl::expected<formats::json::Document, formats::SyntaxError> parsed) {
  if (!parsed) return {.fault = std::move(parsed).error()};
  return {.document = std::move(*parsed)};
}

Values Read(std::string_view text, Syntax syntax) {
  switch (syntax) {
    case Syntax::kJson:
      return FromExpected(formats::json::Parse(text));
    case Syntax::kJsonWithComments:
      return FromExpected(formats::jsonc::Parse(text));
    case Syntax::kYaml: {
      auto partial = formats::yaml::ParseWhatCan(text);
      return {.document = std::move(partial.document), .fault = std::move(partial.fault)};
    }
    case Syntax::kYarnClassic: {
      auto partial = ParseYarnClassic(text);
      return {.document = std::move(partial.document), .fault = std::move(partial.fault)};
    }
  }
  return {};
}

}  // namespace

std::optional<Source> ReadLockText(const FileSystem& files, const std::string& path,
                                   std::string file, Syntax syntax, Complaints& complaints) {
  const auto bytes = files.Read(path, limits::kJsonBytes);
  if (!bytes) {
    complaints.AddForFile(Diagnostic::Level::kError, "L001", std::move(file), bytes.error().message,
                          bytes.error().help);
    return std::nullopt;
  }
  return ParseLockText(AsText(*bytes), std::move(file), syntax, complaints);
}

std::optional<Source> ParseLockText(std::string_view lock, std::string file, Syntax syntax,
                                    Complaints& complaints) {
  Values values = Read(lock, syntax);
  if (values.fault)
    complaints.AddReady(formats::ToDiagnostic(*std::move(values.fault), "L001", file));
  if (!values.document) return std::nullopt;
  Source source{.file = std::move(file), .document = std::move(*values.document)};
  const std::string_view text = source.document.text();
  source.lines = LineTable(text);
  const bool by_lines = syntax == Syntax::kYaml || syntax == Syntax::kYarnClassic;
  if (by_lines && !text.empty() && !text.ends_with('\n')) {
    complaints.Warn("L025", {.source = &source, .offset = static_cast<std::uint32_t>(text.size())},
                    "the file does not end with a line break",
                    "it may have been cut off: write it anew with the program that made it");
  }
  return source;
}

}  // namespace inventory
