#pragma once

#include <optional>
#include <vector>

#include "formats/json_tree.h"
#include "sbom/bom.h"

namespace sbom::cyclonedx {

/// Puts the parts of a document into a Bom one after the other, in any order, so that a reader
/// needs not hold the whole document. What it keeps, it copies.
class TreeReader {
 public:
  TreeReader() : refs_(bom_) {}

  void AddComponents(const formats::json::Array& list, std::optional<std::uint32_t> parent,
                     std::size_t depth);
  std::optional<std::uint32_t> AddComponent(const formats::json::Object& object,
                                            std::optional<std::uint32_t> parent, std::size_t depth);
  void AddDependency(const formats::json::Object& object);
  void AddComposition(const formats::json::Object& object);
  /// Any other member of the document.
  void ReadOther(const formats::json::Member& member);
  [[nodiscard]] Bom Finish() &&;

 private:
  Component ReadComponent(const formats::json::Object& object, std::optional<std::uint32_t> parent);
  bool TakeMember(const formats::json::Member& member, Component& component);
  void ReadMetadata(const formats::json::Object& metadata);
  void ReadTools(const formats::json::Value& value);

  Bom bom_;
  RefTable refs_;
  formats::json::Tree keep_;
  std::vector<formats::json::Member> rest_;
};

}  // namespace sbom::cyclonedx
