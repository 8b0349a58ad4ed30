// Members, calls, templates, `new` and `import(...)`.
#include "js/parser_guards.h"

namespace js {

NodeId Parser::ParseSubscripted() {
  const std::uint32_t begin = Begin();
  const NodeId primary = ParsePrimary();
  switch (Tok()) {
    case Token::kDot:
    case Token::kLeftParen:
    case Token::kLeftBracket:
    case Token::kQuestionDot:
    case Token::kTemplateWhole:
    case Token::kTemplateHead:
      break;
    case Token::kBang:
    case Token::kLess:
    case Token::kShiftLeft:
      if (types_) break;
      return primary;
    default:  // nothing that could follow
      return primary;
  }
  const Node& node = tree_[primary];
  if (node.kind == Kind::kArrowFunctionExpression && !node.Has(Node::kParenthesized))
    return primary;
  return ParseSubscripts(primary, begin, false);
}

NodeId Parser::ParseSubscripts(NodeId base, std::uint32_t begin, bool no_calls) {
  bool in_chain = false;
  for (;;) {
    switch (Tok()) {
      case Token::kDot:
        base = ParseMember(base, begin, false);
        continue;
      case Token::kLeftBracket:
        if (Is(kDecoratorCallee)) break;
        base = ParseComputedMember(base, begin, false);
        continue;
      case Token::kLeftParen:
        if (no_calls) break;
        if (IsPlainAsync(base, begin) && !in_chain) {
          base = ParseAsyncCallOrArrow(base, begin);
          if (KindOf(base) == Kind::kArrowFunctionExpression) return base;
        } else {
          base = ParseCall(base, begin, false, NodeId::kNone);
        }
        continue;
      case Token::kQuestionDot: {
        if (no_calls) Note(SyntaxErrorCode::kOptionalChain, TokenSpan());
        in_chain = true;
        const Span span = TokenSpan();
        Next();
        if (At(Token::kLeftParen)) {
          base = ParseCall(base, begin, true, NodeId::kNone);
        } else if (At(Token::kLeftBracket)) {
          base = ParseComputedMember(base, begin, true);
        } else if (At(Token::kTemplateWhole) || At(Token::kTemplateHead)) {
          Fail(SyntaxErrorCode::kOptionalChain, span);
        } else if (types_ && (At(Token::kLess) || At(Token::kShiftLeft))) {
          base = ParseTypedCall(base, begin, true);
        } else {
          base = ParseMemberName(base, begin, true);
        }
        continue;
      }
      case Token::kTemplateWhole:
      case Token::kTemplateHead:
        base = ParseTagged(base, begin, in_chain, NodeId::kNone);
        continue;
      case Token::kBang:
        if (types_ && !NewlineBefore()) {
          base = ParseNonNull(base, begin);
          continue;
        }
        break;
      case Token::kLess:
      case Token::kShiftLeft:
        if (types_) {
          const NodeId typed = TryTypeArguments(base, begin, no_calls);
          if (typed == NodeId::kNone) break;
          base = typed;
          continue;
        }
        break;
      default:  // the end of the chain
        break;
    }
    break;
  }
  if (!in_chain || failed_) return base;
  auto& chain = New<ChainExpression>(begin);
  chain.expression = base;
  return Id(chain);
}

bool Parser::IsPlainAsync(NodeId base, std::uint32_t begin) {
  if (potential_arrow_ != begin || NewlineBefore() || KindOf(base) != Kind::kIdentifier)
    return false;
  const auto& name = tree_.As<Identifier>(base);
  return name.name == names::kAsync && name.end() == LastEnd() && name.end() - name.begin == 5 &&
         name.begin == begin && !name.Has(Node::kParenthesized);
}

NodeId Parser::ParseMember(NodeId object, std::uint32_t begin, bool optional) {
  Next();  // .
  return ParseMemberName(object, begin, optional);
}

NodeId Parser::ParseMemberName(NodeId object, std::uint32_t begin, bool optional) {
  NodeId property = NodeId::kNone;
  if (At(Token::kPrivateName) && KindOf(object) != Kind::kSuper) {
    property = ParsePrivateName();
  } else if (IsName(Tok())) [[likely]] {
    property = NewName(Value(), TokenSpan());
    Next();
  } else {
    Unexpected();
    return NodeId::kNone;
  }
  auto& member = New<MemberExpression>(begin);
  member.object = object;
  member.property = property;
  if (optional) member.flags |= MemberExpression::kFlag_optional;
  return Id(member);
}

NodeId Parser::ParseComputedMember(NodeId object, std::uint32_t begin, bool optional) {
  Next();  // [
  const NodeId property = ParseExpressionWithIn();
  Expect(Token::kRightBracket);
  auto& member = New<MemberExpression>(begin);
  member.object = object;
  member.property = property;
  member.flags |= MemberExpression::kFlag_computed;
  if (optional) member.flags |= MemberExpression::kFlag_optional;
  return Id(member);
}

NodeList Parser::ParseArguments() {
  const ContextGuard guard(*this, 0, kNoIn | kNoArrowReturnType | kDecoratorCallee);
  Expect(Token::kLeftParen);
  ListBuilder list(*this);
  while (!At(Token::kRightParen) && !At(Token::kEnd)) {
    list.Add(At(Token::kEllipsis) ? ParseSpread() : ParseAssignStrictly());
    if (At(Token::kRightParen)) break;
    Expect(Token::kComma);
  }
  Expect(Token::kRightParen);
  return list.Finish();
}

NodeId Parser::ParseCall(NodeId callee, std::uint32_t begin, bool optional, NodeId type_arguments) {
  const NodeList arguments = ParseArguments();
  std::uint16_t flags = optional ? CallExpression::kFlag_optional : 0;
  if (KindOf(callee) == Kind::kIdentifier && tree_.As<Identifier>(callee).name == names::kEval &&
      !optional) {
    flags |= kDirectEval;
    scopes_.MarkDirectEval();
  }
  auto& call = type_arguments == NodeId::kNone ? New<CallExpression>(begin)
                                               : NewWithTail<CallExpression>(begin);
  call.callee = callee;
  call.arguments = arguments;
  call.flags |= flags;
  if (type_arguments != NodeId::kNone) tree_.TailOf(call).type_arguments = type_arguments;
  return Id(call);
}

NodeId Parser::ParseAsyncCallOrArrow(NodeId callee, std::uint32_t begin) {
  if (types_) {
    const NodeId arrow = TryTypedArrow(begin, true);
    if (arrow != NodeId::kNone) return arrow;
    return ParseCall(callee, begin, false, NodeId::kNone);
  }
  const std::uint32_t name_event = scopes_.event_count() - 1;  // `async` itself
  const std::uint32_t hole = scopes_.Hole();
  const std::uint32_t old_yield = yield_at_;
  const std::uint32_t old_await = await_at_;
  const std::uint32_t old_await_name = await_name_at_;
  yield_at_ = await_at_ = await_name_at_ = kNowhere;
  const Pending outer = pending_;
  pending_ = {};
  Next();  // (
  NodeId result = NodeId::kNone;
  {
    ListBuilder list(*this);
    {
      const ContextGuard guard(*this, 0, kNoIn | kDecoratorCallee);
      while (!At(Token::kRightParen) && !At(Token::kEnd)) {
        list.Add(At(Token::kEllipsis) ? ParseSpread() : ParseAssign());
        if (At(Token::kRightParen)) break;
        Expect(Token::kComma);
      }
      Expect(Token::kRightParen);
    }
    if (At(Token::kArrow) && !NewlineBefore() && !failed_) {
      pending_ = outer;
      CheckYieldAwaitInParameters();
      if (await_name_at_ != kNowhere) {
        Note(SyntaxErrorCode::kInvalidAwait, {.begin = await_name_at_, .end = await_name_at_ + 5});
      }
      for (const NodeId item : list.items()) ToPattern(item, true);
      const NodeList params = list.Finish();
      scopes_.Erase(name_event);
      Next();
      yield_at_ = old_yield;
      await_at_ = old_await;
      await_name_at_ = old_await_name;
      return ParseArrow(begin, true, hole, params);
    }
    RaisePending();
    pending_ = outer;
    const NodeList arguments = list.Finish();
    auto& call = New<CallExpression>(begin);
    call.callee = callee;
    call.arguments = arguments;
    result = Id(call);
  }
  yield_at_ = std::min(yield_at_, old_yield);
  await_at_ = std::min(await_at_, old_await);
  await_name_at_ = std::min(await_name_at_, old_await_name);
  return result;
}

NodeId Parser::ParseTagged(NodeId tag, std::uint32_t begin, bool in_chain, NodeId type_arguments) {
  if (in_chain) Note(SyntaxErrorCode::kOptionalChain, TokenSpan());
  const NodeId quasi = ParseTemplate(true);
  auto& tagged = type_arguments == NodeId::kNone ? New<TaggedTemplateExpression>(begin)
                                                 : NewWithTail<TaggedTemplateExpression>(begin);
  tagged.tag = tag;
  tagged.quasi = quasi;
  if (type_arguments != NodeId::kNone) tree_.TailOf(tagged).type_arguments = type_arguments;
  return Id(tagged);
}

NodeId Parser::ParseTemplateElement(bool tagged) {
  const Lexeme& token = lexer_.token();
  const bool tail = token.kind == Token::kTemplateWhole || token.kind == Token::kTemplateTail;
  auto& element = tree_.New<TemplateElement>(token.begin + 1, token.end - (tail ? 1 : 2));
  element.cooked = token.value;
  if (tail) element.flags |= TemplateElement::kFlag_is_tail;
  if (token.not_cooked) {
    element.flags |= kNotCooked;
    if (!tagged) Note(SyntaxErrorCode::kInvalidEscape, TokenSpan());
  }
  return Id(element);
}

NodeId Parser::ParseTemplate(bool tagged) {
  const DepthGuard depth(*this);
  if (depth.too_deep()) return NodeId::kNone;
  const ContextGuard guard(*this, 0, kNoIn | kNoArrowReturnType | kDecoratorCallee);
  const std::uint32_t begin = Begin();
  NodeList quasis = NodeList::kEmpty;
  NodeList expressions = NodeList::kEmpty;
  if (At(Token::kTemplateWhole)) {
    const NodeId element = ParseTemplateElement(tagged);
    quasis = tree_.NewList({&element, 1});
    Next();
  } else {
    // Elements and expressions alternate on the stack: even places are elements.
    ListBuilder list(*this);
    list.Add(ParseTemplateElement(tagged));
    for (bool more = true; more && !failed_;) {
      Next();
      list.Add(ParseExpressionWithIn());
      if (!At(Token::kRightBrace)) {
        Unexpected();
        break;
      }
      lexer_.RescanTemplate();
      if (At(Token::kError)) {
        Unexpected();
        break;
      }
      more = At(Token::kTemplateMiddle);
      list.Add(ParseTemplateElement(tagged));
    }
    if (failed_) return NodeId::kNone;
    Next();
    ListBuilder split(*this);
    const std::size_t count = list.items().size();
    const std::size_t first = nodes_.size() - count;
    for (std::size_t i = 0; i < count; i += 2) split.Add(nodes_[first + i]);
    for (std::size_t i = 1; i < count; i += 2) split.Add(nodes_[first + i]);
    const std::size_t elements = (count + 1) / 2;
    quasis = tree_.NewList(split.items().first(elements));
    expressions = tree_.NewList(split.items().subspan(elements, count - elements));
  }
  auto& node = New<TemplateLiteral>(begin);
  node.quasis = quasis;
  node.expressions = expressions;
  return Id(node);
}

NodeId Parser::ParseNew() {
  const DepthGuard depth(*this);
  if (depth.too_deep()) return NodeId::kNone;
  const std::uint32_t begin = Begin();
  const Span new_span = TokenSpan();
  Next();
  if (At(Token::kDot)) {
    Next();
    if (!AtWord(names::kTarget)) {
      Unexpected();
      return NodeId::kNone;
    }
    if (!Is(kNewTarget) && !types_)
      Note(SyntaxErrorCode::kInvalidNewTarget, {.begin = begin, .end = lexer_.token().end});
    const NodeId meta = NewName(names::kNew, new_span);
    const NodeId property = NewName(names::kTarget, TokenSpan());
    Next();
    auto& node = New<MetaProperty>(begin);
    node.meta = meta;
    node.property = property;
    return Id(node);
  }
  const std::uint32_t callee_begin = Begin();
  NodeId callee = At(Token::kImport) ? ParseImportExpression(true) : ParsePrimary();
  NodeId type_arguments = NodeId::kNone;
  {
    const ContextGuard guard(*this, 0, kDecoratorCallee);
    callee = ParseSubscripts(callee, callee_begin, true);
  }
  if (KindOf(callee) == Kind::kSuper) Unexpected();
  if (types_) type_arguments = TakeTypeArguments(callee);
  const NodeList arguments = At(Token::kLeftParen) ? ParseArguments() : NodeList::kEmpty;
  auto& node = type_arguments == NodeId::kNone ? New<NewExpression>(begin)
                                               : NewWithTail<NewExpression>(begin);
  node.callee = callee;
  node.arguments = arguments;
  if (type_arguments != NodeId::kNone) tree_.TailOf(node).type_arguments = type_arguments;
  return Id(node);
}

NodeId Parser::ParseImportExpression(bool callee_of_new) {
  const std::uint32_t begin = Begin();
  const Span span = TokenSpan();
  Next();
  std::uint16_t phase = 0;
  if (At(Token::kDot)) {
    Next();
    if (AtWord(names::kMeta)) {
      if (!module_ && !types_)
        Note(SyntaxErrorCode::kImportMeta, {.begin = begin, .end = lexer_.token().end});
      const NodeId meta = NewName(Symbol{names::kImportKeyword}, span);
      const NodeId property = NewName(names::kMeta, TokenSpan());
      Next();
      auto& node = New<MetaProperty>(begin);
      node.meta = meta;
      node.property = property;
      return Id(node);
    }
    if (AtWord(names::kDefer)) phase = kDeferPhase;
    if (AtWord(names::kSource)) phase = kSourcePhase;
    if (phase == 0) {
      Unexpected();
      return NodeId::kNone;
    }
    Next();
  }
  if (!At(Token::kLeftParen) || callee_of_new) {
    Unexpected();
    return NodeId::kNone;
  }
  const ContextGuard guard(*this, 0, kNoIn | kNoArrowReturnType | kDecoratorCallee);
  Next();
  const NodeId source = ParseAssignStrictly();
  NodeId options = NodeId::kNone;
  if (Eat(Token::kComma) && !At(Token::kRightParen)) {
    options = ParseAssignStrictly();
    Eat(Token::kComma);
  }
  Expect(Token::kRightParen);
  auto& node = New<ImportExpression>(begin);
  node.source = source;
  node.options = options;
  node.flags |= phase;
  return Id(node);
}

}  // namespace js
