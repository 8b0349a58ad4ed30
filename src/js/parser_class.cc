// Classes, their members and private names.
#include <algorithm>

#include "js/parser_guards.h"

namespace js {

using Rule = ScopeBuilder::Rule;
using Level = ScopeBuilder::Level;

/// What is known of a member before its value is read.
struct Parser::ClassMember {
  std::uint32_t begin = 0;
  NodeList decorators = NodeList::kEmpty;
  NodeId key = NodeId::kNone;
  MemberKind kind = MemberKind::kMethod;
  bool is_static = false;
  bool is_async = false;
  bool generator = false;
  bool computed = false;
  bool accessor = false;  ///< the `accessor` keyword
  TypeModifiers types;
};

NodeId Parser::ParseClass(std::uint32_t begin, ClassForm form, NodeList decorators) {
  const DepthGuard depth(*this);
  if (depth.too_deep()) return NodeId::kNone;
  std::uint16_t type_flags = 0;
  if (Is(kDeclareModifier)) type_flags |= ClassDeclaration::kFlag_declare;
  if (Is(kAbstractModifier)) type_flags |= ClassDeclaration::kFlag_abstract;
  Expect(Token::kClass);
  const ContextGuard guard(*this, kStrict | (Is(kDeclareModifier) ? kAmbient : 0),
                           kDeclareModifier | kAbstractModifier | kNoIn);
  const bool is_statement = form != ClassForm::kExpression;
  NodeId id = NodeId::kNone;
  if (!is_statement) scopes_.Enter(ScopeKind::kClass, Level::kBlock);
  const bool at_name = At(Token::kIdentifier) && !(types_ && AtWord(names::kImplements));
  if (at_name || (form == ClassForm::kDeclaration && !types_)) {
    id = ParseIdentifier();
    if (!failed_) {
      tree_[id].flags |= Node::kWrites | Node::kWritesOnly;
      if (is_statement) {
        DeclareName(id, BindingKind::kClass, Rule::kLexical, false);
      } else {
        CheckStrictName(id);
        scopes_.DeclareQuietly(tree_, id, BindingKind::kClassName);
      }
    }
  }
  if (is_statement) scopes_.Enter(ScopeKind::kClass, Level::kBlock);
  ClassHeritage heritage;
  ParseHeritage(heritage);
  const NodeId body = ParseClassBody(heritage.super_class != NodeId::kNone);
  scopes_.Leave();
  heritage.decorators = decorators;
  if (is_statement) return NewClass<ClassDeclaration>(begin, id, body, type_flags, heritage);
  return NewClass<ClassExpression>(begin, id, body, type_flags, heritage);
}

void Parser::ParseHeritage(ClassHeritage& heritage) {
  if (types_) heritage.type_parameters = ParseTypeParameters();
  if (Eat(Token::kExtends)) {
    heritage.super_class = ParseSubscripted();
    if (types_) {
      heritage.super_type_arguments = TakeTypeArguments(heritage.super_class);
      if (At(Token::kLess) || At(Token::kShiftLeft))
        heritage.super_type_arguments = ParseTypeArguments();
    }
  }
  if (types_) heritage.implements = ParseImplements();
}

NodeId Parser::ParseClassBody(bool has_super) {
  const std::uint32_t begin = Begin();
  const std::size_t outer_private = first_private_;
  const std::size_t outer_declared = first_declared_;
  first_private_ = private_used_.size();
  first_declared_ = private_declared_.size();
  ++class_depth_;
  ++scope_depth_;
  Expect(Token::kLeftBrace);
  NodeList list = NodeList::kEmpty;
  {
    ListBuilder members(*this);
    bool has_constructor = false;
    while (!At(Token::kRightBrace) && !At(Token::kEnd)) {
      if (Eat(Token::kSemicolon)) continue;
      members.Add(ParseClassMember(has_super, has_constructor));
    }
    list = members.Finish();
  }
  --scope_depth_;
  --class_depth_;
  LeavePrivateNames();
  first_private_ = outer_private;
  first_declared_ = outer_declared;
  Expect(Token::kRightBrace);
  auto& body = New<ClassBody>(begin);
  body.body = list;
  return Id(body);
}

bool Parser::AtMemberName() const {
  return IsName(Tok()) || At(Token::kString) || At(Token::kNumber) || At(Token::kBigInt) ||
         At(Token::kLeftBracket) || At(Token::kPrivateName);
}

NodeId Parser::ParseClassMember(bool has_super, bool& has_constructor) {
  const DepthGuard depth(*this);
  if (depth.too_deep()) return NodeId::kNone;
  ClassMember member;
  member.begin = Begin();
  member.decorators = ParseDecorators();
  if (types_) {
    const NodeId signature = ParseTypedMemberStart(member.types, member.begin);
    if (signature != NodeId::kNone) return signature;
    member.is_static = member.types.is_static;
  }
  if (At(Token::kIdentifier)) ParseMemberModifiers(member);
  if (member.key == NodeId::kNone && types_ && member.types.static_block)
    return ParseStaticBlock(member.begin);
  if (member.key == NodeId::kNone && At(Token::kLeftBrace) && member.is_static) {
    if (member.decorators != NodeList::kEmpty) UnexpectedAt(member.begin);
    return ParseStaticBlock(member.begin);
  }
  if (member.key == NodeId::kNone && Eat(Token::kStar)) member.generator = true;
  if (member.key == NodeId::kNone) {
    if (At(Token::kPrivateName)) {
      if (Value() == names::kConstructor) Note(SyntaxErrorCode::kInvalidClassMember, TokenSpan());
      auto& name = tree_.New<PrivateIdentifier>(Begin(), lexer_.token().end);
      name.name = Value();
      member.key = Id(name);
      Next();
    } else {
      member.key = ParsePropertyKey(member.computed);
    }
  }
  if (failed_) return NodeId::kNone;
  if (types_) ParseMemberMarks(member.types);
  const bool is_method = At(Token::kLeftParen) || (types_ && At(Token::kLess)) ||
                         member.kind != MemberKind::kMethod || member.generator || member.is_async;
  if (is_method) return ParseMethodMember(member, has_super, has_constructor);
  return ParseFieldMember(member);
}

void Parser::ParseMemberModifiers(ClassMember& member) {
  // Each of these words is a modifier when a member's name follows, and else the name itself.
  const auto name_here = [&] { member.key = NewName(Value(), TokenSpan()); };
  if (!member.is_static && !types_ && AtWord(names::kStatic)) {
    const Lexeme next = Peek();
    if (next.kind == Token::kLeftBrace || next.kind == Token::kStar ||
        StartsMemberName(next.kind)) {
      member.is_static = true;
      Next();
    } else {
      name_here();
      return Next();
    }
  }
  if (AtWord(names::kAccessor)) {
    const Lexeme next = Peek();
    if (!next.newline_before && StartsMemberName(next.kind)) {
      member.accessor = true;
      return Next();
    }
  }
  if (AtWord(names::kAsync)) {
    const Lexeme next = Peek();
    if (!next.newline_before && (next.kind == Token::kStar || StartsMemberName(next.kind))) {
      member.is_async = true;
      return Next();
    }
    name_here();
    return Next();
  }
  if (AtWord(names::kGet) || AtWord(names::kSet)) {
    if (StartsMemberName(Peek().kind)) {
      member.kind = AtWord(names::kGet) ? MemberKind::kGet : MemberKind::kSet;
      return Next();
    }
    name_here();
    return Next();
  }
}

bool Parser::StartsMemberName(Token token) {
  return IsName(token) || token == Token::kString || token == Token::kNumber ||
         token == Token::kBigInt || token == Token::kLeftBracket || token == Token::kPrivateName;
}

bool Parser::KeyIs(NodeId key, bool computed, Symbol name) {
  if (computed) return false;
  switch (KindOf(key)) {
    case Kind::kIdentifierName:
      return tree_.As<IdentifierName>(key).name == name;
    case Kind::kStringLiteral:
      return tree_.As<StringLiteral>(key).value == name;
    default:  // no other key has a name that the grammar minds
      return false;
  }
}

NodeId Parser::ParseMethodMember(ClassMember& member, bool has_super, bool& has_constructor) {
  const Span key_span = tree_[member.key].span();
  const bool is_constructor =
      !member.is_static && KeyIs(member.key, member.computed, names::kConstructor);
  if (is_constructor) {
    if (member.kind != MemberKind::kMethod || member.generator || member.is_async) {
      Note(SyntaxErrorCode::kInvalidClassMember, key_span);
    } else {
      member.kind = MemberKind::kConstructor;
      if (!types_ && member.decorators != NodeList::kEmpty) UnexpectedAt(member.begin);
    }
  } else if (member.is_static && KeyIs(member.key, member.computed, names::kPrototype)) {
    Note(SyntaxErrorCode::kInvalidClassMember, key_span);
  }
  if (KindOf(member.key) == Kind::kPrivateIdentifier)
    DeclarePrivateName(member.key, member.kind, member.is_static);
  const NodeId value =
      ParseMethod(member.generator, member.is_async, is_constructor && has_super, member.kind);
  if (is_constructor && !failed_ && KindOf(value) == Kind::kFunctionExpression) {
    if (has_constructor && !types_) Note(SyntaxErrorCode::kDuplicateConstructor, key_span);
    has_constructor = true;
  }
  std::uint16_t flags = member.types.flags;
  if (member.is_static) flags |= MethodDefinition::kFlag_is_static;
  if (member.computed) flags |= MethodDefinition::kFlag_computed;
  if (member.types.abstract) {
    return NewMember<TSAbstractMethodDefinition>(member.begin, member.key, value, flags,
                                                 member.kind, member.decorators, NodeId::kNone);
  }
  return NewMember<MethodDefinition>(member.begin, member.key, value, flags, member.kind,
                                     member.decorators, NodeId::kNone);
}

NodeId Parser::ParseFieldMember(ClassMember& member) {
  const Span key_span = tree_[member.key].span();
  if ((!types_ && KeyIs(member.key, member.computed, names::kConstructor)) ||
      (member.is_static && KeyIs(member.key, member.computed, names::kPrototype))) {
    Note(SyntaxErrorCode::kInvalidClassMember, key_span);
  }
  if (KindOf(member.key) == Kind::kPrivateIdentifier)
    DeclarePrivateName(member.key, MemberKind::kInit, member.is_static);
  NodeId type = NodeId::kNone;
  if (types_ && At(Token::kColon)) type = ParseTypeAnnotation();
  NodeId value = NodeId::kNone;
  if (Eat(Token::kAssign)) {
    const FunctionState state(*this);
    SetFunctionContext(false, false);
    context_ &= ~(kReturn | kFunction);
    context_ |= kSuperProperty | kNoArguments;
    scopes_.Enter(ScopeKind::kField, Level::kVarScope);
    value = ParseAssignStrictly();
    scopes_.Leave();
  }
  Semicolon();
  std::uint16_t flags = member.types.flags;
  if (member.is_static) flags |= PropertyDefinition::kFlag_is_static;
  if (member.computed) flags |= PropertyDefinition::kFlag_computed;
  const auto kind = MemberKind::kInit;
  if (member.accessor) {
    if (member.types.abstract) {
      return NewMember<TSAbstractAccessorProperty>(member.begin, member.key, value, flags, kind,
                                                   member.decorators, type);
    }
    return NewMember<AccessorProperty>(member.begin, member.key, value, flags, kind,
                                       member.decorators, type);
  }
  if (member.types.abstract) {
    return NewMember<TSAbstractPropertyDefinition>(member.begin, member.key, value, flags, kind,
                                                   member.decorators, type);
  }
  return NewMember<PropertyDefinition>(member.begin, member.key, value, flags, kind,
                                       member.decorators, type);
}

NodeId Parser::ParseStaticBlock(std::uint32_t begin) {
  NodeList body = NodeList::kEmpty;
  {
    const FunctionState state(*this);
    SetFunctionContext(false, false);
    context_ &= ~(kReturn | kFunction);
    context_ |= kSuperProperty | kNoArguments | kStaticBlock;
    scopes_.Enter(ScopeKind::kStaticBlock, Level::kVarScope);
    Expect(Token::kLeftBrace);
    body = ParseStatementList(Token::kRightBrace);
    scopes_.Leave();
  }
  Expect(Token::kRightBrace);
  auto& block = New<StaticBlock>(begin);
  block.body = body;
  return Id(block);
}

NodeList Parser::ParseDecorators() {
  if (!At(Token::kAt)) return NodeList::kEmpty;
  ListBuilder list(*this);
  while (At(Token::kAt)) list.Add(ParseDecorator());
  return list.Finish();
}

NodeId Parser::ParseDecorator() {
  const DepthGuard depth(*this);
  if (depth.too_deep()) return NodeId::kNone;
  const std::uint32_t begin = Begin();
  Next();
  NodeId expression = NodeId::kNone;
  {
    const ContextGuard guard(*this, kDecoratorCallee, 0);
    expression = ParseSubscripted();
  }
  if (!types_ && !failed_) CheckDecorator(expression);
  auto& decorator = New<Decorator>(begin);
  decorator.expression = expression;
  return Id(decorator);
}

/// `@(anything)`, or `@a.b.c` with arguments or without. TypeScript leaves this to its checker.
void Parser::CheckDecorator(NodeId expression) {
  NodeId at = expression;
  if (tree_[at].Has(Node::kParenthesized)) return;
  if (KindOf(at) == Kind::kCallExpression) at = tree_.As<CallExpression>(at).callee;
  while (KindOf(at) == Kind::kMemberExpression && !tree_[at].Has(Node::kParenthesized) &&
         !tree_.As<MemberExpression>(at).computed())
    at = tree_.As<MemberExpression>(at).object;
  if (KindOf(at) != Kind::kIdentifier || tree_[at].Has(Node::kParenthesized))
    Note(SyntaxErrorCode::kInvalidDecorator, tree_[expression].span());
}

void Parser::UsePrivateName(Symbol name, Span span) {
  private_used_.push_back({.name = name, .span = span});
}

void Parser::DeclarePrivateName(NodeId key, MemberKind kind, bool is_static) {
  const auto& name = tree_.As<PrivateIdentifier>(key);
  private_declared_.push_back(
      {.name = name.name, .span = name.span(), .kind = kind, .is_static = is_static});
}

void Parser::LeavePrivateNames() {
  const auto declared = private_declared_.begin() + static_cast<std::ptrdiff_t>(first_declared_);
  std::stable_sort(declared, private_declared_.end(),
                   [](const PrivateName& a, const PrivateName& b) { return a.name < b.name; });
  for (auto name = declared; name != private_declared_.end(); ++name) {
    if (name == declared || name[-1].name != name->name || types_) continue;
    const bool accessors = (name[-1].kind == MemberKind::kGet && name->kind == MemberKind::kSet) ||
                           (name[-1].kind == MemberKind::kSet && name->kind == MemberKind::kGet);
    const bool third = name - declared >= 2 && name[-2].name == name->name;
    if (!accessors || third || name[-1].is_static != name->is_static)
      Note(SyntaxErrorCode::kDuplicatePrivate, name->span);
  }
  // What this class does not declare one around it must.
  auto kept = private_used_.begin() + static_cast<std::ptrdiff_t>(first_private_);
  for (auto use = kept; use != private_used_.end(); ++use) {
    const auto found =
        std::lower_bound(declared, private_declared_.end(), use->name,
                         [](const PrivateName& a, Symbol name) { return a.name < name; });
    if (found != private_declared_.end() && found->name == use->name) continue;
    if (class_depth_ > 0) {
      *kept++ = *use;
    } else if (!types_) {
      Note(SyntaxErrorCode::kUndeclaredPrivate, use->span);
    }
  }
  private_used_.erase(kept, private_used_.end());
  private_declared_.erase(declared, private_declared_.end());
}

}  // namespace js
