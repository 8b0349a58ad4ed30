#include "registry/settings.h"

#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "registry/ask_npm.h"

namespace registry {
namespace {

/// As npm's agent reads them: either case, the lower one first.
std::string ProxyVariable(const Environment& environment, std::string_view name) {
  if (const auto lower = Find(environment, name); lower && !lower->empty()) return *lower;
  std::string upper(name);
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return Find(environment, upper).value_or("");
}

}  // namespace

Settings::Settings(Npmrc npmrc, const Environment& environment, AskForRegistry ask)
    : npmrc_(std::move(npmrc)), ask_(std::move(ask)), diagnostics_(npmrc_.diagnostics()) {
  SetUpConnection(environment);
  const std::string cache = npmrc_.Path("cache");
  npm_cache_ = JoinPath(cache.empty() ? JoinPath(npmrc_.places().home, ".npm") : cache, "_cacache");
}

void Settings::SetUpConnection(const Environment& environment) {
  const std::string ca_file = npmrc_.Path("cafile");
  connection_.ca_file = ca_file;
  if (const Setting* const ca = npmrc_.Find("ca"); ca != nullptr) {
    for (const net::Secret& pem : ca->values) {
      // One line of a file cannot hold a certificate otherwise than with \n written out.
      connection_.ca_pem += ReplaceAll(pem.Reveal(), "\\n", "\n") + "\n";
    }
  }
  connection_.extra_ca_file = Find(environment, "NODE_EXTRA_CA_CERTS").value_or("");

  const std::string proxy = std::string(npmrc_.Value("proxy"));
  const std::string https_proxy = std::string(npmrc_.Value("https-proxy"));
  const bool off = npmrc_.IsFalse("proxy");
  const auto first = [](std::initializer_list<std::string> candidates) {
    for (const std::string& candidate : candidates) {
      if (!candidate.empty()) return candidate;
    }
    return std::string();
  };
  if (!off) {
    connection_.https_proxy = net::Secret(
        first({https_proxy, proxy, ProxyVariable(environment, "https_proxy"),
               ProxyVariable(environment, "http_proxy"), ProxyVariable(environment, "proxy")}));
    connection_.http_proxy = net::Secret(first(
        {proxy, ProxyVariable(environment, "http_proxy"), ProxyVariable(environment, "proxy")}));
  }
  connection_.no_proxy =
      first({std::string(npmrc_.Value("noproxy")), ProxyVariable(environment, "no_proxy")});

  if (const Setting* const strict = npmrc_.Find("strict-ssl");
      strict != nullptr && npmrc_.IsFalse("strict-ssl")) {
    Warn(*strict, "N004", "`strict-ssl=false` is not obeyed: certificates are always verified",
         "if your network re-signs TLS, name its certificate with `cafile`");
  }
  if (const Setting* const setting = ProjectConnectionSetting(npmrc_)) {
    Warn(*setting, "N005",
         fmt::format("the project decides {}, so tokens from outside the project are not sent",
                     Quote(setting->key)),
         "move the line to your own `~/.npmrc` if you trust it");
  }
}

void Settings::Warn(const Setting& setting, std::string code, std::string message,
                    std::string help) {
  diagnostics_.push_back({.level = Diagnostic::Level::kWarning,
                          .code = std::move(code),
                          .message = std::move(message),
                          .file = setting.file,
                          .position = {.line = setting.line, .column = setting.line == 0 ? 0U : 1U},
                          .help = std::move(help)});
}

Result<std::string> Settings::Answer() const {
  const std::lock_guard lock(mutex_);
  if (!answer_) answer_ = ask_();
  return *answer_;
}

void Settings::AskAhead() const {
  if (!OnlyNpmKnows()) return;
  std::call_once(ahead_, [this] { asking_ = std::jthread([this] { (void)Answer(); }); });
}

Result<net::Url> Settings::RegistryOf(const PackageName& name) const {
  std::string text;
  if (!name.scope().empty()) text = npmrc_.Value(fmt::format("{}:registry", name.scope()));
  if (text.empty()) text = npmrc_.Value("registry");
  if (text.empty()) {
    auto answer = Answer();
    if (!answer) return Fail(std::move(answer).error());
    text = *std::move(answer);
  }
  auto url = net::Url::Parse(text);
  if (!url) {
    return Fail(Error{.message = url.error().message,
                      .help = "see where it comes from with `sallyport config show --origin`"}
                    .Within("the configured registry"));
  }
  return url;
}

std::vector<std::string> Settings::NamedRegistryHosts() const {
  std::set<std::string> hosts;
  for (const Setting* const setting : npmrc_.Effective()) {
    const bool names_one = setting->key == "registry" || setting->key.ends_with(":registry");
    if (!names_one || setting->is_null()) continue;
    if (const auto url = net::Url::Parse(setting->values.back().Reveal()))
      hosts.insert(url->host());
  }
  return {hosts.begin(), hosts.end()};
}

Credentials Settings::CredentialsFor(const net::Url& url, const net::Url& registry) const {
  return registry::CredentialsFor(npmrc_, url, registry);
}

Settings ReadSettings(const FileSystem& files, const Environment& environment,
                      const std::string& folder) {
  const NpmPlaces places = FindNpmPlaces(files, environment, folder);
  const std::string builtin = places.builtin_file;
  return {Npmrc::Read(files, environment, places), environment,
          [&files, environment, builtin]() -> Result<std::string> {
            if (!builtin.empty()) {
              const std::string npm(ParentPath(builtin));
              if (auto registry = RegistryOfNpmIn(files, npm)) return *std::move(registry);
            }
            return AskNpmForRegistry(environment,
                                     std::chrono::milliseconds(limits::kNpmMilliseconds));
          }};
}

}  // namespace registry
