#include "policy/read_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.h"
#include "formats/toml.h"
#include "model/integrity.h"
#include "policy/field_reader.h"

namespace policy {

namespace {

using formats::toml::Value;

constexpr std::string_view kSeverities = "info, low, medium, high, critical";
constexpr std::string_view kPurlPrefix = "pkg:npm/";
/// OpenVEX 0.2.0, "Status Justifications".
constexpr auto kJustifications = std::to_array<std::string_view>(
    {"component_not_present", "inline_mitigations_already_exist",
     "vulnerable_code_cannot_be_controlled_by_adversary", "vulnerable_code_not_in_execute_path",
     "vulnerable_code_not_present"});

PolicyLine ReadLine(const Value& table, Remarks& remarks) {
  FieldReader fields(table, "a line of policy", remarks);
  PolicyLine line;
  const auto action = fields.Choice("action", &FindAction, "allow, warn, block");
  if (action) line.action = *action;
  if (!action && table.Find("action") == nullptr)
    fields.Require("action", "say `action = \"allow\"`, \"warn\" or \"block\"");
  line.rules = fields.Texts("rule");
  line.packages = fields.Texts("package");
  line.severity_at_least = fields.Choice("severity", &FindSeverity, kSeverities);
  line.confidence_at_least = fields.Choice("confidence", &FindConfidence, "low, medium, high");
  line.status = fields.Choice("status", &FindCardStatus, "stable, preview");
  line.phase = fields.Choice("phase", &FindPhase, "install, import, call, never, unknown");
  line.production = fields.Truth("production");
  line.not_analysed = fields.Truth("not-analysed").value_or(false);
  line.reason = fields.Text("reason").value_or("");
  fields.RefuseOthers();

  if (line.status == CardStatus::kPreview && line.action == Action::kBlock)
    fields.Wrong("status", "a preview rule cannot block",
                 "warn, until its false-positive rate has been measured");
  const bool of_finding = !line.rules.empty() || line.severity_at_least ||
                          line.confidence_at_least || line.status.has_value();
  if (line.not_analysed && of_finding)
    fields.Wrong("not-analysed", "`not-analysed` beside a test on findings",
                 "what was not analysed has no rule, severity or confidence");
  line.text = TextOf(line);
  line.origin = {.file = remarks.file(), .line = table.position.line};
  return line;
}

std::string ReadPurl(FieldReader& fields) {
  const auto text = fields.Text("package");
  if (!text) return {};
  if (!text->starts_with(kPurlPrefix))
    fields.Wrong("package", "a package is named " + Quote(*text),
                 "write its purl, as reports show it: pkg:npm/name@version, or pkg:npm/name for "
                 "every version");
  const bool bare_scope = text->find('@') == kPurlPrefix.size();
  return bare_scope ? std::string(kPurlPrefix) + "%40" + text->substr(kPurlPrefix.size() + 1)
                    : *text;
}

std::optional<UnixMillis> ReadExpiry(FieldReader& fields) {
  const auto date = fields.Date("expires");
  if (!date) return std::nullopt;
  const auto time = ParseTime(*date);
  if (!time)
    fields.Wrong("expires", "`expires` is " + Quote(*date),
                 "write a date, or a date and time with its offset from UTC");
  return time;
}

/// VEX's word for why something is not affected.
std::string ReadJustification(FieldReader& fields) {
  const auto word = fields.Text("justification");
  if (!word) return {};
  if (std::find(kJustifications.begin(), kJustifications.end(), *word) == kJustifications.end()) {
    const auto nearest = Nearest(*word, kJustifications);
    fields.Wrong("justification", "`justification` is " + Quote(*word),
                 nearest ? fmt::format("did you mean `{}`?", *nearest)
                         : "docs/vex.md lists the five words of VEX");
  }
  return *word;
}

Suppression ReadSuppression(const Value& table, Remarks& remarks) {
  FieldReader fields(table, "a suppression", remarks);
  Suppression suppression;
  suppression.rule = fields.Text("rule").value_or("");
  suppression.vulnerabilities = fields.Texts("vulnerability");
  suppression.justification = ReadJustification(fields);
  suppression.purl = ReadPurl(fields);
  suppression.integrity = fields.Text("integrity");
  suppression.reason = fields.Text("reason").value_or("");
  suppression.owner = fields.Text("owner").value_or("");
  suppression.expires = ReadExpiry(fields);
  fields.RefuseOthers();

  const bool of_matter = !suppression.vulnerabilities.empty();
  if (suppression.rule.empty() && !of_matter)
    fields.Require("rule", "name the one rule, or the `vulnerability`, that it is about");
  if (of_matter && suppression.purl.empty())
    fields.Require("package", "name the package whose vulnerability is accepted");
  if (!suppression.justification.empty() && !of_matter)
    fields.Wrong("justification", "`justification` without a `vulnerability`",
                 "it says why a package is not affected by one");
  if (Trim(suppression.reason).empty())
    fields.Require("reason", "say why the finding is acceptable: the next reader will ask");
  if (Trim(suppression.owner).empty()) fields.Require("owner", "name who answers for it");
  if (table.Find("expires") == nullptr)
    fields.Require("expires", "give a date on which somebody looks again: expires = 2027-01-31");
  if (suppression.integrity && !Integrity::Parse(*suppression.integrity))
    fields.Wrong("integrity", "`integrity` is " + Quote(*suppression.integrity),
                 "copy it from the lockfile: sha512-...");
  suppression.origin = {.file = remarks.file(), .line = table.position.line};
  return suppression;
}

ExpectedProof ReadProof(const Value& table, Remarks& remarks) {
  FieldReader fields(table, "a line of `[[proof]]`", remarks);
  ExpectedProof proof;
  proof.packages = fields.Texts("package");
  proof.repository = fields.Text("repository").value_or("");
  proof.workflow = fields.Text("workflow").value_or("");
  proof.ref = fields.Text("ref").value_or("");
  fields.RefuseOthers();
  if (proof.packages.empty())
    fields.Require("package", "name the packages that must show where they were built");
  if (!proof.repository.empty() && proof.repository.find('/') == std::string::npos)
    fields.Wrong("repository", "`repository` is " + Quote(proof.repository),
                 "write it as owner/name");
  if (!proof.ref.empty() && !proof.ref.starts_with("refs/"))
    fields.Wrong("ref", "`ref` is " + Quote(proof.ref),
                 "write it in full: refs/heads/main, or refs/tags/v1.2.3");
  proof.origin = {.file = remarks.file(), .line = table.position.line};
  return proof;
}

std::optional<std::string> SettingText(FieldReader& fields, const SettingInfo& info) {
  switch (info.type) {
    case SettingType::kFlag: {
      const auto truth = fields.Truth(info.name);
      return truth ? std::optional<std::string>(*truth ? "true" : "false") : std::nullopt;
    }
    case SettingType::kNumber: {
      const auto number = fields.Number(info.name);
      return number ? std::optional(std::to_string(*number)) : std::nullopt;
    }
    case SettingType::kText:
    case SettingType::kBytes:
    case SettingType::kChoice:
      return fields.Text(info.name);
  }
  return std::nullopt;
}

void ReadSettings(const Value& table, Remarks& remarks, std::vector<SettingValue>& settings) {
  FieldReader fields(table, "`[settings]`", remarks);
  Settings check;
  for (const SettingInfo& info : AllSettings()) {
    auto text = SettingText(fields, info);
    if (!text) continue;
    SettingValue value{*FindSetting(info.name), std::move(*text),
                       fmt::format("{}:{}", remarks.file(), table.Find(info.name)->position.line)};
    if (auto set = check.Set(value); !set)
      fields.Wrong(info.name, fmt::format("`{}` is {}", info.name, Quote(value.text)),
                   set.error().help);
    settings.push_back(std::move(value));
  }
  fields.RefuseOthers();
}

/// The tables of a `[[key]]`; anything else there is told.
std::vector<const Value*> TablesOf(const Value& root, std::string_view key, Remarks& remarks) {
  std::vector<const Value*> tables;
  const Value* value = root.Find(key);
  if (value == nullptr) return tables;
  const std::vector<Value>* elements = value->AsArray();
  const bool all_tables =
      elements != nullptr && std::all_of(elements->begin(), elements->end(), [](const Value& e) {
        return e.kind == formats::toml::Kind::kTable;
      });
  if (!all_tables) {
    remarks.Error(value->position, "P003",
                  fmt::format("`{}` is of type {}", key, formats::toml::NameOf(value->kind)),
                  fmt::format("write `[[{}]]` above each", key));
    return tables;
  }
  for (const Value& element : *elements) tables.push_back(&element);
  return tables;
}

void RefuseOtherTables(const Value& root, Remarks& remarks) {
  constexpr auto kTables =
      std::to_array<std::string_view>({"policy", "proof", "settings", "suppress"});
  for (const formats::toml::Member& member : root.members) {
    if (std::find(kTables.begin(), kTables.end(), member.key) != kTables.end()) continue;
    const auto nearest = Nearest(member.key, kTables);
    remarks.Error(member.key_position, "P002", fmt::format("unknown key {}", Quote(member.key)),
                  nearest
                      ? fmt::format("did you mean `{}`?", *nearest)
                      : "the file has `[settings]`, `[[policy]]`, `[[proof]]` and `[[suppress]]`");
  }
}

void ReadRoot(const Value& root, Remarks& remarks, PolicyReading& reading) {
  RefuseOtherTables(root, remarks);
  if (const Value* settings = root.Find("settings"); settings != nullptr) {
    if (settings->kind == formats::toml::Kind::kTable) {
      ReadSettings(*settings, remarks, reading.settings);
    } else {
      remarks.Error(settings->position, "P003", "`settings` is not a table",
                    "write `[settings]` and one setting per line below");
    }
  }
  for (const Value* table : TablesOf(root, "policy", remarks))
    reading.policy.lines.push_back(ReadLine(*table, remarks));
  for (const Value* table : TablesOf(root, "suppress", remarks))
    reading.policy.suppressions.push_back(ReadSuppression(*table, remarks));
  for (const Value* table : TablesOf(root, "proof", remarks))
    reading.policy.proofs.push_back(ReadProof(*table, remarks));
}

}  // namespace

bool PolicyReading::ok() const {
  return std::none_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.level == Diagnostic::Level::kError;
  });
}

PolicyReading ReadPolicy(std::string_view text, std::string_view file) {
  PolicyReading reading;
  auto root = formats::toml::Parse(text);
  if (root) {
    Remarks remarks(text, file, reading.diagnostics);
    ReadRoot(*root, remarks, reading);
  } else {
    reading.diagnostics.push_back(
        formats::ToDiagnostic(std::move(root.error()), "P001", std::string(file)));
  }
  std::stable_sort(
      reading.diagnostics.begin(), reading.diagnostics.end(),
      [](const Diagnostic& a, const Diagnostic& b) { return a.position < b.position; });
  Policy built_in = BuiltInPolicy();
  std::move(built_in.lines.begin(), built_in.lines.end(), std::back_inserter(reading.policy.lines));
  return reading;
}

std::string TextOf(const PolicyLine& line) {
  std::vector<std::string> tests;
  if (line.not_analysed) tests.emplace_back("not analysed");
  if (!line.rules.empty()) tests.push_back("rule " + Join(line.rules, " or "));
  if (!line.packages.empty()) tests.push_back("package " + Join(line.packages, " or "));
  if (line.severity_at_least)
    tests.push_back(fmt::format("severity {}{}", NameOf(*line.severity_at_least),
                                *line.severity_at_least < Severity::kCritical ? " or worse" : ""));
  if (line.confidence_at_least)
    tests.push_back(fmt::format("confidence {}{}", NameOf(*line.confidence_at_least),
                                *line.confidence_at_least < Confidence::kHigh ? " or higher" : ""));
  if (line.status) tests.push_back(fmt::format("{} rules", NameOf(*line.status)));
  if (line.phase) tests.push_back(fmt::format("at {}", NameOf(*line.phase)));
  if (line.production) tests.emplace_back(*line.production ? "in production" : "in development");
  if (tests.empty()) tests.emplace_back("everything");
  return fmt::format("{}: {}", NameOf(line.action), Join(tests, ", "));
}

}  // namespace policy
