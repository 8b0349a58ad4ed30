#include "facts/unicode_facts.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/text.h"
#include "facts/byte_scan.h"
#include "facts/invisible.h"

namespace facts {
namespace {

// An emoji carries one selector, a flag of a region up to six tags and an end, a family three
// joiners with visible people between: shorter runs are everyday text.
constexpr std::uint32_t kRunOfNote = 3;
constexpr std::uint32_t kTagRunOfNote = 8;
// Expressions that match blanks list every zero-width character there is; a carrier needs eight for
// a byte.
constexpr std::uint32_t kZeroWidthRunOfNote = 12;
// Icon fonts list their characters side by side.
constexpr std::uint32_t kPrivateRunOfNote = 16;

std::uint32_t RunOfNote(InvisibleClass invisible) {
  switch (invisible) {
    case InvisibleClass::kTag:
      return kTagRunOfNote;
    case InvisibleClass::kPrivateUse:
      return kPrivateRunOfNote;
    case InvisibleClass::kZeroWidth:
      return kZeroWidthRunOfNote;
    case InvisibleClass::kVariationSelector:
    case InvisibleClass::kFiller:
      return kRunOfNote;
  }
  return kRunOfNote;
}

/// The length of a character that two bytes already tell to be neither invisible nor a control; 0
/// when it has to be looked at. Latin, Cyrillic, Chinese and the rest pass here without being
/// decoded.
std::size_t VisibleLength(unsigned char lead, char next) {
  const auto second = static_cast<unsigned char>(next);
  if ((second & 0xC0U) != 0x80U) return 0;
  if (lead < 0xE0) return lead == 0xC2 || lead == 0xCD || lead < 0xC2 ? 0 : 2;
  if (lead > 0xE3 && lead < 0xEE) return 3;
  if (lead == 0xE0) return 3;
  if (lead == 0xE3) return second == 0x85 ? 0 : 3;
  if (lead == 0xE2) return second <= 0x81 || second == 0xA0 ? 0 : 3;
  if (lead == 0xE1) return second == 0x85 || second == 0xA0 ? 0 : 3;
  return lead == 0xF0 ? 4 : 0;
}

/// What was seen of one class in one file.
struct InvisibleTally {
  std::uint32_t count = 0;
  std::uint32_t longest = 0;
  Span longest_span;
  bool hides_in_word = false;  ///< one stands between two ASCII letters or digits
  Span in_word;
  std::vector<char32_t> carried;  ///< the code points of the noteworthy runs, in order
};

struct BidiControl {
  char32_t value;
  std::string_view name;
  enum class Does : std::uint8_t { kOpen, kIsolate, kPop, kPopIsolate };
  Does does;
  bool right_to_left;
};
constexpr auto kBidiControls = std::to_array<BidiControl>({
    {0x202A, "LRE", BidiControl::Does::kOpen, false},
    {0x202B, "RLE", BidiControl::Does::kOpen, true},
    {0x202C, "PDF", BidiControl::Does::kPop, false},
    {0x202D, "LRO", BidiControl::Does::kOpen, false},
    {0x202E, "RLO", BidiControl::Does::kOpen, true},
    {0x2066, "LRI", BidiControl::Does::kIsolate, false},
    {0x2067, "RLI", BidiControl::Does::kIsolate, true},
    // The direction of its first strong letter, which anybody can choose.
    {0x2068, "FSI", BidiControl::Does::kIsolate, true},
    {0x2069, "PDI", BidiControl::Does::kPopIsolate, false},
});

/// The controls that are open on a line, and whether what stands between them is shown in another
/// order than it has: text right-to-left, or several things within something right-to-left, which
/// change places. One left-to-right stretch and nothing else stays as it is, whatever is around it
/// (Unicode Standard Annex 9).
class BidiLine {
 public:
  [[nodiscard]] bool open() const { return depth_ > 0; }
  [[nodiscard]] bool reorders() const { return reorders_; }

  void See(const BidiControl& control) {
    switch (control.does) {
      case BidiControl::Does::kOpen:
      case BidiControl::Does::kIsolate:
        Place();
        if (depth_ < levels_.size())
          levels_[depth_] = {.right_to_left = control.right_to_left,
                             .isolate = control.does == BidiControl::Does::kIsolate};
        else
          reorders_ = true;  // deeper than anybody nests: not followed
        depth_ = std::min(depth_ + 1, levels_.size());
        return;
      case BidiControl::Does::kPop:
        if (depth_ > 0 && !levels_[depth_ - 1].isolate) --depth_;
        return;
      case BidiControl::Does::kPopIsolate: {
        std::size_t at = depth_;
        while (at > 0 && !levels_[at - 1].isolate) --at;
        if (at > 0) depth_ = at - 1;
        return;
      }
    }
  }

  void SeeText() {
    Place();
    reorders_ |= depth_ > 0 && levels_[depth_ - 1].right_to_left;
  }

  void Clear() { *this = {}; }

 private:
  struct Level {
    bool right_to_left = false;
    bool isolate = false;
    std::uint32_t things = 0;  ///< texts and levels directly in it
  };

  /// One more thing stands in the innermost level.
  void Place() {
    if (depth_ == 0) return;
    Level& level = levels_[depth_ - 1];
    ++level.things;
    reorders_ |= level.right_to_left && level.things > 1;
  }

  std::array<Level, 16> levels_{};
  std::size_t depth_ = 0;
  bool reorders_ = false;
};

struct BidiTally {
  std::uint32_t count = 0;
  std::array<bool, kBidiControls.size()> seen{};
  bool unbalanced = false;
  bool reorders = false;
  bool listed = false;
  Span first;
  BidiLine line;
  std::uint32_t last_end = 0;      ///< where the control before ended
  std::uint32_t side_by_side = 0;  ///< controls with nothing between them
};

class UnseenReader {
 public:
  UnseenReader(const SourceFile& file, FileClass file_class, Sink& sink)
      : file_(file), text_(file.text()), file_class_(file_class), sink_(sink) {}

  void Read(Span stretch) {
    // What lies between two stretches is ASCII: only its line ends matter, and only to bidi.
    const std::string_view between = text_.substr(read_to_, stretch.begin - read_to_);
    if (const std::size_t end = between.find('\n');
        bidi_.line.open() && end != std::string_view::npos)
      EndBidiLine(read_to_ + end);
    std::size_t at = stretch.begin;
    // A stretch begins at a block border, which may be in the middle of a character.
    while (at < stretch.end && (static_cast<unsigned char>(text_[at]) & 0xC0U) == 0x80U) ++at;
    while (at < stretch.end) {
      const auto lead = static_cast<unsigned char>(text_[at]);
      if (lead < 0x80) {
        if (lead == '\n') EndBidiLine(at);
        ++at;
        continue;
      }
      const std::size_t seen = VisibleLength(lead, at + 1 < text_.size() ? text_[at + 1] : '\0');
      if (seen > 0 && IsWhole(at, seen)) {
        at += seen;
        continue;
      }
      const CodePoint point = DecodeUtf8(text_, at);
      const auto here = static_cast<std::uint32_t>(at);
      at += point.length;
      if (point.value >= 0x202A && point.value <= 0x2069) SeeBidi(point.value, here, point.length);
      const auto invisible = InvisibleClassOf(point.value);
      const bool byte_order_mark = point.value == 0xFEFF && here == 0;
      if (invisible && !byte_order_mark) at = ReadRun(here, *invisible);
    }
    read_to_ = stretch.end;
  }

  void Report() {
    EndBidiLine(text_.size());
    for (std::size_t i = 0; i < tallies_.size(); ++i)
      ReportInvisible(static_cast<InvisibleClass>(i), tallies_[i]);
    if (bidi_.count > 0) ReportBidi();
  }

 private:
  /// Takes a whole run of one class, also past the end of the stretch; returns where it ends.
  std::size_t ReadRun(std::uint32_t begin, InvisibleClass invisible) {
    InvisibleTally& tally = tallies_[static_cast<std::size_t>(invisible)];
    std::vector<char32_t> run;
    std::size_t at = begin;
    std::uint32_t length = 0;
    while (at < text_.size()) {
      const CodePoint point = DecodeUtf8(text_, at);
      if (InvisibleClassOf(point.value) != invisible) break;
      if (run.size() < limits::kInvisibleDecodedBytes * 8) run.push_back(point.value);
      at += point.length;
      ++length;
    }
    const Span span{.begin = begin, .end = static_cast<std::uint32_t>(at)};
    tally.count += length;
    if (length > tally.longest) {
      tally.longest = length;
      tally.longest_span = span;
    }
    if (!tally.hides_in_word && IsInsideWord(span)) {
      tally.hides_in_word = true;
      tally.in_word = span;
    }
    const bool room = tally.carried.size() + run.size() <= limits::kInvisibleDecodedBytes * 8;
    if (length >= RunOfNote(invisible) && room)
      tally.carried.insert(tally.carried.end(), run.begin(), run.end());
    return at;
  }

  /// The bytes behind the second continue the character: a cut-off one must not swallow its
  /// neighbour.
  [[nodiscard]] bool IsWhole(std::size_t at, std::size_t length) const {
    if (at + length > text_.size()) return false;
    for (std::size_t i = 2; i < length; ++i) {
      if ((static_cast<unsigned char>(text_[at + i]) & 0xC0U) != 0x80U) return false;
    }
    return true;
  }

  [[nodiscard]] bool IsInsideWord(Span span) const {
    const auto is_word = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    return span.begin > 0 && span.end < text_.size() && is_word(text_[span.begin - 1]) &&
           is_word(text_[span.end]);
  }

  void ReportInvisible(InvisibleClass invisible, const InvisibleTally& tally) {
    // A zero-width character inside a word of a program makes two names that look like one.
    const bool in_code_word = tally.hides_in_word && file_class_ == FileClass::kCode &&
                              invisible == InvisibleClass::kZeroWidth;
    const bool noted = tally.longest >= RunOfNote(invisible);
    if (!noted && !in_code_word) return;
    const auto carried = DecodeCarrier(tally.carried, invisible);
    Evidence evidence = file_.Place(noted ? tally.longest_span : tally.in_word);
    if (carried) evidence.decoded = Untrusted(*carried);
    sink_.Add(FactKind::kFileInvisibleUnicode, Phase::kUnknown, std::move(evidence),
              {{"class", NameOf(invisible)},
               {"count", std::to_string(tally.count)},
               {"longest", std::to_string(tally.longest)},
               {"in", NameOf(file_class_)},
               {"carrier", YesNo(carried.has_value())}});
  }

  void SeeBidi(char32_t value, std::uint32_t at, std::uint32_t length) {
    const auto control =
        std::find_if(kBidiControls.begin(), kBidiControls.end(),
                     [&](const BidiControl& known) { return known.value == value; });
    if (control == kBidiControls.end()) return;
    if (bidi_.count++ == 0) bidi_.first = {.begin = at, .end = at + length};
    bidi_.seen[static_cast<std::size_t>(control - kBidiControls.begin())] = true;
    if (bidi_.line.open() && bidi_.last_end != at) bidi_.line.SeeText();
    bidi_.line.See(*control);
    constexpr std::uint32_t kList = 3;
    bidi_.side_by_side = bidi_.last_end == at ? bidi_.side_by_side + 1 : 1;
    bidi_.listed |= bidi_.side_by_side >= kList;
    bidi_.last_end = at + length;
  }

  /// A line ends at `end`.
  void EndBidiLine(std::size_t end) {
    if (bidi_.line.open()) {
      if (bidi_.last_end < end) bidi_.line.SeeText();
      bidi_.unbalanced = true;
      bidi_.reorders |= bidi_.line.reorders();
    }
    bidi_.line.Clear();
  }

  void ReportBidi() {
    std::string names;
    for (std::size_t i = 0; i < kBidiControls.size(); ++i) {
      if (!bidi_.seen[i]) continue;
      if (!names.empty()) names += ' ';
      names += kBidiControls[i].name;
    }
    sink_.Add(FactKind::kFileBidi, Phase::kUnknown, file_.Place(bidi_.first),
              {{"controls", names},
               {"count", std::to_string(bidi_.count)},
               {"unbalanced", YesNo(bidi_.unbalanced)},
               {"reorders", YesNo(bidi_.reorders)},
               {"listed", YesNo(bidi_.listed)},
               {"in", NameOf(file_class_)}});
  }

  const SourceFile& file_;
  std::string_view text_;
  FileClass file_class_;
  Sink& sink_;
  std::array<InvisibleTally, kInvisibleClasses> tallies_;
  BidiTally bidi_;
  std::uint32_t read_to_ = 0;
};

bool IsLineEnd(char c) {
  return c == '\n' || c == '\r';
}

/// Blanks in the middle of a line, or a whole line pushed to the right, with text behind them.
void ReportOffScreen(const SourceFile& file, FileClass file_class, Span blanks, Sink& sink) {
  const std::string_view text = file.text();
  if (blanks.end >= text.size() || IsLineEnd(text[blanks.end])) return;
  const bool indents = blanks.begin == 0 || IsLineEnd(text[blanks.begin - 1]);
  // Generated code may be nested deep; nobody nests to twice what a wide screen shows.
  constexpr std::uint32_t kIndentOfNote = 400;
  if (indents && blanks.size() < kIndentOfNote) return;
  const std::size_t line_end = text.find_first_of("\r\n", blanks.end);
  const Span pushed{.begin = blanks.end,
                    .end = static_cast<std::uint32_t>(
                        line_end == std::string_view::npos ? text.size() : line_end)};
  // A comment's or table's closing frame is not code.
  const std::string_view content = text.substr(pushed.begin, pushed.size());
  if (content.find_first_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
      std::string_view::npos)
    return;
  Evidence evidence = file.Place(pushed);
  sink.Add(FactKind::kFileOffScreen, Phase::kUnknown, evidence,
           {{"spaces", std::to_string(blanks.size())},
            {"column", std::to_string(evidence.position.column)},
            {"in", NameOf(file_class)}});
}

}  // namespace

void ExtractUnseen(const SourceFile& file, FileClass file_class, Sink& sink) {
  const ByteScan scan = ScanBytes(file.text());
  if (!scan.beyond_ascii.empty()) {
    UnseenReader reader(file, file_class, sink);
    for (const Span stretch : scan.beyond_ascii) reader.Read(stretch);
    reader.Report();
  }
  if (file_class == FileClass::kCode || file_class == FileClass::kConfig) {
    for (const Span blanks : scan.blanks) ReportOffScreen(file, file_class, blanks, sink);
  }
}

}  // namespace facts
