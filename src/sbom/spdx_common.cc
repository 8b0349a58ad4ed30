#include "sbom/spdx_common.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/clock.h"
#include "base/text.h"
#include "formats/json_tree.h"
#include "model/license_expression.h"

namespace sbom::spdx {
namespace {

using formats::json::Value;

constexpr std::string_view kRef = "sallyport:bom-ref";
constexpr std::string_view kType = "sallyport:type";
constexpr std::string_view kScope = "sallyport:scope";
constexpr std::string_view kOccurrence = "sallyport:occurrence";
constexpr std::string_view kRest = "sallyport:cyclonedx";
constexpr std::string_view kMetadata = "sallyport:cyclonedx-metadata";
constexpr std::string_view kSerial = "sallyport:serial-number";
constexpr std::string_view kVersion = "sallyport:bom-version";
constexpr std::string_view kTimestamp = "sallyport:timestamp";
constexpr std::string_view kComposition = "sallyport:composition";

std::string Compact(const Value& value) {
  std::string out;
  formats::JsonWriter writer(out);
  formats::json::Write(writer, value);
  return out;
}

bool HasMembers(const Value& value) {
  return !value.Members().empty();
}

struct AlgorithmName {
  std::string_view cyclonedx;
  std::string_view spdx;
};
constexpr AlgorithmName kAlgorithms[] = {
    {"MD5", "MD5"},
    {"SHA-1", "SHA1"},
    {"SHA-256", "SHA256"},
    {"SHA-384", "SHA384"},
    {"SHA-512", "SHA512"},
    {"SHA3-256", "SHA3-256"},
    {"SHA3-384", "SHA3-384"},
    {"SHA3-512", "SHA3-512"},
    {"BLAKE2b-256", "BLAKE2b-256"},
    {"BLAKE2b-384", "BLAKE2b-384"},
    {"BLAKE2b-512", "BLAKE2b-512"},
    {"BLAKE3", "BLAKE3"},
};

/// "location\nline\ncontext".
Occurrence ReadOccurrence(std::string_view text) {
  const auto lines = Split(text, '\n');
  Occurrence occurrence{.location = std::string(lines[0])};
  if (lines.size() > 1) {
    occurrence.line = static_cast<std::uint32_t>(ParseNumber(lines[1]).value_or(0));
  }
  if (lines.size() > 2) occurrence.context = lines[2];
  return occurrence;
}

/// Parses a carried JSON text; null when it is none.
Value ReadRest(std::string_view text, std::vector<formats::json::Document>& kept) {
  auto document = formats::json::Parse(text);
  if (!document) return {};
  kept.push_back(std::move(*document));
  return kept.back().root();
}

}  // namespace

std::vector<std::string> MakeIds(const Bom& bom) {
  std::vector<std::string> ids;
  std::unordered_set<std::string> taken{"SPDXRef-DOCUMENT"};
  ids.reserve(bom.components.size());
  for (const Component& component : bom.components) {
    std::string_view ref = bom.RefOf(component);
    const std::string fallback = component.FullName() + "-" + component.version;
    if (ref.empty()) ref = fallback;
    constexpr std::string_view kPrefix = "SPDXRef-";
    std::string id(kPrefix);
    if (ref.starts_with(kPrefix)) ref.remove_prefix(kPrefix.size());
    for (const char c : ref) {
      const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         (c >= '0' && c <= '9') || c == '.' || c == '-';
      id += plain ? c : '-';
    }
    std::string unique = id;
    for (int number = 2; !taken.insert(unique).second; ++number)
      unique = fmt::format("{}-{}", id, number);
    ids.push_back(std::move(unique));
  }
  return ids;
}

std::vector<Property> Carry(const Bom& bom, const Component& component) {
  std::vector<Property> carried = component.properties;
  const auto add = [&carried](std::string_view name, std::string value) {
    if (!value.empty()) carried.push_back({std::string(name), std::move(value)});
  };
  add(kRef, std::string(bom.RefOf(component)));
  add(kType, component.type);
  add(kScope, component.scope);
  for (const Occurrence& o : component.occurrences) {
    add(kOccurrence, fmt::format("{}\n{}\n{}", o.location, o.line, o.context));
  }
  if (HasMembers(component.rest)) add(kRest, Compact(component.rest));
  return carried;
}

std::string Restore(std::vector<Property> carried, Component& component,
                    std::vector<formats::json::Document>& kept) {
  std::string ref;
  for (Property& property : carried) {
    if (property.name == kRef) {
      ref = std::move(property.value);
    } else if (property.name == kType) {
      component.type = std::move(property.value);
    } else if (property.name == kScope) {
      component.scope = std::move(property.value);
    } else if (property.name == kOccurrence) {
      component.occurrences.push_back(ReadOccurrence(property.value));
    } else if (property.name == kRest) {
      component.rest = ReadRest(property.value, kept);
    } else {
      component.properties.push_back(std::move(property));
    }
  }
  return ref;
}

std::vector<Property> CarryDocument(const Bom& bom) {
  std::vector<Property> carried = bom.properties;
  const auto add = [&carried](std::string_view name, std::string value) {
    if (!value.empty()) carried.push_back({std::string(name), std::move(value)});
  };
  add(kSerial, bom.serial);
  if (TimeOf(bom) != bom.timestamp) add(kTimestamp, bom.timestamp);
  if (bom.version != 1) add(kVersion, std::to_string(bom.version));
  if (HasMembers(bom.rest)) add(kRest, Compact(bom.rest));
  if (HasMembers(bom.metadata_rest)) add(kMetadata, Compact(bom.metadata_rest));
  for (const Composition& composition : bom.compositions) {
    std::string text = composition.aggregate;
    for (const RefId ref : composition.assemblies) text += "\na" + bom.TextOf(ref);
    for (const RefId ref : composition.dependencies) text += "\nd" + bom.TextOf(ref);
    add(kComposition, std::move(text));
  }
  return carried;
}

void RestoreDocument(std::vector<Property> carried, Bom& bom) {
  RefTable refs(bom);
  for (Property& property : carried) {
    if (property.name == kSerial) {
      bom.serial = std::move(property.value);
    } else if (property.name == kTimestamp) {
      bom.timestamp = std::move(property.value);
    } else if (property.name == kVersion) {
      bom.version = ParseNumber(property.value).value_or(1);
    } else if (property.name == kRest) {
      bom.rest = ReadRest(property.value, bom.kept);
    } else if (property.name == kMetadata) {
      bom.metadata_rest = ReadRest(property.value, bom.kept);
    } else if (property.name == kComposition) {
      const auto lines = Split(property.value, '\n');
      Composition& composition = bom.compositions.emplace_back();
      composition.aggregate = lines[0];
      for (std::size_t i = 1; i < lines.size(); ++i) {
        if (lines[i].empty()) continue;
        auto& list = lines[i][0] == 'a' ? composition.assemblies : composition.dependencies;
        list.push_back(refs.Intern(lines[i].substr(1)));
      }
    } else {
      bom.properties.push_back(std::move(property));
    }
  }
}

std::string ExpressionOf(const std::vector<License>& licenses, Acknowledgement wanted,
                         std::vector<std::string>& names) {
  std::string expression;
  std::size_t joined = 0;
  for (const License& license : licenses) {
    const bool concluded = license.acknowledgement == Acknowledgement::kConcluded;
    if (concluded != (wanted == Acknowledgement::kConcluded)) continue;
    std::string piece = license.text;
    const auto parsed = LicenseExpression::Parse(license.text);
    if (license.kind == License::Kind::kName || !parsed) {
      auto at = std::find(names.begin(), names.end(), license.text);
      if (at == names.end()) at = names.insert(names.end(), license.text);
      piece = NameRef(static_cast<std::size_t>(at - names.begin()));
    } else {
      piece = parsed->text();
    }
    const bool compound = piece.find(" OR ") != std::string::npos;
    if (joined++ > 0) expression += " AND ";
    expression += compound ? "(" + piece + ")" : piece;
  }
  if (joined == 0) return "NOASSERTION";
  if (joined == 1 && expression.starts_with('(') && expression.ends_with(')') &&
      expression.find(')') + 1 == expression.size()) {
    return expression.substr(1, expression.size() - 2);
  }
  return expression;
}

std::string NameRef(std::size_t index) {
  return fmt::format("LicenseRef-sallyport-{}", index + 1);
}

std::vector<License> LicensesOf(std::string_view expression, Acknowledgement acknowledgement,
                                const std::vector<std::pair<std::string, std::string>>& names) {
  if (expression.empty() || expression == "NOASSERTION" || expression == "NONE") return {};
  License license{.text = std::string(expression), .acknowledgement = acknowledgement};
  const auto parsed = LicenseExpression::Parse(expression);
  license.kind = parsed && parsed->IsSingleId() ? License::Kind::kId : License::Kind::kExpression;
  if (parsed) license.text = parsed->text();
  for (const auto& [id, name] : names) {
    if (id != license.text) continue;
    license.kind = License::Kind::kName;
    license.text = name;
    return {license};
  }
  if (license.text.starts_with("LicenseRef-") || license.text.starts_with("DocumentRef-")) {
    license.kind = License::Kind::kExpression;
  }
  return {license};
}

std::string_view AlgorithmToSpdx(std::string_view algorithm) {
  for (const AlgorithmName& name : kAlgorithms) {
    if (name.cyclonedx == algorithm) return name.spdx;
  }
  return "";
}

std::string_view AlgorithmFromSpdx(std::string_view algorithm) {
  for (const AlgorithmName& name : kAlgorithms) {
    // SPDX 3 has "sha3_256" and "blake2b256".
    if (name.spdx == algorithm ||
        EqualsIgnoringCase(ReplaceAll(std::string(name.spdx), "-", "_"), algorithm) ||
        EqualsIgnoringCase(ReplaceAll(std::string(name.spdx), "-", ""), algorithm)) {
      return name.cyclonedx;
    }
  }
  return "";
}

std::string TimeOf(const Bom& bom) {
  return FormatTime(ParseTime(bom.timestamp).value_or(0));
}

void TellLosses(const Bom& bom, Losses& losses) {
  for (std::size_t i = 0; i < bom.components.size(); ++i) {
    const Component& component = bom.components[i];
    for (const HashValue& hash : component.hashes) {
      if (!AlgorithmToSpdx(hash.algorithm).empty()) continue;
      losses.Add({.pointer = fmt::format("/components/{}/hashes", i),
                  .reason = fmt::format("SPDX has no algorithm {}", Quote(hash.algorithm))});
    }
    if (HasMembers(component.rest)) {
      losses.Add(
          {.kind = Loss::Kind::kChanged,
           .pointer = fmt::format("/components/{}", i),
           .reason = fmt::format("fields of CycloneDX alone are kept as property `{}`", kRest)});
    }
    const auto unsaid = std::count_if(
        component.licenses.begin(), component.licenses.end(),
        [](const License& l) { return l.acknowledgement != Acknowledgement::kConcluded; });
    if (unsaid > 1) {
      losses.Add({.kind = Loss::Kind::kChanged,
                  .pointer = fmt::format("/components/{}/licenses", i),
                  .reason = "several licences are joined by AND"});
    }
  }
  if (HasMembers(bom.rest) || HasMembers(bom.metadata_rest)) {
    losses.Add(
        {.kind = Loss::Kind::kChanged,
         .pointer = "",
         .reason = fmt::format("fields of CycloneDX alone are kept as property `{}`", kRest)});
  }
}

}  // namespace sbom::spdx
