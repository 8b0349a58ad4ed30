#include "rewritten.h"

#include "js/parse.h"
#include "js/tokenize.h"

namespace recall {

bool IsJavaScript(std::string_view path) {
  return path.ends_with(".js") || path.ends_with(".mjs") || path.ends_with(".cjs");
}

bool Parses(std::string_view code) {
  js::Scratch scratch;
  return js::Parse(code, {.scopes = false}, scratch).ok();
}

std::string CommentedCode(std::string_view code, std::string_view comment) {
  if (!Parses(code)) return std::string(code);
  std::string text;
  std::size_t copied = 0;
  for (const js::TokenAt& token : js::Tokenize(code)) {
    const std::string_view sign = code.substr(token.span.begin, token.span.size());
    if (sign.size() != 1 || std::string_view(";,{([+.").find(sign) == std::string_view::npos)
      continue;
    text += code.substr(copied, token.span.end - copied);
    text += comment;
    copied = token.span.end;
  }
  text += code.substr(copied);
  return text;
}

}  // namespace recall
