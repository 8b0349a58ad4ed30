#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/arena.h"
#include "js/node.h"

namespace js::eval {

enum class Builtin : std::uint8_t {
  kNone,
#define BUILTIN(name, path, group) name,
#include "js/builtins.def"
};
enum class BuiltinGroup : std::uint8_t {
  kNone,
  kArray,
  kArrayEach,
  kBuffer,
  kFunction,
  kGlobal,
  kMath,
  kNamespace,
  kNumber,
  kObject,
  kRegExp,
  kString,
  kText
};
/// By its path in builtins.def; kNone when there is none.
[[nodiscard]] Builtin FindBuiltin(std::string_view path);
[[nodiscard]] std::string_view PathOf(Builtin builtin);
[[nodiscard]] BuiltinGroup GroupOf(Builtin builtin);

struct FunctionInfo;
struct Object;

/// A value while it is worked with. Text points into the heap's arena, into a literal's copy or
/// into another text: never freed before the heap, never changed.
struct Val {
  enum class Tag : std::uint8_t {
    kUndefined,
    kNull,
    kBoolean,
    kNumber,
    kText,
    kObject,
    kBuiltin,
    kHole,     ///< a missing element, or a variable before its declaration
    kUnknown,  ///< an element or property that could not be told
  };
  Tag tag = Tag::kUndefined;
  bool boolean = false;
  Builtin builtin = Builtin::kNone;
  std::uint32_t size = 0;
  union {
    double number;
    const char16_t* text;
    Object* object;
  };

  Val() : number(0) {}
  static Val Null() { return Of(Tag::kNull); }
  static Val Hole() { return Of(Tag::kHole); }
  static Val Unknown() { return Of(Tag::kUnknown); }
  static Val Bool(bool value) {
    Val v = Of(Tag::kBoolean);
    v.boolean = value;
    return v;
  }
  static Val Num(double value) {
    Val v = Of(Tag::kNumber);
    v.number = value;
    return v;
  }
  static Val Text(std::u16string_view value) {
    Val v = Of(Tag::kText);
    v.size = static_cast<std::uint32_t>(value.size());
    v.text = value.data();
    return v;
  }
  static Val Obj(Object* value) {
    Val v = Of(Tag::kObject);
    v.object = value;
    return v;
  }
  static Val Native(Builtin value) {
    Val v = Of(Tag::kBuiltin);
    v.builtin = value;
    return v;
  }

  [[nodiscard]] bool Is(Tag t) const { return tag == t; }
  [[nodiscard]] bool IsText() const { return tag == Tag::kText; }
  [[nodiscard]] bool IsObject() const { return tag == Tag::kObject; }
  [[nodiscard]] bool IsNumber() const { return tag == Tag::kNumber; }
  [[nodiscard]] bool IsNullish() const {
    return tag == Tag::kUndefined || tag == Tag::kNull || tag == Tag::kHole;
  }
  [[nodiscard]] std::u16string_view view() const { return {text, size}; }
  /// The index of an array or a text that the number is.
  [[nodiscard]] std::optional<std::uint32_t> AsIndex() const {
    if (!IsNumber() || !(number >= 0 && number < 4294967295.0)) return std::nullopt;
    const auto whole = static_cast<std::uint32_t>(number);
    if (number != static_cast<double>(whole)) return std::nullopt;
    return whole;
  }

 private:
  static Val Of(Tag t) {
    Val v;
    v.tag = t;
    return v;
  }
};

/// A variable.
struct Cell {
  Val value = Val::Hole();
};

/// The variables of one call of a function; `function` is also the key of bindings it owns.
struct Frame {
  NodeId function = NodeId::kNone;
  Frame* parent = nullptr;
  Val self;  ///< `this`; unknown for none
  std::span<const Val> arguments;
  bool called = false;     ///< `arguments` are those of a call
  std::span<Cell*> cells;  ///< by slot; null until declared
};

struct Property {
  std::u16string_view name;
  Val value;
};

struct Object {
  enum class Class : std::uint8_t { kPlain, kArray, kFunction, kBytes, kRegExp, kBound };

  Class cls = Class::kPlain;
  std::uint32_t serial = 0;  ///< objects are numbered as they are made
  /// Of an array; a bound function's arguments; pattern and flags of a regular expression without a
  /// node.
  std::vector<Val> elements;
  std::string bytes;
  std::vector<Property> properties;
  std::unordered_map<std::u16string_view, std::uint32_t> index;  ///< once there are many properties
  NodeId node = NodeId::kNone;         ///< of a function or a regular expression
  const FunctionInfo* info = nullptr;  ///< of a function
  Object* prototype = nullptr;         ///< of what `new` made of a function; older than its object
  Frame* scope = nullptr;              ///< where a function was made
  Val target;                          ///< what a bound function calls
  Val self;                            ///< a function's `this`: an arrow's, a bound function's
  double last_index = 0;               ///< of a regular expression

  [[nodiscard]] Val* Find(std::u16string_view name);
};

/// Makes and keeps everything the interpreter makes. Every maker returns nothing (false, null) once
/// the budget of bytes is spent.
class Heap {
 public:
  explicit Heap(std::uint64_t budget) : left_(budget) {}

  [[nodiscard]] Object* NewObject(Object::Class cls);
  [[nodiscard]] Frame* NewFrame(NodeId function, Frame* parent, std::size_t slots);
  [[nodiscard]] Cell* NewCell();
  /// A text of the given length to be filled at once.
  [[nodiscard]] char16_t* NewText(std::size_t length);
  [[nodiscard]] std::optional<Val> Copy(std::u16string_view text);
  [[nodiscard]] std::optional<std::span<const Val>> Copy(std::span<const Val> values);
  /// `a` followed by `b`. Appending to the end of a text that was appended to lately is cheap.
  [[nodiscard]] std::optional<Val> Concat(std::u16string_view a, std::u16string_view b);
  [[nodiscard]] bool Set(Object& object, std::u16string_view name, Val value);
  [[nodiscard]] bool Charge(std::uint64_t bytes) {
    if (bytes > left_) {
      left_ = 0;
      return false;
    }
    left_ -= bytes;
    return true;
  }
  [[nodiscard]] bool spent() const { return left_ == 0; }
  [[nodiscard]] std::uint64_t left() const { return left_; }
  /// Leaves at most `share` to be spent; what was held back is to be given back.
  [[nodiscard]] std::uint64_t HoldBack(std::uint64_t share) {
    const std::uint64_t held = left_ > share ? left_ - share : 0;
    left_ -= held;
    return held;
  }
  void GiveBack(std::uint64_t held) { left_ += held; }
  [[nodiscard]] std::uint32_t objects() const {
    return static_cast<std::uint32_t>(objects_.size());
  }

 private:
  /// A text with room behind it.
  struct Growing {
    char16_t* begin = nullptr;
    std::size_t size = 0;
    std::size_t capacity = 0;
  };

  std::uint64_t left_;
  Arena arena_;
  std::deque<Object> objects_;
  std::array<Growing, 4> growing_{};
  std::size_t next_growing_ = 0;
};

/// `-1` for no index: the array index a property name means.
[[nodiscard]] std::int64_t ArrayIndex(std::u16string_view name);

[[nodiscard]] std::u16string ToUtf16(std::string_view wtf8);
[[nodiscard]] std::string ToUtf8(std::u16string_view text);
/// Number::toString(10), and in another radix for integers below 2^53; nothing for other fractions.
[[nodiscard]] std::u16string NumberText(double number);
[[nodiscard]] std::optional<std::u16string> NumberText(double number, int radix);
/// StringToNumber: NaN when the text is not a numeral.
[[nodiscard]] double TextNumber(std::u16string_view text);
/// The global functions `parseInt` and `parseFloat`.
[[nodiscard]] double ParseInt(std::u16string_view text, int radix);
[[nodiscard]] double ParseFloat(std::u16string_view text);
[[nodiscard]] std::int32_t ToInt32(double number);
[[nodiscard]] bool IsSpace(char16_t c);
[[nodiscard]] std::u16string_view TrimSpace(std::u16string_view text);

}  // namespace js::eval
