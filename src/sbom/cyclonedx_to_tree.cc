#include <algorithm>

#include "formats/json_tree.h"
#include "sbom/cyclonedx_bom.h"
#include "sbom/cyclonedx_schema.h"

namespace sbom::cyclonedx {
namespace {

using formats::json::Document;
using formats::json::Member;
using formats::json::Object;
using formats::json::Tree;
using formats::json::Value;

/// An object that grows; empty texts and lists are left out.
class Fields {
 public:
  Fields(Tree& tree, const Value& rest) : tree_(tree), rest_(rest.Members()) {
    members_.reserve(kUsualFields);
  }

  /// True when `key` is to be written from typed fields: nothing of that name was kept whole.
  [[nodiscard]] bool Wants(std::string_view key) const { return rest_.Find(key) == nullptr; }
  void Text(std::string_view key, std::string_view text) {
    if (!text.empty() && Wants(key)) members_.push_back({key, Tree::Shown(text)});
  }
  void List(std::string_view key, const std::vector<Value>& items) {
    if (!items.empty() && Wants(key)) members_.push_back({key, tree_.Array(items)});
  }
  void Put(std::string_view key, const Value& value) {
    if (Wants(key)) members_.push_back({key, value});
  }
  /// With everything that was kept whole.
  Value Finish() {
    for (const Member& member : rest_) members_.push_back(member);
    return tree_.Object(members_);
  }

 private:
  static constexpr std::size_t kUsualFields = 16;  // of a component

  Tree& tree_;
  Object rest_;
  std::vector<Member> members_;
};

std::string_view WordOf(Acknowledgement acknowledgement) {
  switch (acknowledgement) {
    case Acknowledgement::kUnsaid:
      return "";
    case Acknowledgement::kDeclared:
      return "declared";
    case Acknowledgement::kConcluded:
      return "concluded";
  }
  return "";
}

class TreeWriter {
 public:
  TreeWriter(const Bom& bom, Spec spec) : bom_(bom), spec_(spec) {
    children_.resize(bom.components.size());
    for (std::size_t i = 0; i < bom.components.size(); ++i) {
      const auto& parent = bom.components[i].parent;
      if (parent && *parent < i) {
        children_[*parent].push_back(i);
      } else if (!bom.root || *bom.root != i) {
        top_.push_back(i);
      }
    }
  }

  Document Run() {
    Fields fields(tree_, bom_.rest);
    fields.Text("bomFormat", "CycloneDX");
    fields.Text("specVersion", NameOf(spec_));
    if (HasSerial()) fields.Text("serialNumber", bom_.serial);
    fields.Put("version", tree_.Number(bom_.version));
    if (const Value metadata = Metadata(); !metadata.Members().empty())
      fields.Put("metadata", metadata);
    std::vector<Value> components;
    for (const std::size_t i : top_) components.push_back(ComponentValue(i));
    fields.List("components", components);
    fields.List("externalReferences", References(bom_.references));
    fields.List("dependencies", Dependencies());
    fields.List("compositions", Compositions());
    fields.List("properties", Properties(bom_.properties));
    const Value root = fields.Finish();
    return std::move(tree_).Finish(root);
  }

 private:
  [[nodiscard]] bool HasSerial() const { return bom_.serial.starts_with("urn:uuid:"); }

  Value Metadata() {
    Fields fields(tree_, bom_.metadata_rest);
    fields.Text("timestamp", bom_.timestamp);
    std::vector<Value> lifecycles;
    for (const std::string& phase : bom_.lifecycles) {
      Fields one(tree_, {});
      one.Text(FindWord(Type::kMetadataLifecyclesPhase, phase) != nullptr ? "phase" : "name",
               phase);
      lifecycles.push_back(one.Finish());
    }
    fields.List("lifecycles", lifecycles);
    if (!bom_.tools.empty() && fields.Wants("tools")) fields.Put("tools", Tools());
    fields.List("authors", Contacts(bom_.authors));
    if (bom_.root) fields.Put("component", ComponentValue(*bom_.root));
    if (!bom_.manufacturer.name.empty())
      fields.Put("manufacturer", Organization(bom_.manufacturer));
    if (!bom_.supplier.name.empty()) fields.Put("supplier", Organization(bom_.supplier));
    fields.List("licenses", Licenses(bom_.licenses));
    std::vector<Value> properties = Properties(bom_.metadata_properties);
    if (!bom_.serial.empty() && !HasSerial())
      properties.push_back(PropertyValue(kNamespaceProperty, bom_.serial));
    fields.List("properties", properties);
    return fields.Finish();
  }

  Value Tools() {
    std::vector<Value> tools;
    for (const Component& tool : bom_.tools) {
      Fields one(tree_, {});
      if (spec_ == Spec::k1_4) {
        one.Text("vendor", tool.group);
      } else {
        one.Text("type", tool.type);
        one.Text("group", tool.group);
      }
      one.Text("name", tool.name);
      one.Text("version", tool.version);
      tools.push_back(one.Finish());
    }
    if (spec_ == Spec::k1_4) return tree_.Array(tools);
    const Member member{"components", tree_.Array(tools)};
    return tree_.Object({&member, 1});
  }

  // Recursion is bounded by limits::kBomDepth, which the readers keep.
  Value ComponentValue(std::size_t index) {
    const Component& component = bom_.components[index];
    Fields fields(tree_, component.rest);
    fields.Text("type", component.type);
    if (component.ref != kNoRef) fields.Text("bom-ref", bom_.TextOf(component.ref));
    if (!component.supplier.name.empty()) fields.Put("supplier", Organization(component.supplier));
    if (!component.manufacturer.name.empty()) {
      fields.Put("manufacturer", Organization(component.manufacturer));
    }
    fields.List("authors", Contacts(component.authors));
    fields.Text("author", component.author);
    fields.Text("publisher", component.publisher);
    fields.Text("group", component.group);
    fields.Text("name", component.name);
    fields.Text("version", component.version);
    fields.Text("description", component.description);
    fields.Text("scope", component.scope);
    fields.List("hashes", Hashes(component.hashes));
    fields.List("licenses", Licenses(component.licenses));
    fields.Text("copyright", component.copyright);
    fields.Text("cpe", component.cpe);
    fields.Text("purl", component.purl);
    fields.List("externalReferences", References(component.references));
    fields.List("properties", Properties(component.properties));
    if (!component.occurrences.empty()) fields.Put("evidence", Evidence(component));
    std::vector<Value> nested;
    for (const std::size_t child : children_[index]) nested.push_back(ComponentValue(child));
    fields.List("components", nested);
    return fields.Finish();
  }

  Value Evidence(const Component& component) {
    std::vector<Value> occurrences;
    for (const Occurrence& occurrence : component.occurrences) {
      Fields one(tree_, {});
      one.Text("location", occurrence.location);
      if (occurrence.line > 0) one.Put("line", tree_.Number(occurrence.line));
      one.Text("additionalContext", occurrence.context);
      occurrences.push_back(one.Finish());
    }
    const Member member{"occurrences", tree_.Array(occurrences)};
    return tree_.Object({&member, 1});
  }

  std::vector<Value> Hashes(const std::vector<HashValue>& hashes) {
    std::vector<Value> list;
    for (const HashValue& hash : hashes) {
      const Member members[] = {{"alg", Tree::Shown(hash.algorithm)},
                                {"content", Tree::Shown(hash.content)}};
      list.push_back(tree_.Object(members));
    }
    return list;
  }

  std::vector<Value> Licenses(const std::vector<License>& licenses) {
    std::vector<Value> list;
    for (const License& license : licenses) {
      Fields inner(tree_, {});
      const bool expression = license.kind == License::Kind::kExpression;
      if (expression) {
        inner.Text("expression", license.text);
      } else {
        inner.Text(license.kind == License::Kind::kId ? "id" : "name", license.text);
      }
      inner.Text("acknowledgement", WordOf(license.acknowledgement));
      if (!expression) inner.Text("url", license.url);
      const Value value = inner.Finish();
      const Member member{"license", value};
      list.push_back(expression ? value : tree_.Object({&member, 1}));
    }
    return list;
  }

  std::vector<Value> References(const std::vector<Reference>& references) {
    std::vector<Value> list;
    for (const Reference& reference : references) {
      Fields one(tree_, {});
      // SPDX has types of its own.
      const bool known = FindWord(Type::kExternalReferenceType, reference.type) != nullptr;
      one.Put("type", Tree::Shown(known ? std::string_view(reference.type) : "other"));
      one.Put("url", Tree::Shown(reference.url));
      one.Text("comment", known || !reference.comment.empty() ? reference.comment : reference.type);
      one.List("hashes", Hashes(reference.hashes));
      list.push_back(one.Finish());
    }
    return list;
  }

  Value PropertyValue(std::string_view name, std::string_view value) {
    const Member members[] = {{"name", Tree::Shown(name)}, {"value", Tree::Shown(value)}};
    return tree_.Object(members);
  }

  std::vector<Value> Properties(const std::vector<Property>& properties) {
    std::vector<Value> list;
    list.reserve(properties.size());
    for (const Property& property : properties)
      list.push_back(PropertyValue(property.name, property.value));
    return list;
  }

  Value Organization(const Party& party) {
    Fields fields(tree_, {});
    fields.Text("name", party.name);
    if (!party.url.empty()) {
      const Value url = Tree::Shown(party.url);
      fields.Put("url", tree_.Array({&url, 1}));
    }
    if (!party.email.empty()) {
      const Member email{"email", Tree::Shown(party.email)};
      const Value contact = tree_.Object({&email, 1});
      fields.Put("contact", tree_.Array({&contact, 1}));
    }
    return fields.Finish();
  }

  std::vector<Value> Contacts(const std::vector<Party>& parties) {
    std::vector<Value> list;
    for (const Party& party : parties) {
      Fields fields(tree_, {});
      fields.Text("name", party.name);
      fields.Text("email", party.email);
      list.push_back(fields.Finish());
    }
    return list;
  }

  /// One entry for each that has edges or is known to have none, in the order of refs.
  std::vector<Value> Dependencies() {
    std::vector<Value> list;
    std::size_t edge = 0;
    std::size_t leaf = 0;
    while (edge < bom_.edges.size() || leaf < bom_.leaves.size()) {
      const bool is_leaf = edge == bom_.edges.size() ||
                           (leaf < bom_.leaves.size() && bom_.leaves[leaf] < bom_.edges[edge].from);
      const RefId from = is_leaf ? bom_.leaves[leaf++] : bom_.edges[edge].from;
      std::vector<Value> depends;
      std::vector<Value> provides;
      for (; !is_leaf && edge < bom_.edges.size() && bom_.edges[edge].from == from; ++edge) {
        const Edge& e = bom_.edges[edge];
        const bool provided = e.kind == EdgeKind::kProvides && spec_ >= Spec::k1_6;
        (provided ? provides : depends).push_back(Tree::Shown(bom_.TextOf(e.to)));
      }
      Fields one(tree_, {});
      one.Put("ref", Tree::Shown(bom_.TextOf(from)));
      one.List("dependsOn", depends);
      one.List("provides", provides);
      list.push_back(one.Finish());
    }
    return list;
  }

  std::vector<Value> Compositions() {
    std::vector<Value> list;
    const auto refs = [this](const std::vector<RefId>& ids) {
      std::vector<Value> texts;
      for (const RefId id : ids) texts.push_back(Tree::Shown(bom_.TextOf(id)));
      return texts;
    };
    for (const Composition& composition : bom_.compositions) {
      Fields one(tree_, composition.rest);
      one.Text("aggregate", composition.aggregate);
      one.List("assemblies", refs(composition.assemblies));
      one.List("dependencies", refs(composition.dependencies));
      list.push_back(one.Finish());
    }
    return list;
  }

  const Bom& bom_;
  Spec spec_;
  Tree tree_;
  std::vector<std::vector<std::size_t>> children_;
  std::vector<std::size_t> top_;
};

}  // namespace

Document ToTree(const Bom& bom, Spec spec) {
  return TreeWriter(bom, spec).Run();
}

}  // namespace sbom::cyclonedx
