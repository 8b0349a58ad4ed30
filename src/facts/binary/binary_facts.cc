#include "facts/binary/binary_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/limits.h"
#include "facts/binary/imports.h"
#include "facts/binary/strings.h"
#include "facts/trailing.h"

namespace facts {
namespace {

struct Symbol {
  std::string_view name;
  std::string_view group;
};
constexpr auto kSymbols = std::to_array<Symbol>({
#define SYMBOL(name, group) {name, group},
#include "facts/binary/symbol_groups.def"
#undef SYMBOL
});
static_assert(std::is_sorted(kSymbols.begin(), kSymbols.end(),
                             [](const Symbol& a, const Symbol& b) { return a.name < b.name; }));

std::string_view GroupOf(std::string_view name) {
  name = name.substr(0, name.find('@'));  // versions: connect@GLIBC_2.2.5
  const auto row = std::lower_bound(
      kSymbols.begin(), kSymbols.end(), name,
      [](const Symbol& known, std::string_view wanted) { return known.name < wanted; });
  return row != kSymbols.end() && row->name == name ? row->group : std::string_view();
}

Evidence Place(const ContentFile& file, std::string_view text) {
  Evidence evidence;
  evidence.file = Untrusted(file.path);
  const char* const base = reinterpret_cast<const char*>(file.bytes.data());
  const bool inside =
      !text.empty() && text.data() >= base && text.data() + text.size() <= base + file.bytes.size();
  if (inside) {
    const auto begin = static_cast<std::uint32_t>(text.data() - base);
    evidence.bytes = {.begin = begin, .end = static_cast<std::uint32_t>(begin + text.size())};
    evidence.snippet = Untrusted(text);
  }
  return evidence;
}

void ReportImports(const ContentFile& file, Format format, const BinaryTables& tables, Sink& sink) {
  std::map<std::string_view, std::set<std::string_view>> names;
  std::map<std::string_view, std::set<std::string_view>> libraries;
  for (const BinaryImport& import : tables.imports) {
    const std::string_view group = GroupOf(import.name);
    if (group.empty()) continue;
    names[group].insert(import.name);
    if (!import.library.empty()) libraries[group].insert(import.library);
  }
  constexpr std::size_t kNamesShown = 20;
  for (const auto& [group, symbols] : names) {
    std::vector<KeyText> values = {{"format", NameOf(format)}, {"group", group}};
    const std::string count = std::to_string(symbols.size());
    values.push_back({"count", count});
    for (const std::string_view name : symbols) {
      if (values.size() < kNamesShown) values.push_back({"name", name});
    }
    for (const std::string_view library : libraries[group]) {
      if (values.size() < 2 * kNamesShown) values.push_back({"library", library});
    }
    sink.Add(FactKind::kBinaryImport, Phase::kUnknown, Place(file, *symbols.begin()), values);
  }
}

/// Packed by UPX, or by another packer that leaves hardly any imports and data without a pattern.
std::string_view PackerOf(const ContentFile& file, Format format, const BinaryTables& tables) {
  constexpr std::size_t kProbe = 4096;
  const std::string_view head = AsText(file.bytes.first(std::min(file.bytes.size(), kProbe)));
  const std::string_view tail =
      AsText(file.bytes.last(std::min<std::size_t>(file.bytes.size(), 64)));
  if (head.find("UPX!") != std::string_view::npos || tail.find("UPX!") != std::string_view::npos)
    return "upx";
  constexpr std::size_t kEnough = 64 * limits::kKiB;
  const bool native = format == Format::kElf || format == Format::kPe;
  if (!native || file.bytes.size() < kEnough || tables.imports.size() > 12) return {};
  const Bytes middle = file.bytes.subspan(file.bytes.size() / 4, kEnough / 2);
  return Entropy(middle) > 7.9 ? "unknown" : std::string_view();
}

}  // namespace

void ExtractBinary(const ContentFile& file, Format format, Sink& sink) {
  const BinaryTables tables = ReadBinaryTables(format, file.bytes);
  ReportImports(file, format, tables, sink);
  std::size_t left = limits::kBinaryTextBytes;
  for (const Bytes part : tables.data) {
    const Bytes bounded = part.first(std::min(part.size(), left));
    left -= bounded.size();
    for (const BinaryString& text : FindStrings(bounded))
      sink.Add(FactKind::kBinaryString, Phase::kUnknown, Place(file, text.text),
               {{"format", NameOf(format)},
                {"sort", text.sort},
                {"text", text.text},
                {"host", text.host}});
    if (left == 0) break;
  }
  if (const auto packer = PackerOf(file, format, tables); !packer.empty())
    sink.Add(FactKind::kBinaryPacked, Phase::kUnknown, Place(file, {}),
             {{"format", NameOf(format)}, {"packer", packer}});
  if (tables.damaged)
    sink.Add(FactKind::kBinaryDamaged, Phase::kUnknown, Place(file, {}),
             {{"format", NameOf(format)}, {"reason", "tables"}});
}

}  // namespace facts
