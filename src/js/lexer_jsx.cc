// What JSX reads in its own way: text, attribute values, names with dashes.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "js/lexer.h"
#include "js/scan.h"

namespace js {

namespace {

struct Entity {
  std::string_view name;
  char32_t value;
};
constexpr auto kEntities = std::to_array<Entity>({
#define ENTITY(name, value) {#name, value},
#include "js/jsx_entities.def"
});
static_assert(std::is_sorted(kEntities.begin(), kEntities.end(),
                             [](const Entity& a, const Entity& b) { return a.name < b.name; }));

/// The character `&text;` stands for; 0 for none.
char32_t FindEntity(std::string_view text) {
  if (text.size() > 1 && text[0] == '#') {
    const bool hex = text[1] == 'x';
    const std::string_view digits = text.substr(hex ? 2 : 1);
    char32_t value = 0;
    for (const char c : digits) {
      if (!scan::Is(c, hex ? scan::kHex : scan::kDigit)) return 0;
      value = value * (hex ? 16 : 10) +
              static_cast<char32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
      if (value > 0x10FFFF) return 0;
    }
    return digits.empty() ? 0 : value;
  }
  const auto* const found =
      std::lower_bound(kEntities.begin(), kEntities.end(), text,
                       [](const Entity& a, std::string_view name) { return a.name < name; });
  return found != kEntities.end() && found->name == text ? found->value : 0;
}

constexpr std::size_t kLongestEntity = 12;

}  // namespace

Symbol Lexer::InternJsxText(std::string_view source) {
  if (source.find('&') == std::string_view::npos) return pool_->InternStable(source);
  decoded_.clear();
  for (std::size_t at = 0; at < source.size();) {
    const std::size_t ampersand = std::min(source.find('&', at), source.size());
    decoded_.append(source, at, ampersand - at);
    at = ampersand;
    if (at == source.size()) break;
    const std::size_t semicolon = source.substr(at, kLongestEntity).find(';');
    const char32_t value =
        semicolon == std::string_view::npos ? 0 : FindEntity(source.substr(at + 1, semicolon - 1));
    if (value == 0) {
      decoded_ += source[at++];
    } else {
      AppendUtf8(decoded_, value);
      at += semicolon + 1;
    }
  }
  return pool_->Intern(decoded_);
}

void Lexer::ScanJsxText() {
  last_begin_ = token_.begin;
  last_end_ = token_.end;
  const char* const from = begin_ + token_.end;
  // What was skipped as a comment behind the token is text.
  while (!comments_->empty() && comments_->back().span.begin >= token_.end) comments_->pop_back();
  at_ = from;
  for (;; ++at_) {
    at_ = scan::Find<'<', '{', '>', '}'>(at_);
    if (*at_ != 0 || at_ == end_) break;
  }
  if (*at_ == '>' || *at_ == '}') {
    token_.begin = OffsetOf(at_);
    return Fail(SyntaxErrorCode::kJsxSyntax, at_, at_ + 1);
  }
  ClearFlags();
  if (at_ == from) return Scan();
  token_.begin = OffsetOf(from);
  token_.value = InternJsxText({from, static_cast<std::size_t>(at_ - from)});
  Finish(Token::kJsxText);
}

void Lexer::NextJsxValue() {
  last_begin_ = token_.begin;
  last_end_ = token_.end;
  while (!comments_->empty() && comments_->back().span.begin >= token_.end) comments_->pop_back();
  at_ = begin_ + token_.end;
  while (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r') ++at_;
  ClearFlags();
  if (*at_ != '"' && *at_ != '\'') return Scan();
  const char quote = *at_;
  const char* const from = at_ + 1;
  token_.begin = OffsetOf(at_);
  at_ = from;
  while (*at_ != quote && at_ < end_) ++at_;
  if (at_ == end_) return Fail(SyntaxErrorCode::kUnterminatedString, from - 1, at_);
  token_.value = InternJsxText({from, static_cast<std::size_t>(at_ - from)});
  ++at_;
  Finish(Token::kString);
}

void Lexer::ExtendJsxName() {
  const char* const from = begin_ + token_.begin;
  const char* to = begin_ + token_.end;
  if (*to != '-') return;
  while (scan::Is(*to, scan::kNamePart | scan::kBeyondAscii) || *to == '-') ++to;
  token_.value = pool_->InternStable({from, static_cast<std::size_t>(to - from)});
  at_ = to;
  Finish(Token::kJsxName);
}

}  // namespace js
