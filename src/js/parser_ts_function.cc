// Function types, return types and type parameters.
#include "js/parser_try.h"

namespace js {

using Level = ScopeBuilder::Level;

bool Parser::AtFunctionType() {
  switch (Tok()) {
    case Token::kLess:
    case Token::kNew:
      return true;
    case Token::kLeftParen:
      return ParenBeginsFunctionType();
    case Token::kIdentifier:
      return AtWord(names::kAbstract) && Peek().kind == Token::kNew;
    default:
      return false;
  }
}

bool Parser::ParenBeginsFunctionType() {
  const Lexer::Mark mark = lexer_.mark();
  Next();
  bool is = At(Token::kRightParen) || At(Token::kEllipsis);
  if (!is) {
    bool parameter = false;
    while (At(Token::kIdentifier) && Value() < Symbol{names::kEndOfNames} &&
           Peek().kind == Token::kIdentifier)
      Next();
    if (At(Token::kIdentifier) || At(Token::kThis)) {
      Next();
      parameter = true;
    } else if (At(Token::kLeftBrace) || At(Token::kLeftBracket)) {
      SkipBalanced();
      parameter = true;
    }
    if (parameter) {
      is = At(Token::kColon) || At(Token::kComma) || At(Token::kQuestion) || At(Token::kAssign);
      if (!is && Eat(Token::kRightParen)) is = At(Token::kArrow);
    }
  }
  lexer_.Return(mark);
  return is;
}

void Parser::SkipBalanced() {
  // From an opening bracket to behind its partner.
  std::size_t depth = 0;
  do {
    if (At(Token::kLeftBrace) || At(Token::kLeftBracket) || At(Token::kLeftParen)) ++depth;
    if (At(Token::kRightBrace) || At(Token::kRightBracket) || At(Token::kRightParen)) --depth;
    Next();
  } while (depth > 0 && !At(Token::kEnd) && !At(Token::kError));
}

NodeId Parser::ParseFunctionType() {
  const std::uint32_t begin = Begin();
  const DepthGuard depth(*this);
  if (depth.too_deep()) return NodeId::kNone;
  const bool abstract = EatWord(names::kAbstract);
  const bool construct = Eat(Token::kNew);
  const NodeId type_parameters = ParseTypeParameters();
  scopes_.Enter(ScopeKind::kFunction, Level::kFunctionsAsVar);
  const NodeList params = ParseParameters();
  DeclareParameters(params, true);
  scopes_.Leave();
  const NodeId result = ParseReturnTypeAfter(Token::kArrow);
  if (construct) {
    auto& type = NewWithTail<TSConstructorType>(begin);
    type.params = params;
    if (abstract) type.flags |= TSConstructorType::kFlag_abstract;
    tree_.TailOf(type).type_parameters = type_parameters;
    tree_.TailOf(type).return_type = result;
    return Id(type);
  }
  auto& type = NewWithTail<TSFunctionType>(begin);
  type.params = params;
  tree_.TailOf(type).type_parameters = type_parameters;
  tree_.TailOf(type).return_type = result;
  return Id(type);
}

NodeId Parser::ParseTypeAnnotation() {
  // At `:`, which is part of the node.
  const std::uint32_t begin = Begin();
  Next();
  const NodeId type = ParseTypeAllowingConditional();
  auto& annotation = New<TSTypeAnnotation>(begin);
  annotation.type_annotation = type;
  return Id(annotation);
}

NodeId Parser::ParseReturnType() {
  return At(Token::kColon) ? ParseReturnTypeAfter(Token::kColon) : NodeId::kNone;
}

NodeId Parser::ParseReturnTypeAfter(Token sign) {
  const std::uint32_t begin = Begin();
  if (!Expect(sign)) return NodeId::kNone;
  const ContextGuard guard(*this, 0, kNoConditionalTypes);
  const NodeId type = ParseTypeOrPredicate();
  auto& annotation = New<TSTypeAnnotation>(begin);
  annotation.type_annotation = type;
  return Id(annotation);
}

NodeId Parser::ParseTypeOrPredicate() {
  const std::uint32_t begin = Begin();
  if (At(Token::kIdentifier)) {
    const Lexeme next = Peek();
    const bool is =
        next.kind == Token::kIdentifier && next.value == names::kIs && !next.newline_before;
    if (is) return ParsePredicate(begin, ParseAnyName(), false);
  }
  return ParseType();
}

NodeId Parser::ParsePredicate(std::uint32_t begin, NodeId name, bool asserts) {
  NodeId annotation = NodeId::kNone;
  if (AtWord(names::kIs)) {
    Next();
    const std::uint32_t type_begin = Begin();
    const NodeId type = ParseType();
    auto& node = New<TSTypeAnnotation>(type_begin);
    node.type_annotation = type;
    annotation = Id(node);
  }
  auto& predicate = New<TSTypePredicate>(begin);
  predicate.parameter_name = name;
  predicate.type_annotation = annotation;
  if (asserts) predicate.flags |= TSTypePredicate::kFlag_asserts;
  return Id(predicate);
}

bool Parser::ExpectGreater() {
  switch (Tok()) {
    case Token::kGreater:
      break;
    case Token::kGreaterEqual:
    case Token::kShiftRight:
    case Token::kShiftRightUnsigned:
    case Token::kShiftRightAssign:
    case Token::kShiftRightUnsignedAssign:
      lexer_.SplitGreater();
      break;
    default:
      Unexpected();
      return false;
  }
  Next();
  return true;
}

NodeId Parser::ParseTypeParameters() {
  if (!At(Token::kLess)) return NodeId::kNone;
  const std::uint32_t begin = Begin();
  Next();
  NodeList params = NodeList::kEmpty;
  {
    ListBuilder list(*this);
    while (!At(Token::kGreater) && !At(Token::kEnd)) {
      list.Add(ParseTypeParameter());
      if (!Eat(Token::kComma)) break;
    }
    params = list.Finish();
  }
  ExpectGreater();
  auto& node = New<TSTypeParameterDeclaration>(begin);
  node.params = params;
  return Id(node);
}

NodeId Parser::ParseTypeParameter() {
  const std::uint32_t begin = Begin();
  std::uint16_t flags = 0;
  for (;;) {
    if (At(Token::kConst)) {
      flags |= TSTypeParameter::kFlag_is_const;
    } else if (At(Token::kIn)) {
      flags |= TSTypeParameter::kFlag_is_in;
    } else if (AtWord(names::kOut)) {
      const Lexeme next = Peek();
      if (next.kind != Token::kIdentifier) break;
      flags |= TSTypeParameter::kFlag_is_out;
    } else {
      break;
    }
    Next();
  }
  const NodeId name = ParseAnyName();
  const NodeId constraint = Eat(Token::kExtends) ? ParseTypeAllowingConditional() : NodeId::kNone;
  const NodeId fallback = Eat(Token::kAssign) ? ParseTypeAllowingConditional() : NodeId::kNone;
  auto& parameter = New<TSTypeParameter>(begin);
  parameter.name = name;
  parameter.constraint = constraint;
  parameter.default_type = fallback;
  parameter.flags |= flags;
  return Id(parameter);
}

NodeId Parser::ParseTypeArguments() {
  if (At(Token::kShiftLeft)) lexer_.SplitLess();
  const std::uint32_t begin = Begin();
  if (!Expect(Token::kLess)) return NodeId::kNone;
  NodeList params = NodeList::kEmpty;
  {
    ListBuilder list(*this);
    while (!At(Token::kEnd)) {
      list.Add(ParseTypeAllowingConditional());
      if (!Eat(Token::kComma)) break;
    }
    params = list.Finish();
  }
  ExpectGreater();
  // A list that is wrong here is wrong as the type arguments of an expression: no need to try that.
  if (failed_) RememberVain(Attempt::kTypeArguments, begin);
  auto& node = New<TSTypeParameterInstantiation>(begin);
  node.params = params;
  return Id(node);
}

}  // namespace js
