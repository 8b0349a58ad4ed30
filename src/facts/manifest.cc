#include "facts/manifest.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"

namespace facts {
namespace {

using formats::json::Kind;
using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

constexpr std::string_view kFile = "package.json";

constexpr auto kDependencyFields = std::to_array<std::string_view>(
    {"dependencies", "devDependencies", "optionalDependencies", "peerDependencies"});

Evidence ManifestItself() {
  Evidence evidence;
  evidence.file = Untrusted(kFile);
  return evidence;
}

void ReportInvalid(std::string_view problem, std::string_view detail, Evidence evidence,
                   Sink& sink) {
  sink.Add(FactKind::kManifestInvalid, Phase::kUnknown, std::move(evidence),
           {{"problem", problem}, {"detail", detail}});
}

/// The value as written, quotes included.
std::string_view RawText(std::string_view text, const Value& value) {
  // Enough to tell two values apart; the end of a value is not kept.
  constexpr std::size_t kShown = 200;
  const std::string_view rest = text.substr(value.offset(), kShown);
  if (const auto string = value.AsString()) return *string;
  return rest.substr(0, rest.find_first_of(",\n}"));
}

void ReportDuplicates(const Manifest& manifest, const Object& object, std::string_view prefix,
                      Sink& sink) {
  for (const Member* hidden : object.HiddenMembers()) {
    const Member* const last = object.FindMember(hidden->key);
    const std::string key = prefix.empty() ? std::string(hidden->key)
                                           : std::string(prefix) + "." + std::string(hidden->key);
    const Span span{.begin = hidden->key_offset,
                    .end = hidden->key_offset + static_cast<std::uint32_t>(hidden->key.size()) + 2};
    sink.Add(FactKind::kManifestDuplicateKey, Phase::kUnknown, manifest.file.Place(span),
             {{"key", key},
              {"first", RawText(manifest.document.text(), hidden->value)},
              {"last", RawText(manifest.document.text(), last->value)}});
  }
}

void CheckType(const Manifest& manifest, std::string_view field, std::initializer_list<Kind> kinds,
               Sink& sink) {
  const Value* const value = manifest.root().Find(field);
  if (value == nullptr || std::find(kinds.begin(), kinds.end(), value->kind()) != kinds.end())
    return;
  const Span span{.begin = value->offset(), .end = value->offset() + 1};
  Evidence evidence = manifest.file.Place(span);
  sink.Add(FactKind::kManifestInvalid, Phase::kUnknown, std::move(evidence),
           {{"problem", "type"}, {"field", field}, {"detail", NameOf(value->kind())}});
}

void CheckShape(const Manifest& manifest, Sink& sink) {
  const Object root = manifest.root();
  ReportDuplicates(manifest, root, {}, sink);
  for (const std::string_view field : {"scripts", "bin", "overrides", "publishConfig"}) {
    if (const auto object = root.FindObject(field))
      ReportDuplicates(manifest, *object, field, sink);
  }
  for (const std::string_view field : kDependencyFields) {
    if (const auto object = root.FindObject(field))
      ReportDuplicates(manifest, *object, field, sink);
    // Old manifests have an empty list where a map belongs.
    CheckType(manifest, field, {Kind::kObject, Kind::kNull, Kind::kArray}, sink);
  }
  CheckType(manifest, "scripts", {Kind::kObject, Kind::kNull}, sink);
  CheckType(manifest, "name", {Kind::kString}, sink);
  CheckType(manifest, "version", {Kind::kString}, sink);
  CheckType(manifest, "bin", {Kind::kString, Kind::kObject, Kind::kNull}, sink);
}

}  // namespace

std::optional<Manifest> ReadManifest(const Contents& contents, const PackageContext& context,
                                     Sink& sink) {
  const ContentFile* const file = contents.Find(kFile);
  if (file == nullptr) {
    // A single file or a bare folder is vetted without one.
    if (context.origin != Origin::kUnknown) ReportInvalid("missing", {}, ManifestItself(), sink);
    return std::nullopt;
  }
  if (file->bytes.size() > limits::kManifestBytes) {
    ReportInvalid("too-large", std::to_string(file->bytes.size()), ManifestItself(), sink);
    return std::nullopt;
  }
  auto document = formats::json::Parse(AsText(file->bytes));
  if (!document) {
    Evidence evidence = ManifestItself();
    evidence.position = document.error().position;
    evidence.snippet = Untrusted(document.error().line_text);
    ReportInvalid("syntax", document.error().message, std::move(evidence), sink);
    return std::nullopt;
  }
  if (document->repaired()) ReportInvalid("encoding", {}, ManifestItself(), sink);
  if (!document->root().AsObject()) {
    ReportInvalid("not-an-object", NameOf(document->root().kind()), ManifestItself(), sink);
    return std::nullopt;
  }
  const std::string_view text = document->text();
  Manifest manifest{.document = *std::move(document), .file = SourceFile(kFile, text)};
  CheckShape(manifest, sink);
  return manifest;
}

PackageView ViewOf(const Contents& contents, const std::optional<Manifest>& manifest,
                   const PackageContext& context) {
  PackageView view{.contents = &contents, .name = context.name};
  if (!manifest) return view;
  view.manifest = &manifest->file;
  const Object root = manifest->root();
  if (const auto name = root.FindString("name"); name && view.name.empty()) view.name = *name;
  if (const auto scripts = root.FindObject("scripts")) {
    for (const Member& member : *scripts) {
      const auto text = member.value.AsString();
      if (text && !Trim(*text).empty())
        view.scripts[std::string(member.key)] = {.text = std::string(*text),
                                                 .offset = member.value.offset()};
    }
  }
  for (const std::string_view field : kDependencyFields) {
    const auto object = root.FindObject(field);
    if (!object) continue;
    for (const Member& member : *object) view.dependencies.emplace(member.key);
  }
  return view;
}

}  // namespace facts
