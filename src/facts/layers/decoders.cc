#include "facts/layers/decoders.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "facts/inline_code.h"
#include "facts/magic.h"
#include "facts/phrases.h"
#include "facts/trailing.h"
#include "formats/base64.h"
#include "formats/hex.h"
#include "formats/inflate.h"

namespace facts {
namespace {

constexpr std::size_t kShortest = 16;  ///< `aHR0cHM6Ly9hLmI=` is the shortest address of note
constexpr std::size_t kProbe = 96;     ///< decoded first, to see whether the rest is worth it

bool IsHexDigit(char c) {
  return std::isxdigit(static_cast<unsigned char>(c)) != 0;
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsBase64Byte(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return (lower >= 'a' && lower <= 'z') || IsDigit(c) || c == '+' || c == '/' || c == '-' ||
         c == '_';
}

/// Letters of both cases, or digits: base64 of anything has them, words and paths mostly not.
bool LooksMixed(std::string_view text) {
  bool upper = false;
  bool lower = false;
  bool digit = false;
  std::size_t turns = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_upper = text[i] >= 'A' && text[i] <= 'Z';
    upper |= is_upper;
    lower |= text[i] >= 'a' && text[i] <= 'z';
    digit |= IsDigit(text[i]);
    turns += i > 0 && is_upper != (text[i - 1] >= 'A' && text[i - 1] <= 'Z') ? 1 : 0;
  }
  return (upper && lower && turns * 6 >= text.size()) || (digit && upper && lower);
}

bool LooksBase64(std::string_view text) {
  const std::string_view head = text.substr(0, kProbe);
  std::size_t own = 0;
  for (const char c : head) {
    if (c == '\n' || c == '\r' || c == '=') continue;
    if (!IsBase64Byte(c)) return false;
    ++own;
  }
  if (own < 12) return false;
  const std::string_view tail = text.substr(text.size() - std::min<std::size_t>(text.size(), 8));
  const bool ends = std::all_of(tail.begin(), tail.end(), [](char c) {
    return IsBase64Byte(c) || c == '=' || c == '\n' || c == '\r';
  });
  return ends && LooksMixed(head);
}

bool LooksHex(std::string_view text) {
  const std::string_view head = text.substr(0, kProbe);
  return text.size() % 2 == 0 && text.size() >= 24 &&
         std::all_of(head.begin(), head.end(), IsHexDigit);
}

bool LooksPercent(std::string_view text) {
  const std::string_view head = text.substr(0, kProbe);
  return std::count(head.begin(), head.end(), '%') * 6 >= static_cast<std::ptrdiff_t>(head.size());
}

/// "104,116,116,112": numbers and one separator.
bool LooksCharCodes(std::string_view text) {
  const std::string_view head = text.substr(0, kProbe);
  if (text.size() < 40 || !IsDigit(text[0])) return false;
  std::size_t run = 0;
  for (const char c : head) {
    const bool digit = IsDigit(c);
    if (!digit && c != ',' && c != ' ' && c != '-' && c != '_' && c != '|' && c != '.')
      return false;
    run = digit ? run + 1 : 0;
    if (run > 4) return false;
  }
  return true;
}

bool LooksReversed(std::string_view text) {
  static constexpr auto kSigns =
      std::to_array<std::string_view>({"//:ptth", "//:sptth", "(eriuqer", "ssecorp_dlihc"});
  static const PhraseFinder kFinder(kSigns);
  return kFinder.Next(text, 0) || (text.starts_with("=") && !text.starts_with("==>") &&
                                   text.size() > 20 && text.find(' ') == std::string_view::npos &&
                                   LooksBase64(text.substr(std::min<std::size_t>(2, text.size()))));
}

bool LooksRot13(std::string_view text) {
  static constexpr auto kSigns =
      std::to_array<std::string_view>({"uggc://", "uggcf://", "erdhver("});
  static const PhraseFinder kFinder(kSigns);
  return kFinder.Next(text, 0).has_value();
}

bool LooksBlank(std::string_view text) {
  constexpr std::size_t kBits = 64;
  const std::string_view head = text.substr(0, kProbe);
  const bool blank =
      std::all_of(head.begin(), head.end(), [](char c) { return c == ' ' || c == '\t'; });
  return text.size() >= kBits && blank && text.find(' ') != std::string_view::npos &&
         text.find('\t') != std::string_view::npos;
}

/// True when bytes that came out of a decoding may lead anywhere: text, code, or something packed.
bool Leads(std::string_view bytes) {
  if (ReadsAsText(bytes)) return true;
  const Format format = IdentifyFormat(AsBytes(bytes));
  if (GroupOf(format) == FormatGroup::kNative && format != Format::kWasm) return true;
  if (formats::RecogniseDeflate(AsBytes(bytes))) return true;
  // UTF-16, as PowerShell has it.
  if (bytes.size() > 8 && bytes[1] == '\0' && bytes[3] == '\0' && bytes[5] == '\0') return true;
  // A key of one byte leaves the frequencies of a text as they are; hashes have none.
  constexpr std::size_t kEnough = 64;
  constexpr double kTextLike = 5.3;
  return bytes.size() >= kEnough && format == Format::kUnknown &&
         Entropy(AsBytes(bytes)) < kTextLike;
}

std::optional<std::string> DecodeBase64(std::string_view text) {
  if (text.size() < kShortest || !LooksBase64(text)) return std::nullopt;
  const ByteVector head = formats::DecodeBase64Leniently(text.substr(0, kProbe));
  if (!Leads(AsText(head))) return std::nullopt;
  return std::string(AsText(formats::DecodeBase64Leniently(text.substr(0, limits::kLayerBytes))));
}

std::optional<std::string> DecodeHexText(std::string_view text) {
  if (!LooksHex(text)) return std::nullopt;
  const auto bytes = formats::DecodeHex(text.substr(0, limits::kLayerBytes));
  if (!bytes || !Leads(AsText(*bytes))) return std::nullopt;
  return std::string(AsText(*bytes));
}

std::optional<std::string> DecodeCharCodes(std::string_view text) {
  if (!LooksCharCodes(text)) return std::nullopt;
  std::string decoded;
  std::uint32_t code = 0;
  bool inside = false;
  for (std::size_t i = 0; i <= text.size() && decoded.size() < limits::kLayerBytes; ++i) {
    if (i < text.size() && IsDigit(text[i])) {
      code = code * 10 + static_cast<std::uint32_t>(text[i] - '0');
      if (code > 0x10FFFF) return std::nullopt;
      inside = true;
    } else if (inside) {
      AppendUtf8(decoded, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code);
      code = 0;
      inside = false;
    }
  }
  if (!ReadsAsText(decoded)) return std::nullopt;
  return decoded;
}

std::optional<std::string> DecodeWhitespace(std::string_view text) {
  if (!LooksBlank(text)) return std::nullopt;
  for (const char one : {'\t', ' '}) {
    std::string bytes;
    unsigned value = 0;
    std::size_t bits = 0;
    for (const char c : text.substr(0, limits::kLayerBytes)) {
      if (c != ' ' && c != '\t') continue;
      value = (value << 1U) | (c == one ? 1U : 0U);
      if (++bits % 8 == 0) bytes += static_cast<char>(static_cast<unsigned char>(value & 0xFFU));
    }
    if (ReadsAsText(bytes)) return bytes;
  }
  return std::nullopt;
}

std::optional<std::string> DecodeCompressed(std::string_view bytes) {
  const auto wrapping = formats::RecogniseDeflate(AsBytes(bytes));
  const bool raw = !wrapping && bytes.size() > 40 && !ReadsAsText(bytes);
  if (!wrapping && !raw) return std::nullopt;
  const auto plain = formats::Inflate(
      AsBytes(bytes), wrapping.value_or(formats::DeflateWrapping::kRaw), limits::kLayerBytes);
  if (!plain || (raw && !ReadsAsText(AsText(*plain)))) return std::nullopt;
  return std::string(AsText(*plain));
}

std::optional<std::string> DecodeUtf16(std::string_view bytes) {
  if (bytes.size() < 8 || bytes[1] != '\0' || bytes[3] != '\0') return std::nullopt;
  std::string text;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto unit = static_cast<char32_t>(static_cast<unsigned char>(bytes[i]) |
                                            (static_cast<unsigned char>(bytes[i + 1]) << 8U));
    AppendUtf8(text, unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit);
  }
  if (!ReadsAsText(text)) return std::nullopt;
  return text;
}

constexpr auto kCribs = std::to_array<std::string_view>(
    {"http", "require(", "exec", "eval(", "powershell", "curl ", "wget ", "import ", "function"});

/// One byte laid over all others: every key is tried on the first bytes, which must become text
/// that has a word of programs in it.
std::optional<std::string> DecodeXor(std::string_view bytes) {
  constexpr std::size_t kEnough = 24;
  if (bytes.size() < kEnough) return std::nullopt;
  // The key leaves the frequencies as they are: compressed and encrypted data is told apart by
  // them.
  if (bytes.size() >= 256 && Entropy(AsBytes(bytes.substr(0, 4096))) > 6.5) return std::nullopt;
  for (unsigned key = 1; key < 256; ++key) {
    const auto lift = [key](char c) {
      return static_cast<char>(static_cast<unsigned char>(c) ^ static_cast<unsigned char>(key));
    };
    const std::string_view probe = bytes.substr(0, kProbe);
    // Nearly every key is given away by one of the first bytes.
    const bool plain = std::all_of(probe.begin(), probe.end(), [&](char c) {
      const char lifted = lift(c);
      return (lifted >= 0x20 && lifted < 0x7F) || lifted == '\n' || lifted == '\t' ||
             lifted == '\r';
    });
    if (!plain) continue;
    std::string head(probe);
    std::transform(head.begin(), head.end(), head.begin(), lift);
    const bool speaks = std::any_of(kCribs.begin(), kCribs.end(), [&](std::string_view crib) {
      return head.find(crib) != std::string::npos;
    });
    if (!speaks) continue;
    std::string text(bytes.substr(0, limits::kLayerBytes));
    std::transform(text.begin(), text.end(), text.begin(), lift);
    if (ReadsAsText(text)) return text;
  }
  return std::nullopt;
}

std::optional<std::string> DecodeDataUrl(std::string_view text) {
  const std::size_t comma = text.starts_with("data:") ? text.find(',') : std::string_view::npos;
  if (comma == std::string_view::npos || comma > 200) return std::nullopt;
  const std::string_view type = text.substr(5, comma - 5);
  const bool code = type.find("javascript") != std::string_view::npos ||
                    type.find("ecmascript") != std::string_view::npos ||
                    type.starts_with("text/x-sh");
  if (!code) return std::nullopt;
  const std::string_view body = text.substr(comma + 1, limits::kLayerBytes);
  if (type.find(";base64") != std::string_view::npos)
    return std::string(AsText(formats::DecodeBase64Leniently(body)));
  return DecodePercent(body);
}

std::string Rotate13(std::string_view text) {
  std::string rotated(text.substr(0, limits::kLayerBytes));
  for (char& c : rotated) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>('a' + (c - 'a' + 13) % 26);
    if (c >= 'A' && c <= 'Z') c = static_cast<char>('A' + (c - 'A' + 13) % 26);
  }
  return rotated;
}

}  // namespace

std::string_view NameOf(Encoding encoding) {
  constexpr auto kNames = std::to_array<std::string_view>({
#define DECODER(enumerator, name) name,
#include "facts/layers/decoders.def"
#undef DECODER
  });
  return kNames[static_cast<std::size_t>(encoding)];
}

bool ReadsAsText(std::string_view bytes) {
  if (bytes.size() < 4) return false;
  constexpr std::size_t kLook = 4096;
  std::string_view head = bytes.substr(0, kLook);
  // Not through the middle of a character.
  while (head.size() < bytes.size() && !head.empty() && (bytes[head.size()] & 0xC0) == 0x80)
    head.remove_suffix(1);
  if (!IsUtf8(head)) return false;
  const auto printable =
      static_cast<std::size_t>(std::count_if(head.begin(), head.end(), [](char c) {
        return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t' || c == '\r' || (c & 0x80) != 0;
      }));
  return printable * 20 >= head.size() * 19;
}

bool MayCarry(std::string_view literal) {
  if (literal.size() < kShortest) return false;
  // Nearly every long literal of a program is a sentence or a piece of markup: a space tells.
  const std::string_view head = literal.substr(0, 32);
  const bool spaced = head.find(' ') != std::string_view::npos;
  if (spaced) return LooksBlank(literal) || LooksCharCodes(literal) || LooksReversed(literal);
  if (LooksHex(literal)) {
    const auto bytes = formats::DecodeHex(literal.substr(0, kProbe));
    return bytes && Leads(AsText(*bytes));
  }
  if (LooksBase64(literal))
    return Leads(AsText(formats::DecodeBase64Leniently(literal.substr(0, kProbe)))) ||
           LooksReversed(literal);
  return LooksPercent(literal) || LooksCharCodes(literal) || LooksReversed(literal) ||
         LooksRot13(literal) || LooksBlank(literal) || literal.starts_with("data:");
}

std::optional<std::string> Decode(Encoding encoding, std::string_view text) {
  switch (encoding) {
    case Encoding::kDataUrl:
      return DecodeDataUrl(text);
    case Encoding::kHex:
      return DecodeHexText(text);
    case Encoding::kBase64:
      return DecodeBase64(text);
    case Encoding::kPercent:
      if (!LooksPercent(text)) return std::nullopt;
      return DecodePercent(text.substr(0, limits::kLayerBytes));
    case Encoding::kCharCodes:
      return DecodeCharCodes(text);
    case Encoding::kReversed:
      if (!LooksReversed(text)) return std::nullopt;
      return std::string(text.rbegin(), text.rend()).substr(0, limits::kLayerBytes);
    case Encoding::kRot13:
      if (!LooksRot13(text)) return std::nullopt;
      return Rotate13(text);
    case Encoding::kWhitespace:
      return DecodeWhitespace(text);
    case Encoding::kCompressed:
      return DecodeCompressed(text);
    case Encoding::kUtf16:
      return DecodeUtf16(text);
    case Encoding::kXor:
      return DecodeXor(text);
  }
  return std::nullopt;
}

}  // namespace facts
