#include "model/semver.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "model/semver_scan.h"

namespace semver {
namespace {

/// Reads pieces off the front of a text; every Take leaves the text alone when it fails.
class Scanner {
 public:
  Scanner(std::string_view text, SemVerMode mode) : rest_(text), mode_(mode) {}

  [[nodiscard]] bool AtEnd() const { return rest_.empty(); }
  [[nodiscard]] bool TakeChar(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  [[nodiscard]] std::string_view TakeNumber() {
    const std::string_view digits = Peek(IsDigit);
    const bool leading_zero = digits.size() > 1 && digits.front() == '0';
    // "01" is the number 0 and then a stray 1, which nothing takes.
    if (leading_zero && mode_ == SemVerMode::kStrict) return {};
    if (digits.size() > kVersionBytes) return {};
    return Take(digits.size());
  }

  [[nodiscard]] std::string_view TakeNumberOrX() {
    if (rest_.starts_with('x') || rest_.starts_with('X') || rest_.starts_with('*')) return Take(1);
    return TakeNumber();
  }

  /// Dot-separated identifiers; with `mode` strict those made of digits have no leading zero.
  [[nodiscard]] std::string_view TakeIdentifiers(SemVerMode mode) {
    std::size_t size = 0;
    for (std::size_t at = 0;;) {
      std::size_t end = at;
      bool digits_only = true;
      for (; end < rest_.size() && IsIdentifierChar(rest_[end]); ++end) {
        digits_only = digits_only && IsDigit(rest_[end]);
      }
      if (end == at || end - at > kVersionBytes) break;
      const bool leading_zero = digits_only && end - at > 1 && rest_[at] == '0';
      if (leading_zero && mode == SemVerMode::kStrict) break;
      size = end;
      if (end == rest_.size() || rest_[end] != '.') break;
      at = end + 1;
    }
    return Take(size);
  }

  [[nodiscard]] std::string_view TakePrerelease() {
    const bool hyphen = rest_.starts_with('-');
    if (!hyphen && mode_ == SemVerMode::kStrict) return {};
    if (!hyphen) return TakeIdentifiers(mode_);
    Scanner after(rest_.substr(1), mode_);
    const std::string_view identifiers = after.TakeIdentifiers(mode_);
    // Loosely the hyphen may itself be the identifier, as in "1.2.3-".
    if (identifiers.empty() && mode_ == SemVerMode::kLoose) return TakeIdentifiers(mode_);
    if (!identifiers.empty()) rest_ = after.rest_;
    return identifiers;
  }

  [[nodiscard]] std::string_view TakeBuild() {
    if (!rest_.starts_with('+')) return {};
    Scanner after(rest_.substr(1), mode_);
    const std::string_view identifiers = after.TakeIdentifiers(SemVerMode::kLoose);
    if (!identifiers.empty()) rest_ = after.rest_;
    return identifiers;
  }

 private:
  template <typename Predicate>
  [[nodiscard]] std::string_view Peek(Predicate wanted) const {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), wanted);
    return rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
  }
  std::string_view Take(std::size_t size) {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
  SemVerMode mode_;
};

/// The bytes of the JavaScript white space character at `at`, 0 when there is none.
std::size_t SpaceAt(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte == ' ' || (byte >= '\t' && byte <= '\r')) return 1;
  if (byte < 0x80) return 0;
  const CodePoint point = DecodeUtf8(text, at);
  const char32_t c = point.value;
  const bool space = c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
                     c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
  return space ? point.length : 0;
}

/// A numeric identifier is kept without leading zeros, which loose text may have.
std::string Canonical(std::string_view prerelease) {
  std::string canonical;
  canonical.reserve(prerelease.size());
  for (std::size_t at = 0; at < prerelease.size();) {
    const std::size_t end = std::min(prerelease.find('.', at), prerelease.size());
    std::string_view identifier = prerelease.substr(at, end - at);
    if (std::all_of(identifier.begin(), identifier.end(), IsDigit)) {
      while (identifier.size() > 1 && identifier.front() == '0') identifier.remove_prefix(1);
    }
    if (!canonical.empty()) canonical += '.';
    canonical += identifier;
    at = end + 1;
  }
  return canonical;
}

std::strong_ordering CompareIdentifiers(std::string_view a, std::string_view b) {
  const bool a_number = std::all_of(a.begin(), a.end(), IsDigit);
  const bool b_number = std::all_of(b.begin(), b.end(), IsDigit);
  if (a_number != b_number) {
    return a_number ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  if (a_number && a.size() != b.size()) return a.size() <=> b.size();
  return a <=> b;
}

std::strong_ordering ComparePrereleases(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return a.empty() <=> b.empty();  // a release is above its prereleases
  while (true) {
    const std::size_t a_end = std::min(a.find('.'), a.size());
    const std::size_t b_end = std::min(b.find('.'), b.size());
    const auto order = CompareIdentifiers(a.substr(0, a_end), b.substr(0, b_end));
    if (std::is_neq(order)) return order;
    const bool a_done = a_end == a.size();
    const bool b_done = b_end == b.size();
    if (a_done || b_done) return b_done <=> a_done;
    a.remove_prefix(a_end + 1);
    b.remove_prefix(b_end + 1);
  }
}

}  // namespace

std::string CollapseSpace(std::string_view text) {
  std::string collapsed;
  collapsed.reserve(text.size());
  bool pending = false;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t space = SpaceAt(text, at); space > 0) {
      pending = !collapsed.empty();
      at += space;
      continue;
    }
    if (pending) collapsed += ' ';
    pending = false;
    collapsed += text[at++];
  }
  return collapsed;
}

std::optional<Parts> ScanFull(std::string_view text, SemVerMode mode) {
  Scanner scanner(text, mode);
  Parts parts;
  parts.major = scanner.TakeNumber();
  if (parts.major.empty() || !scanner.TakeChar('.')) return std::nullopt;
  parts.minor = scanner.TakeNumber();
  if (parts.minor.empty() || !scanner.TakeChar('.')) return std::nullopt;
  parts.patch = scanner.TakeNumber();
  if (parts.patch.empty()) return std::nullopt;
  parts.prerelease = scanner.TakePrerelease();
  parts.build = scanner.TakeBuild();
  if (!scanner.AtEnd()) return std::nullopt;
  return parts;
}

std::optional<Parts> ScanPartial(std::string_view text, SemVerMode mode) {
  Scanner scanner(text, mode);
  Parts parts;
  parts.major = scanner.TakeNumberOrX();
  if (parts.major.empty()) return std::nullopt;
  if (scanner.TakeChar('.')) {
    parts.minor = scanner.TakeNumberOrX();
    if (parts.minor.empty()) return std::nullopt;
    if (scanner.TakeChar('.')) {
      parts.patch = scanner.TakeNumberOrX();
      if (parts.patch.empty()) return std::nullopt;
      parts.prerelease = scanner.TakePrerelease();
      parts.build = scanner.TakeBuild();
    }
  }
  if (!scanner.AtEnd()) return std::nullopt;
  return parts;
}

std::optional<std::uint64_t> ToComponent(std::string_view digits) {
  const auto number = ParseNumber(digits);
  if (!number || *number > kMaxComponent) return std::nullopt;
  return number;
}

std::optional<Version> ToVersion(const Parts& parts) {
  const auto major = ToComponent(parts.major);
  const auto minor = ToComponent(parts.minor);
  const auto patch = ToComponent(parts.patch);
  if (!major || !minor || !patch) return std::nullopt;
  return Version{.major = *major,
                 .minor = *minor,
                 .patch = *patch,
                 .prerelease = Canonical(parts.prerelease),
                 .build = std::string(parts.build)};
}

std::string_view SkipPrefix(std::string_view text) {
  const std::size_t begin = text.find_first_not_of("v= ");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

}  // namespace semver

std::optional<Version> Version::Parse(std::string_view text, SemVerMode mode) {
  if (text.size() > semver::kVersionBytes) return std::nullopt;
  const std::string trimmed = semver::CollapseSpace(text);
  std::string_view core = trimmed;
  switch (mode) {
    case SemVerMode::kStrict:
      if (core.starts_with('v')) core.remove_prefix(1);
      break;
    case SemVerMode::kLoose:
      core = semver::SkipPrefix(core);
      break;
  }
  const auto parts = semver::ScanFull(core, mode);
  return parts ? semver::ToVersion(*parts) : std::nullopt;
}

std::string Version::ToString() const {
  std::string text =
      std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
  if (!prerelease.empty()) text.append("-").append(prerelease);
  return text;
}

std::strong_ordering Version::operator<=>(const Version& other) const {
  if (const auto order = major <=> other.major; std::is_neq(order)) return order;
  if (const auto order = minor <=> other.minor; std::is_neq(order)) return order;
  if (const auto order = patch <=> other.patch; std::is_neq(order)) return order;
  return semver::ComparePrereleases(prerelease, other.prerelease);
}
