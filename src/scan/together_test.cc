#include "scan/together.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <deque>

#include "model/trust_limits.h"
#include "scan/registry_fact.h"

namespace scan {
namespace {

FactValue Value(std::string key, std::string text) {
  return {.key = std::move(key), .text = Untrusted(std::move(text))};
}

/// Packages side by side, as JudgeTogether hands them on.
class Packages {
 public:
  struct Release {
    std::string name;
    std::string minute;  ///< of 2026-06-17, "01:12"
    std::string publisher = "somebody";
    unsigned age_hours = 5000;  ///< of the package
  };

  /// Adds a release; facts are added to `Trusted` and `Code`.
  void Add(const Release& release) {
    if (inventory_.packages.empty()) inventory_.packages.emplace_back();
    Package package;
    package.name = PackageName::Parse(release.name);
    package.version = "1.0.1";
    package.path = "node_modules/" + release.name;
    inventory_.packages.push_back(package);
    trusted_.push_back({RegistryFact(
        FactKind::kPublishVersion, release.name, "1.0.1",
        {Value("version", "1.0.1"), Value("published", "2026-06-17T" + release.minute + ":00Z"),
         Value("publisher", release.publisher),
         Value("package-age-hours", std::to_string(release.age_hours))})});
    code_.emplace_back();
  }
  Facts& Trusted() { return trusted_.back(); }
  void Can(FactKind kind) {
    Fact fact{.kind = kind, .phase = Phase::kImport};
    fact.evidence.file = Untrusted("index.js");
    code_.back().push_back(std::move(fact));
  }
  void Depends(std::size_t from, std::size_t to) {
    Dependency edge;
    edge.from = static_cast<PackageIndex>(from + 1);
    edge.to = static_cast<PackageIndex>(to + 1);
    inventory_.dependencies.push_back(edge);
  }
  void GainsDependency(std::string name, std::string package_age) {
    Trusted().push_back(RegistryFact(
        FactKind::kPublishDependencyAdded, "x", "1.0.1",
        {Value("name", std::move(name)), Value("package-age-hours", std::move(package_age)),
         Value("family", "other")}));
  }

  [[nodiscard]] std::string Echoes() const { return Describe(EchoesAmong(Known())); }
  [[nodiscard]] std::string Split() const { return Describe(SplitWorkAmong(inventory_, Known())); }

 private:
  [[nodiscard]] std::vector<KnownItem> Known() const {
    std::vector<KnownItem> known;
    for (std::size_t i = 0; i < trusted_.size(); ++i)
      known.push_back({.package = static_cast<PackageIndex>(i + 1),
                       .about = &inventory_.packages[i + 1],
                       .code = &code_[i],
                       .trusted = &trusted_[i],
                       .integrity = &none_});
    return known;
  }
  /// The values of what was added to the first item, and how many items got something.
  static std::string Describe(const AddedFacts& added) {
    std::size_t items = 0;
    std::string text;
    for (const Facts& facts : added) {
      if (facts.empty()) continue;
      if (items++ > 0) continue;
      for (const Fact& fact : facts) {
        for (const FactValue& value : fact.values)
          text += fmt::format("{}={} ", value.key, value.text.View());
      }
    }
    return fmt::format("{}in {}", text, items);
  }

  Inventory inventory_;
  std::deque<Facts> trusted_;
  std::deque<Facts> code_;
  Integrity none_;
};

TEST(Echoes, AreTheSameYoungDependencyInThreePackagesWithinAnHour) {
  Packages scope;
  for (const char* minute : {"01:12", "01:15", "01:58"}) {
    scope.Add({.name = "@s/p" + std::string(minute).substr(3), .minute = minute});
    scope.GainsDependency("easy-day", "18");
  }
  EXPECT_EQ(scope.Echoes(),
            "minutes=46 name=easy-day packages=3 publishers=1 scope=yes what=dependency in 3");
  scope.Add({.name = "other", .minute = "02:30", .publisher = "else"});
  scope.GainsDependency("easy-day", "19");
  EXPECT_EQ(scope.Echoes(),
            "minutes=46 name=easy-day packages=3 publishers=1 scope=yes what=dependency in 3");
}

TEST(Echoes, AreNotABurstAloneNorAnOldDependency) {
  Packages burst;
  for (const char* name : {"a", "b", "c", "d"}) burst.Add({.name = name, .minute = "01:12"});
  EXPECT_EQ(burst.Echoes(), "in 0");
  Packages old;
  for (const char* name : {"a", "b", "c"}) {
    old.Add({.name = name, .minute = "01:12"});
    old.GainsDependency("tslib", "50000");
  }
  EXPECT_EQ(old.Echoes(), "in 0");
  Packages two;
  for (const char* name : {"a", "b"}) {
    two.Add({.name = name, .minute = "01:12"});
    two.GainsDependency("easy-day", "18");
  }
  EXPECT_EQ(two.Echoes(), "in 0");
}

TEST(Echoes, OfNewPackagesOfOneAccountAreTold) {
  Packages fresh;
  for (const char* name : {"a", "b", "c"})
    fresh.Add({.name = name, .minute = "01:12", .publisher = "new", .age_hours = 2});
  EXPECT_EQ(fresh.Echoes(),
            "minutes=0 name=new packages=3 publishers=1 scope=no what=account in 3");
}

TEST(SplitWork, IsWhatTwoNewPackagesHaveBetweenThem) {
  Packages pair;
  pair.Add({.name = "reads", .minute = "01:00", .age_hours = 20});
  pair.Can(FactKind::kCodeSecretPlace);
  pair.Add({.name = "sends", .minute = "01:00", .age_hours = 20});
  pair.Can(FactKind::kCodeNetSend);
  EXPECT_EQ(pair.Split(),
            "first=secrets link=publisher packages=reads@1.0.1 sends@1.0.1 second=network in 2");
}

TEST(SplitWork, IsNotWhatOneDoesAloneNorOldPackagesNorStrangers) {
  Packages alone;
  alone.Add({.name = "both", .minute = "01:00", .age_hours = 20});
  alone.Can(FactKind::kCodeSecretPlace);
  alone.Can(FactKind::kCodeNetSend);
  alone.Add({.name = "sends", .minute = "01:00", .age_hours = 20});
  alone.Can(FactKind::kCodeNetSend);
  EXPECT_EQ(alone.Split(), "in 0");
  for (const auto& [age, publisher] : {std::pair(9000U, "somebody"), std::pair(20U, "stranger")}) {
    Packages others;
    others.Add({.name = "reads", .minute = "01:00", .age_hours = age});
    others.Can(FactKind::kCodeSecretPlace);
    others.Add({.name = "sends", .minute = "01:00", .publisher = publisher, .age_hours = age});
    others.Can(FactKind::kCodeNetSend);
    EXPECT_EQ(others.Split(), "in 0");
    others.Depends(0, 1);
    EXPECT_EQ(others.Split(), age > 100 ? "in 0"
                                        : "first=secrets link=dependency packages=reads@1.0.1 "
                                          "sends@1.0.1 second=network in 2");
  }
}

TEST(SplitWork, IsLookedForAmongABoundedNumber) {
  Packages many;
  for (std::size_t i = 0; i < limits::kSplitPackages; ++i)
    many.Add({.name = "p" + std::to_string(i), .minute = "01:00", .age_hours = 20});
  many.Add({.name = "reads", .minute = "01:00", .age_hours = 20});
  many.Can(FactKind::kCodeSecretPlace);
  many.Add({.name = "sends", .minute = "01:00", .age_hours = 20});
  many.Can(FactKind::kCodeNetSend);
  EXPECT_EQ(many.Split(), "in 0");
}

}  // namespace
}  // namespace scan
