// Functions of every form, their parameters and bodies.
#include <algorithm>

#include "js/parser_guards.h"

namespace js {

using Rule = ScopeBuilder::Rule;
using Level = ScopeBuilder::Level;

void Parser::SetFunctionContext(bool is_async, bool generator) {
  // What an ordinary function does not take over from around it.
  context_ &= ~(kAsync | kGenerator | kAwaitAllowed | kSuperProperty | kSuperCall | kNoArguments |
                kStaticBlock | kNoIn | kModuleTop | kCaseClause | kDeclareModifier |
                kNoArrowReturnType | kDecoratorCallee);
  context_ |= kFunction | kNewTarget | kReturn;
  if (is_async) context_ |= kAsync | kAwaitAllowed;
  if (generator) context_ |= kGenerator;
}

NodeId Parser::ParseFunction(std::uint32_t begin, FunctionForm form, bool is_async) {
  // The token behind `function`.
  const bool declares = form != FunctionForm::kExpression;
  if (At(Token::kStar) && form == FunctionForm::kHanging) Unexpected();
  const bool generator = Eat(Token::kStar);
  const bool ambient = Is(kAmbient) || Is(kDeclareModifier);
  const bool declare = Is(kDeclareModifier);
  NodeId id = NodeId::kNone;
  if (declares && (form != FunctionForm::kDefaultExport || At(Token::kIdentifier))) {
    id = ParseIdentifier();
    if (failed_) return NodeId::kNone;
    tree_[id].flags |= Node::kWrites | Node::kWritesOnly;
    Rule rule = Rule::kFunction;
    if (strict() || generator || is_async)
      rule = scopes_.functions_are_vars() ? Rule::kVar : Rule::kLexical;
    if (form != FunctionForm::kHanging) {
      DeclareName(id, BindingKind::kFunction, rule, false);
    } else {
      scopes_.Enter(ScopeKind::kBlock, Level::kBlock);
      DeclareName(id, BindingKind::kFunction, rule, false);
    }
  }
  NodeId body = NodeId::kNone;
  NodeList params = NodeList::kEmpty;
  FunctionTypes types;
  {
    const FunctionState state(*this);
    SetFunctionContext(is_async, generator);
    scopes_.Enter(ScopeKind::kFunction, Level::kFunctionsAsVar);
    if (!declares && (At(Token::kIdentifier) || At(Token::kEscapedKeyword))) {
      id = ParseIdentifier();
      if (!failed_) {
        tree_[id].flags |= Node::kWrites | Node::kWritesOnly;
        if (strict()) CheckStrictName(id);
        scopes_.DeclareQuietly(tree_, id, BindingKind::kFunctionName);
      }
    }
    if (types_) types.parameters = ParseTypeParameters();
    params = ParseParameters();
    CheckYieldAwaitInParameters();
    if (types_) types.result = ParseReturnType();
    if (types_ && declares && !At(Token::kLeftBrace) &&
        (ambient || CanEndStatement() || At(Token::kSemicolon))) {
      Semicolon();
    } else {
      body = ParseFunctionBody(params, {.id = id});
    }
    scopes_.Leave();
  }
  if (form == FunctionForm::kHanging) scopes_.Leave();
  std::uint16_t flags = 0;
  if (generator) flags |= FunctionDeclaration::kFlag_generator;
  if (is_async) flags |= FunctionDeclaration::kFlag_async;
  if (declare) flags |= FunctionDeclaration::kFlag_declare;
  if (body == NodeId::kNone && types_)
    return NewFunction<TSDeclareFunction>(begin, id, params, body, flags, types);
  if (declares) return NewFunction<FunctionDeclaration>(begin, id, params, body, flags, types);
  return NewFunction<FunctionExpression>(begin, id, params, body, flags, types);
}

NodeId Parser::ParseMethod(bool generator, bool is_async, bool super_call, MemberKind kind) {
  const std::uint32_t begin = Begin();
  NodeId body = NodeId::kNone;
  NodeList params = NodeList::kEmpty;
  FunctionTypes types;
  {
    const FunctionState state(*this);
    SetFunctionContext(is_async, generator);
    context_ |= kSuperProperty | (super_call ? kSuperCall : 0);
    scopes_.Enter(ScopeKind::kFunction, Level::kFunctionsAsVar);
    if (types_) types.parameters = ParseTypeParameters();
    params = ParseParameters();
    CheckYieldAwaitInParameters();
    if (types_) types.result = ParseReturnType();
    const auto items = tree_.tree().List(params);
    if (!types_ && ((kind == MemberKind::kGet && !items.empty()) ||
                    (kind == MemberKind::kSet &&
                     (items.size() != 1 || KindOf(items[0]) == Kind::kRestElement)))) {
      Note(SyntaxErrorCode::kAccessorParameters, {.begin = begin, .end = LastEnd()});
    }
    if (types_ && !At(Token::kLeftBrace)) {
      Semicolon();
    } else {
      body = ParseFunctionBody(params, {.method = true});
    }
    scopes_.Leave();
  }
  std::uint16_t flags = 0;
  if (generator) flags |= FunctionExpression::kFlag_generator;
  if (is_async) flags |= FunctionExpression::kFlag_async;
  if (body == NodeId::kNone && types_) {
    return NewFunction<TSEmptyBodyFunctionExpression>(begin, NodeId::kNone, params, body, flags,
                                                      types);
  }
  return NewFunction<FunctionExpression>(begin, NodeId::kNone, params, body, flags, types);
}

NodeList Parser::ParseParameters() {
  Expect(Token::kLeftParen);
  ListBuilder list(*this);
  while (!At(Token::kRightParen) && !At(Token::kEnd)) {
    list.Add(ParseParameter());
    if (At(Token::kRightParen)) break;
    if (KindOf(nodes_.back()) == Kind::kRestElement && !failed_)
      Note(SyntaxErrorCode::kRestNotLast, TokenSpan());
    Expect(Token::kComma);
  }
  Expect(Token::kRightParen);
  return list.Finish();
}

NodeId Parser::ParseParameter() {
  if (types_ || At(Token::kAt)) return ParseTypedParameter();
  return At(Token::kEllipsis) ? ParseBindingRest() : ParseBindingElement();
}

void Parser::CheckYieldAwaitInParameters() {
  if (yield_at_ != kNowhere)
    Note(SyntaxErrorCode::kInvalidYield, {.begin = yield_at_, .end = yield_at_ + 5});
  if (await_at_ != kNowhere)
    Note(SyntaxErrorCode::kInvalidAwait, {.begin = await_at_, .end = await_at_ + 5});
  yield_at_ = await_at_ = kNowhere;
}

bool Parser::AreSimple(NodeList params) {
  for (const NodeId param : tree_.tree().List(params)) {
    if (KindOf(param) != Kind::kIdentifier) return false;
  }
  return true;
}

/// Whether taking the pattern apart evaluates anything: a default value or a computed key.
bool Parser::HasExpressions(NodeId pattern) {
  const auto any = [&](NodeList items) {
    const auto list = tree_.tree().List(items);
    return std::any_of(list.begin(), list.end(), [&](NodeId item) { return HasExpressions(item); });
  };
  switch (KindOf(pattern)) {
    case Kind::kAssignmentPattern:
      return true;
    case Kind::kArrayPattern:
      return any(tree_.As<ArrayPattern>(pattern).elements);
    case Kind::kObjectPattern:
      return any(tree_.As<ObjectPattern>(pattern).properties);
    case Kind::kProperty:
      return tree_.As<Property>(pattern).computed() ||
             HasExpressions(tree_.As<Property>(pattern).value);
    case Kind::kRestElement:
      return HasExpressions(tree_.As<RestElement>(pattern).argument);
    case Kind::kTSParameterProperty:
      return HasExpressions(tree_.As<TSParameterProperty>(pattern).parameter);
    default:  // a name, or a hole of an array
      return false;
  }
}

void Parser::DeclareParameters(NodeList params, bool allow_duplicates) {
  // By index: declaring makes no nodes, but the list may not be held across anything that might.
  const auto items = tree_.tree().List(params);
  for (const NodeId param : items) {
    MarkWritten(param);
    DeclarePattern(param, BindingKind::kParameter, Rule::kParameter, !allow_duplicates);
  }
}

NodeId Parser::ParseFunctionBody(NodeList params, const BodyOptions& options) {
  const std::uint32_t begin = Begin();
  if (failed_) return NodeId::kNone;
  const bool was_strict = strict();
  const bool simple = AreSimple(params);
  const auto items = tree_.tree().List(params);
  const bool own_scope = !simple && std::any_of(items.begin(), items.end(), [&](NodeId param) {
    return HasExpressions(param);
  });
  const std::uint32_t hole = own_scope ? scopes_.Hole() : 0;
  ++scope_depth_;
  NodeList list = NodeList::kEmpty;
  {
    ListBuilder body(*this);
    Expect(Token::kLeftBrace);
    ParsePrologue(simple);
    if (!failed_) {
      DeclareParameters(params, !strict() && !options.arrow && !options.method && simple);
      if (strict() && !was_strict && options.id != NodeId::kNone) CheckStrictName(options.id);
    }
    if (own_scope) scopes_.EnterBodyAt(hole);
    while (!At(Token::kRightBrace) && !At(Token::kEnd)) body.Add(ParseStatement(Place::kList));
    list = body.Finish();
  }
  if (own_scope) scopes_.Leave();
  --scope_depth_;
  // What follows is lexed and judged by the rules around the function.
  if (!was_strict) context_ &= ~kStrict;
  Expect(Token::kRightBrace);
  auto& block = New<BlockStatement>(begin);
  block.body = list;
  return Id(block);
}

void Parser::CheckStrictName(NodeId identifier) {
  const auto& node = tree_.As<Identifier>(identifier);
  if (types_ || node.name > names::kLastChecked) return;
  if (node.name == names::kEval || node.name == names::kArguments) {
    Note(SyntaxErrorCode::kStrictEvalArguments, node.span());
  } else if (node.name <= names::kLastStrictReserved) {
    Note(SyntaxErrorCode::kReservedWord, node.span());
  }
}

bool Parser::ParsePrologue(bool simple_parameters) {
  bool strict_here = false;
  octal_at_ = kNowhere;
  while (At(Token::kString)) {
    const Lexeme token = lexer_.token();
    const NodeId statement = ParseStatement(Place::kList);
    nodes_.push_back(statement);
    if (KindOf(statement) != Kind::kExpressionStatement) break;
    const NodeId expression = tree_.As<ExpressionStatement>(statement).expression;
    if (KindOf(expression) != Kind::kStringLiteral || tree_[expression].begin != token.begin) break;
    tree_[statement].kind = Kind::kDirective;
    if (token.legacy_octal) octal_at_ = token.begin;
    const std::string_view raw = lexer_.text().substr(token.begin + 1, token.end - token.begin - 2);
    if (raw == "use strict") {
      strict_here = true;
      EnterStrict();
      if (!simple_parameters)
        Note(SyntaxErrorCode::kUseStrictWithComplexParameters,
             {.begin = token.begin, .end = token.end});
    }
    if (strict_here && octal_at_ != kNowhere) {
      Note(SyntaxErrorCode::kOctalInStrict, {.begin = octal_at_, .end = octal_at_ + 1});
      octal_at_ = kNowhere;
    }
  }
  return strict_here;
}

NodeId Parser::ParseArrow(std::uint32_t begin, bool is_async, std::uint32_t hole, NodeList params) {
  // Behind `=>`. The parameters are patterns already, their names in the record behind `hole`.
  NodeId body = NodeId::kNone;
  bool is_expression = false;
  {
    const FunctionState state(*this);
    const std::uint32_t no_in = context_ & kNoIn;
    context_ &= ~(kAsync | kGenerator | kAwaitAllowed | kStaticBlock | kModuleTop | kCaseClause |
                  kDeclareModifier);
    context_ |= kFunction | (is_async ? kAsync | kAwaitAllowed : 0);
    scopes_.EnterAt(hole, ScopeKind::kArrow, Level::kFunctionsAsVar);
    if (At(Token::kLeftBrace)) {
      context_ &= ~(kNoIn | kNoArrowReturnType);
      context_ |= kReturn;
      body = ParseFunctionBody(params, {.arrow = true});
    } else {
      is_expression = true;
      DeclareParameters(params, false);
      context_ |= no_in;
      body = ParseAssignStrictly();
    }
    scopes_.Leave();
  }
  auto& arrow = New<ArrowFunctionExpression>(begin);
  arrow.params = params;
  arrow.body = body;
  if (is_async) arrow.flags |= ArrowFunctionExpression::kFlag_async;
  if (is_expression) arrow.flags |= ArrowFunctionExpression::kFlag_expression;
  return Id(arrow);
}

}  // namespace js
