// From the comma down to the unary operators.
#include <array>

#include "js/parser_guards.h"

namespace js {

namespace {

/// Binding strength of the binary operators by token; 0 for all that are none. `**` is read with
/// the unary operators.
constexpr auto kPrecedence = [] {
  std::array<std::uint8_t, 256> table{};
  const auto set = [&](std::uint8_t value, std::initializer_list<Token> tokens) {
    for (const Token token : tokens) table[static_cast<std::size_t>(token)] = value;
  };
  set(1, {Token::kOr});
  set(2, {Token::kAnd, Token::kNullish});
  set(3, {Token::kBar});
  set(4, {Token::kCaret});
  set(5, {Token::kAmpersand});
  set(6, {Token::kEqual, Token::kNotEqual, Token::kStrictEqual, Token::kStrictNotEqual});
  set(7, {Token::kLess, Token::kGreater, Token::kLessEqual, Token::kGreaterEqual, Token::kIn,
          Token::kInstanceof});
  set(8, {Token::kShiftLeft, Token::kShiftRight, Token::kShiftRightUnsigned});
  set(9, {Token::kPlus, Token::kMinus});
  set(10, {Token::kStar, Token::kSlash, Token::kPercent});
  return table;
}();
constexpr int kRelational = 7;

Operator OperatorOf(Token token) {
  switch (token) {
    case Token::kIn:
      return Operator::kIn;
    case Token::kInstanceof:
      return Operator::kInstanceof;
    case Token::kBang:
      return Operator::kNot;
    case Token::kTilde:
      return Operator::kBitNot;
    case Token::kTypeof:
      return Operator::kTypeof;
    case Token::kVoid:
      return Operator::kVoid;
    case Token::kDelete:
      return Operator::kDelete;
    case Token::kPlusPlus:
      return Operator::kIncrement;
    case Token::kMinusMinus:
      return Operator::kDecrement;
    default:
      break;
  }
  // Both lists are in one order, but for the words in the middle.
  const auto offset = [token](Token first) {
    return static_cast<int>(token) - static_cast<int>(first);
  };
  if (IsAssignment(token))
    return static_cast<Operator>(static_cast<int>(Operator::kAssign) + offset(Token::kAssign));
  if (token >= Token::kShiftLeft)
    return static_cast<Operator>(static_cast<int>(Operator::kShiftLeft) +
                                 offset(Token::kShiftLeft));
  return static_cast<Operator>(static_cast<int>(Operator::kOr) + offset(Token::kOr));
}

bool IsLogical(Token token) {
  return token == Token::kOr || token == Token::kAnd;
}

}  // namespace

NodeId Parser::ParseExpressionWithIn() {
  const ContextGuard guard(*this, 0, kNoIn);
  const Pending outer = pending_;
  pending_ = {};
  const NodeId expression = ParseExpression();
  RaisePending();
  pending_ = outer;
  return expression;
}

NodeId Parser::ParseExpression() {
  // What only a pattern may hold stays pending when the caller may yet make one of it: a for head.
  const std::uint32_t begin = Begin();
  const bool pattern_possible = Is(kNoIn);
  const NodeId first = pattern_possible ? ParseAssign() : ParseAssignStrictly();
  return At(Token::kComma) ? ParseSequence(first, begin) : first;
}

NodeId Parser::ParseSequence(NodeId first, std::uint32_t begin) {
  RaisePending();
  ListBuilder list(*this);
  list.Add(first);
  while (Eat(Token::kComma)) list.Add(ParseAssignStrictly());
  const NodeList expressions = list.Finish();
  auto& sequence = New<SequenceExpression>(begin);
  sequence.expressions = expressions;
  return Id(sequence);
}

NodeId Parser::ParseAssignStrictly() {
  const Pending outer = pending_;
  pending_ = {};
  const NodeId expression = ParseAssign();
  RaisePending();
  pending_ = outer;
  return expression;
}

NodeId Parser::ParseAssignWithIn() {
  const ContextGuard guard(*this, 0, kNoIn);
  return ParseAssignStrictly();
}

NodeId Parser::ParseAssign() {
  const DepthGuard depth(*this);
  if (depth.too_deep()) return NodeId::kNone;
  const std::uint32_t begin = Begin();
  if (At(Token::kIdentifier)) {
    if (Is(kGenerator) && AtWord(names::kYield)) return ParseYield();
    potential_arrow_ = begin;
  } else if (At(Token::kLeftParen)) {
    potential_arrow_ = begin;
  }
  if (types_ && At(Token::kLess)) {
    const NodeId arrow = TryGenericArrow();
    if (arrow != NodeId::kNone) return arrow;
  }
  const Pending outer = pending_;
  pending_ = {};
  const NodeId left = ParseConditional();
  if (!IsAssignment(Tok())) {
    if (pending_.any()) {
      // `{a = 1} + b` can be no pattern any more.
      const Kind kind = KindOf(left);
      const bool may_be_pattern =
          (kind == Kind::kObjectExpression || kind == Kind::kArrayExpression) &&
          !tree_[left].Has(Node::kParenthesized);
      if (!may_be_pattern) RaisePending();
    }
    MergePending(outer);
    return left;
  }
  const Token op = Tok();
  if (failed_) return left;
  if (op == Token::kAssign) {
    pending_ = {};
    ToPattern(left, false);
  } else {
    RaisePending();
    CheckSimpleTarget(left, true);
  }
  Next();
  const NodeId right = ParseAssignStrictly();
  pending_ = outer;
  auto& assignment = New<AssignmentExpression>(begin);
  assignment.word = static_cast<std::uint8_t>(OperatorOf(op));
  assignment.left = left;
  assignment.right = right;
  return Id(assignment);
}

NodeId Parser::ParseConditional() {
  const std::uint32_t begin = Begin();
  NodeId test = ParseUnary();
  if (kPrecedence[static_cast<std::size_t>(Tok())] != 0 || types_) {
    if (KindOf(test) == Kind::kArrowFunctionExpression && !tree_[test].Has(Node::kParenthesized))
      return test;
    test = ParseBinary(test, begin, 0);
  }
  if (!At(Token::kQuestion)) return test;
  if (KindOf(test) == Kind::kArrowFunctionExpression && !tree_[test].Has(Node::kParenthesized))
    return test;
  RaisePending();
  Next();
  NodeId consequent = NodeId::kNone;
  {
    const ContextGuard guard(*this, types_ ? kNoArrowReturnType : 0, kNoIn);
    consequent = ParseAssignStrictly();
  }
  Expect(Token::kColon);
  const NodeId alternate = ParseAssignStrictly();
  auto& conditional = New<ConditionalExpression>(begin);
  conditional.test = test;
  conditional.consequent = consequent;
  conditional.alternate = alternate;
  return Id(conditional);
}

NodeId Parser::ParseBinary(NodeId left, std::uint32_t left_begin, int min_precedence) {
  for (;;) {
    const Token op = Tok();
    const int precedence = kPrecedence[static_cast<std::size_t>(op)];
    if (precedence <= min_precedence) {
      if (!types_ || min_precedence >= kRelational || !AtTypeOperator()) return left;
      left = ParseTypeOperator(left, left_begin);
      continue;
    }
    if (op == Token::kIn && Is(kNoIn)) return left;
    Next();
    const std::uint32_t right_begin = Begin();
    NodeId right = ParseUnary();
    right = ParseBinary(right, right_begin, precedence);
    if ((IsLogical(op) && At(Token::kNullish)) || (op == Token::kNullish && IsLogical(Tok()))) {
      Note(SyntaxErrorCode::kMixedNullish, TokenSpan());
    }
    if (KindOf(right) == Kind::kPrivateIdentifier && !failed_) {
      Note(SyntaxErrorCode::kUndeclaredPrivate, tree_[right].span());
    }
    if (KindOf(right) == Kind::kArrowFunctionExpression &&
        !tree_[right].Has(Node::kParenthesized) && !failed_) {
      UnexpectedAt(tree_[right].begin);
    }
    const auto word = static_cast<std::uint8_t>(OperatorOf(op));
    if (IsLogical(op) || op == Token::kNullish) {
      auto& logical = New<LogicalExpression>(left_begin);
      logical.word = word;
      logical.left = left;
      logical.right = right;
      left = Id(logical);
    } else {
      auto& binary = New<BinaryExpression>(left_begin);
      binary.word = word;
      binary.left = left;
      binary.right = right;
      left = Id(binary);
    }
  }
}

NodeId Parser::ParseUnary() {
  const std::uint32_t begin = Begin();
  switch (Tok()) {
    case Token::kBang:
    case Token::kTilde:
    case Token::kPlus:
    case Token::kMinus:
    case Token::kTypeof:
    case Token::kVoid:
    case Token::kDelete:
      return ParsePrefix();
    case Token::kPlusPlus:
    case Token::kMinusMinus:
      return ParsePower(ParsePrefix(), begin);
    case Token::kLess:
      if (types_ && !jsx_) return ParseTypeAssertion();
      break;
    case Token::kPrivateName: {
      if (Is(kNoIn) || (class_depth_ == 0 && !types_)) {
        Unexpected();
        return NodeId::kNone;
      }
      const NodeId name = ParsePrivateName();
      if (!At(Token::kIn)) Unexpected();
      return name;
    }
    case Token::kIdentifier:
      if (Value() == names::kAwait && AtWord(names::kAwait) && AwaitIsOperator())
        return ParseAwait();
      break;
    default:  // operands
      break;
  }
  NodeId operand = ParseSubscripted();
  if ((At(Token::kPlusPlus) || At(Token::kMinusMinus)) && !NewlineBefore())
    operand = ParsePostfix(operand, begin);
  return At(Token::kStarStar) ? ParsePower(operand, begin) : operand;
}

NodeId Parser::ParsePower(NodeId left, std::uint32_t begin) {
  if (!At(Token::kStarStar)) return left;
  const DepthGuard depth(*this);
  if (depth.too_deep()) return NodeId::kNone;
  Next();
  const NodeId right = ParseUnary();
  auto& binary = New<BinaryExpression>(begin);
  binary.word = static_cast<std::uint8_t>(Operator::kPower);
  binary.left = left;
  binary.right = right;
  return Id(binary);
}

NodeId Parser::ParsePrefix() {
  const DepthGuard depth(*this);
  if (depth.too_deep()) return NodeId::kNone;
  const std::uint32_t begin = Begin();
  const Token op = Tok();
  Next();
  if (op == Token::kPlusPlus || op == Token::kMinusMinus) {
    // The operand is no ** of its own.
    const std::uint32_t operand_begin = Begin();
    const NodeId operand = ParseUpdateOperand(operand_begin);
    CheckSimpleTarget(operand, true);
    auto& update = New<UpdateExpression>(begin);
    update.word = static_cast<std::uint8_t>(OperatorOf(op));
    update.flags |= UpdateExpression::kFlag_prefix;
    update.argument = operand;
    return Id(update);
  }
  const Pending outer = pending_;
  pending_ = {};
  const NodeId operand = ParseUnary();
  RaisePending();
  pending_ = outer;
  if (At(Token::kStarStar)) Note(SyntaxErrorCode::kUnaryBeforePower, TokenSpan());
  if (op == Token::kDelete && !failed_) CheckDelete(operand);
  auto& unary = New<UnaryExpression>(begin);
  unary.word = static_cast<std::uint8_t>(OperatorOf(op));
  unary.argument = operand;
  const NodeId id = Id(unary);
  if (LastWasPower(operand))
    Note(SyntaxErrorCode::kUnaryBeforePower, {.begin = begin, .end = begin + 1});
  return id;
}

bool Parser::LastWasPower(NodeId operand) {
  return KindOf(operand) == Kind::kBinaryExpression && !tree_[operand].Has(Node::kParenthesized);
}

NodeId Parser::ParseUpdateOperand(std::uint32_t begin) {
  switch (Tok()) {
    case Token::kPlusPlus:
    case Token::kMinusMinus:
    case Token::kBang:
    case Token::kTilde:
    case Token::kPlus:
    case Token::kMinus:
    case Token::kTypeof:
    case Token::kVoid:
    case Token::kDelete:
      UnexpectedAt(begin);
      return NodeId::kNone;
    default:  // operands
      if (types_ && !jsx_ && At(Token::kLess)) return ParseTypeAssertion();
      return ParseSubscripted();
  }
}

void Parser::CheckDelete(NodeId operand) {
  if (types_) return;
  const Node& node = tree_[operand];
  if (node.kind == Kind::kIdentifier && strict())
    return Note(SyntaxErrorCode::kDeleteNameInStrict, node.span());
  NodeId member = operand;
  if (node.kind == Kind::kChainExpression) member = tree_.As<ChainExpression>(operand).expression;
  if (KindOf(member) != Kind::kMemberExpression) return;
  if (KindOf(tree_.As<MemberExpression>(member).property) == Kind::kPrivateIdentifier) {
    Note(SyntaxErrorCode::kDeletePrivate, node.span());
  }
}

NodeId Parser::ParsePostfix(NodeId expression, std::uint32_t begin) {
  CheckSimpleTarget(expression, true);
  const Token op = Tok();
  Next();
  auto& update = New<UpdateExpression>(begin);
  update.word = static_cast<std::uint8_t>(OperatorOf(op));
  update.argument = expression;
  if ((At(Token::kPlusPlus) || At(Token::kMinusMinus)) && !NewlineBefore()) Unexpected();
  return Id(update);
}

NodeId Parser::ParseAwait() {
  const DepthGuard depth(*this);
  if (depth.too_deep()) return NodeId::kNone;
  const std::uint32_t begin = Begin();
  if (await_at_ == kNowhere) await_at_ = begin;
  Next();
  const NodeId argument = ParseUnary();
  if (At(Token::kStarStar)) Note(SyntaxErrorCode::kUnaryBeforePower, TokenSpan());
  auto& node = New<AwaitExpression>(begin);
  node.argument = argument;
  const NodeId id = Id(node);
  if (LastWasPower(argument))
    Note(SyntaxErrorCode::kUnaryBeforePower, {.begin = begin, .end = begin + 5});
  return id;
}

NodeId Parser::ParseYield() {
  const std::uint32_t begin = Begin();
  if (yield_at_ == kNowhere) yield_at_ = begin;
  Next();
  bool delegate = false;
  NodeId argument = NodeId::kNone;
  if (!NewlineBefore() && (At(Token::kStar) || StartsExpression())) {
    delegate = Eat(Token::kStar);
    argument = ParseAssignStrictly();
  }
  auto& node = New<YieldExpression>(begin);
  node.argument = argument;
  if (delegate) node.flags |= YieldExpression::kFlag_delegate;
  return Id(node);
}

bool Parser::IsBinaryOperator() const {
  return kPrecedence[static_cast<std::size_t>(Tok())] != 0 || At(Token::kStarStar);
}

bool Parser::StartsExpression() const {
  switch (Tok()) {
    case Token::kEnd:
    case Token::kSemicolon:
    case Token::kComma:
    case Token::kColon:
    case Token::kRightParen:
    case Token::kRightBracket:
    case Token::kRightBrace:
    case Token::kIn:
    case Token::kInstanceof:
    case Token::kQuestion:
    case Token::kDot:
    case Token::kQuestionDot:
    case Token::kArrow:
      return false;
    default:
      break;
  }
  if (IsAssignment(Tok())) return At(Token::kSlashAssign);
  return !IsBinaryOperator() || At(Token::kPlus) || At(Token::kMinus) || At(Token::kSlash) ||
         At(Token::kLess);
}

}  // namespace js
