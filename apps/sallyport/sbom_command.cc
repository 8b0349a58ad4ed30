#include "sbom_command.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file_system.h"
#include "base/large_pages.h"
#include "base/limits.h"
#include "base/text.h"
#include "bom_links.h"
#include "commands.h"
#include "console.h"
#include "intel/vex/write_vex.h"
#include "intel_session.h"
#include "read_options.h"
#include "report/diagnostics.h"
#include "sbom/from_inventory.h"
#include "sbom/merge.h"
#include "scan/package_details.h"
#include "scan/records.h"
#include "session.h"
#include "timestamp.h"

#include <unistd.h>

namespace {

Result<void> WriteLosses(const sbom::Losses& losses, std::string_view source,
                         const sbom::Target& target, const Invocation& invocation) {
  if (losses.total() > 0) {
    Say(fmt::format("note: {} could not be carried over as it was{}\n", HumanCount(losses.total()),
                    invocation.Has(FlagId::kLossReport) ? "" : "; `--loss-report FILE` lists what"),
        invocation);
  }
  const auto file = invocation.Value(FlagId::kLossReport);
  if (!file) return {};
  return DiskFileSystem().WriteAtomically(*file,
                                          AsBytes(losses.ToJson(source, NameOf(target.format))));
}

int Finish(const std::string& text, const sbom::Losses& losses, std::string_view source,
           const sbom::Target& target, const Invocation& invocation) {
  if (auto written = WriteResult(text, invocation); !written) return Complain(written.error());
  if (auto told = WriteLosses(losses, source, target, invocation); !told)
    return Complain(told.error());
  return kNothingInTheWay;
}

/// What is known of the components, as a document of its own that refers to the bill of materials
/// by BOM-Link: what is known changes daily, and what a project is made of does not.
Result<void> WriteVulnerabilities(const std::string& file, const sbom::Bom& bom,
                                  const Inventory& inventory, const std::string& path,
                                  const sbom::Target& target, const policy::Settings& settings,
                                  const Invocation& invocation) {
  if (!sbom::IsCycloneDx(target.format)) {
    return Fail("`--vulnerabilities` refers to a CycloneDX document",
                "leave --format out, or name a CycloneDX form");
  }
  DiskFileSystem files;
  const IntelSession session = OpenIntel(files, SystemClock(), settings);
  for (const Diagnostic& diagnostic : session.diagnostics)
    Say(fmt::format("warning[{}]: {}\n", diagnostic.code, diagnostic.message), invocation);
  const auto records = scan::RecordsOnProject(files, &session.intelligence, path, inventory);
  const Package& root = inventory.packages.front();
  const intel::VexDocument document{.author = invocation.Value(FlagId::kCreator).value_or(""),
                                    .product = root.name ? NpmPurl(*root.name, root.version) : "",
                                    .name = root.name ? root.name->text() : "project",
                                    .version = root.version,
                                    .timestamp = bom.timestamp,
                                    .tool_version = SALLYPORT_VERSION,
                                    .links = LinksInto(bom)};
  const auto text =
      InFormat(intel::WriteCycloneDxVex(intel::DraftVex(records, inventory, std::nullopt), document,
                                        intel::Analysis::kLeftOut),
               target);
  if (!text) return Fail(text.error());
  return files.WriteAtomically(file, AsBytes(*text));
}

int RunGenerateBom(const Invocation& invocation, const std::string& path,
                   const policy::Settings& settings) {
  const auto target = TargetOf(invocation);
  if (!target) return Complain(target.error());
  const DiskFileSystem files;
  const auto inventory = scan::ReadProject(files, path, ReadOptionsFor(invocation));
  if (!inventory) return Complain(inventory.error());
  for (const Diagnostic& diagnostic : inventory->diagnostics) {
    Say(report::DiagnosticText(diagnostic, StyleFor(STDERR_FILENO, invocation)), invocation);
  }
  const bool is_whole =
      std::none_of(inventory->diagnostics.begin(), inventory->diagnostics.end(),
                   [](const Diagnostic& one) { return one.level == Diagnostic::Level::kError; });
  if (!is_whole && inventory->packages.size() <= 1) {
    return Complain({.message = fmt::format("nothing could be read of {}", Quote(path)),
                     .help = "a bill of materials without materials would not be true"});
  }
  sbom::GenerateOptions options{
      .timestamp = TimestampFor(invocation),
      .tool_version = SALLYPORT_VERSION,
      .details = scan::ReadPackageDetails(files, ProjectFolderOf(files, path), *inventory)};
  if (invocation.Has(FlagId::kProfile)) options.profile = sbom::GenerateOptions::Profile::kBsi;
  options.creator = invocation.Value(FlagId::kCreator).value_or("");
  options.creator_email = invocation.Value(FlagId::kCreatorEmail).value_or("");
  sbom::Losses losses;
  const sbom::Bom bom = sbom::FromInventory(*inventory, options);
  if (const auto file = invocation.Value(FlagId::kVulnerabilities)) {
    if (auto written =
            WriteVulnerabilities(*file, bom, *inventory, path, *target, settings, invocation);
        !written)
      return Complain(written.error());
  }
  const std::string text = sbom::Write(bom, *target, losses);
  int finished = Finish(text, losses, "project", *target, invocation);
  if (!is_whole && settings.Flag(policy::Setting::kStrict)) {
    Say("error: something could not be read, and --strict asks for everything\n", invocation);
    finished = kCouldNotFinish;
  }
  // Giving back the document piece by piece would take a tenth of the run's time.
  Leave(finished);
}

int RunConvert(const Invocation& invocation) {
  const auto target = TargetOf(invocation);
  if (!target) return Complain(target.error());
  if (invocation.arguments.size() != 2) {
    return Complain({.message = "`sbom convert` takes one file",
                     .help = "sallyport sbom convert FILE --format spdx-json"});
  }
  const auto document = ReadBomFile(invocation.arguments[1]);
  if (!document) return Complain(document.error());
  sbom::Losses losses;
  const std::string text = sbom::Convert(*document, *target, losses);
  return Finish(text, losses, document->Describe(), *target, invocation);
}

int RunMerge(const Invocation& invocation) {
  const auto target = TargetOf(invocation);
  if (!target) return Complain(target.error());
  if (invocation.arguments.size() < 2) {
    return Complain(
        {.message = "`sbom merge` takes files", .help = "sallyport sbom merge FILE..."});
  }
  std::vector<sbom::Bom> inputs;
  for (std::size_t i = 1; i < invocation.arguments.size(); ++i) {
    auto bom = ReadBomOf(invocation.arguments[i]);
    if (!bom) return Complain(bom.error());
    inputs.push_back(std::move(*bom));
  }
  sbom::Losses losses;
  const sbom::Bom merged = sbom::Merge(std::move(inputs), {.timestamp = TimestampFor(invocation),
                                                           .tool_version = SALLYPORT_VERSION});
  return Finish(sbom::Write(merged, *target, losses), losses, "merge", *target, invocation);
}

}  // namespace

Result<sbom::Document> ReadBomFile(const std::string& path) {
  const auto bytes = DiskFileSystem().Read(path, limits::kFileBytes);
  if (!bytes) return Fail(bytes.error());
  auto document = sbom::ReadDocument(*bytes);
  if (!document) return Fail(document.error().Within(path));
  return document;
}

Result<sbom::Bom> ReadBomOf(const std::string& path) {
  const auto bytes = DiskFileSystem().Read(path, limits::kBomBytes);
  if (!bytes) return Fail(bytes.error());
  // A tree of more than that would take several times its size.
  constexpr std::size_t kTreeBytes = 64 * limits::kMiB;
  if (bytes->size() > kTreeBytes &&
      AsText(*bytes).substr(0, 4096).find("\"bomFormat\"") != std::string_view::npos) {
    auto bom = sbom::ReadBomInPieces(*bytes);
    if (!bom) return Fail(bom.error().Within(path));
    return bom;
  }
  const auto document = sbom::ReadDocument(*bytes);
  if (!document) return Fail(document.error().Within(path));
  return sbom::ToBom(*document);
}

Result<std::string> InFormat(std::string cyclonedx_json, const sbom::Target& target) {
  if (target.format == sbom::Format::kCycloneDxJson && target.spec == sbom::cyclonedx::Spec::k1_6)
    return cyclonedx_json;
  const auto document = sbom::ReadDocument(AsBytes(cyclonedx_json));
  if (!document) return Fail(document.error());
  sbom::Losses losses;
  return sbom::Convert(*document, target, losses);
}

Result<sbom::Target> VexTargetOf(const Invocation& invocation, const std::string& format_name) {
  const auto format = sbom::ParseFormat(format_name);
  if (!format || !sbom::IsCycloneDx(*format)) {
    return Fail(
        fmt::format("VEX is not written as `{}`", format_name),
        "openvex, cyclonedx-json, cyclonedx-xml or cyclonedx-protobuf; text and json are for "
        "apply");
  }
  sbom::Target target{.format = *format};
  if (const auto version = invocation.Value(FlagId::kSpecVersion))
    target.spec = *sbom::cyclonedx::ParseSpec(*version);
  return target;
}

Result<sbom::Target> TargetOf(const Invocation& invocation) {
  const std::string name = invocation.Value(FlagId::kBomFormat).value_or("cyclonedx-json");
  const auto format = sbom::ParseFormat(name);
  if (!format) {
    return Fail(fmt::format("a bill of materials is not written as `{}`", name),
                "text, json and markdown are for diff, validate and score");
  }
  sbom::Target target{.format = *format};
  if (const auto version = invocation.Value(FlagId::kSpecVersion)) {
    if (!sbom::IsCycloneDx(*format)) {
      return Fail("`--spec-version` is of CycloneDX",
                  "SPDX is written as 2.3 or 3.0.1 by its format");
    }
    target.spec = *sbom::cyclonedx::ParseSpec(*version);
  }
  return target;
}

int RunSbom(const Invocation& invocation) {
  PreferLargePages(std::size_t{64} << 20U);
  const std::string verb = invocation.arguments.empty() ? "" : invocation.arguments.front();
  const bool is_generate = verb == "generate";
  const std::string project =
      is_generate && invocation.arguments.size() > 1 ? invocation.arguments[1] : ".";
  const DiskFileSystem files;
  const auto configuration = Configure(files, invocation, ProjectFolderOf(files, project));
  if (!configuration) return Complain(configuration.error());
  const policy::Settings& settings = configuration->settings;
  if (is_generate) return RunGenerateBom(invocation, project, settings);
  if (verb == "convert") return RunConvert(invocation);
  if (verb == "merge") return RunMerge(invocation);
  if (verb == "diff") return RunSbomDiff(invocation);
  if (verb == "validate") return RunSbomValidate(invocation, settings);
  if (verb == "score") return RunSbomScore(invocation, settings);
  return Complain({.message = verb.empty() ? "`sbom` needs a verb"
                                           : fmt::format("`sbom` has no verb {}", Quote(verb)),
                   .help = "generate, convert, merge, diff, validate or score"});
}
