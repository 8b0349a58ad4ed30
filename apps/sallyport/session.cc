#include "session.h"

#include <fmt/format.h>
#include <unistd.h>

#include <limits>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "base/thread_pool.h"
#include "console.h"
#include "facts/extract.h"
#include "model/trust_limits.h"
#include "net/curl_http_client.h"
#include "net/fake_http_client.h"
#include "registry/environment.h"
#include "report/diagnostics.h"
#include "scan/vex.h"

namespace {

constexpr std::string_view kPolicyFile = "sallyport.toml";

/// Flags that are settings by another way.
std::vector<policy::SettingValue> SettingsFromFlags(const Invocation& invocation) {
  std::vector<policy::SettingValue> values;
  for (const auto& [id, value] : invocation.flags) {
    const Flag& flag = InfoOf(id);
    const auto setting = policy::FindSetting(flag.name);
    if (!setting) continue;
    values.push_back({.setting = *setting,
                      .text = flag.value.empty() ? "true" : value,
                      .origin = fmt::format("--{}", flag.name)});
  }
  return values;
}

std::vector<policy::EnvironmentVariable> SettingsFromEnvironment(
    const registry::Environment& environment) {
  std::vector<policy::EnvironmentVariable> variables;
  for (const auto& [name, value] : environment) variables.push_back({.name = name, .value = value});
  return variables;
}

/// Prints all; true when one of them is an error.
bool Print(const Diagnostics& diagnostics, const Invocation& invocation) {
  const report::TextOptions style = StyleFor(STDERR_FILENO, invocation);
  bool error = false;
  for (const Diagnostic& diagnostic : diagnostics) {
    error = error || diagnostic.level == Diagnostic::Level::kError;
    if (diagnostic.level == Diagnostic::Level::kError || !invocation.Has(FlagId::kQuiet)) {
      std::fputs(report::DiagnosticText(diagnostic, style).c_str(), stderr);
    }
  }
  return error;
}

Result<std::vector<std::pair<std::string, std::string>>> ReadUserCards(const FileSystem& files,
                                                                       const std::string& folder) {
  std::vector<std::pair<std::string, std::string>> cards;
  if (folder.empty()) return cards;
  const auto entries = files.List(folder);
  if (!entries) return Fail(entries.error().Within("reading rule cards"));
  for (const FolderEntry& entry : *entries) {
    if (!entry.name.ends_with(".md") || entry.type == FileType::kFolder) continue;
    const std::string path = JoinPath(folder, entry.name);
    const auto bytes = files.Read(path, limits::kCardBytes);
    if (!bytes) return Fail(bytes.error().Within("reading rule cards"));
    cards.emplace_back(path, AsText(*bytes));
  }
  if (cards.empty())
    return Fail(fmt::format("there is no rule card in {}", Quote(folder)),
                "a card is a file ID.md: docs/rule-cards.md shows one");
  return cards;
}

}  // namespace

Result<Configuration> Configure(const FileSystem& files, const Invocation& invocation,
                                const std::string& folder) {
  Configuration configuration;
  std::vector<policy::SettingValue> from_file;
  const auto named = invocation.Value(FlagId::kPolicy);
  const std::string path = named ? *named : JoinPath(folder == "." ? "" : folder, kPolicyFile);
  const auto status = files.StatusOfTarget(path);
  if (!status) return Fail(status.error());
  if (status->type == FileType::kMissing && !named) {
    configuration.policy = policy::BuiltInPolicy();
  } else {
    const auto bytes = files.Read(path, limits::kTomlBytes);
    if (!bytes) return Fail(bytes.error());
    policy::PolicyReading reading = policy::ReadPolicy(AsText(*bytes), path);
    if (Print(reading.diagnostics, invocation) || !reading.ok()) {
      return Fail(fmt::format("the policy file {} cannot be used", Quote(path)),
                  "mend what is named above: docs/policy.md describes the file");
    }
    configuration.policy = std::move(reading.policy);
    configuration.policy_file = path;
    from_file = std::move(reading.settings);
  }
  const auto environment = SettingsFromEnvironment(registry::ProcessEnvironment());
  auto resolved = policy::ResolveSettings(from_file, environment, SettingsFromFlags(invocation));
  if (Print(resolved.diagnostics, invocation))
    return Fail("a setting cannot be used", "`sallyport config show --origin` lists them");
  configuration.settings = std::move(resolved.settings);
  return configuration;
}

std::string ProjectFolderOf(const FileSystem& files, const std::string& path) {
  const auto status = files.StatusOfTarget(path);
  if (status && status->type == FileType::kFolder) return path;
  const std::string_view parent = ParentPath(path);
  return parent.empty() ? "." : std::string(parent);
}

Action FailsFrom(const policy::Settings& settings) {
  return settings.Text(policy::Setting::kFailOn) == "warn" ? Action::kWarn : Action::kBlock;
}

std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view word : Split(text, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

std::vector<std::string> VexPathsOf(const Configuration& configuration) {
  const policy::Settings& settings = configuration.settings;
  std::vector<std::string> paths = WordsOf(settings.Text(policy::Setting::kVex));
  // What a file names lies beside it, wherever the program was started.
  const bool from_file =
      !configuration.policy_file.empty() &&
      settings.Origin(policy::Setting::kVex).starts_with(configuration.policy_file);
  for (std::string& path : paths) {
    if (from_file && !path.starts_with('/'))
      path = JoinPath(ParentPath(configuration.policy_file), path);
  }
  return paths;
}

Result<std::vector<VexRemarks>> AddVex(const FileSystem& files, Configuration& configuration) {
  Policy& policy = configuration.policy;
  policy.product_names = WordsOf(configuration.settings.Text(policy::Setting::kProduct));
  auto vex = scan::ReadVexFiles(files, VexPathsOf(configuration));
  if (!vex) return Fail(std::move(vex).error());
  policy.statements = std::move(vex->statements);
  std::vector<VexRemarks> remarks;
  for (auto& [path, document] : vex->documents)
    remarks.push_back({.path = path, .remarks = std::move(document.remarks)});
  return remarks;
}

Diagnostics TextOf(const std::vector<VexRemarks>& documents) {
  Diagnostics diagnostics;
  for (const VexRemarks& document : documents) {
    for (const std::string& remark : document.remarks) {
      diagnostics.push_back({.level = Diagnostic::Level::kWarning,
                             .code = "I004",
                             .message = "a VEX statement is not used: " + remark,
                             .file = document.path,
                             .help = "`sallyport vex validate FILE` lists them"});
    }
  }
  return diagnostics;
}
namespace {

/// Those of the file that `--indicators` names; nothing without that flag.
Result<std::optional<intel::Indicators>> LoadIndicators(const FileSystem& files,
                                                        const Invocation& invocation) {
  const auto path = invocation.Value(FlagId::kIndicators);
  if (!path) return std::nullopt;
  const auto bytes = files.Read(*path, limits::kIndicatorBytes);
  if (!bytes) return Fail(bytes.error());
  auto reading = intel::ReadIndicators(*path, *bytes);
  if (!reading) return Fail(std::move(reading).error());
  if (reading->indicators.empty())
    return Fail(fmt::format("{} names nothing that can be looked for", Quote(*path)));
  return intel::Indicators(std::move(reading->indicators));
}

}  // namespace

Result<std::optional<detect::YaraRules>> LoadYara(const FileSystem& files,
                                                  const Invocation& invocation) {
  const auto path = invocation.Value(FlagId::kYara);
  if (!path) return std::optional<detect::YaraRules>();
  const auto bytes = files.Read(*path, limits::kYaraRuleBytes);
  if (!bytes) return Fail(bytes.error().Within("reading YARA rules"));
  auto compiled = detect::YaraRules::Compile(*path, AsText(*bytes));
  if (!compiled) return Fail(std::move(compiled).error());
  return std::optional(*std::move(compiled));
}

Result<detect::RuleSet> LoadRules(const FileSystem& files, const policy::Settings& settings,
                                  const std::optional<detect::YaraRules>& yara) {
  const auto cards = ReadUserCards(files, std::string(settings.Text(policy::Setting::kRules)));
  if (!cards) return Fail(cards.error());
  std::vector<detect::CardText> texts;
  for (const auto& [file, text] : *cards) texts.push_back({.file = file, .text = text});
  if (yara) {
    for (const auto& [file, text] : yara->cards()) texts.push_back({.file = file, .text = text});
  }
  return detect::RuleSet::Load(texts);
}

std::string CacheFolderOf(const policy::Settings& settings) {
  const std::string_view named = settings.Text(policy::Setting::kCacheDir);
  return named.empty() ? registry::CacheFolder(registry::ProcessEnvironment()) : std::string(named);
}

std::string FactsFileIn(const std::string& cache_folder) {
  return JoinPath(cache_folder, "facts.sqlite");
}

Result<registry::CacheUse> PruneToBound(FileSystem& files, const Clock& clock,
                                        const std::string& cache_folder,
                                        const policy::Settings& settings) {
  const std::uint64_t bytes = settings.Bytes(policy::Setting::kCacheSize);
  constexpr std::uint64_t kNoBound = std::numeric_limits<std::uint64_t>::max();
  return registry::PruneCache(files, clock, cache_folder, bytes == 0 ? kNoBound : bytes);
}

Result<std::unique_ptr<Session>> Session::Open(const Invocation& invocation,
                                               const std::string& path, std::stop_token stop) {
  std::unique_ptr<Session> session(new Session());
  const std::string folder = ProjectFolderOf(session->files_, path);
  auto configuration = Configure(session->files_, invocation, folder);
  if (!configuration) return Fail(std::move(configuration).error());
  session->configuration_ = *std::move(configuration);
  session->stop_ = std::move(stop);
  session->recursive_ = invocation.Has(FlagId::kRecursive);
  session->installed_ = invocation.Has(FlagId::kInstalled);
  session->excerpts_ = invocation.Value(FlagId::kFormat) == "html" ||
                       invocation.Value(FlagId::kOtherFormat) == "html";
  const policy::Settings& settings = session->configuration_.settings;

  auto yara = LoadYara(session->files_, invocation);
  if (!yara) return Fail(std::move(yara).error());
  session->yara_ = *std::move(yara);
  auto indicators = LoadIndicators(session->files_, invocation);
  if (!indicators) return Fail(std::move(indicators).error());
  session->indicators_ = *std::move(indicators);
  auto rules = LoadRules(session->files_, settings, session->yara_);
  if (!rules) return Fail(std::move(rules).error());
  session->rules_.emplace(*std::move(rules));

  const registry::Environment environment = registry::ProcessEnvironment();
  session->registry_settings_.reset(
      new registry::Settings(registry::ReadSettings(session->files_, environment, folder)));
  Print(session->registry_settings_->diagnostics(), invocation);
  if (settings.Flag(policy::Setting::kOffline)) {
    session->http_ = std::make_unique<net::OfflineHttpClient>();
  } else {
    session->http_ =
        std::make_unique<net::CurlHttpClient>(session->registry_settings_->connection());
  }
  const auto vex = AddVex(session->files_, session->configuration_);
  if (!vex) return Fail(vex.error());
  Print(TextOf(*vex), invocation);
  const std::string cache = CacheFolderOf(settings);
  session->registry_.emplace(registry::ClientOptions{.settings = *session->registry_settings_,
                                                     .files = session->files_,
                                                     .clock = session->clock_,
                                                     .http = *session->http_,
                                                     .cache_folder = cache,
                                                     .stop = session->stop_});
  session->store_ = store::OpenSqliteStore(FactsFileIn(cache));
  session->cache_folder_ = cache;
  session->in_use_ = registry::CacheLock::Share(cache);
  session->intel_ = OpenIntel(session->files_, session->clock_, settings);
  Print(session->intel_.diagnostics, invocation);
  return session;
}

scan::World Session::world() {
  return {.files = files_,
          .clock = clock_,
          .registry = *registry_,
          .store = *store_,
          .rules = *rules_,
          .policy = configuration_.policy,
          .intelligence = &intel_.intelligence,
          .yara = yara_ ? &*yara_ : nullptr,
          .indicators = indicators_ ? &*indicators_ : nullptr};
}

scan::Options Session::options() const {
  const auto jobs = static_cast<unsigned>(std::min<std::uint64_t>(
      configuration_.settings.Number(policy::Setting::kJobs), limits::kJobs));
  return {.jobs = jobs == 0 ? AvailableProcessors() : jobs,
          .preview = configuration_.settings.Flag(policy::Setting::kPreview),
          .recursive = recursive_,
          .installed = installed_,
          .excerpts = excerpts_,
          .trust = configuration_.settings.Text(policy::Setting::kTrust) == "on",
          .stop = stop_};
}

void Session::TidyUp() {
  if (!registry_->HasGrown() && !store_->HasGrown()) return;
  if (!in_use_ || !in_use_->BecomeAlone()) return;  // the run that ends last does it
  (void)PruneToBound(files_, clock_, cache_folder_, configuration_.settings);
  store_->Prune({.extractor_version = facts::kExtractorVersion});
}

std::vector<RuleCard> Session::CardsFor(const Assessment& assessment) const {
  std::set<std::string> wanted;
  for (const JudgedFinding& judged : assessment.findings) wanted.insert(judged.finding.rule);
  std::vector<RuleCard> cards = rules_->cards();
  for (RuleCard& card : cards) {
    // Sections of built-in cards are read only for what is shown.
    if (!wanted.contains(card.id)) continue;
    if (auto whole = detect::ReadBuiltInCard(card.id)) card = *std::move(whole);
  }
  return cards;
}
