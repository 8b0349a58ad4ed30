#include "intel/version_order.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/limits.h"
#include "base/text.h"
#include "intel/advisory.h"

namespace intel {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsLetter(char c) {
  return c >= 'a' && c <= 'z';
}

/// Reads PEP 440's normal and alternative spellings, lower case, from left to right.
class PythonScanner {
 public:
  explicit PythonScanner(std::string text) : text_(std::move(text)) {}

  std::optional<PythonVersion> Scan() {
    PythonVersion version;
    Skip("v");
    auto first = Number();
    if (!first) return std::nullopt;
    if (Skip("!")) {
      version.epoch = *first;
      first = Number();
      if (!first) return std::nullopt;
    }
    version.release.push_back(*first);
    while (Peek(0) == '.' && IsDigit(Peek(1))) {
      ++at_;
      const auto part = Number();
      if (!part) return std::nullopt;
      version.release.push_back(*part);
    }
    while (version.release.size() > 1 && version.release.back() == 0) version.release.pop_back();
    const auto pre = Pre();
    const auto post = Post();
    const auto dev = Dev();
    if (!ok_ || !Local(version.local) || at_ != text_.size()) return std::nullopt;
    version.suffix = SortKey(pre, post, dev);
    return version;
  }

 private:
  struct PreRelease {
    std::int64_t phase = 0;
    std::int64_t number = 0;
  };

  // PEP 440: 1.dev1 < 1a1.dev1 < 1a1 < 1a1.post1 < 1b1 < 1rc1 < 1 < 1.post1.dev1 < 1.post1. A
  // missing part sorts before or after all numbers, as it does there.
  static std::vector<std::int64_t> SortKey(std::optional<PreRelease> pre,
                                           std::optional<std::int64_t> post,
                                           std::optional<std::int64_t> dev) {
    constexpr auto kLast = std::numeric_limits<std::int64_t>::max();
    const bool only_dev = !pre && !post && dev;
    return {pre ? pre->phase : (only_dev ? -1 : 3), pre ? pre->number : 0, post.value_or(-1),
            dev.value_or(kLast)};
  }

  char Peek(std::size_t ahead) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool Skip(std::string_view word) {
    if (std::string_view(text_).substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  static bool IsSeparator(char c) { return c == '.' || c == '-' || c == '_'; }

  std::optional<std::uint64_t> Number() {
    const std::size_t begin = at_;
    while (IsDigit(Peek(0))) ++at_;
    if (at_ == begin) return std::nullopt;
    const auto value = ParseNumber(std::string_view(text_).substr(begin, at_ - begin));
    // Compared as signed numbers below.
    if (!value || *value > std::uint64_t{1} << 62U) {
      ok_ = false;
      return std::nullopt;
    }
    return value;
  }

  /// The number after a word, with an optional separator; 0 when there is none.
  std::int64_t NumberAfterWord() {
    const std::size_t before = at_;
    if (IsSeparator(Peek(0))) ++at_;
    if (const auto number = Number()) return static_cast<std::int64_t>(*number);
    at_ = before;
    return 0;
  }

  bool Word(std::string_view word) {
    const std::size_t before = at_;
    if (IsSeparator(Peek(0))) ++at_;
    if (Skip(word) && !IsLetter(Peek(0))) return true;
    at_ = before;
    return false;
  }

  std::optional<PreRelease> Pre() {
    static constexpr std::array<std::pair<std::string_view, std::int64_t>, 8> kWords = {{
        {"alpha", 0},
        {"beta", 1},
        {"preview", 2},
        {"pre", 2},
        {"rc", 2},
        {"a", 0},
        {"b", 1},
        {"c", 2},
    }};
    for (const auto& [word, phase] : kWords) {
      if (Word(word)) return PreRelease{.phase = phase, .number = NumberAfterWord()};
    }
    return std::nullopt;
  }

  std::optional<std::int64_t> Post() {
    if (Peek(0) == '-' && IsDigit(Peek(1))) {
      ++at_;
      const auto number = Number();
      if (!number) return std::nullopt;
      return static_cast<std::int64_t>(*number);
    }
    for (const std::string_view word : {"post", "rev", "r"}) {
      if (Word(word)) return NumberAfterWord();
    }
    return std::nullopt;
  }

  std::optional<std::int64_t> Dev() {
    if (Word("dev")) return NumberAfterWord();
    return std::nullopt;
  }

  bool Local(std::vector<std::string>& local) {
    if (Peek(0) != '+') return true;
    ++at_;
    std::string part;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (IsSeparator(c)) {
        if (part.empty()) return false;
        local.push_back(std::move(part));
        part.clear();
      } else if (IsDigit(c) || IsLetter(c)) {
        part += c;
      } else {
        return false;
      }
    }
    if (part.empty()) return false;
    local.push_back(std::move(part));
    return true;
  }

  std::string text_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

std::strong_ordering CompareLocal(const std::string& a, const std::string& b) {
  const auto number_a = ParseNumber(a);
  const auto number_b = ParseNumber(b);
  if (number_a && number_b) return *number_a <=> *number_b;
  if (number_a || number_b) return number_a.has_value() <=> number_b.has_value();
  return a.compare(b) <=> 0;
}

/// "1.2" as "1.2.0" and "1.2-rc" as "1.2.0-rc": advisories leave numbers out.
std::string WithThreeNumbers(std::string_view text) {
  const std::size_t end = std::min(text.find_first_of("-+"), text.size());
  const std::string_view numbers = text.substr(0, end);
  if (numbers.empty() || numbers.find_first_not_of("0123456789.") != std::string_view::npos)
    return std::string(text);
  const auto dots = std::count(numbers.begin(), numbers.end(), '.');
  std::string whole(numbers);
  for (auto i = dots; i < 2; ++i) whole += ".0";
  return whole + std::string(text.substr(end));
}

}  // namespace

std::optional<PythonVersion> PythonVersion::Parse(std::string_view text) {
  if (text.size() > limits::kAdvisoryVersionBytes) return std::nullopt;
  return PythonScanner(ToLower(Trim(text))).Scan();
}

std::strong_ordering PythonVersion::operator<=>(const PythonVersion& other) const {
  if (const auto order = epoch <=> other.epoch; order != 0) return order;
  if (const auto order = release <=> other.release; order != 0) return order;
  if (const auto order = suffix <=> other.suffix; order != 0) return order;
  for (std::size_t i = 0; i < std::min(local.size(), other.local.size()); ++i) {
    if (const auto order = CompareLocal(local[i], other.local[i]); order != 0) return order;
  }
  return local.size() <=> other.local.size();
}

Order OrderOf(std::string_view ecosystem) {
  static constexpr std::array kSemver = {kNpm,
                                         std::string_view("crates.io"),
                                         std::string_view("Go"),
                                         std::string_view("Hex"),
                                         std::string_view("Pub"),
                                         std::string_view("SwiftURL"),
                                         std::string_view("JSR")};
  if (ecosystem == kPypi) return Order::kPython;
  return std::find(kSemver.begin(), kSemver.end(), ecosystem) != kSemver.end() ? Order::kSemver
                                                                               : Order::kUnknown;
}

std::optional<OrderedVersion> OrderedVersion::Parse(Order order, std::string_view text) {
  OrderedVersion ordered;
  switch (order) {
    case Order::kSemver: {
      auto version = Version::Parse(text, SemVerMode::kLoose);
      if (!version) version = Version::Parse(WithThreeNumbers(text), SemVerMode::kLoose);
      if (!version) return std::nullopt;
      ordered.value_ = *std::move(version);
      return ordered;
    }
    case Order::kPython: {
      auto version = PythonVersion::Parse(text);
      if (!version) return std::nullopt;
      ordered.value_ = *std::move(version);
      return ordered;
    }
    case Order::kUnknown:
      return std::nullopt;
  }
  return std::nullopt;
}

std::strong_ordering OrderedVersion::operator<=>(const OrderedVersion& other) const {
  if (const auto* mine = std::get_if<Version>(&value_)) {
    const auto* theirs = std::get_if<Version>(&other.value_);
    if (theirs != nullptr) return *mine <=> *theirs;
  } else if (const auto* theirs = std::get_if<PythonVersion>(&other.value_)) {
    return std::get<PythonVersion>(value_) <=> *theirs;
  }
  return value_.index() <=> other.value_.index();
}

}  // namespace intel
