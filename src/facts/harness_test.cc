#include "facts/harness_test.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace facts {
namespace {

std::string Plain(std::string_view text) {
  std::string plain = Quote(text, 400);
  return plain.substr(1, plain.size() - 2);
}

}  // namespace

std::string Lines(const Facts& facts) {
  std::string lines;
  for (const Fact& fact : facts) {
    lines += InfoOf(fact.kind).name;
    if (fact.phase != Phase::kUnknown) lines += fmt::format(" [{}]", NameOf(fact.phase));
    if (!fact.evidence.file.empty()) lines += " " + Plain(fact.evidence.file.View());
    if (fact.evidence.position.line > 0)
      lines += fmt::format(":{}:{}", fact.evidence.position.line, fact.evidence.position.column);
    for (const FactValue& value : fact.values)
      lines += fmt::format(" {}={}", value.key, Plain(value.text.View()));
    if (!fact.evidence.decoded.empty()) lines += " => " + Plain(fact.evidence.decoded.View());
    lines += "\n";
  }
  return lines;
}

Facts ExtractFrom(std::initializer_list<std::pair<std::string_view, std::string_view>> files,
                  const PackageContext& context) {
  Contents contents;
  for (const auto& [path, text] : files)
    contents.files.push_back({.path = std::string(path), .bytes = AsBytes(text)});
  std::sort(contents.files.begin(), contents.files.end(),
            [](const ContentFile& a, const ContentFile& b) { return a.path < b.path; });
  return Extract(contents, context);
}

Facts Only(Facts facts, std::string_view prefix) {
  std::erase_if(facts,
                [&](const Fact& fact) { return !InfoOf(fact.kind).name.starts_with(prefix); });
  return facts;
}

}  // namespace facts
