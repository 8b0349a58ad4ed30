#include "report/inventory_report.h"

#include <fmt/format.h>

#include "base/text.h"
#include "formats/json_writer.h"
#include "report/diagnostics.h"
#include "report/escape.h"
#include "report/report.h"

namespace report {
namespace {

using formats::JsonWriter;

std::string_view StateName(Dependency::State state) {
  switch (state) {
    case Dependency::State::kResolved:
      return "resolved";
    case Dependency::State::kMissing:
      return "missing";
    case Dependency::State::kInvalid:
      return "invalid";
    case Dependency::State::kOptionalMissing:
      return "optional-missing";
  }
  return {};
}

void Flag(JsonWriter& json, std::string_view key, bool value) {
  if (value) json.Key(key).Bool(true);
}

void Names(JsonWriter& json, std::string_view key, const std::vector<Untrusted>& names) {
  if (names.empty()) return;
  json.Key(key).BeginArray();
  for (const Untrusted& name : names) json.String(name.ForEscaping());
  json.EndArray();
}

void WritePackage(JsonWriter& json, const Inventory& inventory, const Package& package) {
  json.BeginObject().Field("path", package.path);
  if (package.name) json.Field("name", package.name->text());
  if (package.name && package.folder_name != package.name->text())
    json.Field("installedAs", package.folder_name);
  json.Field("version", package.version).Field("origin", NameOf(package.origin));
  if (package.name && package.origin == Origin::kRegistry)
    json.Field("purl", NpmPurl(*package.name, package.version));
  if (!package.resolved.empty()) json.Field("resolved", package.resolved.ForEscaping());
  if (!package.integrity.empty()) json.Field("integrity", package.integrity.ToString());
  if (package.link_target) json.Field("linkTarget", inventory.at(*package.link_target).path);
  Flag(json, "dev", package.dev);
  Flag(json, "optional", package.optional);
  Flag(json, "devOptional", package.dev_optional);
  Flag(json, "peer", package.peer);
  Flag(json, "extraneous", package.extraneous);
  Flag(json, "inBundle", package.in_bundle);
  Flag(json, "hasInstallScript", package.has_install_script);
  Flag(json, "overridden", package.overridden);
  if (!package.patch_file.empty()) json.Field("patchFile", package.patch_file.ForEscaping());
  if (!package.deprecated.empty()) json.Field("deprecated", package.deprecated.ForEscaping());
  if (!package.license.empty()) json.Field("license", package.license.ForEscaping());
  Names(json, "os", package.platforms.os);
  Names(json, "cpu", package.platforms.cpu);
  Names(json, "libc", package.platforms.libc);
  if (package.line > 0) json.Key("line").Number(package.line);
  if (package.project < inventory.projects.size())
    json.Field("project", inventory.projects[package.project].folder);
  json.EndObject();
}

/// Of a folder that holds many.
void WriteProjects(JsonWriter& json, const Inventory& inventory) {
  if (inventory.projects.empty()) return;
  json.Key("projects").BeginArray();
  for (const InventoryProject& project : inventory.projects) {
    json.BeginObject().Field("folder", project.folder);
    json.Field("kind", NameOf(project.lockfile_kind)).Field("file", project.lockfile);
    json.Key("version").Number(project.lockfile_version).EndObject();
  }
  json.EndArray();
}

void WriteDependency(JsonWriter& json, const Inventory& inventory, const Dependency& dependency) {
  json.BeginObject().Field("from", inventory.at(dependency.from).path);
  if (dependency.to) json.Field("to", inventory.at(*dependency.to).path);
  json.Field("name", dependency.name).Field("range", dependency.range.ForEscaping());
  json.Field("scope", NameOf(dependency.scope)).Field("state", StateName(dependency.state));
  Flag(json, "overridden", dependency.overridden);
  if (dependency.line > 0) json.Key("line").Number(dependency.line);
  json.EndObject();
}

}  // namespace

std::string InventoryText(const Inventory& inventory, const TextOptions& options) {
  std::string text;
  for (const Package& package : inventory.packages) {
    const bool root = package.path.empty();
    const auto index = static_cast<PackageIndex>(&package - inventory.packages.data());
    std::string line =
        Paint(ForTerminal(LabelOf(inventory, index)), root ? Tone::kStrong : Tone::kPlain, options);
    std::string remarks(NameOf(package.origin));
    if (package.dev) remarks += " dev";
    if (package.optional) remarks += " optional";
    if (package.dev_optional) remarks += " devOptional";
    if (package.peer) remarks += " peer";
    if (package.extraneous) remarks += " extraneous";
    if (package.in_bundle) remarks += " bundled";
    if (package.has_install_script) remarks += " install-script";
    if (package.overridden) remarks += " overridden";
    if (!package.patch_file.empty()) remarks += " patched";
    const std::string place =
        package.line > 0
            ? fmt::format("{}:{}", Escape(inventory.LockfileOf(package), 200), package.line)
            : "";
    text += fmt::format(
        "{}  {}  {}\n", line, Paint(remarks, Tone::kFaint, options),
        Paint(root ? place : Escape(package.path, 400) + "  " + place, Tone::kPlace, options));
  }
  for (const Dependency& dependency : inventory.dependencies) {
    const bool fine = dependency.state == Dependency::State::kResolved ||
                      dependency.state == Dependency::State::kOptionalMissing;
    if (fine && !options.verbose) continue;
    text += fmt::format("{} {} -> {}@{}\n", StateName(dependency.state),
                        ForTerminal(LabelOf(inventory, dependency.from)),
                        Escape(dependency.name, 214), ForTerminal(dependency.range));
  }
  for (const Diagnostic& diagnostic : inventory.diagnostics)
    text += DiagnosticText(diagnostic, options);
  return text;
}

std::string InventoryJson(const Inventory& inventory) {
  std::string out;
  JsonWriter json(out, formats::JsonStyle::kPretty);
  json.BeginObject().Key("schemaVersion").Number(1);
  json.Key("lockfile")
      .BeginObject()
      .Field("kind", NameOf(inventory.lockfile_kind))
      .Field("file", inventory.lockfile);
  json.Key("version").Number(inventory.lockfile_version).EndObject();
  WriteProjects(json, inventory);
  json.Key("packages").BeginArray();
  for (const Package& package : inventory.packages) WritePackage(json, inventory, package);
  json.EndArray().Key("dependencies").BeginArray();
  for (const Dependency& dependency : inventory.dependencies)
    WriteDependency(json, inventory, dependency);
  json.EndArray().Key("remarks").BeginArray();
  for (const LockRemark& remark : inventory.remarks) {
    json.BeginObject()
        .Field("kind", NameOf(remark.kind))
        .Field("path", inventory.at(remark.package).path);
    json.Field("name", remark.name.ForEscaping()).Field("file", remark.file);
    if (remark.line > 0) json.Key("line").Number(remark.line);
    if (!remark.detail.empty()) json.Field("detail", remark.detail.ForEscaping());
    json.EndObject();
  }
  json.EndArray().Key("diagnostics").BeginArray();
  for (const Diagnostic& diagnostic : inventory.diagnostics) {
    json.BeginObject()
        .Field("code", diagnostic.code)
        .Field("message", diagnostic.message)
        .Field("file", diagnostic.file);
    if (diagnostic.position.line > 0)
      json.Key("line")
          .Number(diagnostic.position.line)
          .Key("column")
          .Number(diagnostic.position.column);
    json.EndObject();
  }
  json.EndArray().EndObject();
  return out += '\n';
}

}  // namespace report
