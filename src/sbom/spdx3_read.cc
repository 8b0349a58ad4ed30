#include <fmt/format.h>

#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "sbom/spdx3.h"
#include "sbom/spdx_common.h"
#include "sbom/text_forms.h"

namespace sbom::spdx3 {
namespace {

using formats::json::Object;
using formats::json::Value;

std::string TextIn(const Object& object, std::string_view key) {
  return std::string(object.FindString(key).value_or(""));
}

std::string TypeOf(const Object& object) {
  const auto type = object.FindString("type");
  return std::string(type ? *type : object.FindString("@type").value_or(""));
}

std::string IdOf(const Object& object) {
  const auto id = object.FindString("spdxId");
  return std::string(id ? *id : object.FindString("@id").value_or(""));
}

/// The elements of a document: its graph, or itself when it is one element.
std::vector<Object> ElementsOf(const Value& root) {
  std::vector<Object> elements;
  const Object document = root.Members();
  for (const Value& element : document.ElementsOf("@graph")) elements.push_back(element.Members());
  if (document.Find("@graph") == nullptr && document.Find("type") != nullptr)
    elements.push_back(document);
  return elements;
}

std::vector<Property> PropertiesOf(const Object& element) {
  std::vector<Property> properties;
  for (const Value& extension : element.ElementsOf("extension")) {
    for (const Value& entry : extension.Members().ElementsOf("extension_cdxProperty")) {
      properties.push_back({TextIn(entry.Members(), "extension_cdxPropName"),
                            TextIn(entry.Members(), "extension_cdxPropValue")});
    }
  }
  return properties;
}

std::string TypeFromPurpose(const std::string& purpose) {
  if (purpose == "operatingSystem") return "operating-system";
  if (purpose == "model") return "machine-learning-model";
  if (purpose == "deviceDriver") return "device-driver";
  for (const std::string_view known : {"application", "framework", "library", "container",
                                       "platform", "device", "firmware", "file", "data"}) {
    if (purpose == known) return purpose;
  }
  return "library";
}

class GraphReader {
 public:
  Bom Run(const Value& root) {
    const std::vector<Object> elements = ElementsOf(root);
    std::vector<std::string> makers;
    std::unordered_map<std::string, std::string> kinds;
    for (const Object& element : elements) {
      const std::string type = TypeOf(element);
      if (type == "CreationInfo") {
        bom_.timestamp = TextIn(element, "created");
        for (const Value& maker : element.ElementsOf("createdBy"))
          makers.emplace_back(maker.AsString().value_or(""));
      }
      if (type == "SpdxDocument") {
        bom_.name = TextIn(element, "name");
        spdx::RestoreDocument(PropertiesOf(element), bom_);
      }
      if (type == "simplelicensing_SimpleLicensingText") {
        names_.emplace_back(TextIn(element, "name"),
                            TextIn(element, "simplelicensing_licenseText"));
      }
      if (type == "simplelicensing_LicenseExpression") {
        expressions_.emplace(IdOf(element), TextIn(element, "simplelicensing_licenseExpression"));
      }
      agents_.emplace(IdOf(element), PartyOf(element));
      if (type == "Person" || type == "Organization") kinds.emplace(IdOf(element), type);
    }
    for (const std::string& maker : makers) {
      const auto kind = kinds.find(maker);
      if (kind == kinds.end()) continue;
      if (kind->second == "Person") {
        bom_.authors.push_back(agents_[maker]);
      } else {
        bom_.supplier = agents_[maker];
      }
    }
    RefTable refs(bom_);
    for (const Object& element : elements) {
      const std::string type = TypeOf(element);
      if (type == "software_Package" || type == "ai_AIPackage" ||
          type == "dataset_DatasetPackage") {
        ReadPackage(element, refs);
      }
      if (type == "Tool")
        bom_.tools.push_back({.type = "application", .name = TextIn(element, "name")});
    }
    for (const Object& element : elements) {
      if (TypeOf(element).ends_with("Relationship")) ReadRelationship(element);
      if (TypeOf(element) == "software_Sbom" || TypeOf(element) == "SpdxDocument")
        ReadRoots(element);
    }
    bom_.SortEdges();
    return std::move(bom_);
  }

 private:
  static Party PartyOf(const Object& agent) {
    Party party{.name = TextIn(agent, "name")};
    for (const Value& item : agent.ElementsOf("externalIdentifier")) {
      const std::string type = TextIn(item.Members(), "externalIdentifierType");
      if (type == "email") party.email = TextIn(item.Members(), "identifier");
      if (type == "urlScheme") party.url = TextIn(item.Members(), "identifier");
    }
    return party;
  }

  void ReadRoots(const Object& element) {
    for (const Value& id : element.ElementsOf("rootElement")) {
      const auto at = by_id_.find(std::string(id.AsString().value_or("")));
      if (at != by_id_.end() && !bom_.root) bom_.root = at->second;
    }
  }

  void ReadPackage(const Object& package, RefTable& refs) {
    Component component;
    if (!package.empty()) component.offset = package.begin()->key_offset;
    component.type = TypeFromPurpose(TextIn(package, "software_primaryPurpose"));
    const std::string name = TextIn(package, "name");
    const std::size_t slash = name.starts_with('@') ? name.find('/') : std::string::npos;
    component.group = slash == std::string::npos ? "" : name.substr(0, slash);
    component.name = slash == std::string::npos ? name : name.substr(slash + 1);
    component.description = TextIn(package, "description");
    component.version = TextIn(package, "software_packageVersion");
    component.purl = TextIn(package, "software_packageUrl");
    component.copyright = TextIn(package, "software_copyrightText");
    if (const std::string id = TextIn(package, "suppliedBy"); !id.empty())
      component.supplier = agents_[id];
    for (const Value& maker : package.ElementsOf("originatedBy")) {
      component.authors.push_back(agents_[std::string(maker.AsString().value_or(""))]);
    }
    for (const auto& [key, type] : {std::pair("software_downloadLocation", "distribution"),
                                    std::pair("software_homePage", "website")}) {
      if (const std::string url = TextIn(package, key); !url.empty()) {
        component.references.push_back({.type = type, .url = url});
      }
    }
    for (const Value& item : package.ElementsOf("verifiedUsing")) {
      const std::string_view algorithm =
          spdx::AlgorithmFromSpdx(TextIn(item.Members(), "algorithm"));
      if (!algorithm.empty()) {
        component.hashes.push_back({std::string(algorithm), TextIn(item.Members(), "hashValue")});
      }
    }
    for (const Value& item : package.ElementsOf("externalIdentifier")) {
      const std::string type = TextIn(item.Members(), "externalIdentifierType");
      const std::string text = TextIn(item.Members(), "identifier");
      if (type == "cpe23" || type == "cpe22") component.cpe = text;
      if (type == "packageUrl" && component.purl.empty()) component.purl = text;
    }
    for (const Value& item : package.ElementsOf("externalRef")) {
      const auto locators = item.Members().ElementsOf("locator");
      component.references.push_back(
          {.type = TextIn(item.Members(), "comment"),
           .url = locators.empty() ? "" : std::string(locators[0].AsString().value_or(""))});
    }
    const std::string id = IdOf(package);
    const std::string ref = spdx::Restore(PropertiesOf(package), component, bom_.kept);
    component.ref = refs.Intern(ref.empty() ? id : ref);
    by_id_.emplace(id, static_cast<std::uint32_t>(bom_.components.size()));
    bom_.components.push_back(std::move(component));
  }

  void ReadRelationship(const Object& relationship) {
    const auto from = by_id_.find(TextIn(relationship, "from"));
    if (from == by_id_.end()) return;
    Component& source = bom_.components[from->second];
    const std::string type = TextIn(relationship, "relationshipType");
    for (const Value& item : relationship.ElementsOf("to")) {
      const std::string to(item.AsString().value_or(""));
      if (type == "hasDeclaredLicense" || type == "hasConcludedLicense") {
        const auto acknowledgement =
            type == "hasDeclaredLicense" ? Acknowledgement::kDeclared : Acknowledgement::kConcluded;
        for (License& license : spdx::LicensesOf(expressions_[to], acknowledgement, names_)) {
          source.licenses.push_back(std::move(license));
        }
        continue;
      }
      if (type == "dependsOn" && to.ends_with("/NoneElement")) {
        bom_.leaves.push_back(source.ref);
        continue;
      }
      const auto target = by_id_.find(to);
      if (target == by_id_.end()) continue;
      Component& other = bom_.components[target->second];
      if (type == "contains" && !other.parent && from->second < target->second) {
        other.parent = from->second;
      } else if (type == "other" && relationship.FindString("comment") == spdx::kProvidesComment) {
        bom_.edges.push_back({source.ref, other.ref, EdgeKind::kProvides});
      } else if (type == "dependsOn" || type == "contains") {
        bom_.edges.push_back({source.ref, other.ref,
                              type == "contains" ? EdgeKind::kContains : EdgeKind::kDependsOn});
      }
    }
  }

  Bom bom_;
  std::vector<std::pair<std::string, std::string>> names_;
  std::unordered_map<std::string, std::string> expressions_;
  std::unordered_map<std::string, Party> agents_;
  std::unordered_map<std::string, std::uint32_t> by_id_;
};

}  // namespace

Bom FromTree(const Value& root) {
  return GraphReader().Run(root);
}

void Check(const Value& root, Problems& problems) {
  const auto report = [&problems](std::string_view code, std::uint32_t offset, std::string message,
                                  std::string help) {
    problems.Add({.code = std::string(code),
                  .message = std::move(message),
                  .help = std::move(help),
                  .offset = offset});
  };
  const auto context = root.Members().FindString("@context");
  if (!context || context->find("spdx.org/rdf/3.0") == std::string_view::npos) {
    report("B060", root.offset(), "the `@context` is not the one of SPDX 3.0",
           "https://spdx.org/rdf/3.0.1/spdx-context.jsonld");
  }
  std::unordered_set<std::string> ids;
  std::size_t documents = 0;
  const auto graph = root.Members().ElementsOf("@graph");
  for (const Value& item : graph) {
    const Object element = item.Members();
    const std::string type = TypeOf(element);
    const std::string id = IdOf(element);
    if (type.empty()) report("B061", item.offset(), "an element without `type`", "");
    if (id.empty()) report("B061", item.offset(), "an element without `spdxId`", "");
    if (!id.empty() && !ids.insert(id).second)
      report("B062", item.offset(), Quote(id) + " stands for two elements", "");
    if (type == "SpdxDocument") ++documents;
    if (type == "CreationInfo") {
      const std::string created = TextIn(element, "created");
      if (created.size() != 20 || !IsDateTime(created)) {
        report("B061", item.offset(), Quote(created) + " is no time of creation",
               "write `2026-11-22T08:00:00Z`");
      }
      if (element.ElementsOf("createdBy").empty())
        report("B061", item.offset(), "`createdBy` is missing", "");
      if (!TextIn(element, "specVersion").starts_with("3.0"))
        report("B061", item.offset(), "`specVersion` is not 3.0.x", "");
    } else if (!type.empty() && element.Find("creationInfo") == nullptr &&
               id.starts_with("_:") == false) {
      report("B061", item.offset(), "`creationInfo` is missing", "");
    }
  }
  if (documents != 1) {
    report("B060", root.offset(), fmt::format("{} elements of type SpdxDocument", documents),
           "a document has one");
  }
  for (const Value& item : graph) {
    const Object element = item.Members();
    if (!TypeOf(element).ends_with("Relationship")) continue;
    if (element.Find("from") == nullptr || element.Find("to") == nullptr ||
        element.Find("relationshipType") == nullptr) {
      report("B061", item.offset(), "a relationship without `from`, `to` or `relationshipType`",
             "");
    }
    if (const std::string from = TextIn(element, "from"); !from.empty() && !ids.contains(from)) {
      report("B063", item.offset(), Quote(from) + " is no element of this document", "");
    }
  }
}

}  // namespace sbom::spdx3
