#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>

/// The pieces of a text between separators, one after the other and without a list of them; an
/// empty text has one empty piece. The text must outlive the loop.
///
///     for (const std::string_view segment : Pieces(path, '/')) ...
class Pieces {
 public:
  Pieces(std::string_view text, char separator) : text_(text), separator_(separator) {}

  class Iterator {
   public:
    Iterator(std::string_view text, char separator) : rest_(text), separator_(separator) { Find(); }

    std::string_view operator*() const { return rest_.substr(0, size_); }
    Iterator& operator++() {
      at_end_ = size_ == rest_.size();
      if (!at_end_) {
        rest_.remove_prefix(size_ + 1);
        Find();
      }
      return *this;
    }
    bool operator==(std::default_sentinel_t /*end*/) const { return at_end_; }

   private:
    void Find() { size_ = std::min(rest_.find(separator_), rest_.size()); }

    std::string_view rest_;
    std::size_t size_ = 0;  ///< of the piece that it stands at, with which `rest_` begins
    char separator_;
    bool at_end_ = false;
  };
  [[nodiscard]] Iterator begin() const { return {text_, separator_}; }
  [[nodiscard]] static std::default_sentinel_t end() { return {}; }

 private:
  std::string_view text_;
  char separator_;
};
