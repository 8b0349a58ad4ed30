#include "sbom/cyclonedx_restrict.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

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

/// Recursion follows the tree, whose depth the readers bound. What the target can say as it is, is
/// not copied but shown: most documents lose nothing, and most of one that does is kept as well.
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
    ++changes_;
    losses_.Add({.kind = kind, .pointer = pointer_.ToString(), .reason = std::move(reason)});
  }

  std::optional<Value> Keep(Type type, const Value& value) {
    switch (CategoryOf(type)) {
      case Category::kScalar:
        return value;
      case Category::kWords:
        return KeepWord(type, value);
      case Category::kObject:
        if (!value.AsObject()) return value;
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
      return value;
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
    const std::size_t before = changes_;
    const std::size_t first = members_.size();
    const Object object = value.Members();
    for (const Member& member : object) {
      if (object.FindMember(member.key) != &member) {
        ++changes_;
        continue;
      }
      const Pointer::Step step(pointer_, member.key);
      if (IsXmlOnly(member.key)) {
        if (encoding_ == Encoding::kXml) {
          members_.push_back(member);
        } else {
          Lose(Loss::Kind::kDropped, "only XML can say it");
        }
        continue;
      }
      KeepMember(type, object, member);
    }
    const std::optional<Value> kept = changes_ == before ? value : Make(type, value, first);
    members_.resize(first);
    return kept;
  }

  /// What is left of `value`: the members from `first` on.
  std::optional<Value> Make(Type type, const Value& value, std::size_t first) {
    const auto members = std::span<const Member>(members_).subspan(first);
    const Object object = value.Members();
    // An object that lost what it cannot be without says nothing any more.
    for (const Field& field : FieldsOf(type)) {
      if (!Has(field.required, target_) || object.Find(field.name) == nullptr) continue;
      const bool kept = std::any_of(members.begin(), members.end(),
                                    [&field](const Member& m) { return m.key == field.name; });
      if (!kept) return std::nullopt;
    }
    return tree_.Object(members, value.offset());
  }

  void KeepMember(Type type, const Object& object, const Member& member) {
    if (type == Type::kBom && member.key == "specVersion") {
      Add(member.key, tree_.String(NameOf(target_)));
      ++changes_;
      return;
    }
    if (type == Type::kBom && member.key == "bomFormat") {
      members_.push_back(member);
      return;
    }
    if (type == Type::kBom && member.key == "$schema") {
      ++changes_;
      return;
    }
    const Field* const field = FindField(type, member.key, target_, encoding_, member.value);
    const bool said = field != nullptr && !WrongShape(*field, member.value) &&
                      (encoding_ == Encoding::kXml ? field->form != XmlForm::kNone : true) &&
                      (encoding_ == Encoding::kProtobuf ? field->wire != Wire::kNone : true);
    if (!said) {
      KeepInOlderForm(type, object, member);
      return;
    }
    if (encoding_ == Encoding::kProtobuf && field->wire == Wire::kVarint &&
        !FitsVarint(member.value)) {
      Lose(Loss::Kind::kDropped, "protobuf has no number of that size");
      return;
    }
    if (!field->IsList()) {
      if (auto value = Keep(field->type, member.value)) Add(field->name, *value);
      return;
    }
    Add(field->name, KeepList(*field, member));
  }

  Value KeepList(const Field& field, const Member& member) {
    const std::size_t before = changes_;
    std::vector<Value> elements;
    elements.reserve(member.value.Elements().size());
    const auto alone =
        field.type == Type::kLicenseChoice ? LoneLicense(member.value) : std::nullopt;
    for (std::uint32_t i = 0; i < member.value.Elements().size(); ++i) {
      const Pointer::Step step(pointer_, std::size_t{i});
      if (alone && *alone != i) {
        Lose(Loss::Kind::kDropped,
             fmt::format("version {} has room for one licence expression", NameOf(target_)));
        continue;
      }
      if (auto value = Keep(field.type, member.value.Elements()[i])) elements.push_back(*value);
    }
    if (changes_ == before) return member.value;
    return tree_.Array(elements, member.value.offset());
  }

  void Add(std::string_view key, const Value& value) {
    members_.push_back({.key = key, .value = value});
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

  static bool FitsVarint(const Value& value) {
    constexpr double kEnd = 9223372036854775808.0;  // of 64 bits with a sign
    const double number = value.AsDouble().value_or(0);
    return number > -kEnd && number < kEnd;
  }

  static bool WrongShape(const Field& field, const Value& value) {
    return field.IsList() != (value.kind() == Kind::kArray);
  }

  /// What older versions say in another way.
  void KeepInOlderForm(Type type, const Object& object, const Member& member) {
    if (member.key == "tools" && member.value.AsObject() && target_ == Spec::k1_4) {
      Lose(Loss::Kind::kChanged, "tools are a plain list in version 1.4");
      Add("tools", OldTools(member.value.Members()));
      return;
    }
    if (type == Type::kMetadata && member.key == "manufacturer" &&
        object.Find("manufacture") == nullptr) {
      Lose(Loss::Kind::kChanged, "written as `manufacture`");
      if (auto value = Keep(Type::kOrganization, member.value)) Add("manufacture", *value);
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
      if (!names.empty()) Add("author", tree_.String(names));
      return;
    }
    if (member.key == "identity" && member.value.AsArray() && !member.value.Elements().empty()) {
      Lose(Loss::Kind::kChanged, "only the first identity is kept");
      if (auto value = Keep(Type::kIdentity, member.value.Elements()[0])) Add("identity", *value);
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
  std::vector<Member> members_;  ///< of the objects that are being kept, outermost first
  std::size_t changes_ = 0;      ///< how often something was not kept as it is
};

}  // namespace

Document Restrict(const Value& root, Spec target, Encoding encoding, Losses& losses) {
  return Restricter(target, encoding, losses).Run(root);
}

}  // namespace sbom::cyclonedx
