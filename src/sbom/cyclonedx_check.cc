#include "sbom/cyclonedx_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/limits.h"
#include "base/text.h"
#include "formats/json_tree.h"
#include "sbom/cyclonedx_scalar.h"

namespace sbom::cyclonedx {
namespace {

using formats::json::Kind;
using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

/// What XML says by its namespace.
bool IsOfTheRoot(std::string_view key) {
  return key == "bomFormat" || key == "specVersion";
}

/// Recursion follows the tree, whose depth the readers bound (limits::kJsonDepth, kXmlDepth).
class Checker {
 public:
  Checker(Spec spec, Encoding encoding, Problems& problems)
      : spec_(spec), encoding_(encoding), problems_(problems) {}

  void Check(Type type, const Value& value) {
    switch (CategoryOf(type)) {
      case Category::kScalar:
      case Category::kWords:
        if (auto fault = ScalarFault(type, value, spec_, encoding_)) {
          Report("B012", value.offset(), std::move(*fault), HelpFor(type));
        }
        return;
      case Category::kObject:
        CheckObject(type, value);
        return;
      case Category::kChoice:
        Check(Choose(type, value).type, value);
        return;
    }
  }

 private:
  void Report(std::string_view code, std::uint32_t offset, std::string message, std::string help) {
    problems_.Add({.code = std::string(code),
                   .message = std::move(message),
                   .help = std::move(help),
                   .pointer = pointer_.ToString(),
                   .offset = offset});
  }

  [[nodiscard]] std::string HelpFor(Type type) const {
    if (CategoryOf(type) != Category::kWords) return {};
    std::string help = "write one of ";
    std::size_t shown = 0;
    for (const Word& word : WordsOf(type)) {
      if (!Has(word.specs, spec_)) continue;
      if (++shown > 12) return help + ", ...";
      if (shown > 1) help += ", ";
      help.append("`").append(word.text).append("`");
    }
    return help;
  }

  void CheckObject(Type type, const Value& value) {
    const auto object = value.AsObject();
    if (!object) {
      Report("B011", value.offset(),
             fmt::format("{} where an object should stand", formats::json::NameOf(value.kind())),
             "");
      return;
    }
    for (const Member& member : *object) CheckMember(type, *object, member);
    CheckRequired(type, *object, value.offset());
    for (const Rule& rule : RulesOf(type)) {
      if (Has(rule.specs, spec_)) CheckRule(rule, *object, value.offset());
    }
    if (type == Type::kComponent) CheckVersions(*object, value.offset());
  }

  void CheckMember(Type type, const Object& object, const Member& member) {
    if (encoding_ == Encoding::kXml && (IsXmlOnly(member.key) || IsOfTheRoot(member.key))) return;
    const Pointer::Step step(pointer_, member.key);
    if (object.FindMember(member.key) != &member) {
      Report("B014", member.key_offset,
             fmt::format("{} stands twice in one object", Quote(member.key, 60)),
             "keep one of them");
      return;
    }
    const Field* const field = FindField(type, member.key, spec_, encoding_, member.value);
    if (field == nullptr) {
      if (IsOpen(type, spec_)) return;
      const bool later = FindFieldOfAnyVersion(type, member.key, member.value) != nullptr;
      Report("B010", member.key_offset,
             fmt::format("{} is no field of this object in version {}", Quote(member.key, 60),
                         NameOf(spec_)),
             later ? "another version of the standard has it: see `--spec-version`"
                   : Suggest(type, member.key));
      return;
    }
    if (field->IsList()) {
      CheckList(*field, member.value);
    } else {
      Check(field->type, member.value);
    }
    if (field->type == Type::kLicenseChoice) CheckLicenceMix(member.value);
  }

  [[nodiscard]] std::string Suggest(Type type, std::string_view key) const {
    std::vector<std::string_view> names;
    for (const Field& field : FieldsOf(type)) {
      if (Has(field.In(encoding_), spec_)) names.push_back(field.name);
    }
    const auto nearest = Nearest(key, names);
    return nearest ? fmt::format("did you mean `{}`?", *nearest) : "remove it, or use `properties`";
  }

  void CheckList(const Field& field, const Value& value) {
    if (value.kind() != Kind::kArray) {
      Report("B011", value.offset(),
             fmt::format("{} where a list should stand", formats::json::NameOf(value.kind())), "");
      return;
    }
    const auto elements = value.Elements();
    if (field.shape == Shape::kNonEmpty && elements.empty()) {
      Report("B013", value.offset(), "the list is empty", "leave it out, or fill it");
    }
    for (std::uint32_t i = 0; i < elements.size(); ++i) {
      const Pointer::Step step(pointer_, std::size_t{i});
      Check(field.type, elements[i]);
    }
    if (field.shape == Shape::kUnique && encoding_ == Encoding::kJson) CheckUnique(value);
  }

  void CheckUnique(const Value& list) {
    const auto elements = list.Elements();
    std::unordered_multimap<std::uint64_t, std::uint32_t> seen;
    seen.reserve(elements.size());
    for (std::uint32_t i = 0; i < elements.size(); ++i) {
      const std::uint64_t hash = formats::json::HashOf(elements[i]);
      const auto [begin, end] = seen.equal_range(hash);
      const auto same = std::find_if(begin, end, [&](const auto& entry) {
        return formats::json::SameValue(elements[entry.second], elements[i]);
      });
      if (same != end) {
        const Pointer::Step step(pointer_, std::size_t{i});
        Report(
            "B015", elements[i].offset(),
            fmt::format("the same as element {} of this list, which has no repeats", same->second),
            "keep one of them");
        continue;
      }
      seen.emplace(hash, i);
    }
  }

  void CheckRequired(Type type, const Object& object, std::uint32_t offset) {
    if (encoding_ == Encoding::kProtobuf) return;  // proto3 leaves defaults out
    std::string_view reported;
    for (const Field& field : FieldsOf(type)) {
      const Specs required = encoding_ == Encoding::kXml ? field.xml_required : field.required;
      if (!Has(required, spec_) || field.name == reported) continue;
      if (object.FindMember(field.name) != nullptr) continue;
      reported = field.name;
      Report("B013", offset, fmt::format("`{}` is missing", field.name), "");
    }
  }

  void CheckRule(const Rule& rule, const Object& object, std::uint32_t offset) {
    // In XML a signature is an element of another namespace, of which the schema asks nothing.
    if (rule.owner == Type::kSignatory && encoding_ == Encoding::kXml) return;
    std::size_t whole = 0;
    std::size_t touched = 0;
    for (const std::string_view choice : Split(rule.fields, '|')) {
      const auto fields = Split(choice, '+');
      const auto present = std::count_if(fields.begin(), fields.end(), [&](std::string_view name) {
        return object.FindMember(name) != nullptr;
      });
      if (present > 0) ++touched;
      if (present == static_cast<std::ptrdiff_t>(fields.size())) ++whole;
    }
    const std::string choices =
        ReplaceAll(ReplaceAll(std::string(rule.fields), "|", "`, `"), "+", "` with `");
    if (rule.kind == RuleKind::kAtLeastOne) {
      if (whole == 0) {
        Report("B016", offset, fmt::format("none of `{}` is there", choices), "add one of them");
      }
      return;
    }
    if (whole == 1 && touched == 1) return;
    if (encoding_ == Encoding::kProtobuf && touched == 0) return;
    Report("B016", offset,
           whole == 0 ? fmt::format("none of `{}` is there", choices)
                      : fmt::format("more than one of `{}`", choices),
           "exactly one of them must be there");
  }

  /// `version` and `versionRange` exclude one another; a range is for what is not delivered.
  void CheckVersions(const Object& object, std::uint32_t offset) {
    const Value* const range = object.Find("versionRange");
    if (range == nullptr) return;
    if (object.Find("version") != nullptr) {
      Report("B016", offset, "both `version` and `versionRange`", "keep one of them");
    }
    if (!object.FindBool("isExternal").value_or(false)) {
      Report("B016", range->offset(), "`versionRange` on a component that is not external",
             "set `isExternal` to true, or give its `version`");
    }
  }

  /// Until 1.6 a list holds licences, or one expression alone.
  void CheckLicenceMix(const Value& list) {
    if (spec_ == Spec::k1_7) return;
    if (spec_ == Spec::k1_4 && encoding_ != Encoding::kXml) return;
    const auto elements = list.Elements();
    const auto expressions = std::count_if(elements.begin(), elements.end(), [](const Value& item) {
      return item.Members().Find("expression") != nullptr;
    });
    if (expressions == 0 || elements.size() == 1) return;
    Report("B016", list.offset(), "an expression beside other licences",
           "write one expression for all of them, or licences only");
  }

  Spec spec_;
  Encoding encoding_;
  Problems& problems_;
  Pointer pointer_;
};

}  // namespace

void CheckStructure(const Value& root, Spec spec, Encoding encoding, Problems& problems) {
  Checker(spec, encoding, problems).Check(Type::kBom, root);
}

}  // namespace sbom::cyclonedx
