#include "js/parser_guards.h"

namespace js {

using Rule = ScopeBuilder::Rule;
using Level = ScopeBuilder::Level;

NodeId Parser::ParseStatement(Place place) {
  const DepthGuard depth(*this);
  if (depth.too_deep()) return NodeId::kNone;
  const std::uint32_t begin = Begin();
  const NodeId statement = ParseStatementInner(place);
  if (failed_ && place == Place::kList && trials_ == 0) [[unlikely]] {
    // Too deep a place is left to the outermost list, or the same would be met again and again.
    if (errors_.empty() || errors_.back().code != SyntaxErrorCode::kTooDeep || scope_depth_ == 0)
      return Recover(begin);
  }
  return statement;
}

NodeId Parser::ParseStatementInner(Place place) {
  const std::uint32_t begin = Begin();
  switch (Tok()) {
    case Token::kLeftBrace:
      return ParseBlock();
    case Token::kSemicolon:
      Next();
      return Id(New<EmptyStatement>(begin));
    case Token::kVar:
      return ParseVariableStatement(DeclarationKind::kVar);
    case Token::kConst:
      if (types_ && Peek().kind == Token::kEnum)
        return ParseTypeScriptStatement(begin, NodeList::kEmpty);
      if (place != Place::kList) {
        Unexpected();
        return NodeId::kNone;
      }
      return ParseVariableStatement(DeclarationKind::kConst);
    case Token::kIf:
      return ParseIf();
    case Token::kReturn:
      return ParseReturn();
    case Token::kFor:
      return ParseFor();
    case Token::kFunction:
      if (place != Place::kList && (strict() || (place != Place::kIf && place != Place::kLabel))) {
        Unexpected();
        return NodeId::kNone;
      }
      Next();
      return ParseFunction(
          begin, place == Place::kList ? FunctionForm::kDeclaration : FunctionForm::kHanging,
          false);
    case Token::kClass:
    case Token::kAt: {
      if (place != Place::kList) {
        Unexpected();
        return NodeId::kNone;
      }
      const NodeList decorators = ParseDecorators();
      if (At(Token::kExport)) return ParseExportOf(begin, decorators);
      if (types_ && AtWord(names::kAbstract)) return ParseTypeScriptStatement(begin, decorators);
      return ParseClass(begin, ClassForm::kDeclaration, decorators);
    }
    case Token::kTry:
      return ParseTry();
    case Token::kThrow:
      return ParseThrow();
    case Token::kWhile:
      return ParseWhile();
    case Token::kDo:
      return ParseDo();
    case Token::kSwitch:
      return ParseSwitch();
    case Token::kBreak:
    case Token::kContinue:
      return ParseJump();
    case Token::kWith:
      return ParseWith();
    case Token::kDebugger:
      Next();
      Semicolon();
      return Id(New<DebuggerStatement>(begin));
    case Token::kImport: {
      const Token next = Peek().kind;
      if (next == Token::kLeftParen || next == Token::kDot) return ParseExpressionOrLabel(place);
      if (!Is(kModuleTop) || place != Place::kList)
        Note(SyntaxErrorCode::kImportExportPlace, TokenSpan());
      return ParseImportDeclaration();
    }
    case Token::kExport:
      if (!Is(kModuleTop) || place != Place::kList)
        Note(SyntaxErrorCode::kImportExportPlace, TokenSpan());
      return ParseExportDeclaration();
    case Token::kEnum:
      if (types_) return ParseTypeScriptStatement(begin, NodeList::kEmpty);
      Unexpected();
      return NodeId::kNone;
    case Token::kIdentifier:
      return ParseStatementOfName(place);
    default:  // all the tokens that begin an expression, and those that begin nothing
      return ParseExpressionOrLabel(place);
  }
}

NodeId Parser::ParseStatementOfName(Place place) {
  const std::uint32_t begin = Begin();
  const Symbol name = Value();
  // Names past the ones of the grammar are the common case.
  if (static_cast<std::uint32_t>(name) >= names::kEndOfNames || lexer_.token().escaped)
    return ParseExpressionOrLabel(place);
  if (name == names::kLet && AtLet(place)) {
    if (place != Place::kList) {
      Fail(SyntaxErrorCode::kLexicalInStatement, TokenSpan());
      return NodeId::kNone;
    }
    return ParseVariableStatement(DeclarationKind::kLet);
  }
  if (name == names::kAsync && AtAsyncFunction()) {
    if (place != Place::kList) {
      Unexpected();
      return NodeId::kNone;
    }
    Next();
    Next();
    return ParseFunction(begin, FunctionForm::kDeclaration, true);
  }
  if (name == names::kUsing && AtUsing(false))
    return ParseUsingStatement(place, DeclarationKind::kUsing);
  if (name == names::kAwait && AtAwaitUsing())
    return ParseUsingStatement(place, DeclarationKind::kAwaitUsing);
  if (types_ && AtTypeScriptStatement()) return ParseTypeScriptStatement(begin, NodeList::kEmpty);
  return ParseExpressionOrLabel(place);
}

NodeId Parser::ParseBlock() {
  scopes_.Enter(ScopeKind::kBlock, Level::kBlock);
  const NodeId block = ParseBlockWithoutScope();
  scopes_.Leave();
  return block;
}

NodeId Parser::ParseBlockWithoutScope() {
  const std::uint32_t begin = Begin();
  const ContextGuard guard(*this, 0, kModuleTop | kCaseClause);
  Expect(Token::kLeftBrace);
  const NodeList body = ParseStatementList(Token::kRightBrace);
  Expect(Token::kRightBrace);
  auto& block = New<BlockStatement>(begin);
  block.body = body;
  return Id(block);
}

NodeList Parser::ParseStatementList(Token end) {
  ++scope_depth_;
  ListBuilder list(*this);
  while (!At(end) && !At(Token::kEnd)) list.Add(ParseStatement(Place::kList));
  --scope_depth_;
  return list.Finish();
}

NodeId Parser::ParseExpressionOrLabel(Place place) {
  const std::uint32_t begin = Begin();
  const bool is_name = At(Token::kIdentifier);
  const NodeId expression = ParseExpression();
  if (is_name && At(Token::kColon) && KindOf(expression) == Kind::kIdentifier &&
      !tree_[expression].Has(Node::kParenthesized)) {
    return ParseLabeled(expression, begin, place);
  }
  Semicolon();
  auto& statement = New<ExpressionStatement>(begin);
  statement.expression = expression;
  return Id(statement);
}

NodeId Parser::ParseLabeled(NodeId label, std::uint32_t begin, Place place) {
  Next();  // :
  scopes_.TakeBackMention();
  auto& node = tree_.As<Identifier>(label);
  const Symbol name = node.name;
  const Span span = node.span();
  node.kind = Kind::kIdentifierName;
  for (std::size_t i = first_label_; i < labels_.size(); ++i) {
    if (labels_[i].name == name) Note(SyntaxErrorCode::kDuplicateLabel, span);
  }
  auto target = Label::Target::kPlain;
  if (At(Token::kFor) || At(Token::kWhile) || At(Token::kDo)) target = Label::Target::kLoop;
  // `a: b: for` makes both labels those of the loop.
  for (std::size_t i = labels_.size(); i > first_label_ && labels_[i - 1].statement == begin; --i) {
    labels_[i - 1].statement = Begin();
    labels_[i - 1].target = target;
  }
  labels_.push_back({.name = name, .target = target, .statement = Begin()});
  const Place inner =
      place == Place::kList || place == Place::kLabel ? Place::kLabel : Place::kLabelInBody;
  const NodeId body = ParseStatement(inner);
  labels_.pop_back();
  auto& statement = New<LabeledStatement>(begin);
  statement.label = label;
  statement.body = body;
  return Id(statement);
}

NodeId Parser::ParseParenthesized() {
  Expect(Token::kLeftParen);
  const NodeId expression = ParseExpressionWithIn();
  Expect(Token::kRightParen);
  return expression;
}

NodeId Parser::ParseIf() {
  const std::uint32_t begin = Begin();
  Next();
  const NodeId test = ParseParenthesized();
  const NodeId consequent = ParseStatement(Place::kIf);
  const NodeId alternate = Eat(Token::kElse) ? ParseStatement(Place::kIf) : NodeId::kNone;
  auto& statement = New<IfStatement>(begin);
  statement.test = test;
  statement.consequent = consequent;
  statement.alternate = alternate;
  return Id(statement);
}

NodeId Parser::ParseLoopBody() {
  labels_.push_back({.target = Label::Target::kLoop});
  const NodeId body = ParseStatement(Place::kLoop);
  labels_.pop_back();
  return body;
}

NodeId Parser::ParseDo() {
  const std::uint32_t begin = Begin();
  Next();
  const NodeId body = ParseLoopBody();
  Expect(Token::kWhile);
  const NodeId test = ParseParenthesized();
  Eat(Token::kSemicolon);
  auto& statement = New<DoWhileStatement>(begin);
  statement.body = body;
  statement.test = test;
  return Id(statement);
}

NodeId Parser::ParseWhile() {
  const std::uint32_t begin = Begin();
  Next();
  const NodeId test = ParseParenthesized();
  const NodeId body = ParseLoopBody();
  auto& statement = New<WhileStatement>(begin);
  statement.test = test;
  statement.body = body;
  return Id(statement);
}

NodeId Parser::ParseSwitch() {
  const std::uint32_t begin = Begin();
  Next();
  const NodeId discriminant = ParseParenthesized();
  Expect(Token::kLeftBrace);
  labels_.push_back({.target = Label::Target::kSwitch});
  scopes_.Enter(ScopeKind::kSwitch, Level::kBlock);
  ++scope_depth_;
  NodeList cases = NodeList::kEmpty;
  {
    const ContextGuard guard(*this, kCaseClause, kModuleTop);
    ListBuilder list(*this);
    bool has_default = false;
    while (At(Token::kCase) || At(Token::kDefault)) {
      const std::uint32_t case_begin = Begin();
      NodeId test = NodeId::kNone;
      if (Eat(Token::kCase)) {
        test = ParseExpressionWithIn();
      } else {
        if (has_default) Note(SyntaxErrorCode::kDuplicateDefault, TokenSpan());
        has_default = true;
        Next();
      }
      Expect(Token::kColon);
      NodeList consequent = NodeList::kEmpty;
      {
        ListBuilder statements(*this);
        while (!At(Token::kCase) && !At(Token::kDefault) && !At(Token::kRightBrace) &&
               !At(Token::kEnd)) {
          statements.Add(ParseStatement(Place::kList));
        }
        consequent = statements.Finish();
      }
      auto& clause = New<SwitchCase>(case_begin);
      clause.test = test;
      clause.consequent = consequent;
      list.Add(Id(clause));
    }
    cases = list.Finish();
  }
  --scope_depth_;
  scopes_.Leave();
  labels_.pop_back();
  Expect(Token::kRightBrace);
  auto& statement = New<SwitchStatement>(begin);
  statement.discriminant = discriminant;
  statement.cases = cases;
  return Id(statement);
}

NodeId Parser::ParseReturn() {
  const std::uint32_t begin = Begin();
  if (!Is(kReturn)) Note(SyntaxErrorCode::kIllegalReturn, TokenSpan());
  Next();
  NodeId argument = NodeId::kNone;
  if (!At(Token::kSemicolon) && !CanEndStatement()) argument = ParseExpressionWithIn();
  Semicolon();
  auto& statement = New<ReturnStatement>(begin);
  statement.argument = argument;
  return Id(statement);
}

NodeId Parser::ParseThrow() {
  const std::uint32_t begin = Begin();
  Next();
  if (NewlineBefore()) Note(SyntaxErrorCode::kNewlineAfterThrow, TokenSpan());
  const NodeId argument = ParseExpressionWithIn();
  Semicolon();
  auto& statement = New<ThrowStatement>(begin);
  statement.argument = argument;
  return Id(statement);
}

NodeId Parser::ParseTry() {
  const std::uint32_t begin = Begin();
  Next();
  const NodeId block = ParseBlock();
  const NodeId handler = At(Token::kCatch) ? ParseCatch() : NodeId::kNone;
  const NodeId finalizer = Eat(Token::kFinally) ? ParseBlock() : NodeId::kNone;
  if (handler == NodeId::kNone && finalizer == NodeId::kNone) {
    Fail(SyntaxErrorCode::kMissingCatch, {.begin = begin, .end = begin + 3});
  }
  auto& statement = New<TryStatement>(begin);
  statement.block = block;
  statement.handler = handler;
  statement.finalizer = finalizer;
  return Id(statement);
}

NodeId Parser::ParseCatch() {
  const std::uint32_t begin = Begin();
  Next();
  scopes_.Enter(ScopeKind::kCatch, Level::kBlock);
  NodeId param = NodeId::kNone;
  if (Eat(Token::kLeftParen)) {
    param = ParseBindingTarget();
    if (types_ && !failed_) ParseTargetTypes(param);
    const bool simple = KindOf(param) == Kind::kIdentifier;
    if (simple) scopes_.SetLevel(Level::kSimpleCatch);
    DeclarePattern(param, BindingKind::kCatch, simple ? Rule::kSimpleCatch : Rule::kLexical, false);
    Expect(Token::kRightParen);
  }
  const NodeId body = ParseBlockWithoutScope();
  scopes_.Leave();
  auto& clause = New<CatchClause>(begin);
  clause.param = param;
  clause.body = body;
  return Id(clause);
}

NodeId Parser::ParseWith() {
  const std::uint32_t begin = Begin();
  if (strict()) Note(SyntaxErrorCode::kWithInStrict, TokenSpan());
  Next();
  const NodeId object = ParseParenthesized();
  scopes_.Enter(ScopeKind::kWith, Level::kBlock);
  const NodeId body = ParseStatement(Place::kLoop);
  scopes_.Leave();
  auto& statement = New<WithStatement>(begin);
  statement.object = object;
  statement.body = body;
  return Id(statement);
}

NodeId Parser::ParseJump() {
  const std::uint32_t begin = Begin();
  const Span span = TokenSpan();
  const bool is_break = At(Token::kBreak);
  Next();
  NodeId label = NodeId::kNone;
  Symbol name = Symbol::kEmpty;
  if (!At(Token::kSemicolon) && !CanEndStatement()) {
    if (!At(Token::kIdentifier)) {
      Unexpected();
      return NodeId::kNone;
    }
    name = Value();
    CheckName(lexer_.token());
    label = NewName(name, TokenSpan());
    Next();
  }
  Semicolon();
  bool found = false;
  for (std::size_t i = first_label_; i < labels_.size() && !found; ++i) {
    const Label& around = labels_[i];
    if (label != NodeId::kNone) {
      found = around.name == name && (is_break || around.target == Label::Target::kLoop);
    } else {
      found = around.name == Symbol::kEmpty && (is_break || around.target == Label::Target::kLoop);
    }
  }
  if (!found) Note(SyntaxErrorCode::kIllegalBreak, span);
  if (is_break) {
    auto& statement = New<BreakStatement>(begin);
    statement.label = label;
    return Id(statement);
  }
  auto& statement = New<ContinueStatement>(begin);
  statement.label = label;
  return Id(statement);
}

}  // namespace js
