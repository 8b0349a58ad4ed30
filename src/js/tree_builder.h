#pragma once

#include <algorithm>
#include <span>

#include "js/tree.h"

namespace js {

/// Fills a Tree. References that New returns are good until the next New or NewList.
class TreeBuilder {
 public:
  explicit TreeBuilder(Tree& tree) : tree_(tree) {}

  /// Forgets the last file; keeps its memory.
  void Start(std::string_view source, const SymbolPool& symbols);

  template <typename T>
  [[nodiscard]] T& New(std::uint32_t begin, std::uint32_t end) {
    if (!T::kUsesWord && end - begin <= Node::kShortLength) [[likely]] {
      T* const node = new (Take(sizeof(T) / 4)) T();
      node->kind = T::kKind;
      node->word = static_cast<std::uint8_t>(end - begin);
      node->flags = Node::kShort;
      node->begin = begin;
      return *node;
    }
    return NewLong<T>(begin, end, 0);
  }
  /// With room for the fields that most nodes of the kind lack.
  template <typename T>
  [[nodiscard]] T& NewWithTail(std::uint32_t begin, std::uint32_t end) {
    T& node = NewLong<T>(begin, end, sizeof(typename T::Tail) / 4);
    new (static_cast<void*>(&node + 1)) typename T::Tail();
    node.flags = Node::kHasTail;
    return node;
  }
  template <typename T>
  [[nodiscard]] static typename T::Tail& TailOf(T& node) {
    return *reinterpret_cast<typename T::Tail*>(&node + 1);
  }
  [[nodiscard]] NodeList NewList(std::span<const NodeId> nodes) {
    if (nodes.empty()) return NodeList::kEmpty;
    const auto size = static_cast<std::uint32_t>(nodes.size());
    std::uint32_t* at = Take(size + (size < kLongList ? 0 : 1));
    if (size >= kLongList) *at++ = size;
    std::memcpy(at, nodes.data(), nodes.size_bytes());
    const auto offset = static_cast<std::uint32_t>(at - tree_.words_.get());
    return static_cast<NodeList>(offset | std::min(size, kLongList) << kListCountShift);
  }
  /// The node, which must have no tail, or a longer copy of it when it has become too long.
  [[nodiscard]] NodeId MoveBegin(NodeId id, std::uint32_t begin);
  /// Only for a node that is not short: of a kind with a word, or made with its tail.
  void SetEnd(NodeId id, std::uint32_t end) {
    CHECK(!(*this)[id].Has(Node::kShort), "a node whose end moves has room for it");
    if (id != NodeId::kNone) tree_.words_[static_cast<std::uint32_t>(id) - 1] = end;
  }

  [[nodiscard]] NodeId Id(const Node& node) const { return tree_.IdOf(node); }
  [[nodiscard]] Node& operator[](NodeId id) {
    return *reinterpret_cast<Node*>(tree_.words_.get() + static_cast<std::uint32_t>(id));
  }
  template <typename T>
  [[nodiscard]] T& As(NodeId id) {
    return static_cast<T&>((*this)[id]);
  }
  [[nodiscard]] const Tree& tree() const { return tree_; }

  [[nodiscard]] std::uint32_t size() const { return tree_.size_; }
  /// Forgets what was made since `size()` was this.
  void Truncate(std::uint32_t size) { tree_.size_ = size; }
  /// The node that is not there: after an error something may have been written to it.
  void ClearNothing() {
    std::fill_n(tree_.words_.get(), kNothingWords, 0U);
    (*this)[NodeId::kNone].flags = Node::kShort;
  }
  /// The file needs more nodes than a tree may have; the nodes made from now on are void.
  [[nodiscard]] bool full() const { return full_; }

 private:
  static constexpr std::uint32_t kNothingWords = sizeof(Node) / 4;

  template <typename T>
  [[nodiscard]] T& NewLong(std::uint32_t begin, std::uint32_t end, std::uint32_t tail_words) {
    std::uint32_t* const at = Take(1 + sizeof(T) / 4 + tail_words);
    *at = end;
    T* const node = new (at + 1) T();
    node->kind = T::kKind;
    node->begin = begin;
    return *node;
  }
  [[nodiscard]] std::uint32_t* Take(std::uint32_t words) {
    if (tree_.capacity_ - tree_.size_ < words) [[unlikely]]
      Grow(words);
    std::uint32_t* const at = tree_.words_.get() + tree_.size_;
    tree_.size_ += words;
    return at;
  }
  void Grow(std::uint32_t words);

  Tree& tree_;
  bool full_ = false;
};

}  // namespace js
