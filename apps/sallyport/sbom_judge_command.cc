#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/file_system.h"
#include "base/text.h"
#include "commands.h"
#include "console.h"
#include "formats/json_writer.h"
#include "read_options.h"
#include "report/diagnostics.h"
#include "sbom_command.h"
#include "scan/package_details.h"
#include "scan/tarball_truth.h"
#include "session.h"

namespace {

/// text, json or markdown.
Result<std::string> ResultFormat(const Invocation& invocation) {
  const std::string format = invocation.Value(FlagId::kBomFormat).value_or("text");
  if (format == "text" || format == "json" || format == "markdown") return format;
  return Fail(fmt::format("this result is not written as `{}`", format), "text, json or markdown");
}

void WriteValidation(formats::JsonWriter& json, const std::string& path,
                     const sbom::Document& document, const sbom::Problems& problems) {
  json.BeginObject().Field("file", path).Field("format", NameOf(document.format));
  json.Key("valid").Bool(problems.errors() == 0);
  json.Key("problems").BeginArray();
  const Diagnostics diagnostics = problems.ToDiagnostics(path, document.tree.text());
  for (const Diagnostic& d : diagnostics) {
    json.BeginObject().Field("code", d.code);
    json.Field("level", d.level == Diagnostic::Level::kError     ? "error"
                        : d.level == Diagnostic::Level::kWarning ? "warning"
                                                                 : "note");
    json.Field("message", d.message);
    if (d.position.line > 0)
      json.Key("line").Number(d.position.line).Key("column").Number(d.position.column);
    if (!d.help.empty()) json.Field("help", d.help);
    json.EndObject();
  }
  json.EndArray().EndObject();
}

}  // namespace

int RunSbomDiff(const Invocation& invocation) {
  const auto format = ResultFormat(invocation);
  if (!format) return Complain(format.error());
  if (invocation.arguments.size() != 3) {
    return Complain(
        {.message = "`sbom diff` takes two files", .help = "sallyport sbom diff OLD NEW"});
  }
  const auto before = ReadBomOf(invocation.arguments[1]);
  if (!before) return Complain(before.error());
  const auto after = ReadBomOf(invocation.arguments[2]);
  if (!after) return Complain(after.error());
  const auto changes = sbom::Diff(*before, *after);
  const std::string text = *format == "json"       ? sbom::DiffJson(changes)
                           : *format == "markdown" ? DiffMarkdown(changes)
                                                   : DiffText(changes);
  if (auto written = WriteResult(text, invocation); !written) return Complain(written.error());
  return changes.empty() ? kNothingInTheWay : kFound;
}

int RunSbomValidate(const Invocation& invocation, const policy::Settings& settings) {
  const auto format = ResultFormat(invocation);
  if (!format) return Complain(format.error());
  if (*format == "markdown") {
    return Complain({.message = "a validation is written as `text` or `json`", .help = ""});
  }
  if (invocation.arguments.size() < 2) {
    return Complain(
        {.message = "`sbom validate` takes files", .help = "sallyport sbom validate FILE..."});
  }
  std::string out;
  formats::JsonWriter json(out, formats::JsonStyle::kPretty);
  if (*format == "json") json.BeginArray();
  const bool warnings_count = FailsFrom(settings) == Action::kWarn;
  int status = kNothingInTheWay;
  for (std::size_t i = 1; i < invocation.arguments.size(); ++i) {
    const std::string& path = invocation.arguments[i];
    const auto document = ReadBomFile(path);
    if (!document) return Complain(document.error());
    sbom::Problems problems;
    sbom::Validate(*document, problems);
    if (problems.errors() > 0 || (warnings_count && !problems.empty())) status = kFound;
    if (*format == "json") {
      WriteValidation(json, path, *document, problems);
      continue;
    }
    for (const Diagnostic& diagnostic : problems.ToDiagnostics(path, document->tree.text())) {
      out += report::DiagnosticText(diagnostic, StyleFor(STDOUT_FILENO, invocation));
    }
    out += fmt::format("{}: {} {}\n", Escape(path, 200),
                       problems.errors() == 0 ? "valid" : "not valid", document->Describe());
  }
  if (*format == "json") {
    json.EndArray();
    out += '\n';
  }
  if (auto written = WriteResult(out, invocation); !written) return Complain(written.error());
  return status;
}

int RunSbomScore(const Invocation& invocation, const policy::Settings& settings) {
  const auto format = ResultFormat(invocation);
  if (!format) return Complain(format.error());
  if (invocation.arguments.size() != 2 && invocation.arguments.size() != 3) {
    return Complain(
        {.message =
             "`sbom score` takes a file, and a project, lockfile or tarball to compare it with",
         .help = "sallyport sbom score FILE [PATH]"});
  }
  const auto document = ReadBomFile(invocation.arguments[1]);
  if (!document) return Complain(document.error());
  const sbom::Bom bom = sbom::ToBom(*document);
  sbom::Score score;
  const bool is_compared = invocation.arguments.size() == 3;
  if (is_compared && scan::IsTarballName(invocation.arguments[2])) {
    const auto truth = scan::ReadTarballTruth(DiskFileSystem(), invocation.arguments[2]);
    if (!truth) return Complain(truth.error());
    score = sbom::ScoreBom(bom, *document);
    score.untruths = sbom::CompareWithTarball(bom, *truth);
    score.compared = true;
  } else if (is_compared) {
    auto inventory =
        scan::ReadProject(DiskFileSystem(), invocation.arguments[2], ReadOptionsFor(invocation));
    if (!inventory) return Complain(inventory.error());
    score = sbom::ScoreBom(bom, *document, &*inventory);
  } else {
    score = sbom::ScoreBom(bom, *document);
  }
  const std::string text = *format == "json" ? sbom::ScoreJson(score) : ScoreText(score);
  if (auto written = WriteResult(text, invocation); !written) return Complain(written.error());
  const bool is_complete = std::all_of(score.fields.begin(), score.fields.end(),
                                       [](const sbom::FieldScore& field) { return field.Met(); });
  const bool is_enough = is_complete || FailsFrom(settings) > Action::kWarn;
  return score.untruths.empty() && is_enough ? kNothingInTheWay : kFound;
}
