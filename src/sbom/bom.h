#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "formats/json.h"

/// Bills of materials: one inner model that every standard is read into and written from.
namespace sbom {

/// Index into Bom::refs: the identity of anything that can be referred to (components, services,
/// and what is referred to without being there).
enum class RefId : std::uint32_t {};
inline constexpr RefId kNoRef{0xFFFFFFFF};

struct HashValue {
  std::string algorithm;  ///< CycloneDX's word: "SHA-512"
  std::string content;    ///< hexadecimal, as read
  bool operator==(const HashValue&) const = default;
  auto operator<=>(const HashValue&) const = default;
};

/// Who said it: the author of the component, or whoever looked at it.
enum class Acknowledgement : std::uint8_t { kUnsaid, kDeclared, kConcluded };

struct License {
  enum class Kind : std::uint8_t { kId, kName, kExpression };
  Kind kind = Kind::kId;
  std::string text;
  Acknowledgement acknowledgement = Acknowledgement::kUnsaid;
  std::string url;
  bool operator==(const License&) const = default;
  auto operator<=>(const License&) const = default;
};

/// A person or an organisation.
struct Party {
  std::string name;
  std::string email;
  std::string url;
  bool operator==(const Party&) const = default;
  auto operator<=>(const Party&) const = default;
};

struct Reference {
  std::string type;  ///< CycloneDX's word: "distribution"
  std::string url;
  std::string comment;
  std::vector<HashValue> hashes;
  bool operator==(const Reference&) const = default;
  auto operator<=>(const Reference&) const = default;
};

struct Property {
  std::string name;
  std::string value;
  bool operator==(const Property&) const = default;
  auto operator<=>(const Property&) const = default;
};

/// Where a component was found.
struct Occurrence {
  std::string location;  ///< the lockfile, or the folder it is installed in
  std::uint32_t line = 0;
  std::string context;
  bool operator==(const Occurrence&) const = default;
  auto operator<=>(const Occurrence&) const = default;
};

struct Component {
  RefId ref = kNoRef;
  std::string type = "library";
  std::string group;  ///< an npm scope, with its `@`
  std::string name;
  std::string version;
  std::string purl;
  std::string cpe;
  std::string scope;  ///< "required", "optional", "excluded" or empty
  std::string description;
  std::string copyright;
  std::string publisher;
  std::string author;
  Party supplier;
  Party manufacturer;
  std::vector<Party> authors;
  std::vector<HashValue> hashes;
  std::vector<License> licenses;
  std::vector<Reference> references;
  std::vector<Property> properties;
  std::vector<Occurrence> occurrences;
  std::optional<std::uint32_t> parent;  ///< index of the component it is nested in
  std::uint32_t offset = 0;             ///< where it stands in the text it was read from
  /// An object of further members in CycloneDX's shape. A member here that has a typed field too is
  /// the whole of what was read, and is what CycloneDX is written from.
  formats::json::Value rest;

  /// "@scope/name", "group/name" or "name".
  [[nodiscard]] std::string FullName() const { return group.empty() ? name : group + "/" + name; }
  /// The value of the first property of that name; empty when there is none.
  [[nodiscard]] std::string_view PropertyOf(std::string_view key) const;
};

enum class EdgeKind : std::uint8_t { kDependsOn, kProvides, kContains };

struct Edge {
  RefId from{};
  RefId to{};
  EdgeKind kind = EdgeKind::kDependsOn;
  bool operator==(const Edge&) const = default;
  auto operator<=>(const Edge&) const = default;
};

/// How complete the knowledge of some part is (CycloneDX's words: "complete", "incomplete",
/// "unknown").
struct Composition {
  std::string aggregate;
  std::vector<RefId> assemblies;
  std::vector<RefId> dependencies;
  formats::json::Value rest;
};

/// Owns everything; move-only.
struct Bom {
  std::string serial;         ///< "urn:uuid:...", an IRI of SPDX, or empty
  std::uint64_t version = 1;  ///< of this document
  std::string name;           ///< SPDX's document name
  std::string timestamp;      ///< RFC 3339; empty when there is none
  std::vector<std::string> lifecycles;
  std::vector<Component> tools;
  std::vector<Party> authors;
  Party supplier;
  Party manufacturer;
  std::vector<License> licenses;  ///< of the document itself
  std::vector<Property> metadata_properties;
  std::vector<Property> properties;
  std::vector<Reference> references;

  std::optional<std::uint32_t> root;  ///< index of what this document is about
  std::vector<Component> components;
  std::vector<Edge> edges;    ///< sorted by (from, to, kind), no repeats
  std::vector<RefId> leaves;  ///< known to depend on nothing, sorted
  std::vector<Composition> compositions;
  std::vector<std::string> refs;

  formats::json::Value metadata_rest;
  formats::json::Value rest;  ///< further top-level members: services, vulnerabilities, ...
  std::vector<formats::json::Document> kept;  ///< what the `rest` values live in

  [[nodiscard]] const std::string& TextOf(RefId ref) const {
    return refs[static_cast<std::size_t>(ref)];
  }
  [[nodiscard]] std::string_view RefOf(const Component& component) const {
    return component.ref == kNoRef ? std::string_view() : std::string_view(TextOf(component.ref));
  }
  /// Sorts and cleans edges and leaves; call once after adding.
  void SortEdges();
};

/// Gives out RefIds: the same text, the same id.
class RefTable {
 public:
  explicit RefTable(Bom& bom);
  RefId Intern(std::string_view text);
  /// kNoRef when nobody interned it.
  [[nodiscard]] RefId Find(std::string_view text) const;

 private:
  struct Hasher {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  Bom& bom_;
  std::unordered_map<std::string, RefId, Hasher, std::equal_to<>> ids_;
};

/// Position of each component by RefId (nothing for refs that are no component), built once.
[[nodiscard]] std::vector<std::optional<std::uint32_t>> ComponentsByRef(const Bom& bom);

/// What two components must share to be the same thing: the purl without qualifiers; else type,
/// full name and version.
[[nodiscard]] std::string IdentityOf(const Component& component);

}  // namespace sbom
