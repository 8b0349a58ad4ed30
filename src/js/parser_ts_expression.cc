// Arrow functions with types, type arguments, `as`, `satisfies`, `!` and `<T>a`.
#include "js/parser_try.h"

namespace js {

using Level = ScopeBuilder::Level;

bool Parser::FailedForGood() const {
  // Text nested too deeply is so in every reading: trying another at each level would take time by
  // the square of the depth.
  return failed_ && !errors_.empty() && errors_.back().code == SyntaxErrorCode::kTooDeep;
}

bool Parser::AwaitIsOperator() {
  if (!types_) return Is(kAwaitAllowed);
  if (Is(kAsync)) return true;
  if (!Is(kAwaitAllowed)) return false;
  // At the top of a file `await` may be a name: the operator when an operand follows on the line.
  const Lexer::Mark mark = lexer_.mark();
  Next();
  const bool is = !NewlineBefore() && StartsExpression() && !At(Token::kPlus) &&
                  !At(Token::kMinus) && !At(Token::kSlash) && !At(Token::kLess);
  lexer_.Return(mark);
  return is;
}

Parser::ArrowGuess Parser::GuessArrow(bool is_async) {
  // From `(` or `<`; the lexer is moved and put back by the caller.
  if (At(Token::kLess) || At(Token::kShiftLeft)) return GuessGenericArrow();
  Next();
  switch (Tok()) {
    case Token::kRightParen:
      Next();
      return At(Token::kArrow) || At(Token::kColon) || At(Token::kLeftBrace) ? ArrowGuess::kYes
                                                                             : ArrowGuess::kNo;
    case Token::kLeftBracket:
    case Token::kLeftBrace:
      return ArrowGuess::kMaybe;
    case Token::kEllipsis:
      return is_async ? ArrowGuess::kMaybe : ArrowGuess::kYes;
    case Token::kIdentifier:
    case Token::kThis:
      break;
    default:
      return ArrowGuess::kNo;
  }
  Next();
  switch (Tok()) {
    case Token::kColon:
      return ArrowGuess::kYes;
    case Token::kQuestion:
      Next();
      return At(Token::kColon) || At(Token::kComma) || At(Token::kAssign) || At(Token::kRightParen)
                 ? ArrowGuess::kYes
                 : ArrowGuess::kNo;
    case Token::kComma:
    case Token::kAssign:
    case Token::kRightParen:
      return ArrowGuess::kMaybe;
    default:
      return ArrowGuess::kNo;
  }
}

Parser::ArrowGuess Parser::GuessGenericArrow() {
  if (!At(Token::kLess)) return ArrowGuess::kNo;
  Next();
  if (!At(Token::kIdentifier) && !At(Token::kConst)) return ArrowGuess::kNo;
  if (!jsx_) return ArrowGuess::kMaybe;
  // In .tsx `<T>` begins an element unless what follows can only be type parameters.
  Eat(Token::kConst);
  Next();
  if (At(Token::kComma) || At(Token::kAssign)) return ArrowGuess::kYes;
  if (!Eat(Token::kExtends)) return ArrowGuess::kNo;
  return At(Token::kAssign) || At(Token::kGreater) || At(Token::kSlash) ? ArrowGuess::kNo
                                                                        : ArrowGuess::kYes;
}

NodeId Parser::TryGenericArrow() {
  return TryTypedArrow(Begin(), false);
}

NodeId Parser::TryTypedArrow(std::uint32_t begin, bool is_async) {
  const std::uint32_t at = Begin();
  const Attempt attempt = Is(kNoArrowReturnType) ? Attempt::kArrowInCondition : Attempt::kArrow;
  if (TriedInVain(attempt, at)) return NodeId::kNone;
  const Lexer::Mark mark = lexer_.mark();
  const ArrowGuess guess = GuessArrow(is_async);
  lexer_.Return(mark);
  switch (guess) {
    case ArrowGuess::kNo:
      return NodeId::kNone;
    case ArrowGuess::kYes:
      if (is_async) scopes_.TakeBackMention();
      return ParseTypedArrow(begin, is_async, nullptr);
    case ArrowGuess::kMaybe:
      break;
  }
  Trial trial(*this);
  const NodeId arrow = ParseTypedArrow(begin, is_async, &trial);
  if (trial.committed() || (arrow != NodeId::kNone && !failed_)) {
    if (is_async) scopes_.Erase(trial.first_event() - 1);
    return arrow;
  }
  if (FailedForGood()) {
    trial.Commit();
    return NodeId::kNone;
  }
  trial.Undo();
  RememberVain(attempt, at);
  return NodeId::kNone;
}

NodeId Parser::ParseTypedArrow(std::uint32_t begin, bool is_async, Trial* trial) {
  NodeId body = NodeId::kNone;
  NodeList params = NodeList::kEmpty;
  FunctionTypes types;
  bool is_expression = false;
  bool given_up = false;
  const bool in_condition = Is(kNoArrowReturnType);
  {
    const FunctionState state(*this);
    const std::uint32_t no_in = context_ & kNoIn;
    context_ &= ~(kStaticBlock | kModuleTop | kCaseClause | kDeclareModifier | kNoIn |
                  kNoArrowReturnType | kDecoratorCallee);
    context_ |= kFunction;
    if (is_async) context_ |= kAsync | kAwaitAllowed;
    scopes_.Enter(ScopeKind::kArrow, Level::kFunctionsAsVar);
    types.parameters = ParseTypeParameters();
    params = ParseParameters();
    if (!failed_) types.result = ParseReturnType();
    given_up = failed_ || NewlineBefore() || !At(Token::kArrow);
    if (given_up && trial == nullptr) Expect(Token::kArrow);
    if (!given_up) {
      // Only what follows the body can still say that this is no arrow function, and only in a
      // condition.
      if (trial != nullptr && !in_condition) trial->Commit();
      Next();
      context_ &= ~(kAsync | kGenerator | kAwaitAllowed);
      if (is_async) context_ |= kAsync | kAwaitAllowed;
      if (At(Token::kLeftBrace)) {
        context_ |= kReturn;
        body = ParseFunctionBody(params, {.arrow = true});
      } else {
        is_expression = true;
        DeclareParameters(params, false);
        context_ |= no_in | (in_condition && trial != nullptr ? kNoArrowReturnType : 0U);
        body = ParseAssignStrictly();
      }
    }
    scopes_.Leave();
  }
  if (given_up || failed_) return NodeId::kNone;
  // In `a ? (b) : c => d` the colon belongs to the condition, unless another follows.
  if (in_condition && trial != nullptr && types.result != NodeId::kNone && !At(Token::kColon))
    return NodeId::kNone;
  const bool typed = types.parameters != NodeId::kNone || types.result != NodeId::kNone;
  auto& arrow =
      typed ? NewWithTail<ArrowFunctionExpression>(begin) : New<ArrowFunctionExpression>(begin);
  arrow.params = params;
  arrow.body = body;
  if (is_async) arrow.flags |= ArrowFunctionExpression::kFlag_async;
  if (is_expression) arrow.flags |= ArrowFunctionExpression::kFlag_expression;
  if (typed) {
    tree_.TailOf(arrow).type_parameters = types.parameters;
    tree_.TailOf(arrow).return_type = types.result;
  }
  return Id(arrow);
}

NodeId Parser::ParseParenthesizedExpression() {
  Next();
  NodeId expression = NodeId::kNone;
  {
    const ContextGuard guard(*this, 0, kNoArrowReturnType | kDecoratorCallee);
    expression = ParseExpressionWithIn();
  }
  Expect(Token::kRightParen);
  if (!failed_) tree_[expression].flags |= Node::kParenthesized;
  return expression;
}

bool Parser::AtTypeOperator() {
  return At(Token::kIdentifier) && !NewlineBefore() &&
         (AtWord(names::kAs) || AtWord(names::kSatisfies));
}

NodeId Parser::ParseTypeOperator(NodeId left, std::uint32_t left_begin) {
  const bool is_as = AtWord(names::kAs);
  Next();
  NodeId type = NodeId::kNone;
  if (is_as && At(Token::kConst)) {
    const std::uint32_t begin = Begin();
    const NodeId name = ParseAnyName();
    auto& reference = New<TSTypeReference>(begin);
    reference.type_name = name;
    type = Id(reference);
  } else {
    type = ParseType();
  }
  if (is_as) {
    auto& node = New<TSAsExpression>(left_begin);
    node.expression = left;
    node.type_annotation = type;
    return Id(node);
  }
  auto& node = New<TSSatisfiesExpression>(left_begin);
  node.expression = left;
  node.type_annotation = type;
  return Id(node);
}

NodeId Parser::ParseTypeAssertion() {
  const DepthGuard depth(*this);
  if (depth.too_deep()) return NodeId::kNone;
  const std::uint32_t begin = Begin();
  Next();
  NodeId type = NodeId::kNone;
  if (At(Token::kConst)) {
    const std::uint32_t name_begin = Begin();
    const NodeId name = ParseAnyName();
    auto& reference = New<TSTypeReference>(name_begin);
    reference.type_name = name;
    type = Id(reference);
  } else {
    type = ParseTypeAllowingConditional();
  }
  ExpectGreater();
  const NodeId operand = ParseUnary();
  auto& node = New<TSTypeAssertion>(begin);
  node.type_annotation = type;
  node.expression = operand;
  return Id(node);
}

NodeId Parser::ParseNonNull(NodeId expression, std::uint32_t begin) {
  Next();
  auto& node = New<TSNonNullExpression>(begin);
  node.expression = expression;
  return Id(node);
}

bool Parser::MayFollowTypeArguments() {
  switch (Tok()) {
    case Token::kLeftParen:
    case Token::kTemplateWhole:
    case Token::kTemplateHead:
      return true;
    case Token::kLess:
    case Token::kGreater:
    case Token::kPlus:
    case Token::kMinus:
      return false;
    default:
      break;
  }
  if (NewlineBefore() || IsBinaryOperator() || AtTypeOperator()) return true;
  return !StartsExpression();
}

NodeId Parser::ParseTypedCall(NodeId callee, std::uint32_t begin, bool optional) {
  const NodeId arguments = ParseTypeArguments();
  if (At(Token::kTemplateWhole) || At(Token::kTemplateHead))
    return ParseTagged(callee, begin, true, arguments);
  return ParseCall(callee, begin, optional, arguments);
}

NodeId Parser::TryTypeArguments(NodeId base, std::uint32_t begin, bool no_calls) {
  const std::uint32_t at = Begin();
  if (TriedInVain(Attempt::kTypeArguments, at)) return NodeId::kNone;
  Trial trial(*this);
  NodeId arguments = NodeId::kNone;
  {
    const ContextGuard guard(*this);
    arguments = ParseTypeArguments();
  }
  if (FailedForGood()) {
    trial.Commit();
    return NodeId::kNone;
  }
  if (failed_ || !MayFollowTypeArguments()) {
    trial.Undo();
    RememberVain(Attempt::kTypeArguments, at);
    return NodeId::kNone;
  }
  trial.Commit();
  if (At(Token::kLeftParen) && !no_calls) return ParseCall(base, begin, false, arguments);
  if (At(Token::kTemplateWhole) || At(Token::kTemplateHead))
    return ParseTagged(base, begin, false, arguments);
  auto& node = New<TSInstantiationExpression>(begin);
  node.expression = base;
  node.type_arguments = arguments;
  return Id(node);
}

NodeId Parser::TakeTypeArguments(NodeId& expression) {
  if (failed_ || KindOf(expression) != Kind::kTSInstantiationExpression ||
      tree_[expression].Has(Node::kParenthesized)) {
    return NodeId::kNone;
  }
  const auto& node = tree_.As<TSInstantiationExpression>(expression);
  expression = node.expression;
  return node.type_arguments;
}

}  // namespace js
