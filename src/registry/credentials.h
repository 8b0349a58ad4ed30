#pragma once

#include <optional>
#include <string>

#include "net/http_client.h"
#include "registry/npmrc.h"

namespace registry {

/// What may be sent with a request to one URL.
struct Credentials {
  net::Secret authorization;  ///< value of the Authorization header; empty: none
  std::optional<net::ClientCertificate> certificate;
  /// "//host/path/" of the settings they come from; empty when there are none.
  std::string key;
};

/// The credentials that npm would send to `url`: those of the longest `//host/path/` key that holds
/// `url`, walking up its path; when there is none and `url` is on the host of `registry`, those of
/// `registry`. A host is matched with its port, never by suffix. `_authToken` goes before `_auth`
/// before `username` and `_password`.
///
/// Beyond npm: when the project's own .npmrc decides the proxy or which certificates are trusted,
/// credentials of other layers stay home, because the project could read them on the way.
[[nodiscard]] Credentials CredentialsFor(const Npmrc& npmrc, const net::Url& url,
                                         const net::Url& registry);

/// The setting of the project's .npmrc that makes other layers' credentials stay home; nullptr when
/// there is none.
[[nodiscard]] const Setting* ProjectConnectionSetting(const Npmrc& npmrc);

}  // namespace registry
