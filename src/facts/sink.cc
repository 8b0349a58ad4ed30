#include "facts/sink.h"

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "base/limits.h"
#include "base/pieces.h"
#include "base/text.h"

namespace facts {
namespace {

bool IsKeyOf(FactKind kind, std::string_view key) {
  for (const std::string_view one : Pieces(InfoOf(kind).keys, ' ')) {
    if (one == key) return true;
  }
  return false;
}

Untrusted Cut(const Untrusted& text, std::size_t code_points) {
  const std::string_view cut = CutCodePoints(text.View(), code_points);
  return cut.size() == text.View().size() ? text : Untrusted(cut);
}

}  // namespace

std::string_view YesNo(bool truth) {
  return truth ? "yes" : "no";
}

std::string_view CutCodePoints(std::string_view text, std::size_t code_points) {
  if (text.size() <= code_points) return text;
  std::size_t at = 0;
  for (std::size_t count = 0; at < text.size() && count < code_points; ++count)
    at += DecodeUtf8(text, at).length;
  return text.substr(0, at);
}

void Sink::Add(FactKind kind, Phase phase, Evidence evidence,
               std::initializer_list<KeyText> values) {
  Add(kind, phase, std::move(evidence), std::vector<KeyText>(values));
}

void Sink::Add(FactKind kind, Phase phase, Evidence evidence, const std::vector<KeyText>& values) {
  Fact fact{.kind = kind, .phase = phase, .evidence = std::move(evidence)};
  for (const KeyText& value : values) {
    CHECK(IsKeyOf(kind, value.key), "a fact has only the keys that fact_kinds.def gives its kind");
    if (value.text.empty()) continue;
    fact.values.push_back(
        {.key = std::string(value.key),
         .text = Untrusted(CutCodePoints(value.text, limits::kFactValueCodePoints))});
  }
  if (started_ == Started::kByCommand && IsKeyOf(kind, "by-command"))
    fact.values.push_back({.key = "by-command", .text = Untrusted("yes")});
  if (layer_ > 0)
    fact.values.push_back({.key = "layer", .text = Untrusted(std::to_string(layer_))});
  fact.evidence.snippet = Cut(fact.evidence.snippet, limits::kSnippetCodePoints);
  fact.evidence.decoded = Cut(fact.evidence.decoded, limits::kDecodedCodePoints);
  Keep(std::move(fact));
}

void Sink::Keep(Fact fact) {
  std::uint64_t& count = counts_[{fact.kind, fact.evidence.file.ForEscaping()}];
  if (++count > limits::kFactsPerKindAndFile) return;
  if (facts_.size() >= limits::kFactsPerPackage) {
    ++left_out_;
    return;
  }
  facts_.push_back(std::move(fact));
}

Facts Sink::Take() && {
  for (const auto& [key, count] : counts_) {
    if (count <= limits::kFactsPerKindAndFile) continue;
    Fact fact{.kind = FactKind::kPackageFactsTruncated};
    fact.evidence.file = Untrusted(key.second);
    fact.values = {
        {.key = "kind", .text = Untrusted(InfoOf(key.first).name)},
        {.key = "left-out",
         .text = Untrusted(std::to_string(count - limits::kFactsPerKindAndFile))},
    };
    facts_.push_back(std::move(fact));
  }
  if (left_out_ > 0) {
    Fact fact{.kind = FactKind::kPackageFactsTruncated};
    fact.values = {{.key = "left-out", .text = Untrusted(std::to_string(left_out_))}};
    facts_.push_back(std::move(fact));
  }
  Sort(facts_);
  facts_.erase(std::unique(facts_.begin(), facts_.end()), facts_.end());
  return std::move(facts_);
}

}  // namespace facts
