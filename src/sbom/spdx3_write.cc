#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/hash.h"
#include "base/text.h"
#include "formats/json_writer.h"
#include "sbom/spdx3.h"
#include "sbom/spdx_common.h"

namespace sbom::spdx3 {
namespace {

constexpr std::string_view kContext = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld";
constexpr std::string_view kCreation = "_:creationinfo";

std::string PurposeOf(std::string_view type) {
  if (type == "operating-system") return "operatingSystem";
  if (type == "machine-learning-model") return "model";
  if (type == "device-driver") return "deviceDriver";
  for (const std::string_view known : {"application", "framework", "library", "container",
                                       "platform", "device", "firmware", "file", "data"}) {
    if (type == known) return std::string(type);
  }
  return "other";
}

class GraphWriter {
 public:
  GraphWriter(const Bom& bom, Losses& losses)
      : bom_(bom), losses_(losses), json_(out_, formats::JsonStyle::kPretty) {
    for (const std::string& id : spdx::MakeIds(bom)) ids_.push_back(Namespace() + "#" + id);
    by_ref_ = ComponentsByRef(bom);
    spdx::TellLosses(bom, losses);
  }

  std::string Run() {
    json_.BeginObject().Field("@context", kContext);
    json_.Key("@graph").BeginArray();
    WriteCreation();
    WriteDocument();
    for (std::size_t i = 0; i < ids_.size(); ++i) WritePackage(i);
    WriteLicenses();
    WriteRelationships();
    json_.EndArray().EndObject();
    return std::move(out_) + "\n";
  }

 private:
  [[nodiscard]] std::string Namespace() const {
    if (bom_.serial.starts_with("http")) return bom_.serial;
    const std::string id = bom_.serial.starts_with("urn:uuid:")
                               ? bom_.serial.substr(9)
                               : Hex(Sha1(AsBytes(bom_.serial + bom_.name)));
    return "urn:spdx:sallyport:" + id;
  }

  /// Type, identifier and creation information; the caller ends the object.
  void Begin(std::string_view type, std::string_view id) {
    json_.BeginObject().Field("type", type).Field("spdxId", id).Field("creationInfo", kCreation);
  }

  void List(std::string_view key, const std::vector<std::string>& items) {
    json_.Key(key).BeginArray();
    for (const std::string& item : items) json_.String(item);
    json_.EndArray();
  }

  std::string AgentId(std::string_view kind, const Party& party) {
    const std::string& contact = party.email.empty() ? party.url : party.email;
    return agents_
        .try_emplace(fmt::format("{}\n{}\n{}", kind, contact, party.name),
                     Namespace() + fmt::format("#agent-{}", agents_.size() + 1))
        .first->second;
  }

  void WriteCreation() {
    std::vector<std::string> makers;
    std::vector<std::string> tools;
    for (const Party& author : bom_.authors) makers.push_back(AgentId("Person", author));
    if (!bom_.supplier.name.empty()) makers.push_back(AgentId("Organization", bom_.supplier));
    for (const Component& tool : bom_.tools)
      tools.push_back(AgentId("Tool", {.name = tool.FullName()}));
    if (makers.empty()) makers.push_back(AgentId("SoftwareAgent", {.name = "sallyport"}));
    for (const Component& component : bom_.components) {
      if (!component.supplier.name.empty()) AgentId("Organization", component.supplier);
      for (const Party& author : component.authors) AgentId("Person", author);
    }
    json_.BeginObject()
        .Field("type", "CreationInfo")
        .Field("@id", kCreation)
        .Field("specVersion", "3.0.1");
    json_.Field("created", spdx::TimeOf(bom_));
    List("createdBy", makers);
    if (!tools.empty()) List("createdUsing", tools);
    json_.EndObject();
    for (const auto& [key, id] : agents_) {
      const std::size_t cut = key.find('\n');
      const std::size_t name = key.find('\n', cut + 1);
      Begin(key.substr(0, cut), id);
      const std::string contact = key.substr(cut + 1, name - cut - 1);
      if (!contact.empty()) {
        json_.Key("externalIdentifier").BeginArray().BeginObject();
        json_.Field("type", "ExternalIdentifier");
        json_.Field("externalIdentifierType",
                    contact.find('@') == std::string::npos ? "urlScheme" : "email");
        json_.Field("identifier", contact).EndObject().EndArray();
      }
      json_.Field("name", key.substr(name + 1)).EndObject();
    }
  }

  void WriteDocument() {
    std::vector<std::string> roots;
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      if (bom_.root ? *bom_.root == i : !bom_.components[i].parent) roots.push_back(ids_[i]);
    }
    Begin("SpdxDocument", Namespace() + "#SPDXRef-DOCUMENT");
    json_.Field("name", bom_.name.empty() ? "bom" : bom_.name);
    List("profileConformance", {"core", "software", "simpleLicensing"});
    List("rootElement", {Namespace() + "#sbom"});
    List("element", ids_);
    WriteProperties(spdx::CarryDocument(bom_));
    json_.EndObject();
    Begin("software_Sbom", Namespace() + "#sbom");
    List("rootElement", roots);
    List("element", ids_);
    if (!bom_.lifecycles.empty())
      List("software_sbomType", {bom_.lifecycles[0] == "build" ? "build" : "analyzed"});
    json_.EndObject();
  }

  void WriteProperties(const std::vector<Property>& properties) {
    if (properties.empty()) return;
    json_.Key("extension").BeginArray().BeginObject();
    json_.Field("type", "extension_CdxPropertiesExtension");
    json_.Key("extension_cdxProperty").BeginArray();
    for (const Property& property : properties) {
      json_.BeginObject().Field("type", "extension_CdxPropertyEntry");
      json_.Field("extension_cdxPropName", property.name);
      json_.Field("extension_cdxPropValue", property.value).EndObject();
    }
    json_.EndArray().EndObject().EndArray();
  }

  static std::string_view Find(const Component& component, std::string_view type) {
    for (const Reference& reference : component.references) {
      if (reference.type == type) return reference.url;
    }
    return "";
  }

  void WritePackage(std::size_t index) {
    const Component& component = bom_.components[index];
    const auto text = [this](std::string_view key, std::string_view value) {
      if (!value.empty()) json_.Field(key, value);
    };
    Begin("software_Package", ids_[index]);
    json_.Field("name", component.FullName());
    text("description", component.description);
    text("software_packageVersion", component.version);
    text("software_packageUrl", component.purl);
    text("software_downloadLocation", Find(component, "distribution"));
    text("software_homePage", Find(component, "website"));
    text("software_copyrightText", component.copyright);
    json_.Field("software_primaryPurpose", PurposeOf(component.type));
    if (!component.supplier.name.empty()) {
      json_.Field("suppliedBy", AgentId("Organization", component.supplier));
    }
    std::vector<std::string> makers;
    for (const Party& author : component.authors) makers.push_back(AgentId("Person", author));
    if (!makers.empty()) List("originatedBy", makers);
    WriteHashes(component);
    WriteReferences(component);
    WriteProperties(spdx::Carry(bom_, component));
    json_.EndObject();
  }

  void WriteHashes(const Component& component) {
    std::vector<std::pair<std::string, std::string>> known;
    for (const HashValue& hash : component.hashes) {
      const std::string_view name = spdx::AlgorithmToSpdx(hash.algorithm);
      // "sha3_256", but "blake2b256".
      const std::string_view dash = name.starts_with("BLAKE") ? "" : "_";
      if (!name.empty())
        known.emplace_back(ReplaceAll(ToLower(name), "-", dash), ToLower(hash.content));
    }
    if (known.empty()) return;
    json_.Key("verifiedUsing").BeginArray();
    for (const auto& [algorithm, content] : known) {
      json_.BeginObject().Field("type", "Hash").Field("algorithm", algorithm);
      json_.Field("hashValue", content).EndObject();
    }
    json_.EndArray();
  }

  void WriteReferences(const Component& component) {
    if (!component.cpe.empty()) {
      json_.Key("externalIdentifier")
          .BeginArray()
          .BeginObject()
          .Field("type", "ExternalIdentifier");
      json_.Field("externalIdentifierType",
                  component.cpe.starts_with("cpe:2.3") ? "cpe23" : "cpe22");
      json_.Field("identifier", component.cpe).EndObject().EndArray();
    }
    std::vector<const Reference*> others;
    bool distribution = false;
    bool website = false;
    for (const Reference& reference : component.references) {
      bool& seen = reference.type == "website" ? website : distribution;
      const bool has_field = reference.type == "distribution" || reference.type == "website";
      if (has_field && !seen) {
        seen = true;
      } else {
        others.push_back(&reference);
      }
    }
    if (others.empty()) return;
    json_.Key("externalRef").BeginArray();
    for (const Reference* const reference : others) {
      json_.BeginObject().Field("type", "ExternalRef");
      json_.Field("externalRefType", reference->type == "vcs" ? "vcs" : "other");
      json_.Key("locator").BeginArray().String(reference->url).EndArray();
      json_.Field("comment", reference->comment.empty() ? reference->type : reference->comment)
          .EndObject();
    }
    json_.EndArray();
  }

  void Relate(std::string_view from, std::string_view type, const std::vector<std::string>& to,
              std::string_view completeness, std::string_view comment = "") {
    Begin("Relationship", Namespace() + fmt::format("#relationship-{}", ++relationships_));
    if (!comment.empty()) json_.Field("comment", comment);
    json_.Field("from", from).Field("relationshipType", type);
    List("to", to);
    if (!completeness.empty()) json_.Field("completeness", completeness);
    json_.EndObject();
  }

  void WriteLicenses() {
    std::map<std::string, std::string> expressions;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      for (const auto& [wanted, type] :
           {std::pair(Acknowledgement::kDeclared, "hasDeclaredLicense"),
            std::pair(Acknowledgement::kConcluded, "hasConcludedLicense")}) {
        const std::string text = spdx::ExpressionOf(bom_.components[i].licenses, wanted, names);
        if (text == "NOASSERTION") continue;
        const auto [at, added] = expressions.try_emplace(
            text, Namespace() + fmt::format("#license-{}", expressions.size() + 1));
        if (added) {
          Begin("simplelicensing_LicenseExpression", at->second);
          json_.Field("simplelicensing_licenseExpression", text).EndObject();
        }
        Relate(ids_[i], type, {at->second}, "");
      }
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
      Begin("simplelicensing_SimpleLicensingText", Namespace() + "#" + spdx::NameRef(i));
      json_.Field("name", spdx::NameRef(i));
      json_.Field("simplelicensing_licenseText", names[i]).EndObject();
    }
  }

  void WriteRelationships() {
    std::map<std::string, std::vector<std::string>> nested;
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      if (bom_.components[i].parent) nested[ids_[*bom_.components[i].parent]].push_back(ids_[i]);
    }
    for (const auto& [from, to] : nested) Relate(from, "contains", to, "");
    std::vector<bool> open(bom_.refs.size(), false);
    for (const Composition& composition : bom_.compositions) {
      if (composition.aggregate == "complete") continue;
      for (const RefId ref : composition.dependencies) open[static_cast<std::size_t>(ref)] = true;
    }
    const auto completeness = [&open](RefId ref) {
      return open[static_cast<std::size_t>(ref)] ? "incomplete" : "complete";
    };
    for (std::size_t edge = 0; edge < bom_.edges.size();) {
      const Edge first = bom_.edges[edge];
      std::vector<std::string> to[3];  // by kind
      for (; edge < bom_.edges.size() && bom_.edges[edge].from == first.from; ++edge) {
        const auto& target = by_ref_[static_cast<std::size_t>(bom_.edges[edge].to)];
        if (target && by_ref_[static_cast<std::size_t>(first.from)]) {
          to[static_cast<std::size_t>(bom_.edges[edge].kind)].push_back(ids_[*target]);
        } else {
          losses_.Add({.pointer = "/dependencies",
                       .reason = fmt::format("an edge from {} to {}, which are not both components",
                                             Quote(bom_.TextOf(first.from)),
                                             Quote(bom_.TextOf(bom_.edges[edge].to)))});
        }
      }
      const auto& source = by_ref_[static_cast<std::size_t>(first.from)];
      if (!source) continue;
      const auto relate = [&](EdgeKind kind, std::string_view type, std::string_view comment) {
        const auto& targets = to[static_cast<std::size_t>(kind)];
        if (!targets.empty())
          Relate(ids_[*source], type, targets, completeness(first.from), comment);
      };
      relate(EdgeKind::kDependsOn, "dependsOn", "");
      relate(EdgeKind::kContains, "contains", "");
      relate(EdgeKind::kProvides, "other", spdx::kProvidesComment);
    }
    for (const RefId leaf : bom_.leaves) {
      const auto& at = by_ref_[static_cast<std::size_t>(leaf)];
      if (at)
        Relate(ids_[*at], "dependsOn", {"https://spdx.org/rdf/3.0.1/terms/Core/NoneElement"},
               completeness(leaf));
    }
  }

  const Bom& bom_;
  Losses& losses_;
  std::string out_;
  formats::JsonWriter json_;
  std::vector<std::string> ids_;
  std::vector<std::optional<std::uint32_t>> by_ref_;
  std::map<std::string, std::string> agents_;
  std::size_t relationships_ = 0;
};

}  // namespace

std::string ToJson(const Bom& bom, Losses& losses) {
  return GraphWriter(bom, losses).Run();
}

}  // namespace sbom::spdx3
