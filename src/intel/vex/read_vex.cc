#include "intel/vex/read_vex.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "formats/base64.h"
#include "formats/hex.h"
#include "intel/vex/vex_gather.h"
#include "model/integrity.h"
#include "model/purl.h"

namespace intel {
namespace vex {
namespace {

constexpr std::size_t kTextBytes = 512;
constexpr std::size_t kIdsOfMatter = 16;
constexpr std::size_t kRemarksTold = 20;

std::optional<std::string_view> SriName(std::string_view algorithm) {
  const std::string name = ReplaceAll(ToLower(algorithm), "-", "");
  for (const std::string_view known : {"sha512", "sha384", "sha256", "sha1"}) {
    if (name == known) return known;
  }
  return std::nullopt;
}

}  // namespace

std::string Short(std::string_view text) {
  if (text.size() <= kTextBytes) return std::string(text);
  std::size_t end = kTextBytes;
  while (end > 0 && (static_cast<std::uint8_t>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "...";
}

void AddId(std::string_view id, std::vector<std::string>& ids) {
  if (id.empty() || id.size() > limits::kAdvisoryIdBytes || ids.size() >= kIdsOfMatter) return;
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.emplace_back(id);
}

UnixMillis TimeOr(std::optional<std::string_view> text, UnixMillis otherwise) {
  return text ? ParseTime(*text).value_or(otherwise) : otherwise;
}

void SetPurl(std::string_view text, Name& name) {
  if (text.empty()) return;
  if (name.id.empty()) name.id = Short(text);
  if (!text.starts_with("pkg:")) return;
  const auto purl = Purl::Parse(text);
  if (purl && purl->type == "npm" && purl->qualifiers.empty() && purl->subpath.empty()) {
    name.purl = purl->ToString();
    name.id = name.purl;
  } else {
    // Another kind of package, or one from another place: what it means is not in an npm lockfile.
    name.other_purl = true;
  }
}

void AddHash(std::string_view algorithm, std::string_view hex, Name& name) {
  const auto known = SriName(algorithm);
  const auto digest = formats::DecodeHex(hex);
  if (!known || !digest) return;
  std::string sri = fmt::format("{}-{}", *known, formats::EncodeBase64(*digest));
  if (!Integrity::Parse(sri)) return;
  name.integrity = name.integrity ? *name.integrity + " " + sri : std::move(sri);
}

void Gatherer::Remark(std::string text) {
  if (reading_.remarks.size() < kRemarksTold) {
    reading_.remarks.push_back(std::move(text));
    return;
  }
  ++unsaid_;
  const std::string last = fmt::format("and {} more remarks", HumanCount(unsaid_));
  if (unsaid_ == 1) {
    reading_.remarks.push_back(last);
  } else {
    reading_.remarks.back() = last;
  }
}

void Gatherer::Push(Suppression statement) {
  reading_.statements.push_back(std::move(statement));
}

void Gatherer::Add(Suppression statement, const Name& product, const Name& package) {
  room_ = room_ && ++taken_ <= limits::kVexStatements;
  if (!room_) return;
  if (statement.owner.empty()) statement.owner = author;
  if (statement.said == 0) statement.said = time;
  statement.origin = {.file = file_, .line = 0};
  if (statement.vulnerabilities.empty())
    return Remark(fmt::format("{}: it names no vulnerability", Quote(statement.statement)));
  if (statement.stance == Stance::kNotAffected && statement.justification.empty() &&
      statement.reason.empty())
    return Remark(fmt::format("{}: `not_affected` without a reason", Quote(statement.statement)));
  const bool one_package = package.Says();
  const Name& thing = one_package ? package : product;
  if (!product.Says() && !one_package)
    return Remark(fmt::format("{}: it names no product", Quote(statement.statement)));
  if (one_package && thing.purl.empty() && (thing.other_purl || !thing.integrity)) {
    ++reading_.elsewhere;
    return;
  }
  if (!one_package) {
    // The project itself, by whatever name; nothing in it is affected.
    if (!product.id.empty()) {
      Suppression whole = statement;
      whole.product = product.id;
      if (!product.versions.empty()) {
        ++reading_.elsewhere;  // a range of products: which of them this project is, nobody tells
      } else {
        Push(std::move(whole));
      }
    }
    if (thing.purl.empty() && (thing.other_purl || !thing.integrity)) return;
  } else {
    statement.product = product.id;
  }
  statement.purl = thing.purl;
  statement.versions = thing.versions;
  statement.integrity = thing.integrity;
  Push(std::move(statement));
}

}  // namespace vex

std::string_view NameOf(VexFormat format) {
  switch (format) {
    case VexFormat::kOpenVex:
      return "OpenVEX";
    case VexFormat::kCsaf:
      return "CSAF";
    case VexFormat::kCycloneDx:
      return "CycloneDX";
  }
  return {};
}

bool IsOpenVexJustification(std::string_view word) {
  constexpr std::array<std::string_view, 5> kWords = {
      "component_not_present", "inline_mitigations_already_exist",
      "vulnerable_code_cannot_be_controlled_by_adversary", "vulnerable_code_not_in_execute_path",
      "vulnerable_code_not_present"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

bool IsPlainBom(const formats::json::Value& root) {
  const auto document = root.Members();
  return document.FindString("bomFormat") == "CycloneDX" &&
         document.ElementsOf("vulnerabilities").empty();
}

Result<VexReading> ReadVex(const formats::json::Value& root, std::string_view file,
                           const BomLinks& links) {
  VexReading reading;
  vex::Gatherer out(reading, file);
  formats::json::Object document = root.Members();
  // An attestation carries the document as its predicate.
  if (document.FindString("predicateType").value_or("").starts_with("https://openvex.dev/ns"))
    document = document.MembersOf("predicate");
  if (document.FindString("@context").value_or("").starts_with("https://openvex.dev/ns")) {
    reading.format = VexFormat::kOpenVex;
    vex::ReadOpenVex(document, out, reading);
  } else if (document.FindString("bomFormat") == "CycloneDX") {
    reading.format = VexFormat::kCycloneDx;
    vex::ReadCycloneDx(root, links, out, reading);
  } else if (document.MembersOf("document").FindString("csaf_version")) {
    reading.format = VexFormat::kCsaf;
    const auto category = document.MembersOf("document").FindString("category");
    if (category != "csaf_vex") {
      return Fail(fmt::format("{} is a CSAF document of category {}", Quote(file),
                              Quote(category.value_or("none"))),
                  "only the profile `csaf_vex` says what is not affected");
    }
    vex::ReadCsaf(document, out, reading);
  } else {
    return Fail(fmt::format("{} is no VEX document", Quote(file)),
                "it takes OpenVEX, CSAF with the VEX profile, and CycloneDX with vulnerabilities");
  }
  if (!out.room()) {
    return Fail(
        fmt::format("{} says more than {} things", Quote(file), HumanCount(limits::kVexStatements)),
        "give the documents that are about this project only");
  }
  return reading;
}

}  // namespace intel
