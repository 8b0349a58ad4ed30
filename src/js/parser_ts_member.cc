// Members of interfaces, type literals and classes as TypeScript has them, and parameters.
#include "js/parser_try.h"

namespace js {

using Level = ScopeBuilder::Level;

namespace {
constexpr std::uint16_t Bits(Accessibility accessibility) {
  return static_cast<std::uint16_t>(static_cast<unsigned>(accessibility)
                                    << Node::kAccessibilityShift);
}
}  // namespace

NodeId Parser::ParseTypeLiteral() {
  const std::uint32_t begin = Begin();
  const NodeList members = ParseTypeMembers();
  auto& type = New<TSTypeLiteral>(begin);
  type.members = members;
  return Id(type);
}

NodeList Parser::ParseTypeMembers() {
  Expect(Token::kLeftBrace);
  ListBuilder list(*this);
  while (!At(Token::kRightBrace) && !At(Token::kEnd)) list.Add(ParseTypeMember());
  Expect(Token::kRightBrace);
  return list.Finish();
}

void Parser::TypeMemberSemicolon() {
  if (Eat(Token::kComma)) return;
  Semicolon();
}

Parser::SignatureParts Parser::ParseSignatureParts() {
  SignatureParts parts;
  parts.type_parameters = ParseTypeParameters();
  scopes_.Enter(ScopeKind::kFunction, Level::kFunctionsAsVar);
  parts.params = ParseParameters();
  DeclareParameters(parts.params, true);
  scopes_.Leave();
  parts.return_type = ParseReturnType();
  TypeMemberSemicolon();
  return parts;
}

template <class T>
T& Parser::NewSignature(std::uint32_t begin) {
  const SignatureParts parts = ParseSignatureParts();
  T& signature = NewWithTail<T>(begin);
  signature.params = parts.params;
  tree_.TailOf(signature).type_parameters = parts.type_parameters;
  tree_.TailOf(signature).return_type = parts.return_type;
  return signature;
}

NodeId Parser::ParseMemberType() {
  const NodeId type = At(Token::kColon) ? ParseTypeAnnotation() : NodeId::kNone;
  TypeMemberSemicolon();
  return type;
}

bool Parser::AtIndexSignature() {
  if (!At(Token::kLeftBracket)) return false;
  const Lexer::Mark mark = lexer_.mark();
  Next();
  bool is = false;
  if (At(Token::kIdentifier)) {
    Next();
    is = At(Token::kColon) || At(Token::kComma);
    if (Eat(Token::kQuestion))
      is = At(Token::kColon) || At(Token::kComma) || At(Token::kRightBracket);
  }
  lexer_.Return(mark);
  return is;
}

NodeId Parser::ParseIndexSignature(std::uint32_t begin, std::uint16_t flags) {
  Expect(Token::kLeftBracket);
  NodeList parameters = NodeList::kEmpty;
  scopes_.Enter(ScopeKind::kFunction, Level::kFunctionsAsVar);
  {
    ListBuilder list(*this);
    while (!At(Token::kRightBracket) && !At(Token::kEnd)) {
      list.Add(ParseTypedParameter());
      if (!Eat(Token::kComma)) break;
    }
    parameters = list.Finish();
  }
  DeclareParameters(parameters, true);
  scopes_.Leave();
  Expect(Token::kRightBracket);
  const NodeId type = ParseMemberType();
  auto& signature = New<TSIndexSignature>(begin);
  signature.parameters = parameters;
  signature.type_annotation = type;
  signature.flags |= flags;
  return Id(signature);
}

NodeId Parser::ParseTypeMember() {
  const DepthGuard depth(*this);
  if (depth.too_deep()) return NodeId::kNone;
  const std::uint32_t begin = Begin();
  if (At(Token::kLeftParen) || At(Token::kLess)) {
    return Id(NewSignature<TSCallSignatureDeclaration>(begin));
  }
  if (At(Token::kNew)) {
    const Token next = Peek().kind;
    if (next == Token::kLeftParen || next == Token::kLess) {
      Next();
      return Id(NewSignature<TSConstructSignatureDeclaration>(begin));
    }
  }
  std::uint16_t flags = 0;
  while (At(Token::kIdentifier) && (AtWord(names::kReadonly) || AtWord(names::kStatic)) &&
         ModifierFollows(Value())) {
    flags |= AtWord(names::kReadonly) ? TSPropertySignature::kFlag_readonly
                                      : TSPropertySignature::kFlag_is_static;
    Next();
  }
  if (AtIndexSignature()) return ParseIndexSignature(begin, flags);
  auto kind = MemberKind::kMethod;
  if ((AtWord(names::kGet) || AtWord(names::kSet)) && StartsMemberName(Peek().kind)) {
    kind = AtWord(names::kGet) ? MemberKind::kGet : MemberKind::kSet;
    Next();
  }
  bool computed = false;
  const NodeId key = At(Token::kPrivateName) ? ParsePrivateName() : ParsePropertyKey(computed);
  if (computed) flags |= TSPropertySignature::kFlag_computed;
  if (Eat(Token::kQuestion)) flags |= TSPropertySignature::kFlag_optional;
  if (At(Token::kLeftParen) || At(Token::kLess)) {
    auto& method = NewSignature<TSMethodSignature>(begin);
    method.key = key;
    method.word = static_cast<std::uint8_t>(kind);
    method.flags |= flags;
    return Id(method);
  }
  const NodeId type = ParseMemberType();
  auto& property = New<TSPropertySignature>(begin);
  property.key = key;
  property.type_annotation = type;
  property.flags |= flags;
  return Id(property);
}

bool Parser::AtMappedType() {
  const Lexer::Mark mark = lexer_.mark();
  Next();
  bool is = false;
  if (At(Token::kPlus) || At(Token::kMinus)) {
    Next();
    is = AtWord(names::kReadonly);
  } else {
    EatWord(names::kReadonly);
    if (Eat(Token::kLeftBracket) && IsName(Tok())) {
      Next();
      is = At(Token::kIn);
    }
  }
  lexer_.Return(mark);
  return is;
}

NodeId Parser::ParseMappedType() {
  const std::uint32_t begin = Begin();
  Next();
  const auto sign = [this] {
    if (Eat(Token::kPlus)) return 2U;
    if (Eat(Token::kMinus)) return 3U;
    return 1U;
  };
  unsigned readonly = 0;
  if (At(Token::kPlus) || At(Token::kMinus) || AtWord(names::kReadonly)) {
    readonly = sign();
    if (!EatWord(names::kReadonly)) Unexpected();
  }
  Expect(Token::kLeftBracket);
  const NodeId key = ParseAnyName();
  Expect(Token::kIn);
  const NodeId constraint = ParseTypeAllowingConditional();
  const NodeId name_type = EatWord(names::kAs) ? ParseTypeAllowingConditional() : NodeId::kNone;
  Expect(Token::kRightBracket);
  unsigned optional = 0;
  if (At(Token::kPlus) || At(Token::kMinus) || At(Token::kQuestion)) {
    optional = sign();
    Expect(Token::kQuestion);
  }
  NodeId type = NodeId::kNone;
  if (Eat(Token::kColon)) type = ParseTypeAllowingConditional();
  if (!At(Token::kRightBrace)) Semicolon();
  Expect(Token::kRightBrace);
  auto& mapped = New<TSMappedType>(begin);
  mapped.key = key;
  mapped.constraint = constraint;
  mapped.name_type = name_type;
  mapped.type_annotation = type;
  mapped.flags |= static_cast<std::uint16_t>(readonly << kMappedReadonlyShift |
                                             optional << kMappedOptionalShift);
  return Id(mapped);
}

bool Parser::ModifierFollows(Symbol name) {
  // What is at hand is a modifier when a member's name or another modifier follows it on the line.
  const Lexeme next = Peek();
  const bool same_line = !next.newline_before || name == names::kStatic;
  return same_line && (StartsMemberName(next.kind) || next.kind == Token::kLeftBrace ||
                       next.kind == Token::kStar || next.kind == Token::kEllipsis);
}

NodeId Parser::ParseTypedMemberStart(TypeModifiers& modifiers, std::uint32_t begin) {
  for (bool more = true; more && At(Token::kIdentifier) && !lexer_.token().escaped;) {
    const Symbol name = Value();
    switch (static_cast<std::uint32_t>(name)) {
      case names::kStaticName:
        if (Peek().kind == Token::kLeftBrace && !modifiers.is_static) {
          Next();
          modifiers.static_block = true;
          return NodeId::kNone;
        }
        [[fallthrough]];
      case names::kDeclareName:
      case names::kAbstractName:
      case names::kPublicName:
      case names::kPrivateName:
      case names::kProtectedName:
      case names::kOverrideName:
      case names::kReadonlyName:
        more = ModifierFollows(name);
        break;
      default:  // no modifier
        more = false;
        break;
    }
    if (!more) break;
    if (name == names::kStatic) modifiers.is_static = true;
    if (name == names::kAbstract) modifiers.abstract = true;
    if (name == names::kDeclare) modifiers.flags |= PropertyDefinition::kFlag_declare;
    if (name == names::kOverride) modifiers.flags |= PropertyDefinition::kFlag_override;
    if (name == names::kReadonly) modifiers.flags |= PropertyDefinition::kFlag_readonly;
    if (name == names::kPublic) modifiers.flags |= Bits(Accessibility::kPublic);
    if (name == names::kPrivate) modifiers.flags |= Bits(Accessibility::kPrivate);
    if (name == names::kProtected) modifiers.flags |= Bits(Accessibility::kProtected);
    Next();
  }
  if (!AtIndexSignature()) return NodeId::kNone;
  std::uint16_t flags = modifiers.flags;
  if (modifiers.is_static) flags |= TSIndexSignature::kFlag_is_static;
  return ParseIndexSignature(begin, flags);
}

void Parser::ParseMemberMarks(TypeModifiers& modifiers) {
  if (Eat(Token::kQuestion)) modifiers.flags |= PropertyDefinition::kFlag_optional;
  if (At(Token::kBang) && !NewlineBefore()) {
    Next();
    modifiers.flags |= PropertyDefinition::kFlag_definite;
  }
}

NodeId Parser::ParseTypedParameter() {
  const std::uint32_t begin = Begin();
  const NodeList decorators = ParseDecorators();
  std::uint16_t flags = 0;
  bool property = false;
  while (types_ && At(Token::kIdentifier) && !lexer_.token().escaped) {
    std::uint16_t flag = 0;
    if (AtWord(names::kPublic)) flag = Bits(Accessibility::kPublic);
    if (AtWord(names::kPrivate)) flag = Bits(Accessibility::kPrivate);
    if (AtWord(names::kProtected)) flag = Bits(Accessibility::kProtected);
    if (AtWord(names::kReadonly)) flag = TSParameterProperty::kFlag_readonly;
    if (AtWord(names::kOverride)) flag = TSParameterProperty::kFlag_override;
    if (flag == 0) break;
    const Token next = Peek().kind;
    if (next != Token::kIdentifier && next != Token::kLeftBrace && next != Token::kLeftBracket &&
        next != Token::kThis)
      break;
    flags |= flag;
    property = true;
    Next();
  }
  const ContextGuard guard(*this);
  force_tail_ = decorators != NodeList::kEmpty && !property;
  NodeId parameter = NodeId::kNone;
  if (At(Token::kEllipsis)) {
    Next();
    const bool tail = force_tail_;
    force_tail_ = false;
    const NodeId argument = ParseBindingTarget();
    const bool typed = At(Token::kColon) || At(Token::kQuestion) || tail;
    auto& rest = typed ? NewWithTail<RestElement>(begin) : New<RestElement>(begin);
    rest.argument = argument;
    parameter = Id(rest);
    ParseTargetTypes(parameter);
  } else {
    const std::uint32_t target_begin = Begin();
    const NodeId target = ParseTypedTarget();
    ParseTargetTypes(target);
    parameter = target;
    if (Eat(Token::kAssign)) {
      const NodeId right = ParseAssignWithIn();
      const bool tail = decorators != NodeList::kEmpty && !property;
      auto& pattern = tail ? NewWithTail<AssignmentPattern>(target_begin)
                           : New<AssignmentPattern>(target_begin);
      pattern.left = target;
      pattern.right = right;
      parameter = Id(pattern);
    }
  }
  if (failed_) return NodeId::kNone;
  if (!property) {
    if (decorators != NodeList::kEmpty) SetDecorators(parameter, decorators);
    return parameter;
  }
  auto& node = decorators != NodeList::kEmpty ? NewWithTail<TSParameterProperty>(begin)
                                              : New<TSParameterProperty>(begin);
  node.parameter = parameter;
  node.flags |= flags;
  if (decorators != NodeList::kEmpty) tree_.TailOf(node).decorators = decorators;
  return Id(node);
}

NodeId Parser::ParseTypedTarget() {
  if (!At(Token::kThis)) return ParseBindingTarget();
  // The `this` parameter is a type only: it is no name of any scope.
  force_tail_ = false;
  const Span span = TokenSpan();
  Next();
  auto& node = tree_.NewWithTail<Identifier>(span.begin, span.end);
  node.name = Symbol{names::kThisKeyword};
  return Id(node);
}

void Parser::ParseTargetTypes(NodeId target) {
  if (!types_ || failed_) return;
  if (Eat(Token::kQuestion)) {
    tree_[target].flags |= Identifier::kFlag_optional;
    tree_.SetEnd(target, LastEnd());
  }
  if (At(Token::kColon)) SetAnnotation(target, ParseTypeAnnotation());
}

void Parser::SetAnnotation(NodeId target, NodeId annotation) {
  if (failed_) return;
  const Node& node = tree_[target];
  CHECK(node.Has(Node::kHasTail), "a target that a `:` follows was made with its tail");
  tree_.SetEnd(target, LastEnd());
  switch (node.kind) {
    case Kind::kIdentifier:
      TreeBuilder::TailOf(tree_.As<Identifier>(target)).type_annotation = annotation;
      return;
    case Kind::kArrayPattern:
      TreeBuilder::TailOf(tree_.As<ArrayPattern>(target)).type_annotation = annotation;
      return;
    case Kind::kObjectPattern:
      TreeBuilder::TailOf(tree_.As<ObjectPattern>(target)).type_annotation = annotation;
      return;
    case Kind::kRestElement:
      TreeBuilder::TailOf(tree_.As<RestElement>(target)).type_annotation = annotation;
      return;
    default:
      CHECK(false, "only binding targets have a type");
  }
}

void Parser::SetDecorators(NodeId parameter, NodeList decorators) {
  switch (KindOf(parameter)) {
    case Kind::kIdentifier:
      TreeBuilder::TailOf(tree_.As<Identifier>(parameter)).decorators = decorators;
      return;
    case Kind::kArrayPattern:
      TreeBuilder::TailOf(tree_.As<ArrayPattern>(parameter)).decorators = decorators;
      return;
    case Kind::kObjectPattern:
      TreeBuilder::TailOf(tree_.As<ObjectPattern>(parameter)).decorators = decorators;
      return;
    case Kind::kRestElement:
      TreeBuilder::TailOf(tree_.As<RestElement>(parameter)).decorators = decorators;
      return;
    case Kind::kAssignmentPattern:
      TreeBuilder::TailOf(tree_.As<AssignmentPattern>(parameter)).decorators = decorators;
      return;
    default:
      CHECK(false, "only parameters are decorated here");
  }
}

}  // namespace js
