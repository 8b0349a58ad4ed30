#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "facts/code/code_package.h"

namespace facts::code {

/// Tells without js::Evaluator that it has no answer: whoever asks it for a value makes it walk the
/// file first, and of a hundred expressions of everyday programs it can tell one. Follows the order
/// in which the evaluator carries things out and says no more than that it would end at something
/// that only a run can tell. Hence what this says of an expression changes no fact, and a program
/// can hide nothing behind it.
class Outlook {
 public:
  Outlook(const CodeFile& file, Budget& budget);

  /// True when the evaluator certainly has no value for `expression`; false when it may have one,
  /// and when telling would take too long.
  [[nodiscard]] bool IsHopeless(js::NodeId expression);

 private:
  enum class Answer : std::uint8_t { kNotAsked, kOpen, kHopeless };

  bool IsHopelessCall(js::NodeId callee, std::span<const js::NodeId> arguments);
  bool IsHopelessMember(const js::MemberExpression& member);
  bool IsHopelessName(js::NodeId mention);
  bool AskBinding(js::BindingId binding);
  bool AnyHopeless(std::span<const js::NodeId> expressions);

  // outlook_name.cc
  bool IsHopelessHere(js::NodeId mention);
  [[nodiscard]] std::span<const js::NodeId> SomeMentions(js::BindingId binding) const;
  bool IsWrittenElsewhere(js::BindingId binding);
  bool IsChangedIn(const js::Node& statement, js::BindingId binding);
  bool IsMadeHopelessBefore(js::NodeId statement, js::NodeId list, js::BindingId binding);
  bool Changes(js::NodeId mention);
  bool IsHandedByCalls(const js::Binding& binding);
  [[nodiscard]] bool IsFollowed(const js::Binding& binding) const;
  js::NodeId FunctionAt(js::NodeId callee);
  bool IsHopelessFunction(js::NodeId function);
  bool IsHopelessStatement(js::NodeId statement);

  const CodeFile& file_;
  Budget& budget_;
  unsigned depth_ = 0;
  /// The function whose body is looked into: a call fills its variables.
  js::NodeId called_ = js::NodeId::kNone;
  /// False within what is carried out as part of a list of statements, where variables may have the
  /// values that earlier ones gave them.
  bool in_place_ = true;
  std::vector<Answer> bindings_;
};

}  // namespace facts::code
