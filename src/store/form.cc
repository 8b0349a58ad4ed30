#include "store/form.h"

namespace store {

std::uint64_t FormReader::GetNumber() {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (rest_.empty()) break;
    const std::uint8_t byte = rest_.front();
    rest_ = rest_.subspan(1);
    if (shift == 63 && byte > 1) break;
    number |= std::uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80) return number;
  }
  Refuse();
  return 0;
}

std::string_view FormReader::Take(std::uint64_t size) {
  if (size > rest_.size() || !Charge(size)) {
    Refuse();
    return {};
  }
  const std::string_view text = AsText(rest_.first(size));
  rest_ = rest_.subspan(size);
  return text;
}

std::string_view FormReader::GetText() {
  const std::uint64_t number = GetNumber();
  if ((number & 1U) == 0) {
    const std::string_view text = Take(number >> 1U);
    if (good_) texts_.push_back(text);
    return text;
  }
  if (number >> 1U >= texts_.size() || !Charge(texts_[number >> 1U].size())) {
    Refuse();
    return {};
  }
  return texts_[number >> 1U];
}

}  // namespace store
