#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/text.h"
#include "formats/toml.h"

namespace policy {

/// The diagnostics of one file as they come up.
class Remarks {
 public:
  Remarks(std::string_view text, std::string_view file, Diagnostics& diagnostics)
      : text_(text), lines_(text), file_(file), diagnostics_(diagnostics) {}

  void Error(Position position, const char* code, std::string message, std::string help);
  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  std::string_view text_;
  LineTable lines_;
  std::string file_;
  Diagnostics& diagnostics_;
};

/// Reads the fields of one TOML table and remembers which were asked for, so that the others can be
/// refused. A field of the wrong kind is told and counts as absent.
class FieldReader {
 public:
  FieldReader(const formats::toml::Value& table, std::string what, Remarks& remarks)
      : table_(table), what_(std::move(what)), remarks_(remarks) {}

  [[nodiscard]] std::optional<std::string> Text(std::string_view key);
  /// A text, or a list of texts.
  [[nodiscard]] std::vector<std::string> Texts(std::string_view key);
  [[nodiscard]] std::optional<bool> Truth(std::string_view key);
  /// A whole number.
  [[nodiscard]] std::optional<std::int64_t> Number(std::string_view key);
  /// A date, with or without a time, as text.
  [[nodiscard]] std::optional<std::string> Date(std::string_view key);
  /// One of the words that `find` knows; `choices` lists them for the message.
  template <typename Enum>
  [[nodiscard]] std::optional<Enum> Choice(std::string_view key,
                                           std::optional<Enum> (*find)(std::string_view),
                                           std::string_view choices);

  /// Tells that `key` is missing.
  void Require(std::string_view key, std::string_view why);
  /// Refuses every field that was not asked for.
  void RefuseOthers();
  void Wrong(std::string_view key, std::string message, std::string help);
  [[nodiscard]] Position position() const { return table_.position; }

 private:
  [[nodiscard]] const formats::toml::Value* Find(std::string_view key);
  void WrongKind(std::string_view key, const formats::toml::Value& value, std::string_view wanted);

  const formats::toml::Value& table_;
  std::string what_;
  Remarks& remarks_;
  std::vector<std::string_view> asked_;
};

template <typename Enum>
std::optional<Enum> FieldReader::Choice(std::string_view key,
                                        std::optional<Enum> (*find)(std::string_view),
                                        std::string_view choices) {
  const auto word = Text(key);
  if (!word) return std::nullopt;
  const auto found = find(*word);
  if (!found)
    Wrong(key, fmt::format("`{}` is {}", key, Quote(*word)),
          fmt::format("it is one of {}", choices));
  return found;
}

}  // namespace policy
