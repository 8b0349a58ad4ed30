#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "js/evaluate.h"
#include "js/evaluate_heap.h"
#include "js/evaluate_index.h"

namespace js::eval {

/// How an expression or statement ended. kUnknown ends the whole evaluation: what was asked needs
/// something outside the file, or more than the budget.
enum class Flow : std::uint8_t { kNormal, kThrow, kUnknown, kBreak, kContinue, kReturn };

using Arguments = std::span<const Val>;

/// True for the names that LookUpGlobal knows beside those of builtins.def.
[[nodiscard]] bool IsGlobalValue(std::string_view name);

/// The interpreter: walks the tree, works on a heap of its own, knows no host.
class Machine {
 public:
  Machine(const Module& module, EvaluateBudget budget);

  /// The value an expression has where it stands.
  [[nodiscard]] Flow EvalStatic(NodeId expression, Val& out);
  /// As a value that outlives the machine; parts past a depth or a count are unknown.
  [[nodiscard]] Value Export(const Val& value);
  /// The question at hand has used up its share of the budget.
  [[nodiscard]] bool exhausted() const { return steps_ >= limit_ || heap_.spent(); }
  /// The whole budget is used up.
  [[nodiscard]] bool spent() const { return steps_ >= budget_.steps || heap_.spent(); }
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  /// A question used up its share.
  [[nodiscard]] bool gave_up() const { return gave_up_; }

 private:
  /// Counts nested work of every kind; false when too much is open.
  class Depth {
   public:
    explicit Depth(Machine& machine) : machine_(machine) { ++machine_.depth_; }
    ~Depth() { --machine_.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

   private:
    Machine& machine_;
  };

  /// The arguments of a call that is being made, in memory of an earlier call.
  class ArgumentList {
   public:
    explicit ArgumentList(Machine& machine) : machine_(machine) {
      if (machine.spare_lists_.empty()) return;
      list = std::move(machine.spare_lists_.back());
      machine.spare_lists_.pop_back();
    }
    ~ArgumentList() {
      list.clear();
      machine_.spare_lists_.push_back(std::move(list));
    }
    ArgumentList(const ArgumentList&) = delete;
    ArgumentList& operator=(const ArgumentList&) = delete;

    std::vector<Val> list;

   private:
    Machine& machine_;
  };

  [[nodiscard]] Value Export(const Val& value, std::uint32_t depth);

  struct Matches;
  struct JsonParser;

  // evaluate_expression.cc
  [[nodiscard]] Flow Eval(NodeId id, Frame* frame, Val& out);
  [[nodiscard]] Flow EvalPrimary(NodeId id, Frame* frame, Val& out);
  [[nodiscard]] Flow EvalTemplate(const TemplateLiteral& node, Frame* frame, Val& out);
  [[nodiscard]] Flow EvalArray(const ArrayExpression& node, Frame* frame, Val& out);
  [[nodiscard]] Flow EvalObject(const ObjectExpression& node, Frame* frame, Val& out);
  [[nodiscard]] Flow EvalOperator(NodeId id, Frame* frame, Val& out);
  [[nodiscard]] Flow EvalUnary(const UnaryExpression& node, Frame* frame, Val& out);
  [[nodiscard]] Flow EvalBinary(NodeId id, Frame* frame, Val& out);
  [[nodiscard]] Flow EvalLogical(const LogicalExpression& node, Frame* frame, Val& out);
  [[nodiscard]] Flow EvalMember(const MemberExpression& node, Frame* frame, Val& receiver,
                                Val& out);
  [[nodiscard]] Flow EvalKey(NodeId key, Frame* frame, std::u16string_view& name);
  [[nodiscard]] Flow EvalPropertyKey(NodeId key, std::uint32_t computed, Frame* frame,
                                     std::u16string_view& name);
  [[nodiscard]] Flow EvalCall(const CallExpression& node, Frame* frame, Val& out);
  [[nodiscard]] Flow EvalNew(const NewExpression& node, Frame* frame, Val& out);
  [[nodiscard]] Flow Construct(Object& function, Arguments arguments, Val& out);
  [[nodiscard]] Flow NewRegExp(Arguments arguments, Val& out);
  [[nodiscard]] Flow EvalArguments(NodeList list, Frame* frame, std::vector<Val>& out);
  [[nodiscard]] Flow SpreadInto(const Val& value, std::vector<Val>& out);

  // evaluate_assign.cc
  [[nodiscard]] Flow EvalAssignment(const AssignmentExpression& node, Frame* frame, Val& out);
  [[nodiscard]] Flow EvalUpdate(const UpdateExpression& node, Frame* frame, Val& out);
  [[nodiscard]] Flow Assign(NodeId target, const Val& value, Frame* frame);
  [[nodiscard]] Flow Bind(NodeId pattern, const Val& value, Frame* frame);
  [[nodiscard]] Flow BindArray(const ArrayPattern& pattern, const Val& value, Frame* frame);
  [[nodiscard]] Flow BindObject(const ObjectPattern& pattern, const Val& value, Frame* frame);
  [[nodiscard]] Flow BindName(const Identifier& name, const Val& value, Frame* frame);

  // evaluate_operator.cc
  [[nodiscard]] Flow Operate(Operator op, const Val& a, const Val& b, Val& out);
  [[nodiscard]] Flow Add(const Val& a, const Val& b, Val& out);
  [[nodiscard]] Flow Compare(Operator op, const Val& a, const Val& b, Val& out);
  [[nodiscard]] Flow LooselyEqual(const Val& a, const Val& b, bool& out);
  [[nodiscard]] bool StrictlyEqual(const Val& a, const Val& b);
  [[nodiscard]] Flow ToPrimitive(const Val& value, Val& out);
  [[nodiscard]] Flow SourceText(NodeId node, std::string_view source, Val& out);
  [[nodiscard]] Flow ToNumber(const Val& value, double& out) {
    if (!value.IsNumber()) return ConvertToNumber(value, out);
    out = value.number;
    return Flow::kNormal;
  }
  [[nodiscard]] Flow ToText(const Val& value, std::u16string_view& out) {
    if (!value.IsText()) return ConvertToText(value, out);
    out = value.view();
    return Flow::kNormal;
  }
  [[nodiscard]] Flow ConvertToNumber(const Val& value, double& out);
  [[nodiscard]] Flow ConvertToText(const Val& value, std::u16string_view& out);
  [[nodiscard]] static bool ToBoolean(const Val& value);
  [[nodiscard]] Flow TypeName(const Val& value, std::u16string_view& out) const;
  [[nodiscard]] Flow JoinArray(const Object& array, std::u16string_view separator, Val& out);

  // evaluate_statement.cc
  [[nodiscard]] Flow Exec(NodeId statement, Frame* frame);
  [[nodiscard]] Flow ExecList(std::span<const NodeId> statements, Frame* frame);
  [[nodiscard]] Flow ExecFor(const ForStatement& node, Symbol label, Frame* frame);
  [[nodiscard]] Flow ExecForOf(NodeId left, NodeId right, NodeId body, bool keys, Symbol label,
                               Frame* frame);
  [[nodiscard]] Flow ExecWhile(NodeId test, NodeId body, bool test_first, Symbol label,
                               Frame* frame);
  [[nodiscard]] Flow ExecLoop(NodeId statement, Symbol label, Frame* frame);
  [[nodiscard]] Flow ExecSwitch(const SwitchStatement& node, Frame* frame);
  [[nodiscard]] Flow ExecTry(const TryStatement& node, Frame* frame);
  [[nodiscard]] Flow ExecVariables(const VariableDeclaration& node, Frame* frame);
  [[nodiscard]] bool LeavesLoop(Flow& flow, Symbol label);
  [[nodiscard]] bool Refresh(NodeId declaration, Frame* frame);

  // evaluate_call.cc
  [[nodiscard]] Flow Call(const Val& function, const Val& self, Arguments arguments, Val& out);
  [[nodiscard]] Flow CallFunction(Object& function, const Val& self, Arguments arguments, Val& out);
  [[nodiscard]] Flow EnterFrame(Object& function, Frame* frame, Arguments arguments);
  [[nodiscard]] Flow CopyParameters(const FunctionInfo& info, Frame* frame);
  [[nodiscard]] Flow MakeFunction(NodeId node, Frame* frame, Val& out);
  [[nodiscard]] Flow GetProperty(const Val& object, std::u16string_view name, Val& out);
  [[nodiscard]] Flow PrototypeOf(Object& function, Val& out);
  [[nodiscard]] Flow GetBuiltin(std::string_view owner, char separator, std::u16string_view name,
                                Val& out);
  [[nodiscard]] Builtin FindMethod(std::string_view owner, char separator,
                                   std::u16string_view name);
  [[nodiscard]] Flow SetProperty(const Val& object, std::u16string_view name, const Val& value);
  [[nodiscard]] Flow SetElement(Object& object, std::size_t index, const Val& value);
  [[nodiscard]] Flow CallBuiltin(Builtin builtin, const Val& self, Arguments arguments, Val& out);

  // evaluate_static.cc
  [[nodiscard]] Flow LookUp(const Identifier& name, NodeId at, Frame* frame, Val& out);
  [[nodiscard]] Flow LookUpGlobal(const Identifier& name, Val& out);
  [[nodiscard]] Flow LookUpStatic(BindingId binding, NodeId at, Val& out);
  [[nodiscard]] Flow MakeStatic(BindingId binding, Val& out);
  [[nodiscard]] Flow RunPreludes(BindingId binding, const Val& value);
  [[nodiscard]] bool ReplacesItself(BindingId binding);
  [[nodiscard]] bool IsShuffled();
  [[nodiscard]] Flow Slice(BindingId binding, NodeId at, Val& out);
  [[nodiscard]] bool Touches(NodeId statement, const std::vector<bool>& wanted);
  [[nodiscard]] std::vector<NodeId> StatementsFor(BindingId binding,
                                                  std::span<const NodeId> statements,
                                                  std::vector<bool>& wanted);
  [[nodiscard]] Cell* FindCell(BindingId binding, Frame* frame) const {
    const BindingInfo& info = index_[binding];
    for (Frame* f = frame; f != nullptr; f = f->parent) {
      if (f->function == info.owner && info.slot < f->cells.size()) return f->cells[info.slot];
    }
    return nullptr;
  }

  // evaluate_*_builtins.cc, by group
  [[nodiscard]] Flow CallGlobal(Builtin builtin, Arguments arguments, Val& out);
  [[nodiscard]] Flow CallMath(Builtin builtin, Arguments arguments, Val& out);
  [[nodiscard]] Flow CallNumber(Builtin builtin, const Val& self, Arguments arguments, Val& out);
  [[nodiscard]] Flow CallText(Builtin builtin, Arguments arguments, Val& out);
  [[nodiscard]] Flow CallString(Builtin builtin, const Val& self, Arguments arguments, Val& out);
  [[nodiscard]] Flow CallArray(Builtin builtin, const Val& self, Arguments arguments, Val& out);
  [[nodiscard]] Flow CallArrayEach(Builtin builtin, const Val& self, Arguments arguments, Val& out);
  [[nodiscard]] Flow SortArray(Object& array, Arguments arguments);
  [[nodiscard]] Flow CallObject(Builtin builtin, const Val& self, Arguments arguments, Val& out);
  [[nodiscard]] Flow CallBuffer(Builtin builtin, const Val& self, Arguments arguments, Val& out);
  [[nodiscard]] Flow CallFunctionMethod(Builtin builtin, const Val& self, Arguments arguments,
                                        Val& out);
  [[nodiscard]] Flow CallRegExp(Builtin builtin, const Val& self, Arguments arguments, Val& out);
  [[nodiscard]] Flow ReplaceText(std::u16string_view text, Arguments arguments, std::uint32_t all,
                                 Val& out);
  [[nodiscard]] Flow SplitText(std::u16string_view text, Arguments arguments, Val& out);
  [[nodiscard]] Flow MakeMatches(const Val& pattern, Matches& out);
  [[nodiscard]] Flow FindMatch(const Matches& matches, std::u16string_view text, std::size_t from,
                               std::vector<std::uint32_t>& captures, bool& found);
  [[nodiscard]] Flow CapturesOf(std::u16string_view text,
                                const std::vector<std::uint32_t>& captures, std::vector<Val>& out);
  /// Where `part` is at or after `from`; npos when it is not.
  [[nodiscard]] std::size_t FindText(std::u16string_view text, std::u16string_view part,
                                     std::size_t from);
  /// Where `part` is at or before `from`; npos when it is not.
  [[nodiscard]] std::size_t FindLastText(std::u16string_view text, std::u16string_view part,
                                         std::size_t from);
  [[nodiscard]] Flow ParseJson(std::u16string_view text, Val& out);

  // Small tools
  [[nodiscard]] Flow NewText(std::u16string_view text, Val& out);
  [[nodiscard]] Flow NewArray(std::vector<Val> elements, Val& out);
  [[nodiscard]] Flow Throw();
  [[nodiscard]] bool Step(std::uint64_t count = 1) {
    steps_ += count;
    return steps_ < limit_;
  }
  /// Work whose amount shows when it is done; the next Step() tells when it was too much.
  void Spend(std::uint64_t count) { steps_ += count; }
  /// Steps that going through so many units of text, or elements, counts for.
  static std::uint64_t Linear(std::size_t units) { return units / 8; }
  void NoteWrite(const Object& object) { old_writes_ += object.serial <= old_mark_ ? 1U : 0U; }
  [[nodiscard]] Val TextOf(Symbol symbol);
  [[nodiscard]] Flow ArgumentText(Arguments arguments, std::size_t i, std::u16string_view& out);
  [[nodiscard]] Flow ArgumentInteger(Arguments arguments, std::size_t i, double fallback,
                                     double& out);

  /// A method that was looked for, by where its texts are: texts are never freed nor changed.
  struct Method {
    const char* owner = nullptr;
    char separator = 0;
    std::u16string_view name;
    Builtin builtin = Builtin::kNone;
  };

  struct Static {
    enum class State : std::uint8_t { kNew, kBusy, kReady, kUnknown };
    State state = State::kNew;
    std::optional<bool> replaces_itself;
    Cell cell;
  };

  const Module& module_;
  const Tree& tree_;
  const Scopes& scopes_;
  EvaluateBudget budget_;
  Index index_;
  Heap heap_;
  std::vector<Static> statics_;
  std::vector<Val> texts_;      ///< by symbol; a hole until it is asked for
  std::vector<Val> constants_;  ///< by their number in the index; a hole until it is worked out
  std::vector<const BinaryExpression*> open_binaries_;  ///< operators whose left side is worked out
  std::unordered_map<std::uint32_t, Val> sources_;      ///< by function node
  std::array<Method, 64> methods_{};                    ///< found lately
  std::vector<std::vector<Val>> spare_lists_;           ///< for the arguments of calls
  bool gave_up_ = false;
  bool with_ = false;  ///< a `with` statement may give names other meanings
  std::uint64_t steps_ = 0;
  std::uint64_t limit_ = 0;  ///< of steps_, for the question at hand
  std::uint32_t depth_ = 0;
  std::uint32_t slices_ = 0;
  std::size_t exported_ = 0;
  std::uint32_t old_mark_ = 0;
  std::uint64_t old_writes_ = 0;
  bool chain_ended_ = false;  ///< an optional chain met null or undefined
  Val thrown_;
  Val returned_;
  Symbol label_ = Symbol::kEmpty;  ///< of the break or continue under way
};

}  // namespace js::eval
