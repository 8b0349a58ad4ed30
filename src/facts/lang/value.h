#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "facts/shell_scene.h"

namespace facts {

/// What is known of an expression of a script: constant text, or a text with holes, and where it
/// comes from.
struct ScriptValue {
  std::string text;    ///< with `$name` where a part is not known
  bool known = false;  ///< `text` is all of it
  std::optional<std::int64_t> number;
  bool list = false;
  std::vector<ScriptValue> items;
  std::string path;    ///< the dotted name of the module, function or type it stands for
  std::string object;  ///< the type it is an object of
  std::string file;    ///< the file it is open on
  std::string owner;   ///< a member: the variable it was taken from
  ShellFlow flow;      ///< `text` in it is not used
  std::vector<std::string> variables;  ///< of the environment, in `text`
  std::size_t body = 0;                ///< a function of the script: its token, else 0

  /// Takes over where `other` comes from, not what it is.
  void Taint(const ScriptValue& other);
  /// As a word of a command line.
  [[nodiscard]] ShellArgument ToArgument() const;
};

[[nodiscard]] ScriptValue ConstantText(std::string text);
[[nodiscard]] ScriptValue ConstantNumber(std::int64_t number);
[[nodiscard]] ScriptValue UnknownValue(std::string_view name);

/// `a` and then `b`: texts joined, numbers added, lists appended.
[[nodiscard]] ScriptValue Concatenate(ScriptValue a, const ScriptValue& b);
/// Arithmetic on whole numbers; anything else gives an unknown value that comes from both.
[[nodiscard]] ScriptValue Arithmetic(std::string_view sign, const ScriptValue& a,
                                     const ScriptValue& b);
/// The text without one layer of `encoding`: base64, hex, rot13, reversed, zlib, gzip, utf-16.
/// Unknown, but marked as decoded, for those that need a secret or a file.
[[nodiscard]] ScriptValue DecodeValue(const ScriptValue& value, std::string_view encoding);
[[nodiscard]] ScriptValue JoinValues(const ScriptValue& list, const ScriptValue& separator);
[[nodiscard]] ScriptValue ReplaceIn(const ScriptValue& value, const ScriptValue& from,
                                    const ScriptValue& to);
[[nodiscard]] ScriptValue ReverseValue(const ScriptValue& value);
[[nodiscard]] ScriptValue SplitValue(const ScriptValue& value, const ScriptValue& separator);
/// `{0}` and `{}` replaced by the arguments.
[[nodiscard]] ScriptValue FormatValue(const ScriptValue& format,
                                      const std::vector<ScriptValue>& arguments);
/// The bytes or characters of a text as values that are both text and number.
[[nodiscard]] std::vector<ScriptValue> ItemsOf(const ScriptValue& value);
[[nodiscard]] ScriptValue ElementOf(const ScriptValue& value, const ScriptValue& index);

}  // namespace facts
