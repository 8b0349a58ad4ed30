#include "intel/stix_pattern.h"

#include "base/text.h"
#include "model/trust_limits.h"

namespace intel {
namespace {

bool IsWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

/// The pattern as words, texts in quotes, and signs.
struct Token {
  enum class Kind : std::uint8_t { kWord, kText, kSign, kEnd };
  Kind kind = Kind::kEnd;
  std::string text;
};

class Reader {
 public:
  explicit Reader(std::string_view pattern) : pattern_(pattern) { Advance(); }

  bool Read() {
    Expression(0);
    return ok_ && token_.kind == Token::Kind::kEnd && observed_;
  }
  std::vector<StixEquality> Take() && { return std::move(equalities_); }

 private:
  void Advance() {
    while (at_ < pattern_.size() && (pattern_[at_] == ' ' || pattern_[at_] == '\t' ||
                                     pattern_[at_] == '\n' || pattern_[at_] == '\r'))
      ++at_;
    token_ = {};
    if (at_ == pattern_.size()) return;
    const char c = pattern_[at_];
    if (c == '\'') return TakeText();
    token_.kind = IsWordCharacter(c) ? Token::Kind::kWord : Token::Kind::kSign;
    do {
      token_.text += pattern_[at_++];
    } while (at_ < pattern_.size() && token_.kind == Token::Kind::kWord &&
             IsWordCharacter(pattern_[at_]));
    const bool two = (c == '!' || c == '<' || c == '>') && at_ < pattern_.size() &&
                     (pattern_[at_] == '=' || pattern_[at_] == '>');
    if (two) token_.text += pattern_[at_++];
  }

  void TakeText() {
    token_.kind = Token::Kind::kText;
    for (++at_; at_ < pattern_.size() && pattern_[at_] != '\''; ++at_) {
      if (pattern_[at_] == '\\' && at_ + 1 < pattern_.size()) ++at_;
      token_.text += pattern_[at_];
    }
    if (at_ == pattern_.size()) ok_ = false;  // without its closing quote
    if (ok_) ++at_;
  }

  bool IsWord(std::string_view word) const {
    return token_.kind == Token::Kind::kWord && EqualsIgnoringCase(token_.text, word);
  }
  bool TakeSign(std::string_view sign) {
    if (token_.kind != Token::Kind::kSign || token_.text != sign) return false;
    Advance();
    return true;
  }
  void Expect(bool held) { ok_ = ok_ && held; }

  /// Observations and comparisons have the same joints, so one function reads both: what stands in
  /// brackets or parentheses, joined by words, with qualifiers behind.
  void Expression(std::size_t depth) {
    if (depth > limits::kIndicatorDepth) ok_ = false;
    while (ok_) {
      if (TakeSign("[")) {
        observed_ = true;
        Expression(depth + 1);
        Expect(TakeSign("]"));
      } else if (TakeSign("(")) {
        Expression(depth + 1);
        Expect(TakeSign(")"));
      } else {
        Comparison();
      }
      Qualifiers();
      if (!IsWord("AND") && !IsWord("OR") && !IsWord("FOLLOWEDBY")) return;
      Advance();
    }
  }

  void Qualifiers() {
    while (ok_ && (IsWord("WITHIN") || IsWord("REPEATS") || IsWord("START") || IsWord("STOP"))) {
      Advance();
      while (token_.kind != Token::Kind::kEnd && token_.kind != Token::Kind::kSign &&
             !IsWord("AND") && !IsWord("OR") && !IsWord("FOLLOWEDBY") && !IsWord("WITHIN") &&
             !IsWord("REPEATS") && !IsWord("START") && !IsWord("STOP"))
        Advance();
    }
  }

  /// `object:path = value`
  void Comparison() {
    StixEquality equality;
    const bool exists = IsWord("EXISTS");
    if (exists) Advance();
    Expect(token_.kind == Token::Kind::kWord);
    equality.object = token_.text;
    Advance();
    Expect(TakeSign(":"));
    Path(equality.path);
    if (!ok_ || exists) return;
    const bool negated = IsWord("NOT");
    if (negated) Advance();
    const Token operation = token_;
    Advance();
    if (operation.text == "IN" && operation.kind == Token::Kind::kWord) {
      Expect(TakeSign("("));
      do {
        Take(equality, !negated);
      } while (ok_ && TakeSign(","));
      Expect(TakeSign(")"));
      return;
    }
    Expect(operation.kind == Token::Kind::kSign || operation.kind == Token::Kind::kWord);
    Take(equality, operation.text == "=" && !negated);
  }

  /// "value", "hashes.'SHA-256'", "extensions.'x'.y[*]"
  void Path(std::string& path) {
    while (ok_) {
      Expect(token_.kind == Token::Kind::kWord || token_.kind == Token::Kind::kText);
      path += token_.text;
      Advance();
      while (ok_ && TakeSign("[")) {
        Advance();
        Expect(TakeSign("]"));
      }
      if (!TakeSign(".")) return;
      path += '.';
    }
  }

  void Take(const StixEquality& like, bool wanted) {
    // A number or a time may follow in pieces: "1.5", t'2026-06-17T00:00:00Z'.
    Expect(token_.kind == Token::Kind::kText || token_.kind == Token::Kind::kWord);
    if (ok_ && wanted && token_.kind == Token::Kind::kText)
      equalities_.push_back({.object = like.object, .path = like.path, .value = token_.text});
    Advance();
    while (ok_ && (TakeSign(".") || (token_.kind == Token::Kind::kText))) Advance();
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  Token token_;
  bool ok_ = true;
  bool observed_ = false;
  std::vector<StixEquality> equalities_;
};

}  // namespace

std::optional<std::vector<StixEquality>> ReadStixPattern(std::string_view pattern) {
  Reader reader(pattern);
  if (!reader.Read()) return std::nullopt;
  return std::move(reader).Take();
}

}  // namespace intel
