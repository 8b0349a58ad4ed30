// The three for loops.
#include "js/parser_guards.h"

namespace js {

using Level = ScopeBuilder::Level;

NodeId Parser::ParseFor() {
  const std::uint32_t begin = Begin();
  Next();
  std::uint32_t await_at = kNowhere;
  if (Is(kAwaitAllowed) && AtWord(names::kAwait)) {
    await_at = Begin();
    Next();
  }
  scopes_.Enter(ScopeKind::kFor, Level::kBlock);
  Expect(Token::kLeftParen);
  const NodeId loop = ParseForHead(begin, await_at);
  scopes_.Leave();
  return loop;
}

NodeId Parser::ParseForHead(std::uint32_t begin, std::uint32_t await_at) {
  const bool is_await = await_at != kNowhere;
  if (At(Token::kSemicolon)) {
    if (is_await) UnexpectedAt(await_at);
    return ParseForRest(begin, NodeId::kNone);
  }
  const std::uint32_t init_begin = Begin();
  const bool starts_with_let = AtWord(names::kLet);
  bool declares = true;
  auto kind = DeclarationKind::kVar;
  if (At(Token::kConst)) {
    kind = DeclarationKind::kConst;
  } else if (starts_with_let && AtLet(Place::kList)) {
    kind = DeclarationKind::kLet;
  } else if (AtUsing(true)) {
    kind = DeclarationKind::kUsing;
  } else if (AtAwaitUsing()) {
    if (!Is(kAwaitAllowed)) Note(SyntaxErrorCode::kInvalidAwait, TokenSpan());
    kind = DeclarationKind::kAwaitUsing;
    Next();
  } else {
    declares = At(Token::kVar);
  }
  if (declares) {
    Next();
    NodeId init = NodeId::kNone;
    {
      const ContextGuard guard(*this, kNoIn, 0);
      init = ParseVariables(init_begin, kind, true);
    }
    return ParseForAfterInit(begin, init, await_at);
  }

  const Lexeme first = lexer_.token();
  const Pending outer = pending_;
  pending_ = {};
  NodeId init = NodeId::kNone;
  {
    const ContextGuard guard(*this, kNoIn, 0);
    if (is_await) {
      arrow_in_for_await_ = true;
      init = ParseSubscripted();
      arrow_in_for_await_ = false;
    } else {
      init = ParseExpression();
    }
  }
  const bool is_of = AtWord(names::kOf);
  if (!At(Token::kIn) && !is_of) {
    RaisePending();
    pending_ = outer;
    if (is_await) UnexpectedAt(await_at);
    return ParseForRest(begin, init);
  }
  if (is_await && !is_of) UnexpectedAt(await_at);
  if (is_of && !is_await && first.kind == Token::kIdentifier && first.value == names::kAsync &&
      !first.escaped && KindOf(init) == Kind::kIdentifier &&
      !tree_[init].Has(Node::kParenthesized)) {
    Unexpected();
  }
  if (is_of && starts_with_let)
    Note(SyntaxErrorCode::kForHead, {.begin = first.begin, .end = first.end});
  pending_ = outer;
  ToPattern(init, false);
  return ParseForIn(begin, init, is_await);
}

NodeId Parser::ParseForAfterInit(std::uint32_t begin, NodeId init, std::uint32_t await_at) {
  const bool is_await = await_at != kNowhere;
  const bool is_in = At(Token::kIn);
  const auto& declaration = tree_.As<VariableDeclaration>(init);
  const auto declarations = tree_.tree().List(declaration.declarations);
  if ((is_in || AtWord(names::kOf)) && declarations.size() == 1) {
    const DeclarationKind kind = declaration.kind_word();
    const auto& declarator = tree_.tree().As<VariableDeclarator>(declarations[0]);
    if (is_in && (kind == DeclarationKind::kUsing || kind == DeclarationKind::kAwaitUsing)) {
      Note(SyntaxErrorCode::kUsingPlace, declaration.span());
    }
    if (is_in && is_await) UnexpectedAt(await_at);
    if (declarator.init != NodeId::kNone && (!is_in || strict() || kind != DeclarationKind::kVar ||
                                             KindOf(declarator.id) != Kind::kIdentifier)) {
      Note(SyntaxErrorCode::kForHead, declaration.span());
    }
    return ParseForIn(begin, init, is_await);
  }
  if (is_await) UnexpectedAt(await_at);
  return ParseForRest(begin, init);
}

NodeId Parser::ParseForRest(std::uint32_t begin, NodeId init) {
  Expect(Token::kSemicolon);
  const NodeId test = At(Token::kSemicolon) ? NodeId::kNone : ParseExpressionWithIn();
  Expect(Token::kSemicolon);
  const NodeId update = At(Token::kRightParen) ? NodeId::kNone : ParseExpressionWithIn();
  Expect(Token::kRightParen);
  const NodeId body = ParseLoopBody();
  auto& loop = New<ForStatement>(begin);
  loop.init = init;
  loop.test = test;
  loop.update = update;
  loop.body = body;
  return Id(loop);
}

NodeId Parser::ParseForIn(std::uint32_t begin, NodeId left, bool is_await) {
  const bool is_in = At(Token::kIn);
  Next();
  const NodeId right = is_in ? ParseExpressionWithIn() : ParseAssignWithIn();
  Expect(Token::kRightParen);
  const NodeId body = ParseLoopBody();
  if (is_in) {
    auto& loop = New<ForInStatement>(begin);
    loop.left = left;
    loop.right = right;
    loop.body = body;
    return Id(loop);
  }
  auto& loop = New<ForOfStatement>(begin);
  loop.left = left;
  loop.right = right;
  loop.body = body;
  if (is_await) loop.flags |= ForOfStatement::kFlag_is_await;
  return Id(loop);
}

}  // namespace js
