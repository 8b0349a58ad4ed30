#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "facts/package_view.h"
#include "facts/place.h"
#include "facts/shell_syntax.h"
#include "facts/shell_tables.h"
#include "facts/sink.h"

namespace facts {

/// Shell text and where it stands.
struct ShellSource {
  std::string script;  ///< what `script.*` facts call it
  std::string_view text;
  ShellDialect dialect = ShellDialect::kPosix;
  Phase phase = Phase::kInstall;
  /// Offsets of `text` become places by it; nullptr: everything stands at `fixed` (text that was
  /// given to another program, or decoded).
  const EmbeddedText* place = nullptr;
  Evidence fixed;
  std::string folder;  ///< it begins in, below the package root; empty: the root, where npm begins

  [[nodiscard]] Evidence At(Span span, std::string_view snippet) const;
};

/// What one script leads to is followed once, and not for ever.
struct ShellTrail {
  std::set<std::string> followed;  ///< files and manifest scripts
  std::size_t depth = 0;           ///< of texts inside texts
  std::size_t expanded = 0;        ///< bytes that variables were replaced by
};

struct ShellDownload {
  std::string program;
  std::string url;
  std::string host;
};

/// What a command writes to its output, as far as that can be told.
struct ShellFlow {
  std::vector<ShellDownload> downloads;
  std::optional<std::string> text;  ///< the very text, when it is constant
  std::string decoded_by;           ///< the encoding `text` was in, or that is being taken off
  bool environment = false;
  bool secret_file = false;
  bool command_output = false;

  void Merge(const ShellFlow& other);
};

/// A word with its variables and substitutions replaced as far as they are known.
struct ShellArgument {
  std::string text;
  bool computed = false;  ///< holds something only a run could tell
  ShellFlow flow;         ///< of the substitutions in it
  std::vector<std::string> variables;
};

/// One program about to run.
struct ShellInvocation {
  std::string program;
  ProgramClass program_class = ProgramClass::kOther;
  std::vector<ShellArgument> arguments;
  std::string text;  ///< as written
  Evidence evidence;
  Evidence fed_evidence;  ///< the same, with the commands that are piped into it
  ShellFlow input;
  std::string_view output;  ///< `script.download`'s `to`
  std::string output_file;  ///< of a redirection
  bool insecure = false;    ///< certificate checks are off for it

  /// The text of argument `index`, or "".
  [[nodiscard]] std::string_view Argument(std::size_t index) const {
    return index < arguments.size() ? std::string_view(arguments[index].text) : std::string_view();
  }
  /// The argument after the first of `flags`, the rest of one that begins with "flag=", or nothing.
  [[nodiscard]] const ShellArgument* After(std::initializer_list<std::string_view> flags) const;
  [[nodiscard]] bool Has(std::initializer_list<std::string_view> flags) const;
  /// Everything substitutions in the arguments give.
  [[nodiscard]] ShellFlow ArgumentFlow() const;
  /// The index of the first argument that is no flag; arguments.size() when there is none.
  [[nodiscard]] std::size_t FirstPlain(std::size_t from = 0) const;
};

/// The state of reading one text, and what its handlers share.
struct ShellScene {
  const ShellSource& source;
  const PackageView& view;
  Sink& sink;
  ShellTrail& trail;
  std::map<std::string, std::string, std::less<>> variables;  ///< constants set by the script
  std::map<std::string, ShellFlow, std::less<>> variable_flows;
  std::map<std::string, ShellDownload, std::less<>> downloaded;  ///< by file
  std::string folder;  ///< the current one, below the package root; ".." in front when outside

  /// One fact about `invocation`; `script` is put in.
  void Add(FactKind kind, const ShellInvocation& invocation, std::vector<KeyText> values);
  void AddAt(FactKind kind, Evidence evidence, std::vector<KeyText> values);
  /// `path` seen from the package root, normalised.
  [[nodiscard]] std::string FromRoot(std::string_view path) const;
};

}  // namespace facts
