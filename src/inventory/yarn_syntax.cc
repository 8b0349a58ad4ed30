#include "inventory/yarn_syntax.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/span.h"
#include "base/text.h"
#include "formats/json_composer.h"

namespace inventory {
namespace {

constexpr std::size_t kBlanksOfLevel = 2;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class LineReader {
 public:
  explicit LineReader(std::string_view text)
      : composer_(text.substr(0, limits::kJsonBytes)), text_(composer_.text()) {}

  YarnText Read() && {
    composer_.BeginObject(0);
    if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
    while (at_ < text_.size()) {
      end_ = std::min(text_.find('\n', at_), text_.size());
      ReadLine();
      at_ = end_ + 1;
    }
    CloseTo(1);
    composer_.End();
    return {.document = std::move(composer_).Finish(), .fault = std::move(fault_)};
  }

 private:
  struct Word {
    std::string_view text;
    std::uint32_t offset = 0;
  };

  void ReadLine() {
    const std::string_view line = LineTable::Strip(text_.substr(at_, end_ - at_));
    const std::size_t blanks = std::min(line.find_first_not_of(' '), line.size());
    const std::string_view rest = line.substr(blanks);
    if (rest.empty() || rest.starts_with('#')) return;
    const std::size_t level = blanks / kBlanksOfLevel;
    // Level 0 holds entries, level 1 their fields, level 2 the members of a field.
    if (blanks % kBlanksOfLevel != 0 || level + 1 > composer_.depth() || level > 2) {
      return Complain(blanks, "the line is indented in a way that yarn does not write");
    }
    CloseTo(level + 1);
    if (rest.ends_with(':')) {
      OpenKeys(rest.substr(0, rest.size() - 1), at_ + blanks, level);
    } else if (level == 0) {
      Complain(blanks, "an entry without `:` at its end");
    } else {
      ReadPair(rest, at_ + blanks);
    }
  }

  /// Closes containers until so many are open. The keys of an entry beyond its first get the same
  /// value.
  void CloseTo(std::size_t depth) {
    while (composer_.depth() > depth) {
      const formats::json::Value value = composer_.End();
      if (composer_.depth() != 1) continue;
      for (const Word& key : more_keys_) {
        composer_.Key(key.text, key.offset);
        composer_.Again(value);
      }
      more_keys_.clear();
    }
  }

  void OpenKeys(std::string_view keys, std::size_t offset, std::size_t level) {
    std::vector<Word> words;
    while (!keys.empty()) {
      auto word = TakeWord(keys, offset, ',');
      if (!word) return Complain(offset - at_, "a key that never ends");
      words.push_back(*word);
      if (keys.starts_with(", ")) {
        keys.remove_prefix(2);
        offset += 2;
      } else if (!keys.empty()) {
        return Complain(offset - at_, "keys that are not parted by `, `");
      }
    }
    if (words.empty()) return Complain(offset - at_, "an entry without a name");
    composer_.Key(words.front().text, words.front().offset);
    composer_.BeginObject(words.front().offset);
    if (level == 0) more_keys_.assign(words.begin() + 1, words.end());
  }

  void ReadPair(std::string_view rest, std::size_t offset) {
    const std::size_t begin = offset - at_;
    const auto name = TakeWord(rest, offset, ' ');
    if (!name || !rest.starts_with(' ')) return Complain(begin, "a name without a value");
    rest.remove_prefix(1);
    ++offset;
    const auto value = TakeWord(rest, offset, '\0');
    if (!value || !rest.empty()) return Complain(begin, "a value that never ends");
    composer_.Key(name->text, name->offset);
    composer_.String(value->text, value->offset);
  }

  /// A text in double quotes (with the escapes of JSON), or all up to `stop`.
  std::optional<Word> TakeWord(std::string_view& rest, std::size_t& offset, char stop) {
    Word word{.offset = static_cast<std::uint32_t>(offset)};
    std::size_t length = 0;
    if (!rest.starts_with('"')) {
      length = std::min(rest.find(stop), rest.size());
      word.text = rest.substr(0, length);
    } else {
      for (length = 1; length < rest.size() && rest[length] != '"'; ++length) {
        if (rest[length] == '\\') ++length;
      }
      if (length >= rest.size()) return std::nullopt;
      ++length;
      word.text = rest.substr(1, length - 2);
      if (word.text.find('\\') != std::string_view::npos) {
        const auto parsed = formats::json::Parse(rest.substr(0, length));
        if (!parsed) return std::nullopt;
        word.text = composer_.Copy(parsed->root().AsString().value_or(""));
      }
    }
    rest.remove_prefix(length);
    offset += length;
    return word;
  }

  void Complain(std::size_t column, std::string message) {
    if (fault_) return;
    const std::string_view line = text_.substr(at_);
    const bool is_conflict =
        line.starts_with("<<<<<<<") || line.starts_with("=======") || line.starts_with(">>>>>>>");
    fault_ =
        formats::SyntaxErrorAt(text_, static_cast<std::uint32_t>(at_ + column), std::move(message),
                               is_conflict ? "resolve the merge conflict that was left in the file"
                                           : "the line is passed over; write the lockfile anew");
  }

  formats::json::Composer composer_;
  std::string_view text_;
  std::size_t at_ = 0;   ///< where the line begins
  std::size_t end_ = 0;  ///< and ends
  std::vector<Word> more_keys_;
  std::optional<formats::SyntaxError> fault_;
};

}  // namespace

YarnText ParseYarnClassic(std::string_view text) {
  return LineReader(text).Read();
}

}  // namespace inventory
