#include "report/story.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "report/escape.h"

namespace report {
namespace {

std::string_view WhenOf(Phase phase) {
  switch (phase) {
    case Phase::kInstall:
      return "When it is installed it ";
    case Phase::kImport:
      return "When it is imported it ";
    case Phase::kCall:
      return "When it is called it ";
    case Phase::kUnknown:
      return "Besides, it ";
    case Phase::kNever:
      return "In files that nothing was seen to run it ";
  }
  return {};
}

std::string PhraseOf(const Capability& capability) {
  constexpr std::size_t kExampleCodePoints = 40;
  std::string phrase = capability.does;
  std::string examples;
  for (const Untrusted& example : capability.examples)
    examples += (examples.empty() ? "" : ", ") + ForTerminal(example, kExampleCodePoints);
  if (!examples.empty()) phrase += " (" + examples + ")";
  return phrase;
}

}  // namespace

std::vector<std::string> StoryOf(const PackageAssessment& package) {
  std::vector<std::string> story;
  bool installs = false;
  for (const Phase phase :
       {Phase::kInstall, Phase::kImport, Phase::kCall, Phase::kUnknown, Phase::kNever}) {
    std::vector<std::string> phrases;
    for (const Capability& capability : package.capabilities) {
      if (capability.phase == phase) phrases.push_back(PhraseOf(capability));
    }
    if (phrases.empty()) continue;
    installs |= phase == Phase::kInstall;
    std::string sentence(WhenOf(phase));
    for (std::size_t i = 0; i < phrases.size(); ++i) {
      if (i > 0) sentence += i + 1 == phrases.size() ? ", and " : ", ";
      sentence += phrases[i];
    }
    story.push_back(sentence + ".");
  }
  if (!installs) story.insert(story.begin(), "Nothing of it was seen to run when it is installed.");
  return story;
}

}  // namespace report
