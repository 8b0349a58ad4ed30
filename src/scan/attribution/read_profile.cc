#include "scan/attribution/read_profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/span.h"
#include "base/text.h"
#include "detect/rule_set.h"
#include "formats/yaml.h"
#include "intel/incident.h"
#include "model/trust_limits.h"

namespace scan {
namespace {

using formats::json::Member;
using formats::json::Object;
using formats::json::Value;
using Keys = std::span<const std::string_view>;

constexpr std::array<std::string_view, 10> kKeys = {
    "id",         "name", "summary",  "aliases",   "features", "attack-version",
    "techniques", "hunt", "excludes", "statements"};
constexpr std::array<std::string_view, 3> kAliasKeys = {"name", "by", "recorded"};
constexpr std::array<std::string_view, 6> kFeatureKeys = {"id",   "tier", "group",
                                                          "says", "when", "values"};
constexpr std::array<std::string_view, 2> kTechniqueKeys = {"id", "nearest"};
constexpr std::array<std::string_view, 3> kStatementKeys = {"by", "date", "says"};

class Reader {
 public:
  Reader(Object root, std::string_view text) : root_(root), lines_(text), text_(text) {}

  Result<Profile> Run() {
    Check(root_, kKeys, 0);
    profile_.id = Text(root_, "id", 0);
    profile_.name = Text(root_, "name", 0);
    profile_.summary = Text(root_, "summary", 0);
    profile_.attack_version = Text(root_, "attack-version", 0);
    ForEach("aliases", kAliasKeys, [&](const Object& object, std::uint32_t at) {
      profile_.aliases.push_back({.name = Text(object, "name", at),
                                  .by = Text(object, "by", at),
                                  .recorded = Date(object, "recorded", at)});
    });
    ForEach("features", kFeatureKeys,
            [&](const Object& object, std::uint32_t at) { TakeFeature(object, at); });
    ForEach("techniques", kTechniqueKeys, [&](const Object& object, std::uint32_t at) {
      profile_.techniques.push_back(
          {.id = Text(object, "id", at), .nearest = object.FindBool("nearest").value_or(false)});
    });
    ForEach("statements", kStatementKeys, [&](const Object& object, std::uint32_t at) {
      profile_.statements.push_back({.by = Text(object, "by", at),
                                     .date = Date(object, "date", at),
                                     .says = Text(object, "says", at)});
    });
    profile_.hunt = Texts(root_, "hunt");
    profile_.excludes = Texts(root_, "excludes");
    if (profile_.features.empty()) Complain(0, "a profile has `features`");
    if (!error_.empty()) return Fail(error_, "docs/attribution.md describes the form of a profile");
    return std::move(profile_);
  }

 private:
  void Complain(std::uint32_t offset, std::string what) {
    if (error_.empty())
      error_ = fmt::format("line {}: {}", lines_.Find(text_, offset).line, std::move(what));
  }

  void Check(const Object& object, Keys keys, std::uint32_t at) {
    if (object.size() > limits::kProfileItems) Complain(at, "there are too many keys");
    for (const Member& member : object)
      if (std::find(keys.begin(), keys.end(), member.key) == keys.end())
        Complain(member.key_offset, fmt::format("there is no key {}", Quote(member.key)));
  }

  std::string Text(const Object& object, std::string_view key, std::uint32_t at) {
    const auto text = object.FindString(key);
    if (!text || text->empty()) Complain(at, fmt::format("`{}` is missing", key));
    return std::string(text.value_or(""));
  }

  std::string Date(const Object& object, std::string_view key, std::uint32_t at) {
    std::string text = Text(object, key, at);
    if (!ParseTime(text)) Complain(at, fmt::format("`{}` is a date like 2026-06-17", key));
    return text;
  }

  std::vector<std::string> Texts(const Object& object, std::string_view key) {
    std::vector<std::string> texts;
    for (const Value& value : object.ElementsOf(key)) {
      const auto text = value.AsString();
      if (!text) Complain(value.offset(), fmt::format("`{}` is a list of texts", key));
      if (texts.size() == limits::kProfileItems)
        Complain(value.offset(), fmt::format("`{}` has too many items", key));
      texts.emplace_back(text.value_or(""));
    }
    return texts;
  }

  template <typename Take>
  void ForEach(std::string_view key, Keys keys, const Take& take) {
    std::size_t count = 0;
    for (const Value& value : root_.ElementsOf(key)) {
      const auto object = value.AsObject();
      if (!object) return Complain(value.offset(), fmt::format("an entry of `{}` has keys", key));
      if (++count > limits::kProfileItems)
        return Complain(value.offset(), fmt::format("`{}` has too many items", key));
      Check(*object, keys, value.offset());
      take(*object, value.offset());
    }
  }

  void TakeFeature(const Object& object, std::uint32_t at) {
    Profile::Feature feature{.id = Text(object, "id", at),
                             .tier = FeatureTier::kWeak,
                             .group = std::string(object.FindString("group").value_or("")),
                             .says = Text(object, "says", at),
                             .when = std::string(object.FindString("when").value_or("")),
                             .values = Texts(object, "values")};
    const auto tier = FindFeatureTier(Text(object, "tier", at));
    if (!tier) Complain(at, "`tier` is strong, medium or weak");
    feature.tier = tier.value_or(FeatureTier::kWeak);
    if (feature.group.empty()) feature.group = feature.id;
    if (feature.when.empty() == feature.values.empty())
      Complain(at, fmt::format("the feature {} has either `when` or `values`", Quote(feature.id)));
    const detect::NamedClause clause{.id = feature.id, .clause = feature.when};
    if (!feature.when.empty()) {
      if (const auto rules = detect::RuleSet::OfClauses({&clause, 1}); !rules)
        Complain(at, rules.error().message);
    }
    for (const std::string& value : feature.values)
      if (!intel::IsDefanged(value) && value.find("://") != std::string::npos)
        Complain(at, fmt::format("{} is not defanged", Quote(value)));
    profile_.features.push_back(std::move(feature));
  }

  Object root_;
  LineTable lines_;
  std::string_view text_;
  std::string error_;
  Profile profile_;
};

}  // namespace

Result<Profile> ReadProfile(std::string_view yaml) {
  if (yaml.size() > limits::kProfileBytes)
    return Fail(fmt::format("the profile has {}, more than is read", HumanBytes(yaml.size())));
  const auto document = formats::yaml::Parse(yaml, {.bytes = limits::kProfileBytes, .depth = 8});
  if (!document)
    return Fail(
        fmt::format("line {}: {}", document.error().position.line, document.error().message));
  const auto documents = document->root().Elements();
  if (documents.size() != 1 || !documents[0].AsObject())
    return Fail("a profile is one YAML document with keys");
  return Reader(documents[0].Members(), yaml).Run();
}

}  // namespace scan
