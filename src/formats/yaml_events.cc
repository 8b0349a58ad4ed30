#include <fmt/format.h>
#include <yaml.h>

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "formats/yaml.h"
#include "formats/yaml_scalar.h"

// libyaml's events, so that no tree of its own is built and no bound of ours comes too late. It was
// taken before libfyaml (as fast, but younger, with far less fuzzing behind it) and yaml-cpp (seven
// times slower, and it recurses).

namespace formats::yaml {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// A parser that lets go of what it holds.
class Events {
 public:
  explicit Events(std::string_view text) {
    is_ready_ = yaml_parser_initialize(&parser_) != 0;
    if (!is_ready_) return;
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    const char* const begin = text.empty() ? "" : text.data();  // libyaml asserts that it is some
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(begin),
                                 text.size());
  }
  ~Events() {
    Drop();
    if (is_ready_) yaml_parser_delete(&parser_);
  }
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;

  /// nullptr when the text is no YAML, or memory is out.
  const yaml_event_t* Next() {
    Drop();
    has_event_ = is_ready_ && yaml_parser_parse(&parser_, &event_) != 0;
    return has_event_ ? &event_ : nullptr;
  }
  [[nodiscard]] const yaml_parser_t& parser() const { return parser_; }

 private:
  void Drop() {
    if (has_event_) yaml_event_delete(&event_);
    has_event_ = false;
  }
  yaml_parser_t parser_{};
  yaml_event_t event_{};
  bool is_ready_ = false;
  bool has_event_ = false;
};

std::string_view Text(const yaml_char_t* text) {
  return text == nullptr ? std::string_view()
                         : std::string_view(reinterpret_cast<const char*>(text));
}

class EventReader {
 public:
  EventReader(std::string_view text, const Limits& limits)
      : limits_(limits), composer_(text), events_(Body(composer_.text())) {}

  Partial Read() && {
    composer_.BeginArray(0);
    std::optional<SyntaxError> fault;
    while (!fault) {
      const yaml_event_t* const event = events_.Next();
      if (event == nullptr) {
        fault = FaultOfParser();
      } else if (event->type == YAML_STREAM_END_EVENT) {
        break;
      } else if (!Take(*event)) {
        fault = SyntaxErrorAt(composer_.text(), fault_offset_, std::move(fault_),
                              "write the document in a plainer way");
      }
    }
    // A key without its value has the null that it began with.
    while (composer_.depth() > 0) composer_.End();
    return {.document = std::move(composer_).Finish(), .fault = std::move(fault)};
  }

 private:
  /// libyaml passes over a byte order mark only while it guesses the encoding.
  static std::string_view Body(std::string_view text) {
    return text.starts_with(kByteOrderMark) ? text.substr(kByteOrderMark.size()) : text;
  }

  struct Open {
    bool is_map;
    bool wants_key;
    std::string anchor;
    std::size_t first_value;  ///< how many values there were when it began
  };
  /// A value that an alias may name, and how many values it stands for.
  struct Anchored {
    json::Value value;
    std::size_t size = 1;
  };

  bool Take(const yaml_event_t& event) {
    const std::uint32_t offset = OffsetOf(event.start_mark.index);
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT:
        anchors_.clear();
        return true;
      case YAML_SCALAR_EVENT:
        return TakeScalar(event, offset);
      case YAML_ALIAS_EVENT:
        return TakeAlias(Text(event.data.alias.anchor), offset);
      case YAML_MAPPING_START_EVENT:
        return Begin(offset, Text(event.data.mapping_start.anchor), Open{.is_map = true});
      case YAML_SEQUENCE_START_EVENT:
        return Begin(offset, Text(event.data.sequence_start.anchor), Open{.is_map = false});
      case YAML_MAPPING_END_EVENT:
      case YAML_SEQUENCE_END_EVENT:
        End();
        return true;
      case YAML_NO_EVENT:
      case YAML_STREAM_START_EVENT:
      case YAML_STREAM_END_EVENT:
      case YAML_DOCUMENT_END_EVENT:
        return true;
    }
    return true;
  }

  bool TakeScalar(const yaml_event_t& event, std::uint32_t offset) {
    const auto& scalar = event.data.scalar;
    const std::string_view text = composer_.Copy(
        std::string_view(reinterpret_cast<const char*>(scalar.value), scalar.length));
    if (WantsKey()) {
      open_.back().wants_key = false;
      composer_.Key(text, offset);
      return Count(1, offset);
    }
    if (!Count(1, offset)) return false;
    const bool is_plain = scalar.style == YAML_PLAIN_SCALAR_STYLE && scalar.tag == nullptr;
    if (is_plain) {
      PutPlain(composer_, text, offset);
    } else {
      composer_.String(text, offset);
    }
    if (scalar.anchor != nullptr) Remember(Text(scalar.anchor), 1);
    Done();
    return true;
  }

  bool TakeAlias(std::string_view name, std::uint32_t offset) {
    const auto known = anchors_.find(std::string(name));
    if (known == anchors_.end()) {
      return FailAt(offset, fmt::format("the alias {} names no anchor before it", Quote(name)));
    }
    if (WantsKey()) {
      const auto text = known->second.value.AsString();
      if (!text) return FailAt(offset, "a key that is not text");
      open_.back().wants_key = false;
      composer_.Key(*text, offset);
      return Count(1, offset);
    }
    if (!Count(known->second.size, offset)) return false;
    composer_.Again(known->second.value);
    Done();
    return true;
  }

  bool Begin(std::uint32_t offset, std::string_view anchor, Open open) {
    if (WantsKey()) return FailAt(offset, "a key that is not text");
    if (open_.size() >= limits_.depth) {
      return FailAt(offset, fmt::format("nested deeper than {} levels", limits_.depth));
    }
    if (!Count(1, offset)) return false;
    open.wants_key = open.is_map;
    open.anchor = anchor;
    open.first_value = values_;
    if (open.is_map) {
      composer_.BeginObject(offset);
    } else {
      composer_.BeginArray(offset);
    }
    open_.push_back(std::move(open));
    return true;
  }

  void End() {
    const Open open = std::move(open_.back());
    open_.pop_back();
    composer_.End();
    if (!open.anchor.empty()) Remember(open.anchor, values_ - open.first_value + 1);
    Done();
  }

  [[nodiscard]] bool WantsKey() const { return !open_.empty() && open_.back().wants_key; }
  /// A value is whole: in a mapping a key is due.
  void Done() {
    if (!open_.empty() && open_.back().is_map) open_.back().wants_key = true;
  }
  void Remember(std::string_view anchor, std::size_t size) {
    anchors_[std::string(anchor)] = {.value = composer_.last(), .size = size};
  }

  bool Count(std::size_t values, std::uint32_t offset) {
    values_ += values;
    if (values_ <= limits_.values) return true;
    return FailAt(offset,
                  fmt::format("more than {} values, aliases included", HumanCount(limits_.values)));
  }

  bool FailAt(std::uint32_t offset, std::string message) {
    fault_ = std::move(message);
    fault_offset_ = offset;
    return false;
  }

  SyntaxError FaultOfParser() {
    const yaml_parser_t& parser = events_.parser();
    std::string message = parser.problem == nullptr ? "no YAML" : parser.problem;
    if (parser.context != nullptr) message.append(" ").append(parser.context);
    const bool is_reader = parser.error == YAML_READER_ERROR;
    const std::uint32_t offset =
        is_reader
            ? static_cast<std::uint32_t>(std::min(
                  parser.problem_offset + composer_.text().size() - Body(composer_.text()).size(),
                  composer_.text().size()))
            : OffsetOf(parser.problem_mark.index);
    return SyntaxErrorAt(composer_.text(), offset, std::move(message),
                         "correct the file, or write it anew with the program that made it");
  }

  /// libyaml counts characters. Its marks seldom go back, so one walk along the text serves all.
  std::uint32_t OffsetOf(std::size_t index) {
    const std::string_view text = composer_.text();
    if (index < index_) {
      index_ = 0;
      offset_ = 0;
    }
    if (index_ == 0) offset_ = text.size() - Body(text).size();
    for (; index_ < index && offset_ < text.size(); ++index_) {
      offset_ += DecodeUtf8(text, offset_).length;
    }
    return static_cast<std::uint32_t>(std::min(offset_, text.size()));
  }

  const Limits& limits_;
  json::Composer composer_;
  Events events_;
  std::vector<Open> open_;
  std::unordered_map<std::string, Anchored> anchors_;
  std::size_t values_ = 0;
  std::size_t index_ = 0;   ///< in characters, and
  std::size_t offset_ = 0;  ///< the byte it begins at
  std::string fault_;
  std::uint32_t fault_offset_ = 0;
};

}  // namespace

Partial ParseEvents(std::string_view text, const Limits& limits) {
  return EventReader(text, limits).Read();
}

}  // namespace formats::yaml
