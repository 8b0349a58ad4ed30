// Turns the rule cards into one C++ file: `card_compiler RULES_DIR DETECTORS_DEF OUTPUT`. Runs
// during the build; a broken card, or one that detectors.def does not name, stops it with file and
// line.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "detect/read_card.h"

namespace {

Result<std::string> ReadText(const std::string& path) {
  auto bytes = DiskFileSystem().Read(path, limits::kCardBytes);
  if (!bytes) return Fail(bytes.error());
  return std::string(AsText(*bytes));
}

/// The ids of the CARD lines, in order.
Result<std::vector<std::string>> ReadDetectors(const std::string& path) {
  const auto text = ReadText(path);
  if (!text) return Fail(text.error());
  std::vector<std::string> ids;
  std::size_t number = 0;
  for (std::string_view line : Split(*text, '\n')) {
    ++number;
    line = Trim(line);
    if (line.empty() || line.starts_with("//")) continue;
    constexpr std::string_view kBegin = "CARD(\"";
    constexpr std::string_view kEnd = "\")";
    if (!line.starts_with(kBegin) || !line.ends_with(kEnd))
      return Fail(fmt::format("{}:{}:1: saw {}, wanted CARD(\"id\")", path, number, Quote(line)));
    line.remove_prefix(kBegin.size());
    line.remove_suffix(kEnd.size());
    if (!ids.empty() && ids.back() >= line)
      return Fail(fmt::format("{}:{}:1: `{}` is not in order", path, number, line));
    ids.emplace_back(line);
  }
  return ids;
}

Result<void> CheckNoStrangers(const std::string& folder, const std::vector<std::string>& ids,
                              const std::string& detectors) {
  const auto entries = DiskFileSystem().List(folder);
  if (!entries) return Fail(entries.error());
  for (const FolderEntry& entry : *entries) {
    const bool named = std::any_of(ids.begin(), ids.end(),
                                   [&](const std::string& id) { return entry.name == id + ".md"; });
    if (!named)
      return Fail(fmt::format("{}:1:1: the card has no line in {}", JoinPath(folder, entry.name),
                              detectors));
  }
  return {};
}

/// A C++ string literal of any bytes, one source line per line of text.
std::string Literal(std::string_view text) {
  std::string literal;
  bool open = false;
  for (const char c : text) {
    if (!open) literal += "    \"";
    open = true;
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      literal += "\\n\"\n";
      open = false;
    } else if (c == '"' || c == '\\' || c == '?') {
      literal += fmt::format("\\{}", c);
    } else if (byte < 0x20 || byte >= 0x7F) {
      literal += fmt::format("\\{:03o}", byte);
    } else {
      literal += c;
    }
  }
  return literal + (open ? "\"" : "");
}

Result<std::string> Compile(const std::string& folder, const std::string& detectors) {
  const auto ids = ReadDetectors(detectors);
  if (!ids) return Fail(ids.error());
  if (auto check = CheckNoStrangers(folder, *ids, detectors); !check) return Fail(check.error());
  std::string code =
      "// Written by tools/card_compiler.cc from src/detect/rules/*.md.\n\n"
      "#include <array>\n\n#include \"detect/built_in_cards.h\"\n#include \"detect/rule_set.h\"\n\n"
      "namespace detect {\n\nnamespace {\n\n";
  code += fmt::format("constexpr std::array<CardText, {}> kCards = {{{{\n", ids->size());
  KeyHasher hasher;
  for (const std::string& id : *ids) {
    const std::string path = JoinPath(folder, id + ".md");
    const auto text = ReadText(path);
    if (!text) return Fail(text.error());
    if (const auto card = detect::ReadCard(*text, path); !card) return Fail(card.error());
    hasher.Add(*text);
    code += fmt::format("    {{\"{}.md\",\n{}}},\n", id, Literal(*text));
  }
  code += "}};\n\n}  // namespace\n\n";
  code += "std::span<const CardText> BuiltInCards() {\n  return kCards;\n}\n\n";
  code += fmt::format("std::string_view BuiltInHash() {{\n  return \"{}\";\n}}\n\n",
                      Hex(hasher.Finish()));
  return code + "}  // namespace detect\n";
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) {
    fmt::print(stderr, "usage: card_compiler RULES_DIR DETECTORS_DEF OUTPUT\n");
    return 2;
  }
  const std::string output = std::filesystem::absolute(arguments[3]).string();
  const auto code = Compile(arguments[1], arguments[2]);
  const auto written = code ? DiskFileSystem().WriteAtomically(output, AsBytes(*code))
                            : Result<void>(Fail(code.error()));
  if (written) return 0;
  const Error& error = written.error();
  fmt::print(stderr, "{}\n{}", error.message,
             error.help.empty() ? "" : fmt::format("help: {}\n", error.help));
  return 1;
}
