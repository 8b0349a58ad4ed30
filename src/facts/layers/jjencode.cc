#include <array>
#include <cctype>

#include "base/limits.h"
#include "base/text.h"
#include "facts/layers/jsfuck.h"

namespace facts {
namespace {

/// The names that the table gives to digits and letters.
struct Letter {
  std::string_view key;
  char letter;
};
constexpr auto kLetters = std::to_array<Letter>({{"___", '0'},
                                                 {"__$", '1'},
                                                 {"_$_", '2'},
                                                 {"_$$", '3'},
                                                 {"$__", '4'},
                                                 {"$_$", '5'},
                                                 {"$$_", '6'},
                                                 {"$$$", '7'},
                                                 {"$___", '8'},
                                                 {"$__$", '9'},
                                                 {"$_$_", 'a'},
                                                 {"$_$$", 'b'},
                                                 {"$$__", 'c'},
                                                 {"$$_$", 'd'},
                                                 {"$$$_", 'e'},
                                                 {"$$$$", 'f'},
                                                 {"_$", 'o'},
                                                 {"__", 't'},
                                                 {"_", 'u'}});

bool InName(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

/// One layer of backslashes taken off, as between the quotes of JavaScript: octal codes, and any
/// other character for itself.
std::string WithoutBackslashes(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 >= text.size()) {
      plain += text[i];
      continue;
    }
    ++i;
    unsigned code = 0;
    std::size_t digits = 0;
    while (digits < 3 && i + digits < text.size() && text[i + digits] >= '0' &&
           text[i + digits] <= '7' && code * 8 + 7 < 0x200) {
      code = code * 8 + static_cast<unsigned>(text[i + digits] - '0');
      ++digits;
    }
    if (digits > 0) {
      AppendUtf8(plain, code);
      i += digits - 1;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

/// The pieces between `+`: names of the table, one letter out of `false`, and texts in quotes.
std::optional<std::string> Joined(std::string_view pieces, std::string_view table) {
  const std::string letter_l = "(![]+\"\")[" + std::string(table) + "._$_]";
  std::string text;
  while (!pieces.empty()) {
    if (pieces.starts_with('+')) {
      pieces.remove_prefix(1);
    } else if (pieces.starts_with(letter_l)) {
      text += 'l';
      pieces.remove_prefix(letter_l.size());
    } else if (pieces.starts_with('"')) {
      std::size_t end = 1;
      while (end < pieces.size() && pieces[end] != '"') end += pieces[end] == '\\' ? 2 : 1;
      if (end >= pieces.size()) return std::nullopt;
      text += WithoutBackslashes(pieces.substr(1, end - 1));
      pieces.remove_prefix(end + 1);
    } else if (pieces.starts_with(table) && pieces.substr(table.size()).starts_with('.')) {
      pieces.remove_prefix(table.size() + 1);
      const std::string_view key = pieces.substr(0, pieces.find_first_not_of("_$"));
      bool known = false;
      for (const Letter& letter : kLetters) {
        if (letter.key != key) continue;
        text += letter.letter;
        known = true;
      }
      if (!known) return std::nullopt;
      pieces.remove_prefix(key.size());
    } else {
      return std::nullopt;
    }
  }
  return text;
}

}  // namespace

std::optional<std::string> DecodeJjencode(std::string_view text) {
  if (text.size() > limits::kLayerBytes) return std::nullopt;
  // NAME=~[];NAME={___:++NAME, ... NAME.$(NAME.$(NAME.$$+"\""+ pieces +"\"")())();
  const std::size_t begin = text.find("=~[]");
  if (begin == std::string_view::npos) return std::nullopt;
  std::size_t start = begin;
  while (start > 0 && InName(text[start - 1])) --start;
  const std::string_view table = text.substr(start, begin - start);
  if (table.empty()) return std::nullopt;
  const std::string name(table);
  const std::string head = name + ".$(" + name + ".$(" + name + ".$$+\"\\\"\"+";
  const std::size_t from = text.find(head, begin);
  const std::size_t to = text.find("\"\\\"\")())()", from);
  if (from == std::string_view::npos || to == std::string_view::npos) return std::nullopt;
  const auto joined = Joined(text.substr(from + head.size(), to - from - head.size()), table);
  // The text stands between quotes of a program that returns it.
  return joined ? std::optional(WithoutBackslashes(*joined)) : std::nullopt;
}

}  // namespace facts
