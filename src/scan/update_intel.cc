#include "scan/update_intel.h"

#include <fmt/format.h>

#include <map>

#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"
#include "formats/json_writer.h"
#include "intel/pack_delta.h"
#include "intel/read_osv.h"
#include "net/fetch.h"

namespace scan {
namespace {

constexpr std::string_view kArchive = "/all.zip";
constexpr std::string_view kPack = ".sly";
constexpr std::string_view kModifiedList = "/modified_id.csv";

/// What a server said the last time.
struct Feed {
  std::string etag;
  UnixMillis modified = 0;  ///< the newest entry of its list
};
using Feeds = std::map<std::string, Feed>;

std::string FeedsPath(const intel::Shelf& shelf) {
  return JoinPath(shelf.folder, "feeds.json");
}

/// A file that is missing or damaged is as if nothing had been said.
Feeds ReadFeeds(const FileSystem& files, const intel::Shelf& shelf) {
  Feeds feeds;
  const auto bytes = files.Read(FeedsPath(shelf), limits::kKeyFileBytes);
  const auto document =
      bytes ? formats::ParseJson(*bytes) : Result<formats::json::Document>(Fail(""));
  if (!document) return feeds;
  for (const formats::json::Member& member : document->root().Members()) {
    const auto feed = member.value.Members();
    feeds[std::string(member.key)] = {
        .etag = std::string(feed.FindString("etag").value_or("")),
        .modified = ParseTime(feed.FindString("modified").value_or("")).value_or(0)};
  }
  return feeds;
}

Result<void> WriteFeeds(FileSystem& files, const intel::Shelf& shelf, const Feeds& feeds) {
  std::string text;
  formats::JsonWriter writer(text, formats::JsonStyle::kPretty);
  writer.BeginObject();
  for (const auto& [url, feed] : feeds) {
    writer.Key(url).BeginObject().Field("etag", feed.etag);
    if (feed.modified > 0) writer.Field("modified", FormatTime(feed.modified));
    writer.EndObject();
  }
  writer.EndObject();
  return files.WriteAtomically(FeedsPath(shelf), AsBytes(text));
}

/// One line of modified_id.csv: "2026-06-17T03:00:00Z,MAL-2026-1", newest first.
struct Modified {
  UnixMillis time = 0;
  std::string id;
};

class Updater {
 public:
  Updater(const FileSystem& files, const Clock& clock, net::HttpClient& http,
          const intel::Shelf& shelf, const UpdateOptions& options, intel::Trust trust)
      : clock_(clock),
        http_(http),
        options_(options),
        trust_(std::move(trust)),
        feeds_(ReadFeeds(files, shelf)) {
    // One that cannot be opened any more is as if it were not there.
    if (auto current = intel::OpenShelf(files, shelf); current && *current)
      current_.emplace(**std::move(current));
  }

  Result<void> Take(const std::string& url) {
    if (url.ends_with(kPack)) return TakePack(url);
    if (url.ends_with(kArchive) && feeds_[url].modified > 0) {
      const auto taken = TakeChanges(url);
      if (!taken) return Fail(taken.error());
      if (*taken) return {};
    }
    return TakeWhole(url);
  }

  intel::PackInput input;
  UpdateOutcome outcome;
  /// Packs that somebody else made: put in force as they are.
  std::vector<ByteVector> made;
  [[nodiscard]] const Feeds& feeds() const { return feeds_; }

 private:
  /// Whatever the status of the reply is.
  Result<net::Reply> Ask(const net::Url& url, const std::string& etag) {
    net::Request request{.url = url, .body_limit = limits::kZipBytes, .stop = options_.stop};
    if (!etag.empty()) request.headers.push_back({.name = "If-None-Match", .value = etag});
    auto reply = net::FetchAndWait(http_, clock_, {}, std::move(request));
    if (!reply) return Fail(reply.error().error);
    return *std::move(reply);
  }

  static Error BadStatus(const net::Url& url, int status) {
    return {.message = fmt::format("{} answered with status {}", url.ForMessage(), status),
            .help =
                "look at `intel-urls`: `sallyport config show --origin` says where it comes "
                "from"};
  }

  Result<net::Reply> Fetch(const std::string& url, const std::string& etag) {
    const auto parsed = net::Url::Parse(url);
    if (!parsed) return Fail(parsed.error());
    auto reply = Ask(*parsed, etag);
    if (reply && reply->status != 304 && !reply->ok())
      return Fail(BadStatus(*parsed, reply->status));
    return reply;
  }

  /// The pack that the server's delta from the pack in force gives; nothing when it has none.
  Result<std::optional<ByteVector>> PackByDelta(const std::string& url) {
    const auto parsed =
        net::Url::Parse(fmt::format("{}.delta-{}", url, intel::DeltaNameOf(*current_)));
    if (!parsed) return Fail(parsed.error());
    const auto reply = Ask(*parsed, {});
    if (!reply) return Fail(reply.error());
    if (reply->status >= 400 && reply->status < 500) return std::nullopt;
    if (!reply->ok()) return Fail(BadStatus(*parsed, reply->status));
    ++outcome.downloads;
    auto pack = intel::ApplyPackDelta(*current_, reply->body, trust_);
    if (!pack) return Fail(std::move(pack).error());
    return *std::move(pack);
  }

  /// By the delta from the pack in force when the server has one, else whole. A delta that is of no
  /// use is told, and costs no more than the download of the whole pack.
  Result<void> TakePack(const std::string& url) {
    Feed& feed = feeds_[url];
    if (current_) {
      auto pack = PackByDelta(url);
      if (!pack) {
        if (options_.stop.stop_requested()) return Fail(std::move(pack).error());
        outcome.remarks.push_back("the whole pack is fetched: " + pack.error().message);
      } else if (*pack) {
        outcome.changed = true;
        made.push_back(**std::move(pack));
        feed.etag.clear();  // of the whole pack, which was not asked for
        return {};
      }
    }
    auto reply = Fetch(url, current_ ? feed.etag : "");
    if (!reply) return Fail(std::move(reply).error());
    if (reply->status == 304) return {};
    ++outcome.downloads;
    // The same octets again, from a server that knows no tags.
    if (current_ && std::equal(reply->body.begin(), reply->body.end(), current_->bytes().begin(),
                               current_->bytes().end()))
      return {};
    outcome.changed = true;
    feed.etag = reply->Find("etag");
    made.push_back(std::move(reply->body));
    return {};
  }

  Result<void> TakeWhole(const std::string& url) {
    Feed& feed = feeds_[url];
    auto reply = Fetch(url, feed.etag);
    if (!reply) return Fail(std::move(reply).error());
    if (reply->status == 304) return {};
    ++outcome.downloads;
    outcome.changed = true;
    auto report = intel::ImportBytes(url, reply->body, trust_, input);
    if (!report) return Fail(std::move(report).error());
    Add(*report);
    feed.etag = reply->Find("etag");
    for (const Advisory& advisory : input.advisories)
      feed.modified = std::max(feed.modified, advisory.modified);
    return {};
  }

  /// True when the list was there and the changes were few enough to be fetched one by one.
  Result<bool> TakeChanges(const std::string& url) {
    const std::string folder = url.substr(0, url.size() - kArchive.size());
    auto list = Fetch(folder + std::string(kModifiedList), {});
    if (!list) return false;
    Feed& feed = feeds_[url];
    const std::vector<Modified> changes = ChangesSince(AsText(list->body), feed.modified);
    if (changes.size() > limits::kIntelDeltas) return false;
    for (const Modified& change : changes) {
      auto reply = Fetch(fmt::format("{}/{}.json", folder, change.id), {});
      if (!reply) return Fail(std::move(reply).error());
      ++outcome.downloads;
      auto report = intel::ImportBytes(change.id + ".json", reply->body, trust_, input);
      if (!report) return Fail(std::move(report).error());
      Add(*report);
      outcome.changed = true;
      feed.modified = std::max(feed.modified, change.time);
    }
    return true;
  }

  static std::vector<Modified> ChangesSince(std::string_view csv, UnixMillis since) {
    std::vector<Modified> changes;
    for (const std::string_view line : Split(csv, '\n')) {
      const std::size_t comma = line.find(',');
      if (comma == std::string_view::npos) continue;
      const auto time = ParseTime(line.substr(0, comma));
      std::string_view id = Trim(line.substr(comma + 1));
      id = id.substr(id.find('/') == std::string_view::npos ? 0 : id.rfind('/') + 1);
      if (!time || !intel::IsAdvisoryId(id)) continue;
      if (*time <= since || changes.size() > limits::kIntelDeltas) break;  // newest first
      changes.push_back({.time = *time, .id = std::string(id)});
    }
    return changes;
  }

  void Add(const intel::ImportReport& report) {
    intel::ImportReport& sum = outcome.imported;
    sum.records += report.records;
    sum.malware += report.malware;
    sum.exploited += report.exploited;
    sum.scores += report.scores;
    sum.remarks += report.remarks;
    sum.skipped += report.skipped;
    sum.problems.insert(sum.problems.end(), report.problems.begin(), report.problems.end());
  }

  using Advisory = intel::Advisory;
  const Clock& clock_;
  net::HttpClient& http_;
  const UpdateOptions& options_;
  const intel::Trust trust_;
  Feeds feeds_;
  std::optional<intel::Pack> current_;
};

}  // namespace

std::unordered_map<std::string, std::uint32_t> RanksOf(std::string_view names) {
  std::unordered_map<std::string, std::uint32_t> ranks;
  for (const std::string_view name : Split(names, '\n')) {
    if (!name.empty()) ranks.emplace(name, static_cast<std::uint32_t>(ranks.size() + 1));
  }
  return ranks;
}

Result<intel::PackInfo> AddAndInstall(FileSystem& files, const Clock& clock,
                                      const intel::Shelf& shelf, std::string_view popular,
                                      intel::PackInput input) {
  // A pack that cannot be opened is not built upon, and does not stand in the way of a good one.
  if (const auto current = intel::OpenShelf(files, shelf); current && *current) {
    if ((*current)->info().created > clock.Now()) {
      return Fail(fmt::format("the clock says {}, and the pack in force was made {}: what is new "
                              "could not be told from what is old",
                              FormatTime(clock.Now()), FormatTime((*current)->info().created)),
                  "set the clock right; the previous pack stays in force");
    }
    intel::PackInput known = intel::Unmake(**current);
    if ((*current)->damaged())
      return Fail("the pack in force is damaged", "remove it and import everything anew");
    for (auto& advisory : known.advisories) input.advisories.push_back(std::move(advisory));
    for (const auto& [id, signals] : known.signals) input.signals.try_emplace(id, signals);
  }
  const auto key = intel::OwnKey(files, shelf);
  if (!key) return Fail(key.error());
  input.popular = RanksOf(popular);
  input.created = clock.Now();
  const auto pack = intel::MakePack(std::move(input), *key);
  if (!pack) return Fail(pack.error());
  return intel::Install(files, shelf, *pack);
}

Result<UpdateOutcome> UpdateIntel(FileSystem& files, const Clock& clock, net::HttpClient& http,
                                  const intel::Shelf& shelf, const UpdateOptions& options) {
  auto trust = intel::ReadTrust(files, shelf);
  if (!trust) return Fail(std::move(trust).error());
  Updater updater(files, clock, http, shelf, options, *std::move(trust));
  for (const std::string& url : options.urls) {
    if (auto taken = updater.Take(url); !taken) return Fail(std::move(taken).error());
  }
  UpdateOutcome outcome = std::move(updater.outcome);
  if (outcome.changed) {
    for (const ByteVector& bytes : updater.made) {
      auto info = intel::Install(files, shelf, bytes);
      if (!info) return Fail(std::move(info).error());
      outcome.pack = *info;
    }
    const intel::PackInput& own = updater.input;
    if (updater.made.empty() || !own.advisories.empty() || !own.signals.empty()) {
      auto info = AddAndInstall(files, clock, shelf, options.popular, std::move(updater.input));
      if (!info) return Fail(std::move(info).error());
      outcome.pack = *info;
    }
    if (auto written = WriteFeeds(files, shelf, updater.feeds()); !written)
      return Fail(std::move(written).error());
  } else if (const auto current = intel::OpenShelf(files, shelf); current && *current) {
    outcome.pack = (*current)->info();
  }
  return outcome;
}

}  // namespace scan
