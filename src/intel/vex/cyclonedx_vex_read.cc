#include <fmt/format.h>

#include "base/text.h"
#include "intel/vex/vex_gather.h"
#include "model/purl.h"
#include "model/vers.h"

namespace intel {
namespace {

using formats::json::Object;
using formats::json::Value;

constexpr std::string_view kLink = "urn:cdx:";
constexpr std::string_view kSerial = "urn:uuid:";

std::string PurlOf(const Object& component) {
  vex::Name name;
  vex::SetPurl(component.FindString("purl").value_or(""), name);
  return name.purl;
}

/// What the document is about, as products are named.
std::string ProductOf(const Object& component) {
  vex::Name name;
  vex::SetPurl(component.FindString("purl").value_or(""), name);
  if (!name.id.empty()) return name.id;
  const std::string_view group = component.FindString("group").value_or("");
  const std::string_view word = component.FindString("name").value_or("");
  const std::string_view version = component.FindString("version").value_or("");
  if (word.empty()) return {};
  return vex::Short(fmt::format("{}{}{}{}{}", group, group.empty() ? "" : "/", word,
                                version.empty() ? "" : "@", version));
}

/// Calls `take(component, is_product)` for every component, nested ones too.
template <typename Take>
void ForEachComponent(const Object& document, Take&& take) {
  std::vector<Value> waiting;
  const auto add = [&waiting](const Object& parent) {
    for (const Value& child : parent.ElementsOf("components")) waiting.push_back(child);
  };
  const Object root = document.MembersOf("metadata").MembersOf("component");
  if (!root.empty()) take(root, true);
  add(root);
  add(document);
  while (!waiting.empty()) {
    const Object component = waiting.back().Members();
    waiting.pop_back();
    take(component, false);
    add(component);
  }
}

/// "SERIAL/VERSION#" of a document; empty without a serial number.
std::string LinkPrefixOf(const Object& document) {
  const std::string_view serial = document.FindString("serialNumber").value_or("");
  if (!serial.starts_with(kSerial)) return {};
  return fmt::format("{}/{}#", ToLower(serial.substr(kSerial.size())),
                     document.FindInteger("version").value_or(1));
}

std::string DecodePercent(std::string_view text) {
  std::string out;
  const auto digit = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 &&
        digit(text[i + 2]) >= 0) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

void BomLinks::Add(const formats::json::Value& root) {
  const Object document = root.Members();
  const std::string prefix = LinkPrefixOf(document);
  if (prefix.empty()) return;
  const std::string product = ProductOf(document.MembersOf("metadata").MembersOf("component"));
  ForEachComponent(document, [&](const Object& component, bool is_product) {
    const auto ref = component.FindString("bom-ref");
    if (!ref) return;
    targets_.emplace(
        prefix + std::string(*ref),
        Target{.purl = PurlOf(component), .product = product, .is_product = is_product});
  });
}

const BomLinks::Target* BomLinks::Find(std::string_view link) const {
  if (!link.starts_with(kLink)) return nullptr;
  link.remove_prefix(kLink.size());
  const std::size_t hash = link.find('#');
  if (hash == std::string_view::npos) return nullptr;
  const std::string document = ToLower(link.substr(0, hash + 1));
  // The reference is written with percent signs, and some write it as it is.
  for (const std::string& ref :
       {DecodePercent(link.substr(hash + 1)), std::string(link.substr(hash + 1))}) {
    const auto at = targets_.find(document + ref);
    if (at != targets_.end()) return &at->second;
  }
  return nullptr;
}

namespace vex {
namespace {

std::optional<Stance> StanceOf(std::string_view state) {
  if (state == "resolved" || state == "resolved_with_pedigree") return Stance::kFixed;
  if (state == "not_affected" || state == "false_positive") return Stance::kNotAffected;
  if (state == "exploitable") return Stance::kAffected;
  if (state == "in_triage") return Stance::kUnderInvestigation;
  return std::nullopt;
}

/// OpenVEX's word for CycloneDX's, where there is one that says no more.
std::string_view JustificationOf(std::string_view word) {
  if (word == "code_not_present") return "vulnerable_code_not_present";
  if (word == "code_not_reachable") return "vulnerable_code_not_in_execute_path";
  if (word.starts_with("protected_")) return "inline_mitigations_already_exist";
  return {};
}

/// What one entry of `affects[].versions` makes of the state: a version that is said to be affected
/// is, whatever the analysis as a whole says.
Stance StanceFor(std::string_view status, Stance state) {
  if (status == "affected") return Stance::kAffected;
  if (status == "unknown") return Stance::kUnderInvestigation;
  return state == Stance::kFixed ? Stance::kFixed : Stance::kNotAffected;
}

class Reader {
 public:
  Reader(const Object& document, const BomLinks& links, Gatherer& out) : links_(links), out_(out) {
    const Object root = document.MembersOf("metadata").MembersOf("component");
    product_ = {.id = ProductOf(root)};
    ForEachComponent(document, [&](const Object& component, bool is_product) {
      const auto ref = component.FindString("bom-ref");
      if (!ref) return;
      own_.emplace(std::string(*ref), BomLinks::Target{.purl = PurlOf(component),
                                                       .product = product_.id,
                                                       .is_product = is_product});
    });
  }

  void Vulnerability(const Object& vulnerability, std::string place) {
    const Object analysis = vulnerability.MembersOf("analysis");
    if (analysis.empty()) return;  // a report of what was found, not a statement on it
    const auto stance = StanceOf(analysis.FindString("state").value_or(""));
    if (!stance) {
      return out_.Remark(fmt::format("{}: its state is {}", Quote(place),
                                     Quote(analysis.FindString("state").value_or("missing"))));
    }
    Suppression said{.stance = *stance};
    AddId(vulnerability.FindString("id").value_or(""), said.vulnerabilities);
    for (const Value& reference : vulnerability.ElementsOf("references"))
      AddId(reference.Members().FindString("id").value_or(""), said.vulnerabilities);
    const std::string_view word = analysis.FindString("justification").value_or("");
    if (*stance == Stance::kNotAffected) said.justification = JustificationOf(word);
    said.reason = Short(Trim(analysis.FindString("detail").value_or("")));
    if (said.reason.empty()) said.reason = Short(word);
    if (said.reason.empty() && analysis.FindString("state") == "false_positive")
      said.reason = "false_positive";
    said.said =
        TimeOr(analysis.FindString("lastUpdated"), TimeOr(analysis.FindString("firstIssued"), 0));
    said.statement = std::move(place);
    for (const Value& item : vulnerability.ElementsOf("affects")) {
      if (!out_.room()) return;
      Affects(item.Members(), said);
    }
  }

 private:
  void Affects(const Object& affects, const Suppression& said) {
    const std::string_view ref = affects.FindString("ref").value_or("");
    const BomLinks::Target* target = nullptr;
    if (ref.starts_with(kLink)) {
      target = links_.Find(ref);
    } else if (const auto at = own_.find(std::string(ref)); at != own_.end()) {
      target = &at->second;
    }
    if (target == nullptr) {
      return out_.Remark(fmt::format("{}: {} is not in a bill of materials that was given",
                                     Quote(said.statement), Quote(ref)));
    }
    const Name product{.id = target->product};
    Name package;
    SetPurl(target->purl, package);
    if (target->is_product) return out_.Add(said, product, {});
    if (package.purl.empty()) package.other_purl = true;
    if (package.id.empty()) package.id = "other";
    const auto versions = affects.ElementsOf("versions");
    if (versions.empty()) return out_.Add(said, product, package);
    for (const Value& item : versions) Version(item.Members(), said, product, package);
  }

  void Version(const Object& entry, Suppression said, const Name& product, Name package) {
    said.stance = StanceFor(entry.FindString("status").value_or("affected"), said.stance);
    if (said.stance == Stance::kNotAffected && said.reason.empty() && said.justification.empty())
      said.reason = "listed as unaffected";
    const auto range = entry.FindString("range");
    const auto version = entry.FindString("version");
    if (range && VersRange::Parse(*range)) {
      package.versions = Short(*range);
    } else if (version && !version->empty()) {
      auto purl = Purl::Parse(package.purl);
      if (!purl) return out_.Add(std::move(said), product, package);
      // Of another version than the component's own it says nothing about the component.
      if (!purl->version.empty() && purl->version != *version) return;
      purl->version = std::string(*version);
      package.purl = purl->ToString();
    } else {
      return out_.Remark(
          fmt::format("{}: a version range that cannot be read", Quote(said.statement)));
    }
    out_.Add(std::move(said), product, package);
  }

  const BomLinks& links_;
  Gatherer& out_;
  Name product_;
  std::map<std::string, BomLinks::Target> own_;
};

std::string AuthorOf(const Object& document) {
  const Object metadata = document.MembersOf("metadata");
  for (const Value& author : metadata.ElementsOf("authors")) {
    if (const auto name = author.Members().FindString("name")) return Short(*name);
  }
  for (const char* const key : {"manufacturer", "supplier", "manufacture"}) {
    if (const auto name = metadata.MembersOf(key).FindString("name")) return Short(*name);
  }
  return {};
}

}  // namespace

void ReadCycloneDx(const Value& root, const BomLinks& links, Gatherer& out, VexReading& reading) {
  const Object document = root.Members();
  reading.id = Short(document.FindString("serialNumber").value_or(""));
  out.author = AuthorOf(document);
  out.time = TimeOr(document.MembersOf("metadata").FindString("timestamp"), 0);
  Reader reader(document, links, out);
  std::size_t number = 0;
  for (const Value& item : document.ElementsOf("vulnerabilities")) {
    if (!out.room()) return;
    const Object vulnerability = item.Members();
    const std::string_view ref = vulnerability.FindString("bom-ref").value_or("");
    reader.Vulnerability(vulnerability,
                         ref.empty() ? fmt::format("/vulnerabilities/{}", number) : Short(ref));
    ++number;
  }
}

}  // namespace vex
}  // namespace intel
