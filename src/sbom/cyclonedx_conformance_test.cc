// CycloneDX's own samples: what is valid is taken, what is invalid refused, and what is valid comes
// back from a write as it was read.

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "formats/json_tree.h"
#include "sbom/conformance_data.h"
#include "sbom/cyclonedx_check.h"
#include "sbom/cyclonedx_json.h"
#include "sbom/cyclonedx_meaning.h"
#include "sbom/cyclonedx_xml.h"
#include "sbom/document.h"

namespace {

using formats::json::SameValue;
using formats::json::Value;
using sbom::Problems;
using sbom::cyclonedx::CheckStructure;
using sbom::cyclonedx::Encoding;
using sbom::cyclonedx::Spec;

struct Sample {
  std::string path;
  std::string text;
  Spec spec;
  bool valid;
};

std::string First(const Problems& problems) {
  for (const sbom::Problem& problem : problems.list()) {
    if (problem.level == Diagnostic::Level::kError) {
      return problem.code + " " + problem.message + " at " + problem.pointer;
    }
  }
  return "";
}

std::vector<Sample> SamplesOf(const std::string& folder, std::string_view extension) {
  std::vector<Sample> samples;
  for (const Spec spec : {Spec::k1_4, Spec::k1_5, Spec::k1_6, Spec::k1_7}) {
    const std::string below =
        folder + "/tools/src/test/resources/" + std::string(sbom::cyclonedx::NameOf(spec));
    for (const std::string& path : FilesBelow(below)) {
      const std::string_view name = BaseName(path);
      const bool valid = name.starts_with("valid-");
      if (Extension(path) != extension || !(valid || name.starts_with("invalid-"))) continue;
      const auto bytes = DiskFileSystem().Read(path, 1U << 24U);
      samples.push_back({path, std::string(AsText(*bytes)), spec, valid});
    }
  }
  return samples;
}

TEST(CycloneDxConformance, JudgesAndKeepsEveryJsonSample) {
  const std::string folder = ConformanceFolder("cyclonedx");
  if (folder.empty()) GTEST_SKIP();
  int count = 0;
  for (const Sample& sample : SamplesOf(folder, ".json")) {
    ++count;
    const auto document = formats::ParseJson(sample.text);
    ASSERT_TRUE(document.has_value()) << sample.path;
    Problems problems;
    CheckStructure(document->root(), sample.spec, Encoding::kJson, problems);
    sbom::cyclonedx::CheckMeaning(document->root(), Encoding::kJson, problems);
    EXPECT_EQ(problems.errors() == 0, sample.valid) << sample.path << ": " << First(problems);
    if (!sample.valid) continue;
    const auto again = formats::ParseJson(sbom::cyclonedx::ToJson(document->root(), sample.spec));
    ASSERT_TRUE(again.has_value()) << sample.path;
    EXPECT_TRUE(SameValue(document->root(), again->root())) << sample.path;
  }
  EXPECT_GE(count, 260);
}

TEST(CycloneDxConformance, JudgesAndKeepsEveryXmlSample) {
  const std::string folder = ConformanceFolder("cyclonedx");
  if (folder.empty()) GTEST_SKIP();
  int count = 0;
  for (const Sample& sample : SamplesOf(folder, ".xml")) {
    ++count;
    const auto xml = formats::xml::Parse(sample.text);
    ASSERT_TRUE(xml.has_value()) << sample.path << xml.error().message;
    Problems problems;
    const auto tree = sbom::cyclonedx::FromXml(*xml, problems);
    if (tree) {
      CheckStructure(tree->document.root(), tree->spec, Encoding::kXml, problems);
      sbom::cyclonedx::CheckMeaning(tree->document.root(), Encoding::kXml, problems);
    }
    EXPECT_EQ(problems.errors() == 0, sample.valid) << sample.path << ": " << First(problems);
    if (!sample.valid || !tree) continue;
    const std::string written = sbom::cyclonedx::ToXml(tree->document.root(), tree->spec);
    const auto again_xml = formats::xml::Parse(written);
    ASSERT_TRUE(again_xml.has_value()) << sample.path << again_xml.error().message;
    Problems more;
    const auto again = sbom::cyclonedx::FromXml(*again_xml, more);
    ASSERT_TRUE(again.has_value()) << sample.path;
    EXPECT_TRUE(SameValue(tree->document.root(), again->document.root()))
        << sample.path << sbom::cyclonedx::ToJson(tree->document.root(), tree->spec) << written;
  }
  EXPECT_GE(count, 270);
}

/// Through another form and back, where no loss is told. What differs are lists that are empty,
/// which XML and protobuf do not tell from absent ones; the number that stays the very same may
/// only grow.
void CheckThrough(sbom::Format format, int at_least) {
  const std::string folder = ConformanceFolder("cyclonedx");
  if (folder.empty()) GTEST_SKIP();
  int kept = 0;
  std::string lost;
  for (const Sample& sample : SamplesOf(folder, ".json")) {
    if (!sample.valid) continue;
    const auto document = sbom::ReadDocument(AsBytes(sample.text));
    ASSERT_TRUE(document.has_value()) << sample.path;
    sbom::Losses losses;
    const std::string other =
        sbom::Convert(*document, {.format = format, .spec = sample.spec}, losses);
    if (losses.total() > 0) continue;
    const auto second = sbom::ReadDocument(AsBytes(other));
    ASSERT_TRUE(second.has_value()) << sample.path << second.error().message;
    const std::string back = sbom::Convert(*second, {.spec = sample.spec}, losses);
    const auto third = sbom::ReadDocument(AsBytes(back));
    ASSERT_TRUE(third.has_value()) << sample.path;
    sbom::Losses none;
    const auto first =
        sbom::ReadDocument(AsBytes(sbom::Convert(*document, {.spec = sample.spec}, none)));
    if (SameValue(first->tree.root(), third->tree.root())) {
      ++kept;
    } else {
      lost += std::string(BaseName(sample.path)) + " ";
    }
  }
  EXPECT_GE(kept, at_least) << lost;
}

TEST(CycloneDxConformance, KeepsJsonThroughXml) {
  CheckThrough(sbom::Format::kCycloneDxXml, 150);
}
TEST(CycloneDxConformance, KeepsJsonThroughProtobuf) {
  CheckThrough(sbom::Format::kCycloneDxProtobuf, 72);
}

TEST(CycloneDxConformance, BecomesValidSpdxThatKeepsEveryComponent) {
  const std::string folder = ConformanceFolder("cyclonedx");
  if (folder.empty()) GTEST_SKIP();
  for (const Sample& sample : SamplesOf(folder, ".json")) {
    if (!sample.valid) continue;
    const auto document = sbom::ReadDocument(AsBytes(sample.text));
    const sbom::Bom bom = sbom::ToBom(*document);
    for (const auto format :
         {sbom::Format::kSpdxJson, sbom::Format::kSpdxTagValue, sbom::Format::kSpdx3Json}) {
      sbom::Losses losses;
      const auto spdx =
          sbom::ReadDocument(AsBytes(sbom::Convert(*document, {.format = format}, losses)));
      ASSERT_TRUE(spdx.has_value()) << sample.path;
      Problems problems;
      sbom::Validate(*spdx, problems);
      EXPECT_EQ(problems.errors(), 0U) << sample.path << ": " << First(problems);
      EXPECT_EQ(sbom::ToBom(*spdx).components.size(), bom.components.size()) << sample.path;
    }
  }
}

}  // namespace
