#include "inventory/usual_host.h"

#include <algorithm>

#include "model/url_parts.h"

namespace inventory {

void UsualHost::Add(const Package& package) {
  if (package.origin != Origin::kRegistry) return;
  if (const auto url = UrlParts::Parse(package.resolved.View())) ++counts_[url->host];
}

std::string UsualHost::Find() const {
  const auto usual =
      std::max_element(counts_.begin(), counts_.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return usual == counts_.end() ? "" : usual->first;
}

}  // namespace inventory
