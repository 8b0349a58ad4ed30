#include "registry/credentials.h"

#include <fmt/format.h>

#include "formats/base64.h"

namespace registry {
namespace {

class Reader {
 public:
  explicit Reader(const Npmrc& npmrc)
      : npmrc_(npmrc), project_only_(ProjectConnectionSetting(npmrc) != nullptr) {}

  /// The credentials that stand below exactly this key, as npm orders them.
  [[nodiscard]] Credentials At(const std::string& key) const {
    Credentials found;
    if (const std::string token = Value(key, "_authToken"); !token.empty()) {
      found.authorization = net::Secret("Bearer " + token);
    } else if (const std::string basic = Value(key, "_auth"); !basic.empty()) {
      found.authorization = net::Secret("Basic " + basic);
    } else {
      const std::string user = Value(key, "username");
      const std::string password = Value(key, "_password");
      if (!user.empty() && !password.empty()) {
        const ByteVector plain = formats::DecodeBase64Leniently(password);
        const std::string pair = fmt::format("{}:{}", user, AsText(plain));
        found.authorization = net::Secret("Basic " + formats::EncodeBase64(AsBytes(pair)));
      }
    }
    const std::string certificate = Value(key, "certfile");
    const std::string key_file = Value(key, "keyfile");
    if (!certificate.empty() && !key_file.empty()) {
      found.certificate = {.certificate_file = certificate, .key_file = key_file};
    }
    if (!found.authorization.empty() || found.certificate) found.key = key;
    return found;
  }

  /// The longest key that holds `url`: "//host/a/b", then "//host/a/", "//host/a" and so on.
  [[nodiscard]] Credentials Above(const net::Url& url) const {
    const std::string host = "//" + url.HostAndPort();
    std::string key = host + url.path();
    while (key.size() >= host.size()) {
      if (Credentials found = At(key); !found.key.empty()) return found;
      const std::size_t slash = key.rfind('/');
      key.resize(slash + 1 == key.size() ? slash : slash + 1);
    }
    return {};
  }

 private:
  [[nodiscard]] std::string Value(const std::string& key, std::string_view name) const {
    const Setting* const setting = npmrc_.Find(fmt::format("{}:{}", key, name));
    if (setting == nullptr || setting->is_null()) return {};
    if (project_only_ && setting->layer != Layer::kProject) return {};
    const std::string& value = setting->values.back().Reveal();
    // A variable that was not set stays as `${NAME}`: nothing to send. A line break would forge
    // another header.
    if (value.find("${") != std::string::npos) return {};
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) return {};
    return value;
  }

  const Npmrc& npmrc_;
  bool project_only_;
};

}  // namespace

Credentials CredentialsFor(const Npmrc& npmrc, const net::Url& url, const net::Url& registry) {
  const Reader reader(npmrc);
  Credentials found = reader.Above(url);
  if (found.key.empty() && url.HostAndPort() == registry.HostAndPort()) {
    found = reader.Above(registry);
  }
  return found;
}

const Setting* ProjectConnectionSetting(const Npmrc& npmrc) {
  for (const std::string_view key : {"ca", "cafile", "https-proxy", "proxy"}) {
    const Setting* const setting = npmrc.Find(key);
    if (setting != nullptr && setting->layer == Layer::kProject && !setting->is_null()) {
      return setting;
    }
  }
  return nullptr;
}

}  // namespace registry
