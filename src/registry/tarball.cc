#include "registry/tarball.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/hash.h"
#include "base/text.h"
#include "formats/base64.h"
#include "registry/tarball_url.h"

namespace registry {
namespace {

/// The hash of `bytes` by the algorithm that decides about `expected`.
Integrity ActualFor(const Integrity& expected, Bytes bytes) {
  const auto as_text = [&](std::string_view name, const auto& digest) {
    return fmt::format("{}-{}", name, formats::EncodeBase64(digest));
  };
  switch (expected.strongest().algorithm) {
    case HashAlgorithm::kSha512:
      break;
    case HashAlgorithm::kSha384:
      return *Integrity::Parse(as_text("sha384", Sha384(bytes)));
    case HashAlgorithm::kSha256:
      return *Integrity::Parse(as_text("sha256", Sha256(bytes)));
    case HashAlgorithm::kSha1:
      return *Integrity::FromShasum(Hex(Sha1(bytes)));
  }
  return Integrity::Of(bytes);
}

bool EndsTheSearch(FailureKind kind) {
  return kind == FailureKind::kOffline || kind == FailureKind::kCancelled;
}

}  // namespace

std::string_view NameOf(ByteSource source) {
  switch (source) {
    case ByteSource::kCache:
      return "cache";
    case ByteSource::kNpmCache:
      return "npm-cache";
    case ByteSource::kNetwork:
      return "network";
  }
  return "";
}

TarballTask::TarballTask(Client& client, TarballRequest request)
    : client_(client), request_(std::move(request)) {}

TarballTask::Step TarballTask::Begin() {
  if (client_.options().stop.stop_requested()) {
    return End(
        tl::unexpected(Failure{.kind = FailureKind::kCancelled,
                               .error = {.message = fmt::format("fetching {} was cancelled",
                                                                Quote(request_.id.ToString())),
                                         .help = {}}}));
  }
  // The caches first: when they have it, nobody needs to know the registry.
  if (auto artifact = FromCaches({})) return End(*std::move(artifact));
  auto registry = client_.options().settings.RegistryOf(request_.id.name);
  if (!registry) {
    return End(
        tl::unexpected(Failure{.kind = FailureKind::kConfiguration, .error = registry.error()}));
  }
  registry_ = *std::move(registry);
  TarballPlaces places =
      TarballPlacesOf(*registry_, request_.id, request_.resolved,
                      client_.options().settings.npmrc().Value("replace-registry-host"));
  urls_ = std::move(places.urls);
  by_name_ = places.by_name;
  if (urls_.empty()) {
    return End(tl::unexpected(Failure{
        .kind = FailureKind::kConfiguration,
        .error = {.message = fmt::format("{}: {} is not fetched over http or https",
                                         Quote(request_.id.ToString()), Quote(request_.resolved)),
                  .help = {}}}));
  }
  if (request_.integrity.empty()) {
    integrity_from_registry_ = true;
    return by_name_ ? AskForPackument() : NextUrl();
  }
  if (auto artifact = FromCaches(urls_)) return End(*std::move(artifact));
  return NextUrl();
}

TarballTask::Step TarballTask::Advance(net::Outcome outcome) {
  switch (std::exchange(waiting_, Waiting::kNothing)) {
    case Waiting::kTarball:
      return TakeTarball(std::move(outcome));
    case Waiting::kPackument:
      return TakePackument(client_.FinishPackument(request_.id.name, PackumentForm::kAbbreviated,
                                                   std::move(stored_packument_),
                                                   std::move(outcome)));
    case Waiting::kNothing:
      break;
  }
  CHECK(false, "an outcome comes only for a request");
  return {};
}

std::optional<Artifact> TarballTask::FromCaches(const std::vector<net::Url>& urls) {
  const Integrity& integrity = request_.integrity;
  if (integrity.empty()) return std::nullopt;
  const auto found = [&](ByteVector bytes, ByteSource source) {
    return Artifact{.bytes = std::move(bytes),
                    .integrity = integrity,
                    .source = source,
                    .integrity_from_registry = integrity_from_registry_,
                    .not_cached = {}};
  };
  if (auto bytes = client_.cache().Get(integrity)) {
    return found(*std::move(bytes), ByteSource::kCache);
  }
  if (auto bytes = client_.npm_cache().Get(integrity, urls)) {
    return found(*std::move(bytes), ByteSource::kNpmCache);
  }
  return std::nullopt;
}

TarballTask::Step TarballTask::NextUrl() {
  if (next_url_ < urls_.size()) {
    waiting_ = Waiting::kTarball;
    return {.request = client_.RequestFor(urls_[next_url_++], *registry_), .result = {}};
  }
  // The registry may keep its tarballs elsewhere than the convention says.
  const bool worth_asking = !failure_ || failure_->kind == FailureKind::kNotFound;
  if (worth_asking && by_name_ && !asked_packument_) return AskForPackument();
  CHECK(failure_.has_value(), "a search without success has a reason");
  return End(tl::unexpected(*std::move(failure_)));
}

TarballTask::Step TarballTask::AskForPackument() {
  asked_packument_ = true;
  auto start = client_.StartPackument(request_.id.name, PackumentForm::kAbbreviated);
  if (start.answer) return TakePackument(*start.answer);
  stored_packument_ = std::move(start.stored);
  waiting_ = Waiting::kPackument;
  return {.request = std::move(start.request), .result = {}};
}

TarballTask::Step TarballTask::TakePackument(const PackumentResult& answer) {
  if (!answer) {
    Remember(answer.error());
    return End(tl::unexpected(*std::move(failure_)));
  }
  const Manifest* const manifest = answer->packument.Find(request_.id.version);
  if (manifest == nullptr) {
    Remember({.kind = FailureKind::kNotFound,
              .error = {.message = fmt::format("{}: the registry has no such version",
                                               Quote(request_.id.ToString())),
                        .help = "it may have been taken back or taken down"}});
    return End(tl::unexpected(*std::move(failure_)));
  }
  if (request_.integrity.empty()) {
    request_.integrity = manifest->dist.integrity;
    if (auto artifact = FromCaches(urls_)) return End(*std::move(artifact));
  }
  if (auto url = registry_->Resolve(manifest->dist.tarball.View());
      url && !manifest->dist.tarball.empty()) {
    // Behind the convention when that was not tried yet: it stays on the registry's own host.
    if (std::find(urls_.begin(), urls_.end(), *url) == urls_.end()) {
      urls_.push_back(*std::move(url));
    }
  }
  return NextUrl();
}

TarballTask::Step TarballTask::TakeTarball(net::Outcome outcome) {
  const std::string what = Quote(request_.id.ToString());
  if (!outcome || !outcome->ok()) {
    Failure failure = FailureOf(outcome, what);
    const bool ends = EndsTheSearch(failure.kind);
    Remember(std::move(failure));
    return ends ? End(tl::unexpected(*std::move(failure_))) : NextUrl();
  }
  if (request_.integrity.empty() || request_.integrity.Matches(outcome->body)) {
    return End(Keep(std::move(outcome->body)));
  }
  const Integrity actual = ActualFor(request_.integrity, outcome->body);
  Remember({.kind = FailureKind::kMismatch,
            .error = {.message = fmt::format("{}: what {} sent is not what was promised: expected "
                                             "{}, got {}",
                                             what, outcome->url.ForMessage(),
                                             request_.integrity.ToString(), actual.ToString()),
                      .help = "do not install it; somebody changed the package or the lockfile"},
            .expected = request_.integrity,
            .actual = actual});
  return NextUrl();
}

Artifact TarballTask::Keep(ByteVector bytes) {
  Artifact artifact{.bytes = std::move(bytes),
                    .integrity = request_.integrity,
                    .source = ByteSource::kNetwork,
                    .integrity_from_registry = integrity_from_registry_,
                    .not_cached = {}};
  if (artifact.integrity.empty()) artifact.integrity = Integrity::Of(artifact.bytes);
  if (auto kept = client_.cache().Put(artifact.integrity, artifact.bytes); !kept) {
    artifact.not_cached = std::move(kept).error();
  }
  return artifact;
}

TarballTask::Step TarballTask::End(TarballResult result) {
  return {.request = {}, .result = std::move(result)};
}

void TarballTask::Remember(Failure failure) {
  // A mismatch is never talked over by a later "not found".
  const bool graver = !failure_ || (failure_->kind != FailureKind::kMismatch &&
                                    failure.kind != FailureKind::kNotFound);
  if (graver) failure_ = std::move(failure);
}

TarballResult FetchTarball(Client& client, TarballRequest request) {
  TarballTask task(client, std::move(request));
  const ClientOptions& options = client.options();
  for (TarballTask::Step step = task.Begin();;
       step = task.Advance(net::FetchAndWait(options.http, options.clock, options.retry,
                                             *std::move(step.request)))) {
    if (step.result) return *std::move(step.result);
  }
}

}  // namespace registry
