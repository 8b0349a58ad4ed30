#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/json.h"
#include "intel/indicators.h"
#include "intel/stix_pattern.h"
#include "model/purl.h"
#include "model/semver.h"
#include "model/trust_limits.h"

namespace intel {
namespace {

using formats::json::Object;
using formats::json::Value;

bool IsHexadecimal(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
}

bool IsHash(std::string_view text) {
  const std::size_t size = text.size();
  return (size == 40 || size == 64 || size == 96 || size == 128) && IsHexadecimal(text);
}

bool IsAddress4(std::string_view text) {
  const auto parts = Split(text, '.');
  return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
           const auto number = ParseNumber(part);
           return number && *number < 256 && part.size() <= 3;
         });
}

bool IsAddress6(std::string_view text) {
  return std::count(text.begin(), text.end(), ':') >= 2 &&
         IsHexadecimal(ReplaceAll(ReplaceAll(std::string(text), ":", ""), ".", ""));
}

/// What an npm package URL names; empty for any other.
std::string PackageOf(std::string_view purl) {
  const auto parsed = Purl::Parse(purl);
  if (!parsed || parsed->type != "npm") return {};
  std::string name =
      parsed->name_space.empty() ? parsed->name : parsed->name_space + "/" + parsed->name;
  if (!parsed->version.empty()) name += "@" + parsed->version;
  return name;
}

class Collector {
 public:
  explicit Collector(std::string_view file) : file_(file) {}

  void Add(IndicatorKind kind, std::string value, std::string_view name) {
    if (value.empty() || reading_.indicators.size() >= limits::kIndicators) return PassOver();
    reading_.indicators.push_back(
        {.kind = kind,
         .value = std::move(value),
         .source = name.empty() ? file_ : fmt::format("{}: {}", file_, name)});
  }
  void PassOver() { ++reading_.passed_over; }

  IndicatorReading Take() && {
    auto& list = reading_.indicators;
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return std::move(reading_);
  }

 private:
  std::string file_;
  IndicatorReading reading_;
};

/// What an equality, or a property of an observed object, names.
void TakeEquality(const StixEquality& equality, std::string_view name, Collector& collector) {
  const auto& [object, path, value] = equality;
  if (object == "domain-name" && path == "value")
    return collector.Add(IndicatorKind::kHost, ToLower(value), name);
  if ((object == "ipv4-addr" || object == "ipv6-addr") && path == "value")
    return collector.Add(IndicatorKind::kAddress, ToLower(value), name);
  if (object == "url" && path == "value") return collector.Add(IndicatorKind::kUrl, value, name);
  if (object == "file" && path == "name") return collector.Add(IndicatorKind::kFile, value, name);
  if (object == "file" && path.starts_with("hashes.") && IsHash(value))
    return collector.Add(IndicatorKind::kHash, ToLower(value), name);
  // Neither STIX nor its vocabularies have packages: their URL stands where people put it.
  if (value.starts_with("pkg:npm/"))
    return collector.Add(IndicatorKind::kPackage, PackageOf(value), name);
  collector.PassOver();
}

void TakeStixObject(const Object& object, Collector& collector) {
  const auto text = [&](std::string_view key) {
    return std::string(object.FindString(key).value_or(std::string_view()));
  };
  const std::string type = text("type");
  if (type == "indicator") {
    const auto equalities = text("pattern_type") == "stix" || text("pattern_type").empty()
                                ? ReadStixPattern(text("pattern"))
                                : std::nullopt;
    if (!equalities || object.FindBool("revoked").value_or(false)) return collector.PassOver();
    for (const StixEquality& equality : *equalities)
      TakeEquality(equality, text("name"), collector);
    return;
  }
  for (const std::string_view key : {"value", "name"}) {
    const bool observed = type == "domain-name" || type == "ipv4-addr" || type == "ipv6-addr" ||
                          type == "url" || type == "file";
    if (observed && object.FindString(key))
      TakeEquality({.object = type, .path = std::string(key), .value = text(key)}, "", collector);
  }
  if (type != "file") return;
  for (const auto& member : object.MembersOf("hashes"))
    if (const auto hash = member.value.AsString())
      TakeEquality({.object = type,
                    .path = "hashes." + std::string(member.key),
                    .value = std::string(*hash)},
                   "", collector);
}

/// One line of a plain list, by its shape.
void TakeLine(std::string_view line, Collector& collector) {
  const std::string text = Refang(Trim(line.substr(0, line.find('#'))));
  if (text.empty()) return;
  if (text.starts_with("pkg:")) return collector.Add(IndicatorKind::kPackage, PackageOf(text), "");
  if (text.find("://") != std::string::npos) return collector.Add(IndicatorKind::kUrl, text, "");
  if (IsHash(text)) return collector.Add(IndicatorKind::kHash, ToLower(text), "");
  if (IsAddress4(text) || IsAddress6(text))
    return collector.Add(IndicatorKind::kAddress, ToLower(text), "");
  if (const std::size_t at = text.find('@', 1); at != std::string::npos || text.starts_with('@')) {
    const bool version = at == std::string::npos || Version::Parse(text.substr(at + 1)).has_value();
    // What is behind the sign of an e-mail address is no version.
    return version ? collector.Add(IndicatorKind::kPackage, text, "") : collector.PassOver();
  }
  const std::size_t slash = text.find_last_of("/\\");
  if (slash != std::string::npos)
    return collector.Add(IndicatorKind::kFile, text.substr(slash + 1), "");
  // A name with a dot is a host when it could be one, and a file when its end says so.
  constexpr std::array<std::string_view, 14> kEnds = {".js",  ".cjs", ".mjs",     ".ts",   ".json",
                                                      ".sh",  ".ps1", ".vbs",     ".bat",  ".exe",
                                                      ".dll", ".py",  ".service", ".plist"};
  const bool file = std::any_of(kEnds.begin(), kEnds.end(),
                                [&](std::string_view end) { return text.ends_with(end); });
  if (!file && text.find('.') > 0 && text.find('.') != std::string::npos)
    return collector.Add(IndicatorKind::kHost, ToLower(text), "");
  if (file || text.starts_with('.')) return collector.Add(IndicatorKind::kFile, text, "");
  collector.PassOver();
}

}  // namespace

Result<IndicatorReading> ReadIndicators(std::string_view name, Bytes bytes) {
  if (bytes.size() > limits::kIndicatorBytes)
    return Fail(fmt::format("{} has {}, more than is read", Quote(name), HumanBytes(bytes.size())));
  Collector collector(name);
  const std::string_view text = AsText(bytes);
  if (!Trim(text.substr(0, 64)).starts_with('{')) {
    for (const std::string_view line : Split(text, '\n')) TakeLine(line, collector);
    return std::move(collector).Take();
  }
  const auto document = formats::ParseJson(bytes, {.bytes = limits::kIndicatorBytes});
  if (!document) return Fail(Error(document.error()).Within(Quote(name)));
  const auto root = document->root().AsObject();
  if (!root || root->FindString("type") != "bundle")
    return Fail(fmt::format("{} is no STIX bundle", Quote(name)),
                "give a bundle of STIX 2.1, or a plain list with one indicator to a line");
  for (const Value& value : root->ElementsOf("objects"))
    if (const auto object = value.AsObject()) TakeStixObject(*object, collector);
  return std::move(collector).Take();
}

}  // namespace intel
