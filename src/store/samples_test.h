#pragma once

#include <string>

#include "store/store.h"

namespace store {

/// Values in which every field has a value of its own, so that a field that is lost or swapped
/// shows.
inline Fact SampleFact(int n) {
  Fact fact;
  fact.kind = static_cast<FactKind>(static_cast<std::size_t>(n) % FactKindCount());
  fact.phase = Phase::kInstall;
  fact.evidence = {.file = Untrusted("lib/index" + std::to_string(n) + ".js"),
                   .position = {3, 14},
                   .bytes = {159, 265},
                   .snippet = Untrusted("eval(atob(x))"),
                   .decoded = Untrusted("fetch('https://a.example')"),
                   .steps = {{.file = Untrusted("lib/source.js"),
                              .position = {1, 2},
                              .what = "reads",
                              .snippet = Untrusted("process.env")},
                             {.file = Untrusted("lib/index.js"), .what = "sends"}}};
  fact.values = {{"host", Untrusted("a.example")}, {"path", Untrusted("\xFF\x00z")}};
  return fact;
}

inline PackageFacts SampleFacts(int n) {
  PackageFacts facts{.files = static_cast<std::uint64_t>(n), .bytes = 1U << 20U};
  for (int i = 0; i < n % 5 + 1; ++i) facts.facts.push_back(SampleFact(n + i));
  return facts;
}

inline Finding SampleFinding(int n) {
  return {.rule = "rule-" + std::to_string(n),
          .title = "a title",
          .severity = Severity::kCritical,
          .confidence = Confidence::kMedium,
          .status = CardStatus::kStable,
          .phase = Phase::kImport,
          .clauses = {"one", "two"},
          .changes = {{Severity::kLow, Severity::kHigh, "runs during npm install"}},
          .facts = {SampleFact(n), SampleFact(n + 1)},
          .facts_left_out = 7};
}

inline PastAssessment SampleAssessment() {
  const Verdict verdict{.action = Action::kBlock,
                        .line = "block critical",
                        .origin = {.file = "sallyport.toml", .line = 4},
                        .rule = "rule-1"};
  const Diagnostic diagnostic{.level = Diagnostic::Level::kNote,
                              .code = "L003",
                              .message = "message",
                              .file = "package-lock.json",
                              .position = {4, 22},
                              .line_text = "text",
                              .width = 3,
                              .help = "help"};
  PastAssessment past;
  past.time = 1'781'659'920'000;
  Assessment& assessment = past.assessment;
  assessment.subject = ".";
  Package root;
  root.version = "1.0.0";
  Package package{.name = PackageName::Parse("@scope/name"),
                  .folder_name = "alias",
                  .version = "2.0.0-rc.1",
                  .path = "node_modules/alias",
                  .origin = Origin::kLink,
                  .resolved = Untrusted("https://registry.example/x.tgz"),
                  .integrity = Integrity::Of(AsBytes("bytes")),
                  .link_target = PackageIndex::kRoot,
                  .dev = true,
                  .peer = true,
                  .in_bundle = true,
                  .overridden = true,
                  .patch_file = Untrusted("a.patch"),
                  .deprecated = Untrusted("old"),
                  .license = Untrusted("MIT"),
                  .platforms = {.os = {Untrusted("linux"), Untrusted("!win32")},
                                .cpu = {Untrusted("x64")},
                                .libc = {Untrusted("musl")}},
                  .line = 9,
                  .project = 1};
  Package other{
      .optional = true, .dev_optional = true, .extraneous = true, .has_install_script = true};
  assessment.inventory.lockfile_kind = LockfileKind::kShrinkwrap;
  assessment.inventory.lockfile_version = -3;
  assessment.inventory.lockfile = "npm-shrinkwrap.json";
  assessment.inventory.packages = {root, package, other};
  assessment.inventory.dependencies = {{.from = PackageIndex::kRoot,
                                        .to = PackageIndex{1},
                                        .name = "alias",
                                        .range = Untrusted("^2.0.0-rc"),
                                        .scope = DependencyScope::kPeerOptional,
                                        .state = Dependency::State::kInvalid,
                                        .overridden = true,
                                        .line = 12,
                                        .line_in_manifest = true},
                                       {.from = PackageIndex{1}, .name = "missing"}};
  assessment.inventory.remarks = {{.kind = LockRemarkKind::kUrlOfOther,
                                   .package = PackageIndex{1},
                                   .name = Untrusted("name"),
                                   .file = "package-lock.json",
                                   .line = 7,
                                   .detail = Untrusted("other@1.0.0")}};
  assessment.inventory.diagnostics = {diagnostic};
  assessment.inventory.projects = {{.folder = "a"},
                                   {.folder = "b",
                                    .lockfile_kind = LockfileKind::kPnpmLock,
                                    .lockfile_version = 9,
                                    .lockfile = "b/pnpm-lock.yaml"}};
  assessment.packages = {{.package = PackageIndex{1},
                          .source = ArtifactSource::kNpmCache,
                          .integrity = Integrity::Of(AsBytes("bytes")),
                          .verdict = verdict,
                          .files = 11,
                          .bytes = 12}};
  assessment.findings = {{.finding = SampleFinding(1),
                          .package = PackageIndex{1},
                          .verdict = verdict,
                          .suppressed_by = Suppression{.rule = "rule-1",
                                                       .purl = "pkg:npm/name",
                                                       .integrity = "sha512-x",
                                                       .reason = "reason",
                                                       .owner = "owner",
                                                       .expires = 99,
                                                       .origin = {.file = "f", .line = 5}}},
                         {.finding = SampleFinding(2)}};
  assessment.not_analysed = {{.package = PackageIndex{1},
                              .file = Untrusted("a.js"),
                              .reason = "too large",
                              .in_install_path = true}};
  assessment.other_platform = {{.package = PackageIndex{1}, .reason = "made for win32"}};
  assessment.diagnostics = {diagnostic, {}};
  assessment.verdict = verdict;
  assessment.stats = {.packages = 1,
                      .packages_from_store = 2,
                      .files = 3,
                      .bytes = 4,
                      .seconds = 0.25,
                      .peak_memory_bytes = 5};
  return past;
}

}  // namespace store
