#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "sbom/cyclonedx_xml.h"

namespace sbom::cyclonedx {
namespace {

using formats::json::Object;
using formats::json::Value;

std::string TextOf(const Value& value) {
  if (const auto text = value.AsString()) return std::string(*text);
  if (const auto number = value.AsNumberText()) return std::string(*number);
  if (const auto truth = value.AsBool()) return *truth ? "true" : "false";
  return {};
}

/// Recursion follows the tree, whose depth the readers bound.
class XmlWriter {
 public:
  XmlWriter(std::string& out, Spec spec) : writer_(out), spec_(spec) {}

  void WriteRoot(const Value& root) {
    writer_.Begin("bom");
    writer_.AddAttribute("xmlns", NamespaceOf(spec_));
    WriteObject(Type::kBom, root.Members());
    writer_.End();
  }

 private:
  void WriteElement(std::string_view name, Type type, const Value& value) {
    const std::size_t at = name.find('@');
    writer_.Begin(name.substr(0, at));
    if (at != std::string_view::npos) {
      writer_.AddAttribute(name.substr(at + 1), TextOf(value));
    } else {
      WriteContent(type, value);
    }
    writer_.End();
  }

  void WriteContent(Type type, const Value& value) {
    switch (CategoryOf(type)) {
      case Category::kScalar:
      case Category::kWords:
        writer_.Text(TextOf(value));
        return;
      case Category::kObject:
        WriteObject(type, value.Members());
        return;
      case Category::kChoice:
        WriteChoice(type, value);
        return;
    }
  }

  void WriteChoice(Type type, const Value& value) {
    const Alternative& alternative = Choose(type, value);
    WriteElement(alternative.xml, alternative.type, value);
  }

  void WriteObject(Type type, const Object& object) {
    for (const Field& field : FieldsOf(type)) {
      const Value* const value = Own(field, object);
      if (value == nullptr) continue;
      if (field.form == XmlForm::kAttribute && field.xml.find('@') == std::string_view::npos) {
        writer_.AddAttribute(field.xml, TextOf(*value));
      } else if (field.form == XmlForm::kSelf) {
        WriteObject(field.type, value->Members());
      }
    }
    WriteStrangeAttributes(object);
    for (const Field& field : FieldsOf(type)) {
      const Value* const value = Own(field, object);
      if (value != nullptr) WriteField(field, *value, object);
    }
    for (const Value& element : object.ElementsOf(kXmlElements)) {
      writer_.Raw(element.AsString().value_or(""));
    }
  }

  /// The value of a field in this object when this row of the table is the one that fits it.
  [[nodiscard]] const Value* Own(const Field& field, const Object& object) const {
    if (!Has(field.xml_specs, spec_) || field.form == XmlForm::kNone) return nullptr;
    const Value* const value = object.Find(field.name);
    if (value == nullptr) return nullptr;
    return FindField(field.owner, field.name, spec_, Encoding::kXml, *value) == &field ? value
                                                                                       : nullptr;
  }

  void WriteField(const Field& field, const Value& value, const Object& object) {
    switch (field.form) {
      case XmlForm::kNone:
      case XmlForm::kAttribute:
      case XmlForm::kSelf:
        return;
      case XmlForm::kText:
        writer_.Text(TextOf(value));
        return;
      case XmlForm::kElement:
        writer_.Begin(field.xml);
        WriteChildAttributes(field, object);
        WriteContent(field.type, value);
        writer_.End();
        return;
      case XmlForm::kRepeated:
        if (!field.IsList()) {
          WriteElement(field.xml, field.type, value);
          return;
        }
        for (const Value& element : value.Elements()) WriteElement(field.xml, field.type, element);
        return;
      case XmlForm::kWrapped:
        writer_.Begin(field.xml);
        for (const Value& element : value.Elements()) WriteItem(field, element);
        writer_.End();
        return;
    }
  }

  void WriteItem(const Field& field, const Value& element) {
    if (field.item.empty()) {
      WriteChoice(field.type, element);
      return;
    }
    if (field.type == Type::kServiceData && spec_ == Spec::k1_4) {
      writer_.Begin("classification");
      if (const auto flow = element.Members().FindString("flow"))
        writer_.AddAttribute("flow", *flow);
      writer_.Text(element.Members().FindString("classification").value_or("")).End();
      return;
    }
    WriteElement(field.item, field.type, element);
  }

  /// Fields whose XML is an attribute of this child.
  void WriteChildAttributes(const Field& field, const Object& object) {
    for (const Field& other : FieldsOf(field.owner)) {
      if (other.form != XmlForm::kAttribute || !Has(other.xml_specs, spec_)) continue;
      const std::size_t at = other.xml.find('@');
      if (at == std::string_view::npos || other.xml.substr(0, at) != field.xml) continue;
      if (const Value* const value = object.Find(other.name)) {
        writer_.AddAttribute(other.xml.substr(at + 1), TextOf(*value));
      }
    }
  }

  /// Those of a namespace get a declaration right there: "{uri}name".
  void WriteStrangeAttributes(const Object& object) {
    std::map<std::string_view, std::string> prefixes;
    for (const auto& attribute : object.MembersOf(kXmlAttributes)) {
      const std::size_t close = attribute.key.starts_with('{') ? attribute.key.find('}') : 0;
      if (close == 0 || close == std::string_view::npos) {
        writer_.AddAttribute(attribute.key, TextOf(attribute.value));
        continue;
      }
      const std::string_view uri = attribute.key.substr(1, close - 1);
      if (uri == "http://www.w3.org/XML/1998/namespace") {
        writer_.AddAttribute("xml:" + std::string(attribute.key.substr(close + 1)),
                             TextOf(attribute.value));
        continue;
      }
      auto [at, added] = prefixes.try_emplace(uri, fmt::format("x{}", prefixes.size() + 1));
      if (added) writer_.AddAttribute("xmlns:" + at->second, uri);
      writer_.AddAttribute(at->second + ":" + std::string(attribute.key.substr(close + 1)),
                           TextOf(attribute.value));
    }
  }

  formats::xml::Writer writer_;
  Spec spec_;
};

}  // namespace

std::string ToXml(const Value& root, Spec spec) {
  std::string out;
  XmlWriter(out, spec).WriteRoot(root);
  return out;
}

}  // namespace sbom::cyclonedx
