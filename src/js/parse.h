#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/span.h"
#include "js/goal.h"
#include "js/scopes.h"
#include "js/tree.h"

namespace js {

enum class SyntaxErrorCode : std::uint8_t {
#define SYNTAX_ERROR(name, code, message, help) name,
#include "js/syntax_errors.def"
};

/// A place where the text breaks the grammar or an early-error rule.
struct SyntaxError {
  SyntaxErrorCode code = SyntaxErrorCode::kUnexpectedToken;
  Span span;
  bool operator==(const SyntaxError&) const = default;
};
/// As a person should see it, with line and caret. `file` is copied.
[[nodiscard]] Diagnostic ToDiagnostic(const SyntaxError& error, std::string_view file,
                                      std::string_view source);

struct Comment {
  enum class Kind : std::uint8_t { kLine, kBlock, kHtmlOpen, kHtmlClose, kHashbang };
  Span span;  ///< with its delimiters, without the line break
  Kind kind = Kind::kLine;
};

struct ParseOptions {
  Goal goal = Goal::kDetect;
  /// Resolve names: Module::scopes and Identifier::binding.
  bool scopes = true;
  /// Acorn's `allowHashBang` and so on are always on; this one is CommonJS's and of use to scripts
  /// that are fragments.
  bool allow_return_outside_function = false;
};

class Scratch;

/// What Parse found. Everything lives in the Scratch and is good until its next Parse. With errors
/// the tree still has every statement that could be read; the others are InvalidStatement nodes.
struct Module {
  const Tree* tree = nullptr;
  const Scopes* scopes = nullptr;  ///< null unless asked for
  NodeId program = NodeId::kNone;
  Goal goal = Goal::kScript;  ///< never kDetect
  std::span<const Comment> comments;
  std::span<const SyntaxError>
      errors;  ///< in the order they were met; at most limits::kSyntaxErrors

  [[nodiscard]] bool ok() const { return errors.empty(); }
};

/// Memory that Parse works in and whose results live in it. Use one per thread for many files:
/// nothing is given back between them.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(Scratch&&) noexcept;
  Scratch& operator=(Scratch&&) noexcept;

  struct State;
  [[nodiscard]] State& state() { return *state_; }
  /// The tree that the last Parse made, cut to its size; the next one is made in new memory. What
  /// Parse gave for it no longer has a tree.
  [[nodiscard]] Tree TakeTree();
  /// Bytes that the last Parse left in use: source copy, tree, names, scopes, comments.
  [[nodiscard]] std::size_t bytes_used() const;

 private:
  std::unique_ptr<State> state_;
};

/// Reads the text. Never fails as a call: hostile, truncated or binary text gives errors and what
/// could be read. The text is copied, so it may go away. Depth is bounded by limits::kSyntaxDepth,
/// size by limits::kSourceBytes.
[[nodiscard]] Module Parse(std::string_view source, const ParseOptions& options, Scratch& scratch);

}  // namespace js
