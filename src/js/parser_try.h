#pragma once

#include "js/parser_guards.h"

namespace js {

/// Reads on trial: what was read, noted and made since is forgotten by Undo. TypeScript's grammar
/// needs it for `a < b > (c)` and for arrow functions with types; the parser remembers where a
/// trial failed, so none is made twice.
struct Parser::Trial {
  explicit Trial(Parser& parser)
      : parser_(parser),
        lexer(parser.lexer_.mark()),
        scopes(parser.scopes_.mark()),
        tree_size(parser.tree_.size()),
        errors(parser.errors_.size()),
        private_used(parser.private_used_.size()),
        pending(parser.pending_),
        potential_arrow(parser.potential_arrow_) {
    ++parser.trials_;
  }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;
  ~Trial() {
    if (!committed_) --parser_.trials_;
  }

  /// What is read from now on stays, errors included.
  void Commit() {
    committed_ = true;
    --parser_.trials_;
  }
  [[nodiscard]] bool committed() const { return committed_; }

  void Undo() {
    parser_.lexer_.Return(lexer);
    parser_.scopes_.Return(scopes);
    parser_.tree_.Truncate(tree_size);
    parser_.errors_.resize(errors);
    parser_.private_used_.resize(private_used);
    parser_.pending_ = pending;
    parser_.potential_arrow_ = potential_arrow;
    parser_.failed_ = false;
  }

  [[nodiscard]] std::uint32_t first_event() const {
    return static_cast<std::uint32_t>(scopes.events);
  }

 private:
  Parser& parser_;
  bool committed_ = false;
  const Lexer::Mark lexer;
  const ScopeBuilder::Mark scopes;
  const std::uint32_t tree_size;
  const std::size_t errors;
  const std::size_t private_used;
  const Pending pending;
  const std::uint32_t potential_arrow;
};

}  // namespace js
