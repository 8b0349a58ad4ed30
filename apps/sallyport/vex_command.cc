#include <fmt/format.h>

#include "base/text.h"
#include "bom_links.h"
#include "commands.h"
#include "console.h"
#include "formats/json_writer.h"
#include "intel/vex/write_vex.h"
#include "intel_session.h"
#include "sbom_command.h"
#include "scan/vex.h"
#include "session.h"
#include "timestamp.h"

namespace {

std::string FormatOf(const Invocation& invocation, std::string_view usual) {
  return invocation.Value(FlagId::kVexFormat).value_or(std::string(usual));
}

/// The project, its vulnerabilities and what is said of them, as the settings have it.
Result<scan::ProjectVex> ReadVexOf(const Invocation& invocation, const std::string& path,
                                   Configuration& configuration) {
  const DiskFileSystem files;
  const SystemClock clock;
  auto configured = Configure(files, invocation, ProjectFolderOf(files, path));
  if (!configured) return Fail(std::move(configured).error());
  configuration = *std::move(configured);
  const auto remarks = AddVex(files, configuration);
  if (!remarks) return Fail(remarks.error());
  const IntelSession session = OpenIntel(files, clock, configuration.settings);
  Diagnostics diagnostics = TextOf(*remarks);
  diagnostics.insert(diagnostics.end(), session.diagnostics.begin(), session.diagnostics.end());
  for (const Diagnostic& diagnostic : diagnostics)
    Say(fmt::format("warning[{}]: {}\n", diagnostic.code, diagnostic.message), invocation);
  std::optional<intel::Deployment> deployment;
  if (const auto words = invocation.Value(FlagId::kPlatform)) {
    deployment = intel::Deployment::Parse(*words);
    if (!deployment) {
      return Fail(fmt::format("{} is no platform", Quote(*words)),
                  "write it as linux-x64, or linux-x64-musl");
    }
  }
  return scan::DraftProjectVex(files, clock, session.intelligence, configuration.policy, path,
                               deployment);
}

std::string PathIn(const Invocation& invocation) {
  return invocation.arguments.size() > 1 ? invocation.arguments[1] : ".";
}

Result<intel::VexDocument> DocumentFor(const Invocation& invocation,
                                       const Configuration& configuration,
                                       const Inventory& inventory) {
  const Package& root = inventory.packages.front();
  intel::VexDocument document{.author = invocation.Value(FlagId::kCreator).value_or(""),
                              .name = root.name ? root.name->text() : "project",
                              .version = root.version,
                              .timestamp = TimestampFor(invocation),
                              .tool_version = SALLYPORT_VERSION,
                              .links = {}};
  if (document.author.empty()) document.author = "unnamed, drafted by sallyport";
  const std::vector<std::string>& names = configuration.policy.product_names;
  if (!names.empty()) {
    document.product = names.front();
  } else if (root.name) {
    document.product = NpmPurl(*root.name, root.version);
  } else {
    return Fail("the project has no name, so nothing can be said of it",
                "name it in package.json, or with --product");
  }
  if (const auto path = invocation.Value(FlagId::kBom)) {
    const auto bom = ReadBomOf(*path);
    if (!bom) return Fail(bom.error());
    document.links = LinksInto(*bom);
    if (!document.links) {
      return Fail(fmt::format("{} has no serial number, so nothing can refer to it", Quote(*path)),
                  "`sallyport sbom generate` writes one");
    }
  }
  return document;
}

int Generate(const Invocation& invocation) {
  Configuration configuration;
  const auto vex = ReadVexOf(invocation, PathIn(invocation), configuration);
  if (!vex) return Complain(vex.error());
  const auto document = DocumentFor(invocation, configuration, vex->inventory);
  if (!document) return Complain(document.error());
  const std::string format = FormatOf(invocation, "openvex");
  std::string text;
  if (format == "openvex") {
    if (document->timestamp.empty()) {
      return Complain({.message = "an OpenVEX document says when it was made",
                       .help = "set SOURCE_DATE_EPOCH for a document that can be made again"});
    }
    text = intel::WriteOpenVex(vex->entries, *document);
  } else if (const auto target = VexTargetOf(invocation, format); !target) {
    return Complain(target.error());
  } else {
    auto written = InFormat(
        intel::WriteCycloneDxVex(vex->entries, *document, intel::Analysis::kWritten), *target);
    if (!written) return Complain(written.error());
    text = *std::move(written);
  }
  std::size_t open = 0;
  for (const intel::VexEntry& entry : vex->entries)
    open += entry.stance == Stance::kUnderInvestigation ? 1 : 0;
  Say(fmt::format("{} statements, of these {} under investigation; read them before you sign\n",
                  HumanCount(vex->entries.size()), HumanCount(open)),
      invocation);
  if (auto written = WriteResult(text, invocation); !written) return Complain(written.error());
  return kNothingInTheWay;
}

bool Counts(const intel::VexEntry& entry) {
  // A draft is a proposal; only what somebody said takes a vulnerability back.
  return entry.drafted || (entry.stance != Stance::kNotAffected && entry.stance != Stance::kFixed);
}

void WriteEntry(formats::JsonWriter& json, const intel::VexEntry& entry) {
  json.BeginObject().Field("id", entry.id()).Field("package", entry.purl);
  json.Field("status", NameOf(entry.stance)).Field("justification", entry.justification);
  json.Field("reason", entry.reason).Key("drafted").Bool(entry.drafted);
  json.Key("counts").Bool(Counts(entry)).EndObject();
}

int Apply(const Invocation& invocation) {
  Configuration configuration;
  const auto vex = ReadVexOf(invocation, PathIn(invocation), configuration);
  if (!vex) return Complain(vex.error());
  bool any = false;
  std::string text;
  formats::JsonWriter json(text, formats::JsonStyle::kPretty);
  const bool as_json = FormatOf(invocation, "text") == "json";
  if (as_json) json.BeginArray();
  for (const intel::VexEntry& entry : vex->entries) {
    if (entry.drafted && entry.stance == Stance::kFixed)
      continue;  // nothing was found to begin with
    any = any || Counts(entry);
    if (as_json) {
      WriteEntry(json, entry);
      continue;
    }
    text += fmt::format("{}  {}\n  {}{}: {}\n", Escape(entry.id(), 128), Escape(entry.purl, 300),
                        entry.drafted ? "nobody has said; evidence suggests " : "",
                        ReplaceAll(std::string(NameOf(entry.stance)), "_", " "),
                        Escape(entry.reason, 400));
  }
  if (as_json) {
    json.EndArray();
    text += '\n';
  }
  if (auto written = WriteResult(text, invocation); !written) return Complain(written.error());
  return any ? kFound : kNothingInTheWay;
}

int Validate(const Invocation& invocation) {
  if (invocation.arguments.size() < 2) {
    return Complain(
        {.message = "`vex validate` takes files", .help = "sallyport vex validate FILE..."});
  }
  const auto read = scan::ReadVexFiles(
      DiskFileSystem(), {invocation.arguments.begin() + 1, invocation.arguments.end()});
  if (!read) return Complain(read.error());
  bool wrong = false;
  std::string text;
  for (const auto& [path, document] : read->documents) {
    std::size_t statements = 0;
    for (const Suppression& one : read->statements) statements += one.origin.file == path ? 1 : 0;
    text += fmt::format("{}: {}, {} statements", Escape(path, 300), NameOf(document.format),
                        HumanCount(statements));
    if (document.elsewhere > 0)
      text += fmt::format(" and {} about packages that are none of npm's",
                          HumanCount(document.elsewhere));
    text += '\n';
    for (const std::string& remark : document.remarks) {
      text += "  not used: " + remark + "\n";
      wrong = true;
    }
  }
  if (auto written = WriteResult(text, invocation); !written) return Complain(written.error());
  return wrong ? kFound : kNothingInTheWay;
}

}  // namespace

int RunVex(const Invocation& invocation) {
  const std::string verb = invocation.arguments.empty() ? "" : invocation.arguments.front();
  if (verb == "generate") return Generate(invocation);
  if (verb == "apply") return Apply(invocation);
  if (verb == "validate") return Validate(invocation);
  return Complain({.message = verb.empty() ? "`vex` needs a verb"
                                           : fmt::format("`vex` has no verb {}", Quote(verb)),
                   .help = "generate, apply or validate"});
}
