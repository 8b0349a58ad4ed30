#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sbom {

/// What a conversion could not carry over.
struct Loss {
  enum class Kind : std::uint8_t {
    kDropped,  ///< it is not in the result
    kChanged,  ///< it is there in another form
  };
  Kind kind = Kind::kDropped;
  std::string
      pointer;         ///< JSON pointer into the source's tree, or the name of a field of the model
  std::string reason;  ///< one lower-case sentence
  bool operator==(const Loss&) const = default;
};

/// The losses of one conversion, at most limits::kBomLosses listed, all counted.
class Losses {
 public:
  void Add(Loss loss);
  [[nodiscard]] const std::vector<Loss>& list() const { return list_; }
  [[nodiscard]] std::size_t total() const { return total_; }

  /// {"source","target","total","losses":[{"kind","pointer","reason"}]}
  [[nodiscard]] std::string ToJson(std::string_view source, std::string_view target) const;

 private:
  std::vector<Loss> list_;
  std::size_t total_ = 0;
};

}  // namespace sbom
