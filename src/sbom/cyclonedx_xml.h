#pragma once

#include <string>

#include "formats/json.h"
#include "formats/xml.h"
#include "sbom/cyclonedx_schema.h"
#include "sbom/problem.h"

namespace sbom::cyclonedx {

/// An XML document as the tree that the same content has in JSON. What only XML can say is kept
/// under members of their own (kXmlAttributes, kXmlElements). Elements that are unknown, in the
/// wrong order or there twice are problems (B020 to B024); they are left out.
struct XmlTree {
  formats::json::Document document;  ///< its text is the XML
  Spec spec = Spec::k1_7;
};

/// Nothing when the root is no `bom` of a version from 1.4 to 1.7; a problem says so.
[[nodiscard]] std::optional<XmlTree> FromXml(const formats::xml::Document& xml, Problems& problems);

/// The tree as XML of that version. Fields that XML does not have are left out (`Restrict` tells
/// which).
[[nodiscard]] std::string ToXml(const formats::json::Value& root, Spec spec);

}  // namespace sbom::cyclonedx
