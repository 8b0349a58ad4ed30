#include "inventory/overrides.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "base/limits.h"
#include "base/text.h"
#include "model/npm_spec.h"
#include "model/semver.h"

namespace inventory {
namespace {

using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

/// An override set: what holds from here on down. The first is the root's, which is no rule itself.
using RuleIndex = std::uint32_t;
constexpr RuleIndex kRootRules = 0;

/// How often the rules for one package may be replaced by more fitting ones while the tree is
/// walked; npm's own walk settles within two or three.
constexpr int kChanges = 8;

struct Rule {
  RuleIndex parent = kRootRules;
  std::string_view name;
  std::string key_spec;    ///< the versions it is for: "*" for all
  std::string_view value;  ///< what to ask for instead; "*" leaves the range alone
  std::vector<RuleIndex> children;
  std::unordered_map<std::string_view, std::vector<RuleIndex>> by_name;  ///< of the children
  Complaints::Place place;
};

class Overrides {
 public:
  explicit Overrides(Tree& tree) : tree_(tree) {}

  void Apply() {
    const Node& root = tree_.root();
    const Source* const source = root.manifest ? root.manifest_source : root.entry_place.source;
    const auto& manifest = root.manifest ? root.manifest : root.entry;
    const Value* const overrides = manifest ? manifest->Find("overrides") : nullptr;
    if (overrides == nullptr || source == nullptr) return;
    const auto object = overrides->AsObject();
    if (!object) {
      tree_.complaints.Warn(
          "L002", ValueOf(*source, *overrides),
          fmt::format("`overrides` is {}, not an object", NameOf(overrides->kind())),
          "it is passed over");
      return;
    }
    rules_.emplace_back();
    ReadRules(*source, *object);
    if (rules_.size() == 1) return;
    Walk();
    MarkClashes();
  }

 private:
  void ReadRules(const Source& source, const Object& overrides) {
    struct Open {
      Object object;
      RuleIndex parent;
      std::size_t depth;
    };
    std::vector<Open> open = {{overrides, kRootRules, 0}};
    while (!open.empty()) {
      const Open now = open.back();
      open.pop_back();
      for (const Member& member : now.object) {
        if (member.key == "." || now.object.FindMember(member.key) != &member) continue;
        const auto nested = member.value.AsObject();
        const auto text = member.value.AsString();
        if ((!nested && !text) || now.depth >= limits::kOverrideDepth) {
          tree_.complaints.Warn(
              nested ? "L018" : "L017", ValueOf(source, member.value),
              nested ? fmt::format("overrides are nested deeper than {}", limits::kOverrideDepth)
                     : fmt::format("the override of {} is {}", Quote(member.key),
                                   NameOf(member.value.kind())),
              "it is passed over");
          continue;
        }
        const RuleIndex rule = AddRule(KeyOf(source, member), member.key, now.parent);
        if (rule == kRootRules) continue;
        std::string_view value = text.value_or("");
        if (nested) value = nested->FindString(".").value_or(rules_[rule].key_spec);
        if (value.empty()) value = "*";
        rules_[rule].value = tree_.texts.Copy(value);
        if (nested) open.push_back({*nested, rule, now.depth + 1});
      }
    }
  }

  RuleIndex AddRule(const Complaints::Place& place, std::string_view key, RuleIndex parent) {
    const NamedSpec named = SplitNamedSpec(key);
    if (!PackageName::Parse(named.name)) {
      tree_.complaints.Warn("L017", place,
                            fmt::format("{} names no package to override", Quote(key)),
                            "write a name, or name@range");
      return kRootRules;
    }
    const auto index = static_cast<RuleIndex>(rules_.size());
    rules_[parent].children.push_back(index);
    rules_[parent].by_name[named.name].push_back(index);
    rules_.push_back({.parent = parent,
                      .name = named.name,
                      .key_spec = std::string(Trim(named.spec)),
                      .place = place});
    return index;
  }

  /// From the root along the edges: each edge takes the rules of the package it leaves, made more
  /// special by the rule that names it; the package it leads to takes the edge's.
  void Walk() {
    rules_of_.assign(tree_.nodes.size(), kNone);
    std::vector<std::uint8_t> changes(tree_.nodes.size());
    rules_of_[0] = kRootRules;
    std::vector<PackageIndex> queue = {PackageIndex::kRoot};
    const auto update = [&](PackageIndex index, RuleIndex rules) {
      const auto i = static_cast<std::size_t>(index);
      const RuleIndex better = rules_of_[i] == kNone ? rules : MoreSpecial(rules_of_[i], rules);
      if (better == kNone || better == rules_of_[i] || changes[i] == kChanges) return;
      ++changes[i];
      rules_of_[i] = better;
      queue.push_back(index);
    };
    for (std::size_t next = 0; next < queue.size(); ++next) {
      const PackageIndex index = queue[next];
      const RuleIndex rules = rules_of_[static_cast<std::size_t>(index)];
      if (const auto target = tree_.at(index).package.link_target) update(*target, rules);
      for (Edge& edge : tree_.EdgesOf(index)) {
        edge.rules = RuleFor(edge, rules);
        Ask(edge);
        if (edge.to) update(*edge.to, edge.rules);
      }
    }
  }

  /// The rule that an edge out of a package with `rules` falls under; `rules` when none does.
  RuleIndex RuleFor(const Edge& edge, RuleIndex rules) {
    for (RuleIndex at = rules;; at = rules_[at].parent) {
      const auto named = rules_[at].by_name.find(edge.name);
      if (named != rules_[at].by_name.end()) {
        for (const RuleIndex rule : named->second) {
          if (IsFor(rules_[rule], edge)) return rule;
        }
      }
      if (at == kRootRules) return rules;
      if (rules_[at].name == edge.name && IsFor(rules_[at], edge)) return at;
    }
  }

  /// Whether the versions a rule is for and those an edge asks for have any in common.
  bool IsFor(const Rule& rule, const Edge& edge) {
    if (rule.key_spec == "*") return true;
    if (!MayCompare()) return false;
    const auto spec = NpmSpec::Parse(edge.range.empty() ? "*" : edge.range, {});
    if (!spec) return false;
    switch (spec->kind) {
      case NpmSpec::Kind::kVersion:
      case NpmSpec::Kind::kRange:
        return Meet(spec->text, rule.key_spec);
      case NpmSpec::Kind::kAlias:
        return spec->alias_kind == NpmSpec::Kind::kTag || Meet(spec->text, rule.key_spec);
      case NpmSpec::Kind::kGit:
        return !spec->git_range.empty() && Meet(spec->git_range, rule.key_spec);
      case NpmSpec::Kind::kTag:
      case NpmSpec::Kind::kRemote:
      case NpmSpec::Kind::kFile:
      case NpmSpec::Kind::kFolder:
      case NpmSpec::Kind::kWorkspace:
        return true;  // nothing to compare versions with
    }
    return false;
  }

  /// Rules times edges may be far more than anybody's time.
  bool MayCompare() {
    if (++compared_ <= limits::kOverrideComparisons) return true;
    if (compared_ == limits::kOverrideComparisons + 1) {
      tree_.complaints.AddForFile(Diagnostic::Level::kError, "L018", tree_.manifest,
                                  "there are too many overrides to compare them all",
                                  "the remaining ones are not applied");
    }
    return false;
  }

  static bool Meet(std::string_view a, std::string_view b) {
    const auto left = VersionRange::Parse(a);
    const auto right = VersionRange::Parse(b);
    return left && right && left->Intersects(*right);
  }

  void Ask(Edge& edge) {
    edge.asked = edge.range;
    edge.overridden = false;
    const Rule& rule = rules_[edge.rules];
    if (edge.rules == kRootRules || rule.name != edge.name || rule.value == "*") return;
    std::string_view value = rule.value;
    if (value.starts_with('$')) {
      const auto referred = RangeOfReference(value.substr(1), edge);
      if (!referred) {
        if (complained_.insert(edge.rules).second) {
          tree_.complaints.Warn(
              "L017", rule.place,
              fmt::format("the override refers to {}, which the root does not depend on",
                          Quote(value)),
              "add it to the root's dependencies, or write a range");
        }
        return;
      }
      value = *referred;
    } else if (edge.from == PackageIndex::kRoot && value != edge.range) {
      tree_.complaints.Add(
          Diagnostic::Level::kError, "L017", rule.place,
          fmt::format("the override of {} contradicts the root's own range {}", Quote(edge.name),
                      Quote(edge.range)),
          fmt::format("npm refuses this: change the range, or write \"${}\"", edge.name));
    }
    edge.asked = value;
    edge.overridden = value != edge.range;
  }

  /// "$name" is the root's own range for that name, else that of the package that asks.
  std::optional<std::string_view> RangeOfReference(std::string_view name, const Edge& edge) const {
    for (const PackageIndex who : {PackageIndex::kRoot, edge.from}) {
      const Node& node = tree_.at(who);
      const auto& manifest = node.manifest ? node.manifest : node.entry;
      if (!manifest) continue;
      for (const std::string_view field :
           {"devDependencies", "optionalDependencies", "dependencies", "peerDependencies"}) {
        const auto members = manifest->FindObject(field);
        const auto range = members ? members->FindString(name) : std::nullopt;
        if (range && !range->empty()) return range;
      }
    }
    return std::nullopt;
  }

  bool IsWithin(RuleIndex inner, RuleIndex outer) const {
    while (inner != outer && inner != kRootRules) inner = rules_[inner].parent;
    return inner == outer;
  }

  /// The inner of two sets when one lies within the other; their common surroundings when they do
  /// not and can live together; kNone when they clash.
  RuleIndex MoreSpecial(RuleIndex a, RuleIndex b) {
    if (IsWithin(b, a)) return b;
    if (IsWithin(a, b)) return a;
    if (Clash(a, b)) return kNone;
    while (!IsWithin(b, a)) a = rules_[a].parent;
    return a;
  }

  /// The rules that hold within a set and not within `common`, which surrounds it.
  std::vector<RuleIndex> RulesWithin(RuleIndex set, RuleIndex common) const {
    std::vector<RuleIndex> within;
    for (; set != common; set = rules_[set].parent) {
      within.push_back(set);
      within.insert(within.end(), rules_[set].children.begin(), rules_[set].children.end());
    }
    return within;
  }

  /// Whether two sets have a rule of the same key whose ranges have no version in common.
  bool Clash(RuleIndex a, RuleIndex b) {
    if (IsWithin(a, b) || IsWithin(b, a)) return false;
    const auto pair = (static_cast<std::uint64_t>(std::min(a, b)) << 32U) | std::max(a, b);
    if (const auto known = clashes_.find(pair); known != clashes_.end()) return known->second;
    RuleIndex common = a;
    while (!IsWithin(b, common)) common = rules_[common].parent;
    const auto first = RulesWithin(a, common);
    const auto second = RulesWithin(b, common);
    bool clash = false;
    for (const RuleIndex x : first) {
      for (const RuleIndex y : second) {
        if (clash || !MayCompare()) break;
        clash = rules_[x].name == rules_[y].name && rules_[x].key_spec == rules_[y].key_spec &&
                AreApart(rules_[x].value, rules_[y].value);
      }
    }
    clashes_.emplace(pair, clash);
    return clash;
  }

  static bool AreApart(std::string_view a, std::string_view b) {
    const auto left = VersionRange::Parse(a, {.mode = SemVerMode::kLoose});
    const auto right = VersionRange::Parse(b, {.mode = SemVerMode::kLoose});
    return left && right && !left->Intersects(*right);
  }

  /// What JudgeEdges needs to know of the rules.
  void MarkClashes() {
    for (Edge& edge : tree_.edges) {
      const RuleIndex from = rules_of_[static_cast<std::size_t>(edge.from)];
      if (!edge.to || from == kNone) continue;
      if (edge.overridden) tree_.at(*edge.to).package.overridden = true;
      if (edge.rules != kRootRules) {
        edge.spared_unless = tree_.texts.Copy(rules_[edge.rules].key_spec);
      }
      const RuleIndex to = rules_of_[static_cast<std::size_t>(*edge.to)];
      const bool has_edges = !tree_.EdgesOf(*edge.to).empty();
      edge.clashes = to != kNone && has_edges && Clash(edge.rules, to);
    }
  }

  static constexpr RuleIndex kNone = ~RuleIndex{0};

  Tree& tree_;
  std::deque<Rule> rules_;
  std::vector<RuleIndex> rules_of_;  ///< per node; kNone for what the root does not reach
  std::unordered_map<std::uint64_t, bool> clashes_;
  std::unordered_set<RuleIndex> complained_;
  std::size_t compared_ = 0;
};

}  // namespace

void ApplyOverrides(Tree& tree) {
  Overrides(tree).Apply();
}

}  // namespace inventory
