#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/text.h"
#include "model/license_expression.h"
#include "model/purl.h"
#include "sbom/spdx2.h"
#include "sbom/text_forms.h"

namespace sbom::spdx2 {
namespace {

using formats::json::Kind;
using formats::json::Object;
using formats::json::Value;

/// The words of relationshipType, annotationType, referenceCategory, algorithm and purpose.
constexpr std::string_view kRelationships =
    " AMENDS ANCESTOR_OF BUILD_DEPENDENCY_OF BUILD_TOOL_OF CONTAINED_BY CONTAINS COPY_OF "
    "DATA_FILE_OF "
    "DEPENDENCY_MANIFEST_OF DEPENDENCY_OF DEPENDS_ON DESCENDANT_OF DESCRIBED_BY DESCRIBES "
    "DEV_DEPENDENCY_OF "
    "DEV_TOOL_OF DISTRIBUTION_ARTIFACT DOCUMENTATION_OF DYNAMIC_LINK EXAMPLE_OF "
    "EXPANDED_FROM_ARCHIVE FILE_ADDED "
    "FILE_DELETED FILE_MODIFIED GENERATED_FROM GENERATES HAS_PREREQUISITE METAFILE_OF "
    "OPTIONAL_COMPONENT_OF "
    "OPTIONAL_DEPENDENCY_OF OTHER PACKAGE_OF PATCH_APPLIED PATCH_FOR PREREQUISITE_FOR "
    "PROVIDED_DEPENDENCY_OF "
    "REQUIREMENT_DESCRIPTION_FOR RUNTIME_DEPENDENCY_OF SPECIFICATION_FOR STATIC_LINK TEST_CASE_OF "
    "TEST_DEPENDENCY_OF "
    "TEST_OF TEST_TOOL_OF VARIANT_OF ";
constexpr std::string_view kPurposeWords =
    " OTHER INSTALL ARCHIVE FIRMWARE APPLICATION FRAMEWORK LIBRARY CONTAINER SOURCE DEVICE "
    "OPERATING_SYSTEM "
    "OPERATING-SYSTEM FILE ";
constexpr std::string_view kCategories =
    " OTHER PERSISTENT-ID PERSISTENT_ID SECURITY PACKAGE-MANAGER PACKAGE_MANAGER ";
constexpr std::string_view kAlgorithms =
    " SHA1 SHA224 SHA256 SHA384 SHA512 SHA3-256 SHA3-384 SHA3-512 BLAKE2b-256 BLAKE2b-384 "
    "BLAKE2b-512 BLAKE3 "
    "MD2 MD4 MD5 MD6 ADLER32 ";
constexpr std::string_view kAnnotationTypes = " OTHER REVIEW ";

bool IsWord(std::string_view words, std::string_view word) {
  return !word.empty() && word.find(' ') == std::string_view::npos &&
         words.find(fmt::format(" {} ", word)) != std::string_view::npos;
}

bool IsId(std::string_view id) {
  constexpr std::string_view kPrefix = "SPDXRef-";
  if (!id.starts_with(kPrefix) || id.size() == kPrefix.size()) return false;
  return std::all_of(id.begin() + kPrefix.size(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-';
  });
}

/// "2026-11-22T08:00:00Z" and no other form.
bool IsSpdxTime(std::string_view text) {
  return text.size() == 20 && text.back() == 'Z' && text[10] == 'T' && IsDateTime(text);
}

class Checker {
 public:
  Checker(const Value& root, Problems& problems) : root_(root), problems_(problems) {}

  void Run() {
    const auto document = root_.AsObject();
    if (!document) {
      Report("B034", root_.offset(), "an SPDX document is an object", "");
      return;
    }
    Require(*document, root_.offset(),
            {"spdxVersion", "dataLicense", "SPDXID", "name", "documentNamespace", "creationInfo"});
    const std::string_view version = document->FindString("spdxVersion").value_or("");
    if (!version.empty() && version != "SPDX-2.3" && version != "SPDX-2.2") {
      Report("B035", Offset(*document, "spdxVersion"),
             Quote(version) + " is no version this program knows", "SPDX-2.3 or SPDX-2.2");
    }
    if (const auto license = document->FindString("dataLicense");
        license && *license != "CC0-1.0") {
      Report("B035", Offset(*document, "dataLicense"),
             "the licence of the document is not `CC0-1.0`", "");
    }
    CheckNamespace(*document);
    if (const auto info = document->FindObject("creationInfo"))
      CheckCreation(*info, Offset(*document, "creationInfo"));
    CollectIds(*document);
    CheckList(*document, "packages", &Checker::CheckPackage);
    CheckList(*document, "files", &Checker::CheckFile);
    CheckList(*document, "relationships", &Checker::CheckRelationship);
    CheckList(*document, "annotations", &Checker::CheckAnnotation);
    CheckList(*document, "hasExtractedLicensingInfos", &Checker::CheckExtracted);
  }

 private:
  void Report(std::string_view code, std::uint32_t offset, std::string message, std::string help) {
    problems_.Add({.code = std::string(code),
                   .message = std::move(message),
                   .help = std::move(help),
                   .pointer = pointer_.ToString(),
                   .offset = offset});
  }

  static std::uint32_t Offset(const Object& object, std::string_view key) {
    const Value* const value = object.Find(key);
    return value == nullptr ? 0 : value->offset();
  }

  void Require(const Object& object, std::uint32_t offset,
               std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
      if (object.Find(key) == nullptr)
        Report("B034", offset, fmt::format("`{}` is missing", key), "");
    }
  }

  template <typename Check>
  void CheckList(const Object& object, std::string_view key, Check check) {
    const Value* const list = object.Find(key);
    if (list == nullptr) return;
    const Pointer::Step outer(pointer_, key);
    if (list->kind() != Kind::kArray) {
      Report("B034", list->offset(), "a list should stand here", "");
      return;
    }
    for (std::uint32_t i = 0; i < list->Elements().size(); ++i) {
      const Pointer::Step step(pointer_, std::size_t{i});
      const Value& item = list->Elements()[i];
      if (const auto inner = item.AsObject()) {
        (this->*check)(*inner, item.offset());
      } else {
        Report("B034", item.offset(), "an object should stand here", "");
      }
    }
  }

  void CheckNamespace(const Object& document) {
    const auto space = document.FindString("documentNamespace");
    if (!space) return;
    if (!IsAbsoluteIri(*space) || space->find('#') != std::string_view::npos) {
      Report("B035", Offset(document, "documentNamespace"),
             Quote(*space) + " is no absolute URI without fragment", "");
    }
  }

  void CheckCreation(const Object& info, std::uint32_t offset) {
    const Pointer::Step step(pointer_, "creationInfo");
    Require(info, offset, {"created", "creators"});
    if (const auto created = info.FindString("created"); created && !IsSpdxTime(*created)) {
      Report("B035", Offset(info, "created"), Quote(*created) + " is no time",
             "write `2026-11-22T08:00:00Z`");
    }
    for (const Value& creator : info.ElementsOf("creators")) {
      const std::string_view text = creator.AsString().value_or("");
      if (!text.starts_with("Person: ") && !text.starts_with("Organization: ") &&
          !text.starts_with("Tool: ")) {
        Report("B035", creator.offset(), Quote(text) + " is no creator",
               "begin with `Person: `, `Organization: ` or `Tool: `");
      }
    }
  }

  void CollectIds(const Object& document) {
    ids_.insert(document.FindString("SPDXID").value_or(""));
    for (const std::string_view list : {"packages", "files", "snippets"}) {
      for (const Value& item : document.ElementsOf(list)) {
        const auto id = item.Members().FindString("SPDXID");
        if (!id) continue;
        if (!IsId(*id)) {
          Report("B036", item.offset(), Quote(*id) + " is no identifier",
                 "`SPDXRef-` and letters, digits, `.`, `-`");
        }
        if (!ids_.insert(*id).second) {
          Report("B036", item.offset(), Quote(*id) + " stands for two elements",
                 "give each its own");
        }
      }
    }
    for (const Value& item : document.ElementsOf("hasExtractedLicensingInfos")) {
      if (const auto id = item.Members().FindString("licenseId")) license_refs_.insert(*id);
    }
  }

  void CheckLicense(const Object& object, std::string_view key) {
    const auto text = object.FindString(key);
    if (!text || *text == "NONE" || *text == "NOASSERTION") return;
    const Pointer::Step step(pointer_, key);
    const auto expression = LicenseExpression::Parse(*text);
    if (!expression) {
      Report("B037", Offset(object, key), expression.error().message, expression.error().help);
      return;
    }
    for (const LicenseExpression::Term& term : expression->terms()) {
      if (term.id.starts_with("LicenseRef-") && !license_refs_.contains(term.id)) {
        Report("B037", Offset(object, key), Quote(term.id) + " is nowhere explained",
               "add it to `hasExtractedLicensingInfos`");
      }
    }
  }

  void CheckWord(const Object& object, std::string_view key, std::string_view words) {
    const auto text = object.FindString(key);
    if (text && !IsWord(words, *text)) {
      Report("B035", Offset(object, key),
             fmt::format("{} is no word of `{}`", Quote(*text, 60), key), "");
    }
  }

  void CheckActor(const Object& object, std::string_view key) {
    const auto text = object.FindString(key);
    if (!text || *text == "NOASSERTION") return;
    if (!text->starts_with("Person: ") && !text->starts_with("Organization: ")) {
      Report("B035", Offset(object, key), fmt::format("{} is no `{}`", Quote(*text, 60), key),
             "begin with `Person: ` or `Organization: `, or write NOASSERTION");
    }
  }

  void CheckPackage(const Object& package, std::uint32_t offset) {
    Require(package, offset, {"name", "SPDXID", "downloadLocation"});
    CheckLicense(package, "licenseConcluded");
    CheckLicense(package, "licenseDeclared");
    CheckActor(package, "supplier");
    CheckActor(package, "originator");
    CheckWord(package, "primaryPackagePurpose", kPurposeWords);
    CheckChecksums(package);
    for (const std::string_view key : {"releaseDate", "builtDate", "validUntilDate"}) {
      const auto time = package.FindString(key);
      if (time && !IsSpdxTime(*time))
        Report("B035", Offset(package, key), Quote(*time) + " is no time", "");
    }
    for (const Value& item : package.ElementsOf("externalRefs")) {
      const Object reference = item.Members();
      Require(reference, item.offset(), {"referenceCategory", "referenceType", "referenceLocator"});
      CheckWord(reference, "referenceCategory", kCategories);
      if (reference.FindString("referenceType") != "purl") continue;
      if (const auto purl = Purl::Parse(reference.FindString("referenceLocator").value_or(""));
          !purl) {
        Report("B038", item.offset(), purl.error().message, purl.error().help);
      }
    }
    for (const Value& item : package.ElementsOf("annotations"))
      CheckAnnotation(item.Members(), item.offset());
  }

  void CheckChecksums(const Object& object) {
    for (const Value& item : object.ElementsOf("checksums")) {
      const Object checksum = item.Members();
      Require(checksum, item.offset(), {"algorithm", "checksumValue"});
      CheckWord(checksum, "algorithm", kAlgorithms);
      const auto value = checksum.FindString("checksumValue");
      if (value && !IsHex(*value))
        Report("B035", item.offset(), Quote(*value, 60) + " is not hexadecimal", "");
    }
  }

  void CheckFile(const Object& file, std::uint32_t offset) {
    Require(file, offset, {"fileName", "SPDXID", "checksums"});
    CheckLicense(file, "licenseConcluded");
    CheckChecksums(file);
  }

  void CheckRelationship(const Object& relationship, std::uint32_t offset) {
    Require(relationship, offset, {"spdxElementId", "relationshipType", "relatedSpdxElement"});
    CheckWord(relationship, "relationshipType", kRelationships);
    for (const std::string_view key : {"spdxElementId", "relatedSpdxElement"}) {
      const auto id = relationship.FindString(key);
      if (!id || *id == "NONE" || *id == "NOASSERTION" || id->starts_with("DocumentRef-")) continue;
      if (!ids_.contains(*id)) {
        Report("B039", Offset(relationship, key), Quote(*id) + " is no element of this document",
               "correct the identifier, or add the element");
      }
    }
  }

  void CheckAnnotation(const Object& note, std::uint32_t offset) {
    Require(note, offset, {"annotationDate", "annotationType", "annotator", "comment"});
    CheckWord(note, "annotationType", kAnnotationTypes);
    const auto time = note.FindString("annotationDate");
    if (time && !IsSpdxTime(*time))
      Report("B035", Offset(note, "annotationDate"), Quote(*time) + " is no time", "");
  }

  void CheckExtracted(const Object& info, std::uint32_t offset) {
    Require(info, offset, {"licenseId", "extractedText"});
    const auto id = info.FindString("licenseId");
    if (id && !id->starts_with("LicenseRef-")) {
      Report("B036", offset, Quote(*id) + " is no `LicenseRef-`", "");
    }
  }

  const Value& root_;
  Problems& problems_;
  Pointer pointer_;
  std::unordered_set<std::string_view> ids_;
  std::unordered_set<std::string_view> license_refs_;
};

}  // namespace

void Check(const Value& root, Problems& problems) {
  Checker(root, problems).Run();
}

}  // namespace sbom::spdx2
