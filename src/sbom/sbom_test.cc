// From an inventory to every form and back; merge, diff, score; broken and hostile documents.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <set>

#include "base/file_system.h"
#include "base/limits.h"
#include "base/text.h"
#include "sbom/diff.h"
#include "sbom/document.h"
#include "sbom/from_inventory.h"
#include "sbom/merge.h"
#include "sbom/sample_inventory.h"
#include "sbom/score.h"

namespace {

using sbom::Bom;
using sbom::Component;
using sbom::Format;
using sbom::Losses;

constexpr Format kFormats[] = {Format::kCycloneDxJson,     Format::kCycloneDxXml,
                               Format::kCycloneDxProtobuf, Format::kSpdxJson,
                               Format::kSpdxTagValue,      Format::kSpdx3Json};

Bom SampleBom() {
  return sbom::FromInventory(SampleInventory(),
                             {.timestamp = "2026-06-17T01:12:00Z", .tool_version = "1.0.0"});
}

std::string Label(const Bom& bom, const Component& component) {
  return std::string(bom.RefOf(component)) + " " + component.type + " " + component.FullName() +
         "@" + component.version + " " + component.purl + " " + component.scope;
}

/// What every form must keep: components with their fields, and edges by reference.
std::multiset<std::string> Essence(const Bom& bom) {
  std::multiset<std::string> lines;
  for (const Component& component : bom.components) {
    std::string line = Label(bom, component);
    for (const auto& hash : component.hashes) line += " " + hash.algorithm + ":" + hash.content;
    for (const auto& license : component.licenses) line += " " + license.text;
    for (const auto& property : component.properties)
      line += " " + property.name + "=" + property.value;
    for (const auto& o : component.occurrences)
      line += " " + o.location + ":" + std::to_string(o.line);
    for (const auto& r : component.references) line += " " + r.type + ":" + r.url;
    lines.insert(line);
  }
  for (const auto& edge : bom.edges)
    lines.insert(bom.TextOf(edge.from) + " -> " + bom.TextOf(edge.to));
  for (const auto leaf : bom.leaves) lines.insert(bom.TextOf(leaf) + " -> nothing");
  if (bom.root) lines.insert("root " + std::string(bom.RefOf(bom.components[*bom.root])));
  return lines;
}

TEST(FromInventory, KeepsEveryEdgeAndJoinsOnlyEqualPlaces) {
  const Bom bom = SampleBom();
  ASSERT_EQ(bom.components.size(), 7U) << "the two places of d are one";
  EXPECT_EQ(bom.root, 0U);
  const auto lines = Essence(bom);
  EXPECT_TRUE(lines.contains("pkg:npm/app@1.0.0 -> pkg:npm/a@1.0.0"));
  EXPECT_TRUE(lines.contains("pkg:npm/%40s/b@2.0.0 -> pkg:npm/a@2.0.0"));
  EXPECT_TRUE(lines.contains("pkg:npm/d@1.0.0 -> nothing"));
  const auto d = std::find_if(bom.components.begin(), bom.components.end(),
                              [](const Component& c) { return c.name == "d"; });
  EXPECT_EQ(d->occurrences.size(), 2U);
  EXPECT_EQ(d->licenses[0].kind, sbom::License::Kind::kName);
}

TEST(FromInventory, TellsWhatIsNotKnown) {
  const Bom bom = SampleBom();
  ASSERT_EQ(bom.compositions.size(), 2U);
  EXPECT_EQ(bom.compositions[0].aggregate, "incomplete");
  ASSERT_EQ(bom.compositions[0].dependencies.size(), 1U);
  EXPECT_EQ(bom.TextOf(bom.compositions[0].dependencies[0]), "pkg:npm/w@0.1.0");
}

TEST(FromInventory, KeepsPlacesApartThatSeeOtherPackages) {
  Inventory inventory = SampleInventory();
  Dependency& edge = inventory.dependencies.emplace_back();
  edge.from = PackageIndex{6};
  edge.to = PackageIndex{3};
  edge.name = "a";
  const Bom bom = sbom::FromInventory(inventory, {});
  EXPECT_EQ(bom.components.size(), 8U);
}

TEST(FromInventory, IsReproducible) {
  EXPECT_EQ(SampleBom().serial, SampleBom().serial);
  EXPECT_EQ(SampleBom().serial.size(), 45U);
}

TEST(Document, WritesValidDocumentsThatReadBackTheSame) {
  const Bom bom = SampleBom();
  for (const Format format : kFormats) {
    SCOPED_TRACE(sbom::NameOf(format));
    Losses losses;
    const std::string text =
        sbom::Write(bom, {.format = format, .spec = sbom::cyclonedx::Spec::k1_6}, losses);
    EXPECT_EQ(losses.total(), 0U) << losses.ToJson("", "");
    const auto document = sbom::ReadDocument(AsBytes(text));
    ASSERT_TRUE(document.has_value()) << document.error().message << text;
    EXPECT_EQ(document->format, format);
    sbom::Problems problems;
    sbom::Validate(*document, problems);
    EXPECT_TRUE(problems.empty()) << problems.list()[0].message << problems.list()[0].pointer
                                  << text;
    EXPECT_EQ(Essence(sbom::ToBom(*document)), Essence(bom)) << text;
  }
}

TEST(Document, GoesThroughEveryOtherFormAndBack) {
  const Bom bom = SampleBom();
  Losses losses;
  const std::string original = sbom::Write(bom, {}, losses);
  for (const Format format : kFormats) {
    SCOPED_TRACE(sbom::NameOf(format));
    const auto first = sbom::ReadDocument(AsBytes(original));
    const std::string other = sbom::Convert(*first, {.format = format}, losses);
    const auto second = sbom::ReadDocument(AsBytes(other));
    ASSERT_TRUE(second.has_value()) << second.error().message;
    const auto back = sbom::ReadDocument(AsBytes(sbom::Convert(*second, {}, losses)));
    EXPECT_EQ(Essence(sbom::ToBom(*back)), Essence(bom));
  }
}

TEST(Document, SaysWhatAnOlderVersionCannotHold) {
  const std::string text =
      R"({"bomFormat":"CycloneDX","specVersion":"1.7","components":[{"type":"data","name":"x",)"
      R"("manufacturer":{"name":"m"},"authors":[{"name":"A"},{"name":"B"}]}]})";
  const auto document = sbom::ReadDocument(AsBytes(text));
  Losses losses;
  const std::string old = sbom::Convert(*document, {.spec = sbom::cyclonedx::Spec::k1_4}, losses);
  const auto again = sbom::ReadDocument(AsBytes(old));
  ASSERT_TRUE(again.has_value());
  const Bom bom = sbom::ToBom(*again);
  EXPECT_EQ(bom.components[0].type, "library");
  EXPECT_EQ(bom.components[0].author, "A, B");
  ASSERT_EQ(losses.total(), 3U);
  EXPECT_EQ(losses.list()[1].pointer, "/components/0/manufacturer");
}

TEST(Document, RefusesWhatItDoesNotKnow) {
  const auto message = [](std::string_view text) {
    const auto document = sbom::ReadDocument(AsBytes(text));
    return document ? "" : document.error().message;
  };
  EXPECT_EQ(message(""), "the document is empty");
  EXPECT_EQ(message("hello"), "no bill of materials that this program knows");
  EXPECT_EQ(message("{}"),
            "the JSON is no bill of materials: no `bomFormat`, `spdxVersion` or `@context`");
  EXPECT_EQ(message(R"({"bomFormat":"CycloneDX","specVersion":"9"})"), "CycloneDX of version `9`");
  EXPECT_EQ(message("<bom xmlns='urn:x'/>"), "the root is `bom` of namespace `urn:x`");
  EXPECT_EQ(message(std::string("\x0a\x03") + "1.6" + "\x2a\xff"),
            "the message at byte 0 breaks off or is malformed");
}

/// Where a top-level field of a message ends, and so another document may.
std::set<std::size_t> FieldEnds(std::string_view bytes) {
  std::set<std::size_t> ends;
  std::size_t at = 0;
  const auto number = [&] {
    std::size_t value = 0;
    for (unsigned shift = 0; at < bytes.size(); shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes[at++]);
      value |= std::size_t{byte & 0x7FU} << shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < bytes.size()) {
    const std::size_t key = number();
    const std::size_t value = number();
    if ((key & 7U) == 2) at += value;
    ends.insert(at);
  }
  return ends;
}

/// Of a truncated document, an Error, a problem or nothing lost; only forms that are a mere
/// sequence of records can be cut between two of them unseen.
void CheckTruncations(std::string_view text) {
  const auto whole = sbom::ReadDocument(AsBytes(text));
  ASSERT_TRUE(whole.has_value()) << whole.error().message;
  const auto ends =
      whole->format == Format::kCycloneDxProtobuf ? FieldEnds(text) : std::set<std::size_t>();
  const std::size_t stride = std::getenv("EVERY_TRUNCATION") == nullptr ? 1 + text.size() / 400 : 1;
  for (std::size_t size = 0; size < text.size(); size += stride) {
    const auto document = sbom::ReadDocument(AsBytes(text.substr(0, size)));
    if (!document) {
      EXPECT_FALSE(document.error().message.empty());
      continue;
    }
    sbom::Problems problems;
    sbom::Validate(*document, problems);
    const bool is_between = ends.contains(size) || (whole->format == Format::kSpdxTagValue &&
                                                    text.substr(0, size).ends_with('\n'));
    const bool is_same = Essence(sbom::ToBom(*document)) == Essence(sbom::ToBom(*whole));
    EXPECT_TRUE(!problems.empty() || is_between || is_same) << size << " of " << text.size();
  }
}

TEST(Document, TellsOfEveryTruncation) {
  const Bom bom = SampleBom();
  for (const Format format : kFormats) {
    SCOPED_TRACE(sbom::NameOf(format));
    Losses losses;
    CheckTruncations(sbom::Write(bom, {.format = format}, losses));
  }
}

/// The documents that the fuzz targets begin with.
TEST(Document, TellsOfEveryTruncationOfEveryFixture) {
  struct Standard {
    std::string_view folder;
    std::string_view beginning;  ///< what its fuzz target puts in front
  };
  constexpr Standard kStandards[] = {{"bom", ""},           {"cyclonedx_json", ""},
                                     {"cyclonedx_xml", ""}, {"cyclonedx_protobuf", "\x0a\x03"},
                                     {"spdx_json", ""},     {"spdx_tag_value", "SPDXVersion: "},
                                     {"spdx3_json", ""}};
  std::size_t count = 0;
  for (const Standard& standard : kStandards) {
    const std::string folder =
        SALLYPORT_SOURCE_DIR "/tests/fuzz/corpus/" + std::string(standard.folder);
    const auto entries = DiskFileSystem().List(folder);
    ASSERT_TRUE(entries.has_value());
    for (const FolderEntry& entry : *entries) {
      SCOPED_TRACE(standard.folder);
      SCOPED_TRACE(entry.name);
      const auto bytes = DiskFileSystem().Read(folder + "/" + entry.name, limits::kMiB);
      CheckTruncations(std::string(standard.beginning).append(AsText(*bytes)));
      ++count;
    }
  }
  EXPECT_GE(count, 14U);
}

TEST(Document, BoundsNesting) {
  std::string deep = R"({"bomFormat":"CycloneDX","specVersion":"1.6","components":[)";
  std::string close;
  for (std::size_t i = 0; i < limits::kBomDepth + 20; ++i) {
    deep += R"({"type":"library","name":"n","components":[)";
    close += "]}";
  }
  const auto document = sbom::ReadDocument(AsBytes(deep + close + "]}"));
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(sbom::ToBom(*document).components.size(), limits::kBomDepth + 1);
  std::string too_deep = R"({"bomFormat":"CycloneDX","x":)" + std::string(limits::kJsonDepth, '[');
  EXPECT_FALSE(sbom::ReadDocument(AsBytes(too_deep)).has_value());
  // Fields of length that hold one another: components (5) within components (21).
  std::string nested;
  for (std::size_t i = 0; i < limits::kProtobufDepth + 2; ++i) {
    std::string size;
    for (std::size_t n = nested.size();; n >>= 7U) {
      size += static_cast<char>(n >= 0x80 ? (n & 0x7FU) | 0x80U : n);
      if (n < 0x80) break;
    }
    nested = "\xAA\x01" + size + nested;
  }
  nested = std::string("\x0a\x03") + "1.6" + nested.replace(0, 2, "\x2A");
  EXPECT_FALSE(sbom::ReadDocument(AsBytes(nested)).has_value());
}

TEST(Document, ReadInPiecesIsTheSame) {
  Losses losses;
  const std::string text = sbom::Write(SampleBom(), {}, losses);
  const auto bom = sbom::ReadBomInPieces(AsBytes(text));
  ASSERT_TRUE(bom.has_value()) << bom.error().message;
  EXPECT_EQ(Essence(*bom), Essence(SampleBom()));
  for (std::size_t size = 0; size < text.size(); size += 97) {
    EXPECT_FALSE(sbom::ReadBomInPieces(AsBytes(text).first(size)).has_value()) << size;
  }
}

TEST(Merge, KeepsRootsAndEdgesWithUniqueReferences) {
  std::vector<Bom> inputs;
  inputs.push_back(SampleBom());
  Inventory other = SampleInventory();
  other.packages[0].name = PackageName::Parse("other");
  other.packages[1].integrity = Integrity::Of(AsBytes("other bytes"));
  inputs.push_back(sbom::FromInventory(other, {}));
  const Bom merged = sbom::Merge(std::move(inputs), {});
  const auto lines = Essence(merged);
  EXPECT_TRUE(lines.contains("merged@ -> pkg:npm/app@1.0.0"));
  EXPECT_TRUE(lines.contains("merged@ -> pkg:npm/other@1.0.0"));
  EXPECT_TRUE(lines.contains("pkg:npm/app@1.0.0 -> pkg:npm/a@1.0.0"));
  EXPECT_TRUE(lines.contains("pkg:npm/other@1.0.0 -> pkg:npm/a@1.0.0#2"))
      << "other bytes are another component";
  std::set<std::string> refs;
  for (const Component& component : merged.components)
    refs.insert(std::string(merged.RefOf(component)));
  EXPECT_EQ(refs.size(), merged.components.size());
  EXPECT_EQ(merged.components.size(), 1U + 7U + 2U);
}

/// As many of one thing as a document may have: looking through them for each would take minutes.
TEST(Merge, JoinsLongListsInTime) {
  constexpr int kCount = 30'000;
  const auto document = [](int first) {
    std::string text =
        R"({"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"a","version":"1","properties":[)";
    for (int i = first; i < first + kCount; ++i) {
      text += i == first ? "" : ",";
      text += R"({"name":"p)" + std::to_string(i) + R"(","value":"x"})";
    }
    return sbom::ToBom(*sbom::ReadDocument(AsBytes(text + "]}]}")));
  };
  std::vector<Bom> inputs;
  inputs.push_back(document(0));
  inputs.push_back(document(kCount / 2));
  const auto begin = std::chrono::steady_clock::now();
  const Bom merged = sbom::Merge(std::move(inputs), {});
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  ASSERT_EQ(merged.components.size(), 2U);
  const auto& properties = merged.components[1].properties;
  ASSERT_EQ(properties.size(), std::size_t{kCount} + kCount / 2);
  EXPECT_EQ(properties[kCount].name, "p" + std::to_string(kCount)) << "in the order they came";
}

TEST(Merge, RenamesReferencesInsideWhatItCarries) {
  const auto read = [](std::string_view text) {
    return sbom::ToBom(*sbom::ReadDocument(AsBytes(text)));
  };
  std::vector<Bom> inputs;
  inputs.push_back(read(
      R"({"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","bom-ref":"x","name":"one"}]})"));
  inputs.push_back(read(
      R"({"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","bom-ref":"x","name":"two"}],)"
      R"("vulnerabilities":[{"id":"V","affects":[{"ref":"x"}]}]})"));
  const Bom merged = sbom::Merge(std::move(inputs), {});
  Losses losses;
  const std::string text = sbom::Write(merged, {}, losses);
  EXPECT_NE(text.find("\"ref\": \"x#2\""), std::string::npos) << text;
}

TEST(Diff, SeesVersionsEdgesLicencesHashesAndScripts) {
  Inventory changed = SampleInventory();
  changed.packages[1].version = "1.1.0";
  changed.packages[2].license = Untrusted("GPL-3.0-only");
  changed.packages[4].integrity = Integrity::Of(AsBytes("evil"));
  changed.packages[6].has_install_script = true;
  changed.packages[5].has_install_script = true;
  const auto changes = sbom::Diff(SampleBom(), sbom::FromInventory(changed, {}));
  std::multiset<std::string> seen;
  for (const auto& change : changes) {
    seen.insert(std::string(sbom::NameOf(change.kind)) + " " + std::string(change.subject.View()));
  }
  EXPECT_TRUE(seen.contains("version a"));
  EXPECT_TRUE(seen.contains("license @s/b@2.0.0"));
  EXPECT_TRUE(seen.contains("hash c@1.0.0"));
  EXPECT_TRUE(seen.contains("install-script d@1.0.0"));
  EXPECT_TRUE(seen.contains("edge-added app@1.0.0"));
  EXPECT_TRUE(seen.contains("edge-removed app@1.0.0"));
  EXPECT_TRUE(sbom::Diff(SampleBom(), SampleBom()).empty());
}

TEST(Score, GoesFieldByFieldAndFindsUntruths) {
  Losses losses;
  const std::string text = sbom::Write(SampleBom(), {}, losses);
  const auto document = sbom::ReadDocument(AsBytes(text));
  Inventory truth = SampleInventory();
  truth.packages[1].version = "1.0.1";
  truth.packages[4].integrity = Integrity::Of(AsBytes("other"));
  truth.packages[2].name = PackageName::Parse("@s/real");
  const auto score = sbom::ScoreBom(sbom::ToBom(*document), *document, &truth);
  const auto [met, all] = score.MetOf(sbom::Profile::kNtia);
  EXPECT_EQ(all, 7U);
  EXPECT_EQ(met, 6U) << "nobody says who the supplier is";
  std::multiset<std::string> seen;
  for (const auto& untruth : score.untruths) {
    seen.insert(std::string(sbom::NameOf(untruth.kind)) + " " +
                std::string(untruth.subject.View()));
  }
  EXPECT_TRUE(seen.contains("wrong-version a@1.0.1"));
  EXPECT_TRUE(seen.contains("wrong-hash c@1.0.0"));
  EXPECT_TRUE(seen.contains("missing @s/real@2.0.0"));
  EXPECT_TRUE(seen.contains("invented @s/b@2.0.0"));
  const Inventory same = SampleInventory();
  EXPECT_TRUE(sbom::ScoreBom(sbom::ToBom(*document), *document, &same).untruths.empty());
}

TEST(ToInventory, GivesBackPackagesAndEdges) {
  Losses losses;
  const std::string text = sbom::Write(SampleBom(), {}, losses);
  const Inventory inventory =
      sbom::ToInventory(sbom::ToBom(*sbom::ReadDocument(AsBytes(text))), "bom.json", text);
  EXPECT_EQ(inventory.packages.size(), 7U);
  EXPECT_EQ(inventory.packages[0].name->text(), "app");
  EXPECT_EQ(inventory.dependencies.size(), 7U);
  const auto a = std::find_if(inventory.packages.begin(), inventory.packages.end(),
                              [](const Package& p) { return p.path == "node_modules/a"; });
  ASSERT_NE(a, inventory.packages.end());
  EXPECT_EQ(a->integrity, SampleInventory().packages[1].integrity);
  const auto lines = Split(text, '\n');
  ASSERT_LT(a->line, lines.size());
  EXPECT_NE(lines[a->line - 1].find("\"type\": \"library\""), std::string::npos) << a->line;
  EXPECT_NE(lines[a->line].find("pkg:npm/a@1.0.0"), std::string::npos) << text;
}

}  // namespace
