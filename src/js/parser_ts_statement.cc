// TypeScript's declarations, and its forms of import and export.
#include "js/parser_try.h"

namespace js {

using Rule = ScopeBuilder::Rule;
using Level = ScopeBuilder::Level;

bool Parser::AtTypeScriptStatement() {
  const Symbol name = Value();
  const Lexeme next = Peek();
  const bool on_line = !next.newline_before;
  switch (static_cast<std::uint32_t>(name)) {
    case names::kInterfaceName:
    case names::kTypeName:
      return on_line && next.kind == Token::kIdentifier;
    case names::kNamespaceName:
    case names::kModuleName:
      return on_line && (next.kind == Token::kIdentifier || next.kind == Token::kString);
    case names::kAbstractName:
      return on_line && next.kind == Token::kClass;
    case names::kGlobalName:
      return next.kind == Token::kLeftBrace;
    case names::kDeclareName:
      if (!on_line) return false;
      switch (next.kind) {
        case Token::kVar:
        case Token::kConst:
        case Token::kFunction:
        case Token::kClass:
        case Token::kEnum:
        case Token::kImport:
        case Token::kAt:
          return true;
        case Token::kIdentifier:
          return next.value < Symbol{names::kEndOfNames};
        default:
          return false;
      }
    default:
      return false;
  }
}

bool Parser::AtDefaultTypeDeclaration() {
  if (!At(Token::kIdentifier)) return false;
  return (AtWord(names::kInterface) || AtWord(names::kAbstract)) && AtTypeScriptStatement();
}

NodeId Parser::ParseTypeScriptStatement(std::uint32_t begin, NodeList decorators) {
  if (At(Token::kEnum)) return ParseEnum(begin, false);
  if (At(Token::kConst)) {
    Next();
    return ParseEnum(begin, true);
  }
  switch (static_cast<std::uint32_t>(Value())) {
    case names::kInterfaceName:
      return ParseInterface(begin);
    case names::kTypeName:
      return ParseTypeAlias(begin);
    case names::kNamespaceName:
    case names::kModuleName:
    case names::kGlobalName:
      return ParseModule(begin);
    case names::kDeclareName:
      return ParseDeclare(begin, decorators);
    case names::kAbstractName: {
      Next();
      context_ |= kAbstractModifier;
      const NodeId node = ParseClass(
          begin, export_default_ ? ClassForm::kDefaultExport : ClassForm::kDeclaration, decorators);
      context_ &= ~kAbstractModifier;
      return node;
    }
    default:
      Unexpected();
      return NodeId::kNone;
  }
}

NodeId Parser::ParseDeclare(std::uint32_t begin, NodeList decorators) {
  Next();
  const ContextGuard guard(*this, kDeclareModifier | kAmbient, 0);
  NodeId node = NodeId::kNone;
  if (At(Token::kIdentifier) && AtTypeScriptStatement()) {
    node = ParseTypeScriptStatement(begin, decorators);
  } else {
    node = ParseStatementInner(Place::kList);
  }
  if (failed_) return NodeId::kNone;
  if (KindOf(node) == Kind::kExpressionStatement || KindOf(node) == Kind::kLabeledStatement)
    UnexpectedAt(tree_[node].begin);
  return tree_.MoveBegin(node, begin);
}

NodeId Parser::ParseTypeName(BindingKind kind) {
  const NodeId id = ParseIdentifier();
  if (failed_) return id;
  tree_[id].flags |= Node::kWrites | Node::kWritesOnly;
  DeclareName(id, kind, Rule::kLexical, false);
  return id;
}

template <typename T>
NodeId Parser::ParseHeritageItem() {
  const std::uint32_t begin = Begin();
  NodeId expression = ParseSubscripted();
  NodeId arguments = TakeTypeArguments(expression);
  if (arguments == NodeId::kNone && (At(Token::kLess) || At(Token::kShiftLeft)))
    arguments = ParseTypeArguments();
  auto& item = New<T>(begin);
  item.expression = expression;
  item.type_arguments = arguments;
  return Id(item);
}

NodeList Parser::ParseImplements() {
  if (!EatWord(names::kImplements)) return NodeList::kEmpty;
  ListBuilder list(*this);
  do {
    list.Add(ParseHeritageItem<TSClassImplements>());
  } while (Eat(Token::kComma));
  return list.Finish();
}

NodeId Parser::ParseInterface(std::uint32_t begin) {
  const bool declare = Is(kDeclareModifier);
  Next();
  const NodeId id = ParseTypeName(BindingKind::kType);
  const NodeId parameters = ParseTypeParameters();
  NodeList extends = NodeList::kEmpty;
  if (Eat(Token::kExtends)) {
    ListBuilder list(*this);
    do {
      list.Add(ParseHeritageItem<TSInterfaceHeritage>());
    } while (Eat(Token::kComma));
    extends = list.Finish();
  }
  const std::uint32_t body_begin = Begin();
  const NodeList members = ParseTypeMembers();
  auto& body = New<TSInterfaceBody>(body_begin);
  body.body = members;
  const NodeId body_id = Id(body);
  auto& node = New<TSInterfaceDeclaration>(begin);
  node.id = id;
  node.type_parameters = parameters;
  node.extends = extends;
  node.body = body_id;
  if (declare) node.flags |= TSInterfaceDeclaration::kFlag_declare;
  return Id(node);
}

NodeId Parser::ParseTypeAlias(std::uint32_t begin) {
  const bool declare = Is(kDeclareModifier);
  Next();
  const NodeId id = ParseTypeName(BindingKind::kType);
  const NodeId parameters = ParseTypeParameters();
  Expect(Token::kAssign);
  NodeId type = NodeId::kNone;
  if (AtWord(names::kIntrinsic) && Peek().kind != Token::kDot) {
    const std::uint32_t type_begin = Begin();
    Next();
    type = Id(New<TSIntrinsicKeyword>(type_begin));
  } else {
    type = ParseType();
  }
  Semicolon();
  auto& node = New<TSTypeAliasDeclaration>(begin);
  node.id = id;
  node.type_annotation = type;
  node.type_parameters = parameters;
  if (declare) node.flags |= TSTypeAliasDeclaration::kFlag_declare;
  return Id(node);
}

NodeId Parser::ParseEnum(std::uint32_t begin, bool is_const) {
  const bool declare = Is(kDeclareModifier);
  Expect(Token::kEnum);
  const NodeId id = ParseTypeName(BindingKind::kEnum);
  const std::uint32_t body_begin = Begin();
  Expect(Token::kLeftBrace);
  NodeList members = NodeList::kEmpty;
  scopes_.Enter(ScopeKind::kEnum, Level::kBlock);
  {
    ListBuilder list(*this);
    while (!At(Token::kRightBrace) && !At(Token::kEnd)) {
      list.Add(ParseEnumMember());
      if (At(Token::kRightBrace)) break;
      Expect(Token::kComma);
    }
    members = list.Finish();
  }
  scopes_.Leave();
  Expect(Token::kRightBrace);
  auto& body = New<TSEnumBody>(body_begin);
  body.members = members;
  const NodeId body_id = Id(body);
  auto& node = New<TSEnumDeclaration>(begin);
  node.id = id;
  node.body = body_id;
  if (is_const) node.flags |= TSEnumDeclaration::kFlag_is_const;
  if (declare) node.flags |= TSEnumDeclaration::kFlag_declare;
  return Id(node);
}

NodeId Parser::ParseEnumMember() {
  const std::uint32_t begin = Begin();
  bool computed = false;
  const NodeId id = ParsePropertyKey(computed);
  const NodeId initializer = Eat(Token::kAssign) ? ParseAssignWithIn() : NodeId::kNone;
  auto& member = New<TSEnumMember>(begin);
  member.id = id;
  member.initializer = initializer;
  if (computed) member.flags |= kComputedEnumMember;
  return Id(member);
}

NodeId Parser::ParseModule(std::uint32_t begin) {
  const bool declare = Is(kDeclareModifier);
  auto kind = ModuleKind::kNamespace;
  NodeId id = NodeId::kNone;
  if (AtWord(names::kGlobal)) {
    kind = ModuleKind::kGlobal;
    id = ParseAnyName();
  } else {
    if (AtWord(names::kModule)) kind = ModuleKind::kModule;
    Next();
    if (At(Token::kString)) {
      id = ParseString();
    } else {
      const std::uint32_t name_begin = Begin();
      id = ParseTypeName(BindingKind::kNamespace);
      while (Eat(Token::kDot) && !failed_) {
        const NodeId right = ParseAnyName();
        auto& qualified = New<TSQualifiedName>(name_begin);
        qualified.left = id;
        qualified.right = right;
        id = Id(qualified);
      }
    }
  }
  NodeId body = NodeId::kNone;
  if (At(Token::kLeftBrace)) {
    const std::uint32_t body_begin = Begin();
    const ContextGuard guard(*this, kModuleTop, kDeclareModifier | kCaseClause);
    scopes_.Enter(ScopeKind::kModuleBlock, Level::kVarScope);
    Next();
    const NodeList statements = ParseStatementList(Token::kRightBrace);
    scopes_.Leave();
    Expect(Token::kRightBrace);
    auto& block = New<TSModuleBlock>(body_begin);
    block.body = statements;
    body = Id(block);
  } else {
    Semicolon();
  }
  auto& node = New<TSModuleDeclaration>(begin);
  node.id = id;
  node.body = body;
  node.word = static_cast<std::uint8_t>(kind);
  if (declare) node.flags |= TSModuleDeclaration::kFlag_declare;
  if (kind == ModuleKind::kGlobal) node.flags |= TSModuleDeclaration::kFlag_global;
  return Id(node);
}

std::uint16_t Parser::ParseDeclaratorTypes(NodeId id) {
  std::uint16_t flags = 0;
  if (At(Token::kBang) && !NewlineBefore()) {
    Next();
    flags = VariableDeclarator::kFlag_definite;
  }
  if (At(Token::kColon)) SetAnnotation(id, ParseTypeAnnotation());
  return flags;
}

NodeId Parser::ParseImportEquals(std::uint32_t begin, ImportKind kind) {
  const NodeId id = ParseImportLocal();
  Expect(Token::kAssign);
  NodeId reference = NodeId::kNone;
  if (AtWord(names::kRequire) && Peek().kind == Token::kLeftParen) {
    const std::uint32_t require_begin = Begin();
    Next();
    Next();
    const NodeId expression = ParseSource();
    Expect(Token::kRightParen);
    auto& module = New<TSExternalModuleReference>(require_begin);
    module.expression = expression;
    reference = Id(module);
    saw_module_syntax_ |= scope_depth_ == 0;
  } else {
    reference = ParseQueriedName();
  }
  Semicolon();
  auto& node = New<TSImportEqualsDeclaration>(begin);
  node.id = id;
  node.module_reference = reference;
  node.word = static_cast<std::uint8_t>(kind);
  return Id(node);
}

bool Parser::EatSpecifierType() {
  // Whether the `type` at hand is the modifier: not in {type}, {type as a}; but in {type a}, {type
  // as}, {type as as a}.
  if (!AtWord(names::kType)) return false;
  const Lexer::Mark mark = lexer_.mark();
  const auto starts_name = [this] { return IsName(Tok()) || At(Token::kString); };
  Next();
  bool is = starts_name();
  if (AtWord(names::kAs)) {
    Next();
    if (AtWord(names::kAs)) {
      Next();
      is = starts_name();
    } else {
      is = !starts_name();
    }
  }
  lexer_.Return(mark);
  if (is) Next();
  return is;
}

NodeId Parser::ParseTypedExport(std::uint32_t begin, NodeList decorators) {
  saw_module_syntax_ |= scope_depth_ == 0;
  if (At(Token::kAssign)) {
    Next();
    const NodeId expression = ParseAssignWithIn();
    Semicolon();
    auto& node = New<TSExportAssignment>(begin);
    node.expression = expression;
    return Id(node);
  }
  if (AtWord(names::kAs) && Peek().kind == Token::kIdentifier) {
    Next();
    Next();
    const NodeId id = ParseAnyName();
    Semicolon();
    auto& node = New<TSNamespaceExportDeclaration>(begin);
    node.id = id;
    return Id(node);
  }
  if (At(Token::kImport)) {
    const std::uint32_t import_begin = Begin();
    Next();
    auto kind = ImportKind::kValue;
    if (AtWord(names::kType) && Peek().kind == Token::kIdentifier) {
      kind = ImportKind::kType;
      Next();
    }
    const NodeId declaration = ParseImportEquals(import_begin, kind);
    return FinishExport(begin, declaration, ImportKind::kValue);
  }
  if (AtWord(names::kType)) {
    const Token next = Peek().kind;
    if (next == Token::kLeftBrace) {
      Next();
      return ParseExportSpecifiers(begin, ImportKind::kType);
    }
    if (next == Token::kStar) {
      Next();
      return ParseExportAll(begin, ImportKind::kType);
    }
  }
  const std::uint32_t declaration_begin = Begin();
  const bool is_enum = At(Token::kEnum) || (At(Token::kConst) && Peek().kind == Token::kEnum);
  if (!is_enum && !(At(Token::kIdentifier) && AtTypeScriptStatement())) return NodeId::kNone;
  const NodeId declaration = ParseTypeScriptStatement(declaration_begin, decorators);
  if (failed_) return declaration;
  const Kind kind = KindOf(declaration);
  const bool is_type = kind == Kind::kTSInterfaceDeclaration ||
                       kind == Kind::kTSTypeAliasDeclaration ||
                       tree_[declaration].Has(FunctionDeclaration::kFlag_declare);
  return FinishExport(begin, declaration, is_type ? ImportKind::kType : ImportKind::kValue);
}

}  // namespace js
