#include "js/kept_module.h"

#include <algorithm>

namespace js {

namespace {
/// From here on the C library gives a block pages of its own, which change hands at no cost.
constexpr std::size_t kLargeTree = std::size_t{1} << 20U;
}  // namespace

KeptModule::KeptModule(const Module& parsed, std::string_view source, Scratch& scratch)
    : comments_(parsed.comments.begin(), parsed.comments.end()),
      errors_(parsed.errors.begin(), parsed.errors.end()),
      module_(parsed) {
  const Tree& tree = *parsed.tree;
  symbols_.CopyTexts(tree.symbols(), tree.source(), source);
  if (tree.bytes() >= kLargeTree) {
    tree_ = scratch.TakeTree();
  } else {
    auto* const words = static_cast<std::uint32_t*>(std::malloc(tree.bytes()));
    CHECK(words != nullptr, "there is memory for a tree that was already there once");
    tree_.words_.reset(words);
    std::copy_n(tree.words_.get(), tree.size_, words);
    tree_.size_ = tree.size_;
    tree_.capacity_ = tree.size_;
  }
  tree_.source_ = source;
  tree_.symbols_ = &symbols_;
  module_.tree = &tree_;
  if (parsed.scopes != nullptr) {
    scopes_ = *parsed.scopes;
    module_.scopes = &scopes_;
  }
  module_.comments = comments_;
  module_.errors = errors_;
}

std::size_t KeptModule::bytes() const {
  return tree_.bytes() + symbols_.bytes() + scopes_.bytes() + comments_.size() * sizeof(Comment) +
         errors_.size() * sizeof(SyntaxError);
}

}  // namespace js
