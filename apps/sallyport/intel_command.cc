#include <fmt/format.h>

#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "commands.h"
#include "console.h"
#include "intel/built_in_pack.h"
#include "intel/pack_delta.h"
#include "intel/show.h"
#include "interrupt.h"
#include "net/curl_http_client.h"
#include "net/fake_http_client.h"
#include "registry/environment.h"
#include "registry/settings.h"
#include "scan/update_intel.h"
#include "session.h"

namespace {

/// What every action works with.
struct Work {
  const Invocation& invocation;
  const Configuration& configuration;
  intel::Shelf shelf;
  std::vector<std::string> arguments;
  DiskFileSystem files;
  SystemClock clock;
};

int Done(const Work& work, std::string_view text) {
  if (auto written = WriteResult(text, work.invocation); !written) return Complain(written.error());
  return kNothingInTheWay;
}

std::string Summary(const intel::ImportReport& report) {
  std::string text = fmt::format("{} records, of these {} malware", HumanCount(report.records),
                                 HumanCount(report.malware));
  if (report.exploited > 0) text += fmt::format("; {} KEV entries", HumanCount(report.exploited));
  if (report.scores > 0) text += fmt::format("; {} EPSS scores", HumanCount(report.scores));
  if (report.remarks > 0)
    text += fmt::format("; something was left out of {} records", HumanCount(report.remarks));
  if (report.skipped > 0)
    text += fmt::format("; {} files could not be read", HumanCount(report.skipped));
  return text + "\n";
}

void Tell(const Work& work, const intel::ImportReport& report) {
  for (const std::string& problem : report.problems) Say("  " + problem + "\n", work.invocation);
  Say(Summary(report), work.invocation);
}

Result<intel::PackInput> ImportAll(Work& work) {
  intel::PackInput input;
  const auto trust = intel::ReadTrust(work.files, work.shelf);
  if (!trust) return Fail(trust.error());
  for (const std::string& path : work.arguments) {
    auto report = intel::Import(work.files, path, *trust, input);
    if (!report) return Fail(std::move(report).error());
    Tell(work, *report);
  }
  return input;
}

/// A pack or a delta that somebody made, to be put in force as it is.
enum class Made : std::uint8_t { kNot, kPack, kDelta };
Made KindOf(const FileSystem& files, const std::string& path) {
  const auto mapped = files.Map(path, limits::kPackBytes);
  if (!mapped) return Made::kNot;
  if (AsText(mapped->bytes()).starts_with(intel::layout::kMagic)) return Made::kPack;
  return intel::IsPackDelta(mapped->bytes()) ? Made::kDelta : Made::kNot;
}

int InstallMade(Work& work, Made made) {
  const auto mapped = work.files.Map(work.arguments.front(), limits::kPackBytes);
  if (!mapped) return Complain(mapped.error());
  const auto info = made == Made::kDelta
                        ? intel::InstallDelta(work.files, work.shelf, mapped->bytes())
                        : intel::Install(work.files, work.shelf, mapped->bytes());
  return info ? Done(work, intel::InfoText(*info)) : Complain(info.error());
}

int Import(Work& work) {
  if (work.arguments.empty()) {
    return Complain({.message = "`intel import` wants something to import",
                     .help = "a zip archive, a folder, a record, or a pack"});
  }
  // What somebody signed stays as it is; everything else becomes a pack of this machine's.
  if (work.arguments.size() == 1) {
    const Made made = KindOf(work.files, work.arguments.front());
    if (made != Made::kNot) return InstallMade(work, made);
  }
  auto input = ImportAll(work);
  if (!input) return Complain(input.error());
  const auto info = scan::AddAndInstall(work.files, work.clock, work.shelf, intel::PopularNames(),
                                        *std::move(input));
  return info ? Done(work, intel::InfoText(*info)) : Complain(info.error());
}

/// A pack of everything that the arguments name; a pack alone is taken as it is.
Result<ByteVector> MakeNamed(Work& work, const std::optional<ed25519::PrivateKey>& key) {
  if (work.arguments.size() == 1 && KindOf(work.files, work.arguments.front()) == Made::kPack)
    return work.files.Read(work.arguments.front(), limits::kPackBytes);
  auto input = ImportAll(work);
  if (!input) return Fail(std::move(input).error());
  input->popular = scan::RanksOf(intel::PopularNames());
  // Of the newest record, not of this moment: the same records give the same octets.
  for (const intel::Advisory& advisory : input->advisories)
    input->created = std::max(input->created, advisory.modified);
  return intel::MakePack(*std::move(input), key);
}

Result<ByteVector> MakeDelta(Work& work, const std::string& from, Bytes target,
                             const std::optional<ed25519::PrivateKey>& key) {
  auto trust = intel::ReadTrust(work.files, work.shelf);
  if (!trust) return Fail(std::move(trust).error());
  if (key) {
    const auto own = ed25519::PublicOf(*key);
    if (!own) return Fail(own.error());
    trust->keys.push_back(*own);
  } else {
    trust->without_signature = intel::Trust::Unsigned::kAllowed;
  }
  auto mapped = work.files.Map(from, limits::kPackBytes);
  if (!mapped) return Fail(std::move(mapped).error());
  const auto base = intel::Pack::Open(*std::move(mapped), *trust);
  if (!base) return Fail(base.error().Within(Quote(from)));
  const auto now = intel::Pack::Open(MappedFile(target), *trust);
  if (!now) return Fail(now.error());
  for (const intel::Pack* pack : {&*base, &*now}) {
    if (auto whole = pack->VerifyAll(); !whole) return Fail(std::move(whole).error());
  }
  auto delta = intel::MakePackDelta(*base, *now, key);
  if (delta) {
    Say(fmt::format("a delta of {} for a pack of {}; a server gives it as NAME.delta-{}\n",
                    HumanBytes(delta->size()), HumanBytes(target.size()),
                    intel::DeltaNameOf(*base)),
        work.invocation);
  }
  return delta;
}

int MakeOne(Work& work) {
  const auto output = work.invocation.Value(FlagId::kOutput);
  if (work.arguments.empty() || !output) {
    return Complain({.message = "`intel pack` wants paths and `--output FILE`",
                     .help = "sallyport intel pack all.zip --key team.key --output team.sly"});
  }
  std::optional<ed25519::PrivateKey> key;
  if (const auto path = work.invocation.Value(FlagId::kKey)) {
    const auto pem = work.files.Read(*path, limits::kKeyFileBytes);
    if (!pem) return Complain(pem.error());
    auto read = ed25519::PrivateFromPem(AsText(*pem));
    if (!read) return Complain(read.error().Within(Quote(*path)));
    key = *read;
  }
  const auto pack = MakeNamed(work, key);
  if (!pack) return Complain(pack.error());
  const auto from = work.invocation.Value(FlagId::kDeltaFrom);
  const auto result = from ? MakeDelta(work, *from, *pack, key) : pack;
  if (!result) return Complain(result.error());
  auto written = work.files.WriteAtomically(*output, *result);
  return written ? kNothingInTheWay : Complain(written.error());
}

Result<intel::Pack> OpenNamed(const Work& work) {
  if (work.arguments.empty()) {
    auto pack = intel::OpenShelf(work.files, work.shelf);
    if (!pack) return Fail(std::move(pack).error());
    if (!*pack) {
      return Fail(fmt::format("there is no pack in {}", Quote(work.shelf.folder)),
                  "`sallyport intel update` or `sallyport intel import PATH` makes one");
    }
    return **std::move(pack);
  }
  auto mapped = work.files.Map(work.arguments.front(), limits::kPackBytes);
  if (!mapped) return Fail(std::move(mapped).error());
  const auto trust = intel::ReadTrust(work.files, work.shelf);
  if (!trust) return Fail(trust.error());
  return intel::Pack::Open(*std::move(mapped), *trust);
}

int Verify(Work& work) {
  const auto pack = OpenNamed(work);
  if (!pack) return Complain(pack.error());
  if (auto whole = pack->VerifyAll(); !whole) return Complain(whole.error());
  return Done(work,
              "the pack is whole, and its signature is right\n" + intel::InfoText(pack->info()));
}

int Info(Work& work) {
  const auto pack = OpenNamed(work);
  if (!pack) return Complain(pack.error());
  return Done(work, intel::InfoText(pack->info()));
}

int Query(Work& work) {
  if (work.arguments.empty()) {
    return Complain({.message = "`intel query` wants a name, an id or a hash",
                     .help = "for example: sallyport intel query left-pad@1.3.0"});
  }
  const IntelSession session = OpenIntel(work.files, work.clock, work.configuration.settings);
  for (const Diagnostic& diagnostic : session.diagnostics)
    Say(fmt::format("warning[{}]: {}\n", diagnostic.code, diagnostic.message), work.invocation);
  std::string text;
  formats::JsonWriter writer(text, formats::JsonStyle::kPretty);
  const bool json = work.invocation.Has(FlagId::kJson);
  if (json) writer.BeginArray();
  bool matched = false;
  for (const std::string& wanted : work.arguments) {
    const auto& packs = session.intelligence.packs;
    const auto answers = intel::Ask(intel::ReadQuestion(wanted, packs), packs);
    if (!json && answers.empty()) text += fmt::format("nothing is known of {}\n", Quote(wanted));
    for (const intel::QueryAnswer& answer : answers) {
      matched = matched || answer.applies;
      if (json) {
        intel::WriteAnswer(writer, answer);
      } else {
        text += intel::AnswerText(answer);
      }
    }
  }
  if (json) {
    writer.EndArray();
    text += '\n';
  }
  const int status = Done(work, text);
  if (status != kNothingInTheWay) return status;
  return matched ? kFound : kNothingInTheWay;
}

int KeyGen(Work& work) {
  if (work.arguments.size() != 1) {
    return Complain({.message = "`intel keygen` wants one file",
                     .help = "sallyport intel keygen team.key makes team.key and team.key.pem"});
  }
  const std::string& path = work.arguments.front();
  const auto status = work.files.Status(path);
  if (status && status->type != FileType::kMissing) {
    return Complain({.message = fmt::format("{} is there already", Quote(path)),
                     .help = "a key is never overwritten: name another file"});
  }
  const auto key = ed25519::Generate();
  if (!key) return Complain(key.error());
  const auto shown = ed25519::PublicOf(*key);
  if (!shown) return Complain(shown.error());
  const auto pem = ed25519::ToPem(*key);
  const auto shown_pem = ed25519::ToPem(*shown);
  if (!pem || !shown_pem) return Complain(!pem ? pem.error() : shown_pem.error());
  if (auto written = work.files.WritePrivately(path, AsBytes(*pem)); !written)
    return Complain(written.error());
  if (auto written = work.files.WriteAtomically(path + ".pem", AsBytes(*shown_pem)); !written)
    return Complain(written.error());
  return Done(work, fmt::format("key {}\n", ed25519::NameOf(*shown)));
}

int Update(Work& work) {
  const policy::Settings& settings = work.configuration.settings;
  std::vector<std::string> urls;
  for (const std::string_view url : Split(settings.Text(policy::Setting::kIntelUrls), ' ')) {
    if (!url.empty()) urls.emplace_back(url);
  }
  const Interrupt interrupt;
  const registry::Settings npm =
      registry::ReadSettings(work.files, registry::ProcessEnvironment(), ".");
  std::unique_ptr<net::HttpClient> http;
  if (settings.Flag(policy::Setting::kOffline)) {
    http = std::make_unique<net::OfflineHttpClient>();
  } else {
    http = std::make_unique<net::CurlHttpClient>(npm.connection());
  }
  const auto outcome = scan::UpdateIntel(
      work.files, work.clock, *http, work.shelf,
      {.urls = std::move(urls), .popular = intel::PopularNames(), .stop = interrupt.token()});
  if (!outcome) return Complain(outcome.error());
  for (const std::string& remark : outcome->remarks)
    Say("warning: " + remark + "\n", work.invocation);
  if (outcome->changed) {
    Tell(work, outcome->imported);
  } else {
    Say("nothing new\n", work.invocation);
  }
  return Done(work, intel::InfoText(outcome->pack));
}

struct Verb {
  std::string_view name;
  int (*run)(Work& work);
};
constexpr std::array kVerbs = {
    Verb{"update", Update}, Verb{"import", Import}, Verb{"pack", MakeOne},  Verb{"verify", Verify},
    Verb{"info", Info},     Verb{"query", Query},   Verb{"keygen", KeyGen},
};

}  // namespace

int RunIntel(const Invocation& invocation) {
  std::vector<std::string_view> names;
  for (const Verb& verb : kVerbs) names.push_back(verb.name);
  if (invocation.arguments.empty()) {
    return Complain({.message = "`intel` wants to know what to do",
                     .help = "one of update, import, pack, verify, info, query, keygen"});
  }
  const std::string& word = invocation.arguments.front();
  for (const Verb& verb : kVerbs) {
    if (verb.name != word) continue;
    DiskFileSystem files;
    const auto configuration = Configure(files, invocation, ".");
    if (!configuration) return Complain(configuration.error());
    Work work{.invocation = invocation,
              .configuration = *configuration,
              .shelf = ShelfOf(configuration->settings),
              .arguments = {invocation.arguments.begin() + 1, invocation.arguments.end()}};
    return verb.run(work);
  }
  const auto nearest = Nearest(word, names);
  return Complain({.message = fmt::format("`intel` cannot {}", Quote(word)),
                   .help = nearest ? fmt::format("did you mean `sallyport intel {}`?", *nearest)
                                   : "`sallyport help intel` lists what it can"});
}
