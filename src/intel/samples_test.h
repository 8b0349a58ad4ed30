#pragma once

#include "intel/pack_writer.h"

namespace intel {

[[nodiscard]] inline Hash SampleHash() {
  return {.algorithm = HashAlgorithm::kSha256, .digest = ByteVector(32, 0xab)};
}

/// Four records: malware by version and hash, a vulnerability that is exploited, a withdrawn one,
/// and one of a repository.
[[nodiscard]] inline PackInput Samples() {
  PackInput input{.created = 1'790'000'000'000};
  input.popular = {{"sample", 3}, {"unheard-of", 4}};
  input.signals["CVE-2026-2"] = {
      .exploited = 1'780'000'000'000, .ransomware = true, .epss = 12345, .epss_percentile = 99000};
  input.advisories = {
      {.id = "MAL-2026-1",
       .modified = 1'785'000'000'000,
       .published = 1'784'000'000'000,
       .malware = true,
       .aliases = {"GHSA-mmmm-mmmm-mmmm"},
       .sources = {"ghsa-malware", "other"},
       .cwes = {"CWE-506"},
       .summary = "Malicious code in sample (npm)",
       .references = {"https://one.example/MAL-2026-1"},
       .affected = {{.ecosystem = "npm",
                     .name = "sample",
                     .versions = {"6.6.6"},
                     .hashes = {SampleHash()}}}},
      {.id = "GHSA-vvvv-vvvv-vvvv",
       .modified = 1'785'000'000'001,
       .aliases = {"CVE-2026-2"},
       .sources = {"ghsa"},
       .vectors = {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"},
       .rating = Rating::kCritical,
       .summary = "It can be made to do what it should not",
       .affected = {{.ecosystem = "npm",
                     .name = "sample",
                     .ranges = {{.type = RangeType::kSemver,
                                 .events = {{EventKind::kIntroduced, "1.0.0"},
                                            {EventKind::kFixed, "1.4.2"}}}}}}},
      {.id = "GHSA-wwww-wwww-wwww",
       .modified = 1'785'000'000'002,
       .withdrawn = 1'785'000'000'002,
       .sources = {"ghsa"},
       .affected = {{.ecosystem = "npm",
                     .name = "sample",
                     .ranges = {{.type = RangeType::kSemver,
                                 .events = {{EventKind::kIntroduced, "0"}}}}}}},
      {.id = "OSV-2026-4",
       .sources = {"osv"},
       .affected = {{.ecosystem = "GIT",
                     .name = "host.example/o/r",
                     .ranges = {{.type = RangeType::kGit,
                                 .repository = "https://host.example/o/r",
                                 .events = {{EventKind::kIntroduced,
                                             "1111111111111111111111111111111111111111"}}}}}}},
  };
  return input;
}

}  // namespace intel
