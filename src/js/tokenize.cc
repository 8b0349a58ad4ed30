#include "js/tokenize.h"

#include <cstring>
#include <memory>

#include "base/limits.h"
#include "js/lexer.h"

namespace js {

namespace {

/// What an open bracket is, as far as it tells how a `/` behind its partner reads.
enum class Bracket : std::uint8_t { kBlock, kObject, kSubstitution, kCondition, kPlain };

/// Follows the brackets and remembers whether an operand is due.
class Reader {
 public:
  explicit Reader(Lexer& lexer) : lexer_(lexer) {}

  /// The token at hand, read again where the lexer could not know better.
  TokenAt Take() {
    const Token first = lexer_.token().kind;
    if (operand_due_ && (first == Token::kSlash || first == Token::kSlashAssign))
      lexer_.RescanRegExp();
    if (first == Token::kRightBrace && !brackets_.empty() &&
        brackets_.back() == Bracket::kSubstitution) {
      lexer_.RescanTemplate();
    }
    const Lexeme& token = lexer_.token();
    Follow(token.kind);
    return {.kind = token.kind, .span = {.begin = token.begin, .end = token.end}};
  }

 private:
  void Open(Bracket bracket) {
    brackets_.push_back(bracket);
    operand_due_ = true;
  }
  Bracket Close() {
    if (brackets_.empty()) return Bracket::kBlock;
    const Bracket last = brackets_.back();
    brackets_.pop_back();
    return last;
  }

  void Follow(Token kind) {
    switch (kind) {
      case Token::kLeftParen: {
        const bool condition = before_ == Token::kIf || before_ == Token::kWhile ||
                               before_ == Token::kFor || before_ == Token::kWith;
        Open(condition ? Bracket::kCondition : Bracket::kPlain);
        break;
      }
      case Token::kLeftBracket:
        Open(Bracket::kPlain);
        break;
      case Token::kLeftBrace: {
        const bool statement = before_ == Token::kRightParen || before_ == Token::kArrow ||
                               before_ == Token::kSemicolon || before_ == Token::kLeftBrace ||
                               before_ == Token::kRightBrace || before_ == Token::kElse ||
                               before_ == Token::kDo || before_ == Token::kTry ||
                               before_ == Token::kFinally || before_ == Token::kEnd ||
                               before_ == Token::kIdentifier;
        Open(statement ? Bracket::kBlock : Bracket::kObject);
        break;
      }
      case Token::kTemplateHead:
        Open(Bracket::kSubstitution);
        break;
      case Token::kTemplateMiddle:
        operand_due_ = true;
        break;
      case Token::kTemplateTail:
        Close();
        operand_due_ = false;
        break;
      case Token::kRightParen:
        operand_due_ = Close() == Bracket::kCondition;
        break;
      case Token::kRightBracket:
        Close();
        operand_due_ = false;
        break;
      case Token::kRightBrace:
        operand_due_ = Close() == Bracket::kBlock;
        break;
      default:
        operand_due_ = !EndsOperand(kind);
        break;
    }
    before_ = kind;
  }

  static bool EndsOperand(Token kind) {
    switch (kind) {
      case Token::kIdentifier:
      case Token::kEscapedKeyword:
      case Token::kPrivateName:
      case Token::kNumber:
      case Token::kBigInt:
      case Token::kString:
      case Token::kRegExp:
      case Token::kTemplateWhole:
      case Token::kPlusPlus:
      case Token::kMinusMinus:
      case Token::kThis:
      case Token::kSuper:
      case Token::kNull:
      case Token::kTrue:
      case Token::kFalse:
        return true;
      default:  // operators and the other keywords
        return false;
    }
  }

  Lexer& lexer_;
  std::vector<Bracket> brackets_;
  Token before_ = Token::kEnd;
  bool operand_due_ = true;
};

}  // namespace

std::vector<TokenAt> Tokenize(std::string_view source) {
  source = source.substr(0, limits::kSourceBytes);
  const std::unique_ptr<char[]> text(new char[source.size() + kPadding]);
  if (!source.empty()) std::memcpy(text.get(), source.data(), source.size());
  std::memset(text.get() + source.size(), 0, kPadding);
  SymbolPool pool;
  InternNames(pool);
  std::vector<Comment> comments;
  Lexer lexer({text.get(), source.size()}, pool, comments);
  Reader reader(lexer);
  std::vector<TokenAt> tokens;
  for (lexer.Next(); lexer.token().kind != Token::kEnd; lexer.Next()) {
    tokens.push_back(reader.Take());
    // An error may end where it began; the next token must not.
    const TokenAt& last = tokens.back();
    if (last.span.empty()) lexer.SkipTo(last.span.begin + 1);
  }
  return tokens;
}

}  // namespace js
