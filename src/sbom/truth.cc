#include "sbom/truth.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "base/text.h"
#include "model/license_expression.h"
#include "sbom/from_inventory.h"

namespace sbom {
namespace {

struct Facts {
  std::map<std::string, std::set<std::string>> versions;  ///< by name
  std::map<std::string, std::set<std::string>> hashes;    ///< by name@version, "algorithm:hex"
  std::set<std::pair<std::string, std::string>> edges;    ///< by name@version
};

/// The subject of the edges of the project itself.
constexpr std::string_view kProject = "the project";

std::string NameAndVersion(const Component& component) {
  return component.FullName() + "@" + component.version;
}

/// The component's own and those of its distribution, where some programs put them.
std::vector<HashValue> HashesOf(const Component& component) {
  std::vector<HashValue> hashes = component.hashes;
  for (const Reference& reference : component.references) {
    if (reference.type == "distribution")
      hashes.insert(hashes.end(), reference.hashes.begin(), reference.hashes.end());
  }
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  return hashes;
}

Facts FactsOf(const Bom& bom) {
  Facts facts;
  for (std::size_t i = 0; i < bom.components.size(); ++i) {
    const Component& component = bom.components[i];
    if (bom.root == i) continue;
    facts.versions[component.FullName()].insert(component.version);
    auto& hashes = facts.hashes[NameAndVersion(component)];
    for (const HashValue& hash : HashesOf(component))
      hashes.insert(hash.algorithm + ":" + ToLower(hash.content));
  }
  const auto positions = ComponentsByRef(bom);
  for (const Edge& edge : bom.edges) {
    const auto& from = positions[static_cast<std::size_t>(edge.from)];
    const auto& to = positions[static_cast<std::size_t>(edge.to)];
    if (!from || !to) continue;
    // Documents call the project as they like.
    facts.edges.emplace(
        bom.root == *from ? std::string(kProject) : NameAndVersion(bom.components[*from]),
        NameAndVersion(bom.components[*to]));
  }
  return facts;
}

std::vector<std::string> Without(const std::set<std::string>& all,
                                 const std::set<std::string>& others) {
  std::vector<std::string> rest;
  std::set_difference(all.begin(), all.end(), others.begin(), others.end(),
                      std::back_inserter(rest));
  return rest;
}

class Comparison {
 public:
  Comparison(const Bom& bom, const Inventory& truth)
      : said_(FactsOf(bom)),
        found_(FactsOf(FromInventory(truth, {}))),
        has_root_(bom.root.has_value()) {}

  std::vector<Untruth> Run() {
    const std::set<std::string> none;
    for (const auto& [name, versions] : found_.versions) {
      const auto other = said_.versions.find(name);
      CompareVersions(name, other == said_.versions.end() ? none : other->second, versions);
    }
    for (const auto& [name, versions] : said_.versions) {
      if (!found_.versions.contains(name)) CompareVersions(name, versions, none);
    }
    CompareHashes();
    for (const auto& edge : found_.edges) {
      if (!said_.edges.contains(edge)) AddEdge(Untruth::Kind::kMissingEdge, edge, said_);
    }
    for (const auto& edge : said_.edges) {
      if (!found_.edges.contains(edge)) AddEdge(Untruth::Kind::kInventedEdge, edge, found_);
    }
    std::sort(untruths_.begin(), untruths_.end());
    return std::move(untruths_);
  }

 private:
  void Add(Untruth::Kind kind, const std::string& subject, const std::string& said,
           const std::string& found) {
    untruths_.push_back({kind, Untrusted(subject), Untrusted(said), Untrusted(found)});
  }

  /// Versions that only one side has are taken for each other as long as there are some on both.
  void CompareVersions(const std::string& name, const std::set<std::string>& said,
                       const std::set<std::string>& found) {
    const auto strange = Without(said, found);
    const auto absent = Without(found, said);
    for (std::size_t i = 0; i < std::max(strange.size(), absent.size()); ++i) {
      if (i >= absent.size()) {
        Add(Untruth::Kind::kInvented, name + "@" + strange[i], strange[i], "");
      } else if (i >= strange.size()) {
        Add(Untruth::Kind::kMissing, name + "@" + absent[i], "", absent[i]);
      } else {
        Add(Untruth::Kind::kWrongVersion, name + "@" + absent[i], strange[i], absent[i]);
      }
    }
  }

  void CompareHashes() {
    for (const auto& [label, hashes] : said_.hashes) {
      const auto real = found_.hashes.find(label);
      if (real == found_.hashes.end()) continue;
      for (const std::string& hash : hashes) {
        const std::string algorithm = hash.substr(0, hash.find(':') + 1);
        const auto same = real->second.lower_bound(algorithm);
        if (same == real->second.end() || !same->starts_with(algorithm) ||
            real->second.contains(hash))
          continue;
        Add(Untruth::Kind::kWrongHash, label, hash, *same);
      }
    }
  }

  /// What an end that `other` does not have is told as, is told already.
  void AddEdge(Untruth::Kind kind, const std::pair<std::string, std::string>& edge,
               const Facts& other) {
    const auto& [from, to] = edge;
    const bool knows_from = from == kProject ? has_root_ : other.hashes.contains(from);
    if (!knows_from || !other.hashes.contains(to)) return;
    const bool missing = kind == Untruth::Kind::kMissingEdge;
    Add(kind, from, missing ? "" : to, missing ? to : "");
  }

  Facts said_;
  Facts found_;
  bool has_root_;
  std::vector<Untruth> untruths_;
};

}  // namespace

std::vector<Untruth> CompareWithTruth(const Bom& bom, const Inventory& truth) {
  return Comparison(bom, truth).Run();
}

namespace {

/// "(MIT OR Apache-2.0)" and "MIT OR Apache-2.0" say the same.
std::string NormalLicense(std::string_view text) {
  const auto expression = LicenseExpression::Parse(text);
  return expression ? expression->text() : std::string(text);
}

void CompareLicense(const Component& component, const TarballTruth& truth,
                    std::vector<Untruth>& untruths) {
  if (truth.license.empty()) return;
  std::string said;
  for (const License& license : component.licenses) {
    if (license.acknowledgement == Acknowledgement::kConcluded) continue;
    if (!said.empty()) said += " AND ";
    said += license.text;
  }
  if (said.empty() || NormalLicense(said) == NormalLicense(truth.license)) return;
  untruths.push_back({Untruth::Kind::kWrongLicense, Untrusted(NameAndVersion(component)),
                      Untrusted(said), Untrusted(truth.license)});
}

void CompareHashes(const Component& component, const TarballTruth& truth,
                   std::vector<Untruth>& untruths) {
  for (const HashValue& said : HashesOf(component)) {
    for (const HashValue& real : truth.hashes) {
      if (said.algorithm != real.algorithm || ToLower(said.content) == real.content) continue;
      untruths.push_back({Untruth::Kind::kWrongHash, Untrusted(NameAndVersion(component)),
                          Untrusted(said.algorithm + ":" + said.content),
                          Untrusted(real.algorithm + ":" + real.content)});
    }
  }
}

}  // namespace

std::vector<Untruth> CompareWithTarball(const Bom& bom, const TarballTruth& truth) {
  std::vector<Untruth> untruths;
  std::set<std::string> labels;
  std::map<std::string, std::string> version_of;
  for (const Component& component : bom.components) {
    labels.insert(NameAndVersion(component));
    version_of[component.FullName()] = component.version;
    if (component.FullName() != truth.name || component.version != truth.version) continue;
    CompareHashes(component, truth, untruths);
    CompareLicense(component, truth, untruths);
  }
  const auto look_for = [&](const std::string& label, std::string_view where) {
    if (labels.contains(label)) return;
    const std::size_t at = label.rfind('@');
    const auto other = version_of.find(label.substr(0, at));
    if (other == version_of.end()) {
      untruths.push_back(
          {Untruth::Kind::kMissing, Untrusted(label), Untrusted(), Untrusted(where)});
    } else {
      untruths.push_back({Untruth::Kind::kWrongVersion, Untrusted(label), Untrusted(other->second),
                          Untrusted(label.substr(at + 1))});
    }
  };
  const std::string label = truth.name + "@" + truth.version;
  look_for(label, truth.version);
  for (const std::string& bundled : truth.bundled) look_for(bundled, label);
  std::sort(untruths.begin(), untruths.end());
  return untruths;
}

}  // namespace sbom
