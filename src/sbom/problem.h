#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/span.h"

namespace sbom {

/// What is wrong at one place of a bill of materials. Foreign text is in `message` only through
/// `Quote`. Codes (B001 and up) have their pages in docs/diagnostics.md.
struct Problem {
  Diagnostic::Level level = Diagnostic::Level::kError;
  std::string code;
  std::string message;
  std::string help;
  std::string pointer;  ///< JSON pointer (RFC 6901) into the document's tree
  std::uint32_t offset =
      0;  ///< into the document's text; 0 also when there is no text to point into
};

/// The problems of one document, at most limits::kBomProblems of them; the rest is counted.
class Problems {
 public:
  void Add(Problem problem);
  [[nodiscard]] const std::vector<Problem>& list() const { return list_; }
  [[nodiscard]] std::size_t errors() const { return errors_; }
  [[nodiscard]] std::size_t dropped() const { return dropped_; }
  [[nodiscard]] bool empty() const { return list_.empty(); }

  /// With line and column, in the order of their places. `text` is what the offsets count in; empty
  /// when the document is binary.
  [[nodiscard]] Diagnostics ToDiagnostics(const std::string& file, std::string_view text) const;

 private:
  std::vector<Problem> list_;
  std::size_t errors_ = 0;
  std::size_t dropped_ = 0;
};

/// A JSON pointer that grows and shrinks as a tree is walked.
class Pointer {
 public:
  /// Adds a step for as long as it lives.
  class Step {
   public:
    Step(Pointer& pointer, std::string_view key);
    Step(Pointer& pointer, std::size_t index);
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;
    ~Step() { pointer_.steps_.pop_back(); }

   private:
    Pointer& pointer_;
  };

  [[nodiscard]] std::string ToString() const;

 private:
  friend class Step;
  struct Part {
    std::string_view key;  ///< empty data: an index
    std::size_t index = 0;
  };
  std::vector<Part> steps_;
};

}  // namespace sbom
