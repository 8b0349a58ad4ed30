#include "detect/capabilities.h"

#include <gtest/gtest.h>

namespace detect {
namespace {

Fact Seen(FactKind kind, Phase phase, std::string_view key, std::string_view value) {
  Fact fact{.kind = kind, .phase = phase};
  fact.values = {{.key = std::string(key), .text = Untrusted(value)}};
  return fact;
}

TEST(Capabilities, AreCountedByPhaseInTheOrderOfTheTable) {
  const Facts facts = {Seen(FactKind::kScriptProgram, Phase::kInstall, "program", "node"),
                       Seen(FactKind::kScriptProgram, Phase::kInstall, "program", "curl"),
                       Seen(FactKind::kScriptDownload, Phase::kUnknown, "host", "a.example"),
                       Seen(FactKind::kScriptDownload, Phase::kInstall, "host", "b.example"),
                       Seen(FactKind::kLockDrift, Phase::kUnknown, "package", "x")};
  std::string lines;
  for (const Capability& one : CapabilitiesOf(facts)) {
    lines += one.name + " " + std::string(NameOf(one.phase)) + " " + std::to_string(one.count);
    for (const Untrusted& example : one.examples) lines += " " + std::string(example.View());
    lines += "\n";
  }
  EXPECT_EQ(lines,
            "network install 1 b.example\n"
            "network unknown 1 a.example\n"
            "processes install 2 curl node\n");
}

TEST(Capabilities, NameKindsThatExistAndKeysOfThem) {
#define CAPABILITY(kind, name, does, example) \
  ASSERT_TRUE(FindFactKind(kind)) << kind;    \
  EXPECT_NE(InfoOf(*FindFactKind(kind)).keys.find(example), std::string_view::npos) << kind;
#include "detect/capabilities.def"
#undef CAPABILITY
}

}  // namespace
}  // namespace detect
