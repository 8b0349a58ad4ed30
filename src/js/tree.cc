#include "js/tree.h"

#include <array>

#include "base/limits.h"
#include "js/tree_builder.h"

namespace js {

namespace {
constexpr std::uint32_t kFirstWords = 1U << 14U;
static_assert(limits::kTreeWords <= 1U << kListCountShift, "a list's place leaves its count room");
}  // namespace

void TreeBuilder::Start(std::string_view source, const SymbolPool& symbols) {
  tree_.size_ = 0;
  tree_.source_ = source;
  tree_.symbols_ = &symbols;
  full_ = false;
  static_cast<void>(Take(kNothingWords));
  ClearNothing();
}

void TreeBuilder::Grow(std::uint32_t words) {
  const std::uint64_t needed = std::uint64_t{tree_.size_} + words;
  if (needed > limits::kTreeWords) {
    // Writes over the old nodes from here on; the parser stops at its next statement.
    full_ = true;
    tree_.size_ = kNothingWords;
    if (words <= tree_.capacity_ - tree_.size_) return;
  }
  const std::uint64_t doubled =
      std::max<std::uint64_t>(kFirstWords, std::uint64_t{tree_.capacity_} * 2);
  const auto capacity = static_cast<std::uint32_t>(
      std::max(std::min<std::uint64_t>(doubled, limits::kTreeWords), needed));
  // realloc: a big block is remapped by the system, not copied.
  void* const grown = std::realloc(tree_.words_.release(),
                                   std::size_t{capacity} * sizeof(std::uint32_t));  // NOLINT
  CHECK(grown != nullptr, "memory for the tree");
  tree_.words_.reset(static_cast<std::uint32_t*>(grown));
  tree_.capacity_ = capacity;
}

NodeId TreeBuilder::MoveBegin(NodeId id, std::uint32_t begin) {
#define NODE(K, estree) sizeof(K) / 4,
  static constexpr auto kWords = std::to_array<std::uint32_t>({
      kNothingWords,
#include "js/nodes.def"
  });
  if (id == NodeId::kNone) return id;
  Node* node = &(*this)[id];
  const std::uint32_t end = node->end();
  if (node->Has(Node::kShort) && end - begin > Node::kShortLength) {
    const std::uint32_t words = kWords[static_cast<std::size_t>(node->kind)];
    std::uint32_t* const at = Take(1 + words);
    *at = end;
    std::memcpy(at + 1, &(*this)[id], words * sizeof(std::uint32_t));
    id = static_cast<NodeId>(at + 1 - tree_.words_.get());
    node = &(*this)[id];
    node->flags &= static_cast<std::uint16_t>(~Node::kShort);
    node->word = 0;
  }
  if (node->Has(Node::kShort)) node->word = static_cast<std::uint8_t>(end - begin);
  node->begin = begin;
  return id;
}

namespace {
#define NODE(K, estree) std::string_view{estree},
constexpr auto kEstreeTypes = std::to_array<std::string_view>({
    "",
#include "js/nodes.def"
});
#define NODE(K, estree) std::string_view{#K},
constexpr auto kKindNames = std::to_array<std::string_view>({
    "",
#include "js/nodes.def"
});
}  // namespace

std::string_view EstreeType(Kind kind) {
  return kEstreeTypes[static_cast<std::size_t>(kind)];
}
std::string_view KindName(Kind kind) {
  return kKindNames[static_cast<std::size_t>(kind)];
}

}  // namespace js
