#include "sbom/cyclonedx_meaning.h"

#include <fmt/format.h>

#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "model/license_expression.h"
#include "model/purl.h"

namespace sbom::cyclonedx {
namespace {

using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

struct HashLength {
  std::string_view algorithm;
  std::size_t digits;
};
constexpr HashLength kHashLengths[] = {
    {"MD5", 32},           {"SHA-1", 40},       {"SHA-256", 64},      {"SHA-384", 96},
    {"SHA-512", 128},      {"SHA3-256", 64},    {"SHA3-384", 96},     {"SHA3-512", 128},
    {"BLAKE2b-256", 64},   {"BLAKE2b-384", 96}, {"BLAKE2b-512", 128}, {"Streebog-256", 64},
    {"Streebog-512", 128},
};

/// Recursion follows the tree, whose depth the readers bound. First pass: references; second: the
/// rest.
class MeaningChecker {
 public:
  MeaningChecker(Encoding encoding, Problems& problems)
      : encoding_(encoding), problems_(problems) {}

  void Run(const Value& root) {
    collecting_ = true;
    Walk(Type::kBom, root);
    collecting_ = false;
    Walk(Type::kBom, root);
  }

 private:
  void Report(Diagnostic::Level level, std::string_view code, std::uint32_t offset,
              std::string message, std::string help) {
    problems_.Add({.level = level,
                   .code = std::string(code),
                   .message = std::move(message),
                   .help = std::move(help),
                   .pointer = pointer_.ToString(),
                   .offset = offset});
  }
  void Warn(std::string_view code, std::uint32_t offset, std::string message, std::string help) {
    Report(Diagnostic::Level::kWarning, code, offset, std::move(message), std::move(help));
  }

  void Walk(Type type, const Value& value) {
    if (CategoryOf(type) == Category::kChoice) return Walk(Choose(type, value).type, value);
    if (type == Type::kRefLink && !collecting_) return CheckLink(value);
    if (CategoryOf(type) != Category::kObject) return;
    const Object object = value.Members();
    if (!collecting_) CheckObject(type, object);
    for (const Member& member : object) {
      const Field* const field = FindFieldOfAnyVersion(type, member.key, member.value);
      if (field == nullptr) continue;
      const Pointer::Step step(pointer_, member.key);
      if (member.key == "bom-ref" && collecting_) Collect(member.value);
      if (!field->IsList()) {
        Walk(field->type, member.value);
        continue;
      }
      std::size_t index = 0;
      for (const Value& element : member.value.Elements()) {
        const Pointer::Step inner(pointer_, index++);
        Walk(field->type, element);
      }
    }
  }

  void Collect(const Value& value) {
    const auto ref = value.AsString();
    if (!ref || refs_.insert(*ref).second) return;
    Report(encoding_ == Encoding::kXml ? Diagnostic::Level::kError : Diagnostic::Level::kWarning,
           "B050", value.offset(), Quote(*ref) + " is the reference of something else already",
           "give each its own `bom-ref`");
  }

  void CheckLink(const Value& value) {
    const auto ref = value.AsString();
    if (!ref || ref->starts_with("urn:cdx:") || refs_.contains(*ref)) return;
    Warn("B051", value.offset(), Quote(*ref) + " refers to nothing in this document",
         "correct the reference, or add what it refers to");
  }

  void CheckObject(Type type, const Object& object) {
    if (type == Type::kComponent) {
      if (const Value* const purl = object.Find("purl")) CheckPurl(*purl);
    } else if (type == Type::kLicenseExpression || type == Type::kLicenseExpressionDetailed) {
      if (const Value* const text = object.Find("expression")) CheckExpression(*text);
    } else if (type == Type::kHash) {
      CheckHash(object);
    }
  }

  void CheckPurl(const Value& value) {
    const auto text = value.AsString();
    if (!text) return;
    const Pointer::Step step(pointer_, "purl");
    const auto purl = Purl::Parse(*text);
    if (!purl) {
      Warn("B052", value.offset(), purl.error().message, purl.error().help);
    } else if (purl->ToString() != *text) {
      Warn("B052", value.offset(), Quote(*text) + " is not written canonically",
           "write `" + purl->ToString() + "`");
    }
  }

  void CheckExpression(const Value& value) {
    const auto text = value.AsString();
    if (!text) return;
    const Pointer::Step step(pointer_, "expression");
    if (const auto expression = LicenseExpression::Parse(*text); !expression) {
      Warn("B053", value.offset(), expression.error().message, expression.error().help);
    }
  }

  void CheckHash(const Object& hash) {
    const auto algorithm = hash.FindString("alg");
    const auto content = hash.FindString("content");
    if (!algorithm || !content) return;
    for (const HashLength& known : kHashLengths) {
      if (known.algorithm != *algorithm || known.digits == content->size()) continue;
      Warn("B054", hash.Find("content")->offset(),
           fmt::format("{} digits, where {} makes {}", content->size(), *algorithm, known.digits),
           "");
    }
  }

  Encoding encoding_;
  Problems& problems_;
  Pointer pointer_;
  bool collecting_ = true;
  std::unordered_set<std::string_view> refs_;
};

}  // namespace

void CheckMeaning(const Value& root, Encoding encoding, Problems& problems) {
  MeaningChecker(encoding, problems).Run(root);
}

}  // namespace sbom::cyclonedx
