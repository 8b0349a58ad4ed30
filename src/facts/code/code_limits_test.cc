// Each limit on the reading of code: what is seen up to it, and that reading ends beyond it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/crew.h"
#include "base/limits.h"
#include "facts/code/code_limits.h"
#include "facts/code/code_package.h"
#include "facts/harness_test.h"

namespace facts {
namespace {

std::string Code(std::string_view source, std::string_view prefix) {
  return Lines(Only(ExtractFrom({{"index.js", source}}), prefix));
}

std::string Repeat(std::size_t count, std::string_view text) {
  std::string all;
  all.reserve(count * text.size());
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

TEST(CodeLimits, FileOfTooManyBytesIsNotRead) {
  const std::string source =
      "require('child_process').exec('id')" + std::string(limits::kCodeFileBytes, '\n');
  EXPECT_EQ(Code(source, "code."), "code.budget index.js reason=size\n");
}

TEST(CodeFiles, AreReadAlikeWithAndWithoutHelp) {
  Contents contents;
  for (int i = 0; i < 200; ++i) {
    const std::string source = fmt::format(
        "const {{ run }} = require('./{}.js'); run('id {}'); exports.run = "
        "require('child_process').exec;",
        (i + 1) % 200, i);
    contents.storage.emplace_back(source.begin(), source.end());
    contents.files.push_back({.path = fmt::format("{}.js", i), .bytes = contents.storage.back()});
  }
  std::sort(contents.files.begin(), contents.files.end(),
            [](const ContentFile& a, const ContentFile& b) { return a.path < b.path; });
  const Facts alone = Extract(contents, {});
  EXPECT_FALSE(Only(alone, "code.process.spawn").empty());
  Crew crew(3);
  std::atomic<bool> finished{false};
  const auto help = [&] { crew.HelpUntil([&] { return finished.load(); }); };
  const std::jthread one(help);
  const std::jthread other(help);
  Memory memory(&crew);
  for (int round = 0; round < 5; ++round) EXPECT_EQ(Extract(contents, {}, memory), alone);
  finished = true;
  crew.Wake();
}

TEST(CodeLimits, FilesBeyondThePackageAreReadAlone) {
  constexpr std::string_view kUse = "require('./run.js').run('id')";
  constexpr std::string_view kRun = "exports.run = require('child_process').exec";
  const std::string large = std::string(limits::kCodePackageBytes, '\n');
  const auto facts = [&](std::string_view first) {
    return Lines(Only(ExtractFrom({{"a.js", first}, {"b.js", kUse}, {"run.js", kRun}}), "code."));
  };
  EXPECT_NE(facts("").find("code.process.spawn [import] b.js:1:1"), std::string::npos);
  EXPECT_EQ(facts(large),
            "code.budget [import] b.js reason=links\n"
            "code.budget [import] run.js reason=links\n");
}

TEST(CodeLimits, StepsEnd) {
  // Every field is written with all the others, so that each asks for each.
  std::string source = "const f = {};";
  for (int i = 0; i < 2000; ++i) {
    source += "function g" + std::to_string(i) + "(a) { for (const x of a) g" +
              std::to_string((i * 7 + 1) % 2000) + "(h(x).y); return h(a).z; }";
  }
  source += "function h(a) {" + Repeat(3000, "if (a) return g0(a).b;") + "}";
  source += Repeat(3000, "fetch(h(process.env.A));");
  EXPECT_NE(Code(source, "code.budget").find("reason=steps"), std::string::npos);
}

TEST(CodeLimits, DefinitionsOfOneVariable) {
  const auto source = [](std::size_t others) {
    return "let run;" + Repeat(others, "run = 1;") +
           "run = require('child_process').exec; run('id')";
  };
  EXPECT_NE(Code(source(limits::kCodeDefinitions - 1), "code.process.spawn"), "");
  EXPECT_EQ(Code(source(limits::kCodeDefinitions), "code.process.spawn"), "");
}

TEST(CodeLimits, CallersOfOneFunction) {
  const auto source = [](std::size_t others) {
    return "function send(x) { fetch('https://a.example', { method: 'POST', body: x }) }" +
           Repeat(others, "send(1);") + "send(process.env.TOKEN)";
  };
  EXPECT_NE(Code(source(limits::kCodeCallers - 1), "code.flow"), "");
  EXPECT_EQ(Code(source(limits::kCodeCallers), "code.flow"), "");
}

TEST(CodeLimits, CallersTriedForAParameter) {
  const auto source = [](unsigned others) {
    return "function go(run) { run('id') }" + Repeat(others, "go(1);") +
           "go(require('child_process').exec)";
  };
  EXPECT_NE(Code(source(limits::kCodeCallersTried - 1), "code.process.spawn"), "");
  EXPECT_EQ(Code(source(limits::kCodeCallersTried), "code.process.spawn"), "");
}

TEST(CodeLimits, TextPutTogether) {
  // Doubled as often as it takes: the text of `exec` is known up to the limit.
  std::string source = "const t0 = 'id " + std::string(1021, 'x') + "';";
  for (int i = 0; i < 8; ++i) {
    const std::string from = "t" + std::to_string(i);
    source += "const t" + std::to_string(i + 1) + " = " + from + " + " + from + ";";
  }
  const std::string exec = "require('child_process').exec(";
  const auto command = [&](const std::string& name) {
    return Code(source + exec + name + ")", "code.process.spawn").find("command=id") !=
           std::string::npos;
  };
  EXPECT_TRUE(command("t5"));
  EXPECT_LT(Code(source + exec + "t8)", "code.").size(), limits::kCodeTextBytes);
}

TEST(CodeLimits, HelpersOfCompilersAreSmall) {
  const auto source = [](std::size_t padding) {
    return "function i(m) { return m && m.__esModule ? m : { default: m } /*" +
           std::string(padding, 'x') + "*/ } i(require('child_process')).exec('id')";
  };
  EXPECT_NE(Code(source(0), "code.process.spawn"), "");
  EXPECT_NO_FATAL_FAILURE((void)Code(source(limits::kCodeInteropBytes), "code.process.spawn"));
}

TEST(CodeLimits, NodesOfAnExpressionThatIsEvaluated) {
  const auto source = [](std::size_t terms) {
    // Reversed, so that looking at it does not tell.
    return "eval([" + Repeat(terms, "'a',") + "'b'].reverse().join('') + ';fetch(1)')";
  };
  EXPECT_NE(Code(source(10), "code.eval").find("text="), std::string::npos)
      << Code(source(10), "code.");
  EXPECT_EQ(Code(source(limits::kCodeFoldNodes), "code.eval").find("text="), std::string::npos);
}

TEST(CodeLimits, SizeOfAFileThatIsEvaluated) {
  const auto source = [](std::size_t padding) {
    return "eval(['1)', 'fetch('].reverse().join(''))" + std::string(padding, '\n');
  };
  EXPECT_NE(Code(source(0), "code.eval").find("text="), std::string::npos);
  EXPECT_EQ(Code(source(limits::kCodeEvaluatedFileBytes), "code.eval").find("text="),
            std::string::npos);
}

TEST(CodeLimits, WorkOfTheEvaluator) {
  // Both would run for ever, or take all memory.
  for (const std::string_view body :
       {"for (;;) s += 1", "while (true) s = s + s + 'x'", "return f(x + 1)"}) {
    const std::string source =
        "function f(x) { let s = ''; " + std::string(body) + "; return s } eval(f(1))";
    EXPECT_EQ(Code(source, "code.eval").find("text="), std::string::npos) << body;
  }
}

/// A file whose list of texts is put in order after `turns` turns of a loop.
std::string Shuffled(std::uint64_t turns) {
  return "function list() { const t = ['x', 'fetch(1)']; list = () => t; return list(); }"
         "(function (get) { let n = 0; for (let i = 0; i < " +
         std::to_string(turns) + "; ++i) n += i; get().push(n) })(list); eval(list()[1]);";
}

TEST(CodeLimits, StepsOfTheEvaluator) {
  const auto source = [](std::uint64_t turns) {
    return "function f() { let n = 0; for (let i = 0; i < " + std::to_string(turns) +
           "; ++i) n += i; return 'fetch(1)' } eval(f())";
  };
  EXPECT_NE(Code(source(100), "code.eval").find("text=fetch(1)"), std::string::npos);
  EXPECT_EQ(Code(source(limits::kCodeEvaluateSteps), "code.eval").find("text="), std::string::npos);
  // Everyday code may compute a lot: that is no news.
  EXPECT_EQ(Code(source(limits::kCodeEvaluateSteps), "code.budget"), "");
}

TEST(CodeLimits, StepsOfTheEvaluatorWhereTextsAreShuffled) {
  EXPECT_NE(Code(Shuffled(limits::kCodeEvaluateSteps / 2), "code.eval").find("text=fetch(1)"),
            std::string::npos);
  const std::string many = Shuffled(limits::kCodeEvaluateShuffledSteps);
  EXPECT_EQ(Code(many, "code.eval").find("text="), std::string::npos);
  EXPECT_NE(Code(many, "code.budget").find("reason=steps"), std::string::npos);
}

TEST(CodeLimits, MemoryOfTheEvaluator) {
  const auto source = [](std::size_t bytes) {
    return "eval('x'.repeat(" + std::to_string(bytes / 4) + ").slice(1, 3) + '=fetch(1)')";
  };
  EXPECT_NE(Code(source(1'000), "code.eval").find("text=xx=fetch(1)"), std::string::npos);
  EXPECT_EQ(Code(source(limits::kCodeEvaluateBytes * 4), "code.eval").find("text="),
            std::string::npos);
}

TEST(CodeLimits, StepsForManyBytes) {
  EXPECT_EQ(code::StepsFor(0), limits::kCodeStepsAtLeast);
  EXPECT_EQ(code::StepsFor(1'000), limits::kCodeStepsAtLeast + 1'000 * limits::kCodeStepsPerByte);
  EXPECT_EQ(code::StepsFor(limits::kCodeFileBytes), limits::kCodeStepsAtMost);
}

/// Every function hands its parameter to another, so that each question leads through all of them.
TEST(CodeLimits, StepsWhereEveryFunctionCallsAnother) {
  const auto source = [](int functions) {
    std::string text;
    for (int i = 0; i < functions; ++i) {
      text += "function f" + std::to_string(i) + "(x) { eval(x); return f" +
              std::to_string((i + 1) % functions) + "(x); }\n";
    }
    return text;
  };
  EXPECT_EQ(Code(source(20), "code.budget"), "");
  EXPECT_NE(Code(source(2'000), "code.budget").find("reason=steps"), std::string::npos);
}

/// Each of the values asks for the property that it is given to, and that for each of the values.
TEST(CodeLimits, StepsWhereAPropertyIsMadeOfItself) {
  constexpr int kValues = 30;
  std::string source = "const p = {};\n";
  for (int i = 0; i < kValues; ++i) source += "p.found = p.found.next || p.found.last;\n";
  source += "p.found.run(process.env.TOKEN);";
  EXPECT_EQ(Code(source, "code.budget"), "");
  EXPECT_NE(Code(source, "code.env.read").find("name=TOKEN"), std::string::npos);
}

/// Functions that hand on what they are handed, each in two ways, and in the end nothing is told.
TEST(CodeLimits, StepsToTellOneText) {
  const auto source = [](int functions) {
    std::string text = "function f0(x) { return read(x) }";
    for (int i = 1; i <= functions; ++i) {
      const std::string next = "return f" + std::to_string(i - 1);
      text += "function f" + std::to_string(i) + "(x) { if (y) " + next + "(x); " + next + "(x) }";
    }
    return text + "function g(x) { if (y) return f" + std::to_string(functions) +
           "(x); return 'id' } require('child_process').exec(g('z'))";
  };
  static_assert(1ULL << 16U > limits::kCodeFoldSteps);
  EXPECT_NE(Code(source(4), "code.process.spawn").find("command=id"), std::string::npos);
  EXPECT_EQ(Code(source(16), "code.process.spawn").find("command=id"), std::string::npos);
  // However many ways there are, the rest of the file is read.
  EXPECT_EQ(Code(source(200), "code.budget"), "");
}

TEST(CodeLimits, SourcesOfOneSink) {
  std::string source = "fetch('https://a.example', { method: 'POST', body: [";
  for (std::size_t i = 0; i < 2 * limits::kCodeFlowSources; ++i)
    source += "process.env.V" + std::to_string(i) + ",";
  const Facts flows = Only(ExtractFrom({{"index.js", source + "] })"}}), "code.flow");
  EXPECT_EQ(flows.size(), limits::kCodeFlowSources);
}

TEST(CodeLimits, StepsOfOneFlow) {
  std::string source = "const v0 = process.env.TOKEN;";
  for (int i = 0; i < 30; ++i)
    source +=
        "const v" + std::to_string(i + 1) + " = encodeURIComponent(v" + std::to_string(i) + ");";
  source += "fetch('https://a.example', { method: 'POST', body: v30 })";
  const Facts flows = Only(ExtractFrom({{"index.js", source}}), "code.flow");
  ASSERT_EQ(flows.size(), 1U);
  EXPECT_EQ(flows[0].evidence.steps.size(), limits::kCodeFlowSteps);
}

TEST(CodeLimits, StepsInTheEvidenceOfASink) {
  std::string source = "fetch('https://a.example', { method: 'POST', body: [";
  for (std::size_t i = 0; i < limits::kCodeFlowSources; ++i)
    source += "a(b(c(d(process.env.V" + std::to_string(i) + ")))),";
  source += "] });";
  for (const char name : {'a', 'b', 'c', 'd'})
    source += std::string("function ") + name + "(x) { const y = encodeURIComponent(x); return y }";
  const Facts sends = Only(ExtractFrom({{"index.js", source}}), "code.net.send");
  ASSERT_EQ(sends.size(), 1U);
  EXPECT_EQ(sends[0].evidence.steps.size(), limits::kCodeEvidenceSteps);
}

TEST(CodeLimits, StatesOfOneSearch) {
  const auto source = [](std::size_t before) {
    return "fetch('https://a.example', { method: 'POST', body: [" + Repeat(before, "x(),") +
           "process.env.TOKEN] })";
  };
  EXPECT_NE(Code(source(10), "code.flow"), "");
  EXPECT_EQ(Code(source(limits::kCodeFlowStates), "code.flow"), "");
}

TEST(CodeLimits, DepthOfExports) {
  const auto phase = [](unsigned depth) {
    const std::string manifest = "{\"exports\": " + Repeat(depth, "{\"node\": ") + "\"./lib.js\"" +
                                 std::string(depth, '}') + "}";
    return Lines(
        Only(ExtractFrom({{"package.json", manifest}, {"lib.js", "eval(x)"}}), "code.eval"));
  };
  EXPECT_NE(phase(limits::kCodeExportsDepth).find("[import]"), std::string::npos);
  EXPECT_NE(phase(limits::kCodeExportsDepth + 1).find("[never]"), std::string::npos);
}

TEST(CodeLimits, ManifestsWithinThePackage) {
  // `type` of the folder decides that `await` at the top is no error.
  const auto unparsed = [](std::size_t others) {
    Contents contents;
    std::vector<std::string> texts = {R"({"type": "module"})", "await x; export {}", "{}"};
    for (std::size_t i = 0; i < others; ++i) {
      contents.files.push_back({.path = "a" + std::to_string(100'000 + i) + "/package.json",
                                .bytes = AsBytes(texts[2])});
    }
    contents.files.push_back({.path = "b/package.json", .bytes = AsBytes(texts[0])});
    contents.files.push_back({.path = "b/x.js", .bytes = AsBytes(texts[1])});
    return Lines(Only(Extract(contents, {}), "code.unparsed"));
  };
  EXPECT_EQ(unparsed(limits::kCodeNestedManifests - 1), "");
  // Beyond it the file's own text decides, which is as good here.
  EXPECT_EQ(unparsed(limits::kCodeNestedManifests), "");
}

TEST(CodeLimits, InlineCodeOfScripts) {
  std::string manifest = R"({"scripts": {)";
  for (std::size_t i = 0; i < 2 * limits::kCodeInlineLayers; ++i) {
    manifest += std::string(i == 0 ? "" : ",") + "\"s" + std::to_string(i) +
                "\": \"node -e 'process.env.V" + std::to_string(i) + ".x()'\"";
  }
  manifest += ",\"postinstall\": \"" +
              Repeat(2 * limits::kCodeInlineLayers, "node -e 'process.env.A.x()';") + "\"}}";
  const Facts reads = Only(ExtractFrom({{"package.json", manifest}}), "code.env.read");
  EXPECT_GT(reads.size(), 0U);
  EXPECT_LE(reads.size(), limits::kCodeInlineLayers);
}

/// A giant does not change what is seen of the next file, whose memory it leaves behind.
TEST(CodeLimits, MemoryAfterAGiant) {
  const std::string giant = "/*" + std::string(limits::kCodeScratchBytes, 'x') + "*/";
  const Facts facts = Only(
      ExtractFrom({{"a.js", giant}, {"b.js", "require('child_process').exec('id')"}}), "code.");
  EXPECT_EQ(Lines(facts),
            "code.process.spawn [import] b.js:1:1 command=id how=exec program=id shell=yes\n");
}

}  // namespace
}  // namespace facts
