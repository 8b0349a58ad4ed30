#include "registry/attestations.h"

#include <fmt/format.h>

#include <limits>

#include "base/text.h"
#include "model/trust_limits.h"

namespace registry {
namespace {

constexpr std::int64_t kDaySeconds = 24 * 60 * 60;

Failure Misconfigured(Error error) {
  return {.kind = FailureKind::kConfiguration, .error = std::move(error)};
}

}  // namespace

tl::expected<ByteVector, Failure> FetchAttestations(Client& client, const PackageName& name,
                                                    std::string_view url) {
  const auto registry = client.options().settings.RegistryOf(name);
  if (!registry) return tl::unexpected(Misconfigured(registry.error()));
  const auto named = net::Url::Parse(url);
  if (!named) return tl::unexpected(Misconfigured(named.error()));
  std::string_view path = named->path();
  if (path.starts_with(registry->path())) path.remove_prefix(registry->path().size());
  return client.FetchDocument(registry->Appended(path), *registry,
                              {.bytes = limits::kAttestationBytes,
                               .fresh_seconds = std::numeric_limits<std::int32_t>::max()});
}

tl::expected<std::vector<RegistryKey>, Failure> FetchKeys(Client& client, const PackageName& name) {
  const auto registry = client.options().settings.RegistryOf(name);
  if (!registry) return tl::unexpected(Misconfigured(registry.error()));
  const auto document =
      client.FetchDocument(registry->Appended("-/npm/v1/keys"), *registry,
                           {.bytes = limits::kBundleBytes, .fresh_seconds = kDaySeconds});
  if (!document) {
    if (document.error().kind == FailureKind::kNotFound) return std::vector<RegistryKey>();
    return tl::unexpected(document.error());
  }
  auto keys = ParseRegistryKeys(*document);
  if (!keys)
    return tl::unexpected(
        Failure{.kind = FailureKind::kMalformed, .error = std::move(keys).error()});
  return *std::move(keys);
}

}  // namespace registry
