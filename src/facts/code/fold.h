#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "facts/code/json_modules.h"
#include "facts/code/resolver.h"

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
  explicit Folder(Resolver& resolver)
      : resolver_(resolver), json_(*resolver.package().view().contents) {}

  [[nodiscard]] Folded Fold(Site site);
  /// The very text, by looking and, where that does not suffice, by evaluating.
  [[nodiscard]] std::optional<std::string> Constant(Site site);
  /// As Constant, and also what stands in other files of the package: exported constants, values of
  /// JSON files, small files that are read, joined and decoded (base64, hex).
  [[nodiscard]] std::optional<std::string> Text(Site site);
  /// The path of the JSON file that a call of `require` or an import loads; empty for none.
  [[nodiscard]] std::string_view JsonFile(Site site);
  [[nodiscard]] std::string_view ImportedJson(FileId id, const Definition& definition);
  /// The texts that a variable goes through, as in `for (const x of ['a', 'b'])`; empty when the
  /// expression is no such variable.
  [[nodiscard]] std::vector<std::string> Alternatives(Site site);

 private:
  /// A call whose function is being folded.
  struct Entered {
    Site function;
    FileId file = FileId::kNone;  ///< of the call
    std::span<const js::NodeId> arguments;
  };

  std::optional<Folded> FoldApi(Does does, FileId file, std::span<const js::NodeId> arguments);
  Folded FoldForwarded(FileId file, std::span<const js::NodeId> arguments);
  Folded FoldParameter(FileId file, const Definition& definition);
  std::vector<Site> ElementsOf(FileId file, const Definition& definition);
  Folded FoldCall(FileId file, js::NodeId node);
  Folded FoldElement(FileId file, const Definition& definition);
  Folded FoldIdentifier(Site site, const js::Identifier& name);
  Folded FoldMember(Site site, const js::MemberExpression& member);
  /// The JSON file that members of an expression lead into, and the keys on the way.
  std::string_view JsonPlace(Site site, std::vector<std::string>& keys);
  std::optional<std::string> FileText(FileId id, const Api& api,
                                      std::span<const js::NodeId> arguments);
  std::optional<std::string> Decoded(FileId id, js::NodeId node);
  std::optional<std::string> VariableText(FileId id, const js::Identifier& name);
  std::optional<std::string> ExportText(Site exported);
  std::optional<std::string> ElsewhereText(Site site);
  Folded Join(FileId file, std::span<const js::NodeId> pieces, std::string_view separator);

  Resolver& resolver_;
  JsonModules json_;
  unsigned depth_ = 0;
  unsigned text_depth_ = 0;
  std::size_t left_ = 0;  ///< steps, for the text at hand
  std::vector<Entered> entered_;
};

}  // namespace facts::code
