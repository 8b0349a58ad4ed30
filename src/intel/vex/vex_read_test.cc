#include <gtest/gtest.h>

#include "base/limits.h"
#include "intel/vex/read_vex.h"

namespace intel {
namespace {

/// "not_affected GHSA-1,CVE-1 in pkg:npm/app@1 of pkg:npm/a@1 [justification] reason @time", one
/// line each, then the remarks.
std::vector<std::string> Gist(std::string_view text, const std::vector<std::string>& boms = {}) {
  const auto document = formats::ParseJson(text);
  EXPECT_TRUE(document.has_value()) << document.error().message;
  BomLinks links;
  std::vector<formats::json::Document> kept;
  for (const std::string& bom : boms) {
    kept.push_back(*formats::ParseJson(bom));
    links.Add(kept.back().root());
  }
  const auto reading = ReadVex(document->root(), "vex.json", links);
  if (!reading) return {"error: " + reading.error().message};
  std::vector<std::string> lines;
  for (const Suppression& one : reading->statements) {
    std::string line(NameOf(one.stance));
    for (const std::string& id : one.vulnerabilities) line += " " + id;
    if (!one.product.empty()) line += " in " + one.product;
    if (!one.purl.empty()) line += " of " + one.purl;
    if (!one.versions.empty()) line += " " + one.versions;
    if (one.integrity) line += " #" + one.integrity->substr(0, 10);
    if (!one.justification.empty()) line += " [" + one.justification + "]";
    if (!one.reason.empty()) line += " " + one.reason;
    if (one.said != 0) line += " @" + FormatTime(one.said).substr(0, 10);
    lines.push_back(line + " - " + one.owner + " " + one.statement);
  }
  if (reading->elsewhere > 0) lines.push_back("elsewhere " + std::to_string(reading->elsewhere));
  lines.insert(lines.end(), reading->remarks.begin(), reading->remarks.end());
  return lines;
}

using Lines = std::vector<std::string>;

TEST(OpenVex, ReadsProductsSubcomponentsHashesAndTimes) {
  EXPECT_EQ(
      Gist(R"({"@context": "https://openvex.dev/ns/v0.2.0", "@id": "urn:x", "author": "Team",
        "timestamp": "2026-01-01T00:00:00Z", "version": 1, "statements": [
        {"@id": "urn:s1", "vulnerability": {"name": "CVE-1", "aliases": ["GHSA-1"]},
         "products": [{"@id": "pkg:npm/app@1.0.0", "subcomponents": [{"@id": "pkg:npm/%40s/a@2.0.0"}]}],
         "status": "not_affected", "justification": "vulnerable_code_not_in_execute_path",
         "timestamp": "2026-02-02T00:00:00Z"},
        {"vulnerability": {"name": "CVE-2"}, "products": [{"@id": "pkg:npm/a@1.0.0"}],
         "status": "fixed"},
        {"vulnerability": {"name": "CVE-3"}, "status": "under_investigation", "products": [
          {"identifiers": {"purl": "pkg:npm/b"},
           "hashes": {"sha-256": "0000000000000000000000000000000000000000000000000000000000000000"}}]},
        {"vulnerability": {"name": "CVE-4"}, "products": [{"@id": "https://acme.example/app"}],
         "status": "affected", "action_statement": "update"},
        {"vulnerability": {"name": "CVE-5"}, "products": [
          {"@id": "pkg:oci/app@sha256%3Aabc", "subcomponents": [{"@id": "pkg:deb/debian/curl@1"}]}],
         "status": "fixed"}]})"),
      (Lines{"not_affected CVE-1 GHSA-1 in pkg:npm/app@1.0.0 of pkg:npm/%40s/a@2.0.0 "
             "[vulnerable_code_not_in_execute_path] @2026-02-02 - Team urn:s1",
             "fixed CVE-2 in pkg:npm/a@1.0.0 @2026-01-01 - Team /statements/1",
             "fixed CVE-2 of pkg:npm/a@1.0.0 @2026-01-01 - Team /statements/1",
             "under_investigation CVE-3 in pkg:npm/b @2026-01-01 - Team /statements/2",
             "under_investigation CVE-3 of pkg:npm/b #sha256-AAA @2026-01-01 - Team /statements/2",
             "affected CVE-4 in https://acme.example/app update @2026-01-01 - Team /statements/3",
             "elsewhere 1"}));
}

TEST(OpenVex, LeavesOutWhatTheStandardDoesNotAllow) {
  EXPECT_EQ(
      Gist(R"({"@context": "https://openvex.dev/ns", "statements": [
        {"vulnerability": {"name": "CVE-1"}, "products": [{"@id": "pkg:npm/a"}], "status": "not_affected"},
        {"vulnerability": {"name": "CVE-1"}, "products": [{"@id": "pkg:npm/a"}], "status": "fine"},
        {"vulnerability": {}, "products": [{"@id": "pkg:npm/a"}], "status": "fixed"},
        {"vulnerability": {"name": "CVE-1"}, "status": "fixed"},
        {"vulnerability": {"name": "CVE-1"}, "products": [{"@id": "pkg:npm/a"}],
         "status": "not_affected", "justification": "because", "impact_statement": "we looked"}]})"),
      (Lines{"not_affected CVE-1 in pkg:npm/a we looked -  /statements/4",
             "not_affected CVE-1 of pkg:npm/a we looked -  /statements/4",
             "`/statements/0`: `not_affected` without a reason",
             "`/statements/1`: its status is `fine`", "`/statements/2`: it names no vulnerability",
             "`/statements/3`: it names no product",
             "`/statements/4`: `because` is no justification of OpenVEX"}));
}

TEST(OpenVex, ReadsTheFirstVersionAndAttestations) {
  EXPECT_EQ(Gist(R"({"predicateType": "https://openvex.dev/ns/v0.2.0", "predicate": {
      "@context": "https://openvex.dev/ns", "statements": [{"vulnerability": "CVE-1",
      "products": ["pkg:npm/app@1"], "subcomponents": ["pkg:npm/a@1"], "status": "fixed"}]}})"),
            (Lines{"fixed CVE-1 in pkg:npm/app@1 -  /statements/0",
                   "fixed CVE-1 of pkg:npm/app@1 -  /statements/0",
                   "fixed CVE-1 in pkg:npm/app@1 of pkg:npm/a@1 -  /statements/0"}));
}

TEST(OpenVex, APurlWithQualifiersIsAnotherPackage) {
  EXPECT_EQ(Gist(R"({"@context": "https://openvex.dev/ns", "statements": [
      {"vulnerability": {"name": "CVE-1"}, "status": "fixed", "products": [{"@id": "pkg:npm/app",
       "subcomponents": [{"@id": "pkg:npm/a@1?repository_url=https://mirror.example"}]}]}]})"),
            Lines{"elsewhere 1"});
}

constexpr const char* kCsafHead = R"({"document": {"category": "csaf_vex", "csaf_version": "2.0",
  "publisher": {"name": "PSIRT"}, "tracking": {"id": "X-1", "current_release_date": "2026-03-03T00:00:00Z"}},
  "product_tree": {"branches": [{"category": "vendor", "name": "Acme", "branches": [
    {"category": "product_name", "name": "app", "branches": [
      {"category": "product_version", "name": "1.0.0", "product": {"product_id": "APP", "name": "app 1.0.0",
        "product_identification_helper": {"purl": "pkg:npm/app@1.0.0"}}},
      {"category": "product_version_range", "name": "vers:npm/<2.0.0", "product": {"product_id": "OLD",
        "name": "a before 2", "product_identification_helper": {"purl": "pkg:npm/a"}}}]}]}],
   "full_product_names": [{"product_id": "LIB", "name": "lib", "product_identification_helper": {"purl": "pkg:npm/lib@3.0.0",
      "hashes": [{"filename": "lib.tgz", "file_hashes": [{"algorithm": "sha512", "value": "00"}]}]}},
      {"product_id": "RPM", "name": "rpm", "product_identification_helper": {"purl": "pkg:rpm/acme/lib@3"}}],
   "relationships": [{"category": "default_component_of", "product_reference": "LIB",
      "relates_to_product_reference": "APP", "full_product_name": {"product_id": "APP:LIB", "name": "lib in app"}},
      {"category": "default_component_of", "product_reference": "RPM",
      "relates_to_product_reference": "APP", "full_product_name": {"product_id": "APP:RPM", "name": "rpm in app"}}],
   "product_groups": [{"group_id": "G", "product_ids": ["APP:LIB", "LIB"]}]},
  "vulnerabilities": )";

TEST(Csaf, ReadsTheTreeRelationshipsGroupsAndFlags) {
  EXPECT_EQ(
      Gist(std::string(kCsafHead) +
           R"([{"cve": "CVE-1", "ids": [{"system_name": "GitHub", "text": "GHSA-1"}],
      "product_status": {"known_not_affected": ["APP:LIB", "LIB"], "fixed": ["APP"], "recommended": ["APP"],
                         "under_investigation": ["APP:RPM"]},
      "flags": [{"label": "component_not_present", "group_ids": ["G"], "date": "2026-04-04T00:00:00Z"}]},
     {"cve": "CVE-2", "product_status": {"known_not_affected": ["OLD"], "known_affected": ["LIB"]},
      "threats": [{"category": "impact", "details": "not built in", "product_ids": ["OLD"]}]}]})"),
      (Lines{"fixed CVE-1 GHSA-1 in pkg:npm/app@1.0.0 @2026-03-03 - PSIRT "
             "/vulnerabilities/0/product_status/fixed",
             "fixed CVE-1 GHSA-1 of pkg:npm/app@1.0.0 @2026-03-03 - PSIRT "
             "/vulnerabilities/0/product_status/fixed",
             "not_affected CVE-1 GHSA-1 in pkg:npm/app@1.0.0 of pkg:npm/lib@3.0.0 "
             "[component_not_present] @2026-04-04 - PSIRT "
             "/vulnerabilities/0/product_status/known_not_affected",
             "not_affected CVE-1 GHSA-1 in pkg:npm/lib@3.0.0 [component_not_present] @2026-04-04 - "
             "PSIRT /vulnerabilities/0/product_status/known_not_affected",
             "not_affected CVE-1 GHSA-1 of pkg:npm/lib@3.0.0 [component_not_present] @2026-04-04 - "
             "PSIRT /vulnerabilities/0/product_status/known_not_affected",
             "affected CVE-2 in pkg:npm/lib@3.0.0 @2026-03-03 - PSIRT "
             "/vulnerabilities/1/product_status/known_affected",
             "affected CVE-2 of pkg:npm/lib@3.0.0 @2026-03-03 - PSIRT "
             "/vulnerabilities/1/product_status/known_affected",
             "not_affected CVE-2 of pkg:npm/a vers:npm/<2.0.0 not built in @2026-03-03 - PSIRT "
             "/vulnerabilities/1/product_status/known_not_affected",
             "elsewhere 2"}));
}

TEST(Csaf, LeavesOutWhatTheTreeDoesNotHold) {
  EXPECT_EQ(
      Gist(
          std::string(kCsafHead) +
          R"([{"cve": "CVE-1", "product_status": {"fixed": ["NONE"], "known_not_affected": ["OLD"]}}]})"),
      (Lines{"`/vulnerabilities/0`: there is no product `NONE` in the tree",
             "`/vulnerabilities/0/product_status/known_not_affected`: `not_affected` without "
             "a reason"}));
  EXPECT_EQ(Gist(R"({"document": {"category": "csaf_security_advisory", "csaf_version": "2.0"}})"),
            Lines{"error: `vex.json` is a CSAF document of category `csaf_security_advisory`"});
}

constexpr const char* kBom = R"({"bomFormat": "CycloneDX", "specVersion": "1.6",
  "serialNumber": "urn:uuid:AAAAAAAA-0000-4000-8000-000000000000", "version": 2,
  "metadata": {"component": {"bom-ref": "root", "type": "application", "name": "app", "version": "1.0.0",
    "purl": "pkg:npm/app@1.0.0"}},
  "components": [{"bom-ref": "a ref", "type": "library", "name": "a", "version": "1.0.0", "purl": "pkg:npm/a@1.0.0",
    "components": [{"bom-ref": "inner", "type": "library", "name": "b", "purl": "pkg:npm/b@2.0.0"}]}]})";

TEST(CycloneDxVex, FollowsLinksIntoTheBillsThatWereGiven) {
  const std::string text = R"({"bomFormat": "CycloneDX", "specVersion": "1.6",
    "metadata": {"timestamp": "2026-05-05T00:00:00Z", "authors": [{"name": "Team"}]},
    "vulnerabilities": [
      {"bom-ref": "v1", "id": "CVE-1", "references": [{"id": "GHSA-1", "source": {}}],
       "analysis": {"state": "not_affected", "justification": "code_not_reachable", "detail": "never"},
       "affects": [{"ref": "urn:cdx:aaaaaaaa-0000-4000-8000-000000000000/2#a%20ref"}]},
      {"id": "CVE-2", "analysis": {"state": "resolved", "lastUpdated": "2026-06-06T00:00:00Z"},
       "affects": [{"ref": "urn:cdx:aaaaaaaa-0000-4000-8000-000000000000/2#inner"},
                   {"ref": "urn:cdx:aaaaaaaa-0000-4000-8000-000000000000/2#root"}]},
      {"id": "CVE-3", "affects": [{"ref": "urn:cdx:aaaaaaaa-0000-4000-8000-000000000000/2#inner"}]},
      {"id": "CVE-4", "analysis": {"state": "exploitable"},
       "affects": [{"ref": "urn:cdx:aaaaaaaa-0000-4000-8000-000000000000/1#inner"}]}]})";
  EXPECT_EQ(Gist(text, {kBom}),
            (Lines{"not_affected CVE-1 GHSA-1 in pkg:npm/app@1.0.0 of pkg:npm/a@1.0.0 "
                   "[vulnerable_code_not_in_execute_path] never @2026-05-05 - Team v1",
                   "fixed CVE-2 in pkg:npm/app@1.0.0 of pkg:npm/b@2.0.0 @2026-06-06 - Team "
                   "/vulnerabilities/1",
                   "fixed CVE-2 in pkg:npm/app@1.0.0 @2026-06-06 - Team /vulnerabilities/1",
                   "`/vulnerabilities/3`: "
                   "`urn:cdx:aaaaaaaa-0000-4000-8000-000000000000/1#inner` is not in a bill of "
                   "materials that was given"}));
}

TEST(CycloneDxVex, AVersionThatIsCalledAffectedIs) {
  const std::string text = R"({"bomFormat": "CycloneDX", "specVersion": "1.4",
    "components": [{"bom-ref": "a", "type": "library", "name": "a", "purl": "pkg:npm/a"}],
    "vulnerabilities": [{"id": "CVE-1", "analysis": {"state": "false_positive"},
       "affects": [{"ref": "a", "versions": [{"version": "1.0.0", "status": "unaffected"},
         {"range": "vers:npm/>=2.0.0", "status": "affected"}, {"range": "rubbish"},
         {"version": "3.0.0", "status": "unknown"}]}]}]})";
  EXPECT_EQ(Gist(text),
            (Lines{"not_affected CVE-1 of pkg:npm/a@1.0.0 false_positive -  /vulnerabilities/0",
                   "affected CVE-1 of pkg:npm/a vers:npm/>=2.0.0 false_positive -  "
                   "/vulnerabilities/0",
                   "under_investigation CVE-1 of pkg:npm/a@3.0.0 false_positive -  "
                   "/vulnerabilities/0",
                   "`/vulnerabilities/0`: a version range that cannot be read"}));
}

TEST(Vex, RefusesWhatIsNone) {
  EXPECT_EQ(Gist("{}"), Lines{"error: `vex.json` is no VEX document"});
  EXPECT_EQ(Gist("[]"), Lines{"error: `vex.json` is no VEX document"});
  const auto bom = formats::ParseJson(std::string_view(kBom));
  EXPECT_TRUE(IsPlainBom(bom->root()));
}

TEST(Vex, IsBounded) {
  std::string text = R"({"@context": "https://openvex.dev/ns", "statements": [
    {"vulnerability": {"name": "CVE-1"}, "status": "fixed", "products": [)";
  for (std::size_t i = 0; i <= limits::kVexStatements; ++i)
    text += i == 0 ? R"("pkg:npm/a")" : R"(,"pkg:npm/a")";
  text += "]}]}";
  EXPECT_EQ(Gist(text), Lines{"error: `vex.json` says more than 200,000 things"});

  // Groups named again and again, ids and texts without end.
  std::string csaf =
      R"({"document": {"category": "csaf_vex", "csaf_version": "2.0"}, "product_tree":
    {"product_groups": [{"group_id": "G", "product_ids": [)";
  for (int i = 0; i < 1000; ++i) csaf += i == 0 ? "\"P\"" : ",\"P\"";
  csaf +=
      R"(]}]}, "vulnerabilities": [{"cve": "CVE-1", "flags": [{"label": "component_not_present", "group_ids": [)";
  for (int i = 0; i < 5000; ++i) csaf += i == 0 ? "\"G\"" : ",\"G\"";
  csaf += "]}]}]}";
  EXPECT_EQ(Gist(csaf), Lines{});

  const std::string longer(5000, 'x');
  const auto document = formats::ParseJson(
      R"({"@context": "https://openvex.dev/ns", "author": ")" + longer +
      R"(", "statements": [{"vulnerability": {"name": "CVE-1"}, "status": "fixed",
                         "status_notes": ")" +
      longer + R"(", "products": ["pkg:npm/a"]}]})");
  const auto reading = ReadVex(document->root(), "vex.json", {});
  ASSERT_TRUE(reading.has_value());
  EXPECT_LT(reading->statements.at(0).owner.size(), 600U);
  EXPECT_LT(reading->statements.at(0).reason.size(), 600U);
}

}  // namespace
}  // namespace intel
