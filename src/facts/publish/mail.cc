#include "facts/publish/mail.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace facts {
namespace {

struct Provider {
  std::string_view domain;
  std::string_view sort;
};

constexpr auto kProviders = std::to_array<Provider>({
#define PROVIDER(domain, sort) {domain, sort},
#include "facts/publish/mail_providers.def"
#undef PROVIDER
});
static_assert(std::is_sorted(kProviders.begin(), kProviders.end(),
                             [](const Provider& a, const Provider& b) {
                               return a.domain < b.domain;
                             }),
              "mail_providers.def is sorted by domain");

}  // namespace

std::string_view MailSort(std::string_view address) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos) return {};
  const std::string domain = ToLower(address.substr(at + 1));
  for (const Provider& provider : kProviders) {
    if (domain == provider.domain) return provider.sort;
    if (domain.size() > provider.domain.size() && domain.ends_with(provider.domain) &&
        domain[domain.size() - provider.domain.size() - 1] == '.')
      return provider.sort;
  }
  return "own";
}

}  // namespace facts
