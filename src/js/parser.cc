#include "js/parser.h"

#include "js/parser_guards.h"

namespace js {

Parser::Parser(std::string_view text, const ParseOptions& options, const Results& results)
    : lexer_(text, results.pool, results.comments),
      tree_(results.tree),
      scopes_(results.scope_builder),
      nodes_(results.buffers.nodes),
      errors_(results.errors),
      options_(options) {
  nodes_.clear();
  errors_.clear();
  results.comments.clear();
  tree_.Start(text, results.pool);
  scopes_.Start();
  const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  stack_end_ = here > limits::kSyntaxStackBytes ? here - limits::kSyntaxStackBytes : 0;
}

NodeId Parser::ParseProgram() {
  using Level = ScopeBuilder::Level;
  Level level = Level::kFunctionsAsVar;
  switch (options_.goal) {
    case Goal::kDetect:
    case Goal::kScript:
      break;
    case Goal::kCommonJs:
      context_ |= kReturn | kNewTarget | kFunction;
      break;
    case Goal::kTypeScript:
    case Goal::kTsx:
    case Goal::kDeclarations:
      types_ = true;
      jsx_ = options_.goal == Goal::kTsx;
      context_ |= kReturn | kAwaitAllowed;
      if (options_.goal == Goal::kDeclarations) context_ |= kAmbient;
      scopes_.AllowMerging();
      lexer_.ForbidHtmlComments();
      break;
    case Goal::kModule:
    case Goal::kJsx:
      jsx_ = options_.goal == Goal::kJsx;
      module_ = true;
      context_ |= kStrict | kAwaitAllowed;
      level = Level::kVarScope;
      lexer_.ForbidHtmlComments();
      break;
  }
  if (options_.allow_return_outside_function) context_ |= kReturn;
  if (module_ || types_) context_ |= kModuleTop;
  scopes_.Enter(ScopeKind::kProgram, level);
  if (strict()) scopes_.SetStrict();
  lexer_.Next();

  ListBuilder body(*this);
  ParsePrologue(true);
  while (!At(Token::kEnd)) body.Add(ParseStatement(Place::kList));
  CheckExports();
  auto& program = tree_.New<Program>(0, static_cast<std::uint32_t>(lexer_.text().size()));
  program.word = static_cast<std::uint8_t>(
      module_ || (types_ && saw_module_syntax_) ? SourceType::kModule : SourceType::kScript);
  const NodeId id = Id(program);
  const NodeList list = body.Finish();
  tree_.As<Program>(id).body = list;
  while (first_private_ < private_used_.size()) {
    Note(SyntaxErrorCode::kUndeclaredPrivate, private_used_.back().span);
    private_used_.pop_back();
  }
  scopes_.Leave();
  return id;
}

void Parser::Semicolon() {
  if (Eat(Token::kSemicolon) || CanEndStatement()) return;
  if (At(Token::kError)) return Unexpected();
  Fail(SyntaxErrorCode::kMissingSemicolon, TokenSpan());
}

Lexeme Parser::Peek() {
  const Lexer::Mark mark = lexer_.mark();
  lexer_.Next();
  const Lexeme next = lexer_.token();
  lexer_.Return(mark);
  return next;
}

void Parser::Unexpected() {
  if (failed_) return;
  switch (Tok()) {
    case Token::kError:
      return Fail(lexer_.error(), lexer_.error_span());
    case Token::kEnd:
      return Fail(SyntaxErrorCode::kUnexpectedEnd, TokenSpan());
    case Token::kEscapedKeyword:
      return Fail(SyntaxErrorCode::kEscapedKeyword, TokenSpan());
    default:  // any of the hundred other tokens
      return Fail(SyntaxErrorCode::kUnexpectedToken, TokenSpan());
  }
}

void Parser::UnexpectedAt(std::uint32_t begin) {
  Fail(SyntaxErrorCode::kUnexpectedToken, {.begin = begin, .end = begin + 1});
}

void Parser::Fail(SyntaxErrorCode code, Span span) {
  if (failed_) return;
  Note(code, span);
  failed_ = true;
  failed_at_ = Begin();
  lexer_.Stop();
}

void Parser::Note(SyntaxErrorCode code, Span span) {
  if (failed_) return;
  if (errors_.size() + 1 < limits::kSyntaxErrors) {
    errors_.push_back({.code = code, .span = span});
    if (stop_at_first_error_ && trials_ == 0) {
      failed_ = true;
      failed_at_ = Begin();
      lexer_.Stop();
    }
  } else if (errors_.size() + 1 == limits::kSyntaxErrors) {
    errors_.push_back({.code = SyntaxErrorCode::kTooManyErrors, .span = span});
  }
}

NodeId Parser::Recover(std::uint32_t begin) {
  failed_ = false;
  pending_ = {};
  tree_.ClearNothing();
  if (stop_at_first_error_) return Id(New<InvalidStatement>(begin));
  lexer_.Restart(failed_at_);
  // What no longer fits in memory or depth is not worth more of either.
  if (tree_.full() || errors_.size() >= limits::kSyntaxErrors) {
    if (tree_.full()) Note(SyntaxErrorCode::kTooLarge, TokenSpan());
    lexer_.Stop();
  }
  std::size_t depth = 0;
  bool first = true;
  for (; !At(Token::kEnd); first = false, Next()) {
    if (At(Token::kLeftBrace) || At(Token::kLeftParen) || At(Token::kLeftBracket)) {
      ++depth;
    } else if (At(Token::kRightBrace) || At(Token::kRightParen) || At(Token::kRightBracket)) {
      if (depth > 0) {
        --depth;
      } else if (At(Token::kRightBrace) && (scope_depth_ > 0 || !first)) {
        break;
      }
    } else if (depth == 0 && At(Token::kSemicolon)) {
      Next();
      break;
    } else if (depth == 0 && NewlineBefore() && !first && StartsStatement(Tok())) {
      break;
    }
  }
  if (scope_depth_ == 0) Eat(Token::kRightBrace);  // belongs to nothing that is open
  return Id(New<InvalidStatement>(begin));
}

bool Parser::StartsStatement(Token token) {
  switch (token) {
    case Token::kBreak:
    case Token::kClass:
    case Token::kConst:
    case Token::kContinue:
    case Token::kDo:
    case Token::kExport:
    case Token::kFor:
    case Token::kFunction:
    case Token::kIf:
    case Token::kImport:
    case Token::kReturn:
    case Token::kSwitch:
    case Token::kThrow:
    case Token::kTry:
    case Token::kVar:
    case Token::kWhile:
      return true;
    default:  // every other token may continue what went before
      return false;
  }
}

void Parser::EnterStrict() {
  context_ |= kStrict;
  scopes_.SetStrict();
}

NodeId Parser::NewName(Symbol name, Span span) {
  auto& node = tree_.New<IdentifierName>(span.begin, span.end);
  node.name = name;
  return Id(node);
}

NodeId Parser::NewIdentifier(Symbol name, Span span) {
  auto& node = tree_.New<Identifier>(span.begin, span.end);
  node.name = name;
  const NodeId id = Id(node);
  scopes_.Mention(id);
  return id;
}

void Parser::RaiseAnyPending() {
  const Pending pending = pending_;
  pending_ = {};
  if (pending.shorthand != kNowhere) {
    return Fail(SyntaxErrorCode::kShorthandInitializer,
                {.begin = pending.shorthand, .end = pending.shorthand + 1});
  }
  Note(SyntaxErrorCode::kDuplicateProto, {.begin = pending.proto, .end = pending.proto + 9});
}

}  // namespace js
