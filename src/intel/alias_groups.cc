#include <numeric>
#include <unordered_map>

#include "intel/pack_writer.h"

namespace intel {
namespace {

class UnionFind {
 public:
  explicit UnionFind(std::size_t size) : parent_(size) {
    std::iota(parent_.begin(), parent_.end(), 0U);
  }
  std::uint32_t Find(std::uint32_t member) {
    while (parent_[member] != member) {
      parent_[member] = parent_[parent_[member]];
      member = parent_[member];
    }
    return member;
  }
  /// The smaller number leads, so that the order of joining does not matter.
  void Join(std::uint32_t a, std::uint32_t b) {
    a = Find(a);
    b = Find(b);
    if (a == b) return;
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

}  // namespace

std::vector<std::uint32_t> GroupByAliases(const std::vector<Advisory>& advisories) {
  UnionFind groups(advisories.size());
  std::unordered_map<std::string_view, std::uint32_t> holders;
  holders.reserve(advisories.size() * 2);
  const auto join = [&](std::string_view id, std::uint32_t record) {
    const auto [at, is_new] = holders.try_emplace(id, record);
    if (!is_new) groups.Join(at->second, record);
  };
  for (std::uint32_t i = 0; i < advisories.size(); ++i) {
    join(advisories[i].id, i);
    // A withdrawn record's word on what is the same does not join those that are in force.
    if (advisories[i].withdrawn != 0) continue;
    for (const std::string& alias : advisories[i].aliases) join(alias, i);
  }
  std::vector<std::uint32_t> numbers(advisories.size());
  for (std::uint32_t i = 0; i < advisories.size(); ++i) numbers[i] = groups.Find(i);
  return numbers;
}

}  // namespace intel
