#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>
#include <unordered_map>

#include "base/hash.h"
#include "base/text.h"
#include "formats/json_tree.h"
#include "model/license_expression.h"
#include "sbom/spdx2.h"
#include "sbom/spdx_common.h"

namespace sbom::spdx2 {
namespace {

using formats::json::Document;
using formats::json::Member;
using formats::json::Object;
using formats::json::Tree;
using formats::json::Value;

struct Purpose {
  std::string_view type;
  std::string_view spdx;
};
constexpr Purpose kPurposes[] = {
    {"application", "APPLICATION"},
    {"framework", "FRAMEWORK"},
    {"library", "LIBRARY"},
    {"container", "CONTAINER"},
    {"operating-system", "OPERATING_SYSTEM"},
    {"device", "DEVICE"},
    {"firmware", "FIRMWARE"},
    {"file", "FILE"},
};

class Writer {
 public:
  Writer(const Bom& bom, Losses& losses) : bom_(bom), ids_(spdx::MakeIds(bom)) {
    spdx::TellLosses(bom, losses);
    by_ref_ = ComponentsByRef(bom);
    time_ = spdx::TimeOf(bom);
  }

  Document Run() {
    std::vector<Member> root;
    const auto text = [&](std::vector<Member>& to, std::string_view key, std::string_view value) {
      if (!value.empty()) to.push_back({key, tree_.String(value)});
    };
    text(root, "spdxVersion", "SPDX-2.3");
    text(root, "dataLicense", "CC0-1.0");
    text(root, "SPDXID", "SPDXRef-DOCUMENT");
    const std::string name = !bom_.name.empty() ? bom_.name
                             : bom_.root        ? bom_.components[*bom_.root].FullName()
                                                : "bom";
    text(root, "name", name);
    text(root, "documentNamespace", Namespace());
    root.push_back({"creationInfo", CreationInfo()});
    std::vector<Value> packages;
    for (std::size_t i = 0; i < bom_.components.size(); ++i) packages.push_back(Package(i));
    root.push_back({"packages", tree_.Array(packages)});
    if (!names_.empty() || !foreign_.empty())
      root.push_back({"hasExtractedLicensingInfos", ExtractedLicenses()});
    root.push_back({"relationships", tree_.Array(Relationships())});
    if (const auto notes = Annotations(spdx::CarryDocument(bom_)); !notes.empty()) {
      root.push_back({"annotations", tree_.Array(notes)});
    }
    const Value value = tree_.Object(root);
    return std::move(tree_).Finish(value);
  }

 private:
  [[nodiscard]] std::string Namespace() const {
    std::string serial = bom_.serial.starts_with("urn:uuid:") ? bom_.serial.substr(9) : bom_.serial;
    if (serial.find(':') != std::string::npos) return serial;
    return "urn:spdx:sallyport:" + (serial.empty() ? Hex(Sha1(AsBytes(bom_.name))) : serial);
  }

  static std::string Who(std::string_view kind, const Party& party) {
    return fmt::format("{}: {}{}", kind, party.name,
                       party.email.empty() ? "" : fmt::format(" ({})", party.email));
  }

  Value CreationInfo() {
    std::vector<Value> creators;
    for (const Component& tool : bom_.tools) {
      creators.push_back(tree_.String(fmt::format("Tool: {}{}{}", tool.FullName(),
                                                  tool.version.empty() ? "" : "-", tool.version)));
    }
    for (const Party& author : bom_.authors)
      creators.push_back(tree_.String(Who("Person", author)));
    if (!bom_.supplier.name.empty())
      creators.push_back(tree_.String(Who("Organization", bom_.supplier)));
    if (creators.empty()) creators.push_back(tree_.String("Tool: sallyport"));
    const Member members[] = {{"created", tree_.String(time_)},
                              {"creators", tree_.Array(creators)}};
    return tree_.Object(members);
  }

  Value Package(std::size_t index) {
    const Component& component = bom_.components[index];
    std::vector<Member> out;
    const auto text = [&](std::string_view key, std::string_view value) {
      if (!value.empty()) out.push_back({key, tree_.String(value)});
    };
    text("name", component.name.empty() ? "NOASSERTION" : component.FullName());
    text("SPDXID", ids_[index]);
    text("versionInfo", component.version);
    text("packageFileName", component.PropertyOf("bsi:component:filename"));
    text("supplier",
         component.supplier.name.empty() ? "NOASSERTION" : Who("Organization", component.supplier));
    if (!component.authors.empty()) text("originator", Who("Person", component.authors[0]));
    std::vector<Value> outside = OutsideReferences(component);
    text("downloadLocation",
         Find(component, "distribution").empty() ? "NOASSERTION" : Find(component, "distribution"));
    out.push_back({"filesAnalyzed", Tree::Word(formats::json::Kind::kFalse)});
    if (const auto checksums = Checksums(component); !checksums.empty()) {
      out.push_back({"checksums", tree_.Array(checksums)});
    }
    text("homepage", Find(component, "website"));
    text("licenseConcluded", Expression(component, Acknowledgement::kConcluded));
    text("licenseDeclared", Expression(component, Acknowledgement::kDeclared));
    text("copyrightText", component.copyright.empty() ? "NOASSERTION" : component.copyright);
    text("description", component.description);
    if (!outside.empty()) out.push_back({"externalRefs", tree_.Array(outside)});
    text("primaryPackagePurpose", PurposeOf(component.type));
    if (const auto notes = Annotations(spdx::Carry(bom_, component)); !notes.empty()) {
      out.push_back({"annotations", tree_.Array(notes)});
    }
    return tree_.Object(out);
  }

  static std::string_view PurposeOf(std::string_view type) {
    for (const Purpose& purpose : kPurposes) {
      if (purpose.type == type) return purpose.spdx;
    }
    return "OTHER";
  }

  static std::string_view Find(const Component& component, std::string_view type) {
    for (const Reference& reference : component.references) {
      if (reference.type == type) return reference.url;
    }
    return "";
  }

  std::vector<Value> Checksums(const Component& component) {
    std::vector<Value> list;
    for (const HashValue& hash : component.hashes) {
      const std::string_view algorithm = spdx::AlgorithmToSpdx(hash.algorithm);
      if (algorithm.empty()) continue;
      const Member members[] = {{"algorithm", tree_.String(algorithm)},
                                {"checksumValue", tree_.String(ToLower(hash.content))}};
      list.push_back(tree_.Object(members));
    }
    return list;
  }

  std::vector<Value> OutsideReferences(const Component& component) {
    std::vector<Value> list;
    const auto add = [&](std::string_view category, std::string_view type, std::string_view locator,
                         std::string_view comment) {
      std::vector<Member> members = {{"referenceCategory", tree_.String(category)},
                                     {"referenceType", tree_.String(type)},
                                     {"referenceLocator", tree_.String(locator)}};
      if (!comment.empty()) members.push_back({"comment", tree_.String(comment)});
      list.push_back(tree_.Object(members));
    };
    if (!component.purl.empty()) add("PACKAGE-MANAGER", "purl", component.purl, "");
    if (component.cpe.starts_with("cpe:2.3")) add("SECURITY", "cpe23Type", component.cpe, "");
    if (component.cpe.starts_with("cpe:/")) add("SECURITY", "cpe22Type", component.cpe, "");
    bool distribution = false;
    bool website = false;
    for (const Reference& reference : component.references) {
      // The first of these two has a field of its own.
      bool& seen = reference.type == "website" ? website : distribution;
      if ((reference.type == "distribution" || reference.type == "website") && !seen) {
        seen = true;
        continue;
      }
      if (reference.url.empty() || reference.url.find(' ') != std::string::npos) continue;
      add("OTHER", reference.type, reference.url, reference.comment);
    }
    return list;
  }

  std::vector<Value> Annotations(const std::vector<Property>& properties) {
    std::vector<Value> list;
    for (const Property& property : properties) {
      const Member members[] = {
          {"annotationDate", tree_.String(time_)},
          {"annotationType", tree_.String("OTHER")},
          {"annotator", tree_.String("Tool: sallyport")},
          {"comment", tree_.String(fmt::format("{}{}={}", spdx::kPropertyMark, property.name,
                                               property.value))}};
      list.push_back(tree_.Object(members));
    }
    return list;
  }

  Value ExtractedLicenses() {
    std::vector<Value> list;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const Member members[] = {{"licenseId", tree_.String(spdx::NameRef(i))},
                                {"extractedText", tree_.String(names_[i])},
                                {"name", tree_.String(names_[i])}};
      list.push_back(tree_.Object(members));
    }
    // What expressions refer to themselves: SPDX wants it explained, and nobody has.
    for (const std::string& id : foreign_) {
      const Member members[] = {{"licenseId", tree_.String(id)},
                                {"extractedText", tree_.String("NOASSERTION")}};
      list.push_back(tree_.Object(members));
    }
    return tree_.Array(list);
  }

  std::string Expression(const Component& component, Acknowledgement wanted) {
    std::string text = spdx::ExpressionOf(component.licenses, wanted, names_);
    if (const auto parsed = LicenseExpression::Parse(text)) {
      for (const LicenseExpression::Term& term : parsed->terms()) {
        const bool ours = term.id.starts_with("LicenseRef-sallyport-");
        if (term.id.starts_with("LicenseRef-") && !ours) foreign_.insert(term.id);
      }
    }
    return text;
  }

  [[nodiscard]] std::string IdOf(RefId ref) const {
    const auto& at = by_ref_[static_cast<std::size_t>(ref)];
    return at ? ids_[*at] : std::string();
  }

  std::vector<Value> Relationships() {
    std::vector<Value> list;
    const auto add = [&](std::string_view from, std::string_view type, std::string_view to,
                         std::string_view comment = "") {
      const Member members[] = {{"spdxElementId", tree_.String(from)},
                                {"relationshipType", tree_.String(type)},
                                {"relatedSpdxElement", tree_.String(to)},
                                {"comment", tree_.String(comment)}};
      list.push_back(tree_.Object(std::span(members).first(comment.empty() ? 3 : 4)));
    };
    if (bom_.root) {
      add("SPDXRef-DOCUMENT", "DESCRIBES", ids_[*bom_.root]);
    } else {
      for (std::size_t i = 0; i < ids_.size(); ++i) {
        if (!bom_.components[i].parent) add("SPDXRef-DOCUMENT", "DESCRIBES", ids_[i]);
      }
    }
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      if (bom_.components[i].parent) add(ids_[*bom_.components[i].parent], "CONTAINS", ids_[i]);
    }
    for (const Edge& edge : bom_.edges) {
      const std::string from = IdOf(edge.from);
      const std::string to = IdOf(edge.to);
      if (from.empty() || to.empty()) {
        continue;  // an end that is no package here (a service, another document): a loss, told in
                   // ToTree
      }
      switch (edge.kind) {
        case EdgeKind::kDependsOn:
          add(from, "DEPENDS_ON", to);
          break;
        case EdgeKind::kContains:
          add(from, "CONTAINS", to);
          break;
        case EdgeKind::kProvides:
          add(from, "OTHER", to, spdx::kProvidesComment);
          break;
      }
    }
    for (const RefId leaf : bom_.leaves) {
      if (const std::string id = IdOf(leaf); !id.empty()) add(id, "DEPENDS_ON", "NONE");
    }
    for (const Composition& composition : bom_.compositions) {
      if (composition.aggregate == "complete") continue;
      for (const RefId ref : composition.dependencies) {
        if (const std::string id = IdOf(ref); !id.empty()) add(id, "DEPENDS_ON", "NOASSERTION");
      }
    }
    return list;
  }

  const Bom& bom_;
  std::vector<std::string> ids_;
  std::vector<std::optional<std::uint32_t>> by_ref_;
  std::string time_;
  std::vector<std::string> names_;
  std::set<std::string> foreign_;
  Tree tree_;
};

std::string TextIn(const Object& object, std::string_view key) {
  return std::string(object.FindString(key).value_or(""));
}

/// "Organization: Name (mail)" taken apart.
Party PartyOf(std::string_view text) {
  const std::size_t colon = text.find(": ");
  if (colon == std::string_view::npos) return {};
  Party party{.name = std::string(text.substr(colon + 2))};
  const std::size_t open = party.name.rfind(" (");
  if (open != std::string::npos && party.name.ends_with(')')) {
    party.email = party.name.substr(open + 2, party.name.size() - open - 3);
    party.name.resize(open);
  }
  return party;
}

class Reader {
 public:
  Bom Run(const Object& root) {
    bom_.name = TextIn(root, "name");
    bom_.serial = TextIn(root, "documentNamespace");
    for (const Value& item : root.ElementsOf("hasExtractedLicensingInfos")) {
      const Object info = item.Members();
      const std::string id = TextIn(info, "licenseId");
      const std::string name = TextIn(info, "name");
      if (!name.empty() && name != "NOASSERTION") names_.emplace_back(id, name);
    }
    ReadCreation(root);
    spdx::RestoreDocument(Carried(root), bom_);
    RefTable refs(bom_);
    for (const Value& item : root.ElementsOf("packages")) ReadPackage(item.Members(), refs);
    for (const Value& item : root.ElementsOf("relationships")) ReadRelationship(item.Members());
    for (const Value& item : root.ElementsOf("documentDescribes")) {
      Describe(item.AsString().value_or(""));
    }
    bom_.SortEdges();
    return std::move(bom_);
  }

 private:
  void ReadCreation(const Object& root) {
    const auto info = root.FindObject("creationInfo");
    if (!info) return;
    bom_.timestamp = TextIn(*info, "created");
    for (const Value& item : info->ElementsOf("creators")) {
      const std::string_view text = item.AsString().value_or("");
      if (text.starts_with("Tool: ")) {
        const std::size_t dash = text.rfind('-');
        Component tool{.type = "application"};
        tool.name = dash == std::string_view::npos ? text.substr(6) : text.substr(6, dash - 6);
        if (dash != std::string_view::npos) tool.version = text.substr(dash + 1);
        bom_.tools.push_back(std::move(tool));
      } else if (text.starts_with("Person: ")) {
        bom_.authors.push_back(PartyOf(text));
      } else if (text.starts_with("Organization: ")) {
        bom_.supplier = PartyOf(text);
      }
    }
  }

  static std::vector<Property> Carried(const Object& object) {
    std::vector<Property> properties;
    for (const Value& item : object.ElementsOf("annotations")) {
      std::string_view comment = item.Members().FindString("comment").value_or("");
      if (!comment.starts_with(spdx::kPropertyMark)) continue;
      comment.remove_prefix(spdx::kPropertyMark.size());
      const std::size_t equals = comment.find('=');
      if (equals == std::string_view::npos) continue;
      properties.push_back(
          {std::string(comment.substr(0, equals)), std::string(comment.substr(equals + 1))});
    }
    return properties;
  }

  void ReadPackage(const Object& package, RefTable& refs) {
    Component component;
    if (!package.empty()) component.offset = package.begin()->key_offset;
    const std::string id = TextIn(package, "SPDXID");
    const std::string purpose = ReplaceAll(TextIn(package, "primaryPackagePurpose"), "-", "_");
    for (const Purpose& p : kPurposes) {
      if (p.spdx == purpose) component.type = p.type;
    }
    const std::string name = TextIn(package, "name");
    const std::size_t slash = name.starts_with('@') ? name.find('/') : std::string::npos;
    component.group = slash == std::string::npos ? "" : name.substr(0, slash);
    component.name = slash == std::string::npos ? name : name.substr(slash + 1);
    component.version = TextIn(package, "versionInfo");
    component.description = TextIn(package, "description");
    component.supplier = PartyOf(TextIn(package, "supplier"));
    if (const Party author = PartyOf(TextIn(package, "originator")); !author.name.empty()) {
      component.authors.push_back(author);
    }
    component.copyright = TextIn(package, "copyrightText");
    if (component.copyright == "NOASSERTION" || component.copyright == "NONE")
      component.copyright.clear();
    for (const Value& item : package.ElementsOf("checksums")) {
      const std::string_view algorithm =
          spdx::AlgorithmFromSpdx(TextIn(item.Members(), "algorithm"));
      if (!algorithm.empty()) {
        component.hashes.push_back(
            {std::string(algorithm), TextIn(item.Members(), "checksumValue")});
      }
    }
    ReadReferences(package, component);
    for (const auto& [key, acknowledgement] :
         {std::pair("licenseDeclared", Acknowledgement::kDeclared),
          std::pair("licenseConcluded", Acknowledgement::kConcluded)}) {
      for (License& license : spdx::LicensesOf(TextIn(package, key), acknowledgement, names_)) {
        component.licenses.push_back(std::move(license));
      }
    }
    const std::string ref = spdx::Restore(Carried(package), component, bom_.kept);
    component.ref = refs.Intern(ref.empty() ? id : ref);
    by_id_.emplace(id, static_cast<std::uint32_t>(bom_.components.size()));
    bom_.components.push_back(std::move(component));
  }

  static void ReadReferences(const Object& package, Component& component) {
    const auto known = [](const std::string& text) {
      return !text.empty() && text != "NOASSERTION" && text != "NONE";
    };
    if (const std::string url = TextIn(package, "downloadLocation"); known(url)) {
      component.references.push_back({.type = "distribution", .url = url});
    }
    if (const std::string url = TextIn(package, "homepage"); known(url)) {
      component.references.push_back({.type = "website", .url = url});
    }
    for (const Value& item : package.ElementsOf("externalRefs")) {
      const Object reference = item.Members();
      const std::string type = TextIn(reference, "referenceType");
      const std::string locator = TextIn(reference, "referenceLocator");
      if (type == "purl" && component.purl.empty()) {
        component.purl = locator;
      } else if ((type == "cpe23Type" || type == "cpe22Type") && component.cpe.empty()) {
        component.cpe = locator;
      } else {
        component.references.push_back(
            {.type = type, .url = locator, .comment = TextIn(reference, "comment")});
      }
    }
  }

  void Describe(std::string_view id) {
    const auto at = by_id_.find(std::string(id));
    if (at != by_id_.end() && !bom_.root) bom_.root = at->second;
  }

  void ReadRelationship(const Object& relationship) {
    std::string from = TextIn(relationship, "spdxElementId");
    std::string to = TextIn(relationship, "relatedSpdxElement");
    std::string type = TextIn(relationship, "relationshipType");
    if (type == "DESCRIBES" && from == "SPDXRef-DOCUMENT") return Describe(to);
    if (type == "DESCRIBED_BY" && to == "SPDXRef-DOCUMENT") return Describe(from);
    const auto source = by_id_.find(from);
    if (type == "DEPENDS_ON" && to == "NONE" && source != by_id_.end()) {
      bom_.leaves.push_back(bom_.components[source->second].ref);
      return;
    }
    // "X DEPENDENCY_OF Y" and its kinds say what "Y DEPENDS_ON X" says.
    if (type == "DEPENDENCY_OF" || type.ends_with("_DEPENDENCY_OF") || type == "PREREQUISITE_FOR") {
      std::swap(from, to);
      type = "DEPENDS_ON";
    } else if (type == "HAS_PREREQUISITE") {
      type = "DEPENDS_ON";
    } else if (type == "CONTAINED_BY") {
      std::swap(from, to);
      type = "CONTAINS";
    }
    const auto a = by_id_.find(from);
    const auto b = by_id_.find(to);
    if (a == by_id_.end() || b == by_id_.end()) return;
    Component& child = bom_.components[b->second];
    if (type == "CONTAINS" && !child.parent && a->second < b->second) {
      child.parent = a->second;
    } else if (type == "OTHER" && relationship.FindString("comment") == spdx::kProvidesComment) {
      bom_.edges.push_back({bom_.components[a->second].ref, child.ref, EdgeKind::kProvides});
    } else if (type == "DEPENDS_ON" || type == "CONTAINS") {
      bom_.edges.push_back({bom_.components[a->second].ref, child.ref,
                            type == "CONTAINS" ? EdgeKind::kContains : EdgeKind::kDependsOn});
    }
  }

  Bom bom_;
  std::vector<std::pair<std::string, std::string>> names_;
  std::unordered_map<std::string, std::uint32_t> by_id_;
};

}  // namespace

Document ToTree(const Bom& bom, Losses& losses) {
  const auto positions = ComponentsByRef(bom);
  for (const Edge& edge : bom.edges) {
    if (positions[static_cast<std::size_t>(edge.from)] &&
        positions[static_cast<std::size_t>(edge.to)])
      continue;
    losses.Add({.pointer = "/dependencies",
                .reason = fmt::format("an edge from {} to {}, which are not both components",
                                      Quote(bom.TextOf(edge.from)), Quote(bom.TextOf(edge.to)))});
  }
  return Writer(bom, losses).Run();
}

Bom FromTree(const Value& root) {
  return Reader().Run(root.Members());
}

std::string ToJson(const Value& root) {
  std::string out;
  formats::JsonWriter writer(out, formats::JsonStyle::kPretty);
  formats::json::Write(writer, root);
  return out + "\n";
}

}  // namespace sbom::spdx2
