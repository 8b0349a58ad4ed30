// Operands: names, literals, parentheses, arrays and objects.
#include "js/parser_guards.h"
#include "js/regexp.h"

namespace js {

NodeId Parser::ParsePrimary() {
  const std::uint32_t begin = Begin();
  switch (Tok()) {
    case Token::kIdentifier:
      return ParseNameOrArrow();
    case Token::kString:
      return ParseString();
    case Token::kNumber:
    case Token::kBigInt:
      return ParseNumber();
    case Token::kLeftParen:
      return ParseParenOrArrow();
    case Token::kLeftBracket:
      return ParseArray();
    case Token::kLeftBrace:
      return ParseObject();
    case Token::kTemplateWhole:
    case Token::kTemplateHead:
      return ParseTemplate(false);
    case Token::kSlash:
    case Token::kSlashAssign:
      return ParseRegExp();
    case Token::kThis:
      Next();
      return Id(New<ThisExpression>(begin));
    case Token::kNull:
      Next();
      return Id(New<NullLiteral>(begin));
    case Token::kTrue:
    case Token::kFalse: {
      const bool value = At(Token::kTrue);
      Next();
      auto& literal = New<BooleanLiteral>(begin);
      if (value) literal.flags |= BooleanLiteral::kFlag_value;
      return Id(literal);
    }
    case Token::kFunction:
      Next();
      return ParseFunction(begin, FunctionForm::kExpression, false);
    case Token::kClass:
    case Token::kAt: {
      const NodeList decorators = ParseDecorators();
      return ParseClass(begin, ClassForm::kExpression, decorators);
    }
    case Token::kNew:
      return ParseNew();
    case Token::kSuper:
      return ParseSuper();
    case Token::kImport:
      return ParseImportExpression(false);
    case Token::kLess:
      if (jsx_) return ParseJsx();
      [[fallthrough]];
    default:  // begins no expression
      Unexpected();
      return NodeId::kNone;
  }
}

NodeId Parser::ParseSuper() {
  const std::uint32_t begin = Begin();
  const Span span = TokenSpan();
  Next();
  const bool call = At(Token::kLeftParen);
  if (!call && !At(Token::kDot) && !At(Token::kLeftBracket)) {
    if (!(types_ && At(Token::kQuestionDot))) Unexpected();
    return NodeId::kNone;
  }
  if (!types_ && !Is(call ? kSuperCall : kSuperProperty))
    Note(SyntaxErrorCode::kInvalidSuper, span);
  return Id(New<Super>(begin));
}

NodeId Parser::ParseNameOrArrow() {
  const Lexeme name = lexer_.token();
  const bool can_be_arrow = potential_arrow_ == name.begin;
  CheckName(name);
  Next();
  const NodeId id = NewIdentifier(name.value, {.begin = name.begin, .end = name.end});
  if (name.value == names::kAsync && !name.escaped && !NewlineBefore()) {
    if (At(Token::kFunction)) {
      scopes_.TakeBackMention();
      Next();
      return ParseFunction(name.begin, FunctionForm::kExpression, true);
    }
    if (can_be_arrow && At(Token::kIdentifier) && !(arrow_in_for_await_ && AtWord(names::kOf))) {
      const Lexeme parameter = lexer_.token();
      if (Peek().kind == Token::kArrow || !types_) {
        scopes_.TakeBackMention();
        CheckName(parameter);
        Next();
        const NodeId param =
            NewIdentifier(parameter.value, {.begin = parameter.begin, .end = parameter.end});
        if (NewlineBefore() || !At(Token::kArrow)) {
          Unexpected();
          return NodeId::kNone;
        }
        Next();
        const NodeList params = tree_.NewList({&param, 1});
        return ParseArrow(name.begin, true, scopes_.HoleBefore(1), params);
      }
    }
    if (types_ && can_be_arrow && (At(Token::kLess) || At(Token::kShiftLeft))) {
      const NodeId arrow = TryTypedArrow(name.begin, true);
      if (arrow != NodeId::kNone) return arrow;
    }
  }
  if (can_be_arrow && At(Token::kArrow) && !NewlineBefore()) {
    Next();
    const NodeList params = tree_.NewList({&id, 1});
    return ParseArrow(name.begin, false, scopes_.HoleBefore(1), params);
  }
  return id;
}

NodeId Parser::ParseParenOrArrow() {
  const std::uint32_t begin = Begin();
  const bool can_be_arrow = potential_arrow_ == begin;
  if (types_) {
    if (can_be_arrow) {
      const NodeId arrow = TryTypedArrow(begin, false);
      if (arrow != NodeId::kNone) return arrow;
    }
    return ParseParenthesizedExpression();
  }
  const std::uint32_t hole = can_be_arrow ? scopes_.Hole() : 0;
  const std::uint32_t old_yield = yield_at_;
  const std::uint32_t old_await = await_at_;
  yield_at_ = await_at_ = kNowhere;
  const Pending outer = pending_;
  pending_ = {};
  Next();
  const std::uint32_t inner_begin = Begin();
  std::uint32_t inner_end = inner_begin;
  std::uint32_t odd_at = kNowhere;  // what only parameters may have: `()`, `(a,)` or `(...a)`
  ListBuilder list(*this);
  {
    const ContextGuard guard(*this, 0, kNoIn | kDecoratorCallee);
    if (At(Token::kRightParen)) odd_at = Begin();
    while (!At(Token::kRightParen) && !At(Token::kEnd)) {
      if (At(Token::kEllipsis)) {
        odd_at = Begin();
        list.Add(ParseBindingRest());
        if (At(Token::kComma)) Note(SyntaxErrorCode::kRestNotLast, TokenSpan());
      } else {
        list.Add(ParseAssign());
      }
      if (At(Token::kRightParen)) break;
      const std::uint32_t comma = Begin();
      Expect(Token::kComma);
      if (At(Token::kRightParen)) odd_at = comma;
    }
    inner_end = LastEnd();
    Expect(Token::kRightParen);
  }
  if (failed_) return NodeId::kNone;
  if (can_be_arrow && At(Token::kArrow) && !NewlineBefore()) {
    pending_ = outer;
    CheckYieldAwaitInParameters();
    for (const NodeId item : list.items()) ToPattern(item, true);
    if (failed_) return NodeId::kNone;
    const NodeList params = list.Finish();
    yield_at_ = old_yield;
    await_at_ = old_await;
    Next();
    return ParseArrow(begin, false, hole, params);
  }
  if (odd_at != kNowhere) {
    UnexpectedAt(odd_at);
    return NodeId::kNone;
  }
  RaisePending();
  pending_ = outer;
  yield_at_ = std::min(yield_at_, old_yield);
  await_at_ = std::min(await_at_, old_await);
  NodeId expression = list.items().front();
  if (list.items().size() > 1) {
    const NodeList expressions = list.Finish();
    auto& sequence = tree_.New<SequenceExpression>(inner_begin, inner_end);
    sequence.expressions = expressions;
    expression = Id(sequence);
  }
  tree_[expression].flags |= Node::kParenthesized;
  return expression;
}

NodeId Parser::ParseArray() {
  const std::uint32_t begin = Begin();
  const ContextGuard guard(*this, 0, kNoIn | kNoArrowReturnType | kDecoratorCallee);
  Next();
  NodeList elements = NodeList::kEmpty;
  {
    ListBuilder list(*this);
    while (!At(Token::kRightBracket) && !At(Token::kEnd)) {
      if (At(Token::kComma)) {
        list.Add(NodeId::kNone);
      } else {
        list.Add(At(Token::kEllipsis) ? ParseSpread() : ParseAssign());
        if (At(Token::kRightBracket)) break;
      }
      Expect(Token::kComma);
    }
    Expect(Token::kRightBracket);
    elements = list.Finish();
  }
  auto& array = New<ArrayExpression>(begin);
  array.elements = elements;
  return Id(array);
}

NodeId Parser::ParseSpread() {
  const std::uint32_t begin = Begin();
  Next();
  const NodeId argument = ParseAssign();
  auto& spread = New<SpreadElement>(begin);
  spread.argument = argument;
  if (At(Token::kComma)) spread.flags |= Node::kTrailingComma;
  return Id(spread);
}

NodeId Parser::ParseObject() {
  const std::uint32_t begin = Begin();
  const ContextGuard guard(*this, 0, kNoIn | kNoArrowReturnType | kDecoratorCallee);
  Next();
  NodeList properties = NodeList::kEmpty;
  {
    ListBuilder list(*this);
    bool has_proto = false;
    while (!At(Token::kRightBrace) && !At(Token::kEnd)) {
      list.Add(At(Token::kEllipsis) ? ParseSpread() : ParseObjectMember(has_proto));
      if (At(Token::kRightBrace)) break;
      Expect(Token::kComma);
    }
    Expect(Token::kRightBrace);
    properties = list.Finish();
  }
  auto& object = New<ObjectExpression>(begin);
  object.properties = properties;
  return Id(object);
}

NodeId Parser::ParsePropertyKey(bool& computed) {
  computed = false;
  switch (Tok()) {
    case Token::kString:
      return ParseString();
    case Token::kNumber:
    case Token::kBigInt:
      return ParseNumber();
    case Token::kLeftBracket: {
      computed = true;
      const ContextGuard guard(*this, 0, kNoIn);
      Next();
      const NodeId key = ParseAssignStrictly();
      Expect(Token::kRightBracket);
      return key;
    }
    default:
      break;
  }
  return ParseAnyName();
}

NodeId Parser::ParseObjectMember(bool& has_proto) {
  const std::uint32_t begin = Begin();
  bool generator = Eat(Token::kStar);
  bool is_async = false;
  Lexeme key_token = lexer_.token();
  bool computed = false;
  NodeId key = ParsePropertyKey(computed);
  const auto plain_name = [&](Symbol name) {
    return key_token.kind == Token::kIdentifier && key_token.value == name && !key_token.escaped;
  };
  if (!generator && plain_name(names::kAsync) && !NewlineBefore() &&
      (At(Token::kStar) || StartsMemberName(Tok()))) {
    is_async = true;
    generator = Eat(Token::kStar);
    key_token = lexer_.token();
    key = ParsePropertyKey(computed);
    if (!At(Token::kLeftParen) && !(types_ && At(Token::kLess))) Unexpected();
  }
  if (failed_) return NodeId::kNone;
  auto kind = MemberKind::kInit;
  std::uint16_t flags = computed ? Property::kFlag_computed : 0;
  NodeId value = NodeId::kNone;
  if (At(Token::kColon)) {
    if (generator) Unexpected();
    Next();
    value = ParseAssign();
    if (!computed && KeyIs(key, false, names::kProto)) {
      if (has_proto && pending_.proto == kNowhere && !types_) pending_.proto = key_token.begin;
      has_proto = true;
    }
  } else if (At(Token::kLeftParen) || (types_ && At(Token::kLess))) {
    flags |= Property::kFlag_method;
    value = ParseMethod(generator, is_async, false, kind);
  } else if (!generator && !is_async && (plain_name(names::kGet) || plain_name(names::kSet)) &&
             !At(Token::kComma) && !At(Token::kRightBrace) && !At(Token::kAssign)) {
    kind = plain_name(names::kGet) ? MemberKind::kGet : MemberKind::kSet;
    key = ParsePropertyKey(computed);
    flags = computed ? Property::kFlag_computed : 0;
    if (failed_) return NodeId::kNone;
    value = ParseMethod(false, false, false, kind);
  } else if (!generator && !computed && key_token.kind == Token::kIdentifier) {
    flags |= Property::kFlag_shorthand;
    value = ParseShorthand(key_token);
  } else {
    Unexpected();
    return NodeId::kNone;
  }
  auto& property = New<Property>(begin);
  property.key = key;
  property.value = value;
  property.flags |= flags;
  property.word = static_cast<std::uint8_t>(kind);
  return Id(property);
}

NodeId Parser::ParseShorthand(const Lexeme& name) {
  // `{a}` is a reference too; `{a = 1}` can only become a pattern.
  CheckName(name);
  const NodeId id = NewIdentifier(name.value, {.begin = name.begin, .end = name.end});
  if (!At(Token::kAssign)) return id;
  if (pending_.shorthand == kNowhere) pending_.shorthand = Begin();
  Next();
  const NodeId right = ParseAssignStrictly();
  auto& pattern = New<AssignmentPattern>(name.begin);
  pattern.left = id;
  pattern.right = right;
  return Id(pattern);
}

NodeId Parser::ParsePrivateName() {
  const Lexeme name = lexer_.token();
  Next();
  UsePrivateName(name.value, {.begin = name.begin, .end = name.end});
  auto& node = tree_.New<PrivateIdentifier>(name.begin, name.end);
  node.name = name.value;
  return Id(node);
}

NodeId Parser::ParseString() {
  const Lexeme token = lexer_.token();
  if (token.kind != Token::kString) {
    Unexpected();
    return NodeId::kNone;
  }
  if (token.legacy_octal && strict() && !types_) Note(SyntaxErrorCode::kOctalInStrict, TokenSpan());
  auto& literal = tree_.New<StringLiteral>(token.begin, token.end);
  literal.value = token.value;
  const NodeId id = Id(literal);
  Next();
  return id;
}

NodeId Parser::ParseNumber() {
  const Lexeme token = lexer_.token();
  if (token.legacy_octal && strict()) Note(SyntaxErrorCode::kOctalInStrict, TokenSpan());
  const NodeId id = token.kind == Token::kBigInt
                        ? Id(tree_.New<BigIntLiteral>(token.begin, token.end))
                        : Id(tree_.New<NumericLiteral>(token.begin, token.end));
  Next();
  return id;
}

NodeId Parser::ParseRegExp() {
  lexer_.RescanRegExp();
  const Lexeme token = lexer_.token();
  if (token.kind == Token::kError) {
    Unexpected();
    return NodeId::kNone;
  }
  const NodeId id = Id(tree_.New<RegExpLiteral>(token.begin, token.end));
  CheckRegExp(id);
  Next();
  return id;
}

void Parser::CheckRegExp(NodeId literal) {
  const auto& node = tree_.As<RegExpLiteral>(literal);
  const Tree& tree = tree_.tree();
  const std::string_view pattern = RegExpPattern(tree, node);
  const auto error = ValidateRegExp(pattern, RegExpFlags(tree, node));
  if (!error) return;
  const std::uint32_t at = std::min(node.begin + 1 + error->offset, node.end() - 1);
  const bool in_flags = error->offset > pattern.size();
  Note(in_flags ? SyntaxErrorCode::kRegExpFlags : SyntaxErrorCode::kInvalidRegExp,
       {.begin = at, .end = at + 1});
}

}  // namespace js
