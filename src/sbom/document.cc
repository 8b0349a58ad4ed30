#include "sbom/document.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/text.h"
#include "sbom/cyclonedx_bom.h"
#include "sbom/cyclonedx_check.h"
#include "sbom/cyclonedx_json.h"
#include "sbom/cyclonedx_meaning.h"
#include "sbom/cyclonedx_protobuf.h"
#include "sbom/cyclonedx_restrict.h"
#include "sbom/cyclonedx_xml.h"
#include "sbom/spdx2.h"
#include "sbom/spdx3.h"
#include "sbom/spdx_unread.h"

namespace sbom {
namespace {

using cyclonedx::Encoding;
using formats::json::Value;

struct FormatName {
  Format format;
  std::string_view name;
};
constexpr FormatName kFormats[] = {
    {Format::kCycloneDxJson, "cyclonedx-json"},
    {Format::kCycloneDxXml, "cyclonedx-xml"},
    {Format::kCycloneDxProtobuf, "cyclonedx-protobuf"},
    {Format::kSpdxJson, "spdx-json"},
    {Format::kSpdxTagValue, "spdx-tv"},
    {Format::kSpdx3Json, "spdx3-json"},
};

Encoding EncodingOf(Format format) {
  switch (format) {
    case Format::kCycloneDxXml:
      return Encoding::kXml;
    case Format::kCycloneDxProtobuf:
      return Encoding::kProtobuf;
    case Format::kCycloneDxJson:
    case Format::kSpdxJson:
    case Format::kSpdxTagValue:
    case Format::kSpdx3Json:
      return Encoding::kJson;
  }
  return Encoding::kJson;
}

Result<Document> ReadJson(std::string_view text) {
  auto tree = formats::json::Parse(text);
  if (!tree) return Fail(formats::ToError(tree.error()));
  Document document;
  document.tree = std::move(*tree);
  const auto root = document.tree.root().Members();
  if (root.Find("spdxVersion") != nullptr) {
    document.format = Format::kSpdxJson;
    return document;
  }
  if (root.Find("@context") != nullptr || root.Find("@graph") != nullptr) {
    document.format = Format::kSpdx3Json;
    return document;
  }
  if (root.Find("bomFormat") == nullptr && root.Find("specVersion") == nullptr) {
    return Fail("the JSON is no bill of materials: no `bomFormat`, `spdxVersion` or `@context`",
                "this program reads CycloneDX 1.4 to 1.7, SPDX 2.2, 2.3 and 3.0.1");
  }
  const std::string_view version = root.FindString("specVersion").value_or("");
  const auto spec = cyclonedx::ParseSpec(version);
  if (!spec) {
    return Fail(fmt::format("CycloneDX of version {}", Quote(version)),
                "this program reads 1.4 to 1.7");
  }
  document.spec = *spec;
  return document;
}

Result<Document> ReadXml(std::string_view text) {
  auto xml = formats::xml::Parse(text);
  if (!xml) return Fail(formats::ToError(xml.error()));
  Document document;
  document.format = Format::kCycloneDxXml;
  auto tree = cyclonedx::FromXml(*xml, document.problems);
  if (!tree) {
    const Problem& problem = document.problems.list().front();
    return Fail(problem.message, problem.help);
  }
  document.tree = std::move(tree->document);
  document.spec = tree->spec;
  return document;
}

Result<Document> ReadProtobuf(Bytes bytes) {
  auto tree = cyclonedx::FromProtobuf(bytes);
  if (!tree) return Fail(tree.error());
  Document document;
  document.format = Format::kCycloneDxProtobuf;
  document.spec = tree->spec;
  document.tree = std::move(tree->document);
  return document;
}

}  // namespace

std::string_view NameOf(Format format) {
  for (const FormatName& name : kFormats) {
    if (name.format == format) return name.name;
  }
  return "";
}

std::optional<Format> ParseFormat(std::string_view name) {
  for (const FormatName& known : kFormats) {
    if (known.name == name) return known.format;
  }
  return std::nullopt;
}

std::string Document::Describe() const {
  switch (format) {
    case Format::kCycloneDxJson:
      return fmt::format("CycloneDX {} JSON", cyclonedx::NameOf(spec));
    case Format::kCycloneDxXml:
      return fmt::format("CycloneDX {} XML", cyclonedx::NameOf(spec));
    case Format::kCycloneDxProtobuf:
      return fmt::format("CycloneDX {} protobuf", cyclonedx::NameOf(spec));
    case Format::kSpdxJson:
      return "SPDX 2 JSON";
    case Format::kSpdxTagValue:
      return "SPDX 2 tag-value";
    case Format::kSpdx3Json:
      return "SPDX 3 JSON-LD";
  }
  return "";
}

Result<Document> ReadDocument(Bytes bytes) {
  std::string_view text = AsText(bytes);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string_view start = Trim(text.substr(0, 4096));
  if (start.empty()) return Fail("the document is empty");
  if (start[0] == '{') return ReadJson(AsText(bytes));
  if (start[0] == '<') return ReadXml(text);
  if (start.starts_with("SPDXVersion:") || start.find("\nSPDXVersion:") != std::string_view::npos) {
    if (text.size() > limits::kTagValueBytes) return Fail("the document is too large");
    Document document;
    document.format = Format::kSpdxTagValue;
    document.tree = spdx2::FromTagValue(text, document.problems);
    return document;
  }
  if (bytes.size() >= 5 && bytes[0] == 0x0A && bytes[1] == 3 && text.substr(2, 2) == "1.") {
    return ReadProtobuf(bytes);
  }
  return Fail("no bill of materials that this program knows",
              "CycloneDX JSON, XML or protobuf; SPDX 2 JSON or tag-value; SPDX 3 JSON-LD");
}

void Validate(const Document& document, Problems& problems) {
  for (const Problem& problem : document.problems.list()) problems.Add(problem);
  const Value& root = document.tree.root();
  switch (document.format) {
    case Format::kCycloneDxJson:
    case Format::kCycloneDxXml:
    case Format::kCycloneDxProtobuf:
      cyclonedx::CheckStructure(root, document.spec, EncodingOf(document.format), problems);
      cyclonedx::CheckMeaning(root, EncodingOf(document.format), problems);
      return;
    case Format::kSpdxJson:
    case Format::kSpdxTagValue:
      spdx2::Check(root, problems);
      return;
    case Format::kSpdx3Json:
      spdx3::Check(root, problems);
      return;
  }
}

Bom ToBom(const Document& document) {
  const Value& root = document.tree.root();
  switch (document.format) {
    case Format::kCycloneDxJson:
    case Format::kCycloneDxXml:
    case Format::kCycloneDxProtobuf:
      return cyclonedx::FromTree(root);
    case Format::kSpdxJson:
    case Format::kSpdxTagValue:
      return spdx2::FromTree(root);
    case Format::kSpdx3Json:
      return spdx3::FromTree(root);
  }
  return {};
}

namespace {

/// CycloneDX says that one component holds another by putting it inside, which only one can do; and
/// `provides` is younger than 1.6. Both are written as dependencies.
void TellKindsOfEdges(const Bom& bom, cyclonedx::Spec spec, Losses& losses) {
  for (const Edge& edge : bom.edges) {
    const bool is_kept = edge.kind == EdgeKind::kDependsOn ||
                         (edge.kind == EdgeKind::kProvides && spec >= cyclonedx::Spec::k1_6);
    if (is_kept) continue;
    losses.Add({.kind = Loss::Kind::kChanged,
                .pointer = "/dependencies",
                .reason = fmt::format("that {} {} {} is written as a dependency",
                                      Quote(bom.TextOf(edge.from)),
                                      edge.kind == EdgeKind::kContains ? "contains" : "provides",
                                      Quote(bom.TextOf(edge.to)))});
  }
}

std::string WriteCycloneDx(const Value& root, const Target& target, Losses& losses) {
  const auto restricted = cyclonedx::Restrict(root, target.spec, EncodingOf(target.format), losses);
  switch (target.format) {
    case Format::kCycloneDxXml:
      return cyclonedx::ToXml(restricted.root(), target.spec);
    case Format::kCycloneDxProtobuf:
      return cyclonedx::ToProtobuf(restricted.root(), target.spec);
    case Format::kCycloneDxJson:
    case Format::kSpdxJson:
    case Format::kSpdxTagValue:
    case Format::kSpdx3Json:
      return cyclonedx::ToJson(restricted.root(), target.spec, target.style);
  }
  return {};
}

}  // namespace

std::string Write(const Bom& bom, const Target& target, Losses& losses) {
  switch (target.format) {
    case Format::kCycloneDxJson:
    case Format::kCycloneDxXml:
    case Format::kCycloneDxProtobuf:
      TellKindsOfEdges(bom, target.spec, losses);
      return WriteCycloneDx(cyclonedx::ToTree(bom, target.spec).root(), target, losses);
    case Format::kSpdxJson:
      return spdx2::ToJson(spdx2::ToTree(bom, losses).root());
    case Format::kSpdxTagValue:
      return spdx2::ToTagValue(spdx2::ToTree(bom, losses).root());
    case Format::kSpdx3Json:
      return spdx3::ToJson(bom, losses);
  }
  return {};
}

std::string Convert(const Document& document, const Target& target, Losses& losses) {
  const Value& root = document.tree.root();
  if (IsCycloneDx(document.format) && IsCycloneDx(target.format)) {
    return WriteCycloneDx(root, target, losses);
  }
  const auto is_spdx2 = [](Format format) {
    return format == Format::kSpdxJson || format == Format::kSpdxTagValue;
  };
  if (is_spdx2(document.format) && is_spdx2(target.format)) {
    return target.format == Format::kSpdxJson ? spdx2::ToJson(root) : spdx2::ToTagValue(root);
  }
  if (is_spdx2(document.format)) spdx::TellUnread2(root, losses);
  if (document.format == Format::kSpdx3Json) spdx::TellUnread3(root, losses);
  return Write(ToBom(document), target, losses);
}

}  // namespace sbom
