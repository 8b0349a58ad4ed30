#include "sbom/diff.h"

#include <algorithm>
#include <map>
#include <set>

#include "formats/json_writer.h"

namespace sbom {
namespace {

/// The purl without version, qualifiers and subpath; else type and name.
std::string Family(const Component& component) {
  if (component.purl.empty()) return component.type + " " + component.FullName();
  const std::string identity = IdentityOf(component);
  const std::size_t at = identity.rfind('@');
  return at == std::string::npos ? identity : identity.substr(0, at);
}

std::string Label(const Component& component) {
  const std::string name = component.FullName();
  return component.version.empty() ? name : name + "@" + component.version;
}

std::string LicensesOf(const Component& component) {
  std::set<std::string> texts;
  for (const License& license : component.licenses) texts.insert(license.text);
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  return joined;
}

bool HasInstallScript(const Component& component) {
  return component.PropertyOf("sallyport:npm:install-script") == "true" ||
         component.PropertyOf("cdx:npm:package:hasInstallScript") == "true";
}

/// One thing in one version, all its places together.
struct Entry {
  const Component* component = nullptr;
  std::set<std::string> hashes;
};
using Versions = std::map<std::string, Entry>;

std::map<std::string, Versions> Index(const Bom& bom) {
  std::map<std::string, Versions> index;
  for (std::size_t i = 0; i < bom.components.size(); ++i) {
    const Component& component = bom.components[i];
    if (bom.root == i) continue;
    Entry& entry = index[Family(component)][component.version];
    if (entry.component == nullptr) entry.component = &component;
    for (const HashValue& hash : component.hashes)
      entry.hashes.insert(hash.algorithm + ":" + hash.content);
  }
  return index;
}

class Differ {
 public:
  std::vector<Change> Run(const Bom& before, const Bom& after) {
    const auto left = Index(before);
    const auto right = Index(after);
    static const Versions kNone;
    for (const auto& [family, versions] : left) {
      const auto other = right.find(family);
      CompareFamily(versions, other == right.end() ? kNone : other->second);
    }
    for (const auto& [family, versions] : right) {
      if (!left.contains(family)) CompareFamily(kNone, versions);
    }
    std::sort(changes_.begin(), changes_.end());
    changes_.erase(std::unique(changes_.begin(), changes_.end()), changes_.end());
    CompareEdges(before, after);
    return std::move(changes_);
  }

 private:
  void Add(Change::Kind kind, const std::string& subject, const std::string& before,
           const std::string& after) {
    changes_.push_back({kind, Untrusted(subject), Untrusted(before), Untrusted(after)});
  }

  void CompareFamily(const Versions& left, const Versions& right) {
    std::vector<const Entry*> gone;
    std::vector<const Entry*> come;
    for (const auto& [version, entry] : left) {
      const auto same = right.find(version);
      if (same == right.end()) {
        gone.push_back(&entry);
      } else {
        CompareSame(entry, same->second);
      }
    }
    for (const auto& [version, entry] : right) {
      if (!left.contains(version)) come.push_back(&entry);
    }
    const std::size_t pairs = std::min(gone.size(), come.size());
    for (std::size_t i = 0; i < pairs; ++i) {
      Add(Change::Kind::kVersion, gone[i]->component->FullName(), gone[i]->component->version,
          come[i]->component->version);
      CompareDetails(*gone[i]->component, *come[i]->component);
    }
    for (std::size_t i = pairs; i < gone.size(); ++i)
      Add(Change::Kind::kRemoved, Label(*gone[i]->component), "", "");
    for (std::size_t i = pairs; i < come.size(); ++i) {
      Add(Change::Kind::kAdded, Label(*come[i]->component), "", "");
      if (HasInstallScript(*come[i]->component)) {
        Add(Change::Kind::kInstallScript, Label(*come[i]->component), "no", "yes");
      }
    }
  }

  void CompareSame(const Entry& left, const Entry& right) {
    CompareDetails(*left.component, *right.component);
    // Another algorithm is no other content: only what both name with one algorithm can differ.
    for (const std::string& hash : left.hashes) {
      const std::string algorithm = hash.substr(0, hash.find(':') + 1);
      const auto same = right.hashes.lower_bound(algorithm);
      if (same == right.hashes.end() || !same->starts_with(algorithm) ||
          right.hashes.contains(hash))
        continue;
      Add(Change::Kind::kHash, Label(*left.component), hash, *same);
    }
  }

  void CompareDetails(const Component& left, const Component& right) {
    const std::string before = LicensesOf(left);
    const std::string after = LicensesOf(right);
    if (before != after) Add(Change::Kind::kLicense, Label(right), before, after);
    if (left.scope != right.scope) Add(Change::Kind::kScope, Label(right), left.scope, right.scope);
    if (HasInstallScript(left) != HasInstallScript(right)) {
      Add(Change::Kind::kInstallScript, Label(right), HasInstallScript(left) ? "yes" : "no",
          HasInstallScript(right) ? "yes" : "no");
    }
  }

  /// What each reference stands for: edges are compared by the names of their ends, so that other
  /// references do not matter.
  static std::vector<std::string> LabelsOf(const Bom& bom) {
    const auto positions = ComponentsByRef(bom);
    std::vector<std::string> labels(bom.refs.size());
    for (std::size_t i = 0; i < labels.size(); ++i) {
      labels[i] = positions[i] ? Label(bom.components[*positions[i]]) : bom.refs[i];
    }
    return labels;
  }

  /// The edges of one document as pairs of positions in `names`, which is sorted: sorting the pairs
  /// sorts by name, and no text is compared any more.
  static std::vector<std::uint64_t> RankedEdges(const Bom& bom,
                                                const std::vector<std::string>& labels,
                                                const std::vector<std::string_view>& names) {
    std::vector<std::uint64_t> ranks(labels.size());
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const auto place = std::lower_bound(names.begin(), names.end(), labels[i]);
      ranks[i] = static_cast<std::uint64_t>(place - names.begin());
    }
    std::vector<std::uint64_t> edges;
    edges.reserve(bom.edges.size());
    for (const Edge& edge : bom.edges) {
      edges.push_back(ranks[static_cast<std::size_t>(edge.from)] << 32 |
                      ranks[static_cast<std::size_t>(edge.to)]);
    }
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    return edges;
  }

  /// Adds them behind all other changes, in their order.
  void CompareEdges(const Bom& before, const Bom& after) {
    const std::vector<std::string> left_labels = LabelsOf(before);
    const std::vector<std::string> right_labels = LabelsOf(after);
    std::vector<std::string_view> names(left_labels.begin(), left_labels.end());
    names.insert(names.end(), right_labels.begin(), right_labels.end());
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    const auto left = RankedEdges(before, left_labels, names);
    const auto right = RankedEdges(after, right_labels, names);

    std::vector<std::uint64_t> added;
    std::set_difference(right.begin(), right.end(), left.begin(), left.end(),
                        std::back_inserter(added));
    std::vector<std::uint64_t> removed;
    std::set_difference(left.begin(), left.end(), right.begin(), right.end(),
                        std::back_inserter(removed));
    const auto from = [&](std::uint64_t edge) { return Untrusted(std::string(names[edge >> 32])); };
    const auto to = [&](std::uint64_t edge) {
      return Untrusted(std::string(names[edge & 0xffff'ffff]));
    };
    changes_.reserve(changes_.size() + added.size() + removed.size());
    for (const std::uint64_t edge : added)
      changes_.push_back({Change::Kind::kEdgeAdded, from(edge), Untrusted(), to(edge)});
    for (const std::uint64_t edge : removed)
      changes_.push_back({Change::Kind::kEdgeRemoved, from(edge), to(edge), Untrusted()});
  }

  std::vector<Change> changes_;
};

}  // namespace

std::string_view NameOf(Change::Kind kind) {
  switch (kind) {
    case Change::Kind::kAdded:
      return "added";
    case Change::Kind::kRemoved:
      return "removed";
    case Change::Kind::kVersion:
      return "version";
    case Change::Kind::kHash:
      return "hash";
    case Change::Kind::kLicense:
      return "license";
    case Change::Kind::kScope:
      return "scope";
    case Change::Kind::kInstallScript:
      return "install-script";
    case Change::Kind::kEdgeAdded:
      return "edge-added";
    case Change::Kind::kEdgeRemoved:
      return "edge-removed";
  }
  return "";
}

std::vector<Change> Diff(const Bom& before, const Bom& after) {
  return Differ().Run(before, after);
}

std::string DiffJson(const std::vector<Change>& changes) {
  std::string out;
  formats::JsonWriter json(out, formats::JsonStyle::kPretty);
  json.BeginObject().Key("total").Number(std::uint64_t{changes.size()}).Key("changes").BeginArray();
  for (const Change& change : changes) {
    json.BeginObject()
        .Field("kind", NameOf(change.kind))
        .Field("subject", change.subject.ForEscaping());
    if (!change.before.empty()) json.Field("before", change.before.ForEscaping());
    if (!change.after.empty()) json.Field("after", change.after.ForEscaping());
    json.EndObject();
  }
  json.EndArray().EndObject();
  return out + "\n";
}

}  // namespace sbom
