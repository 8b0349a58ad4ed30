// The attacks of the past against the whole program, over real sockets: documents and tarballs are
// those that a user could have had at that minute.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <tuple>

#include "trust/incidents.h"
#include "trust/stand.h"

namespace replay {
namespace {

std::string Describe(const Assessment& assessment) {
  std::string text = fmt::format("verdict {}\n", NameOf(assessment.verdict.action));
  for (const JudgedFinding& judged : assessment.findings) {
    text += fmt::format("  {} {} {}\n", judged.finding.rule, NameOf(judged.finding.severity),
                        NameOf(judged.verdict.action));
    for (const Fact& fact : judged.finding.facts) {
      text += fmt::format("    {}", InfoOf(fact.kind).name);
      for (const FactValue& value : fact.values)
        text += fmt::format(" {}={}", value.key, value.text.ForEscaping());
      text += "\n";
    }
  }
  for (const Diagnostic& diagnostic : assessment.diagnostics) text += diagnostic.message + "\n";
  return text;
}

bool Speaks(const Assessment& assessment, std::string_view rule) {
  return std::any_of(assessment.findings.begin(), assessment.findings.end(),
                     [&](const JudgedFinding& judged) { return judged.finding.rule == rule; });
}

/// Whether a rule speaks of the package `name`.
bool SpeaksOf(const Assessment& assessment, std::string_view name, std::string_view rule) {
  return std::any_of(
      assessment.findings.begin(), assessment.findings.end(), [&](const JudgedFinding& judged) {
        if (!judged.package) return false;
        const Package& package = assessment.inventory.at(*judged.package);
        return package.name && package.name->text() == name && judged.finding.rule == rule;
      });
}

void ExpectAnswer(std::string_view command, const Moment& moment, const Assessment& assessment) {
  EXPECT_EQ(NameOf(assessment.verdict.action), moment.verdict)
      << command << " " << moment.thing << " at " << moment.time << "\n"
      << Describe(assessment);
  const std::string name = moment.thing.substr(0, moment.thing.rfind('@'));
  if (!moment.rule.empty()) {
    EXPECT_TRUE(SpeaksOf(assessment, name, moment.rule))
        << command << " " << moment.thing << ": " << moment.rule << "\n"
        << Describe(assessment);
  }
}

class Replay : public testing::TestWithParam<Incident> {
 protected:
  /// Asks at every moment, of the registry as it was then.
  void AtEveryMoment(const std::function<void(const Moment&, Stand&)>& ask) const {
    Registry registry;
    for (const Release& release : GetParam().releases) registry.Publish(release);
    for (const Moment& moment : GetParam().moments) {
      registry.SetNow(moment.time);
      Stand stand(registry);
      ask(moment, stand);
    }
  }
};

TEST_P(Replay, VetAnswersAsItShouldHave) {
  AtEveryMoment([](const Moment& moment, Stand& stand) {
    const auto assessment = stand.Vet(moment.thing);
    ASSERT_TRUE(assessment) << assessment.error().message;
    ExpectAnswer("vet", moment, *assessment);
  });
}

TEST_P(Replay, CheckAnswersAsItShouldHave) {
  AtEveryMoment([](const Moment& moment, Stand& stand) {
    std::vector<std::string> locked = moment.beside;
    locked.push_back(moment.thing);
    const auto assessment = stand.Check(locked);
    ASSERT_TRUE(assessment) << assessment.error().message;
    ExpectAnswer("check", moment, *assessment);
  });
}

TEST_P(Replay, DiffAnswersAsItShouldHave) {
  AtEveryMoment([](const Moment& moment, Stand& stand) {
    if (moment.before.empty()) return;
    const auto difference = stand.Diff(moment.before, moment.thing);
    ASSERT_TRUE(difference) << difference.error().message;
    ExpectAnswer("diff", moment, difference->assessment);
  });
}

/// The first poisoned release of an incident is stopped at the minute it comes out, by all three.
TEST_P(Replay, BlocksTheFirstCarrierOrIsQuietForTheTwin) {
  const auto& moments = GetParam().moments;
  const bool is_twin = GetParam().name == CleanTwin().name;
  const auto asked = std::find_if(moments.begin(), moments.end(), [&](const Moment& moment) {
    return !moment.before.empty() && moment.verdict == (is_twin ? "allow" : "block");
  });
  ASSERT_NE(asked, moments.end());
  const auto published = std::find_if(
      GetParam().releases.begin(), GetParam().releases.end(),
      [&](const Release& each) { return each.name + "@" + each.version == asked->thing; });
  ASSERT_NE(published, GetParam().releases.end());
  EXPECT_EQ(ParseTime(published->time), ParseTime(asked->time));
}

INSTANTIATE_TEST_SUITE_P(Incidents, Replay, testing::ValuesIn(AllIncidents()),
                         [](const auto& incident) {
                           std::string name = incident.param.name;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(ReplayOfMastra, TheDependencyIsBlockedOnMetadataAlone) {
  Registry registry;
  for (const Release& release : Mastra().releases) registry.Publish(release);
  registry.HideTarballs();
  registry.SetNow("2026-06-17T01:01:33Z");
  const auto assessment = Stand(registry).Vet("easy-day-js@1.11.22");
  ASSERT_TRUE(assessment) << assessment.error().message;
  EXPECT_EQ(NameOf(assessment->verdict.action), "block") << Describe(*assessment);
}

TEST(ReplayOfMastra, TheDependencyIsBlockedOnContentAlone) {
  Registry registry;
  for (const Release& release : Mastra().releases) registry.Publish(release);
  registry.SetNow("2026-06-17T01:01:33Z");
  Stand stand(registry);
  ASSERT_TRUE(stand.FetchOnly("easy-day-js@1.11.22"));
  const auto assessment = stand.CheckOffline({"easy-day-js@1.11.22"});
  ASSERT_TRUE(assessment) << assessment.error().message;
  EXPECT_EQ(NameOf(assessment->verdict.action), "block") << Describe(*assessment);
}

TEST(ReplayOfMastra, AProjectThatLockedTheFirstCarrierIsStopped) {
  Registry registry;
  for (const Release& release : Mastra().releases) registry.Publish(release);
  registry.SetNow("2026-06-17T01:12:00Z");
  Stand stand(registry);
  const auto first = stand.Check({"@mastra/schema-compat@1.2.12", "easy-day-js@1.11.22"});
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(NameOf(first->verdict.action), "block");
  EXPECT_TRUE(Speaks(*first, "phantom-young-dependency")) << Describe(*first);
  EXPECT_TRUE(Speaks(*first, "armed-young-package")) << Describe(*first);
  // Remembered, not asked again, and the same answer.
  const auto again = stand.Check({"@mastra/schema-compat@1.2.12", "easy-day-js@1.11.22"});
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(Describe(*again), Describe(*first));
}

TEST(ReplayOfMastra, ThreeCarriersOfAScopeAreAnEcho) {
  Registry registry;
  for (const Release& release : Mastra().releases) registry.Publish(release);
  registry.SetNow("2026-06-17T01:20:00Z");
  const auto assessment =
      Stand(registry).Check({"@mastra/schema-compat@1.2.12", "@mastra/core@1.42.1",
                             "@mastra/memory@1.20.4", "easy-day-js@1.11.22"});
  ASSERT_TRUE(assessment) << assessment.error().message;
  EXPECT_TRUE(Speaks(*assessment, "release-echo")) << Describe(*assessment);
}

TEST(ReplayOfMastra, TheDifferenceIsBlockedToo) {
  Registry registry;
  for (const Release& release : Mastra().releases) registry.Publish(release);
  registry.SetNow("2026-06-17T01:12:00Z");
  Stand stand(registry);
  for (const auto& [before, now, rule] :
       {std::tuple("@mastra/schema-compat@1.2.11", "@mastra/schema-compat@1.2.12",
                   "phantom-young-dependency"),
        std::tuple("easy-day-js@1.11.21", "easy-day-js@1.11.22", "armed-young-package")}) {
    const auto difference = stand.Diff(before, now);
    ASSERT_TRUE(difference) << difference.error().message;
    EXPECT_EQ(NameOf(difference->assessment.verdict.action), "block")
        << Describe(difference->assessment);
    EXPECT_TRUE(Speaks(difference->assessment, rule)) << Describe(difference->assessment);
    EXPECT_FALSE(difference->history.empty());
  }
}

TEST(ReplayOfMastra, ItResemblesTheClusterAndNoMoreIsSaid) {
  Registry registry;
  for (const Release& release : Mastra().releases) registry.Publish(release);
  registry.SetNow("2026-06-17T01:12:00Z");
  const auto attribution =
      Stand(registry).Attribute({"@mastra/schema-compat@1.2.12", "easy-day-js@1.11.22"});
  ASSERT_TRUE(attribution) << attribution.error().message;
  const Resemblance& first = attribution->resemblances.front();
  EXPECT_EQ(first.profile.id, "sapphire-sleet");
  // The sample has none of its servers, markers or command words.
  EXPECT_EQ(NameOf(first.likeness), "resembles");
  EXPECT_GE(first.medium, 5U);
  EXPECT_FALSE(first.missing.empty());
}

TEST(ReplayOfTheCleanTwin, ResemblesNobody) {
  Registry registry;
  const Incident twin = CleanTwin();
  for (const Release& release : twin.releases) registry.Publish(release);
  registry.SetNow(twin.moments.back().time);
  const auto attribution = Stand(registry).Attribute({twin.moments.back().thing});
  ASSERT_TRUE(attribution) << attribution.error().message;
  EXPECT_EQ(NameOf(attribution->resemblances.front().likeness), "no resemblance");
}

/// The cooldown's answer for a version of this minute: how grave its age is, and why.
std::string CooldownOf(const Result<Assessment>& assessment) {
  if (!assessment) return assessment.error().message;
  for (const JudgedFinding& judged : assessment->findings) {
    if (judged.finding.rule != "release-cooldown") continue;
    std::string text(NameOf(judged.finding.severity));
    for (const Finding::Change& change : judged.finding.changes) text += ": " + change.reason;
    return text;
  }
  return "not spoken of";
}

TEST(Cooldown, AnswersWhetherAHotFixIsSafeToLetThroughEarly) {
  const auto release = [](std::string version, std::string time, std::string body) {
    return Release{.name = "server",
                   .version = std::move(version),
                   .time = std::move(time),
                   .publisher = std::string(kWorkflow),
                   .email = "workflow@forge.example",
                   .proof = Proof::kTrusted,
                   .repository = "git+https://forge.example/acme/server.git",
                   .files = {{"index.js", std::move(body)}}};
  };
  Registry registry;
  for (int day = 1; day < 9; ++day)
    registry.Publish(release(fmt::format("2.0.{}", day), fmt::format("2026-05-0{}", day),
                             "module.exports = (a) => a;\n"));
  registry.Publish(release("2.0.9", "2026-06-01T00:00:00Z",
                           "module.exports = (a) => (typeof a === 'string' ? a : '');\n"));
  registry.Publish(
      release("2.0.10", "2026-06-01T00:10:00Z",
              "require('child_process').execSync('id');\nmodule.exports = (a) => a;\n"));
  registry.SetNow("2026-06-01T00:30:00Z");
  const std::string fix = CooldownOf(Stand(registry).Vet("server@2.0.9"));
  EXPECT_TRUE(fix.starts_with("info: only its age speaks against it")) << fix;
  EXPECT_EQ(CooldownOf(Stand(registry).Vet("server@2.0.10")), "low") << "it starts a program now";
  registry.SetNow("2026-06-03T00:00:00Z");
  EXPECT_EQ(CooldownOf(Stand(registry).Vet("server@2.0.9")), "not spoken of");
}

TEST(ReplayOfMastra, WithoutTheRegistryItIsToldThatNothingIsKnown) {
  Registry registry;
  for (const Release& release : Mastra().releases) registry.Publish(release);
  registry.SetNow("2026-06-17T01:12:00Z");
  Stand stand(registry);
  ASSERT_TRUE(stand.FetchOnly("@mastra/schema-compat@1.2.12"));
  const auto offline = stand.CheckOffline({"@mastra/schema-compat@1.2.12"});
  ASSERT_TRUE(offline) << offline.error().message;
  ASSERT_FALSE(offline->diagnostics.empty());
  EXPECT_EQ(offline->diagnostics.front().code, "T001");
}

}  // namespace
}  // namespace replay
