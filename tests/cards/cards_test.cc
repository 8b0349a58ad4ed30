// Every built-in card against its own samples: the real extractors read the sample package, the
// whole rule set judges the facts, and the card must speak or keep silent as it promises.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "detect/evaluate.h"
#include "detect/match.h"
#include "facts/contents_from_tarball.h"
#include "facts/extract.h"
#include "formats/tar_builder.h"

namespace {

/// A file of this name is no file of the package: it is the manifest as the registry shows it.
constexpr std::string_view kRegistryManifest = "registry-manifest.json";

/// A package's archive as the lines of a `tar` block describe it: `TYPE PATH [REST]`, one entry
/// each; `truncate N` cuts bytes off the end.
ByteVector TarballOf(const std::vector<std::string>& lines) {
  const std::map<std::string_view, char> types = {{"file", '0'},    {"hardlink", '1'},
                                                  {"symlink", '2'}, {"device", '3'},
                                                  {"folder", '5'},  {"fifo", '6'}};
  formats::TarBuilder builder;
  std::size_t cut = 0;
  for (const std::string& line : lines) {
    const std::string_view text = line;
    const std::size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    const std::string_view rest = text.substr(space + 1);
    const std::string_view path = rest.substr(0, rest.find(' '));
    const std::string_view more = rest.substr(std::min(path.size() + 1, rest.size()));
    if (word == "truncate") {
      cut = ParseNumber(rest).value_or(0);
      continue;
    }
    const auto type = types.find(word);
    EXPECT_NE(type, types.end()) << "unknown type in a tar block: " << line;
    if (type == types.end()) continue;
    const bool link = type->second == '1' || type->second == '2';
    builder.Add({.path = std::string(path),
                 .content = link ? std::string_view{} : more,
                 .type = type->second,
                 .link = std::string(link ? more : std::string_view{})});
  }
  const Bytes whole = builder.End().bytes();
  const Bytes kept = whole.first(whole.size() - std::min(cut, whole.size()));
  return {kept.begin(), kept.end()};
}

Facts FactsOfTarball(const std::vector<std::string>& lines) {
  if (lines.empty()) return {};
  const ByteVector tarball = TarballOf(lines);
  formats::Unzipper memory;
  return facts::Extract(facts::ReadTarball(tarball, memory), {});
}

Facts FactsOf(const std::vector<CardSample::File>& files) {
  if (files.empty()) return {};
  Contents contents;
  facts::PackageContext context;
  for (const CardSample::File& file : files) {
    if (file.path == kRegistryManifest) {
      context.registry_manifest = file.content;
    } else {
      contents.files.push_back({.path = file.path, .bytes = AsBytes(file.content)});
      contents.unpacked_bytes += file.content.size();
    }
  }
  std::sort(contents.files.begin(), contents.files.end(),
            [](const ContentFile& a, const ContentFile& b) { return a.path < b.path; });
  return facts::Extract(contents, context);
}

std::string Describe(const Facts& facts) {
  std::string text;
  for (const Fact& fact : facts) {
    text += "  " + std::string(InfoOf(fact.kind).name) + " [" + std::string(NameOf(fact.phase)) +
            "] " + fact.evidence.file.ForEscaping() + ":" +
            std::to_string(fact.evidence.position.line);
    for (const FactValue& value : fact.values)
      text += " " + value.key + "=" + value.text.ForEscaping();
    text += "\n";
  }
  return text;
}

bool IsMet(const CardSample::Expectation& expected, const Facts& facts,
           const detect::RuleSet& rules) {
  return std::any_of(facts.begin(), facts.end(), [&](const Fact& fact) {
    return detect::Matches(expected.pattern, fact, rules) &&
           fact.evidence.file.View() == expected.path &&
           (expected.line == 0 || fact.evidence.position.line == expected.line);
  });
}

class Cards : public testing::TestWithParam<detect::CardText> {
 protected:
  void SetUp() override {
    auto loaded = detect::RuleSet::Load({});
    ASSERT_TRUE(loaded.has_value());
    rules_.emplace(std::move(*loaded));
  }

  /// True when the card has a finding for the sample; checks the expected facts on the way.
  bool IsFlagged(const RuleCard& card, const CardSample& sample) {
    Facts now = FactsOf(sample.files);
    const Facts unpacked = FactsOfTarball(sample.tar);
    now.insert(now.end(), unpacked.begin(), unpacked.end());
    now.insert(now.end(), sample.given.begin(), sample.given.end());
    Sort(now);
    const Facts before = FactsOf(sample.previous);
    facts_ = Describe(now);
    for (const CardSample::Expectation& expected : sample.expected) {
      EXPECT_TRUE(IsMet(expected, now, *rules_))
          << card.id << ".md, sample `" << sample.title << "`: no fact " << expected.text << " in "
          << expected.path << ":" << expected.line << "\n"
          << facts_;
    }
    const auto findings =
        detect::Evaluate(*rules_, now, sample.previous.empty() ? nullptr : &before);
    return std::any_of(findings.begin(), findings.end(),
                       [&](const Finding& finding) { return finding.rule == card.id; });
  }

  std::optional<detect::RuleSet> rules_;
  std::string facts_;
};

TEST_P(Cards, KeepThePromisesOfTheirSamples) {
  const std::string_view file = GetParam().file;
  const auto card = detect::ReadBuiltInCard(file.substr(0, file.rfind('.')));
  ASSERT_TRUE(card.has_value());
  for (const CardSample& sample : card->flagged) {
    EXPECT_TRUE(IsFlagged(*card, sample))
        << file << ":" << sample.line << ": not flagged: " << sample.title << "\n"
        << facts_;
  }
  for (const CardSample& sample : card->not_flagged) {
    EXPECT_FALSE(IsFlagged(*card, sample))
        << file << ":" << sample.line << ": flagged: " << sample.title << "\n"
        << facts_;
  }
}

INSTANTIATE_TEST_SUITE_P(BuiltIn, Cards, testing::ValuesIn(detect::BuiltInCards()),
                         [](const auto& card) {
                           std::string name(card.param.file.substr(0, card.param.file.rfind('.')));
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
