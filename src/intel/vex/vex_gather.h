#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "formats/json.h"
#include "intel/vex/read_vex.h"

/// What the readers of the three standards share.
namespace intel::vex {

/// What a document calls something: the ways in which it can be told.
struct Name {
  std::string id;        ///< a purl, an IRI, a word; empty when there is none
  std::string purl;      ///< canonical, of npm, without qualifiers; else empty
  std::string versions;  ///< `vers:` range
  std::optional<std::string> integrity;
  bool other_purl = false;  ///< it has a purl that is none of those: no package of npm is meant

  [[nodiscard]] bool Says() const { return !purl.empty() || integrity.has_value() || !id.empty(); }
};

/// Takes a text for a purl when it is one; for an id else.
void SetPurl(std::string_view text, Name& name);
/// "sha-256" or "SHA256" and hexadecimal digits; others are passed over.
void AddHash(std::string_view algorithm, std::string_view hex, Name& name);

/// Gathers the statements of one document, within the limits.
class Gatherer {
 public:
  Gatherer(VexReading& reading, std::string_view file) : reading_(reading), file_(file) {}

  /// What holds for all statements of the document, unless they say otherwise.
  std::string author;
  UnixMillis time = 0;

  /// One statement about `package` as a part of `product`; either may say nothing, not both.
  void Add(Suppression statement, const Name& product, const Name& package);
  void Remark(std::string text);
  /// False once the limit was passed: nothing more is taken.
  [[nodiscard]] bool room() const { return room_; }

 private:
  void Push(Suppression statement);

  VexReading& reading_;
  std::string file_;
  std::size_t unsaid_ = 0;
  std::size_t taken_ = 0;  ///< used or not: what bounds the work
  bool room_ = true;
};

/// Cut where a hostile document would make a statement dear: it may come many thousand times.
[[nodiscard]] std::string Short(std::string_view text);
/// Ids of a matter, each once, within the limits.
void AddId(std::string_view id, std::vector<std::string>& ids);
[[nodiscard]] UnixMillis TimeOr(std::optional<std::string_view> text, UnixMillis otherwise);

void ReadOpenVex(const formats::json::Object& document, Gatherer& out, VexReading& reading);
void ReadCsaf(const formats::json::Object& document, Gatherer& out, VexReading& reading);
void ReadCycloneDx(const formats::json::Value& document, const BomLinks& links, Gatherer& out,
                   VexReading& reading);

}  // namespace intel::vex
