#pragma once

#include <string_view>
#include <vector>

#include "base/symbol.h"
#include "js/parse.h"

namespace js {

/// What Parse found, by itself and exactly as large as it is: for those who look at many files
/// together, so that one Scratch serves them all.
class KeptModule {
 public:
  /// What was `parsed` in `scratch`, from bytes equal to `source`. `source` is not copied and must
  /// outlive this. A small tree is copied, so that the scratch goes on with its memory; a large one
  /// is taken out of it: then `parsed` is of no use any more.
  KeptModule(const Module& parsed, std::string_view source, Scratch& scratch);
  KeptModule(const KeptModule&) = delete;
  KeptModule& operator=(const KeptModule&) = delete;

  [[nodiscard]] const Module& module() const { return module_; }
  /// Memory in use, in bytes.
  [[nodiscard]] std::size_t bytes() const;

 private:
  Tree tree_;
  SymbolPool symbols_;
  Scopes scopes_;
  std::vector<Comment> comments_;
  std::vector<SyntaxError> errors_;
  Module module_;
};

}  // namespace js
