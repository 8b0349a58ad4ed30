// Functions from and to encoded text: String.fromCharCode, atob, escape, encodeURIComponent and
// their like.
#include <cmath>

#include "base/text.h"
#include "js/evaluate_base64.h"
#include "js/evaluate_machine.h"

namespace js::eval {
namespace {

constexpr std::u16string_view kHex = u"0123456789ABCDEF";

int HexValue(char16_t c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The value of `count` hex digits at `at`, or -1.
int HexAt(std::u16string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    const int digit = HexValue(text[i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

std::u16string Unescape(std::u16string_view text) {
  std::u16string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    int value = -1;
    std::size_t length = 0;
    if (text[i] == '%') {
      const bool wide = i + 1 < text.size() && text[i + 1] == 'u';
      value = wide ? HexAt(text, i + 2, 4) : HexAt(text, i + 1, 2);
      length = wide ? 5 : 2;
    }
    out += value < 0 ? text[i] : static_cast<char16_t>(value);
    if (value >= 0) i += length;
  }
  return out;
}

bool IsAlphanumeric(char16_t c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::u16string Escape(std::u16string_view text) {
  std::u16string out;
  for (const char16_t c : text) {
    if (IsAlphanumeric(c) ||
        (c < 128 && std::u16string_view(u"@*_+-./").find(c) != std::u16string_view::npos)) {
      out += c;
    } else if (c < 256) {
      out += {u'%', kHex[c >> 4U], kHex[c & 15U]};
    } else {
      out += {u'%', u'u', kHex[c >> 12U], kHex[c >> 8U & 15U], kHex[c >> 4U & 15U], kHex[c & 15U]};
    }
  }
  return out;
}

/// Nothing for malformed input, which throws. `kept`: escapes of these characters stay as they are.
std::optional<std::u16string> Decode(std::u16string_view text, std::u16string_view kept) {
  std::u16string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const std::size_t begin = i;
    const int first = HexAt(text, i + 1, 2);
    if (first < 0) return std::nullopt;
    i += 2;
    std::string bytes(1, static_cast<char>(first));
    const std::size_t length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    while (bytes.size() < length) {
      const int next = i + 1 < text.size() && text[i + 1] == '%' ? HexAt(text, i + 2, 2) : -1;
      if (next < 0) return std::nullopt;
      bytes += static_cast<char>(next);
      i += 3;
    }
    const CodePoint point = DecodeUtf8(bytes, 0);
    if (point.length != length) return std::nullopt;
    if (point.value < 128 && kept.find(static_cast<char16_t>(point.value)) != kept.npos) {
      out += text.substr(begin, i + 1 - begin);
    } else {
      out += ToUtf16(bytes);
    }
  }
  return out;
}

std::optional<std::u16string> Encode(std::u16string_view text, std::u16string_view kept) {
  std::u16string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char16_t c = text[i];
    if (IsAlphanumeric(c) || (c < 128 && kept.find(c) != kept.npos)) {
      out += c;
      continue;
    }
    const bool lead = c >= 0xd800 && c <= 0xdbff;
    const bool pair = lead && i + 1 < text.size() && text[i + 1] >= 0xdc00 && text[i + 1] <= 0xdfff;
    if (c >= 0xd800 && c <= 0xdfff && !pair) return std::nullopt;
    for (const char byte : ToUtf8(text.substr(i, pair ? 2 : 1))) {
      const auto value = static_cast<unsigned char>(byte);
      out += {u'%', kHex[value >> 4U], kHex[value & 15U]};
    }
    i += pair ? 1 : 0;
  }
  return out;
}

constexpr std::u16string_view kUriMarks = u"-_.!~*'()";
constexpr std::u16string_view kUriReserved = u";/?:@&=+$,#";

}  // namespace

Flow Machine::CallText(Builtin builtin, Arguments arguments, Val& out) {
  if (builtin == Builtin::kStringFromCharCode || builtin == Builtin::kStringFromCodePoint) {
    std::u16string text;
    for (const Val& argument : arguments) {
      double number = 0;
      if (const Flow flow = ToNumber(argument, number); flow != Flow::kNormal) return flow;
      if (builtin == Builtin::kStringFromCharCode) {
        text += static_cast<char16_t>(ToInt32(number));
        continue;
      }
      if (!(number >= 0 && number <= 0x10ffff) || number != std::trunc(number)) return Throw();
      const auto point = static_cast<std::uint32_t>(number);
      if (point < 0x10000) {
        text += static_cast<char16_t>(point);
      } else {
        text += static_cast<char16_t>(0xd800 + ((point - 0x10000) >> 10U));
        text += static_cast<char16_t>(0xdc00 + ((point - 0x10000) & 0x3ffU));
      }
    }
    return NewText(text, out);
  }
  std::u16string_view text;
  if (const Flow flow = ArgumentText(arguments, 0, text); flow != Flow::kNormal) return flow;
  // What is made can be many times as long, and is paid for only afterwards.
  constexpr std::size_t kLongest = 16;
  if (!Step(Linear(text.size())) || text.size() > heap_.left() / kLongest) return Flow::kUnknown;
  std::optional<std::u16string> result;
  switch (builtin) {  // the functions of this group
    case Builtin::kAtob:
      result = DecodeBase64Strictly(text);
      break;
    case Builtin::kBtoa: {
      std::string bytes;
      for (const char16_t c : text) {
        if (c > 255) return Throw();
        bytes += static_cast<char>(c);
      }
      result = ToUtf16(EncodeBase64(bytes));
      break;
    }
    case Builtin::kUnescape:
      result = Unescape(text);
      break;
    case Builtin::kEscape:
      result = Escape(text);
      break;
    case Builtin::kDecodeUriComponent:
      result = Decode(text, u"");
      break;
    case Builtin::kDecodeUri:
      result = Decode(text, kUriReserved);
      break;
    case Builtin::kEncodeUriComponent:
      result = Encode(text, kUriMarks);
      break;
    case Builtin::kEncodeUri:
      result = Encode(text, std::u16string(kUriMarks) + std::u16string(kUriReserved));
      break;
    case Builtin::kStringFromCharCode:  // above, as their arguments are numbers
    case Builtin::kStringFromCodePoint:
#define IN_Text(name)
#include "js/other_builtins.def"
      return Flow::kUnknown;
  }
  return result ? NewText(*result, out) : Throw();
}

}  // namespace js::eval
