#include "sbom/score.h"

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "formats/json_writer.h"
#include "model/license_expression.h"
#include "model/purl.h"
#include "sbom/truth.h"

namespace sbom {
namespace {

bool Has(std::string_view text) {
  return !text.empty() && text != "NOASSERTION";
}

bool HasLicense(const Component& component, Acknowledgement wanted) {
  return std::any_of(component.licenses.begin(), component.licenses.end(),
                     [wanted](const License& l) {
                       const bool concluded = l.acknowledgement == Acknowledgement::kConcluded;
                       return concluded == (wanted == Acknowledgement::kConcluded) && Has(l.text);
                     });
}

/// CycloneDX before 1.7 has room for one expression: where that is concluded, what was declared has
/// none.
bool HasDeclaredLicense(const Component& component) {
  const auto& licenses = component.licenses;
  return HasLicense(component, Acknowledgement::kDeclared) ||
         (licenses.size() == 1 && licenses.front().kind == License::Kind::kExpression);
}

/// A member of the workspaces or another folder of the project, as this program tells them: it was
/// never packed, so it has no file, hash or address.
bool IsOwnFolder(const Component& component) {
  const std::string_view origin = component.PropertyOf("sallyport:origin");
  return origin == NameOf(Origin::kWorkspace) || origin == NameOf(Origin::kFolder) ||
         origin == NameOf(Origin::kLink);
}

bool HasReference(const Component& component, std::string_view type) {
  return std::any_of(component.references.begin(), component.references.end(),
                     [type](const Reference& r) { return r.type == type && !r.url.empty(); });
}

bool HasHash(const Component& component, std::string_view algorithm) {
  return std::any_of(
      component.hashes.begin(), component.hashes.end(),
      [algorithm](const HashValue& h) { return algorithm.empty() || h.algorithm == algorithm; });
}

bool HasIdentifier(const Component& component) {
  return Purl::Parse(component.purl).has_value() || !component.cpe.empty();
}

bool IsReachable(const Party& party) {
  return party.email.find('@') != std::string::npos || party.url.starts_with("http") ||
         party.email.starts_with("http");
}

bool HasCreator(const Component& component) {
  return IsReachable(component.supplier) || IsReachable(component.manufacturer) ||
         std::any_of(component.authors.begin(), component.authors.end(), IsReachable);
}

bool HasProducer(const Component& component) {
  return Has(component.supplier.name) || Has(component.manufacturer.name) ||
         Has(component.publisher) || Has(component.author) || !component.authors.empty();
}

bool HasBsi(const Component& component, std::string_view property) {
  return !component.PropertyOf(property).empty();
}

/// A row that every component owes.
struct ComponentRow {
  Profile profile;
  std::string_view field;
  bool (*holds)(const Component&);
};

constexpr ComponentRow kComponentRows[] = {
    {Profile::kNtia, "component name", [](const Component& c) { return Has(c.name); }},
    {Profile::kNtia, "component version", [](const Component& c) { return Has(c.version); }},
    {Profile::kNtia, "supplier name", HasProducer},
    {Profile::kNtia, "other unique identifiers", HasIdentifier},
    {Profile::kCisa, "component name", [](const Component& c) { return Has(c.name); }},
    {Profile::kCisa, "component version", [](const Component& c) { return Has(c.version); }},
    {Profile::kCisa, "software producer", HasProducer},
    {Profile::kCisa, "software identifiers", HasIdentifier},
    {Profile::kCisa, "component hash", [](const Component& c) { return HasHash(c, ""); }},
    {Profile::kCisa, "license", [](const Component& c) { return !c.licenses.empty(); }},
    {Profile::kBsi, "component creator (e-mail or URL)", HasCreator},
    {Profile::kBsi, "component name", [](const Component& c) { return Has(c.name); }},
    {Profile::kBsi, "component version", [](const Component& c) { return Has(c.version); }},
    {Profile::kBsi, "filename",
     [](const Component& c) { return HasBsi(c, "bsi:component:filename"); }},
    {Profile::kBsi, "distribution licences (concluded)",
     [](const Component& c) { return HasLicense(c, Acknowledgement::kConcluded); }},
    {Profile::kBsi, "original licences (declared)", HasDeclaredLicense},
    {Profile::kBsi, "hash of the deployable component (SHA-512)",
     [](const Component& c) { return HasHash(c, "SHA-512"); }},
    {Profile::kBsi, "executable property",
     [](const Component& c) { return HasBsi(c, "bsi:component:executable"); }},
    {Profile::kBsi, "archive property",
     [](const Component& c) { return HasBsi(c, "bsi:component:archive"); }},
    {Profile::kBsi, "structured property",
     [](const Component& c) { return HasBsi(c, "bsi:component:structured"); }},
    {Profile::kBsi, "source code URI",
     [](const Component& c) {
       return HasReference(c, "vcs") || HasReference(c, "source-distribution");
     }},
    {Profile::kBsi, "URI of the deployable form",
     [](const Component& c) { return HasReference(c, "distribution"); }},
    {Profile::kBsi, "other unique identifiers", HasIdentifier},
};

class Scorer {
 public:
  Scorer(const Bom& bom, const Document& document) : bom_(bom), document_(document) {}

  std::vector<FieldScore> Run() {
    for (const ComponentRow& row : kComponentRows) {
      FieldScore score{.profile = row.profile, .field = std::string(row.field)};
      for (std::size_t i = 0; i < bom_.components.size(); ++i) {
        const bool folder = bom_.root == i || IsOwnFolder(bom_.components[i]);
        if (folder && IsOfParts(row.field)) continue;
        ++score.of;
        if (row.holds(bom_.components[i])) {
          ++score.have;
        } else if (score.missing.empty()) {
          score.missing = bom_.components[i].FullName() + "@" + bom_.components[i].version;
        }
      }
      fields_.push_back(std::move(score));
    }
    ScoreDocument();
    std::stable_sort(fields_.begin(), fields_.end(), [](const FieldScore& a, const FieldScore& b) {
      return a.profile < b.profile;
    });
    return std::move(fields_);
  }

 private:
  /// The application itself and its folders have no tarball, hash or place of distribution.
  static bool IsOfParts(std::string_view field) {
    return field.find("hash") != std::string_view::npos ||
           field.find("URI") != std::string_view::npos ||
           field.find("property") != std::string_view::npos || field == "filename";
  }

  void One(Profile profile, std::string_view field, bool met, std::string_view missing) {
    fields_.push_back(
        {profile, std::string(field), met ? 1U : 0U, 1, met ? "" : std::string(missing)});
  }

  void ScoreDocument() {
    const bool author =
        !bom_.authors.empty() || Has(bom_.supplier.name) || Has(bom_.manufacturer.name);
    const bool tool = !bom_.tools.empty();
    const auto [told, all] = Knowledge();
    for (const Profile profile : {Profile::kNtia, Profile::kCisa, Profile::kBsi}) {
      One(profile, "timestamp", Has(bom_.timestamp), "the document");
      fields_.push_back(
          {profile, "dependency relationships", told, all, told == all ? "" : first_untold_});
    }
    One(Profile::kNtia, "author of the SBOM data", author || tool, "the document");
    One(Profile::kCisa, "SBOM author", author, "the document");
    One(Profile::kCisa, "tool name", tool, "the document");
    One(Profile::kCisa, "generation context", !bom_.lifecycles.empty(), "the document");
    One(Profile::kCisa, "coverage: known unknowns are told", !bom_.compositions.empty(),
        "the document");
    One(Profile::kBsi, "creator of the SBOM (e-mail or URL)",
        IsReachable(bom_.manufacturer) || IsReachable(bom_.supplier) ||
            std::any_of(bom_.authors.begin(), bom_.authors.end(), IsReachable),
        "the document");
    One(Profile::kBsi, "SBOM-URI", Has(bom_.serial), "the document");
    One(Profile::kBsi, "completeness of the dependencies is told", !bom_.compositions.empty(),
        "the document");
    const bool version = IsCycloneDx(document_.format) ? document_.spec >= cyclonedx::Spec::k1_6
                                                       : document_.format == Format::kSpdx3Json;
    One(Profile::kBsi, "CycloneDX 1.6 or SPDX 3.0.1, or newer", version, document_.Describe());
    One(Profile::kBsi, "no vulnerability data",
        bom_.rest.Members().Find("vulnerabilities") == nullptr, "`vulnerabilities`");
  }

  /// For how many components it is said what they depend on, or that it is nothing.
  std::pair<std::size_t, std::size_t> Knowledge() {
    std::vector<bool> told(bom_.refs.size(), false);
    for (const Edge& edge : bom_.edges) told[static_cast<std::size_t>(edge.from)] = true;
    for (const RefId leaf : bom_.leaves) told[static_cast<std::size_t>(leaf)] = true;
    // A known unknown is told, too.
    for (const Composition& composition : bom_.compositions) {
      for (const RefId ref : composition.dependencies) told[static_cast<std::size_t>(ref)] = true;
    }
    std::size_t count = 0;
    for (const Component& component : bom_.components) {
      if (component.ref != kNoRef && told[static_cast<std::size_t>(component.ref)]) {
        ++count;
      } else if (first_untold_.empty()) {
        first_untold_ = component.FullName() + "@" + component.version;
      }
    }
    return {count, bom_.components.size()};
  }

  const Bom& bom_;
  const Document& document_;
  std::vector<FieldScore> fields_;
  std::string first_untold_;
};

}  // namespace

std::string_view NameOf(Profile profile) {
  switch (profile) {
    case Profile::kNtia:
      return "NTIA 2021";
    case Profile::kCisa:
      return "CISA 2025 draft";
    case Profile::kBsi:
      return "BSI TR-03183-2 v2.1.0";
  }
  return "";
}

std::string_view NameOf(Untruth::Kind kind) {
  switch (kind) {
    case Untruth::Kind::kMissing:
      return "missing";
    case Untruth::Kind::kInvented:
      return "invented";
    case Untruth::Kind::kWrongVersion:
      return "wrong-version";
    case Untruth::Kind::kWrongHash:
      return "wrong-hash";
    case Untruth::Kind::kWrongLicense:
      return "wrong-license";
    case Untruth::Kind::kMissingEdge:
      return "missing-edge";
    case Untruth::Kind::kInventedEdge:
      return "invented-edge";
  }
  return "";
}

std::pair<std::size_t, std::size_t> Score::MetOf(Profile profile) const {
  std::pair<std::size_t, std::size_t> met{0, 0};
  for (const FieldScore& field : fields) {
    if (field.profile != profile) continue;
    ++met.second;
    if (field.Met()) ++met.first;
  }
  return met;
}

Score ScoreBom(const Bom& bom, const Document& document) {
  return {.fields = Scorer(bom, document).Run()};
}

Score ScoreBom(const Bom& bom, const Document& document, const Inventory* truth) {
  Score score = ScoreBom(bom, document);
  if (truth != nullptr) {
    score.untruths = CompareWithTruth(bom, *truth);
    score.compared = true;
  }
  return score;
}

std::string ScoreJson(const Score& score) {
  std::string out;
  formats::JsonWriter json(out, formats::JsonStyle::kPretty);
  json.BeginObject().Key("profiles").BeginArray();
  for (const Profile profile : {Profile::kNtia, Profile::kCisa, Profile::kBsi}) {
    const auto [met, all] = score.MetOf(profile);
    json.BeginObject().Field("profile", NameOf(profile));
    json.Key("met").Number(std::uint64_t{met}).Key("of").Number(std::uint64_t{all});
    json.Key("fields").BeginArray();
    for (const FieldScore& field : score.fields) {
      if (field.profile != profile) continue;
      json.BeginObject().Field("field", field.field);
      json.Key("have").Number(std::uint64_t{field.have}).Key("of").Number(std::uint64_t{field.of});
      if (!field.missing.empty()) json.Field("missing", field.missing);
      json.EndObject();
    }
    json.EndArray().EndObject();
  }
  json.EndArray().Key("compared").Bool(score.compared).Key("untruths").BeginArray();
  for (const Untruth& untruth : score.untruths) {
    json.BeginObject()
        .Field("kind", NameOf(untruth.kind))
        .Field("subject", untruth.subject.ForEscaping());
    if (!untruth.said.empty()) json.Field("said", untruth.said.ForEscaping());
    if (!untruth.found.empty()) json.Field("found", untruth.found.ForEscaping());
    json.EndObject();
  }
  json.EndArray().EndObject();
  return out + "\n";
}

}  // namespace sbom
