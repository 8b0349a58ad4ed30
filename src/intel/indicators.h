#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace intel {

enum class IndicatorKind : std::uint8_t { kHost, kAddress, kUrl, kHash, kFile, kPackage };
[[nodiscard]] std::string_view NameOf(IndicatorKind kind);

/// One thing to look for, as it is, not defanged: "host.example", "192.0.2.7",
/// "https://host.example/path", a hexadecimal hash in lower case, the name of a file, or
/// "name@version" of an npm package ("name" for all its versions).
struct Indicator {
  IndicatorKind kind = IndicatorKind::kHost;
  std::string value;
  std::string source;  ///< whose it is: the file, and the indicator's own name when it has one
  auto operator<=>(const Indicator&) const = default;
};

/// What came of reading a file of indicators.
struct IndicatorReading {
  std::vector<Indicator> indicators;  ///< sorted, each once
  std::size_t passed_over = 0;        ///< patterns and lines that name nothing that is looked for
};

/// Reads a STIX 2.1 bundle (its indicators in the STIX pattern language, and its domain names,
/// addresses, URLs and files) or a plain list: one to a line, defanged or not, with `#` before
/// remarks. Of a pattern every equality is taken, whatever AND, OR and FOLLOWEDBY say: each names
/// something that is worth a look. `name` stands in messages and as the source. Bounded by
/// limits::kIndicatorBytes and kIndicators. An Error for a file that is neither.
[[nodiscard]] Result<IndicatorReading> ReadIndicators(std::string_view name, Bytes bytes);

/// `hxxps://host[.]example` as `https://host.example`.
[[nodiscard]] std::string Refang(std::string_view text);
/// The other way round, for people's reports: nothing makes a link of it.
[[nodiscard]] std::string Defang(std::string_view text);

/// Indicators, ready to be asked.
class Indicators {
 public:
  explicit Indicators(std::vector<Indicator> indicators);

  [[nodiscard]] bool empty() const { return indicators_.empty(); }
  [[nodiscard]] const std::vector<Indicator>& all() const { return indicators_; }

  /// Those that a text names: an address or host in it, or a host below one that is named; a URL; a
  /// file at the end of a path. Sorted, each once.
  [[nodiscard]] std::vector<const Indicator*> NamedIn(std::string_view text) const;
  /// Those of one kind and value, letters as written.
  [[nodiscard]] std::vector<const Indicator*> Of(IndicatorKind kind, std::string_view value) const;

 private:
  void Find(IndicatorKind kind, std::string_view value, std::vector<const Indicator*>& found) const;

  std::vector<Indicator> indicators_;
  std::multimap<std::pair<IndicatorKind, std::string>, std::size_t, std::less<>> by_value_;
  std::multimap<std::string, std::size_t, std::less<>> urls_by_host_;
};

}  // namespace intel
