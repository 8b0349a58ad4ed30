#include "sbom/spdx_unread.h"

#include <fmt/format.h>

#include <string>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "sbom/spdx_common.h"

namespace sbom::spdx {
namespace {

using formats::json::Array;
using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

/// Words with a blank on both sides.
bool IsAmong(std::string_view words, std::string_view word) {
  return words.find(fmt::format(" {} ", word)) != std::string_view::npos;
}

constexpr std::string_view kDocumentFields =
    " SPDXID spdxVersion dataLicense name documentNamespace creationInfo packages relationships "
    "documentDescribes hasExtractedLicensingInfos annotations ";
constexpr std::string_view kPackageFields =
    " SPDXID name versionInfo description supplier originator copyrightText checksums "
    "downloadLocation homepage externalRefs licenseDeclared licenseConcluded annotations "
    "primaryPackagePurpose filesAnalyzed licenseInfoFromFiles ";
/// Both ways of saying that one needs the other.
constexpr std::string_view kDependencies =
    " DEPENDS_ON DEPENDENCY_OF PREREQUISITE_FOR HAS_PREREQUISITE CONTAINS CONTAINED_BY ";
/// Ways of saying it that say more.
constexpr std::string_view kNarrowDependencies =
    " BUILD_DEPENDENCY_OF DEV_DEPENDENCY_OF OPTIONAL_DEPENDENCY_OF PROVIDED_DEPENDENCY_OF "
    "TEST_DEPENDENCY_OF RUNTIME_DEPENDENCY_OF ";
constexpr std::string_view kNobody = " NONE NOASSERTION ";

bool IsNothing(const Value& value) {
  if (value.IsNull()) return true;
  if (const auto text = value.AsString()) return text->empty() || *text == "NOASSERTION";
  if (const auto list = value.AsArray()) return list->empty();
  if (const auto object = value.AsObject()) return object->empty();
  return false;
}

class Teller {
 public:
  explicit Teller(Losses& losses) : losses_(losses) {}

 protected:
  void Drop(std::string pointer, std::string reason) {
    losses_.Add({.pointer = std::move(pointer), .reason = std::move(reason)});
  }
  void Change(std::string pointer, std::string reason) {
    losses_.Add(
        {.kind = Loss::Kind::kChanged, .pointer = std::move(pointer), .reason = std::move(reason)});
  }
  void TellFields(const Object& object, std::string_view known, const std::string& pointer) {
    for (const Member& member : object) {
      if (IsAmong(known, member.key) || IsNothing(member.value)) continue;
      Drop(pointer + "/" + std::string(member.key), "nothing but SPDX has a place for it");
    }
  }

 private:
  Losses& losses_;
};

class Teller2 : private Teller {
 public:
  using Teller::Teller;

  void Run(const Object& root) {
    TellFields(root, kDocumentFields, "");
    TellCreation(root);
    TellAnnotations(root, "");
    const Array packages = root.ElementsOf("packages");
    for (std::uint32_t i = 0; i < packages.size(); ++i) {
      const Object package = packages[i].Members();
      packages_.emplace(package.FindString("SPDXID").value_or(""));
      const std::string pointer = fmt::format("/packages/{}", i);
      TellFields(package, kPackageFields, pointer);
      TellAnnotations(package, pointer);
      TellChecksums(package, pointer);
    }
    const Array relationships = root.ElementsOf("relationships");
    for (std::uint32_t i = 0; i < relationships.size(); ++i)
      TellRelationship(relationships[i].Members(), fmt::format("/relationships/{}", i));
  }

 private:
  void TellCreation(const Object& root) {
    if (const auto info = root.FindObject("creationInfo"))
      TellFields(*info, " created creators ", "/creationInfo");
  }

  /// Our own annotations hold what the model has.
  void TellAnnotations(const Object& object, const std::string& pointer) {
    const Array annotations = object.ElementsOf("annotations");
    for (std::uint32_t i = 0; i < annotations.size(); ++i) {
      const auto comment = annotations[i].Members().FindString("comment");
      if (comment && comment->starts_with(kPropertyMark)) continue;
      Drop(fmt::format("{}/annotations/{}", pointer, i), "annotations are not carried over");
    }
  }

  void TellChecksums(const Object& package, const std::string& pointer) {
    const Array checksums = package.ElementsOf("checksums");
    for (std::uint32_t i = 0; i < checksums.size(); ++i) {
      const auto algorithm = checksums[i].Members().FindString("algorithm");
      if (algorithm && !AlgorithmFromSpdx(*algorithm).empty()) continue;
      Drop(fmt::format("{}/checksums/{}", pointer, i), "nothing but SPDX has this algorithm");
    }
  }

  void TellRelationship(const Object& relationship, std::string pointer) {
    const std::string_view type = relationship.FindString("relationshipType").value_or("");
    const std::string_view from = relationship.FindString("spdxElementId").value_or("");
    const std::string_view to = relationship.FindString("relatedSpdxElement").value_or("");
    if (type == "DESCRIBES" || type == "DESCRIBED_BY") return;
    if (type == "DEPENDS_ON" && IsAmong(kNobody, to)) return;
    const bool is_provided =
        type == "OTHER" && relationship.FindString("comment") == kProvidesComment;
    const bool is_edge =
        is_provided || IsAmong(kDependencies, type) || IsAmong(kNarrowDependencies, type);
    const auto is_package = [&](std::string_view id) {
      return packages_.contains(std::string(id));
    };
    if (!is_edge || !is_package(from) || !is_package(to)) {
      Drop(std::move(pointer),
           fmt::format("a relationship {} from {} to {}", Quote(type), Quote(from), Quote(to)));
    } else if (IsAmong(kNarrowDependencies, type)) {
      Change(std::move(pointer), fmt::format("{} is written as a dependency", Quote(type)));
    }
  }

  std::unordered_set<std::string> packages_;
};

constexpr std::string_view kReadTypes =
    " CreationInfo SpdxDocument software_Sbom software_Package ai_AIPackage dataset_DatasetPackage "
    "Tool Person Organization SoftwareAgent Agent simplelicensing_SimpleLicensingText "
    "simplelicensing_LicenseExpression ";
constexpr std::string_view kElementFields3 =
    " type @type spdxId @id creationInfo name description suppliedBy originatedBy verifiedUsing "
    "externalIdentifier externalRef extension software_packageVersion software_packageUrl "
    "software_copyrightText software_primaryPurpose software_downloadLocation software_homePage ";

class Teller3 : private Teller {
 public:
  using Teller::Teller;

  void Run(const Object& root) {
    const Array graph = root.ElementsOf("@graph");
    for (std::uint32_t i = 0; i < graph.size(); ++i) {
      const Object element = graph[i].Members();
      if (IsPackage(element)) packages_.emplace(IdOf(element));
    }
    for (std::uint32_t i = 0; i < graph.size(); ++i) {
      const Object element = graph[i].Members();
      const std::string pointer = fmt::format("/@graph/{}", i);
      const std::string_view type = TypeOf(element);
      if (IsPackage(element)) {
        TellFields(element, kElementFields3, pointer);
      } else if (type.ends_with("Relationship")) {
        TellRelationship(element, pointer);
      } else if (!IsAmong(kReadTypes, type)) {
        Drop(pointer, fmt::format("an element of type {}", Quote(type)));
      }
    }
  }

 private:
  static std::string_view TypeOf(const Object& element) {
    const auto type = element.FindString("type");
    return type ? *type : element.FindString("@type").value_or("");
  }
  static std::string_view IdOf(const Object& element) {
    const auto id = element.FindString("spdxId");
    return id ? *id : element.FindString("@id").value_or("");
  }
  static bool IsPackage(const Object& element) {
    return IsAmong(" software_Package ai_AIPackage dataset_DatasetPackage ", TypeOf(element));
  }

  void TellRelationship(const Object& relationship, const std::string& pointer) {
    const std::string_view type = relationship.FindString("relationshipType").value_or("");
    if (type == "hasDeclaredLicense" || type == "hasConcludedLicense" || type == "describes")
      return;
    const bool is_provided =
        type == "other" && relationship.FindString("comment") == kProvidesComment;
    const bool is_edge = type == "dependsOn" || type == "contains" || is_provided;
    const std::string_view from = relationship.FindString("from").value_or("");
    for (const Value& item : relationship.ElementsOf("to")) {
      const std::string_view to = item.AsString().value_or("");
      const bool is_nobody = to.ends_with("/NoneElement") || to.ends_with("/NoAssertionElement");
      const bool is_kept = is_edge && packages_.contains(std::string(from)) &&
                           (is_nobody || packages_.contains(std::string(to)));
      if (is_kept) continue;
      Drop(pointer,
           fmt::format("a relationship {} from {} to {}", Quote(type), Quote(from), Quote(to)));
    }
  }

  std::unordered_set<std::string> packages_;
};

}  // namespace

void TellUnread2(const Value& root, Losses& losses) {
  Teller2(losses).Run(root.Members());
}

void TellUnread3(const Value& root, Losses& losses) {
  Teller3(losses).Run(root.Members());
}

}  // namespace sbom::spdx
