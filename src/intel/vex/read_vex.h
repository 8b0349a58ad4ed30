#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "formats/json.h"
#include "model/policy.h"

namespace intel {

enum class VexFormat : std::uint8_t { kOpenVex, kCsaf, kCycloneDx };
[[nodiscard]] std::string_view NameOf(VexFormat format);

/// One document, read: its statements in its order, and what of it cannot be used.
struct VexReading {
  VexFormat format = VexFormat::kOpenVex;
  std::string id;
  std::vector<Suppression> statements;
  std::size_t elsewhere = 0;         ///< about packages that are none of npm's: never needed here
  std::vector<std::string> remarks;  ///< why others are not used; a few, then a count
};

/// The components that BOM-Links may point to: those of every CycloneDX document that was given.
class BomLinks {
 public:
  struct Target {
    std::string purl;         ///< of the component; empty when it has none
    std::string product;      ///< of what the document is about: its purl, or "name@version"
    bool is_product = false;  ///< the component is what the document is about
  };
  /// Takes the components of a CycloneDX document, if it has a serial number.
  void Add(const formats::json::Value& root);
  /// "urn:cdx:SERIAL/VERSION#REF". nullptr when no such document, or no such component, was given.
  [[nodiscard]] const Target* Find(std::string_view link) const;

 private:
  std::map<std::string, Target, std::less<>> targets_;  ///< by "SERIAL/VERSION#REF"
};

/// Tells which of the three it is: OpenVEX 0.2.0 (and 0.0.1; also as the predicate of an in-toto
/// statement), CSAF 2.0 or 2.1 with the VEX profile, CycloneDX 1.4 to 1.7 with `vulnerabilities` as
/// a JSON tree. `file` is how origins name it. A statement that lacks what its standard asks for is
/// left out with a remark, never guessed at. An Error when it is none of the three, or says more
/// than limits::kVexStatements things. Reads memory alone.
[[nodiscard]] Result<VexReading> ReadVex(const formats::json::Value& root, std::string_view file,
                                         const BomLinks& links);

/// A CycloneDX document without a statement: given for the sake of the links of another.
[[nodiscard]] bool IsPlainBom(const formats::json::Value& root);

/// The five words with which OpenVEX says why a product is not affected.
[[nodiscard]] bool IsOpenVexJustification(std::string_view word);

}  // namespace intel
