#include "trust/replay_registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "base/check.h"
#include "base/text.h"
#include "formats/json_writer.h"
#include "formats/tar_builder.h"
#include "model/integrity.h"
#include "model/package_id.h"

namespace replay {
namespace {

void WriteTexts(formats::JsonWriter& json, std::string_view key, const Texts& texts) {
  if (texts.empty()) return;
  json.Key(key).BeginObject();
  for (const auto& [name, text] : texts) json.Field(name, text);
  json.EndObject();
}

/// What package.json and the registry both say.
void WriteManifest(formats::JsonWriter& json, const Release& release) {
  json.Field("name", release.name).Field("version", release.version);
  WriteTexts(json, "scripts", release.scripts);
  WriteTexts(json, "dependencies", release.dependencies);
  WriteTexts(json, "optionalDependencies", release.optional_dependencies);
  if (!release.repository.empty()) {
    json.Key("repository").BeginObject();
    json.Field("type", "git").Field("url", release.repository);
    json.EndObject();
  }
}

ByteVector Pack(const Release& release) {
  std::string manifest;
  formats::JsonWriter json(manifest, formats::JsonStyle::kPretty);
  json.BeginObject();
  WriteManifest(json, release);
  json.EndObject();
  formats::TarBuilder builder;
  builder.File("package/package.json", manifest);
  for (const auto& [path, content] : release.files) builder.File("package/" + path, content);
  return builder.End().Gzipped();
}

std::string TarballPath(const Release& release) {
  const std::string base = release.name.substr(release.name.rfind('/') + 1);
  return fmt::format("/{}/-/{}-{}.tgz", release.name, base, release.version);
}

std::string AttestationsPath(const Release& release) {
  return fmt::format("/-/npm/v1/attestations/{}@{}", ReplaceAll(release.name, "/", "%2f"),
                     release.version);
}

/// "git+https://forge.example/owner/name.git" as a build's certificate has it.
std::string RepositoryUrl(std::string url) {
  if (url.starts_with("git+")) url.erase(0, 4);
  if (url.ends_with(".git")) url.resize(url.size() - 4);
  return url;
}

void WritePublisher(formats::JsonWriter& json, const Release& release) {
  json.Key("_npmUser").BeginObject();
  json.Field("name", release.publisher).Field("email", release.email);
  if (release.proof == Proof::kTrusted)
    json.Key("trustedPublisher").BeginObject().Field("id", "github").EndObject();
  json.EndObject();
}

}  // namespace

Registry::Registry()
    : server_(std::make_unique<loopback::Server>(
          [this](const loopback::Request& request, loopback::Connection& connection) {
            Answer(request.target, connection);
          })) {}

void Registry::Publish(Release release) {
  tarballs_.push_back(Pack(release));
  releases_.push_back(std::move(release));
}

void Registry::SetNow(std::string_view time) {
  now_ = ParseTime(time).value();
}

const ByteVector& Registry::Tarball(std::string_view name, std::string_view version) const {
  for (std::size_t i = 0; i < releases_.size(); ++i) {
    if (releases_[i].name == name && releases_[i].version == version) return tarballs_[i];
  }
  CHECK(false, "the test asks for a release that it published");
  return tarballs_.front();
}

std::string Registry::Document(std::string_view name) const {
  std::vector<std::size_t> there;
  for (std::size_t i = 0; i < releases_.size(); ++i) {
    if (releases_[i].name == name && ParseTime(releases_[i].time).value() <= now_)
      there.push_back(i);
  }
  if (there.empty()) return {};
  std::sort(there.begin(), there.end(),
            [this](std::size_t a, std::size_t b) { return releases_[a].time < releases_[b].time; });
  const Release& last = releases_[there.back()];
  std::string text;
  formats::JsonWriter json(text);
  json.BeginObject();
  json.Field("name", name).Field("readme", last.readme);
  json.Key("dist-tags").BeginObject().Field("latest", last.version).EndObject();
  json.Key("time").BeginObject();
  json.Field("created", releases_[there.front()].time).Field("modified", last.time);
  for (const std::size_t i : there) json.Field(releases_[i].version, releases_[i].time);
  json.EndObject();
  json.Key("versions").BeginObject();
  for (const std::size_t i : there) {
    const Release& release = releases_[i];
    json.Key(release.version).BeginObject();
    WriteManifest(json, release);
    WritePublisher(json, release);
    json.Key("dist").BeginObject();
    json.Field("tarball", server_->Url(TarballPath(release)));
    json.Field("integrity", Integrity::Of(tarballs_[i]).ToString());
    json.Key("signatures").BeginArray().BeginObject();
    json.Field("keyid", "SHA256:replay").Field("sig", "MEU=");
    json.EndObject().EndArray();
    if (release.proof != Proof::kSignature) {
      json.Key("attestations").BeginObject();
      json.Field("url", server_->Url(AttestationsPath(release)));
      json.Key("provenance").BeginObject();
      json.Field("predicateType", "https://slsa.dev/provenance/v1").EndObject().EndObject();
    }
    json.EndObject().EndObject();
  }
  json.EndObject().EndObject();
  return text;
}

const std::string& Registry::AttestationsOf(std::size_t release) const {
  const std::lock_guard lock(mutex_);
  std::string& answer = signed_[release];
  if (!answer.empty()) return answer;
  const Release& of = releases_[release];
  const TestSigstore::Build build{.purl = NpmPurl(*PackageName::Parse(of.name), of.version),
                                  .repository = of.fault == ProofFault::kOtherRepository
                                                    ? "https://forge.example/stranger/fork"
                                                    : RepositoryUrl(of.repository),
                                  .time = ParseTime(of.time).value()};
  ByteVector tarball = tarballs_[release];
  if (of.fault == ProofFault::kOtherTarball) tarball.push_back(0);
  const TestSigstore& signer = of.fault == ProofFault::kOtherSigner ? stranger_ : sigstore_;
  return answer = signer.Attestations(build, tarball);
}

void Registry::Answer(const std::string& target, loopback::Connection& connection) const {
  if (delay_.count() > 0) std::this_thread::sleep_for(delay_);
  for (std::size_t i = 0; i < releases_.size(); ++i) {
    const Release& release = releases_[i];
    const bool attested = release.proof != Proof::kSignature && release.fault != ProofFault::kGone;
    if (!attested || AttestationsPath(release) != target) continue;
    connection.Respond(200, AttestationsOf(i), {{"Content-Type", "application/json"}});
    return;
  }
  for (std::size_t i = 0; i < releases_.size(); ++i) {
    if (TarballPath(releases_[i]) != target) continue;
    const bool there = !tarballs_hidden_ && ParseTime(releases_[i].time).value() <= now_;
    connection.Respond(there ? 200 : 404, there ? AsText(tarballs_[i]) : "gone");
    return;
  }
  const std::string name = ReplaceAll(ReplaceAll(target.substr(1), "%2f", "/"), "%2F", "/");
  const std::string document = Document(name);
  connection.Respond(document.empty() ? 404 : 200, document.empty() ? "{}" : document,
                     {{"Content-Type", "application/json"}});
}

}  // namespace replay
