#include "sbom/from_inventory.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/hash.h"
#include "base/text.h"
#include "model/license_expression.h"
#include "model/purl.h"

namespace sbom {
namespace {

std::size_t At(PackageIndex index) {
  return static_cast<std::size_t>(index);
}

std::string_view AlgorithmName(HashAlgorithm algorithm) {
  switch (algorithm) {
    case HashAlgorithm::kSha512:
      return "SHA-512";
    case HashAlgorithm::kSha384:
      return "SHA-384";
    case HashAlgorithm::kSha256:
      return "SHA-256";
    case HashAlgorithm::kSha1:
      return "SHA-1";
  }
  return "";
}

/// The package a place stands for: a link is its target.
PackageIndex Behind(const Inventory& inventory, PackageIndex index) {
  const Package& package = inventory.at(index);
  if (package.origin == Origin::kLink && package.link_target) return *package.link_target;
  return index;
}

/// Splits the places into classes: first by what they are, then, until nothing changes, by the
/// classes they depend on. Places of one class can be one component without any edge becoming
/// wrong.
class Classes {
 private:
  struct HashOfClasses {
    std::size_t operator()(const std::vector<std::size_t>& classes) const {
      std::size_t hash = classes.size();
      for (const std::size_t one : classes) hash = (hash ^ one) * 0x9E3779B97F4A7C15U;
      return hash;
    }
  };

 public:
  explicit Classes(const Inventory& inventory) : inventory_(inventory) {
    edges_.resize(inventory.packages.size());
    for (const Dependency& edge : inventory.dependencies) {
      if (edge.to) edges_[At(edge.from)].push_back(At(Behind(inventory, *edge.to)));
    }
    FirstSplit();
    while (Split()) {
    }
  }
  [[nodiscard]] std::size_t Of(std::size_t package) const { return class_of_[package]; }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  void FirstSplit() {
    std::unordered_map<std::string, std::size_t> known;
    known.reserve(inventory_.packages.size());
    class_of_.resize(inventory_.packages.size());
    std::string key;
    for (std::size_t i = 0; i < inventory_.packages.size(); ++i) {
      const Package& p = inventory_.packages[i];
      key = {static_cast<char>(p.origin), p.dev ? '+' : '-', p.optional ? '+' : '-',
             p.peer ? '+' : '-', p.extraneous ? '+' : '-'};
      const auto add = [&key](std::string_view text) { (key += '\n') += text; };
      add(p.name ? std::string_view(p.name->text()) : "");
      add(p.version);
      add(p.resolved.View());
      add(p.integrity.ToString());
      if (p.origin != Origin::kRegistry) add(p.path);  // a folder is itself only
      class_of_[i] = known.try_emplace(key, known.size()).first->second;
    }
    count_ = known.size();
  }

  bool Split() {
    std::unordered_map<std::vector<std::size_t>, std::size_t, HashOfClasses> known;
    known.reserve(count_);
    std::vector<std::size_t> next(class_of_.size());
    for (std::size_t i = 0; i < class_of_.size(); ++i) {
      std::vector<std::size_t> key;
      for (const std::size_t to : edges_[i]) key.push_back(class_of_[to]);
      std::sort(key.begin(), key.end());
      key.erase(std::unique(key.begin(), key.end()), key.end());
      key.push_back(class_of_[i]);
      next[i] = known.try_emplace(std::move(key), known.size()).first->second;
    }
    const bool changed = known.size() != count_;
    count_ = known.size();
    class_of_ = std::move(next);
    return changed;
  }

  const Inventory& inventory_;
  std::vector<std::vector<std::size_t>> edges_;
  std::vector<std::size_t> class_of_;
  std::size_t count_ = 0;
};

License LicenseFrom(std::string_view text) {
  const auto expression = LicenseExpression::Parse(text);
  License license{.acknowledgement = Acknowledgement::kDeclared};
  if (!expression) {
    license.kind = License::Kind::kName;
    license.text = text;
  } else if (expression->IsSingleId() &&
             LookUpLicense(expression->text()) != LicenseWord::kUnknown) {
    license.kind = License::Kind::kId;
    license.text = expression->text();
  } else {
    license.kind = License::Kind::kExpression;
    license.text = expression->text();
  }
  return license;
}

std::string PurlOf(const Package& package) {
  if (!package.name) return "";
  Purl parts{.type = "npm",
             .name_space = std::string(package.name->scope()),
             .name = std::string(package.name->base()),
             .version = package.version};
  if (package.origin == Origin::kGit)
    parts.qualifiers.emplace_back("vcs_url", package.resolved.View());
  if (package.origin == Origin::kTarball && package.resolved.View().starts_with("http")) {
    parts.qualifiers.emplace_back("download_url", package.resolved.View());
  }
  const auto purl = Purl::Build(std::move(parts));
  return purl ? purl->ToString() : "";
}

/// Whether the purl may say that a registry has this.
bool IsPublic(const Package& package) {
  switch (package.origin) {
    case Origin::kRegistry:
    case Origin::kGit:
    case Origin::kTarball:
    case Origin::kBundled:
      return true;
    case Origin::kRoot:
    case Origin::kWorkspace:
    case Origin::kLink:
    case Origin::kFolder:
    case Origin::kForeign:
    case Origin::kUnknown:
      return false;
  }
  return false;
}

class Generator {
 public:
  Generator(const Inventory& inventory, const GenerateOptions& options)
      : inventory_(inventory), options_(options), classes_(inventory), refs_(bom_) {}

  Bom Run() {
    bom_.timestamp = options_.timestamp;
    bom_.lifecycles = {"build"};
    bom_.tools.push_back(
        {.type = "application", .name = "sallyport", .version = options_.tool_version});
    if (!options_.creator.empty()) {
      bom_.authors.push_back({.name = options_.creator, .email = options_.creator_email});
    }
    component_of_.assign(classes_.count(), std::nullopt);
    bom_.components.reserve(classes_.count());
    for (std::size_t i = 0; i < inventory_.packages.size(); ++i) AddPlace(i);
    AddEdges();
    AddKnowledge();
    bom_.root = 0;
    bom_.name = bom_.components.empty() ? "project" : bom_.components[0].FullName();
    bom_.SortEdges();
    bom_.serial = options_.serial.empty() ? SerialFromContent() : options_.serial;
    return std::move(bom_);
  }

 private:
  [[nodiscard]] const PackageDetails* DetailsOf(std::size_t place) const {
    return place < options_.details.size() ? &options_.details[place] : nullptr;
  }

  void AddPlace(std::size_t place) {
    const Package& package = inventory_.packages[place];
    if (package.origin == Origin::kLink && package.link_target) return;
    auto& slot = component_of_[classes_.Of(place)];
    if (!slot) {
      slot = static_cast<std::uint32_t>(bom_.components.size());
      bom_.components.push_back(ComponentOf(package, place));
    }
    Component& component = bom_.components[*slot];
    if (!package.path.empty())
      component.properties.push_back({"cdx:npm:package:path", package.path});
    if (package.line > 0) {
      component.occurrences.push_back({inventory_.LockfileOf(package), package.line, package.path});
    }
  }

  Component ComponentOf(const Package& package, std::size_t place) {
    Component component;
    const bool root = place == 0;
    component.type = root ? "application" : "library";
    if (package.name) {
      component.group = package.name->scope();
      component.name = package.name->base();
    } else {
      component.name = root ? "project" : std::string(package.path);
    }
    component.version = package.version;
    if (IsPublic(package) || root || package.origin == Origin::kWorkspace)
      component.purl = PurlOf(package);
    component.ref = RefFor(component, package);
    component.scope = package.optional || package.peer ? "optional" : "required";
    if (package.dev || package.extraneous) component.scope = "excluded";
    if (root) component.scope.clear();
    for (const Hash& hash : package.integrity.hashes()) {
      component.hashes.push_back({std::string(AlgorithmName(hash.algorithm)), Hex(hash.digest)});
    }
    AddReferences(package, component);
    AddLicense(package, place, component);
    AddProperties(package, component);
    if (options_.profile == GenerateOptions::Profile::kBsi) AddBsi(package, component);
    return component;
  }

  RefId RefFor(const Component& component, const Package& package) {
    std::string text =
        component.purl.empty() ? component.FullName() + "@" + component.version : component.purl;
    if (refs_.Find(text) != kNoRef)
      text += (text.find('#') == std::string::npos ? "#" : "/") + package.path;
    while (refs_.Find(text) != kNoRef) text += "'";
    return refs_.Intern(text);
  }

  static void AddReferences(const Package& package, Component& component) {
    const std::string_view resolved = package.resolved.View();
    if (resolved.empty()) return;
    if (package.origin == Origin::kGit) {
      component.references.push_back({.type = "vcs", .url = std::string(resolved)});
    } else if (resolved.starts_with("http") || resolved.starts_with("file:")) {
      component.references.push_back(
          {.type = "distribution", .url = std::string(resolved), .hashes = component.hashes});
    }
  }

  /// Most packages have one of a few licences: each is parsed once.
  const License& LicenseOf(std::string_view text) {
    const auto known = licenses_.find(text);
    if (known != licenses_.end()) return known->second;
    return licenses_.emplace(text, LicenseFrom(text)).first->second;
  }

  void AddLicense(const Package& package, std::size_t place, Component& component) {
    const PackageDetails* const details = DetailsOf(place);
    std::string_view text = package.license.View();
    if (text.empty() && details != nullptr) text = details->license;
    if (!text.empty()) component.licenses.push_back(LicenseOf(text));
    if (details == nullptr) return;
    component.description = details->description;
    if (!details->author.empty()) {
      component.authors.push_back({.name = details->author, .email = details->author_email});
    }
    if (!details->homepage.empty())
      component.references.push_back({.type = "website", .url = details->homepage});
    if (!details->repository.empty())
      component.references.push_back({.type = "vcs", .url = details->repository});
  }

  static void AddProperties(const Package& package, Component& component) {
    const auto flag = [&component](std::string_view name, bool set) {
      if (set) component.properties.push_back({std::string(name), "true"});
    };
    flag("cdx:npm:package:development", package.dev);
    flag("cdx:npm:package:bundled", package.in_bundle);
    flag("cdx:npm:package:extraneous", package.extraneous);
    flag("sallyport:npm:optional", package.optional);
    flag("sallyport:npm:peer", package.peer);
    flag("sallyport:npm:install-script", package.has_install_script);
    flag("sallyport:npm:overridden", package.overridden);
    if (package.name && !package.folder_name.empty() &&
        package.folder_name != package.name->text() && package.origin == Origin::kRegistry) {
      component.properties.push_back({"sallyport:npm:alias", package.folder_name});
    }
    if (!package.deprecated.empty()) {
      component.properties.push_back(
          {"sallyport:npm:deprecated", std::string(package.deprecated.View())});
    }
    if (package.origin != Origin::kRegistry) {
      component.properties.push_back({"sallyport:origin", std::string(NameOf(package.origin))});
    }
  }

  /// What BSI TR-03183-2 v2.1.0, section 5.2, wants of a component and a package manager's archive
  /// has. The project and its own folders are no archive, and have no file of their own.
  static void AddBsi(const Package& package, Component& component) {
    const bool folder = IsOwnFolder(package.origin);
    if (!folder) {
      std::string file(package.name ? package.name->base() : std::string_view(package.folder_name));
      if (!package.version.empty()) file += "-" + package.version;
      component.properties.push_back({"bsi:component:filename", file + ".tgz"});
    }
    component.properties.push_back({"bsi:component:executable", "non-executable"});
    component.properties.push_back({"bsi:component:archive", folder ? "no archive" : "archive"});
    component.properties.push_back({"bsi:component:structured", "structured"});
    if (component.supplier.name.empty() && !component.authors.empty())
      component.supplier = component.authors[0];
    Conclude(component);
  }

  static bool IsOwnFolder(Origin origin) {
    return origin == Origin::kRoot || origin == Origin::kWorkspace || origin == Origin::kFolder ||
           origin == Origin::kLink;
  }

  /// The distribution licence is the one under which the licensor gives the component away: what
  /// its manifest says, when that can be understood.
  static void Conclude(Component& component) {
    if (component.licenses.size() != 1) return;
    License concluded = component.licenses.front();
    if (concluded.kind == License::Kind::kName) return;
    concluded.acknowledgement = Acknowledgement::kConcluded;
    component.licenses.push_back(std::move(concluded));
  }

  void AddEdges() {
    for (const Dependency& edge : inventory_.dependencies) {
      const std::size_t from = ComponentAt(edge.from);
      if (!edge.to) {
        if (edge.state == Dependency::State::kMissing) unanswered_.insert(from);
        continue;
      }
      const std::size_t to = ComponentAt(Behind(inventory_, *edge.to));
      bom_.edges.push_back(
          {bom_.components[from].ref, bom_.components[to].ref, EdgeKind::kDependsOn});
      if (edge.state == Dependency::State::kInvalid) unanswered_.insert(from);
    }
    // Whoever asks for what nobody answers is not known to depend on nothing.
    for (std::size_t i = 0; i < bom_.components.size(); ++i) {
      if (!unanswered_.contains(i)) bom_.leaves.push_back(bom_.components[i].ref);
    }
  }

  [[nodiscard]] std::size_t ComponentAt(PackageIndex index) const {
    return *component_of_[classes_.Of(At(Behind(inventory_, index)))];
  }

  /// Known unknowns.
  void AddKnowledge() {
    const bool whole = inventory_.lockfile_kind != LockfileKind::kNone && unanswered_.empty();
    Composition all{.aggregate = whole ? "complete" : "incomplete"};
    Composition open{.aggregate = "incomplete"};
    for (std::size_t i = 0; i < bom_.components.size(); ++i) {
      auto& place = unanswered_.contains(i) ? open : all;
      place.dependencies.push_back(bom_.components[i].ref);
    }
    if (!unanswered_.empty()) {
      all.aggregate = "complete";
      bom_.compositions.push_back(std::move(open));
    }
    bom_.compositions.push_back(std::move(all));
  }

  /// A version-8 UUID (RFC 9562) of what is in the document.
  [[nodiscard]] std::string SerialFromContent() const {
    KeyHasher hasher;
    hasher.Add("sallyport bom 1").Add(options_.timestamp);
    for (const Component& component : bom_.components) {
      hasher.Add(bom_.RefOf(component)).Add(component.version);
      for (const HashValue& hash : component.hashes) hasher.Add(hash.content);
      for (const License& license : component.licenses) hasher.Add(license.text);
    }
    for (const Edge& edge : bom_.edges) {
      hasher.Add(std::uint64_t(edge.from)).Add(std::uint64_t(edge.to));
    }
    Sha256Digest digest = hasher.Finish();
    digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0FU) | 0x80U);
    digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3FU) | 0x80U);
    const std::string hex = Hex(digest);
    return fmt::format("urn:uuid:{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4),
                       hex.substr(12, 4), hex.substr(16, 4), hex.substr(20, 12));
  }

  const Inventory& inventory_;
  const GenerateOptions& options_;
  Classes classes_;
  Bom bom_;
  RefTable refs_;
  std::vector<std::optional<std::uint32_t>> component_of_;
  std::set<std::size_t> unanswered_;
  std::unordered_map<std::string_view, License> licenses_;  ///< by the texts of the inventory
};

}  // namespace

Bom FromInventory(const Inventory& inventory, const GenerateOptions& options) {
  if (inventory.packages.empty()) return {};
  return Generator(inventory, options).Run();
}

}  // namespace sbom
