// Names, binding patterns, and expressions that turn out to be patterns.
#include <utility>

#include "js/parser_guards.h"

namespace js {

void Parser::CheckName(const Lexeme& token) {
  if (token.value > names::kLastChecked && token.kind == Token::kIdentifier) [[likely]]
    return;
  const Span span{.begin = token.begin, .end = token.end};
  if (token.kind != Token::kIdentifier) return Fail(SyntaxErrorCode::kReservedWord, span);
  if (types_) return;
  if (token.value == names::kAwait) {
    if (Is(kAsync | kStaticBlock) || module_) return Note(SyntaxErrorCode::kInvalidAwait, span);
    if (await_name_at_ == kNowhere) await_name_at_ = token.begin;
  } else if (token.value == names::kArguments) {
    if (Is(kNoArguments)) Note(SyntaxErrorCode::kInvalidArguments, span);
  } else if (token.value == names::kYield && Is(kGenerator)) {
    Note(SyntaxErrorCode::kInvalidYield, span);
  } else if (token.value <= names::kLastStrictReserved && strict()) {
    Note(SyntaxErrorCode::kReservedWord, span);
  }
}

NodeId Parser::ParseIdentifier() {
  const Lexeme token = lexer_.token();
  if (token.kind != Token::kIdentifier && token.kind != Token::kEscapedKeyword) {
    Unexpected();
    return NodeId::kNone;
  }
  CheckName(token);
  if (failed_) return NodeId::kNone;
  Next();
  if (!NeedsTail()) return NewIdentifier(token.value, {.begin = token.begin, .end = token.end});
  auto& node = tree_.NewWithTail<Identifier>(token.begin, token.end);
  node.name = token.value;
  const NodeId id = Id(node);
  scopes_.Mention(id);
  return id;
}

bool Parser::NeedsTail() {
  if (!types_ && !force_tail_) return false;
  const bool forced = force_tail_;
  force_tail_ = false;
  return forced || At(Token::kColon) || At(Token::kQuestion) || At(Token::kBang);
}

NodeId Parser::ParseAnyName() {
  if (!IsName(Tok())) {
    Unexpected();
    return NodeId::kNone;
  }
  const NodeId name = NewName(Value(), TokenSpan());
  Next();
  return name;
}

NodeId Parser::ParseBindingTarget() {
  if (At(Token::kLeftBracket)) return ParseArrayPattern();
  if (At(Token::kLeftBrace)) return ParseObjectPattern();
  return ParseIdentifier();
}

NodeId Parser::ParseBindingElement() {
  const std::uint32_t begin = Begin();
  const NodeId target = ParseBindingTarget();
  return ParseDefault(target, begin);
}

NodeId Parser::ParseDefault(NodeId target, std::uint32_t begin) {
  if (!Eat(Token::kAssign)) return target;
  const NodeId right = ParseAssignWithIn();
  auto& pattern = New<AssignmentPattern>(begin);
  pattern.left = target;
  pattern.right = right;
  return Id(pattern);
}

NodeId Parser::ParseBindingRest() {
  const std::uint32_t begin = Begin();
  Next();
  const NodeId argument = ParseBindingTarget();
  auto& rest = New<RestElement>(begin);
  rest.argument = argument;
  return Id(rest);
}

NodeId Parser::ParseArrayPattern() {
  const DepthGuard depth(*this);
  if (depth.too_deep()) return NodeId::kNone;
  const std::uint32_t begin = Begin();
  const bool forced = std::exchange(force_tail_, false);
  Next();
  NodeList elements = NodeList::kEmpty;
  {
    ListBuilder list(*this);
    while (!At(Token::kRightBracket) && !At(Token::kEnd)) {
      if (At(Token::kComma)) {
        list.Add(NodeId::kNone);
      } else if (At(Token::kEllipsis)) {
        list.Add(ParseBindingRest());
        if (At(Token::kComma)) Note(SyntaxErrorCode::kRestNotLast, TokenSpan());
      } else {
        list.Add(ParseBindingElement());
      }
      if (At(Token::kRightBracket)) break;
      Expect(Token::kComma);
    }
    Expect(Token::kRightBracket);
    elements = list.Finish();
  }
  auto& pattern =
      forced || NeedsTail() ? NewWithTail<ArrayPattern>(begin) : New<ArrayPattern>(begin);
  pattern.elements = elements;
  return Id(pattern);
}

NodeId Parser::ParseObjectPattern() {
  const DepthGuard depth(*this);
  if (depth.too_deep()) return NodeId::kNone;
  const std::uint32_t begin = Begin();
  const bool forced = std::exchange(force_tail_, false);
  Next();
  NodeList properties = NodeList::kEmpty;
  {
    ListBuilder list(*this);
    while (!At(Token::kRightBrace) && !At(Token::kEnd)) {
      if (At(Token::kEllipsis)) {
        const std::uint32_t rest_begin = Begin();
        Next();
        const NodeId argument = ParseIdentifier();
        auto& rest = New<RestElement>(rest_begin);
        rest.argument = argument;
        list.Add(Id(rest));
        if (At(Token::kComma)) Note(SyntaxErrorCode::kRestNotLast, TokenSpan());
      } else {
        list.Add(ParsePatternProperty());
      }
      if (At(Token::kRightBrace)) break;
      Expect(Token::kComma);
    }
    Expect(Token::kRightBrace);
    properties = list.Finish();
  }
  auto& pattern =
      forced || NeedsTail() ? NewWithTail<ObjectPattern>(begin) : New<ObjectPattern>(begin);
  pattern.properties = properties;
  return Id(pattern);
}

NodeId Parser::ParsePatternProperty() {
  const std::uint32_t begin = Begin();
  const Lexeme key_token = lexer_.token();
  bool computed = false;
  const NodeId key = ParsePropertyKey(computed);
  std::uint16_t flags = computed ? Property::kFlag_computed : 0;
  NodeId value = NodeId::kNone;
  if (Eat(Token::kColon)) {
    value = ParseBindingElement();
  } else if (!computed && key_token.kind == Token::kIdentifier) {
    flags |= Property::kFlag_shorthand;
    CheckName(key_token);
    const NodeId name =
        NewIdentifier(key_token.value, {.begin = key_token.begin, .end = key_token.end});
    value = ParseDefault(name, begin);
  } else {
    Unexpected();
    return NodeId::kNone;
  }
  auto& property = New<Property>(begin);
  property.key = key;
  property.value = value;
  property.flags |= flags;
  return Id(property);
}

void Parser::ToPattern(NodeId id, bool binding) {
  const DepthGuard depth(*this);
  if (depth.too_deep() || failed_ || id == NodeId::kNone) return;
  Node& node = tree_[id];
  const bool parenthesized = node.Has(Node::kParenthesized);
  const Span span = node.span();
  if (parenthesized && binding) return Fail(SyntaxErrorCode::kInvalidPattern, span);
  switch (node.kind) {
    case Kind::kIdentifier:
      return CheckSimpleTarget(id, false);
    case Kind::kMemberExpression:
      if (binding) Fail(SyntaxErrorCode::kInvalidPattern, span);
      return;
    case Kind::kObjectExpression:
    case Kind::kObjectPattern:
      if (parenthesized) return Fail(SyntaxErrorCode::kInvalidPattern, span);
      node.kind = Kind::kObjectPattern;
      return ToPatternProperties(id, binding);
    case Kind::kArrayExpression:
    case Kind::kArrayPattern: {
      if (parenthesized) return Fail(SyntaxErrorCode::kInvalidPattern, span);
      node.kind = Kind::kArrayPattern;
      for (const NodeId element : tree_.tree().List(tree_.As<ArrayPattern>(id).elements))
        ToPattern(element, binding);
      return;
    }
    case Kind::kSpreadElement:
    case Kind::kRestElement: {
      if (node.kind == Kind::kSpreadElement && node.Has(Node::kTrailingComma)) {
        return Fail(SyntaxErrorCode::kRestNotLast, span);
      }
      node.kind = Kind::kRestElement;
      const NodeId argument = tree_.As<RestElement>(id).argument;
      const Kind kind = KindOf(argument);
      if (kind == Kind::kAssignmentExpression || kind == Kind::kAssignmentPattern) {
        return Fail(SyntaxErrorCode::kInvalidPattern, tree_[argument].span());
      }
      return ToPattern(argument, binding);
    }
    case Kind::kAssignmentExpression:
      if (parenthesized ||
          static_cast<const AssignmentExpression&>(node).operator_word() != Operator::kAssign) {
        return Fail(SyntaxErrorCode::kInvalidPattern, span);
      }
      node.kind = Kind::kAssignmentPattern;
      node.word = 0;
      return ToPattern(tree_.As<AssignmentPattern>(id).left, binding);
    case Kind::kAssignmentPattern:
      return ToPattern(tree_.As<AssignmentPattern>(id).left, binding);
    case Kind::kChainExpression:
      return Fail(SyntaxErrorCode::kOptionalChain, span);
    default:
      break;
  }
  if (types_ && !binding) return CheckSimpleTarget(id, false);
  Fail(SyntaxErrorCode::kInvalidAssignmentTarget, span);
}

void Parser::ToPatternProperties(NodeId object, bool binding) {
  for (const NodeId item : tree_.tree().List(tree_.As<ObjectPattern>(object).properties)) {
    if (KindOf(item) != Kind::kProperty) {
      const NodeId argument = tree_.As<SpreadElement>(item).argument;
      ToPattern(item, binding);
      const Kind kind = KindOf(argument);
      if (kind == Kind::kArrayPattern || kind == Kind::kObjectPattern) {
        return Fail(SyntaxErrorCode::kInvalidPattern, tree_[argument].span());
      }
      continue;
    }
    const auto& property = tree_.As<Property>(item);
    if (property.kind_word() != MemberKind::kInit || property.method()) {
      return Fail(SyntaxErrorCode::kInvalidPattern, property.span());
    }
    ToPattern(property.value, binding);
  }
}

void Parser::CheckSimpleTarget(NodeId id, bool update) {
  if (failed_ || id == NodeId::kNone) return;
  Node& node = tree_[id];
  switch (node.kind) {
    case Kind::kIdentifier: {
      node.flags |= update ? Node::kWrites : Node::kWrites | Node::kWritesOnly;
      const Symbol name = tree_.As<Identifier>(id).name;
      if (strict() && !types_ && (name == names::kEval || name == names::kArguments)) {
        Note(SyntaxErrorCode::kStrictEvalArguments, node.span());
      }
      return;
    }
    case Kind::kMemberExpression:
      return;
    case Kind::kChainExpression:
      if (types_) return;
      return Fail(SyntaxErrorCode::kOptionalChain, node.span());
    case Kind::kTSAsExpression:
    case Kind::kTSSatisfiesExpression:
    case Kind::kTSNonNullExpression:
    case Kind::kTSTypeAssertion:
      return CheckSimpleTarget(tree_.As<TSNonNullExpression>(id).expression, update);
    default:
      return Fail(SyntaxErrorCode::kInvalidAssignmentTarget, node.span());
  }
}

}  // namespace js
