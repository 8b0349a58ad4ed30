#include "sbom/bom.h"

#include <algorithm>

namespace sbom {

std::string_view Component::PropertyOf(std::string_view key) const {
  const auto at = std::find_if(properties.begin(), properties.end(),
                               [key](const Property& p) { return p.name == key; });
  return at == properties.end() ? std::string_view() : std::string_view(at->value);
}

void Bom::SortEdges() {
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  std::sort(leaves.begin(), leaves.end());
  leaves.erase(std::unique(leaves.begin(), leaves.end()), leaves.end());
  // What has an edge is no leaf, whoever said so.
  std::erase_if(leaves, [this](RefId leaf) {
    const auto at = std::lower_bound(edges.begin(), edges.end(), Edge{leaf, RefId{0}, EdgeKind{}});
    return at != edges.end() && at->from == leaf;
  });
}

RefTable::RefTable(Bom& bom) : bom_(bom) {
  ids_.reserve(bom.refs.size());
  for (std::size_t i = 0; i < bom.refs.size(); ++i) {
    ids_.emplace(bom.refs[i], static_cast<RefId>(i));
  }
}

RefId RefTable::Intern(std::string_view text) {
  const auto at = ids_.find(text);
  if (at != ids_.end()) return at->second;
  const auto id = static_cast<RefId>(bom_.refs.size());
  bom_.refs.emplace_back(text);
  ids_.emplace(std::string(text), id);
  return id;
}

RefId RefTable::Find(std::string_view text) const {
  const auto at = ids_.find(text);
  return at == ids_.end() ? kNoRef : at->second;
}

std::vector<std::optional<std::uint32_t>> ComponentsByRef(const Bom& bom) {
  std::vector<std::optional<std::uint32_t>> positions(bom.refs.size());
  for (std::size_t i = 0; i < bom.components.size(); ++i) {
    const RefId ref = bom.components[i].ref;
    if (ref == kNoRef) continue;
    auto& position = positions[static_cast<std::size_t>(ref)];
    if (!position) position = static_cast<std::uint32_t>(i);
  }
  return positions;
}

std::string IdentityOf(const Component& component) {
  if (!component.purl.empty()) {
    return component.purl.substr(0, component.purl.find_first_of("?#"));
  }
  return component.type + " " + component.FullName() + "@" + component.version;
}

}  // namespace sbom
