#include "registry/version_manifest.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"
#include "formats/json_writer.h"
#include "registry/tarball_url.h"

namespace registry {
namespace {

using formats::JsonWriter;
using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

/// Texts and maps of texts; whatever else a manifest holds is not compared.
constexpr std::string_view kFields[] = {
    "name", "version", "dependencies",    "optionalDependencies", "peerDependencies",
    "bin",  "scripts", "hasInstallScript"};

void Copy(JsonWriter& json, std::string_view field, const Value& value) {
  if (const auto text = value.AsString()) json.Field(field, *text);
  if (const auto flag = value.AsBool()) json.Key(field).Bool(*flag);
  if (!value.AsObject()) return;
  json.Key(field).BeginObject();
  for (const Member& member : value.Members()) {
    if (const auto text = member.value.AsString()) json.Field(member.key, *text);
  }
  json.EndObject();
}

/// Of the algorithms that both have, whether the hashes agree; true when there is none.
bool MayBeTheSame(const Integrity& one, const Integrity& other) {
  return std::all_of(one.hashes().begin(), one.hashes().end(), [&](const Hash& hash) {
    const auto& hashes = other.hashes();
    const auto same_kind = std::find_if(hashes.begin(), hashes.end(), [&](const Hash& candidate) {
      return candidate.algorithm == hash.algorithm;
    });
    return same_kind == hashes.end() || *same_kind == hash;
  });
}

/// Whether a manifest without `scripts` has none, or is too short a form to tell.
enum class Scripts : std::uint8_t { kAlwaysShown, kMayBeLeftOut };

std::optional<std::string> Comparable(const Object& manifest, const Integrity& pinned,
                                      Scripts scripts) {
  if (const auto dist = manifest.FindObject("dist"); dist && !pinned.empty()) {
    const auto promised = Integrity::Parse(dist->FindString("integrity").value_or(""));
    if (promised && !MayBeTheSame(*promised, pinned)) return std::nullopt;
  }
  std::string text;
  JsonWriter json(text);
  json.BeginObject();
  for (const std::string_view field : kFields) {
    if (const Value* const value = manifest.Find(field)) Copy(json, field, *value);
  }
  if (scripts == Scripts::kAlwaysShown && manifest.Find("scripts") == nullptr)
    json.Key("scripts").BeginObject().EndObject();
  json.EndObject();
  return text;
}

}  // namespace

std::optional<std::string> ComparableManifest(std::string_view json, const Integrity& pinned) {
  const auto document = formats::json::Parse(json);
  const auto manifest = document ? document->root().AsObject() : std::nullopt;
  return manifest ? Comparable(*manifest, pinned, Scripts::kAlwaysShown) : std::nullopt;
}

std::optional<std::string> ComparableManifestIn(std::string_view packument,
                                                std::string_view version, const Integrity& pinned) {
  if (const auto text = formats::json::FindObjectText(packument, "versions", version)) {
    const auto document = formats::json::Parse(*text);
    const auto manifest = document ? document->root().AsObject() : std::nullopt;
    if (manifest) return Comparable(*manifest, pinned, Scripts::kMayBeLeftOut);
  }
  const auto document = formats::json::Parse(packument);
  const auto root = document ? document->root().AsObject() : std::nullopt;
  const auto versions = root ? root->FindObject("versions") : std::nullopt;
  const auto manifest = versions ? versions->FindObject(version) : std::nullopt;
  return manifest ? Comparable(*manifest, pinned, Scripts::kMayBeLeftOut) : std::nullopt;
}

ManifestFetcher::ManifestFetcher(Client& client, std::vector<TarballRequest> requests)
    : client_(client), requests_(std::move(requests)), answers_(requests_.size()) {
  on_stop_.emplace(client.options().stop, [this] { stop_.request_stop(); });
}

ManifestFetcher::~ManifestFetcher() {
  stop_.request_stop();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return under_way_ == 0; });
}

void ManifestFetcher::Start() {
  for (std::size_t i = 0; i < requests_.size(); ++i) StartOne(i);
}

void ManifestFetcher::StartOne(std::size_t index) {
  const TarballRequest& wanted = requests_[index];
  const ClientOptions& options = client_.options();
  const auto registry = options.settings.RegistryOf(wanted.id.name);
  const bool by_name =
      registry && TarballPlacesOf(*registry, wanted.id, wanted.resolved,
                                  options.settings.npmrc().Value("replace-registry-host"))
                      .by_name;
  if (!by_name) return Finish(index, {.done = true});
  const net::Url packument = PackumentUrl(*registry, wanted.id.name);
  net::Request request =
      client_.RequestFor(packument.Appended(net::PercentEncode(wanted.id.version, "+")), *registry);
  request.headers.push_back({"Accept", "application/json"});
  request.compression = net::Compression::kAllowed;
  request.body_limit = limits::kManifestBytes;
  request.stop = stop_.get_token();
  {
    const std::lock_guard lock(mutex_);
    ++under_way_;
  }
  net::RetryPolicy once = options.retry;
  once.attempts = 1;
  net::Fetch(options.http, options.clock, once, std::move(request),
             [this, index, packument](net::Outcome outcome) {
               Answer answer{.done = true, .text = {}, .packument = packument};
               if (outcome && outcome->ok())
                 answer.text =
                     ComparableManifest(AsText(outcome->body), requests_[index].integrity);
               Finish(index, std::move(answer));
             });
}

void ManifestFetcher::Finish(std::size_t index, Answer answer) {
  // Under the lock to the end: the destructor may be waiting for the last of these.
  const std::lock_guard lock(mutex_);
  if (answer.packument) --under_way_;
  answers_[index] = std::move(answer);
  changed_.notify_all();
}

bool ManifestFetcher::IsReady(std::size_t index) const {
  const std::lock_guard lock(mutex_);
  return answers_[index].done;
}

std::optional<std::string> ManifestFetcher::Wait(std::size_t index) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return answers_[index].done; });
  Answer answer = std::move(answers_[index]);
  answers_[index].done = true;
  lock.unlock();
  if (answer.text || !answer.packument || client_.options().stop.stop_requested())
    return std::move(answer.text);
  const TarballRequest& wanted = requests_[index];
  const auto kept = client_.npm_cache().GetDocument(*answer.packument);
  return kept ? ComparableManifestIn(AsText(*kept), wanted.id.version, wanted.integrity)
              : std::nullopt;
}

}  // namespace registry
