// var, let, const, using, and which names they declare.
#include "js/parser_guards.h"

namespace js {

using Rule = ScopeBuilder::Rule;

bool Parser::AtLet(Place place) {
  if (!AtWord(names::kLet)) return false;
  const Lexeme next = Peek();
  if (next.kind == Token::kLeftBracket || (next.escaped && IsName(next.kind))) return true;
  if (place != Place::kList) return false;
  if (next.kind == Token::kLeftBrace) return true;
  return IsName(next.kind) && next.kind != Token::kIn && next.kind != Token::kInstanceof;
}

bool Parser::AtUsing(bool in_for) {
  if (!AtWord(names::kUsing)) return false;
  const Lexer::Mark mark = lexer_.mark();
  Next();
  bool is = !NewlineBefore() && IsName(Tok()) && !At(Token::kIn) && !At(Token::kInstanceof);
  if (is && types_ && !lexer_.token().escaped)
    is = !AtWord(names::kAs) && !AtWord(names::kSatisfies);
  if (is && in_for && AtWord(names::kOf)) {
    Next();
    is = At(Token::kAssign);
  }
  lexer_.Return(mark);
  return is;
}

bool Parser::AtAwaitUsing() {
  if (!AtWord(names::kAwait)) return false;
  const Lexer::Mark mark = lexer_.mark();
  Next();
  bool is = !NewlineBefore() && AtWord(names::kUsing);
  if (is) {
    Next();
    is = !NewlineBefore() && IsName(Tok()) && !At(Token::kIn) && !At(Token::kInstanceof);
  }
  lexer_.Return(mark);
  return is;
}

bool Parser::AtAsyncFunction() {
  if (!AtWord(names::kAsync)) return false;
  const Lexeme next = Peek();
  return next.kind == Token::kFunction && !next.newline_before;
}

NodeId Parser::ParseUsingStatement(Place place, DeclarationKind kind) {
  const std::uint32_t begin = Begin();
  // Not at the top of a script, not directly in a case clause.
  const bool at_top = scope_depth_ == 0 && !module_ && !types_ && options_.goal != Goal::kCommonJs;
  if (at_top || Is(kCaseClause) || place != Place::kList)
    Note(SyntaxErrorCode::kUsingPlace, TokenSpan());
  if (kind == DeclarationKind::kAwaitUsing) {
    if (!Is(kAwaitAllowed)) Note(SyntaxErrorCode::kInvalidAwait, TokenSpan());
    if (await_at_ == kNowhere) await_at_ = begin;
    Next();
  }
  Next();
  const NodeId declaration = ParseVariables(begin, kind, false);
  Semicolon();
  tree_.SetEnd(declaration, LastEnd());
  return declaration;
}

NodeId Parser::ParseVariableStatement(DeclarationKind kind) {
  const std::uint32_t begin = Begin();
  Next();
  const NodeId declaration = ParseVariables(begin, kind, false);
  Semicolon();
  tree_.SetEnd(declaration, LastEnd());
  return declaration;
}

NodeId Parser::ParseVariables(std::uint32_t begin, DeclarationKind kind, bool in_for) {
  NodeList declarations = NodeList::kEmpty;
  {
    ListBuilder list(*this);
    do {
      list.Add(ParseDeclarator(kind, in_for));
    } while (Eat(Token::kComma));
    declarations = list.Finish();
  }
  auto& node = New<VariableDeclaration>(begin);
  node.declarations = declarations;
  node.word = static_cast<std::uint8_t>(kind);
  if (Is(kDeclareModifier)) node.flags |= VariableDeclaration::kFlag_declare;
  return Id(node);
}

NodeId Parser::ParseDeclarator(DeclarationKind kind, bool in_for) {
  const std::uint32_t begin = Begin();
  const bool is_using = kind == DeclarationKind::kUsing || kind == DeclarationKind::kAwaitUsing;
  const NodeId id = is_using && !types_ ? ParseIdentifier() : ParseBindingTarget();
  if (failed_) return NodeId::kNone;
  std::uint16_t flags = 0;
  if (types_) flags = ParseDeclaratorTypes(id);
  auto binding_kind = BindingKind::kVar;
  switch (kind) {
    case DeclarationKind::kVar:
      break;
    case DeclarationKind::kLet:
      binding_kind = BindingKind::kLet;
      break;
    case DeclarationKind::kConst:
      binding_kind = BindingKind::kConst;
      break;
    case DeclarationKind::kUsing:
    case DeclarationKind::kAwaitUsing:
      binding_kind = BindingKind::kUsing;
      break;
  }
  DeclarePattern(id, binding_kind, kind == DeclarationKind::kVar ? Rule::kVar : Rule::kLexical,
                 false);
  NodeId init = NodeId::kNone;
  const bool in_or_of = At(Token::kIn) || AtWord(names::kOf);
  if (Eat(Token::kAssign)) {
    init = ParseAssignStrictly();
  } else if (!types_ && !(in_for && in_or_of) &&
             (kind == DeclarationKind::kConst || is_using || KindOf(id) != Kind::kIdentifier)) {
    Fail(SyntaxErrorCode::kMissingInitializer, TokenSpan());
  }
  auto& declarator = New<VariableDeclarator>(begin);
  declarator.id = id;
  declarator.init = init;
  declarator.flags |= flags;
  const NodeId node = Id(declarator);
  if (init != NodeId::kNone || in_for) MarkWritten(id);
  return node;
}

void Parser::MarkWritten(NodeId pattern) {
  ForEachPatternName(
      pattern, [this](NodeId name) { tree_[name].flags |= Node::kWrites | Node::kWritesOnly; });
}

void Parser::DeclarePattern(NodeId pattern, BindingKind kind, Rule rule, bool unique_parameters) {
  ForEachPatternName(pattern,
                     [&](NodeId name) { DeclareName(name, kind, rule, unique_parameters); });
}

void Parser::DeclareName(NodeId identifier, BindingKind kind, Rule rule, bool unique_parameters) {
  const auto& node = tree_.As<Identifier>(identifier);
  const Symbol name = node.name;
  const Span span = node.span();
  if (name <= names::kLastChecked) {
    if (strict() && !types_) {
      if (name == names::kEval || name == names::kArguments)
        Note(SyntaxErrorCode::kStrictEvalArguments, span);
      if (name > names::kLastKeyword && name <= names::kLastStrictReserved)
        Note(SyntaxErrorCode::kReservedWord, span);
    }
    if (name == names::kLet && rule == Rule::kLexical && kind != BindingKind::kCatch)
      Note(SyntaxErrorCode::kLetName, span);
  }
  if (scopes_.Declare(tree_, identifier, kind, rule)) return;
  if (rule == Rule::kParameter && !unique_parameters) return;
  Note(SyntaxErrorCode::kRedeclaration, span);
}

}  // namespace js
