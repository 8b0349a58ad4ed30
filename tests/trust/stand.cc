#include "trust/stand.h"

#include <fmt/format.h>

#include "registry/settings.h"
#include "registry/tarball.h"
#include "scan/attribution/read_profile.h"
#include "scan/attribution/resemble.h"
#include "scan/diff.h"

namespace replay {
namespace {

std::pair<std::string, std::string> Parts(const std::string& thing) {
  const std::size_t at = thing.rfind('@');
  return {thing.substr(0, at), thing.substr(at + 1)};
}

}  // namespace

Stand::Stand(const Registry& registry)
    : registry_(registry),
      clock_(registry.now()),
      store_(store::OpenMemoryStore()),
      rules_(*detect::RuleSet::Load({})),
      policy_(policy::BuiltInPolicy()),
      trusted_root_(*registry::ParseTrustedRoot(AsBytes(registry.sigstore().TrustedRootJson()))) {
  files_.Add("/home/.npmrc", fmt::format("registry={}\n", registry.Url()));
  settings_.reset(new registry::Settings(
      registry::Npmrc::Read(files_, {}, {.home = "/home", .project = "/app"}),
      registry::Environment(), [] { return Result<std::string>(Fail("nobody knows")); }));
}

registry::Client Stand::ClientOver(net::HttpClient& http) {
  return registry::Client({.settings = *settings_,
                           .files = files_,
                           .clock = clock_,
                           .http = http,
                           .cache_folder = "/cache"});
}

scan::World Stand::WorldOver(registry::Client& client) {
  return {.files = files_,
          .clock = clock_,
          .registry = client,
          .store = *store_,
          .rules = rules_,
          .policy = policy_,
          .trusted_root = &trusted_root_};
}

Result<Assessment> Stand::Vet(const std::string& thing) {
  registry::Client client = ClientOver(http_);
  const std::vector<std::string> things = {thing};
  return scan::Vet(WorldOver(client), things, {.jobs = 2, .trust = true});
}

Result<Difference> Stand::Diff(const std::string& before, const std::string& now) {
  registry::Client client = ClientOver(http_);
  return scan::Diff(WorldOver(client), before, now, {.jobs = 2, .trust = true});
}

Result<Attribution> Stand::Attribute(const std::vector<std::string>& things) {
  std::vector<Profile> profiles;
  for (const std::string_view text : scan::BuiltInProfiles())
    profiles.push_back(*scan::ReadProfile(text));
  registry::Client client = ClientOver(http_);
  return scan::Attribute(WorldOver(client), things, profiles, {.jobs = 2, .trust = true});
}

Result<Assessment> Stand::Check(const std::vector<std::string>& locked) {
  Lock(locked);
  return CheckWith(http_);
}

Result<Assessment> Stand::CheckOffline(const std::vector<std::string>& locked) {
  Lock(locked);
  return CheckWith(offline_);
}

Result<Assessment> Stand::CheckWith(net::HttpClient& http) {
  registry::Client client = ClientOver(http);
  return scan::Check(WorldOver(client), "/app", {.jobs = 2, .trust = true});
}

bool Stand::FetchOnly(const std::string& thing) {
  registry::Client client = ClientOver(http_);
  const auto [name, version] = Parts(thing);
  return registry::FetchTarball(client,
                                {.id = {.name = *PackageName::Parse(name), .version = version},
                                 .integrity = Integrity::Of(registry_.Tarball(name, version))})
      .has_value();
}

void Stand::Lock(const std::vector<std::string>& locked) {
  std::string wanted;
  std::string entries;
  for (const std::string& thing : locked) {
    const auto [name, version] = Parts(thing);
    wanted += fmt::format("{}\"{}\": \"{}\"", wanted.empty() ? "" : ", ", name, version);
    const std::string base = name.substr(name.rfind('/') + 1);
    entries += fmt::format(
        ",\n\"node_modules/{0}\": {{\"version\": \"{1}\", \"resolved\": \"{2}{0}/-/{3}-{1}.tgz\", "
        "\"integrity\": \"{4}\"}}",
        name, version, registry_.Url(), base,
        Integrity::Of(registry_.Tarball(name, version)).ToString());
  }
  const std::string root =
      fmt::format("\"name\": \"app\", \"version\": \"1.0.0\", \"dependencies\": {{{}}}", wanted);
  files_.Add("/app/package.json", "{" + root + "}");
  files_.Add("/app/package-lock.json",
             fmt::format("{{\"name\": \"app\", \"version\": \"1.0.0\", \"lockfileVersion\": 3, "
                         "\"packages\": {{\"\": {{{}}}{}}}}}",
                         root, entries));
}

}  // namespace replay
