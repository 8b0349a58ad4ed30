#include "model/license_expression.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"

namespace {

struct ListedId {
  std::string_view id;
  LicenseWord word;
};

constexpr ListedId kIds[] = {
#define SPDX_ID(id, kind) {id, LicenseWord::kind},
#include "model/spdx_ids.def"
#undef SPDX_ID
};
static_assert(std::is_sorted(std::begin(kIds), std::end(kIds),
                             [](const ListedId& a, const ListedId& b) { return a.id < b.id; }));

bool IsIdCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.';
}

bool IsReferenceName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), IsIdCharacter);
}

/// LicenseRef-name or DocumentRef-name:LicenseRef-name; AdditionRef- for what follows WITH.
bool IsReference(std::string_view word, std::string_view prefix) {
  constexpr std::string_view kDocument = "DocumentRef-";
  if (word.starts_with(kDocument)) {
    const std::size_t colon = word.find(':');
    if (colon == std::string_view::npos) return false;
    if (!IsReferenceName(word.substr(kDocument.size(), colon - kDocument.size()))) return false;
    word.remove_prefix(colon + 1);
  }
  return word.starts_with(prefix) && IsReferenceName(word.substr(prefix.size()));
}

enum class Operator : std::uint8_t { kNone, kWith, kAnd, kOr };

Operator OperatorOf(std::string_view word) {
  if (word == "AND" || word == "and") return Operator::kAnd;
  if (word == "OR" || word == "or") return Operator::kOr;
  if (word == "WITH" || word == "with") return Operator::kWith;
  return Operator::kNone;
}

}  // namespace

LicenseWord LookUpLicense(std::string_view id) {
  const auto* const at =
      std::lower_bound(std::begin(kIds), std::end(kIds), id,
                       [](const ListedId& listed, std::string_view x) { return listed.id < x; });
  return at != std::end(kIds) && at->id == id ? at->word : LicenseWord::kUnknown;
}

std::optional<std::string_view> LicenseIgnoringCase(std::string_view id) {
  const auto* const at = std::find_if(std::begin(kIds), std::end(kIds), [id](const ListedId& x) {
    return EqualsIgnoringCase(x.id, id);
  });
  return at == std::end(kIds) ? std::nullopt : std::optional(at->id);
}

/// Precedence climbing over OR < AND < simple; each level gives its text, so that parentheses are
/// written only where they bind.
class LicenseParser {
 public:
  explicit LicenseParser(std::string_view text) : text_(text) {}

  Result<LicenseExpression> Run() {
    Next();
    auto text = ReadOr(0);
    if (!text) return Fail(text.error());
    if (!word_.empty()) return Fail(Quote(word_) + " where `AND`, `OR` or the end should stand");
    expression_.text_ = std::move(text->text);
    return std::move(expression_);
  }

 private:
  struct Piece {
    std::string text;
    Operator top = Operator::kNone;  ///< the operator that binds weakest in it
  };

  void Next() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    const std::size_t begin = at_;
    if (at_ < text_.size()) ++at_;
    if (begin < text_.size() && text_[begin] != '(' && text_[begin] != ')') {
      while (at_ < text_.size() && text_[at_] != ' ' && text_[at_] != '\t' && text_[at_] != '(' &&
             text_[at_] != ')') {
        ++at_;
      }
    }
    word_ = text_.substr(begin, at_ - begin);
  }

  Result<Piece> ReadOr(std::size_t depth) { return ReadChain(depth, Operator::kOr, " OR "); }

  Result<Piece> ReadChain(std::size_t depth, Operator wanted, std::string_view shown) {
    const auto operand = [&]() -> Result<Piece> {
      return wanted == Operator::kOr ? ReadChain(depth, Operator::kAnd, " AND ")
                                     : ReadSimple(depth);
    };
    auto left = operand();
    if (!left) return left;
    while (OperatorOf(word_) == wanted) {
      Next();
      auto right = operand();
      if (!right) return right;
      Enclose(*left, wanted);
      Enclose(*right, wanted);
      left->text.append(shown).append(right->text);
      left->top = wanted;
    }
    return left;
  }

  static void Enclose(Piece& piece, Operator outer) {
    if (outer == Operator::kAnd && piece.top == Operator::kOr) {
      piece.text = "(" + piece.text + ")";
    }
  }

  Result<Piece> ReadSimple(std::size_t depth) {
    if (word_ == "(") {
      if (depth >= limits::kLicenseExpressionDepth) return Fail("parentheses nested too deep");
      Next();
      auto inner = ReadOr(depth + 1);
      if (!inner) return inner;
      if (word_ != ")") return Fail("a `(` is never closed");
      Next();
      return inner;
    }
    if (word_.empty()) return Fail("the expression ends where a licence should stand");
    if (word_ == ")" || OperatorOf(word_) != Operator::kNone) {
      return Fail(Quote(word_) + " where a licence should stand");
    }
    LicenseExpression::Term term;
    if (auto read = ReadId(term); !read) return Fail(read.error());
    Next();
    if (OperatorOf(word_) == Operator::kWith) {
      Next();
      if (auto read = ReadException(term); !read) return Fail(read.error());
      Next();
    }
    Piece piece{.text = term.id + (term.or_later ? "+" : "")};
    if (!term.exception.empty()) piece.text += " WITH " + term.exception;
    expression_.terms_.push_back(std::move(term));
    return piece;
  }

  Result<void> ReadId(LicenseExpression::Term& term) {
    std::string_view id = word_;
    const auto is_license = [](std::string_view x) {
      const LicenseWord word = LookUpLicense(x);
      return word == LicenseWord::kLicense || word == LicenseWord::kDeprecatedLicense;
    };
    if (!is_license(id) && id.ends_with('+')) {
      id.remove_suffix(1);
      term.or_later = true;
    }
    if (!is_license(id) && !IsReference(id, "LicenseRef-")) {
      const auto meant = LicenseIgnoringCase(id);
      return Fail(Quote(word_) + " is not on the SPDX licence list",
                  meant ? "write `" + std::string(*meant) + "`"
                        : "name a licence of your own `LicenseRef-name`");
    }
    term.id = id;
    return {};
  }

  Result<void> ReadException(LicenseExpression::Term& term) {
    const LicenseWord word = LookUpLicense(word_);
    if (word != LicenseWord::kException && word != LicenseWord::kDeprecatedException &&
        !IsReference(word_, "AdditionRef-")) {
      return Fail(Quote(word_) + " is not an exception of the SPDX licence list");
    }
    term.exception = word_;
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view word_;
  LicenseExpression expression_;
};

Result<LicenseExpression> LicenseExpression::Parse(std::string_view text) {
  if (text.size() > limits::kLicenseExpressionBytes) return Fail("an expression too long to read");
  return LicenseParser(text).Run();
}
