#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// Finding the next interesting byte sixteen at a time. All need text that ends in zero bytes
/// (kPadding): a zero stops every search.
namespace js::scan {

#if defined(__SSE2__)
/// The first byte from `at` on that is one of the four or zero.
template <char A, char B, char C, char D>
[[nodiscard]] inline const char* Find(const char* at) {
  for (;; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    __m128i hit = _mm_cmpeq_epi8(bytes, _mm_setzero_si128());
    hit = _mm_or_si128(hit, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(A)));
    hit = _mm_or_si128(hit, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(B)));
    hit = _mm_or_si128(hit, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(C)));
    hit = _mm_or_si128(hit, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(D)));
    const int mask = _mm_movemask_epi8(hit);
    if (mask != 0) return at + __builtin_ctz(static_cast<unsigned>(mask));
  }
}
/// The first byte that is no space.
[[nodiscard]] inline const char* SkipSpaces(const char* at) {
  for (;; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const int mask = _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')));
    if (mask != 0xFFFF) return at + __builtin_ctz(~static_cast<unsigned>(mask));
  }
}
#else
template <char A, char B, char C, char D>
[[nodiscard]] inline const char* Find(const char* at) {
  while (*at != 0 && *at != A && *at != B && *at != C && *at != D) ++at;
  return at;
}
[[nodiscard]] inline const char* SkipSpaces(const char* at) {
  while (*at == ' ') ++at;
  return at;
}
#endif

/// What a byte may begin or continue.
enum : std::uint8_t { kNamePart = 1, kNameStart = 2, kDigit = 4, kBeyondAscii = 8, kHex = 16 };
inline constexpr std::array<std::uint8_t, 256> kClass = [] {
  std::array<std::uint8_t, 256> table{};
  for (int c = 'a'; c <= 'z'; ++c) table[c] = table[c - 32] = kNamePart | kNameStart;
  for (int c = '0'; c <= '9'; ++c) table[c] = kNamePart | kDigit | kHex;
  for (int c = 'a'; c <= 'f'; ++c) {
    table[c] |= kHex;
    table[c - 32] |= kHex;
  }
  table['$'] = table['_'] = kNamePart | kNameStart;
  for (int c = 128; c < 256; ++c) table[c] = kBeyondAscii;
  return table;
}();
[[nodiscard]] inline bool Is(char c, std::uint8_t classes) {
  return (kClass[static_cast<unsigned char>(c)] & classes) != 0;
}

#if defined(__SSE2__)
/// The first byte that is no ASCII letter, digit, `$` or `_`.
[[nodiscard]] inline const char* NameEnd(const char* at) {
  // As unsigned numbers: `bytes` - `first` is below `count`.
  const auto within = [](__m128i bytes, char first, char count) {
    const __m128i offset = _mm_sub_epi8(bytes, _mm_set1_epi8(first));
    const __m128i last = _mm_set1_epi8(static_cast<char>(count - 1));
    return _mm_cmpeq_epi8(_mm_min_epu8(offset, last), offset);
  };
  for (;; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i lower = _mm_or_si128(bytes, _mm_set1_epi8(' '));
    __m128i part = _mm_or_si128(within(lower, 'a', 26), within(bytes, '0', 10));
    part = _mm_or_si128(part, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('$')));
    part = _mm_or_si128(part, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('_')));
    const int mask = _mm_movemask_epi8(part);
    if (mask != 0xFFFF) return at + __builtin_ctz(~static_cast<unsigned>(mask));
  }
}
#else
[[nodiscard]] inline const char* NameEnd(const char* at) {
  while (Is(*at, kNamePart)) ++at;
  return at;
}
#endif

}  // namespace js::scan
