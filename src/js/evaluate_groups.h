#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace js::eval {

/// Values in numbered groups, side by side in one buffer however many groups there are. Filled in
/// any order, sealed, then only asked; in a group the values stay in the order they came in.
template <typename Value>
class Groups {
 public:
  void Add(std::uint32_t group, const Value& value) { unsorted_.emplace_back(group, value); }
  /// `count`: above the number of every group.
  void Seal(std::size_t count) {
    // `ends_` holds where the next value of a group goes: at last, where the group ends.
    ends_.assign(count + 1, 0);
    for (const auto& [group, value] : unsorted_) ++ends_[group + 1];
    for (std::size_t i = 1; i <= count; ++i) ends_[i] += ends_[i - 1];
    values_.resize(unsorted_.size());
    for (const auto& [group, value] : unsorted_) values_[ends_[group]++] = value;
    unsorted_ = {};
  }
  [[nodiscard]] std::span<const Value> Of(std::uint32_t group) const {
    const std::uint32_t begin = group == 0 ? 0 : ends_[group - 1];
    return std::span(values_).subspan(begin, ends_[group] - begin);
  }

 private:
  std::vector<std::pair<std::uint32_t, Value>> unsorted_;
  std::vector<std::uint32_t> ends_;
  std::vector<Value> values_;
};

}  // namespace js::eval
