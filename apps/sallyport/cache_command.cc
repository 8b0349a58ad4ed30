#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "commands.h"
#include "console.h"
#include "facts/extract.h"
#include "formats/json_writer.h"
#include "registry/cache_care.h"
#include "registry/cache_lock.h"
#include "session.h"

namespace {

struct Work {
  const Invocation& invocation;
  const policy::Settings& settings;
  std::string folder;
  DiskFileSystem files;
  SystemClock clock;

  [[nodiscard]] std::uint64_t bound() const { return settings.Bytes(policy::Setting::kCacheSize); }
  [[nodiscard]] bool exists() const {
    const auto status = files.StatusOfTarget(folder);
    return status && status->type == FileType::kFolder;
  }
};

int Done(const Work& work, std::string_view text) {
  if (auto written = WriteResult(text, work.invocation); !written) return Complain(written.error());
  return kNothingInTheWay;
}

/// What the store says of itself goes to standard error.
void SayDiagnostics(store::Store& store, const Work& work) {
  for (const Diagnostic& diagnostic : store.TakeDiagnostics())
    Say(fmt::format("warning[{}]: {}\n", diagnostic.code, diagnostic.message), work.invocation);
}

std::unique_ptr<store::Store> OpenStore(const Work& work) {
  return store::OpenSqliteStore(FactsFileIn(work.folder));
}

/// Databases that were damaged and set aside, which nobody reads any more.
std::vector<std::string> SetAside(const Work& work) {
  std::vector<std::string> paths;
  const auto entries = work.files.List(work.folder);
  if (!entries) return paths;
  const std::string prefix = std::string(BaseName(FactsFileIn(work.folder))) + ".damaged-";
  for (const FolderEntry& entry : *entries) {
    if (entry.name.starts_with(prefix)) paths.push_back(JoinPath(work.folder, entry.name));
  }
  return paths;
}

std::string Files(const registry::CacheShare& share) {
  return fmt::format("{} {}, {}", HumanCount(share.files), share.files == 1 ? "file" : "files",
                     HumanBytes(share.bytes));
}

struct Holdings {
  registry::CacheUse cache;
  store::StoreUse store;
  std::size_t set_aside = 0;
};

Holdings Look(const Work& work) {
  Holdings holdings;
  if (!work.exists()) return holdings;  // looking makes no folder
  holdings.cache = registry::MeasureCache(work.files, work.folder);
  const auto store = OpenStore(work);
  holdings.store = store->Use(facts::kExtractorVersion);
  SayDiagnostics(*store, work);
  holdings.set_aside = SetAside(work).size();
  return holdings;
}

std::string InfoText(const Work& work, const Holdings& holdings) {
  const std::uint64_t bound = work.bound();
  std::string text = fmt::format("folder     {}\n", Escape(work.folder, 400));
  text += fmt::format("bound      {} (`cache-size`, {}); {} taken\n",
                      bound == 0 ? "none" : HumanBytes(bound),
                      Escape(work.settings.Origin(policy::Setting::kCacheSize), 200),
                      HumanBytes(holdings.cache.bytes()));
  text += fmt::format("tarballs   {}\n", Files(holdings.cache.tarballs));
  text += fmt::format("documents  {}\n", Files(holdings.cache.documents));
  if (holdings.cache.leftovers.files > 0)
    text += fmt::format("leftovers  {}\n", Files(holdings.cache.leftovers));
  const store::StoreUse& store = holdings.store;
  text +=
      fmt::format("remembered facts of {} packages, findings of {}, answers for {} projects; {}",
                  HumanCount(store.packages), HumanCount(store.findings),
                  HumanCount(store.projects), HumanBytes(store.bytes));
  if (store.outdated > 0) text += fmt::format("; {} outdated", HumanCount(store.outdated));
  text += "\n";
  if (holdings.set_aside > 0)
    text += fmt::format("set aside  {} damaged databases (`sallyport cache clear` removes them)\n",
                        holdings.set_aside);
  return text;
}

void WriteShare(formats::JsonWriter& json, std::string_view key,
                const registry::CacheShare& share) {
  json.Key(key).BeginObject().Key("files").Number(share.files);
  json.Key("bytes").Number(share.bytes).EndObject();
}

std::string InfoJson(const Work& work, const Holdings& holdings) {
  std::string text;
  formats::JsonWriter json(text, formats::JsonStyle::kPretty);
  json.BeginObject().Key("schemaVersion").Number(1).Field("folder", work.folder);
  json.Key("bound").Number(work.bound());
  json.Field("boundOrigin", work.settings.Origin(policy::Setting::kCacheSize));
  WriteShare(json, "tarballs", holdings.cache.tarballs);
  WriteShare(json, "documents", holdings.cache.documents);
  WriteShare(json, "leftovers", holdings.cache.leftovers);
  json.Key("remembered").BeginObject();
  json.Key("packages").Number(holdings.store.packages);
  json.Key("findings").Number(holdings.store.findings);
  json.Key("projects").Number(holdings.store.projects);
  json.Key("outdated").Number(holdings.store.outdated);
  json.Key("bytes").Number(holdings.store.bytes);
  json.Key("databasesSetAside").Number(static_cast<std::uint64_t>(holdings.set_aside));
  json.EndObject().EndObject();
  return text += '\n';
}

int Info(Work& work) {
  const Holdings holdings = Look(work);
  const bool json = work.invocation.Value(FlagId::kAnswerFormat) == "json";
  return Done(work, json ? InfoJson(work, holdings) : InfoText(work, holdings));
}

/// Takes the folder for itself; the Error says that somebody uses it.
Result<registry::CacheLock> Alone(const Work& work) {
  auto lock = registry::CacheLock::TakeAlone(work.folder);
  if (lock) return *std::move(lock);
  return Fail(fmt::format("the cache {} is in use, or cannot be written", Quote(work.folder)),
              "wait for the `sallyport check` that is under way: what it needs is not removed");
}

std::string Counted(const registry::CacheShare& share, std::string_view what) {
  return fmt::format("{} {}{} ({})", HumanCount(share.files), what, share.files == 1 ? "" : "s",
                     HumanBytes(share.bytes));
}

std::string Removed(const registry::CacheUse& removed) {
  return fmt::format("removed {}, {}, {}", Counted(removed.tarballs, "tarball"),
                     Counted(removed.documents, "document"),
                     Counted(removed.leftovers, "leftover"));
}

int Prune(Work& work) {
  if (!work.exists()) return Done(work, "there is no cache yet\n");
  const auto lock = Alone(work);
  if (!lock) return Complain(lock.error());
  const auto removed = PruneToBound(work.files, work.clock, work.folder, work.settings);
  if (!removed) return Complain(removed.error());
  const auto store = OpenStore(work);
  const std::uint64_t before = store->Use(facts::kExtractorVersion).bytes;
  store->Prune({.extractor_version = facts::kExtractorVersion});
  const std::uint64_t after = store->Use(facts::kExtractorVersion).bytes;
  SayDiagnostics(*store, work);
  return Done(work, fmt::format("{}, {} of what was remembered\n", Removed(*removed),
                                HumanBytes(before - std::min(before, after))));
}

int Clear(Work& work) {
  if (!work.exists()) return Done(work, "there is no cache yet\n");
  const auto lock = Alone(work);
  if (!lock) return Complain(lock.error());
  const auto removed = registry::ClearCache(work.files, work.folder);
  if (!removed) return Complain(removed.error());
  const auto store = OpenStore(work);
  store->Clear();
  SayDiagnostics(*store, work);
  for (const std::string& path : SetAside(work)) {
    if (auto gone = work.files.Remove(path); !gone) return Complain(gone.error());
  }
  return Done(work, Removed(*removed) + ", and all that was remembered; intelligence packs stay\n");
}

int Verify(Work& work) {
  if (!work.exists()) return Done(work, "there is no cache yet\n");
  const auto verification = registry::VerifyCache(work.files, work.folder);
  if (!verification) return Complain(verification.error());
  std::string text;
  for (const std::string& path : verification->damaged)
    text += fmt::format("damaged, removed: {}\n", Escape(path, 400));
  text += fmt::format("whole: {}, {}\n", Counted(verification->whole.tarballs, "tarball"),
                      Counted(verification->whole.documents, "document"));
  const int status = Done(work, text);
  if (status != kNothingInTheWay) return status;
  return verification->damaged.empty() ? kNothingInTheWay : kFound;
}

struct Verb {
  std::string_view name;
  int (*run)(Work& work);
};
constexpr std::array kVerbs = {Verb{"info", Info}, Verb{"prune", Prune}, Verb{"clear", Clear},
                               Verb{"verify", Verify}};

}  // namespace

int RunCache(const Invocation& invocation) {
  const std::string word = invocation.arguments.empty() ? "info" : invocation.arguments.front();
  if (invocation.arguments.size() > 1)
    return Complain(
        {.message = "`cache` takes one word", .help = "for example: sallyport cache info"});
  std::vector<std::string_view> names;
  for (const Verb& verb : kVerbs) {
    names.push_back(verb.name);
    if (verb.name != word) continue;
    const DiskFileSystem files;
    const auto configuration = Configure(files, invocation, ".");
    if (!configuration) return Complain(configuration.error());
    Work work{.invocation = invocation,
              .settings = configuration->settings,
              .folder = CacheFolderOf(configuration->settings),
              .files = {},
              .clock = {}};
    return verb.run(work);
  }
  const auto nearest = Nearest(word, names);
  return Complain({.message = fmt::format("`cache` cannot {}", Quote(word)),
                   .help = nearest ? fmt::format("did you mean `sallyport cache {}`?", *nearest)
                                   : "it can info, prune, clear and verify"});
}
