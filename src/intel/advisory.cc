#include "intel/advisory.h"

#include <algorithm>
#include <tuple>

#include "base/limits.h"
#include "base/text.h"

namespace intel {
namespace {

template <typename T>
void SortUnique(std::vector<T>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

void CutCodePoints(std::string& text, std::size_t count) {
  if (text.size() <= count) return;
  std::size_t at = 0;
  for (std::size_t n = 0; at < text.size() && n < count; ++n) at += DecodeUtf8(text, at).length;
  text.resize(std::min(at, text.size()));
}

}  // namespace

std::string_view NameOf(Rating rating) {
  switch (rating) {
    case Rating::kUnknown:
      return "unknown";
    case Rating::kNone:
      return "none";
    case Rating::kLow:
      return "low";
    case Rating::kMedium:
      return "medium";
    case Rating::kHigh:
      return "high";
    case Rating::kCritical:
      return "critical";
  }
  return {};
}

std::string NormaliseName(std::string_view ecosystem, std::string_view name) {
  if (ecosystem != kPypi) return std::string(name);
  std::string normal;
  for (const char c : ToLower(name)) {
    const bool separator = c == '-' || c == '_' || c == '.';
    if (separator && normal.ends_with('-')) continue;
    normal += separator ? '-' : c;
  }
  return normal;
}

std::string NormaliseRepository(std::string_view url) {
  std::string_view rest = url.substr(0, std::min(url.find('#'), url.find('?')));
  const std::size_t scheme = rest.find("://");
  if (scheme != std::string_view::npos) rest.remove_prefix(scheme + 3);
  const std::size_t user = rest.substr(0, rest.find('/')).rfind('@');
  if (user != std::string_view::npos) rest.remove_prefix(user + 1);
  std::string normal = ToLower(rest);
  // scp's form, host:owner/repo; a port stays what it is.
  const std::size_t colon = normal.find(':');
  if (scheme == std::string_view::npos && colon != std::string::npos && colon < normal.find('/')) {
    normal[colon] = '/';
  }
  while (normal.ends_with('/')) normal.pop_back();
  if (normal.ends_with(".git")) normal.resize(normal.size() - 4);
  return normal;
}

void Normalise(Advisory& advisory) {
  for (auto* list : {&advisory.aliases, &advisory.upstream, &advisory.sources, &advisory.cwes,
                     &advisory.vectors}) {
    SortUnique(*list);
  }
  std::erase(advisory.aliases, advisory.id);
  CutCodePoints(advisory.summary, limits::kAdvisoryTextCodePoints);
  std::vector<std::string>& links = advisory.references;
  std::erase_if(links, [](const std::string& url) {
    return url.empty() || url.size() > limits::kAdvisoryUrlBytes;
  });
  std::vector<std::string> kept;
  for (std::string& link : links) {
    if (kept.size() == limits::kAdvisoryReferences) break;
    if (std::find(kept.begin(), kept.end(), link) == kept.end()) kept.push_back(std::move(link));
  }
  links = std::move(kept);
  for (Affected& affected : advisory.affected) {
    SortUnique(affected.versions);
    SortUnique(affected.hashes);
    SortUnique(affected.functions);
  }
  std::stable_sort(advisory.affected.begin(), advisory.affected.end(),
                   [](const Affected& a, const Affected& b) {
                     return std::tie(a.ecosystem, a.name) < std::tie(b.ecosystem, b.name);
                   });
}

}  // namespace intel
