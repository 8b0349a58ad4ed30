#pragma once

#include <string>

#include "command_line.h"
#include "policy/settings.h"
#include "sbom/diff.h"
#include "sbom/document.h"
#include "sbom/score.h"

/// A document read from a file, with errors that name it.
[[nodiscard]] Result<sbom::Document> ReadBomFile(const std::string& path);

/// The inner model of a file; a large CycloneDX JSON is read in pieces.
[[nodiscard]] Result<sbom::Bom> ReadBomOf(const std::string& path);

/// What --format, --spec-version and --profile ask for.
[[nodiscard]] Result<sbom::Target> TargetOf(const Invocation& invocation);

/// The same for a VEX document of that form.
[[nodiscard]] Result<sbom::Target> VexTargetOf(const Invocation& invocation,
                                               const std::string& format_name);
/// A CycloneDX 1.6 JSON text in another form or version.
[[nodiscard]] Result<std::string> InFormat(std::string cyclonedx_json, const sbom::Target& target);

// The verbs that judge; generate, convert and merge are in sbom_command.cc. What the setting
// `fail-on` says decides whether mere warnings and missing fields make the exit status 1.
[[nodiscard]] int RunSbomDiff(const Invocation& invocation);
[[nodiscard]] int RunSbomValidate(const Invocation& invocation, const policy::Settings& settings);
[[nodiscard]] int RunSbomScore(const Invocation& invocation, const policy::Settings& settings);

// Results for people; the sbom room writes those for machines.
[[nodiscard]] std::string DiffText(const std::vector<sbom::Change>& changes);
[[nodiscard]] std::string DiffMarkdown(const std::vector<sbom::Change>& changes);
[[nodiscard]] std::string ScoreText(const sbom::Score& score);
