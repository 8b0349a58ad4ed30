#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "facts/code/resolver.h"
#include "js/evaluate.h"

namespace facts::code {

/// Text as far as it can be told. What only a run could tell stands as `${}`; a home folder as `~`,
/// the temporary one as `/tmp`, an environment variable as `$NAME`, the package's own folder as a
/// path below the package root.
struct Folded {
  std::string text;
  bool whole = false;  ///< nothing of it is unknown
  bool guess = false;  ///< one of several texts that a function gives back: the first that is known

  /// True when something of it is known.
  [[nodiscard]] bool any() const {
    return whole || text.find_first_not_of("${}/") != std::string::npos;
  }
  /// The text when something of it is known, else nothing.
  [[nodiscard]] std::string_view known() const { return any() ? text : std::string_view(); }
  /// The text when all of it is known, else nothing.
  [[nodiscard]] std::string_view exact() const { return whole ? text : std::string_view(); }
};

/// Folds expressions to text for those who show or compare it: constants, joins, templates, paths
/// of Node, and what js::Evaluator carries out. Never runs anything of the package.
class Folder {
 public:
  explicit Folder(Resolver& resolver) : resolver_(resolver) {}

  [[nodiscard]] Folded Fold(Site site);
  /// The very text, by looking and, where that does not suffice, by evaluating.
  [[nodiscard]] std::optional<std::string> Constant(Site site);
  /// What it is worth as data (text or bytes), by evaluating; nothing when it depends on a run.
  [[nodiscard]] std::optional<js::Value> Evaluate(Site site);
  /// Gives back the memory that evaluating took; what comes after is told anew.
  void Forget() { evaluators_.clear(); }

 private:
  Folded FoldCall(FileId file, js::NodeId node);
  Folded FoldElement(FileId file, const Definition& definition);
  Folded FoldIdentifier(Site site, const js::Identifier& name);
  Folded FoldMember(Site site, const js::MemberExpression& member);
  Folded Join(FileId file, std::span<const js::NodeId> pieces, std::string_view separator);
  bool WorthEvaluating(Site site);

  Resolver& resolver_;
  unsigned depth_ = 0;
  std::map<FileId, std::unique_ptr<js::Evaluator>> evaluators_;
};

}  // namespace facts::code
