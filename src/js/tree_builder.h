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
    T* const node = new (Take(sizeof(T) / 4)) T();
    node->kind = T::kKind;
    node->begin = begin;
    node->end = end;
    return *node;
  }
  /// With room for the fields that most nodes of the kind lack.
  template <typename T>
  [[nodiscard]] T& NewWithTail(std::uint32_t begin, std::uint32_t end) {
    T* const node = new (Take((sizeof(T) + sizeof(typename T::Tail)) / 4)) T();
    new (static_cast<void*>(node + 1)) typename T::Tail();
    node->kind = T::kKind;
    node->flags = Node::kHasTail;
    node->begin = begin;
    node->end = end;
    return *node;
  }
  template <typename T>
  [[nodiscard]] static typename T::Tail& TailOf(T& node) {
    return *reinterpret_cast<typename T::Tail*>(&node + 1);
  }
  [[nodiscard]] NodeList NewList(std::span<const NodeId> nodes) {
    if (nodes.empty()) return NodeList::kEmpty;
    std::uint32_t* const at = Take(static_cast<std::uint32_t>(nodes.size()) + 1);
    at[0] = static_cast<std::uint32_t>(nodes.size());
    std::memcpy(at + 1, nodes.data(), nodes.size_bytes());
    return static_cast<NodeList>(at - tree_.words_.get());
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
  void ClearNothing() { std::fill_n(tree_.words_.get(), sizeof(Node) / 4, 0U); }
  /// The file needs more nodes than a tree may have; the nodes made from now on are void.
  [[nodiscard]] bool full() const { return full_; }

 private:
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
