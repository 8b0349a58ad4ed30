#include "js/kept_module.h"

#include <algorithm>

namespace js {

KeptModule::KeptModule(const Module& parsed, std::string_view source)
    : comments_(parsed.comments.begin(), parsed.comments.end()),
      errors_(parsed.errors.begin(), parsed.errors.end()),
      module_(parsed) {
  const Tree& tree = *parsed.tree;
  symbols_.CopyTexts(tree.symbols(), tree.source(), source);
  auto* const words = static_cast<std::uint32_t*>(std::malloc(tree.bytes()));
  CHECK(words != nullptr, "there is memory for a tree that was already there once");
  tree_.words_.reset(words);
  std::copy_n(tree.words_.get(), tree.size_, words);
  tree_.size_ = tree.size_;
  tree_.capacity_ = tree.size_;
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
