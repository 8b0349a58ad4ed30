#pragma once

#include <string_view>
#include <vector>

#include "registry/client.h"
#include "registry/npm_provenance.h"

namespace registry {

/// What a registry answers at the URL of `dist.attestations` (`url`, as the package's document has
/// it). Only the path of the URL counts, on the registry that the package comes from, as npm does
/// it: a document cannot send anybody elsewhere. What was fetched once is kept by URL and never
/// asked for again, because a version takes no second attestation.
[[nodiscard]] tl::expected<ByteVector, Failure> FetchAttestations(Client& client,
                                                                  const PackageName& name,
                                                                  std::string_view url);

/// The keys that the registry of `name` signs with, asked for again after a day. Without network
/// those that are kept, however old. An empty list when the registry shows no keys.
[[nodiscard]] tl::expected<std::vector<RegistryKey>, Failure> FetchKeys(Client& client,
                                                                        const PackageName& name);

}  // namespace registry
