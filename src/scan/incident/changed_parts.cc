#include "scan/incident/changed_parts.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "model/trust_limits.h"

namespace scan {
namespace {

/// An entry has its name at most so many lines above what else it says.
constexpr int kLinesOfEntry = 4;
/// How far ahead a line is looked for that both have, and how many must agree.
constexpr std::size_t kLinesAhead = 64;
constexpr std::size_t kLinesAgree = 2;
/// Compared at once while two texts are the same.
constexpr std::size_t kBlock = 1024;

/// A text, line by line. Lines keep their end, so that a last line without one differs.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  [[nodiscard]] bool AtEnd() const { return at_ == text_.size(); }
  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] std::string_view Current() const { return From(at_); }
  void Advance() { at_ += Current().size(); }
  void Advance(std::size_t lines) {
    for (; lines > 0 && !AtEnd(); --lines) Advance();
  }
  /// The next few lines, from the current one.
  [[nodiscard]] std::vector<std::string_view> Ahead() const {
    std::vector<std::string_view> lines;
    for (std::size_t at = at_; at < text_.size() && lines.size() < kLinesAhead;) {
      lines.push_back(From(at));
      at += lines.back().size();
    }
    return lines;
  }

 private:
  [[nodiscard]] std::string_view From(std::size_t at) const {
    const std::size_t end = text_.find('\n', at);
    return text_.substr(at, end == std::string_view::npos ? end : end + 1 - at);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

struct Step {
  std::size_t text = 0;
  std::size_t other = 0;
};

/// How many lines each must pass over so that both are at the same lines again: the fewest.
std::optional<Step> BackInStep(const Lines& text, const Lines& other) {
  const auto ours = text.Ahead();
  const auto theirs = other.Ahead();
  for (std::size_t sum = 1; sum < ours.size() + theirs.size(); ++sum) {
    for (std::size_t a = 0; a <= std::min(sum, ours.size()); ++a) {
      const std::size_t b = sum - a;
      if (b > theirs.size()) continue;
      std::size_t agree = 0;
      while (agree < kLinesAgree && a + agree < ours.size() && b + agree < theirs.size() &&
             ours[a + agree] == theirs[b + agree])
        ++agree;
      if (agree == kLinesAgree) return Step{.text = a, .other = b};
    }
  }
  return std::nullopt;
}

std::string_view Widened(std::string_view text, std::size_t begin, std::size_t end) {
  for (int line = 0; line <= kLinesOfEntry && begin > 0; ++line) {
    const std::size_t found = begin > 1 ? text.rfind('\n', begin - 2) : std::string_view::npos;
    begin = found == std::string_view::npos ? 0 : found + 1;
  }
  for (int line = 0; line < kLinesOfEntry && end < text.size(); ++line) {
    const std::size_t found = text.find('\n', end);
    end = found == std::string_view::npos ? text.size() : found + 1;
  }
  return text.substr(begin, end - begin);
}

/// How many bytes two texts share at their beginning.
std::size_t SharedHead(std::string_view a, std::string_view b) {
  const std::size_t most = std::min(a.size(), b.size());
  std::size_t head = 0;
  while (head + kBlock <= most && a.substr(head, kBlock) == b.substr(head, kBlock)) head += kBlock;
  while (head < most && a[head] == b[head]) ++head;
  return head;
}

/// How many bytes two texts share at their end.
std::size_t SharedTail(std::string_view a, std::string_view b) {
  const std::size_t most = std::min(a.size(), b.size());
  std::size_t tail = 0;
  while (tail + kBlock <= most &&
         a.substr(a.size() - tail - kBlock, kBlock) == b.substr(b.size() - tail - kBlock, kBlock))
    tail += kBlock;
  while (tail < most && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  return tail;
}

bool BeginsLine(std::string_view text, std::size_t at) {
  return at == 0 || text[at - 1] == '\n';
}

}  // namespace

std::vector<std::string_view> ChangedParts(std::string_view text, std::string_view other) {
  std::vector<std::string_view> parts;
  // Whole lines that they share at their head and at their end need no further look.
  const std::size_t head = SharedHead(text, other);
  const std::size_t line = head == 0 ? 0 : text.rfind('\n', head - 1) + 1;  // npos + 1 is 0
  const std::size_t tail = SharedTail(text.substr(line), other.substr(line));
  std::size_t end = text.size() - tail;
  if (!BeginsLine(text, end) || !BeginsLine(other, other.size() - tail))
    end = std::min(text.find('\n', end), text.size() - 1) + 1;
  const std::size_t other_end = other.size() - (text.size() - end);
  Lines ours(text.substr(line, end - line));
  Lines theirs(other.substr(line, other_end - line));
  for (std::size_t places = 0; !ours.AtEnd();) {
    if (!theirs.AtEnd() && ours.Current() == theirs.Current()) {
      ours.Advance();
      theirs.Advance();
      continue;
    }
    const std::size_t begin = line + ours.at();
    const auto step = ++places > limits::kChangedPlaces ? std::nullopt : BackInStep(ours, theirs);
    if (!step) {
      parts.push_back(Widened(text, begin, end));
      return parts;
    }
    ours.Advance(step->text);
    theirs.Advance(step->other);
    if (step->text > 0) parts.push_back(Widened(text, begin, line + ours.at()));
  }
  return parts;
}

}  // namespace scan
