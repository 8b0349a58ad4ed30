#include "detect/read_card.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "detect/test_card.h"

namespace detect {

namespace {

RuleCard Read(std::string_view rule, std::string_view samples = "### s\n```js a.js\n1\n```\n") {
  auto card = ReadCard(TestCard(rule, samples), "rules/test.md");
  EXPECT_TRUE(card.has_value()) << rule << "\n" << (card ? "" : card.error().message);
  return card ? std::move(*card) : RuleCard{};
}

std::string ErrorOf(const std::string& text) {
  const auto card = ReadCard(text, "rules/test.md");
  if (card) return "read";
  return card.error().message + (card.error().help.empty() ? "" : " | " + card.error().help);
}

TEST(ReadCard, ReadsEveryField) {
  const RuleCard card = Read(
      "attack: [T1195.002, T1041]   cwe: CWE-506\n"
      "when: script.download{insecure: yes}\n"
      "worse-if:\n"
      "  phase install: critical, \"runs during `npm install`\"\n"
      "  new: high, \"the previous version did not\"\n"
      "milder-if:\n"
      "  script.download{host: [a.example, \"b c\"]}: low, \"known \\\"host\\\"\"\n");
  EXPECT_EQ(card.id, "test");
  EXPECT_EQ(card.title, "a test");
  EXPECT_EQ(card.severity, Severity::kMedium);
  EXPECT_EQ(card.confidence, Confidence::kLow);
  EXPECT_EQ(card.status, CardStatus::kPreview);
  EXPECT_EQ(card.attack, (std::vector<std::string>{"T1195.002", "T1041"}));
  EXPECT_EQ(card.cwe, (std::vector<std::string>{"CWE-506"}));
  EXPECT_EQ(card.finds, "f");
  EXPECT_EQ(card.references, "r");
  EXPECT_EQ(card.when.text, "script.download{insecure: yes}");
  ASSERT_EQ(card.changes.size(), 3U);
  EXPECT_EQ(card.changes[0].severity, Severity::kLow);
  EXPECT_EQ(card.changes[0].reason, "known \"host\"");
  EXPECT_EQ(card.changes[0].condition.patterns[0].tests[0].operands,
            (std::vector<std::string>{"a.example", "b c"}));
  EXPECT_EQ(card.changes[1].condition.kind, Condition::Kind::kPhase);
  EXPECT_EQ(card.changes[1].condition.phase, Phase::kInstall);
  EXPECT_EQ(card.changes[2].condition.kind, Condition::Kind::kNew);
  EXPECT_TRUE(card.changes[2].condition.patterns.empty());
}

TEST(ReadCard, ReadsTheSameListInlineAndBelow) {
  const RuleCard below = Read(
      "when:\n"
      "  any:\n"
      "    - script.download\n"
      "    # a comment\n"
      "    - all:\n"
      "        - script.network{port >= 1024}\n"
      "        - none: [script.program{program: curl}]\n"
      "  count: 3 of manifest.script\n");
  const RuleCard inline_list = Read(
      "when:\n"
      "  any: [script.download, all: [script.network{port >= 1024}, # a comment\n"
      "        none: [script.program{program: curl}]]]\n"
      "  count: 3 of manifest.script\n");
  EXPECT_EQ(below.when, inline_list.when);
  EXPECT_EQ(below.when.text,
            "all: [any: [script.download, all: [script.network{port >= 1024}, none: "
            "[script.program{program: curl}]]], count: 3 of manifest.script]");
  EXPECT_EQ(below.when.children[1].at_least, 3U);
}

TEST(ReadCard, ReadsEveryTest) {
  const RuleCard card = Read(
      "when: phase install: script.download{url: /^https?:\\/\\/[0-9.]+\\//i, host: not [a, b],\n"
      "  to, not transport, program: contains cu, insecure: starts-with \"y\", file: "
      "package.json}");
  const FactPattern& pattern = card.when.patterns.at(0);
  EXPECT_EQ(pattern.phase, Phase::kInstall);
  using Operator = ValueTest::Operator;
  EXPECT_EQ(pattern.tests, (std::vector<ValueTest>{
                               {"url", Operator::kMatches, {"(?i)^https?://[0-9.]+/"}, false},
                               {"host", Operator::kOneOf, {"a", "b"}, true},
                               {"to", Operator::kExists, {}, false},
                               {"transport", Operator::kExists, {}, true},
                               {"program", Operator::kContains, {"cu"}, false},
                               {"insecure", Operator::kStartsWith, {"y"}, false},
                               {"file", Operator::kOneOf, {"package.json"}, false},
                           }));
}

TEST(ReadCard, ReadsSamples) {
  const RuleCard card =
      Read("when: script.download",
           "### one\nwords\n\n```json package.json //~ manifest.script\n"
           "{ //~ script.download{to: pipe}, script.program\n}\n```\n"
           "```hex a/b.png\n89 50\n4e47\n```\n"
           "```js previous:x.js escaped\na\\u{200b}*3b\n```\n"
           "### two\n\n````md README.md\n```js\n## x\n```\n````\n"
           "```tar\npackage/../x file\n```\n"
           "```facts\nlock.integrity{package: a, problem: [weak, missing]}\n```\n");
  ASSERT_EQ(card.flagged.size(), 2U);
  const CardSample& one = card.flagged[0];
  EXPECT_EQ(one.title, "one");
  EXPECT_EQ(one.line, 26U);
  ASSERT_EQ(one.files.size(), 2U);
  EXPECT_EQ(one.files[0], (CardSample::File{"package.json", "{\n}\n"}));
  EXPECT_EQ(one.files[1], (CardSample::File{"a/b.png", "\x89PNG"}));
  ASSERT_EQ(one.previous.size(), 1U);
  EXPECT_EQ(one.previous[0].content, "a\u200b\u200b\u200bb\n");
  ASSERT_EQ(one.expected.size(), 3U);
  EXPECT_EQ(one.expected[0].line, 0U);
  EXPECT_EQ(one.expected[1].line, 1U);
  EXPECT_EQ(one.expected[1].text, "script.download{to: pipe}");
  const CardSample& two = card.flagged[1];
  EXPECT_EQ(two.files[0].content, "```js\n## x\n```\n");
  EXPECT_EQ(two.tar, std::vector<std::string>{"package/../x file"});
  ASSERT_EQ(two.given.size(), 1U);
  EXPECT_EQ(two.given[0].values.size(), 3U);
}

TEST(ReadCard, PointsAtWhatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", "rules/test.md:1:1: a card starts with its front matter | the first line is `---`"},
      {"---\nid: test\n", "rules/test.md:1:1: front matter without its closing `---`"},
      {TestCard("when: script.dowload"),
       "rules/test.md:5:7: unknown fact kind `script.dowload` | did you mean `script.download`?"},
      {TestCard("when: script.download{hots: x}"),
       "rules/test.md:5:23: `script.download` has no key `hots` | did you mean `host`?"},
      {TestCard("when: script.download{host x}"),
       "rules/test.md:5:28: saw `x` where a test goes on | write `key: value`, `key >= 10`, "
       "`key <= 10`, `key` or `not key`"},
      {TestCard("when: script.download{url: /(/}"),
       "rules/test.md:5:28: not a regular expression: missing ): ( | cards use RE2's syntax: no "
       "look-around, no back-references"},
      {TestCard("when: script.download{url: /x}"),
       "rules/test.md:5:28: regular expression without its closing `/` | write a slash inside it "
       "as `\\/`"},
      {TestCard("when: none: [script.download]"),
       "rules/test.md:5:6: `when` can hold without any fact | a finding needs evidence: name a "
       "fact outside of `none`"},
      {TestCard("when: new"),
       "rules/test.md:5:7: a clause of `when` must name the fact it is about | write "
       "`new: kind{...}` or `phase install: kind{...}`"},
      {TestCard("when: flow: script.download"),
       "rules/test.md:5:12: a flow needs a source and a sink | write `flow: a.b -> c.d`"},
      {TestCard("when: count: 1 of script.download"),
       "rules/test.md:5:14: a count is written `count: 3 of kind`, from 2 to 20000"},
      {TestCard("when: script.download{port >= 1}"),
       "rules/test.md:5:23: `script.download` has no key `port` | its keys are: script, "
       "program, url, host, transport, to, insecure, file, layer, phase"},
      {TestCard("when: script.network{port >= x}"),
       "rules/test.md:5:30: saw `x` where a whole number is wanted"},
      {TestCard("when:\n  any:\n  script.download"),
       "rules/test.md:6:7: list without clauses | write `[a, b]`, or `- a` on deeper indented "
       "lines "
       "below"},
      {TestCard("when: script.download script.network"),
       "rules/test.md:5:23: unknown field `script.network` | fields are id, title, severity, "
       "confidence, status, attack, cwe, when, worse-if, milder-if"},
      {TestCard("severty: low\nwhen: script.download"),
       "rules/test.md:5:1: unknown field `severty` | did you mean `severity`?"},
      {TestCard("severity: low\nwhen: script.download"),
       "rules/test.md:5:1: field `severity` stands here a second time"},
      {TestCard("attack: T1,\nwhen: script.download"),
       "rules/test.md:5:11: unknown field `,` | fields are id, title, severity, confidence, "
       "status, attack, cwe, when, worse-if, milder-if"},
      {TestCard("cwe: T1\nwhen: script.download"),
       "rules/test.md:5:6: saw `T1` where an id like CWE-1059 is wanted"},
      {TestCard("when: script.download\nworse-if:\n  new: low, \"x\""),
       "rules/test.md:7:3: `worse-if` to low from a card of medium severity | worse-if raises, "
       "milder-if lowers; `severity` stands before both"},
      {TestCard("when: script.download\nworse-if:\n  new: hihg, \"x\""),
       "rules/test.md:7:8: unknown fact kind `hihg` | docs/facts.md lists the kinds"},
      {TestCard("when: script.download\nworse-if:\n  new: high"),
       "rules/test.md:7:8: a change is written `clause: severity, \"reason\"` | severities are "
       "info, low, medium, high and critical"},
      {TestCard("when: script.download", "words\n"),
       "rules/test.md:25:1: section without a sample | write `### its title` and a code block"},
      {TestCard("when: script.download", "### x\n````js a.js\n1\n"),
       "rules/test.md:27:12: code block without its closing fence"},
      {TestCard("when: script.download", "### x\n### y\n"),
       "rules/test.md:27:1: the sample above has no code block"},
      {TestCard("when: script.download", "### x\n```js\n1\n```\n"),
       "rules/test.md:27:1: saw `js` behind the fence | write a language and the file's path, then "
       "perhaps `escaped`; `tar` and `facts` take no path"},
      {TestCard("when: script.download", "### x\n```hex a\n1\n```\n"),
       "rules/test.md:27:1: not pairs of hexadecimal digits: `1`"},
      {TestCard("when: script.download", "### x\n```js a escaped\n\\u{zz}\n```\n"),
       "rules/test.md:27:1: not a code point: `\\u{zz`"},
      {"---\nid: other\ntitle: t\nseverity: low confidence: low status: stable\nwhen: "
       "script.download\n---\n",
       "rules/test.md:1:1: card `other` in a file named `test.md` | the id is lower case and the "
       "file is named after it"},
      {"---\nid: test\n---\n", "rules/test.md:1:1: the front matter has no `title`"},
      {"---\nid: test\ntitle: t\nseverity: low confidence: low status: stable\nwhen: "
       "script.download\n---\n## Why it matters\n",
       "rules/test.md:7:1: saw `## Why it matters` where the section `## What it finds` is wanted "
       "| "
       "a card has six sections in this order: What it finds, Why it matters, What to do, "
       "References, Flagged, Not flagged"},
  };
  for (const auto& [text, error] : rows) EXPECT_EQ(ErrorOf(text), error) << text.substr(0, 300);
}

TEST(ReadCard, StopsAtItsLimits) {
  const std::string big = TestCard("when: script.download") + std::string(limits::kCardBytes, ' ');
  EXPECT_NE(ErrorOf(big).find("more than 262144"), std::string::npos);

  std::string deep;
  for (std::size_t i = 0; i <= limits::kCardDepth; ++i) deep += "any: [";
  EXPECT_NE(ErrorOf(TestCard("when: " + deep)).find("clauses nested more than 16 deep"),
            std::string::npos);

  const std::string regex(limits::kCardRegexBytes + 1, 'a');
  EXPECT_NE(ErrorOf(TestCard("when: script.download{url: /" + regex + "/}"))
                .find("regular expression of 1025 bytes, more than 1024"),
            std::string::npos);
  EXPECT_NE(ErrorOf(TestCard("when: script.download{url: /((a{100}){100}){100}/}"))
                .find("not a regular expression"),
            std::string::npos);
  EXPECT_NE(
      ErrorOf(TestCard("when: script.download", "### x\n```js a escaped\n\\u{61}*999999999\n```\n"))
          .find("a sample grows past the limit of a card"),
      std::string::npos);
}

TEST(ReadRule, ReadsTheFrontMatterAlone) {
  const std::string text = TestCard("when: script.download");
  auto whole = ReadCard(text, "test.md");
  auto rule = ReadRule(text, "test.md");
  ASSERT_TRUE(whole.has_value() && rule.has_value());
  EXPECT_EQ(rule->when, whole->when);
  EXPECT_TRUE(rule->finds.empty());
}

}  // namespace

}  // namespace detect
