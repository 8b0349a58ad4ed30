#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "formats/json.h"

/// CycloneDX (ECMA-424) as tables: one row per field says its name, its type, the versions that
/// have it, and how it looks in JSON, in XML and in protobuf. Reading, writing, checking and
/// converting all walk these tables; what they hold are the facts of the published schemas of 1.4
/// to 1.7.
namespace sbom::cyclonedx {

enum class Spec : std::uint8_t { k1_4, k1_5, k1_6, k1_7 };
[[nodiscard]] std::string_view NameOf(Spec spec);
/// "1.6" gives Spec::k1_6.
[[nodiscard]] std::optional<Spec> ParseSpec(std::string_view text);

/// A set of versions: bit n is the nth Spec.
using Specs = std::uint8_t;
[[nodiscard]] constexpr bool Has(Specs specs, Spec spec) {
  return (specs >> static_cast<unsigned>(spec) & 1U) != 0;
}

enum class Encoding : std::uint8_t { kJson, kXml, kProtobuf };

enum class Type : std::uint16_t {
#define SCALAR(type) k##type,
#include "sbom/cyclonedx_scalars.def"
#undef SCALAR
#define ENUMERATION(type) k##type,
#define VALUE(type, text, specs, number)
#include "sbom/cyclonedx_crypto_words.def"
#include "sbom/cyclonedx_words.def"
#undef ENUMERATION
#undef VALUE
#define OBJECT(type, order, open) k##type,
#define FIELD(...)
#include "sbom/cyclonedx_assets.def"
#include "sbom/cyclonedx_core.def"
#include "sbom/cyclonedx_practice.def"
#undef OBJECT
#undef FIELD
#define CHOICE(type) k##type,
#define ALTERNATIVE(choice, type, xml, number)
#include "sbom/cyclonedx_choices.def"
#undef CHOICE
#undef ALTERNATIVE
};

enum class Category : std::uint8_t { kScalar, kWords, kObject, kChoice };
[[nodiscard]] Category CategoryOf(Type type);

enum class Shape : std::uint8_t {
  kOne,
  kMany,
  kUnique,    ///< a list without repeats
  kNonEmpty,  ///< a list with at least one element
};

/// Where a field is in XML.
enum class XmlForm : std::uint8_t {
  kNone,       ///< nowhere
  kAttribute,  ///< an attribute; "child@name" is one of a child element
  kElement,    ///< a child element
  kRepeated,   ///< child elements of the same name; "name@attribute": the value is their attribute
  kWrapped,    ///< a child element that holds one `item` each
  kText,       ///< the text of the element
  kSelf,       ///< the element itself is the value
};

/// How a field is written in protobuf.
enum class Wire : std::uint8_t {
  kNone,  ///< nowhere
  kString,
  kBool,
  kVarint,
  kDouble,
  kFloat,
  kEnum,
  kTime,  ///< google.protobuf.Timestamp
  kMessage,
  kReference,  ///< a message with the text as its field 1
};

/// One field of an object. A field whose type differs between versions, or that may be a list or
/// not, has several rows of one name; `FindField` picks.
struct Field {
  Type owner;
  std::string_view name;  ///< in JSON
  Type type;
  Shape shape;
  Specs specs;     ///< whose JSON has it
  Specs required;  ///< whose JSON wants it
  XmlForm form;
  std::string_view xml;
  std::string_view item;
  Specs xml_specs;
  Specs xml_required;
  std::uint16_t number;  ///< in protobuf; 64 * a + b is field b of the message in field a
  Wire wire;

  [[nodiscard]] Specs In(Encoding encoding) const {
    return encoding == Encoding::kXml ? xml_specs : specs;
  }
  [[nodiscard]] bool IsList() const { return shape != Shape::kOne; }
};

/// One word of an enumeration.
struct Word {
  Type owner;
  std::string_view text;
  Specs specs;
  std::int16_t number;  ///< in protobuf; -1: it has none
};

struct Alternative {
  Type owner;
  Type type;
  std::string_view xml;
  std::uint16_t number;
};

enum class RuleKind : std::uint8_t { kExactlyOne, kAtLeastOne };
struct Rule {
  Type owner;
  RuleKind kind;
  std::string_view fields;
  Specs specs;
};

/// Whether the child elements of an object must stand in the order of its fields.
enum class XmlOrder : std::uint8_t { kOrdered, kAnyOrder };

/// In the order XML wants them.
[[nodiscard]] std::span<const Field> FieldsOf(Type object);
[[nodiscard]] std::span<const Word> WordsOf(Type enumeration);
[[nodiscard]] std::span<const Alternative> AlternativesOf(Type choice);
[[nodiscard]] std::span<const Rule> RulesOf(Type object);
[[nodiscard]] XmlOrder OrderOf(Type object);
/// Whether fields that the table does not have are let pass.
[[nodiscard]] bool IsOpen(Type object, Spec spec);

/// nullptr when `text` is no word of it.
[[nodiscard]] const Word* FindWord(Type enumeration, std::string_view text);

/// The first row of that name, whatever the version: rows of one name stand together. nullptr when
/// the object has no such field in any version.
[[nodiscard]] const Field* FindRow(Type object, std::string_view name);
/// Of the rows with the name of `first` (from FindRow) the one of that version whose shape fits the
/// value best; nullptr when none is of that version and encoding.
[[nodiscard]] const Field* BestRow(const Field& first, Spec spec, Encoding encoding,
                                   const formats::json::Value& value);
/// The row for a JSON member: the one of that version whose shape fits the value best; nullptr when
/// the object has no such field in that version and encoding.
[[nodiscard]] const Field* FindField(Type object, std::string_view name, Spec spec,
                                     Encoding encoding, const formats::json::Value& value);
/// The same whatever the version.
[[nodiscard]] const Field* FindFieldOfAnyVersion(Type object, std::string_view name,
                                                 const formats::json::Value& value);

/// Which alternative a value is: the first whose required fields it has and that has all of its.
[[nodiscard]] const Alternative& Choose(Type choice, const formats::json::Value& value);

/// "http://cyclonedx.org/schema/bom/1.6", the namespace of the XML.
[[nodiscard]] std::string_view NamespaceOf(Spec spec);

/// Members of this prefix keep what only XML can say: "xml:attributes" (an object) and
/// "xml:elements" (texts, each an element of a foreign namespace).
inline constexpr std::string_view kXmlAttributes = "xml:attributes";
inline constexpr std::string_view kXmlElements = "xml:elements";
[[nodiscard]] inline bool IsXmlOnly(std::string_view name) {
  return name.starts_with("xml:");
}

}  // namespace sbom::cyclonedx
