#pragma once

#include <string_view>

/// The forms of text that the standards of bills of materials ask for. Each is a whole-text match.
namespace sbom {

/// RFC 3339 date-time: with an offset, calendar days that exist.
[[nodiscard]] bool IsDateTime(std::string_view text);
/// xs:dateTime: as RFC 3339, but the offset may be left out and the hour may be 24.
[[nodiscard]] bool IsXmlDateTime(std::string_view text);
/// "2026-11-22".
[[nodiscard]] bool IsDay(std::string_view text);
/// RFC 3987 IRI reference: no blanks, no `<>"{}|\^` or backquote, `%` only in front of two digits.
[[nodiscard]] bool IsIriReference(std::string_view text);
/// An IRI with a scheme.
[[nodiscard]] bool IsAbsoluteIri(std::string_view text);
/// Something, `@`, a host.
[[nodiscard]] bool IsEmail(std::string_view text);
/// Lower-case "8-4-4-4-12" hexadecimal digits.
[[nodiscard]] bool IsUuid(std::string_view text);
/// Hexadecimal digits of either case, at least one.
[[nodiscard]] bool IsHex(std::string_view text);

}  // namespace sbom
