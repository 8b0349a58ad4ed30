#include "report/difference_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "formats/json_writer.h"
#include "report/escape.h"

namespace report {
namespace {

constexpr std::size_t kFactsShown = 20;  ///< of each side, unless verbose

std::string_view HowOf(const PackageChange& change) {
  if (change.before.empty()) return "added";
  return change.now.empty() ? "removed" : "changed";
}

/// One line: the kind, its values, its place.
Untrusted LineOf(const Fact& fact) {
  std::string line(InfoOf(fact.kind).name);
  for (const FactValue& value : fact.values) {
    line += " " + value.key + "=";
    line += value.text.View();
  }
  return Untrusted(line);
}

class TextWriter {
 public:
  explicit TextWriter(const TextOptions& options) : options_(options) {}

  std::string Write(const Difference& difference) {
    for (const PackageChange& change : difference.packages) {
      const std::string versions =
          change.before.empty() || change.now.empty()
              ? Escape(change.before + change.now, 80)
              : fmt::format("{} -> {}", Escape(change.before, 80), Escape(change.now, 80));
      out_ += fmt::format("{:<8} {} {}\n", HowOf(change), ForTerminal(change.name), versions);
    }
    if (!difference.packages.empty()) out_ += "\n";
    Side("+", Tone::kWarning, difference.gained);
    Side("-", Tone::kFaint, difference.lost);
    return std::move(out_);
  }

 private:
  void Side(std::string_view sign, Tone tone, const Facts& facts) {
    const std::size_t shown = options_.verbose ? facts.size() : std::min(facts.size(), kFactsShown);
    for (std::size_t i = 0; i < shown; ++i) {
      const std::string line = fmt::format("{} {}  {}", sign, ForTerminal(LineOf(facts[i])),
                                           ForTerminal(PlaceOf(facts[i].evidence)));
      out_ += Paint(CutToWidth(line, options_.width), tone, options_) + "\n";
    }
    if (facts.size() > shown)
      out_ += fmt::format("{} and {} more (--verbose shows them)\n", sign, facts.size() - shown);
    if (!facts.empty()) out_ += "\n";
  }

  const TextOptions& options_;
  std::string out_;
};

std::string Markdown(const Difference& difference) {
  std::string text;
  if (!difference.packages.empty()) {
    text += "### What changes\n\n| package | before | now |\n|---|---|---|\n";
    for (const PackageChange& change : difference.packages)
      text +=
          fmt::format("| {} | {} | {} |\n", ForMarkdown(change.name),
                      ForMarkdown(Untrusted(change.before)), ForMarkdown(Untrusted(change.now)));
    text += "\n";
  }
  const auto side = [&](std::string_view title, const Facts& facts) {
    if (facts.empty()) return;
    text += fmt::format("### {}\n\n", title);
    for (std::size_t i = 0; i < std::min(facts.size(), kFactsShown); ++i)
      text += fmt::format("- {} in {}\n", ForMarkdownCode(LineOf(facts[i])),
                          ForMarkdownCode(PlaceOf(facts[i].evidence)));
    if (facts.size() > kFactsShown)
      text += fmt::format("- and {} more\n", facts.size() - kFactsShown);
    text += "\n";
  };
  side("What it does now and did not before", difference.gained);
  side("What it no longer does", difference.lost);
  return text;
}

void WriteFacts(formats::JsonWriter& json, std::string_view key, const Facts& facts) {
  json.Key(key).BeginArray();
  for (const Fact& fact : facts) {
    json.BeginObject().Field("fact", InfoOf(fact.kind).name).Field("phase", NameOf(fact.phase));
    json.Field("file", fact.evidence.file.ForEscaping());
    if (fact.evidence.position.line > 0) json.Key("line").Number(fact.evidence.position.line);
    json.Key("values").BeginArray();
    for (const FactValue& value : fact.values)
      json.BeginObject()
          .Field("key", value.key)
          .Field("text", value.text.ForEscaping())
          .EndObject();
    json.EndArray().EndObject();
  }
  json.EndArray();
}

/// The assessment's own JSON stands inside under `assessment`, as `check` would write it.
std::string Json(const Difference& difference) {
  std::string text;
  formats::JsonWriter json(text);
  json.BeginObject().Field("before", difference.before).Field("now", difference.now);
  json.Key("packages").BeginArray();
  for (const PackageChange& change : difference.packages) {
    json.BeginObject().Field("name", change.name.ForEscaping()).Field("how", HowOf(change));
    if (!change.before.empty()) json.Field("before", change.before);
    if (!change.now.empty()) json.Field("now", change.now);
    json.EndObject();
  }
  json.EndArray();
  WriteFacts(json, "gained", difference.gained);
  WriteFacts(json, "lost", difference.lost);
  json.EndObject();
  // One writer for the whole would need the assessment's writer inside it: the last brace makes
  // room for it instead.
  text.pop_back();
  const std::string assessment = WriteJson(difference.assessment);
  return text + ",\"assessment\":" + std::string(Trim(assessment)) + "}\n";
}

}  // namespace

std::string WriteDifference(const Difference& difference, std::span<const RuleCard> cards,
                            Format format, const TextOptions& options) {
  switch (format) {
    case Format::kText:
      return TextWriter(options).Write(difference) +
             WriteText(difference.assessment, cards, options);
    case Format::kMarkdown:
      return WriteMarkdown(difference.assessment, cards) + "\n" + Markdown(difference);
    case Format::kJson:
      return Json(difference);
    case Format::kSarif:
    case Format::kJunit:
    case Format::kHtml:
      break;
  }
  return Write(difference.assessment, cards, format, options);
}

}  // namespace report
