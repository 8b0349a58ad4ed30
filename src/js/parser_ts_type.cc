// TypeScript types.
#include "js/parser_try.h"

namespace js {

NodeId Parser::ParseTypeAllowingConditional() {
  const ContextGuard guard(*this, 0, kNoConditionalTypes);
  return ParseType();
}

NodeId Parser::ParseType() {
  const DepthGuard depth(*this);
  if (depth.too_deep()) return NodeId::kNone;
  const ContextGuard guard(*this, 0, kNoIn | kNoArrowReturnType | kDecoratorCallee);
  return ParseTypeInner();
}

NodeId Parser::ParseTypeInner() {
  const std::uint32_t begin = Begin();
  if (AtFunctionType()) return ParseFunctionType();
  const NodeId check = ParseUnionOrIntersection(Token::kBar);
  if (Is(kNoConditionalTypes) || NewlineBefore() || !At(Token::kExtends)) return check;
  Next();
  NodeId extends = NodeId::kNone;
  {
    const ContextGuard guard(*this, kNoConditionalTypes, 0);
    extends = ParseType();
  }
  Expect(Token::kQuestion);
  const NodeId when_true = ParseTypeAllowingConditional();
  Expect(Token::kColon);
  const NodeId when_false = ParseTypeAllowingConditional();
  auto& type = New<TSConditionalType>(begin);
  type.check_type = check;
  type.extends_type = extends;
  type.true_type = when_true;
  type.false_type = when_false;
  return Id(type);
}

NodeId Parser::ParseUnionOrIntersection(Token op) {
  const std::uint32_t begin = Begin();
  const bool is_union = op == Token::kBar;
  const auto item = [&] {
    if (AtFunctionType()) return ParseFunctionType();
    return is_union ? ParseUnionOrIntersection(Token::kAmpersand) : ParseTypeWithOperator();
  };
  const bool leading = Eat(op);
  const NodeId first = leading    ? item()
                       : is_union ? ParseUnionOrIntersection(Token::kAmpersand)
                                  : ParseTypeWithOperator();
  if (!leading && !At(op)) return first;
  ListBuilder list(*this);
  list.Add(first);
  while (Eat(op)) list.Add(item());
  const NodeList types = list.Finish();
  if (is_union) {
    auto& type = New<TSUnionType>(begin);
    type.types = types;
    return Id(type);
  }
  auto& type = New<TSIntersectionType>(begin);
  type.types = types;
  return Id(type);
}

NodeId Parser::ParseTypeWithOperator() {
  const std::uint32_t begin = Begin();
  if (AtWord(names::kKeyof) || AtWord(names::kUnique) || AtWord(names::kReadonly)) {
    const DepthGuard depth(*this);
    if (depth.too_deep()) return NodeId::kNone;
    const TypeOperator word = AtWord(names::kKeyof)    ? TypeOperator::kKeyof
                              : AtWord(names::kUnique) ? TypeOperator::kUnique
                                                       : TypeOperator::kReadonly;
    Next();
    const NodeId operand = ParseTypeWithOperator();
    auto& type = New<TSTypeOperator>(begin);
    type.word = static_cast<std::uint8_t>(word);
    type.type_annotation = operand;
    return Id(type);
  }
  if (AtWord(names::kInfer)) return ParseInfer();
  const ContextGuard guard(*this, 0, kNoConditionalTypes);
  return ParsePostfixType();
}

NodeId Parser::ParseInfer() {
  const std::uint32_t begin = Begin();
  Next();
  const std::uint32_t name_begin = Begin();
  const NodeId name = ParseAnyName();
  const NodeId constraint = At(Token::kExtends) ? ParseInferConstraint() : NodeId::kNone;
  auto& parameter = New<TSTypeParameter>(name_begin);
  parameter.name = name;
  parameter.constraint = constraint;
  const NodeId parameter_id = Id(parameter);
  auto& type = New<TSInferType>(begin);
  type.type_parameter = parameter_id;
  return Id(type);
}

NodeId Parser::ParseInferConstraint() {
  // `infer A extends B` unless a `?` makes it the condition of a conditional type.
  const std::uint32_t at = Begin();
  if (TriedInVain(Attempt::kInferConstraint, at)) return NodeId::kNone;
  Trial trial(*this);
  Next();
  NodeId constraint = NodeId::kNone;
  {
    const ContextGuard guard(*this, kNoConditionalTypes, 0);
    constraint = ParseType();
  }
  if (!failed_ && (Is(kNoConditionalTypes) || !At(Token::kQuestion))) return constraint;
  if (FailedForGood()) {
    trial.Commit();
    return NodeId::kNone;
  }
  trial.Undo();
  RememberVain(Attempt::kInferConstraint, at);
  return NodeId::kNone;
}

NodeId Parser::ParsePostfixType() {
  const std::uint32_t begin = Begin();
  NodeId type = ParseTypeAtom();
  while (At(Token::kLeftBracket) && !NewlineBefore()) {
    Next();
    if (Eat(Token::kRightBracket)) {
      auto& array = New<TSArrayType>(begin);
      array.element_type = type;
      type = Id(array);
      continue;
    }
    const NodeId index = ParseTypeAllowingConditional();
    Expect(Token::kRightBracket);
    auto& access = New<TSIndexedAccessType>(begin);
    access.object_type = type;
    access.index_type = index;
    type = Id(access);
  }
  return type;
}

NodeId Parser::ParseTypeAtom() {
  const std::uint32_t begin = Begin();
  switch (Tok()) {
    case Token::kIdentifier:
      return ParseKeywordOrReference();
    case Token::kVoid:
      Next();
      return Id(New<TSVoidKeyword>(begin));
    case Token::kNull:
      Next();
      return Id(New<TSNullKeyword>(begin));
    case Token::kThis: {
      Next();
      const NodeId self = Id(New<TSThisType>(begin));
      if (AtWord(names::kIs) && !NewlineBefore()) return ParsePredicate(begin, self, false);
      return self;
    }
    case Token::kString:
    case Token::kNumber:
    case Token::kBigInt:
    case Token::kTrue:
    case Token::kFalse:
    case Token::kMinus:
    case Token::kTemplateWhole:
      return ParseLiteralType();
    case Token::kTemplateHead:
      return ParseTemplateType();
    case Token::kLeftBrace:
      return AtMappedType() ? ParseMappedType() : ParseTypeLiteral();
    case Token::kLeftBracket:
      return ParseTupleType();
    case Token::kLeftParen: {
      Next();
      const NodeId inner = ParseTypeAllowingConditional();
      Expect(Token::kRightParen);
      if (!failed_) tree_[inner].flags |= Node::kParenthesized;
      return inner;
    }
    case Token::kTypeof:
      return ParseTypeQuery();
    case Token::kImport:
      return ParseImportType();
    default:  // keywords may stand in a dotted name
      if (IsName(Tok())) return ParseTypeReference();
      Unexpected();
      return NodeId::kNone;
  }
}

NodeId Parser::ParseKeywordOrReference() {
  const std::uint32_t begin = Begin();
  const Symbol name = Value();
  if (static_cast<std::uint32_t>(name) >= names::kEndOfNames || lexer_.token().escaped)
    return ParseTypeReference();
  const Lexeme next = Peek();
  if (name == names::kAsserts && !next.newline_before &&
      (next.kind == Token::kIdentifier || next.kind == Token::kThis)) {
    Next();
    const NodeId subject = At(Token::kThis) ? NodeId::kNone : ParseAnyName();
    if (subject != NodeId::kNone) return ParsePredicate(begin, subject, true);
    const std::uint32_t this_begin = Begin();
    Next();
    return ParsePredicate(begin, Id(New<TSThisType>(this_begin)), true);
  }
  if (next.kind == Token::kDot) return ParseTypeReference();
  const auto keyword = [&]<typename T>() {
    Next();
    return Id(New<T>(begin));
  };
  switch (static_cast<std::uint32_t>(name)) {
    case names::kAnyName:
      return keyword.operator()<TSAnyKeyword>();
    case names::kBigintName:
      return keyword.operator()<TSBigIntKeyword>();
    case names::kBooleanName:
      return keyword.operator()<TSBooleanKeyword>();
    case names::kNeverName:
      return keyword.operator()<TSNeverKeyword>();
    case names::kNumberName:
      return keyword.operator()<TSNumberKeyword>();
    case names::kObjectName:
      return keyword.operator()<TSObjectKeyword>();
    case names::kStringName:
      return keyword.operator()<TSStringKeyword>();
    case names::kSymbolName:
      return keyword.operator()<TSSymbolKeyword>();
    case names::kUndefinedName:
      return keyword.operator()<TSUndefinedKeyword>();
    case names::kUnknownName:
      return keyword.operator()<TSUnknownKeyword>();
    default:  // every other name of the grammar is an ordinary type name
      return ParseTypeReference();
  }
}

NodeId Parser::ParseEntityName() {
  const std::uint32_t begin = Begin();
  NodeId name = ParseAnyName();
  while (At(Token::kDot) && !failed_) {
    Next();
    const NodeId right = ParseAnyName();
    auto& qualified = New<TSQualifiedName>(begin);
    qualified.left = name;
    qualified.right = right;
    name = Id(qualified);
  }
  return name;
}

NodeId Parser::ParseTypeReference() {
  const std::uint32_t begin = Begin();
  const NodeId name = ParseEntityName();
  NodeId arguments = NodeId::kNone;
  if ((At(Token::kLess) || At(Token::kShiftLeft)) && !NewlineBefore())
    arguments = ParseTypeArguments();
  auto& type = New<TSTypeReference>(begin);
  type.type_name = name;
  type.type_arguments = arguments;
  return Id(type);
}

NodeId Parser::ParseTypeQuery() {
  const std::uint32_t begin = Begin();
  Next();
  const NodeId name = At(Token::kImport) ? ParseImportType() : ParseQueriedName();
  NodeId arguments = NodeId::kNone;
  if ((At(Token::kLess) || At(Token::kShiftLeft)) && !NewlineBefore())
    arguments = ParseTypeArguments();
  auto& type = New<TSTypeQuery>(begin);
  type.expr_name = name;
  type.type_arguments = arguments;
  return Id(type);
}

NodeId Parser::ParseQueriedName() {
  const std::uint32_t begin = Begin();
  NodeId name = NodeId::kNone;
  if (At(Token::kThis)) {
    Next();
    name = Id(New<ThisExpression>(begin));
  } else if (At(Token::kIdentifier)) {
    name = NewIdentifier(Value(), TokenSpan());
    Next();
  } else {
    name = ParseAnyName();
  }
  while (At(Token::kDot) && !failed_) {
    Next();
    NodeId right = NodeId::kNone;
    if (At(Token::kPrivateName)) {
      right = ParsePrivateName();
    } else {
      right = ParseAnyName();
    }
    auto& qualified = New<TSQualifiedName>(begin);
    qualified.left = name;
    qualified.right = right;
    name = Id(qualified);
  }
  return name;
}

NodeId Parser::ParseImportType() {
  const std::uint32_t begin = Begin();
  Next();
  Expect(Token::kLeftParen);
  const NodeId source = ParseSource();
  NodeId options = NodeId::kNone;
  if (Eat(Token::kComma) && At(Token::kLeftBrace)) {
    options = ParseObject();
    Eat(Token::kComma);
  }
  Expect(Token::kRightParen);
  const NodeId qualifier = Eat(Token::kDot) ? ParseEntityName() : NodeId::kNone;
  NodeId arguments = NodeId::kNone;
  if ((At(Token::kLess) || At(Token::kShiftLeft)) && !NewlineBefore())
    arguments = ParseTypeArguments();
  auto& type = New<TSImportType>(begin);
  type.source = source;
  type.options = options;
  type.qualifier = qualifier;
  type.type_arguments = arguments;
  return Id(type);
}

NodeId Parser::ParseLiteralType() {
  const std::uint32_t begin = Begin();
  NodeId literal = NodeId::kNone;
  if (At(Token::kMinus)) {
    Next();
    if (!At(Token::kNumber) && !At(Token::kBigInt)) Unexpected();
    const NodeId number = ParseNumber();
    auto& minus = New<UnaryExpression>(begin);
    minus.word = static_cast<std::uint8_t>(Operator::kSubtract);
    minus.argument = number;
    literal = Id(minus);
  } else {
    literal = ParsePrimary();
  }
  auto& type = New<TSLiteralType>(begin);
  type.literal = literal;
  return Id(type);
}

NodeId Parser::ParseTemplateType() {
  const std::uint32_t begin = Begin();
  ListBuilder quasis(*this);
  std::vector<NodeId> types;
  quasis.Add(ParseTemplateElement(true));
  for (bool more = true; more && !failed_;) {
    Next();
    types.push_back(ParseTypeAllowingConditional());
    if (!At(Token::kRightBrace)) {
      Unexpected();
      return NodeId::kNone;
    }
    lexer_.RescanTemplate();
    if (At(Token::kError)) {
      Unexpected();
      return NodeId::kNone;
    }
    more = At(Token::kTemplateMiddle);
    quasis.Add(ParseTemplateElement(true));
  }
  if (failed_) return NodeId::kNone;
  Next();
  const NodeList quasi_list = quasis.Finish();
  const NodeList type_list = tree_.NewList(types);
  auto& type = New<TSTemplateLiteralType>(begin);
  type.quasis = quasi_list;
  type.types = type_list;
  return Id(type);
}

NodeId Parser::ParseTupleType() {
  const std::uint32_t begin = Begin();
  Next();
  NodeList elements = NodeList::kEmpty;
  {
    ListBuilder list(*this);
    while (!At(Token::kRightBracket) && !At(Token::kEnd)) {
      list.Add(ParseTupleElement());
      if (At(Token::kRightBracket)) break;
      Expect(Token::kComma);
    }
    elements = list.Finish();
  }
  Expect(Token::kRightBracket);
  auto& type = New<TSTupleType>(begin);
  type.element_types = elements;
  return Id(type);
}

NodeId Parser::ParseTupleElement() {
  const std::uint32_t begin = Begin();
  const bool rest = Eat(Token::kEllipsis);
  const std::uint32_t inner_begin = Begin();
  NodeId element = NodeId::kNone;
  bool named = false;
  if (IsName(Tok())) {
    const Lexer::Mark mark = lexer_.mark();
    Next();
    if (Eat(Token::kQuestion)) {
      named = At(Token::kColon);
    } else {
      named = At(Token::kColon);
    }
    lexer_.Return(mark);
  }
  if (named) {
    const NodeId label = ParseAnyName();
    const bool optional = Eat(Token::kQuestion);
    Expect(Token::kColon);
    const NodeId type = ParseTypeAllowingConditional();
    auto& member = New<TSNamedTupleMember>(inner_begin);
    member.label = label;
    member.element_type = type;
    if (optional) member.flags |= TSNamedTupleMember::kFlag_optional;
    element = Id(member);
  } else {
    element = ParseTypeAllowingConditional();
    if (!rest && Eat(Token::kQuestion)) {
      auto& optional = New<TSOptionalType>(inner_begin);
      optional.type_annotation = element;
      element = Id(optional);
    }
  }
  if (!rest) return element;
  auto& type = New<TSRestType>(begin);
  type.type_annotation = element;
  return Id(type);
}

}  // namespace js
