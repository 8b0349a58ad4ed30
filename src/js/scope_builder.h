#pragma once

#include <cstdint>
#include <vector>

#include "js/scopes.h"
#include "js/tree_builder.h"

namespace js {

/// Keeps the scopes that are open while the parser runs, tells it of clashing declarations, and
/// records every name and every scope's begin and end in source order. Resolve then walks that
/// record once:
///
///   enter 0 | a | enter 1 | b | a | leave | c | leave        one 4-byte word each
///
/// and knows the meaning of a name by one table look-up, as each scope on entering writes its
/// bindings into a table indexed by symbol, and restores it on leaving. So hoisting needs no second
/// look and no hashing.
class ScopeBuilder {
 public:
  /// What a declaration clashes with, see ECMA-262 14.2.1, 14.12.1, 16.1.1, B.3.
  enum class Rule : std::uint8_t {
    kVar,          ///< var, and function where functions are like var
    kLexical,      ///< let, const, class, import, strict function in a block
    kFunction,     ///< sloppy function: may be repeated
    kSimpleCatch,  ///< catch (e): a var e is allowed
    kParameter,
  };
  /// How functions behave directly in the scope, and where `var` goes.
  enum class Level : std::uint8_t { kBlock, kSimpleCatch, kVarScope, kFunctionsAsVar };

  explicit ScopeBuilder(Scopes& scopes) : scopes_(scopes) {}

  void Start();
  void Enter(ScopeKind kind, Level level);
  /// For the body of a function whose parameters have a scope of their own; its names follow the
  /// hole `event`.
  void EnterBodyAt(std::uint32_t event);
  /// For the arrow function whose parameters were already read: their names follow the hole
  /// `event`.
  void EnterAt(std::uint32_t event, ScopeKind kind, Level level);
  void Leave();
  void SetStrict() {
    scopes_.scopes_[static_cast<std::uint32_t>(frames_.back().scope)].strict = true;
  }
  void MarkDirectEval() {
    scopes_.scopes_[static_cast<std::uint32_t>(frames_.back().scope)].direct_eval = true;
  }
  /// A sloppy catch parameter turned out to be a pattern or the other way: see Level.
  void SetLevel(Level level) { frames_.back().level = level; }

  void Mention(NodeId identifier) { events_.push_back(static_cast<std::uint32_t>(identifier)); }
  /// The last mentioned name is a label or keyword after all.
  void TakeBackMention() { events_.pop_back(); }
  /// Room for an `enter` that only later is known to be needed.
  [[nodiscard]] std::uint32_t Hole() {
    events_.push_back(kNothing);
    return static_cast<std::uint32_t>(events_.size() - 1);
  }
  /// Moves the last `count` mentions behind a new hole, which is returned.
  [[nodiscard]] std::uint32_t HoleBefore(std::uint32_t count);
  void Erase(std::uint32_t event) { events_[event] = kNothing; }
  [[nodiscard]] std::uint32_t event_count() const {
    return static_cast<std::uint32_t>(events_.size());
  }

  /// Declares in the innermost scope (or, for Rule::kVar, in the function around it). False when it
  /// clashes. The identifier gets its binding either way.
  [[nodiscard]] bool Declare(TreeBuilder& tree, NodeId identifier, BindingKind kind, Rule rule);
  /// As Declare for a name that clashes with nothing, neither now nor later: the inner name of a
  /// function expression.
  void DeclareQuietly(TreeBuilder& tree, NodeId identifier, BindingKind kind);
  /// Redeclaring is not an error (TypeScript leaves that to its checker).
  void AllowMerging() { merging_ = true; }
  [[nodiscard]] bool DeclaredAtTop(Symbol name) const;
  [[nodiscard]] bool functions_are_vars() const {
    return frames_.back().level == Level::kFunctionsAsVar;
  }

  struct Mark {
    std::size_t events, bindings, scopes, live, frames;
  };
  [[nodiscard]] Mark mark() const {
    return {events_.size(), scopes_.bindings_.size(), scopes_.scopes_.size(), live_.size(),
            frames_.size()};
  }
  void Return(const Mark& mark);

  /// Gives every Identifier its binding.
  void Resolve(TreeBuilder& tree);
  [[nodiscard]] std::size_t bytes() const;

 private:
  static constexpr std::uint32_t kNothing = 0;
  static constexpr std::uint32_t kEnter = 1U << 31U;
  static constexpr std::uint32_t kLeave = 1U << 30U;

  struct Frame {
    ScopeId scope = ScopeId::kProgram;
    Level level = Level::kBlock;
    std::uint32_t var_frame = 0;  ///< index of the frame where `var` goes
    std::uint32_t first_live = 0;
    bool after_parameters = false;  ///< the frame around it holds the function's parameters
  };
  /// A declaration in an open scope; `before` chains those of the same name outwards.
  struct Live {
    Symbol name = Symbol::kEmpty;
    std::uint32_t frame = 0;
    std::uint32_t before = 0;
    BindingId binding = BindingId::kNone;
    Rule rule = Rule::kVar;
  };

  [[nodiscard]] std::uint32_t& Latest(Symbol name);
  void Push(Symbol name, std::uint32_t frame, BindingId binding, Rule rule);
  [[nodiscard]] BindingId NewBinding(Symbol name, NodeId identifier, ScopeId scope,
                                     BindingKind kind);
  void HoistAnnexB(Symbol name, NodeId identifier);
  struct Verdict {
    bool clashes = false;
    BindingId same = BindingId::kNone;  ///< an earlier declaration of the same variable
  };
  [[nodiscard]] Verdict Judge(Symbol name, Rule rule);
  [[nodiscard]] bool IsParameterOfBody(Symbol name, std::uint32_t frame) const;

  Scopes& scopes_;
  std::vector<std::uint32_t> events_;
  std::vector<Frame> frames_;
  std::vector<Live> live_;             // [0] is unused
  std::vector<std::uint32_t> latest_;  // by symbol: index in live_, 0 for none
  std::vector<Live> moved_;
  bool merging_ = false;
};

}  // namespace js
