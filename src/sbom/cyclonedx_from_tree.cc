#include <algorithm>
#include <array>

#include "base/limits.h"
#include "formats/json_tree.h"
#include "sbom/cyclonedx_bom.h"
#include "sbom/cyclonedx_from_tree.h"

namespace sbom::cyclonedx {
namespace {

using formats::json::Array;
using formats::json::Kind;
using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

std::string TextIn(const Object& object, std::string_view key) {
  return std::string(object.FindString(key).value_or(""));
}

/// Whether every member of `object` is one of `keys` and of a single value: then typed fields say
/// all.
template <std::size_t kSize>
bool IsPlain(const Object& object, const std::array<std::string_view, kSize>& keys) {
  return std::all_of(object.begin(), object.end(), [&](const Member& member) {
    return member.value.kind() == Kind::kString &&
           std::find(keys.begin(), keys.end(), member.key) != keys.end();
  });
}

Party PartyOf(const Object& object) {
  Party party{.name = TextIn(object, "name"), .email = TextIn(object, "email")};
  const auto urls = object.ElementsOf("url");
  if (!urls.empty()) party.url = urls[0].AsString().value_or("");
  for (const Value& contact : object.ElementsOf("contact")) {
    if (!party.email.empty()) break;
    party.email = TextIn(contact.Members(), "email");
  }
  return party;
}

bool IsPlainParty(const Object& object) {
  return std::all_of(object.begin(), object.end(), [](const Member& member) {
    if (member.key == "name" || member.key == "email") return member.value.kind() == Kind::kString;
    if (member.key == "url") {
      return member.value.Elements().size() == 1 &&
             member.value.Elements()[0].AsString().has_value();
    }
    return false;
  });
}

std::vector<HashValue> HashesOf(const Array& list) {
  std::vector<HashValue> hashes;
  for (const Value& item : list) {
    hashes.push_back({TextIn(item.Members(), "alg"), TextIn(item.Members(), "content")});
  }
  return hashes;
}

bool ArePlainHashes(const Array& list) {
  static constexpr std::array<std::string_view, 2> kKeys = {"alg", "content"};
  return std::all_of(list.begin(), list.end(), [](const Value& item) {
    return item.Members().size() == 2 && IsPlain(item.Members(), kKeys);
  });
}

Acknowledgement AcknowledgementIn(const Object& object) {
  const auto word = object.FindString("acknowledgement");
  if (word == "declared") return Acknowledgement::kDeclared;
  return word == "concluded" ? Acknowledgement::kConcluded : Acknowledgement::kUnsaid;
}

License LicenseOf(const Object& item) {
  if (const auto license = item.FindObject("license")) {
    const bool has_id = license->Find("id") != nullptr;
    return {.kind = has_id ? License::Kind::kId : License::Kind::kName,
            .text = TextIn(*license, has_id ? "id" : "name"),
            .acknowledgement = AcknowledgementIn(*license),
            .url = TextIn(*license, "url")};
  }
  return {.kind = License::Kind::kExpression,
          .text = TextIn(item, "expression"),
          .acknowledgement = AcknowledgementIn(item)};
}

bool IsPlainLicense(const Value& item) {
  static constexpr std::array<std::string_view, 4> kKeys = {"id", "name", "acknowledgement", "url"};
  static constexpr std::array<std::string_view, 2> kExpressionKeys = {"expression",
                                                                      "acknowledgement"};
  const Object object = item.Members();
  if (const auto license = object.FindObject("license")) {
    return object.size() == 1 && IsPlain(*license, kKeys) &&
           (license->Find("id") != nullptr) != (license->Find("name") != nullptr);
  }
  return object.Find("expression") != nullptr && IsPlain(object, kExpressionKeys);
}

std::vector<Reference> ReferencesOf(const Array& list) {
  std::vector<Reference> references;
  for (const Value& item : list) {
    const Object object = item.Members();
    references.push_back({.type = TextIn(object, "type"),
                          .url = TextIn(object, "url"),
                          .comment = TextIn(object, "comment"),
                          .hashes = HashesOf(object.ElementsOf("hashes"))});
  }
  return references;
}

bool IsPlainReference(const Value& item) {
  const Object object = item.Members();
  return std::all_of(object.begin(), object.end(), [](const Member& member) {
    if (member.key == "hashes") {
      return !member.value.Elements().empty() && ArePlainHashes(member.value.Elements());
    }
    return (member.key == "type" || member.key == "url" ||
            (member.key == "comment" && member.value.AsString() != "")) &&
           member.value.kind() == Kind::kString;
  });
}

std::vector<Property> PropertiesOf(const Array& list) {
  std::vector<Property> properties;
  for (const Value& item : list) {
    properties.push_back({TextIn(item.Members(), "name"), TextIn(item.Members(), "value")});
  }
  return properties;
}

bool IsPlainProperty(const Value& item) {
  static constexpr std::array<std::string_view, 2> kKeys = {"name", "value"};
  return item.Members().size() == 2 && IsPlain(item.Members(), kKeys);
}

bool AllOf(const Value& list, bool (*plain)(const Value&)) {
  const auto elements = list.Elements();
  return list.kind() == Kind::kArray && !elements.empty() &&
         std::all_of(elements.begin(), elements.end(), plain);
}

std::vector<Occurrence> OccurrencesOf(const Object& evidence) {
  std::vector<Occurrence> occurrences;
  for (const Value& item : evidence.ElementsOf("occurrences")) {
    const Object object = item.Members();
    const auto line = object.FindInteger("line").value_or(0);
    occurrences.push_back({.location = TextIn(object, "location"),
                           .line = line > 0 ? static_cast<std::uint32_t>(line) : 0,
                           .context = TextIn(object, "additionalContext")});
  }
  return occurrences;
}

/// A text field of a component, read where the key says.
struct TextField {
  std::string_view key;
  std::string Component::*field;
};
constexpr TextField kTextFields[] = {
    {"type", &Component::type},           {"group", &Component::group},
    {"name", &Component::name},           {"version", &Component::version},
    {"purl", &Component::purl},           {"cpe", &Component::cpe},
    {"scope", &Component::scope},         {"description", &Component::description},
    {"author", &Component::author},       {"copyright", &Component::copyright},
    {"publisher", &Component::publisher},
};

}  // namespace

Component TreeReader::ReadComponent(const Object& object, std::optional<std::uint32_t> parent) {
  Component component;
  component.parent = parent;
  if (!object.empty()) component.offset = object.begin()->key_offset;
  std::vector<Member> rest;
  for (const Member& member : object) {
    if (object.FindMember(member.key) != &member) continue;
    if (!TakeMember(member, component)) {
      rest.push_back({keep_.Keep(member.key), keep_.Copy(member.value)});
    }
  }
  if (!rest.empty()) component.rest = keep_.Object(rest);
  return component;
}

/// True when the typed fields say all that the member says.
bool TreeReader::TakeMember(const Member& member, Component& component) {
  const Value& value = member.value;
  const std::string_view key = member.key;
  if (const auto text = value.AsString()) {
    for (const TextField& field : kTextFields) {
      if (field.key != key) continue;
      component.*field.field = *text;
      return !text->empty();
    }
    if (key == "bom-ref") {
      component.ref = refs_.Intern(*text);
      return true;
    }
    return false;
  }
  if (key == "components") return value.kind() == Kind::kArray && !value.Elements().empty();
  if (key == "hashes") {
    component.hashes = HashesOf(value.Elements());
    return !component.hashes.empty() && ArePlainHashes(value.Elements());
  }
  if (key == "licenses") {
    for (const Value& item : value.Elements())
      component.licenses.push_back(LicenseOf(item.Members()));
    return AllOf(value, IsPlainLicense);
  }
  if (key == "externalReferences") {
    component.references = ReferencesOf(value.Elements());
    return AllOf(value, IsPlainReference);
  }
  if (key == "properties") {
    component.properties = PropertiesOf(value.Elements());
    return AllOf(value, IsPlainProperty);
  }
  if (key == "supplier") {
    component.supplier = PartyOf(value.Members());
    return IsPlainParty(value.Members()) && value.Members().Find("name") != nullptr;
  }
  if (key == "manufacturer") {
    component.manufacturer = PartyOf(value.Members());
    return IsPlainParty(value.Members()) && value.Members().Find("name") != nullptr;
  }
  if (key == "authors") {
    for (const Value& item : value.Elements()) component.authors.push_back(PartyOf(item.Members()));
    return AllOf(value, [](const Value& item) {
      return !item.Members().empty() && IsPlainParty(item.Members());
    });
  }
  if (key == "evidence") {
    component.occurrences = OccurrencesOf(value.Members());
    return false;  // it says more; rebuilt only when it was made here
  }
  return false;
}

void TreeReader::AddComponents(const Array& list, std::optional<std::uint32_t> parent,
                               std::size_t depth) {
  for (const Value& item : list) AddComponent(item.Members(), parent, depth);
}

std::optional<std::uint32_t> TreeReader::AddComponent(const Object& object,
                                                      std::optional<std::uint32_t> parent,
                                                      std::size_t depth) {
  if (bom_.components.size() >= limits::kBomComponents) return std::nullopt;
  const auto index = static_cast<std::uint32_t>(bom_.components.size());
  bom_.components.push_back(ReadComponent(object, parent));
  if (depth < limits::kBomDepth) AddComponents(object.ElementsOf("components"), index, depth + 1);
  return index;
}

void TreeReader::AddDependency(const Object& object) {
  const auto from_text = object.FindString("ref");
  if (!from_text) return;
  const RefId from = refs_.Intern(*from_text);
  bool any = false;
  const auto add = [&](std::string_view key, EdgeKind kind) {
    for (const Value& to : object.ElementsOf(key)) {
      if (const auto text = to.AsString(); text && bom_.edges.size() < limits::kBomEdges) {
        bom_.edges.push_back({from, refs_.Intern(*text), kind});
        any = true;
      }
    }
  };
  add("dependsOn", EdgeKind::kDependsOn);
  add("provides", EdgeKind::kProvides);
  if (!any) bom_.leaves.push_back(from);
}

void TreeReader::AddComposition(const Object& object) {
  Composition composition{.aggregate = TextIn(object, "aggregate")};
  std::vector<Member> rest;
  for (const Member& member : object) {
    if (member.key == "aggregate") continue;
    if (member.key == "assemblies" || member.key == "dependencies") {
      auto& refs = member.key == "assemblies" ? composition.assemblies : composition.dependencies;
      for (const Value& ref : member.value.Elements()) {
        refs.push_back(refs_.Intern(ref.AsString().value_or("")));
      }
      if (!member.value.Elements().empty()) continue;
    }
    rest.push_back({keep_.Keep(member.key), keep_.Copy(member.value)});
  }
  if (!rest.empty()) composition.rest = keep_.Object(rest);
  bom_.compositions.push_back(std::move(composition));
}

void TreeReader::ReadMetadata(const Object& metadata) {
  std::vector<Member> rest;
  for (const Member& member : metadata) {
    const Value& value = member.value;
    if (member.key == "timestamp" && value.AsString()) {
      bom_.timestamp = *value.AsString();
      continue;
    }
    if (member.key == "component" && value.AsObject()) {
      bom_.root = AddComponent(value.Members(), std::nullopt, 0);
      continue;
    }
    if (member.key == "properties") {
      bom_.metadata_properties = PropertiesOf(value.Elements());
      std::erase_if(bom_.metadata_properties, [this](const Property& property) {
        if (property.name != kNamespaceProperty || !bom_.serial.empty()) return false;
        bom_.serial = property.value;
        return true;
      });
      if (AllOf(value, IsPlainProperty)) continue;
    }
    if (member.key == "authors") {
      for (const Value& item : value.Elements()) bom_.authors.push_back(PartyOf(item.Members()));
    }
    if (member.key == "supplier") bom_.supplier = PartyOf(value.Members());
    if (member.key == "manufacturer" || member.key == "manufacture") {
      bom_.manufacturer = PartyOf(value.Members());
    }
    if (member.key == "licenses") {
      for (const Value& item : value.Elements()) bom_.licenses.push_back(LicenseOf(item.Members()));
    }
    if (member.key == "lifecycles") {
      for (const Value& item : value.Elements()) {
        const auto phase = item.Members().FindString("phase");
        bom_.lifecycles.emplace_back(phase ? *phase
                                           : item.Members().FindString("name").value_or(""));
      }
    }
    if (member.key == "tools") ReadTools(value);
    rest.push_back({keep_.Keep(member.key), keep_.Copy(value)});
  }
  if (!rest.empty()) bom_.metadata_rest = keep_.Object(rest);
}

void TreeReader::ReadTools(const Value& value) {
  const auto list =
      value.kind() == Kind::kArray ? value.Elements() : value.Members().ElementsOf("components");
  for (const Value& item : list) {
    const Object object = item.Members();
    Component tool{.type = "application"};
    tool.group = TextIn(object, object.Find("vendor") != nullptr ? "vendor" : "group");
    tool.name = TextIn(object, "name");
    tool.version = TextIn(object, "version");
    bom_.tools.push_back(std::move(tool));
  }
}

void TreeReader::ReadOther(const Member& member) {
  const Value& value = member.value;
  if (member.key == "$schema" || member.key == "bomFormat" || member.key == "specVersion") return;
  if (member.key == "serialNumber") {
    bom_.serial = value.AsString().value_or("");
    return;
  }
  if (member.key == "version" && value.AsInteger()) {
    bom_.version = static_cast<std::uint64_t>(std::max<std::int64_t>(*value.AsInteger(), 0));
    return;
  }
  if (member.key == "metadata") {
    ReadMetadata(value.Members());
    return;
  }
  if (member.key == "externalReferences") {
    bom_.references = ReferencesOf(value.Elements());
    if (AllOf(value, IsPlainReference)) return;
  }
  if (member.key == "properties") {
    bom_.properties = PropertiesOf(value.Elements());
    if (AllOf(value, IsPlainProperty)) return;
  }
  rest_.push_back({keep_.Keep(member.key), keep_.Copy(value)});
}

Bom TreeReader::Finish() && {
  if (!rest_.empty()) bom_.rest = keep_.Object(rest_);
  bom_.kept.push_back(std::move(keep_).Finish({}));
  bom_.SortEdges();
  return std::move(bom_);
}

Bom FromTree(const Value& root) {
  TreeReader reader;
  for (const Member& member : root.Members()) {
    if (member.key == "components" && !member.value.Elements().empty()) {
      reader.AddComponents(member.value.Elements(), std::nullopt, 0);
    } else if (member.key == "dependencies" && !member.value.Elements().empty()) {
      for (const Value& item : member.value.Elements()) reader.AddDependency(item.Members());
    } else if (member.key == "compositions" && !member.value.Elements().empty()) {
      for (const Value& item : member.value.Elements()) reader.AddComposition(item.Members());
    } else {
      reader.ReadOther(member);
    }
  }
  return std::move(reader).Finish();
}

}  // namespace sbom::cyclonedx
