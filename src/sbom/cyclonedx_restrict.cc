#include "sbom/cyclonedx_restrict.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "formats/json_tree.h"
#include "sbom/problem.h"

namespace sbom::cyclonedx {
namespace {

using formats::json::Document;
using formats::json::Kind;
using formats::json::Member;
using formats::json::Object;
using formats::json::Tree;
using formats::json::Value;

/// The word that stands for one the target does not have, when the field cannot go without.
struct Substitute {
  Type type;
  std::string_view word;
};
constexpr Substitute kSubstitutes[] = {
    {Type::kComponentType, "library"},
    {Type::kExternalReferenceType, "other"},
    {Type::kAggregateType, "unknown"},
};

std::string_view SubstituteFor(Type type) {
  for (const Substitute& substitute : kSubstitutes) {
    if (substitute.type == type) return substitute.word;
  }
  return "";
}

/// Recursion follows the tree, whose depth the readers bound.
class Restricter {
 public:
  Restricter(Spec target, Encoding encoding, Losses& losses)
      : target_(target), encoding_(encoding), losses_(losses) {}

  Document Run(const Value& root) {
    const Value value = *Keep(Type::kBom, root);
    return std::move(tree_).Finish(value);
  }

 private:
  void Lose(Loss::Kind kind, std::string reason) {
    losses_.Add({.kind = kind, .pointer = pointer_.ToString(), .reason = std::move(reason)});
  }

  std::optional<Value> Keep(Type type, const Value& value) {
    switch (CategoryOf(type)) {
      case Category::kScalar:
        return tree_.Copy(value);
      case Category::kWords:
        return KeepWord(type, value);
      case Category::kObject:
        if (!value.AsObject()) return tree_.Copy(value);
        return KeepObject(type, value);
      case Category::kChoice:
        return KeepChoice(type, value);
    }
    return std::nullopt;
  }

  std::optional<Value> KeepWord(Type type, const Value& value) {
    const Word* const word = FindWord(type, value.AsString().value_or(""));
    const bool said = word == nullptr || Has(word->specs, target_);
    if (said && (encoding_ != Encoding::kProtobuf || word == nullptr || word->number >= 0)) {
      return tree_.Copy(value);
    }
    const std::string_view substitute = SubstituteFor(type);
    Lose(substitute.empty() ? Loss::Kind::kDropped : Loss::Kind::kChanged,
         fmt::format("version {} has no word `{}`", NameOf(target_), word->text));
    if (substitute.empty()) return std::nullopt;
    return tree_.String(substitute);
  }

  std::optional<Value> KeepChoice(Type type, const Value& value) {
    const Alternative& alternative = Choose(type, value);
    if (alternative.type == Type::kLicenseExpressionDetailed && target_ != Spec::k1_7) {
      return KeepObject(Type::kLicenseExpression, value);
    }
    return Keep(alternative.type, value);
  }

  std::optional<Value> KeepObject(Type type, const Value& value) {
    std::vector<Member> members;
    const Object object = value.Members();
    members.reserve(object.size());
    for (const Member& member : object) {
      if (object.FindMember(member.key) != &member) continue;
      const Pointer::Step step(pointer_, member.key);
      if (IsXmlOnly(member.key)) {
        if (encoding_ == Encoding::kXml) {
          members.push_back({tree_.Keep(member.key), tree_.Copy(member.value)});
        } else {
          Lose(Loss::Kind::kDropped, "only XML can say it");
        }
        continue;
      }
      KeepMember(type, object, member, members);
    }
    // An object that lost what it cannot be without says nothing any more.
    for (const Field& field : FieldsOf(type)) {
      if (!Has(field.required, target_) || object.Find(field.name) == nullptr) continue;
      const bool kept = std::any_of(members.begin(), members.end(),
                                    [&field](const Member& m) { return m.key == field.name; });
      if (!kept) return std::nullopt;
    }
    return tree_.Object(members, value.offset());
  }

  void KeepMember(Type type, const Object& object, const Member& member,
                  std::vector<Member>& members) {
    if (type == Type::kBom && (member.key == "specVersion" || member.key == "bomFormat")) {
      members.push_back({tree_.Keep(member.key), member.key == "specVersion"
                                                     ? tree_.String(NameOf(target_))
                                                     : tree_.Copy(member.value)});
      return;
    }
    if (type == Type::kBom && member.key == "$schema") return;
    const Field* const field = FindField(type, member.key, target_, encoding_, member.value);
    const bool said = field != nullptr && !WrongShape(*field, member.value) &&
                      (encoding_ == Encoding::kXml ? field->form != XmlForm::kNone : true) &&
                      (encoding_ == Encoding::kProtobuf ? field->wire != Wire::kNone : true);
    if (!said) {
      KeepInOlderForm(type, object, member, members);
      return;
    }
    if (!field->IsList()) {
      if (auto value = Keep(field->type, member.value)) members.push_back({field->name, *value});
      return;
    }
    std::vector<Value> elements;
    elements.reserve(member.value.Elements().size());
    const auto alone =
        field->type == Type::kLicenseChoice ? LoneLicense(member.value) : std::nullopt;
    for (std::uint32_t i = 0; i < member.value.Elements().size(); ++i) {
      const Pointer::Step step(pointer_, std::size_t{i});
      if (alone && *alone != i) {
        Lose(Loss::Kind::kDropped,
             fmt::format("version {} has room for one licence expression", NameOf(target_)));
        continue;
      }
      if (auto value = Keep(field->type, member.value.Elements()[i])) elements.push_back(*value);
    }
    members.push_back({field->name, tree_.Array(elements, member.value.offset())});
  }

  /// From 1.5 to 1.6, and in XML of 1.4, an expression stands alone: which of several licences is
  /// kept. What somebody concluded counts for more than what the package says.
  [[nodiscard]] std::optional<std::uint32_t> LoneLicense(const Value& licenses) const {
    const auto elements = licenses.Elements();
    const bool has_expression = std::any_of(
        elements.begin(), elements.end(),
        [](const Value& license) { return license.Members().Find("expression") != nullptr; });
    const bool mixes =
        target_ == Spec::k1_7 || (target_ == Spec::k1_4 && encoding_ != Encoding::kXml);
    if (mixes || elements.size() < 2 || !has_expression) return std::nullopt;
    for (std::uint32_t i = 0; i < elements.size(); ++i) {
      const Object license = elements[i].Members();
      const Object inner = license.FindObject("license").value_or(license);
      if (inner.FindString("acknowledgement") == "concluded") return i;
    }
    return 0;
  }

  static bool WrongShape(const Field& field, const Value& value) {
    return field.IsList() != (value.kind() == Kind::kArray);
  }

  /// What older versions say in another way.
  void KeepInOlderForm(Type type, const Object& object, const Member& member,
                       std::vector<Member>& members) {
    if (member.key == "tools" && member.value.AsObject() && target_ == Spec::k1_4) {
      Lose(Loss::Kind::kChanged, "tools are a plain list in version 1.4");
      members.push_back({"tools", OldTools(member.value.Members())});
      return;
    }
    if (type == Type::kMetadata && member.key == "manufacturer" &&
        object.Find("manufacture") == nullptr) {
      Lose(Loss::Kind::kChanged, "written as `manufacture`");
      if (auto value = Keep(Type::kOrganization, member.value))
        members.push_back({"manufacture", *value});
      return;
    }
    if (type == Type::kComponent && member.key == "authors" && object.Find("author") == nullptr) {
      std::string names;
      for (const Value& author : member.value.Elements()) {
        const auto name = author.Members().FindString("name");
        if (!name) continue;
        if (!names.empty()) names += ", ";
        names += *name;
      }
      Lose(Loss::Kind::kChanged, "written as `author`");
      if (!names.empty()) members.push_back({"author", tree_.String(names)});
      return;
    }
    if (member.key == "identity" && member.value.AsArray() && !member.value.Elements().empty()) {
      Lose(Loss::Kind::kChanged, "only the first identity is kept");
      if (auto value = Keep(Type::kIdentity, member.value.Elements()[0]))
        members.push_back({"identity", *value});
      return;
    }
    Lose(Loss::Kind::kDropped,
         fmt::format("{} of version {} has no such field", EncodingName(), NameOf(target_)));
  }

  [[nodiscard]] std::string_view EncodingName() const {
    switch (encoding_) {
      case Encoding::kJson:
        return "JSON";
      case Encoding::kXml:
        return "XML";
      case Encoding::kProtobuf:
        return "protobuf";
    }
    return "";
  }

  Value OldTools(const Object& tools) {
    std::vector<Value> list;
    for (const Value& component : tools.ElementsOf("components")) {
      const Object object = component.Members();
      std::vector<Member> tool;
      const auto vendor = object.FindString("group");
      if (vendor) tool.push_back({"vendor", tree_.String(*vendor)});
      for (const std::string_view key : {"name", "version"}) {
        if (const auto text = object.FindString(key)) tool.push_back({key, tree_.String(*text)});
      }
      list.push_back(tree_.Object(tool));
    }
    return tree_.Array(list);
  }

  Spec target_;
  Encoding encoding_;
  Losses& losses_;
  Tree tree_;
  Pointer pointer_;
};

}  // namespace

Document Restrict(const Value& root, Spec target, Encoding encoding, Losses& losses) {
  return Restricter(target, encoding, losses).Run(root);
}

}  // namespace sbom::cyclonedx
