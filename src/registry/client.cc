#include "registry/client.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/text.h"
#include "registry/tarball_url.h"

namespace registry {
namespace {

FailureKind KindOf(net::FailureKind kind) {
  switch (kind) {
    case net::FailureKind::kOffline:
      return FailureKind::kOffline;
    case net::FailureKind::kCancelled:
      return FailureKind::kCancelled;
    case net::FailureKind::kUnresolved:
    case net::FailureKind::kConnect:
    case net::FailureKind::kTls:
    case net::FailureKind::kUntrusted:
    case net::FailureKind::kTimeout:
    case net::FailureKind::kStalled:
    case net::FailureKind::kTruncated:
    case net::FailureKind::kTooLarge:
    case net::FailureKind::kHeadersTooLarge:
    case net::FailureKind::kTooManyRedirects:
    case net::FailureKind::kForbiddenRedirect:
    case net::FailureKind::kProtocol:
      return FailureKind::kUnavailable;
  }
  return FailureKind::kUnavailable;
}

/// No URL: a version pinned by its hash is the same at whichever registry it was seen.
std::string ManifestKey(const PackageId& id, const Integrity& integrity) {
  return fmt::format("manifest {} {}", id.ToString(), integrity.ToString());
}

}  // namespace

Failure FailureOf(const net::Outcome& outcome, std::string_view what) {
  if (!outcome) {
    const net::Failure& failure = outcome.error();
    return {.kind = KindOf(failure.kind), .error = failure.error.Within(what)};
  }
  const std::string from = outcome->url.ForMessage();
  switch (outcome->status) {
    case 404:
    case 410:
      return {.kind = FailureKind::kNotFound,
              .error = {.message = fmt::format("{}: {} does not have it (status {})", what, from,
                                               outcome->status),
                        .help = "is the name right, and is it served by this registry? see "
                                "`sallyport config show --origin`"}};
    case 401:
    case 403:
      return {.kind = FailureKind::kDenied,
              .error = {.message = fmt::format("{}: {} denies access (status {})", what, from,
                                               outcome->status),
                        .help = "check the registry's `_authToken` in `.npmrc`"}};
    default:
      break;
  }
  return {.kind = FailureKind::kUnavailable,
          .error = {
              .message = fmt::format("{}: {} answered with status {}", what, from, outcome->status),
              .help = "try again later; what was fetched so far is kept"}};
}

Client::Client(const ClientOptions& options)
    : options_(options),
      cache_(options.files, options.clock, options.cache_folder),
      npm_cache_(options.files, options.settings.npm_cache()),
      packuments_(options.files, options.clock, options.cache_folder) {}

net::Request Client::RequestFor(const net::Url& url, const net::Url& registry) const {
  Credentials credentials = options_.settings.CredentialsFor(url, registry);
  return {.url = url,
          .headers = {},
          .authorization = std::move(credentials.authorization),
          .certificate = std::move(credentials.certificate),
          .stop = options_.stop};
}

std::optional<std::uint64_t> Client::CachedSize(const Integrity& integrity) const {
  const auto own = cache_.SizeOf(integrity);
  return own ? own : npm_cache_.SizeOf(integrity);
}

std::optional<ByteVector> Client::CachedEnd(const Integrity& integrity, std::size_t count) const {
  auto own = cache_.EndOf(integrity, count);
  return own ? own : npm_cache_.EndOf(integrity, count);
}

std::optional<std::string> Client::KeptManifest(const PackageId& id,
                                                const Integrity& integrity) const {
  const auto kept = packuments_.Get(ManifestKey(id, integrity), PackumentForm::kFull);
  return kept ? std::optional(std::string(AsText(kept->body))) : std::nullopt;
}

Result<void> Client::KeepManifest(const PackageId& id, const Integrity& integrity,
                                  std::string_view text) {
  const Bytes bytes = AsBytes(text);
  return packuments_.Put(PackumentForm::kFull, {.url = ManifestKey(id, integrity),
                                                .fetched = options_.clock.Now(),
                                                .body = ByteVector(bytes.begin(), bytes.end())});
}

PackumentResult Client::Parsed(const StoredDocument& document, const PackageName& name) {
  constexpr std::size_t kLarge = 2 * limits::kMiB;
  std::unique_lock one_at_a_time(large_document_, std::defer_lock);
  if (document.body.size() > kLarge) one_at_a_time.lock();
  auto packument = ParsePackument(document.body);
  if (!packument) {
    return tl::unexpected(Failure{.kind = FailureKind::kMalformed,
                                  .error = packument.error().Within(Quote(name.text()))});
  }
  return PackumentAnswer{
      .packument = std::move(*packument), .fetched = document.fetched, .stale = false};
}

PackumentResult Client::FetchPackument(const PackageName& name, PackumentForm form) {
  PackumentStart start = StartPackument(name, form);
  if (start.answer) return *std::move(start.answer);
  return FinishPackument(
      name, form, std::move(start.stored),
      net::FetchAndWait(options_.http, options_.clock, options_.retry, *std::move(start.request)));
}

tl::expected<ByteVector, Failure> Client::FetchDocument(const net::Url& url,
                                                        const net::Url& registry,
                                                        const DocumentOptions& options) {
  auto stored = packuments_.Get(url.ToString(), PackumentForm::kFull);
  if (stored && stored->FreshAt(options_.clock.Now())) return std::move(stored->body);
  net::Request request = RequestFor(url, registry);
  request.compression = net::Compression::kAllowed;
  request.body_limit = options.bytes;
  request.headers.push_back({"Accept", "application/json"});
  auto outcome =
      net::FetchAndWait(options_.http, options_.clock, options_.retry, std::move(request));
  if (!outcome || !outcome->ok()) {
    Failure failure = FailureOf(outcome, "a document of the registry");
    const bool unreachable =
        failure.kind == FailureKind::kOffline || failure.kind == FailureKind::kUnavailable;
    if (stored && unreachable) return std::move(stored->body);
    return tl::unexpected(std::move(failure));
  }
  // A document that cannot be kept is fetched again next time: slower, never wrong.
  (void)packuments_.Put(PackumentForm::kFull, {.url = url.ToString(),
                                               .fetched = options_.clock.Now(),
                                               .max_age_seconds = options.fresh_seconds,
                                               .body = outcome->body});
  return std::move(outcome->body);
}

Client::PackumentStart Client::StartPackument(const PackageName& name, PackumentForm form) {
  PackumentStart start;
  const auto registry = options_.settings.RegistryOf(name);
  if (!registry) {
    start.answer =
        tl::unexpected(Failure{.kind = FailureKind::kConfiguration, .error = registry.error()});
    return start;
  }
  const net::Url url = PackumentUrl(*registry, name);
  start.stored = packuments_.Get(url.ToString(), form);
  if (start.stored && start.stored->FreshAt(options_.clock.Now())) {
    start.answer = Parsed(*start.stored, name);
    return start;
  }
  net::Request request = RequestFor(url, *registry);
  request.compression = net::Compression::kAllowed;
  request.body_limit = limits::kPackumentBytes;
  // A registry that does not know the short form sends the full one.
  request.headers.push_back(
      {"Accept", form == PackumentForm::kFull
                     ? "application/json"
                     : "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8"});
  if (start.stored && !start.stored->etag.empty()) {
    request.headers.push_back({"If-None-Match", start.stored->etag});
  } else if (start.stored && !start.stored->last_modified.empty()) {
    request.headers.push_back({"If-Modified-Since", start.stored->last_modified});
  }
  start.request = std::move(request);
  return start;
}

PackumentResult Client::FinishPackument(const PackageName& name, PackumentForm form,
                                        std::optional<StoredDocument> stored,
                                        net::Outcome outcome) {
  const bool unchanged = outcome && outcome->status == 304 && stored;
  if (!unchanged && !(outcome && outcome->ok())) {
    Failure failure = FailureOf(outcome, Quote(name.text()));
    const bool unreachable =
        failure.kind == FailureKind::kOffline || failure.kind == FailureKind::kUnavailable;
    if (!stored || !unreachable) return tl::unexpected(std::move(failure));
    auto answer = Parsed(*stored, name);
    if (answer) answer->stale = true;
    return answer;
  }
  StoredDocument document;
  if (unchanged) {
    document = *std::move(stored);
  } else {
    const auto registry = options_.settings.RegistryOf(name);
    document.url = registry ? PackumentUrl(*registry, name).ToString() : outcome->url.ToString();
    document.etag = outcome->Find("etag");
    document.last_modified = outcome->Find("last-modified");
    document.body = std::move(outcome->body);
  }
  document.fetched = options_.clock.Now();
  document.max_age_seconds = FreshSeconds(*outcome);
  auto answer = Parsed(document, name);
  // A document that cannot be kept is fetched again next time: slower, never wrong.
  if (answer) (void)packuments_.Put(form, document);
  return answer;
}

}  // namespace registry
