#include "sbom/truth.h"

#include <fmt/format.h>

#include <algorithm>
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

std::string NameAndVersion(const Component& component) {
  return component.FullName() + "@" + component.version;
}

Facts FactsOf(const Bom& bom) {
  Facts facts;
  for (std::size_t i = 0; i < bom.components.size(); ++i) {
    const Component& component = bom.components[i];
    if (bom.root == i) continue;
    facts.versions[component.FullName()].insert(component.version);
    auto& hashes = facts.hashes[NameAndVersion(component)];
    for (const HashValue& hash : component.hashes)
      hashes.insert(hash.algorithm + ":" + ToLower(hash.content));
  }
  const auto positions = ComponentsByRef(bom);
  for (const Edge& edge : bom.edges) {
    const auto& from = positions[static_cast<std::size_t>(edge.from)];
    const auto& to = positions[static_cast<std::size_t>(edge.to)];
    if (!from || !to || bom.root == *from) continue;
    facts.edges.emplace(NameAndVersion(bom.components[*from]), NameAndVersion(bom.components[*to]));
  }
  return facts;
}

std::string FirstOf(const std::set<std::string>& set) {
  return set.empty() ? "" : *set.begin();
}

}  // namespace

std::vector<Untruth> CompareWithTruth(const Bom& bom, const Inventory& truth) {
  const Facts said = FactsOf(bom);
  const Facts found = FactsOf(FromInventory(truth, {}));
  std::vector<Untruth> untruths;
  const auto add = [&untruths](Untruth::Kind kind, const std::string& subject, const std::string& a,
                               const std::string& b) {
    untruths.push_back({kind, Untrusted(subject), Untrusted(a), Untrusted(b)});
  };
  for (const auto& [name, versions] : found.versions) {
    const auto other = said.versions.find(name);
    for (const std::string& version : versions) {
      if (other == said.versions.end()) {
        add(Untruth::Kind::kMissing, fmt::format("{}@{}", name, version), "", version);
      } else if (!other->second.contains(version)) {
        std::set<std::string> strange;
        std::set_difference(other->second.begin(), other->second.end(), versions.begin(),
                            versions.end(), std::inserter(strange, strange.end()));
        add(strange.empty() ? Untruth::Kind::kMissing : Untruth::Kind::kWrongVersion,
            fmt::format("{}@{}", name, version), FirstOf(strange), version);
      }
    }
  }
  for (const auto& [name, versions] : said.versions) {
    if (found.versions.contains(name)) continue;
    for (const std::string& version : versions)
      add(Untruth::Kind::kInvented, fmt::format("{}@{}", name, version), version, "");
  }
  for (const auto& [label, hashes] : said.hashes) {
    const auto real = found.hashes.find(label);
    if (real == found.hashes.end()) continue;
    for (const std::string& hash : hashes) {
      const std::string algorithm = hash.substr(0, hash.find(':') + 1);
      const auto same = real->second.lower_bound(algorithm);
      if (same == real->second.end() || !same->starts_with(algorithm) ||
          real->second.contains(hash))
        continue;
      add(Untruth::Kind::kWrongHash, label, hash, *same);
    }
  }
  for (const auto& [from, to] : found.edges) {
    if (said.edges.contains({from, to}) || !said.hashes.contains(from) || !said.hashes.contains(to))
      continue;
    add(Untruth::Kind::kMissingEdge, from, "", to);
  }
  std::sort(untruths.begin(), untruths.end());
  return untruths;
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
  for (const HashValue& said : component.hashes) {
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
  const Component* same = nullptr;
  const Component* other = nullptr;
  for (const Component& component : bom.components) {
    labels.insert(NameAndVersion(component));
    if (component.FullName() != truth.name) continue;
    (component.version == truth.version ? same : other) = &component;
  }
  const std::string label = truth.name + "@" + truth.version;
  if (same != nullptr) {
    CompareHashes(*same, truth, untruths);
    CompareLicense(*same, truth, untruths);
  } else if (other != nullptr) {
    untruths.push_back({Untruth::Kind::kWrongVersion, Untrusted(label), Untrusted(other->version),
                        Untrusted(truth.version)});
  } else {
    untruths.push_back(
        {Untruth::Kind::kMissing, Untrusted(label), Untrusted(), Untrusted(truth.version)});
  }
  for (const std::string& bundled : truth.bundled) {
    if (!labels.contains(bundled))
      untruths.push_back(
          {Untruth::Kind::kMissing, Untrusted(bundled), Untrusted(), Untrusted(label)});
  }
  std::sort(untruths.begin(), untruths.end());
  return untruths;
}

}  // namespace sbom
