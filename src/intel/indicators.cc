#include "intel/indicators.h"

#include <algorithm>

#include "base/text.h"

namespace intel {
namespace {

bool IsHostCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_';
}

/// Also what paths and addresses of version 6 are made of.
bool IsWordCharacter(char c) {
  return IsHostCharacter(c) || c == ':' || c == '[' || c == ']' || c == '~' || c == '@';
}

std::string HostOf(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const std::size_t user = url.rfind('@'); user != std::string_view::npos)
    url.remove_prefix(user + 1);
  return ToLower(url.substr(0, url.find(':')));
}

/// Without scheme: what of a URL is looked for.
std::string_view AfterScheme(std::string_view url) {
  const std::size_t scheme = url.find("://");
  return scheme == std::string_view::npos ? url : url.substr(scheme + 3);
}

void SortUnique(std::vector<const Indicator*>& found) {
  std::sort(found.begin(), found.end(),
            [](const Indicator* a, const Indicator* b) { return *a < *b; });
  found.erase(std::unique(found.begin(), found.end()), found.end());
}

}  // namespace

std::string_view NameOf(IndicatorKind kind) {
  switch (kind) {
    case IndicatorKind::kHost:
      return "host";
    case IndicatorKind::kAddress:
      return "address";
    case IndicatorKind::kUrl:
      return "url";
    case IndicatorKind::kHash:
      return "hash";
    case IndicatorKind::kFile:
      return "file";
    case IndicatorKind::kPackage:
      return "package";
  }
  return {};
}

std::string Refang(std::string_view text) {
  std::string plain(text);
  for (const auto& [from, to] : {std::pair<std::string_view, std::string_view>("[.]", "."),
                                 {"(.)", "."},
                                 {"[dot]", "."},
                                 {"[:]", ":"},
                                 {"[@]", "@"},
                                 {"[at]", "@"},
                                 {"[://]", "://"}})
    plain = ReplaceAll(std::move(plain), from, to);
  if (EqualsIgnoringCase(std::string_view(plain).substr(0, 4), "hxxp"))
    plain = "http" + plain.substr(4);
  return plain;
}

std::string Defang(std::string_view text) {
  std::string safe = ReplaceAll(std::string(text), ".", "[.]");
  safe = ReplaceAll(std::move(safe), "@", "[@]");
  if (EqualsIgnoringCase(std::string_view(safe).substr(0, 4), "http"))
    safe = "hxxp" + safe.substr(4);
  return safe;
}

Indicators::Indicators(std::vector<Indicator> indicators) : indicators_(std::move(indicators)) {
  for (std::size_t i = 0; i < indicators_.size(); ++i) {
    const Indicator& each = indicators_[i];
    const bool as_written =
        each.kind == IndicatorKind::kFile || each.kind == IndicatorKind::kPackage;
    by_value_.emplace(std::pair(each.kind, as_written ? each.value : ToLower(each.value)), i);
    if (each.kind == IndicatorKind::kUrl) urls_by_host_.emplace(HostOf(each.value), i);
  }
}

void Indicators::Find(IndicatorKind kind, std::string_view value,
                      std::vector<const Indicator*>& found) const {
  const auto [begin, end] = by_value_.equal_range(std::pair(kind, std::string(value)));
  for (auto at = begin; at != end; ++at) found.push_back(&indicators_[at->second]);
}

std::vector<const Indicator*> Indicators::Of(IndicatorKind kind, std::string_view value) const {
  std::vector<const Indicator*> found;
  Find(kind, value, found);
  SortUnique(found);
  return found;
}

std::vector<const Indicator*> Indicators::NamedIn(std::string_view text) const {
  std::vector<const Indicator*> found;
  for (std::size_t at = 0; at < text.size();) {
    if (!IsHostCharacter(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && IsHostCharacter(text[at])) ++at;
    const std::string_view word = text.substr(begin, at - begin);
    const std::string host = ToLower(word);
    Find(IndicatorKind::kAddress, host, found);
    Find(IndicatorKind::kFile, word, found);
    Find(IndicatorKind::kHash, host, found);
    // The host itself, and every one above it: "a.b.example" is below "b.example".
    for (std::string_view above = host; !above.empty();) {
      Find(IndicatorKind::kHost, above, found);
      const std::size_t dot = above.find('.');
      above = dot == std::string_view::npos ? std::string_view() : above.substr(dot + 1);
    }
    const auto [first, last] = urls_by_host_.equal_range(host);
    for (auto url = first; url != last; ++url) {
      const std::string_view wanted = AfterScheme(indicators_[url->second].value);
      if (EqualsIgnoringCase(text.substr(begin, wanted.size()), wanted))
        found.push_back(&indicators_[url->second]);
    }
  }
  // Addresses of version 6 have colons, which part the words of everything else.
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    while (at < text.size() && IsWordCharacter(text[at])) ++at;
    std::string word = ToLower(text.substr(begin, at - begin));
    // "[2001:db8::7]:443"
    if (const std::size_t open = word.find('['); open != std::string::npos)
      word = word.substr(open + 1, word.find(']', open) - open - 1);
    if (std::count(word.begin(), word.end(), ':') >= 2) Find(IndicatorKind::kAddress, word, found);
    if (at == begin) ++at;
  }
  SortUnique(found);
  return found;
}

}  // namespace intel
