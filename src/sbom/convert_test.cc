// From every form into every other: what is not there afterwards has been told, edges above all.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "sbom/document.h"

namespace {

using sbom::Bom;
using sbom::Document;
using sbom::Format;
using sbom::Losses;

constexpr Format kFormats[] = {Format::kCycloneDxJson,     Format::kCycloneDxXml,
                               Format::kCycloneDxProtobuf, Format::kSpdxJson,
                               Format::kSpdxTagValue,      Format::kSpdx3Json};

/// Edges of every kind: to a nested component, to a service, to what is not there, and `provides`.
constexpr std::string_view kRich = R"({
  "bomFormat": "CycloneDX", "specVersion": "1.7", "version": 1,
  "metadata": {"component": {"type": "application", "bom-ref": "root", "name": "app"}},
  "components": [
    {"type": "library", "bom-ref": "a", "name": "a", "version": "1.0.0",
     "hashes": [{"alg": "BLAKE2b-256", "content": "d8779633380c050bccf4e733b763ab2abd8ad2db60b517d47fd29bbf76433237"}],
     "components": [{"type": "file", "bom-ref": "f", "name": "f"}]},
    {"type": "operating-system", "bom-ref": "os", "name": "os"},
    {"type": "cryptographic-asset", "bom-ref": "c", "name": "c"}],
  "services": [{"bom-ref": "s", "name": "s"}],
  "dependencies": [
    {"ref": "root", "dependsOn": ["a", "os"]},
    {"ref": "a", "dependsOn": ["f", "s", "gone"], "provides": ["c"]},
    {"ref": "s", "dependsOn": ["a"]}]})";

std::string Text(const Bom& bom, const sbom::Edge& edge) {
  constexpr std::string_view kKinds[] = {" -> ", " provides ", " contains "};
  return bom.TextOf(edge.from) + std::string(kKinds[static_cast<std::size_t>(edge.kind)]) +
         bom.TextOf(edge.to);
}

std::set<std::string> EdgesOf(const Bom& bom) {
  std::set<std::string> edges;
  for (const sbom::Edge& edge : bom.edges) edges.insert(Text(bom, edge));
  return edges;
}

Document Read(std::string_view text) {
  auto document = sbom::ReadDocument(AsBytes(text));
  EXPECT_TRUE(document.has_value()) << document.error().message << text;
  return std::move(*document);
}

/// Losses whose reason names both ends.
std::size_t LossesOfEdges(const Losses& losses) {
  return static_cast<std::size_t>(
      std::count_if(losses.list().begin(), losses.list().end(), [](const sbom::Loss& loss) {
        return loss.pointer.starts_with("/dependencies") ||
               loss.pointer.starts_with("/relationships") || loss.pointer.starts_with("/@graph");
      }));
}

TEST(Convert, LosesNoEdgeUnseenBetweenAnyTwoForms) {
  for (const Format from : kFormats) {
    // Getting into the first form may already cost edges; from there on they are counted.
    Losses first_losses;
    const std::string source = sbom::Convert(
        Read(kRich), {.format = from, .spec = sbom::cyclonedx::Spec::k1_7}, first_losses);
    const Document document = Read(source);
    const auto before = EdgesOf(sbom::ToBom(document));
    EXPECT_EQ(before.size() + LossesOfEdges(first_losses), 7U) << sbom::NameOf(from);
    for (const Format to : kFormats) {
      SCOPED_TRACE(std::string(sbom::NameOf(from)) + " to " + std::string(sbom::NameOf(to)));
      Losses losses;
      const std::string target =
          sbom::Convert(document, {.format = to, .spec = sbom::cyclonedx::Spec::k1_7}, losses);
      const auto after = EdgesOf(sbom::ToBom(Read(target)));
      std::size_t gone = 0;
      for (const std::string& edge : before) gone += after.contains(edge) ? 0 : 1;
      EXPECT_EQ(gone, LossesOfEdges(losses)) << losses.ToJson("", "") << target;
      for (const std::string& edge : after) EXPECT_TRUE(before.contains(edge)) << edge;
    }
  }
}

TEST(Convert, KeepsEveryEdgeBetweenComponents) {
  const std::set<std::string> between = {"root -> a", "root -> os", "a -> f", "a provides c"};
  for (const Format to : kFormats) {
    SCOPED_TRACE(sbom::NameOf(to));
    Losses losses;
    const auto edges = EdgesOf(sbom::ToBom(Read(
        sbom::Convert(Read(kRich), {.format = to, .spec = sbom::cyclonedx::Spec::k1_7}, losses))));
    EXPECT_TRUE(std::includes(edges.begin(), edges.end(), between.begin(), between.end()));
  }
}

/// What an older CycloneDX has no word for is a loss at its place, in every encoding.
TEST(Convert, TellsWhatEachEncodingOfAnOlderVersionCannotHold) {
  for (const Format to :
       {Format::kCycloneDxJson, Format::kCycloneDxXml, Format::kCycloneDxProtobuf}) {
    SCOPED_TRACE(sbom::NameOf(to));
    Losses losses;
    const std::string text =
        sbom::Convert(Read(kRich), {.format = to, .spec = sbom::cyclonedx::Spec::k1_4}, losses);
    std::set<std::string> pointers;
    for (const sbom::Loss& loss : losses.list()) pointers.insert(loss.pointer);
    EXPECT_TRUE(pointers.contains("/dependencies/1/provides")) << losses.ToJson("", "");
    EXPECT_TRUE(pointers.contains("/components/2/type"));
    sbom::Problems problems;
    sbom::Validate(Read(text), problems);
    EXPECT_EQ(problems.errors(), 0U) << problems.list()[0].message;
  }
}

/// SPDX has a declared and a concluded expression; CycloneDX before 1.7 one of them.
TEST(Convert, KeepsTheConcludedLicenceWhereThereIsRoomForOne) {
  const Document document = Read(R"({"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT",
    "dataLicense": "CC0-1.0", "name": "x", "documentNamespace": "https://x.example/1",
    "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: x"]},
    "packages": [{"SPDXID": "SPDXRef-a", "name": "a", "downloadLocation": "NOASSERTION",
                  "licenseDeclared": "MIT OR ISC", "licenseConcluded": "MIT"}],
    "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
                       "relatedSpdxElement": "SPDXRef-a"}]})");
  using Spec = sbom::cyclonedx::Spec;
  const auto licenses = [&](Format format, Spec spec) {
    Losses losses;
    const Document written =
        Read(sbom::Convert(document, {.format = format, .spec = spec}, losses));
    sbom::Problems problems;
    sbom::Validate(written, problems);
    EXPECT_EQ(problems.errors(), 0U) << problems.list()[0].message;
    const Bom bom = sbom::ToBom(written);
    std::string text;
    for (const sbom::License& license : bom.components.at(0).licenses) text += license.text + ", ";
    return text + (losses.total() == 0 ? "" : losses.list()[0].reason);
  };
  EXPECT_EQ(licenses(Format::kCycloneDxJson, Spec::k1_7), "MIT OR ISC, MIT, ");
  for (const Format to :
       {Format::kCycloneDxJson, Format::kCycloneDxXml, Format::kCycloneDxProtobuf}) {
    EXPECT_EQ(licenses(to, Spec::k1_6), "MIT, version 1.6 has room for one licence expression");
  }
}

/// Protobuf has no `bom-ref` of a licence expression before 1.6, and XML no signature.
TEST(Convert, TellsWhatOneEncodingAloneCannotHold) {
  const Document document = Read(
      R"({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [
          {"type": "library", "name": "a", "licenses": [{"expression": "MIT OR ISC", "bom-ref": "l"}]}]})");
  const auto told = [&](Format format) {
    Losses losses;
    (void)sbom::Convert(document, {.format = format, .spec = sbom::cyclonedx::Spec::k1_5}, losses);
    return losses.total() == 1 ? losses.list()[0].pointer : std::to_string(losses.total());
  };
  EXPECT_EQ(told(Format::kCycloneDxProtobuf), "/components/0/licenses/0/bom-ref");
  EXPECT_EQ(told(Format::kCycloneDxXml), "0");
  EXPECT_EQ(told(Format::kCycloneDxJson), "0");
}

/// JSON's whole numbers have any size.
TEST(Convert, TellsOfANumberThatProtobufCannotHold) {
  const Document document =
      Read(R"({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1e300})");
  sbom::Problems problems;
  sbom::Validate(document, problems);
  EXPECT_TRUE(problems.empty());
  Losses losses;
  const std::string binary =
      sbom::Convert(document, {.format = Format::kCycloneDxProtobuf}, losses);
  ASSERT_EQ(losses.list().size(), 1U);
  EXPECT_EQ(losses.list()[0].pointer, "/version");
  EXPECT_EQ(Read(binary).tree.root().Members().Find("version"), nullptr);
}

/// SPDX says much that nothing else has a place for.
TEST(Convert, TellsWhatOfSpdxIsNotCarriedOver) {
  const std::string_view text = R"({"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT",
    "name": "d", "dataLicense": "CC0-1.0", "documentNamespace": "https://registry.example/d",
    "creationInfo": {"created": "2026-06-17T01:12:00Z", "creators": ["Tool: t-1"], "comment": "c"},
    "packages": [
      {"SPDXID": "SPDXRef-a", "name": "a", "downloadLocation": "NONE", "sourceInfo": "from a",
       "checksums": [{"algorithm": "SHA224", "checksumValue": "00"}],
       "externalRefs": [{"referenceCategory": "OTHER", "referenceType": "gitoid", "referenceLocator": "x"}]},
      {"SPDXID": "SPDXRef-b", "name": "b", "downloadLocation": "NOASSERTION"}],
    "files": [{"SPDXID": "SPDXRef-f", "fileName": "f", "checksums": []}],
    "relationships": [
      {"spdxElementId": "SPDXRef-a", "relationshipType": "BUILD_DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-b"},
      {"spdxElementId": "SPDXRef-a", "relationshipType": "CONTAINS", "relatedSpdxElement": "SPDXRef-f"},
      {"spdxElementId": "SPDXRef-a", "relationshipType": "VARIANT_OF", "relatedSpdxElement": "SPDXRef-b"},
      {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-a"}]})";
  for (const Format to : {Format::kCycloneDxJson, Format::kCycloneDxXml, Format::kCycloneDxProtobuf,
                          Format::kSpdx3Json}) {
    SCOPED_TRACE(sbom::NameOf(to));
    Losses losses;
    const std::string target = sbom::Convert(Read(text), {.format = to}, losses);
    std::multiset<std::string> pointers;
    for (const sbom::Loss& loss : losses.list()) pointers.insert(loss.pointer);
    EXPECT_EQ(pointers, (std::multiset<std::string>{"/creationInfo/comment", "/files",
                                                    "/packages/0/checksums/0",
                                                    "/packages/0/sourceInfo", "/relationships/0",
                                                    "/relationships/1", "/relationships/2"}))
        << losses.ToJson("", "");
    sbom::Problems problems;
    const Document read = Read(target);
    sbom::Validate(read, problems);
    EXPECT_EQ(problems.errors(), 0U) << problems.list()[0].message << target;
    EXPECT_EQ(EdgesOf(sbom::ToBom(read)), (std::set<std::string>{"SPDXRef-b -> SPDXRef-a"}));
  }
}

}  // namespace
