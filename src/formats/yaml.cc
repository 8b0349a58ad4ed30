#include "formats/yaml.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "formats/yaml_scalar.h"

namespace formats::yaml {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

/// The grammar of JSON's numbers.
bool IsNumber(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const auto digits = [&] {
    const std::size_t from = at;
    while (at < text.size() && IsDigit(text[at])) ++at;
    return at - from;
  };
  const std::size_t integer = at;
  const std::size_t count = digits();
  if (count == 0 || (count > 1 && text[integer] == '0')) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

}  // namespace

void PutPlain(json::Composer& composer, std::string_view text, std::uint32_t offset) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") {
    composer.Null(offset);
  } else if (text == "true" || text == "True" || text == "TRUE") {
    composer.Bool(true, offset);
  } else if (text == "false" || text == "False" || text == "FALSE") {
    composer.Bool(false, offset);
  } else if (IsNumber(text)) {
    composer.Number(text, offset);
  } else {
    composer.String(text, offset);
  }
}

Partial ParseWhatCan(std::string_view text, const Limits& limits) {
  const std::size_t most = std::min(limits.bytes, limits::kYamlBytes);
  if (text.size() > most) {
    json::Composer nothing("");
    nothing.BeginArray(0);
    nothing.End();
    return {
        .document = std::move(nothing).Finish(),
        .fault = SyntaxError{.message = fmt::format("{} of YAML, more than the {} that are read",
                                                    HumanBytes(text.size()), HumanBytes(most)),
                             .help = "no honest document is so long"}};
  }
  if (auto document = ParseBlocks(text, limits)) return {.document = std::move(*document)};
  return ParseEvents(text, limits);
}

tl::expected<json::Document, SyntaxError> Parse(std::string_view text, const Limits& limits) {
  Partial partial = ParseWhatCan(text, limits);
  if (partial.fault) return tl::unexpected(*std::move(partial.fault));
  return std::move(partial.document);
}

}  // namespace formats::yaml
