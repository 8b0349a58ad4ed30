#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "formats/json_tree.h"
#include "sbom/cyclonedx_scalar.h"
#include "sbom/cyclonedx_xml.h"

namespace sbom::cyclonedx {
namespace {

using formats::json::Kind;
using formats::json::Member;
using formats::json::Tree;
using formats::json::Value;
using formats::xml::Attribute;
using formats::xml::Element;

/// "child@attribute" taken apart; `attribute` is empty when there is none.
struct Spot {
  std::string_view element;
  std::string_view attribute;
};
Spot SpotOf(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

/// "+1.50" and ".5" as JSON writes them; nothing for what is no decimal number.
std::optional<std::string> JsonNumber(std::string_view text) {
  std::string out;
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.starts_with('-')) {
    out = "-";
    text.remove_prefix(1);
  }
  const std::size_t dot = std::min(text.find('.'), text.size());
  std::string_view whole = text.substr(0, dot);
  const std::string_view part = dot < text.size() ? text.substr(dot + 1) : std::string_view();
  const auto digits = [](std::string_view t) {
    return t.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (!digits(whole) || !digits(part) || (whole.empty() && part.empty())) return std::nullopt;
  while (whole.size() > 1 && whole[0] == '0') whole.remove_prefix(1);
  out += whole.empty() ? "0" : whole;
  if (!part.empty()) out.append(".").append(part);
  return out;
}

/// Recursion is bounded by the depth of the XML (limits::kXmlDepth).
class XmlReader {
 public:
  XmlReader(std::string_view text, std::string_view space, Spec spec, Problems& problems)
      : tree_(text), space_(space), spec_(spec), problems_(problems) {}

  Value ReadRoot(const Element& root) {
    Value body = ReadObject(Type::kBom, root);
    std::vector<Member> members{
        {"bomFormat", tree_.String("CycloneDX", root.offset), root.offset},
        {"specVersion", tree_.String(NameOf(spec_), root.offset), root.offset}};
    for (const Member& member : body.Members()) members.push_back(member);
    return tree_.Object(members, root.offset);
  }
  formats::json::Document Finish(Value root) { return std::move(tree_).Finish(root); }

 private:
  /// What has been found of one field so far.
  struct Found {
    const Field* field;
    std::uint32_t offset;
    std::vector<Value> values;
    bool wrapped = false;
  };

  void Report(std::string_view code, const Element& element, std::string message,
              std::string help) {
    problems_.Add({.code = std::string(code),
                   .message = std::move(message),
                   .help = std::move(help),
                   .pointer = pointer_.ToString(),
                   .offset = element.offset});
  }

  Value ReadScalar(Type type, std::string_view text, std::uint32_t offset) {
    if (IsTrimmed(type)) text = Trim(text);
    switch (type) {
      case Type::kBool:
        if (text == "true" || text == "1") return Tree::Word(Kind::kTrue, offset);
        if (text == "false" || text == "0") return Tree::Word(Kind::kFalse, offset);
        break;
      case Type::kInteger:
      case Type::kNonNegative:
      case Type::kPositive:
      case Type::kQuantumLevel:
      case Type::kNumber:
      case Type::kUnit:
        if (const auto number = JsonNumber(text)) return tree_.NumberText(*number, offset);
        break;
      default:
        break;
    }
    return tree_.String(text, offset);
  }

  Value Read(Type type, const Element& element) {
    switch (CategoryOf(type)) {
      case Category::kScalar:
      case Category::kWords:
        for (const Element* const child : element.children) {
          if (child->name.space == space_) {
            Report("B020", *child,
                   fmt::format("{} is no element here", Quote(child->name.local, 60)), "");
          }
        }
        return ReadScalar(type, element.text, element.offset);
      case Category::kObject:
        return ReadObject(type, element);
      case Category::kChoice:
        break;
    }
    // The value is the one child of this element, whose name tells the alternative.
    for (const Element* const child : element.children) {
      if (const auto value = ReadAlternative(type, *child)) return *value;
    }
    Report("B021", element, fmt::format("{} is empty", Quote(element.name.local, 60)), "");
    return tree_.Object({}, element.offset);
  }

  std::optional<Value> ReadAlternative(Type choice, const Element& element) {
    for (const Alternative& alternative : AlternativesOf(choice)) {
      if (alternative.xml == element.name.local && element.name.space == space_) {
        return Read(alternative.type, element);
      }
    }
    return std::nullopt;
  }

  Value ReadObject(Type type, const Element& element) {
    std::vector<Found> found;
    std::vector<Value> foreign;
    for (const Field& field : FieldsOf(type)) {
      if (!Has(field.xml_specs, spec_)) continue;
      if (field.form == XmlForm::kText) {
        if (element.attributes.empty() || !element.text.empty() || field.required != 0) {
          found.push_back(
              {&field, element.offset, {ReadScalar(field.type, element.text, element.offset)}});
        }
      } else if (field.form == XmlForm::kSelf) {
        found.push_back({&field, element.offset, {ReadObject(field.type, element)}});
        return Assemble(found, {}, {}, element.offset);
      }
    }
    const std::vector<Member> strange = ReadAttributes(type, element, found);
    const Field* last = nullptr;
    for (const Element* const child : element.children) {
      if (child->name.space != space_) {
        foreign.push_back(tree_.String(formats::xml::Write(*child), child->offset));
        continue;
      }
      const Field* const field = PickField(type, *child);
      if (field == nullptr) {
        Report(
            "B020", *child,
            fmt::format("the element {} is unknown in {} of version {}",
                        Quote(child->name.local, 60), Quote(element.name.local, 60), NameOf(spec_)),
            "");
        continue;
      }
      CheckOrder(type, *field, last, *child, found);
      last = field;
      ReadField(*field, *child, found);
    }
    return Assemble(found, strange, foreign, element.offset);
  }

  std::vector<Member> ReadAttributes(Type type, const Element& element, std::vector<Found>& found) {
    std::vector<Member> strange;
    for (const Attribute& attribute : element.attributes) {
      const Field* const field =
          attribute.name.space.empty() ? AttributeField(type, attribute.name.local) : nullptr;
      if (field != nullptr) {
        found.push_back(
            {field, element.offset, {ReadScalar(field->type, attribute.value, element.offset)}});
        continue;
      }
      const std::string name =
          attribute.name.space.empty()
              ? std::string(attribute.name.local)
              : fmt::format("{{{}}}{}", attribute.name.space, attribute.name.local);
      strange.push_back(
          {tree_.Keep(name), tree_.String(attribute.value, element.offset), element.offset});
    }
    return strange;
  }

  [[nodiscard]] const Field* AttributeField(Type type, std::string_view name) const {
    for (const Field& field : FieldsOf(type)) {
      if (field.form == XmlForm::kAttribute && field.xml == name && Has(field.xml_specs, spec_)) {
        return &field;
      }
    }
    return nullptr;
  }

  /// Among the rows of one element's name, the one whose form fits what is in it.
  [[nodiscard]] const Field* PickField(Type type, const Element& child) const {
    const Field* picked = nullptr;
    for (const Field& field : FieldsOf(type)) {
      if (!Has(field.xml_specs, spec_) || field.form == XmlForm::kAttribute ||
          field.form == XmlForm::kText || SpotOf(field.xml).element != child.name.local) {
        continue;
      }
      if (picked == nullptr) {
        picked = &field;
        continue;
      }
      const std::string_view first =
          child.children.empty() ? std::string_view() : child.children[0]->name.local;
      bool better = field.IsList() && !picked->IsList();
      if (field.form == XmlForm::kWrapped || picked->form == XmlForm::kWrapped) {
        const Field& wrapped = field.form == XmlForm::kWrapped ? field : *picked;
        better = (first.empty() || first == SpotOf(wrapped.item).element) == (&field == &wrapped);
      } else if (field.IsList() == picked->IsList()) {
        better = (CategoryOf(field.type) == Category::kObject) == !first.empty();
      }
      if (better) picked = &field;
    }
    return picked;
  }

  void CheckOrder(Type type, const Field& field, const Field* last, const Element& child,
                  const std::vector<Found>& found) {
    if (OrderOf(type) == XmlOrder::kOrdered && last != nullptr && field.xml != last->xml &&
        &field < last) {
      Report("B022", child,
             fmt::format("the element {} stands after {}", Quote(child.name.local, 60),
                         Quote(last->xml, 60)),
             "XML of CycloneDX wants its elements in the order of the standard");
    }
    if (field.form == XmlForm::kRepeated || OrderOf(type) == XmlOrder::kAnyOrder) return;
    const bool twice = std::any_of(found.begin(), found.end(), [&field](const Found& f) {
      return f.field->name == field.name && f.field->form != XmlForm::kRepeated;
    });
    if (twice) {
      Report("B023", child, fmt::format("the element {} stands twice", Quote(child.name.local, 60)),
             "keep one of them");
    }
  }

  Found& SlotOf(const Field& field, std::uint32_t offset, std::vector<Found>& found) {
    for (Found& f : found) {
      if (f.field->name == field.name) return f;
    }
    return found.emplace_back(Found{&field, offset, {}});
  }

  void ReadField(const Field& field, const Element& child, std::vector<Found>& found) {
    const Pointer::Step step(pointer_, field.name);
    if (field.form == XmlForm::kWrapped) {
      Found collected{&field, child.offset, {}};
      ReadItems(field, child, collected.values);
      Found& slot = SlotOf(field, child.offset, found);
      slot.values.insert(slot.values.end(), collected.values.begin(), collected.values.end());
      ReadChildAttributes(field, child, found);
      return;
    }
    const Value value = ReadOne(field.type, SpotOf(field.xml), child);
    ReadChildAttributes(field, child, found);
    SlotOf(field, child.offset, found).values.push_back(value);
  }

  /// Fields whose XML is an attribute of this child.
  void ReadChildAttributes(const Field& field, const Element& child, std::vector<Found>& found) {
    for (const Field& other : FieldsOf(field.owner)) {
      const Spot spot = SpotOf(other.xml);
      if (other.form != XmlForm::kAttribute || spot.attribute.empty()) continue;
      if (spot.element != child.name.local || !Has(other.xml_specs, spec_)) continue;
      if (const Attribute* const attribute = child.Find(spot.attribute)) {
        found.push_back(
            {&other, child.offset, {ReadScalar(other.type, attribute->value, child.offset)}});
      }
    }
  }

  Value ReadOne(Type type, const Spot& spot, const Element& child) {
    if (spot.attribute.empty()) return Read(type, child);
    const Attribute* const attribute = child.Find(spot.attribute);
    if (attribute == nullptr) {
      Report("B024", child, fmt::format("the attribute `{}` is missing", spot.attribute), "");
      return tree_.String("", child.offset);
    }
    return ReadScalar(type, attribute->value, child.offset);
  }

  void ReadItems(const Field& field, const Element& wrapper, std::vector<Value>& values) {
    const Spot item = SpotOf(field.item);
    for (const Element* const child : wrapper.children) {
      if (child->name.space != space_)
        continue;  // the standard lets it stand there; nothing holds it
      const Pointer::Step step(pointer_, values.size());
      if (field.item.empty()) {
        if (const auto value = ReadAlternative(field.type, *child)) {
          values.push_back(*value);
          continue;
        }
      } else if (child->name.local == item.element) {
        values.push_back(ReadOne(field.type, item, *child));
        continue;
      } else if (field.type == Type::kServiceData && child->name.local == "classification") {
        values.push_back(ReadOldServiceData(*child));
        continue;
      }
      Report("B020", *child,
             fmt::format("the element {} is unknown in {}", Quote(child->name.local, 60),
                         Quote(wrapper.name.local, 60)),
             "");
    }
  }

  /// Version 1.4: `<classification flow="inbound">PII</classification>` alone.
  Value ReadOldServiceData(const Element& element) {
    std::vector<Member> members;
    if (const Attribute* const flow = element.Find("flow")) {
      members.push_back(
          {"flow", ReadScalar(Type::kDataFlowDirection, flow->value, element.offset)});
    }
    members.push_back({"classification", ReadScalar(Type::kText, element.text, element.offset)});
    return tree_.Object(members, element.offset);
  }

  Value Assemble(const std::vector<Found>& found, const std::vector<Member>& strange,
                 const std::vector<Value>& foreign, std::uint32_t offset) {
    std::vector<Member> members;
    for (const Found& f : found) {
      if (f.field->IsList()) {
        members.push_back({f.field->name, tree_.Array(f.values, f.offset), f.offset});
      } else {
        members.push_back({f.field->name, f.values.front(), f.offset});
      }
    }
    if (!strange.empty())
      members.push_back({kXmlAttributes, tree_.Object(strange, offset), offset});
    if (!foreign.empty()) members.push_back({kXmlElements, tree_.Array(foreign, offset), offset});
    return tree_.Object(members, offset);
  }

  Tree tree_;
  std::string_view space_;
  Spec spec_;
  Problems& problems_;
  Pointer pointer_;
};

}  // namespace

std::optional<XmlTree> FromXml(const formats::xml::Document& xml, Problems& problems) {
  const Element& root = xml.root();
  for (const Spec spec : {Spec::k1_4, Spec::k1_5, Spec::k1_6, Spec::k1_7}) {
    if (root.name.local != "bom" || root.name.space != NamespaceOf(spec)) continue;
    XmlReader reader(xml.text(), NamespaceOf(spec), spec, problems);
    const Value value = reader.ReadRoot(root);
    return XmlTree{reader.Finish(value), spec};
  }
  problems.Add({.code = "B002",
                .message = fmt::format("the root is {} of namespace {}", Quote(root.name.local, 60),
                                       Quote(root.name.space, 120)),
                .help = "this program reads `bom` of CycloneDX 1.4 to 1.7",
                .offset = root.offset});
  return std::nullopt;
}

}  // namespace sbom::cyclonedx
