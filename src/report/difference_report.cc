#include "report/difference_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "formats/json_writer.h"
#include "report/escape.h"
#include "report/html_parts.h"

namespace report {
namespace {

constexpr std::size_t kFactsShown = 20;    ///< of each side, unless verbose
constexpr std::size_t kFactsOnPage = 200;  ///< of each side, in HTML

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

/// "network [install] (a.example, b.example)", for one line.
std::string AbilityOf(const Capability& capability) {
  std::vector<std::string> examples;
  for (const Untrusted& each : capability.examples) examples.push_back(ForTerminal(each, 60));
  return fmt::format("{} [{}]{}", capability.name, PhaseTitle(capability.phase),
                     examples.empty() ? "" : " (" + Join(examples, ", ") + ")");
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
    Able("can now", Tone::kWarning, difference.can_now);
    Able("can no longer", Tone::kFaint, difference.can_no_longer);
    Side("*", Tone::kPlain, difference.history);
    return std::move(out_);
  }

 private:
  void Able(std::string_view title, Tone tone, const std::vector<Capability>& capabilities) {
    for (const Capability& each : capabilities)
      out_ += Paint(fmt::format("{}: {}", title, AbilityOf(each)), tone, options_) + "\n";
    if (!capabilities.empty()) out_ += "\n";
  }

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
  const auto able = [&](std::string_view title, const std::vector<Capability>& capabilities) {
    if (capabilities.empty()) return;
    text += fmt::format("### {}\n\n", title);
    for (const Capability& each : capabilities)
      text += fmt::format("- {}\n", ForMarkdown(Untrusted(AbilityOf(each))));
    text += "\n";
  };
  able("What it can do now", difference.can_now);
  able("What it can no longer do", difference.can_no_longer);
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
  side("How it came out, and what differs", difference.history);
  side("What it does now and did not before", difference.gained);
  side("What it no longer does", difference.lost);
  return text;
}

std::string HtmlTable(std::string_view title, std::string_view head, const std::string& rows) {
  if (rows.empty()) return {};
  return fmt::format(
      "<h2>{}</h2><div class=\"scroll\"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>"
      "</div>",
      title, head, rows);
}

std::string HtmlFacts(std::string_view title, const Facts& facts) {
  std::string rows;
  for (std::size_t i = 0; i < std::min(facts.size(), kFactsOnPage); ++i) {
    const Fact& fact = facts[i];
    std::string values;
    for (const FactValue& value : fact.values)
      values += fmt::format("<span class=\"soft\">{}</span> {} ", ForHtml(Untrusted(value.key)),
                            ForHtml(value.text));
    rows += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"place\">{}</td></tr>",
                        InfoOf(fact.kind).name, values, ForHtml(PlaceOf(fact.evidence)));
  }
  if (facts.size() > kFactsOnPage)
    rows += fmt::format("<tr><td colspan=\"3\" class=\"soft\">and {} more</td></tr>",
                        facts.size() - kFactsOnPage);
  return HtmlTable(title, "<th>fact</th><th>values</th><th>where</th>", rows);
}

/// What changed, as elements for HtmlPage.
std::string Html(const Difference& difference) {
  std::string packages;
  for (const PackageChange& change : difference.packages)
    packages += fmt::format("<tr><td class=\"who\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                            ForHtml(change.name), HowOf(change), ForHtml(Untrusted(change.before)),
                            ForHtml(Untrusted(change.now)));
  std::string abilities;
  const auto able = [&](std::string_view how, const std::vector<Capability>& capabilities) {
    for (const Capability& each : capabilities)
      abilities +=
          fmt::format("<tr><td>{}</td><td>{}</td></tr>", how, ForHtml(Untrusted(AbilityOf(each))));
  };
  able("can now", difference.can_now);
  able("can no longer", difference.can_no_longer);
  return HtmlTable("What changes", "<th>package</th><th>how</th><th>before</th><th>now</th>",
                   packages) +
         HtmlTable("What it can do", "<th></th><th>capability</th>", abilities) +
         HtmlFacts("How it came out, and what differs", difference.history) +
         HtmlFacts("What it does now and did not before", difference.gained) +
         HtmlFacts("What it no longer does", difference.lost);
}

void WriteAbilities(formats::JsonWriter& json, std::string_view key,
                    const std::vector<Capability>& capabilities) {
  json.Key(key).BeginArray();
  for (const Capability& each : capabilities)
    json.BeginObject()
        .Field("capability", each.name)
        .Field("phase", NameOf(each.phase))
        .EndObject();
  json.EndArray();
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
  WriteAbilities(json, "canNow", difference.can_now);
  WriteAbilities(json, "canNoLonger", difference.can_no_longer);
  WriteFacts(json, "history", difference.history);
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
    case Format::kHtml:
      return HtmlPage(difference.assessment, cards, Html(difference));
    case Format::kSarif:
    case Format::kJunit:
      break;
  }
  return Write(difference.assessment, cards, format, options);
}

}  // namespace report
