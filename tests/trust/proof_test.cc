// What `check` and `vet` make of attestations: verified with real signatures, of a sigstore
// instance of the test's own, over real sockets.

#include <gtest/gtest.h>

#include <algorithm>

#include "trust/incidents.h"
#include "trust/stand.h"

namespace replay {
namespace {

constexpr std::string_view kThing = "@acme/tool@1.4.9";

Release Tool(std::string version, std::string time) {
  return {.name = "@acme/tool",
          .version = std::move(version),
          .time = std::move(time),
          .publisher = std::string(kWorkflow),
          .email = "workflow@forge.example",
          .proof = Proof::kTrusted,
          .repository = "git+https://forge.example/acme/tool.git",
          .files = {{"index.js", "module.exports = 1;\n"}}};
}

/// A package that its workflow has released for weeks, and its newest release with a fault.
void Publish(Registry& registry, ProofFault fault, Proof proof = Proof::kTrusted) {
  for (int day = 1; day < 9; ++day)
    registry.Publish(Tool("1.4." + std::to_string(day), "2026-05-0" + std::to_string(day)));
  Release last = Tool("1.4.9", "2026-05-10T00:00:00Z");
  last.fault = fault;
  last.proof = proof;
  registry.Publish(std::move(last));
  registry.SetNow("2026-05-12T00:00:00Z");
}

/// "rule severity; ..." of what is said about proof, and the notes on it.
std::string Says(const Result<Assessment>& assessment) {
  if (!assessment) return assessment.error().message;
  std::string text(NameOf(assessment->verdict.action));
  for (const JudgedFinding& judged : assessment->findings) {
    if (!judged.finding.rule.starts_with("proof-")) continue;
    text += "; " + judged.finding.rule + " ";
    text += NameOf(judged.finding.severity);
    const Untrusted* const why = judged.finding.facts.front().Find("why");
    if (why != nullptr) text += ": " + std::string(why->View());
  }
  for (const Diagnostic& diagnostic : assessment->diagnostics)
    if (diagnostic.code == "T002") text += "; " + diagnostic.message;
  return text;
}

TEST(Proof, ThatHoldsIsToldAndNothingIsMilderForIt) {
  Registry registry;
  Publish(registry, ProofFault::kNone);
  EXPECT_EQ(Says(Stand(registry).Vet(std::string(kThing))),
            "allow; the attestations of 1 package hold");
}

TEST(Proof, OfOtherBytesIsWarnedOf) {
  Registry registry;
  Publish(registry, ProofFault::kOtherTarball);
  EXPECT_EQ(Says(Stand(registry).Vet(std::string(kThing))),
            "warn; proof-does-not-hold high: the statement is about another artifact");
}

TEST(Proof, FromAnotherRepositoryIsWarnedOf) {
  Registry registry;
  Publish(registry, ProofFault::kOtherRepository);
  EXPECT_EQ(Says(Stand(registry).Vet(std::string(kThing))),
            "warn; proof-from-elsewhere high: it was built from "
            "`https://forge.example/stranger/fork`, not from `acme/tool`");
}

TEST(Proof, ThatCannotBeHadOrIsByStrangersIsUnknown) {
  for (const auto& [fault, why] :
       {std::pair(ProofFault::kGone, "does not have it"),
        std::pair(ProofFault::kOtherSigner, "from a log that is not trusted")}) {
    Registry registry;
    Publish(registry, fault);
    const std::string says = Says(Stand(registry).Vet(std::string(kThing)));
    EXPECT_TRUE(says.starts_with("allow; the attestations of 0 packages hold; of 1 they could not"))
        << says;
    EXPECT_NE(says.find(why), std::string::npos) << says;
  }
}

TEST(Proof, IsHeldAgainstThePolicy) {
  constexpr std::string_view kPolicy =
      "[[proof]]\npackage = '@acme/*'\nrepository = 'acme/tool'\n"
      "workflow = '.github/workflows/release.yml'\nref = '{}'\n";
  const auto with_ref = [&](std::string_view ref) {
    std::string text(kPolicy);
    return text.replace(text.find("{}"), 2, ref);
  };
  Registry good;
  Publish(good, ProofFault::kNone);
  Stand same(good);
  same.UsePolicy(with_ref("refs/heads/main"));
  EXPECT_EQ(Says(same.Vet(std::string(kThing))), "allow; the attestations of 1 package hold");
  Stand other(good);
  other.UsePolicy(with_ref("refs/heads/release"));
  EXPECT_EQ(Says(other.Vet(std::string(kThing))),
            "block; proof-from-elsewhere critical: it was built from `refs/heads/main`, not from "
            "`refs/heads/release`; the attestations of 1 package hold");
  Registry lost;
  Publish(lost, ProofFault::kNone, Proof::kSignature);
  Stand asking(lost);
  asking.UsePolicy(with_ref("refs/heads/main"));
  EXPECT_EQ(Says(asking.Vet(std::string(kThing))),
            "block; proof-absent critical: policy:1 asks for attestations");
}

TEST(Proof, IsVerifiedOfflineFromTheCacheAndRemembered) {
  Registry registry;
  Publish(registry, ProofFault::kNone);
  Stand stand(registry);
  EXPECT_EQ(Says(stand.Check({std::string(kThing)})), "allow; the attestations of 1 package hold");
  stand.ForgetFacts();
  EXPECT_EQ(Says(stand.CheckOffline({std::string(kThing)})),
            "allow; the attestations of 1 package hold");
  EXPECT_EQ(Says(stand.CheckOffline({std::string(kThing)})),
            "allow; the attestations of 1 package hold");
}

TEST(Proof, OfAPoisonedReleaseHoldsAndDoesNotHelpIt) {
  Registry registry;
  const Incident incident = Keyv();
  for (const Release& release : incident.releases) registry.Publish(release);
  const Moment& moment = incident.moments.front();
  registry.SetNow(moment.time);
  const std::string says = Says(Stand(registry).Vet(moment.thing));
  EXPECT_EQ(says, "block; the attestations of 1 package hold");
}

}  // namespace
}  // namespace replay
