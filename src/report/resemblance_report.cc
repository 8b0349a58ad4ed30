#include "report/resemblance_report.h"

#include <fmt/format.h>

#include "base/text.h"
#include "formats/json_writer.h"
#include "report/escape.h"

namespace report {
namespace {

constexpr std::size_t kSeenCodePoints = 160;

std::string_view MeaningOf(Likeness likeness) {
  switch (likeness) {
    case Likeness::kNone:
      return "nothing but what many attacks share";
    case Likeness::kResembles:
      return "at least three independent habits of it were seen, which others can have";
    case Likeness::kRelated:
      return "something that only it had before it was published";
    case Likeness::kLikely:
      return "two independent things that only it had before they were published";
  }
  return {};
}

class Writer {
 public:
  Writer(const Attribution& attribution, const TextOptions& options)
      : attribution_(attribution), options_(options) {}

  std::string Write() {
    const auto& list = attribution_.resemblances;
    if (list.empty() || list.front().likeness == Likeness::kNone) {
      Line(Paint("It resembles no known cluster.", Tone::kStrong, options_));
      if (!list.empty() && !list.front().matched.empty()) {
        Line("");
        TellOne(list.front());
      }
    } else {
      TellOne(list.front());
      TellRunnerUp();
      TellAfter(list.front().profile);
    }
    Line("");
    Line(Wrap(
        "A program sees packages and registries, not the messages, payments and networks behind "
        "them. Whatever is in public reports can be copied; so nothing here says more than "
        "`likely`, and no confidence is computed. What others said is theirs.",
        0, options_));
    return std::move(out_);
  }

 private:
  void Line(std::string_view text) { out_ += fmt::format("{}\n", text); }

  void TellOne(const Resemblance& one) {
    const Tone tone = one.likeness == Likeness::kNone ? Tone::kFaint : Tone::kBad;
    Line(fmt::format("{}: {}",
                     Paint(ForTerminal(Untrusted(one.profile.name)), Tone::kStrong, options_),
                     Paint(NameOf(one.likeness), tone, options_)));
    Line(Wrap(fmt::format("{} ({} strong, {} medium, independent of one another).",
                          MeaningOf(one.likeness), one.strong, one.medium),
              2, options_));
    if (!one.spoken_against_by.empty())
      Line(Wrap("The habits of " + Join(one.spoken_against_by, ", ") + " speak against it.", 2,
                options_));
    Line("");
    Line("  Seen:");
    for (const Resemblance::Match& match : one.matched) {
      const Profile::Feature& feature = one.profile.features[match.feature];
      Line(fmt::format("    {:<6} {}", NameOf(feature.tier), ForTerminal(Untrusted(feature.says))));
      Line(fmt::format("           {}  {}", ForTerminal(match.seen, kSeenCodePoints),
                       Paint(ForTerminal(match.place), Tone::kPlace, options_)));
    }
    Line("  Expected, and not seen:");
    for (const std::size_t missing : one.missing) {
      const Profile::Feature& feature = one.profile.features[missing];
      Line(fmt::format("    {:<6} {}", NameOf(feature.tier), ForTerminal(Untrusted(feature.says))));
    }
  }

  void TellRunnerUp() {
    const auto& list = attribution_.resemblances;
    Line("");
    if (list.size() < 2) return;
    const Resemblance& next = list[1];
    Line(Wrap(
        fmt::format("Next best: {}, {}, with {} strong and {} medium.{}",
                    ForTerminal(Untrusted(next.profile.name)), NameOf(next.likeness), next.strong,
                    next.medium,
                    attribution_.near ? " The two cannot be told apart by what was seen." : ""),
        0, options_));
  }

  void TellAfter(const Profile& profile) {
    Line("");
    Line("Look for next:");
    for (const std::string& hunt : profile.hunt)
      Line(Wrap("- " + ForTerminal(Untrusted(hunt), 400), 2, options_));
    std::vector<std::string> names;
    for (const Profile::Alias& alias : profile.aliases)
      names.push_back(fmt::format("{} ({}, recorded {})", ForTerminal(Untrusted(alias.name)),
                                  ForTerminal(Untrusted(alias.by)), alias.recorded));
    Line("");
    Line(Wrap("Other names: " + Join(names, "; ") + ".", 0, options_));
    std::vector<std::string> techniques;
    for (const Profile::Technique& technique : profile.techniques)
      techniques.push_back(technique.id + (technique.nearest ? " (nearest)" : ""));
    Line(Wrap("Techniques, " + ForTerminal(Untrusted(profile.attack_version)) + ": " +
                  Join(techniques, ", ") + ".",
              0, options_));
    Line("What others said:");
    for (const Profile::Statement& statement : profile.statements)
      Line(Wrap(fmt::format("- {}, {}: {}.", ForTerminal(Untrusted(statement.by)), statement.date,
                            ForTerminal(Untrusted(statement.says), 400)),
                2, options_));
  }

  const Attribution& attribution_;
  const TextOptions& options_;
  std::string out_;
};

void WriteFeature(formats::JsonWriter& json, const Profile::Feature& feature) {
  json.Field("feature", feature.id).Field("tier", NameOf(feature.tier));
  json.Field("group", feature.group).Field("says", feature.says);
}

void WriteOne(formats::JsonWriter& json, const Resemblance& one) {
  json.BeginObject().Field("cluster", one.profile.id).Field("name", one.profile.name);
  json.Field("likeness", NameOf(one.likeness));
  json.Key("strong").Number(std::uint64_t{one.strong});
  json.Key("medium").Number(std::uint64_t{one.medium});
  json.Key("matched").BeginArray();
  for (const Resemblance::Match& match : one.matched) {
    json.BeginObject();
    WriteFeature(json, one.profile.features[match.feature]);
    json.Field("place", match.place.ForEscaping()).Field("seen", match.seen.ForEscaping());
    json.EndObject();
  }
  json.EndArray().Key("missing").BeginArray();
  for (const std::size_t missing : one.missing) {
    json.BeginObject();
    WriteFeature(json, one.profile.features[missing]);
    json.EndObject();
  }
  json.EndArray().Key("spokenAgainstBy").BeginArray();
  for (const std::string& id : one.spoken_against_by) json.String(id);
  json.EndArray().Key("aliases").BeginArray();
  for (const Profile::Alias& alias : one.profile.aliases)
    json.BeginObject()
        .Field("name", alias.name)
        .Field("by", alias.by)
        .Field("recorded", alias.recorded)
        .EndObject();
  json.EndArray().Field("attackVersion", one.profile.attack_version);
  json.Key("techniques").BeginArray();
  for (const Profile::Technique& technique : one.profile.techniques)
    json.BeginObject().Field("id", technique.id).Key("nearest").Bool(technique.nearest).EndObject();
  json.EndArray().Key("hunt").BeginArray();
  for (const std::string& hunt : one.profile.hunt) json.String(hunt);
  json.EndArray().Key("statements").BeginArray();
  for (const Profile::Statement& statement : one.profile.statements)
    json.BeginObject()
        .Field("by", statement.by)
        .Field("date", statement.date)
        .Field("says", statement.says)
        .EndObject();
  json.EndArray().EndObject();
}

}  // namespace

std::string WriteAttributionText(const Attribution& attribution, const TextOptions& options) {
  return Writer(attribution, options).Write();
}

std::string WriteAttributionJson(const Attribution& attribution) {
  std::string text;
  formats::JsonWriter json(text);
  json.BeginObject().Field("subject", attribution.subject).Key("near").Bool(attribution.near);
  json.Key("clusters").BeginArray();
  for (const Resemblance& one : attribution.resemblances) WriteOne(json, one);
  json.EndArray().EndObject();
  return text + "\n";
}

}  // namespace report
