#include "store/store.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <functional>

#include "store/samples_test.h"
#include "store/serialise.h"

// One contract for every implementation.

namespace store {
namespace {

FactsKey Key(int n, std::uint32_t version = 1) {
  return {.subject = Sha256(AsBytes(std::to_string(n))), .extractor_version = version};
}

struct Implementation {
  const char* name;
  std::unique_ptr<Store> (*open)(const std::string& folder);
};

class StoreContract : public testing::TestWithParam<Implementation> {
 protected:
  StoreContract() {
    std::string pattern = testing::TempDir() + "store-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    store_ = GetParam().open(folder_);
  }
  ~StoreContract() override {
    EXPECT_EQ(store_->TakeDiagnostics(), Diagnostics());
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::string folder_;
  std::unique_ptr<Store> store_;
};

TEST_P(StoreContract, KnowsNothingAtFirst) {
  const FactsKey keys[] = {Key(1), Key(2)};
  EXPECT_EQ(store_->LoadFacts(keys), std::vector<std::optional<PackageFacts>>(2));
  EXPECT_EQ(store_->LoadFindings(std::vector<FindingsKey>{{Key(1).subject}}).at(0), std::nullopt);
  EXPECT_FALSE(store_->LoadAssessment("/project"));
  EXPECT_TRUE(store_->LoadFacts({}).empty());
}

TEST_P(StoreContract, GivesFactsBackInTheOrderOfTheKeys) {
  const FactsKey keys[] = {Key(1), Key(2), Key(3)};
  const PackageFacts facts[] = {SampleFacts(1), SampleFacts(2), SampleFacts(3)};
  store_->SaveFacts(keys, facts);
  const FactsKey wanted[] = {Key(3), Key(9), Key(1), Key(3)};
  const auto loaded = store_->LoadFacts(wanted);
  ASSERT_EQ(loaded.size(), 4U);
  EXPECT_EQ(loaded[0], facts[2]);
  EXPECT_EQ(loaded[1], std::nullopt);
  EXPECT_EQ(loaded[2], facts[0]);
  EXPECT_EQ(loaded[3], facts[2]);
}

TEST_P(StoreContract, FactsOfAnotherExtractorAreNotKnownAndAreReplaced) {
  store_->SaveFacts(std::vector{Key(1, 1)}, std::vector{SampleFacts(1)});
  EXPECT_EQ(store_->LoadFacts(std::vector{Key(1, 2)}).at(0), std::nullopt);
  EXPECT_EQ(store_->LoadFacts(std::vector{Key(1, 1)}).at(0), SampleFacts(1));
  store_->SaveFacts(std::vector{Key(1, 2)}, std::vector{SampleFacts(2)});
  EXPECT_EQ(store_->LoadFacts(std::vector{Key(1, 2)}).at(0), SampleFacts(2));
  EXPECT_EQ(store_->LoadFacts(std::vector{Key(1, 1)}).at(0), std::nullopt);
}

TEST_P(StoreContract, WhatOlderExtractorsMadeIsPruned) {
  EXPECT_FALSE(store_->HasGrown());
  store_->SaveAssessment("/p", SampleAssessment());
  EXPECT_FALSE(store_->HasGrown()) << "there is one for each project";
  store_->SaveFacts(std::vector{Key(1, 1), Key(2, 2)}, std::vector{SampleFacts(1), SampleFacts(2)});
  EXPECT_TRUE(store_->HasGrown());
  const std::vector<FindingsKey> keys = {MakeFindingsKey(Key(1, 1), std::nullopt, "r"),
                                         MakeFindingsKey(Key(2, 2), std::nullopt, "r")};
  store_->SaveFindings(keys, std::vector<std::vector<Finding>>(2));
  StoreUse use = store_->Use(2);
  EXPECT_EQ(use.packages, 2U);
  EXPECT_EQ(use.findings, 2U);
  EXPECT_EQ(use.projects, 1U);
  EXPECT_EQ(use.outdated, 2U);
  store_->Prune({.extractor_version = 2});
  use = store_->Use(2);
  EXPECT_EQ(use.packages, 1U);
  EXPECT_EQ(use.findings, 1U);
  EXPECT_EQ(use.projects, 1U);
  EXPECT_EQ(use.outdated, 0U);
  EXPECT_EQ(store_->LoadFacts(std::vector{Key(2, 2)}).at(0), SampleFacts(2));
  EXPECT_TRUE(store_->LoadFindings(keys).at(1));
  EXPECT_FALSE(store_->LoadFindings(keys).at(0));
  store_->Clear();
  EXPECT_EQ(store_->Use(2).packages, 0U);
  EXPECT_FALSE(store_->LoadAssessment("/p"));
}

TEST_P(StoreContract, RemembersFindings) {
  const std::vector<std::vector<Finding>> findings = {{SampleFinding(1), SampleFinding(2)}, {}};
  const std::vector<FindingsKey> keys = {{Key(1).subject}, {Key(2).subject}};
  store_->SaveFindings(keys, findings);
  const auto loaded = store_->LoadFindings(keys);
  EXPECT_EQ(loaded[0], findings[0]);
  EXPECT_EQ(loaded[1], findings[1]);
}

TEST_P(StoreContract, RemembersTheLastAssessmentOfEachProject) {
  PastAssessment first = SampleAssessment();
  store_->SaveAssessment("/a", first);
  first.time = 7;
  store_->SaveAssessment("/b", first);
  first.time = 8;
  store_->SaveAssessment("/b", first);
  EXPECT_EQ(Serialise(*store_->LoadAssessment("/a")), Serialise(SampleAssessment()));
  EXPECT_EQ(store_->LoadAssessment("/b")->time, 8);
  EXPECT_FALSE(store_->LoadAssessment("/"));
}

TEST_P(StoreContract, TakesThousandsAtOnce) {
  std::vector<FactsKey> keys;
  std::vector<PackageFacts> facts;
  for (int n = 0; n < 3'000; ++n) {
    keys.push_back(Key(n));
    facts.push_back(SampleFacts(n));
  }
  store_->SaveFacts(keys, facts);
  const auto loaded = store_->LoadFacts(keys);
  for (std::size_t i = 0; i < keys.size(); ++i) EXPECT_EQ(loaded[i], facts[i]);
}

INSTANTIATE_TEST_SUITE_P(
    All, StoreContract,
    testing::Values(Implementation{"Memory", [](const std::string&) { return OpenMemoryStore(); }},
                    Implementation{"Sqlite",
                                   [](const std::string& folder) {
                                     return OpenSqliteStore(folder + "/deep/er/store.db");
                                   }}),
    [](const auto& parameter) { return std::string(parameter.param.name); });

TEST(StoreKeys, DependOnEverythingThatFactsDependOn) {
  const Integrity artifact = Integrity::Of(AsBytes("a"));
  EXPECT_EQ(SubjectKey(artifact, "x"), SubjectKey(artifact, "x"));
  EXPECT_NE(SubjectKey(artifact, "x"), SubjectKey(artifact, "y"));
  EXPECT_NE(SubjectKey(artifact, "x"), SubjectKey(Integrity::Of(AsBytes("b")), "x"));

  const auto contents = [](std::string path, std::string_view text, bool executable) {
    Contents made;
    made.files.push_back(
        {.path = std::move(path), .bytes = AsBytes(text), .executable = executable});
    return made;
  };
  const Contents base = contents("a", "text", false);
  EXPECT_EQ(SubjectKey(base, ""), SubjectKey(contents("a", "text", false), ""));
  EXPECT_NE(SubjectKey(base, ""), SubjectKey(contents("b", "text", false), ""));
  EXPECT_NE(SubjectKey(base, ""), SubjectKey(contents("a", "texts", false), ""));
  EXPECT_NE(SubjectKey(base, ""), SubjectKey(contents("a", "text", true), ""));
  EXPECT_NE(SubjectKey(base, ""), SubjectKey(base, "x"));
  Contents remarked = contents("a", "text", false);
  remarked.remarks.push_back({.oddity = ArchiveOddity::kLink});
  EXPECT_NE(SubjectKey(base, ""), SubjectKey(remarked, ""));

  const FindingsKey key = MakeFindingsKey(Key(1), std::nullopt, "r1");
  EXPECT_NE(key, MakeFindingsKey(Key(1), std::nullopt, "r2"));
  EXPECT_NE(key, MakeFindingsKey(Key(1, 2), std::nullopt, "r1"));
  EXPECT_NE(key, MakeFindingsKey(Key(1), Key(2), "r1"));
  EXPECT_NE(MakeFindingsKey(Key(1), Key(3), "r1"), MakeFindingsKey(Key(1), Key(2), "r1"));
}

}  // namespace
}  // namespace store
