#include "base/file_system.h"
#include "inventory/edges.h"
#include "model/npm_spec.h"
#include "model/semver.h"

namespace inventory {
namespace {

using State = Dependency::State;
using Kind = NpmSpec::Kind;

/// Judges one edge after the other; ranges that recur are parsed once.
class Judge {
 public:
  explicit Judge(Tree& tree) : tree_(tree), versions_(tree.nodes.size()) {}

  /// Of a lockfile that says itself what each edge leads to: only a version outside of a plain
  /// range can be wrong, and an override may mean it so.
  [[nodiscard]] State OfLocked(const Edge& edge) {
    if (!edge.to) return edge.IsOptional() ? State::kOptionalMissing : State::kMissing;
    const Package& to = tree_.at(*edge.to).package;
    if (edge.overridden || to.overridden || to.origin != Origin::kRegistry || edge.asked.empty()) {
      return State::kResolved;
    }
    const auto known = registry_ranges_.find(edge.asked);
    if (known != registry_ranges_.end()) {
      return IsWithin(known->second, *edge.to) ? State::kResolved : State::kInvalid;
    }
    const auto spec = NpmSpec::Parse(edge.asked, {});
    const bool is_alias = spec && spec->kind == Kind::kAlias && spec->alias_kind != Kind::kTag;
    const bool is_range = spec && (spec->kind == Kind::kVersion || spec->kind == Kind::kRange);
    if ((!is_range && !is_alias) || spec->text == "*") return State::kResolved;
    return IsWithin(Remember(edge.asked, spec->text), *edge.to) ? State::kResolved
                                                                : State::kInvalid;
  }

  [[nodiscard]] State Of(const Edge& edge) {
    if (!edge.to) return edge.IsOptional() ? State::kOptionalMissing : State::kMissing;
    return IsAnswered(edge) ? State::kResolved : State::kInvalid;
  }

 private:
  bool IsAnswered(const Edge& edge) {
    const Node& to = tree_.at(*edge.to);
    if (edge.clashes) return false;
    // What came inside another package's tarball is beyond the reach of overrides.
    if (to.package.in_bundle) return IsValidOrAccepted(edge, to, edge.range);
    if (IsValidOrAccepted(edge, to, edge.asked)) return true;
    return !edge.spared_unless.empty() && IsValidOrAccepted(edge, to, edge.range) &&
           !IsValidOrAccepted(edge, to, edge.spared_unless);
  }

  bool IsValidOrAccepted(const Edge& edge, const Node& to, std::string_view range) {
    if (IsValid(edge, to, range)) return true;
    return !edge.accepted.empty() && IsValid(edge, to, edge.accepted);
  }

  bool IsValid(const Edge& edge, const Node& to, std::string_view range) {
    if (range.empty() || range == "*") return true;
    const auto known = registry_ranges_.find(range);
    if (known != registry_ranges_.end()) return IsWithin(known->second, *edge.to);
    if (IsPlain(range)) {
      if (const Range& plain = Remember(range, range)) return IsWithin(plain, *edge.to);
      registry_ranges_.erase(range);
    }
    const auto spec = NpmSpec::Parse(range, FolderOf(edge));
    if (!spec) return false;
    switch (spec->kind) {
      case Kind::kVersion:
      case Kind::kRange:
        if (spec->text == "*") return true;  // prereleases, too
        return IsWithin(Remember(range, spec->text), *edge.to);
      case Kind::kAlias:
        if (spec->alias_kind == Kind::kTag) return CameFromUrl(to);
        return spec->text == "*" || Contains(spec->text, *edge.to);
      case Kind::kTag:
        return CameFromUrl(to);
      case Kind::kFolder:
        return to.package.origin == Origin::kLink && tree_.Localise(spec->text) == to.link_path;
      case Kind::kFile:
        return to.package.origin != Origin::kLink && to.resolved.starts_with("file:") &&
               tree_.Localise(to.resolved.substr(5)) == tree_.Localise(spec->text);
      case Kind::kRemote:
        return to.resolved == spec->text;
      case Kind::kGit:
        return IsThatRepository(edge, to, *spec);
      case Kind::kWorkspace:
        return to.package.origin == Origin::kLink || to.package.origin == Origin::kWorkspace;
    }
    return false;
  }

  /// Whether the text can be nothing but a range of versions, if it is one.
  static bool IsPlain(std::string_view range) {
    constexpr std::string_view kBegin = "0123456789^~<>=";
    constexpr std::string_view kRest = "0123456789^~<>=.-| xX*";
    return kBegin.find(range.front()) != std::string_view::npos &&
           range.find_first_not_of(kRest) == std::string_view::npos;
  }

  bool IsThatRepository(const Edge& edge, const Node& to, const NpmSpec& spec) {
    const auto got = NpmSpec::Parse(to.resolved, {});
    if (!got || got->kind != Kind::kGit || got->repository != spec.repository) return false;
    if (IsCommitId(spec.committish)) return got->committish == spec.committish;
    if (!spec.git_range.empty()) return Contains(spec.git_range, *edge.to);
    // A branch cannot be checked without the network, but a changed branch can.
    if (edge.locked_range.empty()) return true;
    const auto locked = NpmSpec::Parse(edge.locked_range, FolderOf(edge));
    return !locked || locked->kind != Kind::kGit || locked->committish == spec.committish;
  }

  /// Where `file:` paths of the asking package count from.
  std::string FolderOf(const Edge& edge) const {
    if (edge.overridden) return {};
    const Node& from = tree_.at(edge.from);
    if (from.resolved.starts_with("file:") && from.package.origin != Origin::kLink) {
      return std::string(ParentPath(tree_.Localise(from.resolved.substr(5))));
    }
    return from.package.path;
  }

  static bool CameFromUrl(const Node& to) {
    return to.resolved.starts_with("https:") || to.resolved.starts_with("http:");
  }

  using Range = std::optional<VersionRange>;

  /// Most ranges recur: each is parsed once.
  const Range& Remember(std::string_view as_written, std::string_view range) {
    return registry_ranges_
        .emplace(as_written, VersionRange::Parse(range, {.mode = SemVerMode::kLoose}))
        .first->second;
  }

  /// A package that many ask for is read once.
  const std::optional<Version>& VersionOf(PackageIndex package) {
    auto& known = versions_[static_cast<std::size_t>(package)];
    if (!known) known = Version::Parse(tree_.at(package).package.version, SemVerMode::kLoose);
    return *known;
  }

  bool IsWithin(const Range& range, PackageIndex package) {
    const auto& version = VersionOf(package);
    return version && range && range->Contains(*version);
  }

  bool Contains(std::string_view range, PackageIndex package) {
    return range == "*" ||
           IsWithin(VersionRange::Parse(range, {.mode = SemVerMode::kLoose}), package);
  }

  Tree& tree_;
  std::unordered_map<std::string_view, Range> registry_ranges_;  ///< by text of an edge
  std::vector<std::optional<std::optional<Version>>> versions_;  ///< by package, once asked for
};

}  // namespace

void JudgeLockedEdges(Tree& tree) {
  Judge judge(tree);
  for (Edge& edge : tree.edges) edge.state = judge.OfLocked(edge);
}

void JudgeEdges(Tree& tree) {
  Judge judge(tree);
  for (Edge& edge : tree.edges) edge.state = judge.Of(edge);
}

}  // namespace inventory
