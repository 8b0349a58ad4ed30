// import and export.
#include "base/text.h"
#include "js/parser_guards.h"

namespace js {

using Rule = ScopeBuilder::Rule;

namespace {
/// Text as the lexer makes it: well-formed but for WTF-8 surrogates.
bool HasLoneSurrogate(std::string_view text) {
  for (std::size_t at = text.find('\xED'); at != std::string_view::npos;
       at = text.find('\xED', at + 1)) {
    if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xA0) return true;
  }
  return false;
}
}  // namespace

NodeId Parser::ParseModuleName() {
  if (At(Token::kString)) {
    if (HasLoneSurrogate(tree_.tree().Text(Value())))
      Note(SyntaxErrorCode::kLoneSurrogateName, TokenSpan());
    return ParseString();
  }
  return ParseAnyName();
}

NodeId Parser::ParseSource() {
  if (At(Token::kString)) return ParseString();
  Unexpected();
  return NodeId::kNone;
}

NodeList Parser::ParseAttributes() {
  const bool old_form = AtWord(names::kAssert) && !NewlineBefore() && types_;
  if (!At(Token::kWith) && !old_form) return NodeList::kEmpty;
  Next();
  Expect(Token::kLeftBrace);
  ListBuilder list(*this);
  std::vector<Symbol> keys;
  while (!At(Token::kRightBrace) && !At(Token::kEnd)) {
    const std::uint32_t begin = Begin();
    const Symbol name = Value();
    if (std::find(keys.begin(), keys.end(), name) != keys.end())
      Note(SyntaxErrorCode::kDuplicateAttribute, TokenSpan());
    if (keys.size() < limits::kImportAttributes) keys.push_back(name);
    const NodeId key = At(Token::kString) ? ParseString() : ParseAnyName();
    Expect(Token::kColon);
    const NodeId value = ParseSource();
    auto& attribute = New<ImportAttribute>(begin);
    attribute.key = key;
    attribute.value = value;
    list.Add(Id(attribute));
    if (At(Token::kRightBrace)) break;
    Expect(Token::kComma);
  }
  Expect(Token::kRightBrace);
  return list.Finish();
}

NodeId Parser::ParseImportLocal() {
  const NodeId local = ParseIdentifier();
  if (failed_) return local;
  tree_[local].flags |= Node::kWrites | Node::kWritesOnly;
  DeclareName(local, BindingKind::kImport, Rule::kLexical, false);
  return local;
}

NodeId Parser::ParseImportDeclaration() {
  const std::uint32_t begin = Begin();
  Next();
  ImportStart start;
  if (At(Token::kIdentifier)) {
    start = ParseImportStart(begin);
    if (start.whole != NodeId::kNone) return start.whole;
  }
  NodeId source = NodeId::kNone;
  NodeList specifiers = NodeList::kEmpty;
  if (At(Token::kString)) {
    source = ParseString();
  } else {
    ListBuilder list(*this);
    ParseImportSpecifiers(list);
    specifiers = list.Finish();
    if (start.phase == kSourcePhase && tree_.tree().List(specifiers).size() != 1) Unexpected();
    if (!EatWord(names::kFrom)) Unexpected();
    source = ParseSource();
  }
  const NodeList attributes = ParseAttributes();
  Semicolon();
  saw_module_syntax_ |= scope_depth_ == 0;
  auto& node = New<ImportDeclaration>(begin);
  node.specifiers = specifiers;
  node.source = source;
  node.attributes = attributes;
  node.flags |= start.phase;
  node.word = static_cast<std::uint8_t>(start.kind);
  return Id(node);
}

Parser::ImportStart Parser::ParseImportStart(std::uint32_t begin) {
  // `type`, `defer` and `source` are words of the syntax unless they are themselves what is
  // imported.
  ImportStart start;
  const bool word =
      AtWord(names::kDefer) || AtWord(names::kSource) || (types_ && AtWord(names::kType));
  if (word) {
    const Symbol name = Value();
    const Lexer::Mark mark = lexer_.mark();
    Next();
    bool is = At(Token::kStar) || At(Token::kLeftBrace) ||
              (At(Token::kIdentifier) && !AtWord(names::kFrom));
    if (AtWord(names::kFrom))
      is = Peek().kind == Token::kIdentifier || Peek().kind == Token::kAssign;
    if (name == names::kDefer) is = is && At(Token::kStar);
    if (name == names::kSource) is = is && At(Token::kIdentifier);
    if (!is) {
      lexer_.Return(mark);
    } else if (name == names::kType) {
      start.kind = ImportKind::kType;
    } else {
      start.phase = name == names::kDefer ? kDeferPhase : kSourcePhase;
    }
  }
  if (types_ && At(Token::kIdentifier) && Peek().kind == Token::kAssign) {
    start.whole = ParseImportEquals(begin, start.kind);
  }
  return start;
}

void Parser::ParseImportSpecifiers(ListBuilder& list) {
  if (At(Token::kIdentifier)) {
    const std::uint32_t begin = Begin();
    const NodeId local = ParseImportLocal();
    auto& node = New<ImportDefaultSpecifier>(begin);
    node.local = local;
    list.Add(Id(node));
    if (!Eat(Token::kComma)) return;
  }
  if (At(Token::kStar)) {
    const std::uint32_t begin = Begin();
    Next();
    if (!EatWord(names::kAs)) Unexpected();
    const NodeId local = ParseImportLocal();
    auto& node = New<ImportNamespaceSpecifier>(begin);
    node.local = local;
    list.Add(Id(node));
    return;
  }
  Expect(Token::kLeftBrace);
  while (!At(Token::kRightBrace) && !At(Token::kEnd)) {
    list.Add(ParseImportSpecifier());
    if (At(Token::kRightBrace)) break;
    Expect(Token::kComma);
  }
  Expect(Token::kRightBrace);
}

NodeId Parser::ParseImportSpecifier() {
  const std::uint32_t begin = Begin();
  auto kind = ImportKind::kValue;
  if (types_ && EatSpecifierType()) kind = ImportKind::kType;
  const Lexeme first = lexer_.token();
  const NodeId imported = ParseModuleName();
  NodeId local = NodeId::kNone;
  if (EatWord(names::kAs)) {
    local = ParseImportLocal();
  } else {
    if (first.kind == Token::kString) {
      Unexpected();
      return NodeId::kNone;
    }
    CheckName(first);
    if (failed_) return NodeId::kNone;
    local = NewIdentifier(first.value, {.begin = first.begin, .end = first.end});
    tree_[local].flags |= Node::kWrites | Node::kWritesOnly;
    DeclareName(local, BindingKind::kImport, Rule::kLexical, false);
  }
  auto& node = New<ImportSpecifier>(begin);
  node.imported = imported;
  node.local = local;
  node.word = static_cast<std::uint8_t>(kind);
  return Id(node);
}

NodeId Parser::ParseExportDeclaration() {
  const std::uint32_t begin = Begin();
  return ParseExportOf(begin, NodeList::kEmpty);
}

NodeId Parser::ParseExportOf(std::uint32_t begin, NodeList decorators) {
  Next();  // export
  saw_module_syntax_ |= scope_depth_ == 0;
  switch (Tok()) {
    case Token::kStar:
      return ParseExportAll(begin, ImportKind::kValue);
    case Token::kDefault:
      return ParseExportDefault(begin, decorators);
    case Token::kLeftBrace:
      return ParseExportSpecifiers(begin, ImportKind::kValue);
    default:
      break;
  }
  if (types_) {
    const NodeId node = ParseTypedExport(begin, decorators);
    if (node != NodeId::kNone) return node;
  }
  const bool declares = At(Token::kVar) || At(Token::kConst) || At(Token::kClass) ||
                        At(Token::kFunction) || At(Token::kAt) || AtLet(Place::kList) ||
                        AtAsyncFunction();
  if (!declares) {
    Unexpected();
    return NodeId::kNone;
  }
  const std::uint32_t class_begin = decorators == NodeList::kEmpty ? Begin() : begin;
  const NodeId declaration = decorators == NodeList::kEmpty
                                 ? ParseStatementInner(Place::kList)
                                 : ParseClass(class_begin, ClassForm::kDeclaration, decorators);
  return FinishExport(begin, declaration, ImportKind::kValue);
}

NodeId Parser::FinishExport(std::uint32_t begin, NodeId declaration, ImportKind kind) {
  if (!failed_) ExportDeclared(declaration);
  auto& node = New<ExportNamedDeclaration>(begin);
  node.declaration = declaration;
  node.word = static_cast<std::uint8_t>(kind);
  return Id(node);
}

NodeId Parser::ParseExportDefault(std::uint32_t begin, NodeList decorators) {
  if (!types_ && !exported_.insert(Symbol{names::kDefaultKeyword}).second)
    Note(SyntaxErrorCode::kDuplicateExport, TokenSpan());
  Next();
  const std::uint32_t declaration_begin = Begin();
  NodeId declaration = NodeId::kNone;
  const bool is_async = AtAsyncFunction();
  if (At(Token::kFunction) || is_async) {
    if (is_async) Next();
    Next();
    declaration = ParseFunction(declaration_begin, FunctionForm::kDefaultExport, is_async);
  } else if (At(Token::kClass) || At(Token::kAt)) {
    if (At(Token::kAt)) decorators = ParseDecorators();
    declaration = types_ && AtWord(names::kAbstract)
                      ? ParseTypeScriptStatement(declaration_begin, decorators)
                      : ParseClass(declaration_begin, ClassForm::kDefaultExport, decorators);
  } else if (types_ && AtDefaultTypeDeclaration()) {
    export_default_ = true;
    declaration = ParseTypeScriptStatement(declaration_begin, NodeList::kEmpty);
    export_default_ = false;
  } else {
    declaration = ParseAssignWithIn();
    Semicolon();
  }
  auto& node = New<ExportDefaultDeclaration>(begin);
  node.declaration = declaration;
  return Id(node);
}

NodeId Parser::ParseExportAll(std::uint32_t begin, ImportKind kind) {
  Next();
  NodeId exported = NodeId::kNone;
  if (EatWord(names::kAs)) {
    exported = ParseModuleName();
    Export(exported);
  }
  if (!EatWord(names::kFrom)) Unexpected();
  const NodeId source = ParseSource();
  const NodeList attributes = ParseAttributes();
  Semicolon();
  auto& node = New<ExportAllDeclaration>(begin);
  node.exported = exported;
  node.source = source;
  node.attributes = attributes;
  node.word = static_cast<std::uint8_t>(kind);
  return Id(node);
}

NodeId Parser::ParseExportSpecifiers(std::uint32_t begin, ImportKind kind) {
  Next();
  NodeList specifiers = NodeList::kEmpty;
  NodeId source = NodeId::kNone;
  NodeList attributes = NodeList::kEmpty;
  {
    ListBuilder list(*this);
    std::vector<Lexeme> locals;
    while (!At(Token::kRightBrace) && !At(Token::kEnd)) {
      const std::uint32_t specifier_begin = Begin();
      auto specifier_kind = ImportKind::kValue;
      if (types_ && EatSpecifierType()) specifier_kind = ImportKind::kType;
      locals.push_back(lexer_.token());
      const NodeId local = ParseModuleName();
      const NodeId exported = EatWord(names::kAs) ? ParseModuleName() : local;
      if (failed_) return NodeId::kNone;
      Export(exported);
      auto& node = New<ExportSpecifier>(specifier_begin);
      node.local = local;
      node.exported = exported;
      node.word = static_cast<std::uint8_t>(specifier_kind);
      list.Add(Id(node));
      if (At(Token::kRightBrace)) break;
      Expect(Token::kComma);
    }
    Expect(Token::kRightBrace);
    if (EatWord(names::kFrom)) {
      source = ParseSource();
      attributes = ParseAttributes();
    } else if (!failed_) {
      // Then the local names are references.
      std::size_t index = 0;
      for (const NodeId item : list.items()) {
        const Lexeme& name = locals[index++];
        if (name.kind == Token::kString) {
          Fail(SyntaxErrorCode::kUndeclaredExport, {.begin = name.begin, .end = name.end});
          return NodeId::kNone;
        }
        CheckName(name);
        if (failed_) return NodeId::kNone;
        auto& specifier = tree_.As<ExportSpecifier>(item);
        const bool same = specifier.exported == specifier.local;
        const NodeId exported_name = specifier.local;
        const NodeId local = NewIdentifier(name.value, {.begin = name.begin, .end = name.end});
        auto& again = tree_.As<ExportSpecifier>(item);
        again.local = local;
        if (same) again.exported = exported_name;
        exported_locals_.push_back(local);
      }
    }
    specifiers = list.Finish();
  }
  Semicolon();
  auto& node = New<ExportNamedDeclaration>(begin);
  node.specifiers = specifiers;
  node.source = source;
  node.attributes = attributes;
  node.word = static_cast<std::uint8_t>(kind);
  return Id(node);
}

void Parser::Export(NodeId name) {
  if (failed_ || types_) return;
  Symbol symbol = Symbol::kEmpty;
  switch (KindOf(name)) {
    case Kind::kIdentifierName:
      symbol = tree_.As<IdentifierName>(name).name;
      break;
    case Kind::kIdentifier:
      symbol = tree_.As<Identifier>(name).name;
      break;
    default:
      symbol = tree_.As<StringLiteral>(name).value;
      break;
  }
  if (!exported_.insert(symbol).second) Note(SyntaxErrorCode::kDuplicateExport, tree_[name].span());
}

void Parser::ExportDeclared(NodeId declaration) {
  if (types_) return;
  switch (KindOf(declaration)) {
    case Kind::kVariableDeclaration:
      for (const NodeId declarator :
           tree_.tree().List(tree_.As<VariableDeclaration>(declaration).declarations)) {
        ForEachPatternName(tree_.As<VariableDeclarator>(declarator).id,
                           [this](NodeId name) { Export(name); });
      }
      return;
    case Kind::kFunctionDeclaration:
      return Export(tree_.As<FunctionDeclaration>(declaration).id);
    case Kind::kClassDeclaration:
      return Export(tree_.As<ClassDeclaration>(declaration).id);
    default:
      return;
  }
}

void Parser::CheckExports() {
  if (types_) return;
  for (const NodeId local : exported_locals_) {
    const auto& name = tree_.As<Identifier>(local);
    if (!scopes_.DeclaredAtTop(name.name)) Note(SyntaxErrorCode::kUndeclaredExport, name.span());
  }
}

}  // namespace js
