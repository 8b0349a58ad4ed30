#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "js/parse.h"

namespace js {

/// A JavaScript value as a tree of plain data, independent of the file it came from. Strings are
/// UTF-16 as the language has them, so a lone surrogate survives.
struct Value {
  enum class Kind : std::uint8_t {
    kUnknown,  ///< inside an array or object only: this part could not be told
    kUndefined,
    kNull,
    kBoolean,
    kNumber,
    kString,
    kArray,
    kObject,
    kBytes,     ///< Buffer and Uint8Array
    kFunction,  ///< `function` says which; none for a built-in one
    kRegExp,    ///< `function` is the literal's node
  };
  struct Property;

  Kind kind = Kind::kUndefined;
  bool boolean = false;
  double number = 0;
  std::u16string text;
  std::string bytes;
  std::vector<Value> elements;
  std::vector<Property> properties;  ///< in the order they were made
  NodeId function = NodeId::kNone;

  /// The text as UTF-8; a lone surrogate takes three bytes (WTF-8).
  [[nodiscard]] std::string Utf8() const;
  bool operator==(const Value&) const;
};
struct Value::Property {
  std::u16string name;
  Value value;
  bool operator==(const Property& other) const {
    return name == other.name && value == other.value;
  }
};

/// How much work an Evaluator may do, over all its calls; one call may spend three quarters of
/// what the calls before it left.
struct EvaluateBudget {
  /// Expressions and statements carried out, some 7 ns each and never more than some 20: enough for
  /// the string arrays of every preset of javascript-obfuscator, and under two seconds.
  std::uint64_t steps = 110'000'000;
  std::uint64_t bytes = 96ULL * 1024 * 1024;  ///< strings, arrays, objects and frames made
  /// Steps, when more than those, of a file whose texts are shuffled before they are used: it hands
  /// a function that replaces itself to a call on the spot, as obfuscators do.
  std::uint64_t shuffled_steps = 0;
};

/// Tells what expressions of a module are worth without running the program: folds literals and
/// pure built-in functions, follows constants, destructuring and parameters of functions that are
/// called on the spot, and interprets the module's own functions. It has no host: no clock, no
/// randomness, no file, no network; what would need one has no value. A variable that is written to
/// has the value that the statements before the place of use give it, when those can be carried
/// out; otherwise none. The module must have scopes and outlive the Evaluator.
///
/// Three simplifications, all towards what obfuscators write: a function that replaces itself or
/// keeps things in its own properties is taken as if called from here first, an array or object
/// that is handed to unknown code is taken as unchanged by it, and so are the variables that a
/// direct `eval` could reach: else one `eval` would hide the text that it is given.
class Evaluator {
 public:
  explicit Evaluator(const Module& module, EvaluateBudget budget = {});
  ~Evaluator();
  Evaluator(Evaluator&&) noexcept;
  Evaluator& operator=(Evaluator&&) noexcept;

  /// The value of an expression, or nothing: it depends on what cannot be known, throws, or the
  /// budget ran out.
  [[nodiscard]] std::optional<Value> Evaluate(NodeId expression);
  /// Evaluate for callers that want text: nothing as well when the value is not a string.
  [[nodiscard]] std::optional<std::string> EvaluateString(NodeId expression);

  /// True once the whole budget ran out: nothing is evaluated any more.
  [[nodiscard]] bool exhausted() const;
  /// True once an answer would have taken more than a call may spend.
  [[nodiscard]] bool gave_up() const;
  [[nodiscard]] std::uint64_t steps_used() const;

  /// True for the names that are no variables of the file and may all the same have a value.
  [[nodiscard]] static bool Knows(std::string_view global);
  /// True when `global.member` may have a value, where Knows(global).
  [[nodiscard]] static bool Knows(std::string_view global, std::string_view member);
  /// True for the names of methods that change the object they are called on.
  [[nodiscard]] static bool Changes(std::string_view method);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace js
