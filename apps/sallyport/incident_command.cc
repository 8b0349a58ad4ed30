#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "commands.h"
#include "console.h"
#include "intel/built_in_pack.h"
#include "intel/incident.h"
#include "intel/incident_reader.h"
#include "intel/indicators.h"
#include "model/trust_limits.h"
#include "registry/environment.h"
#include "report/investigation_report.h"
#include "report/share.h"
#include "scan/incident/investigate.h"
#include "session.h"

namespace {

/// What the arguments name: records by id or file, folders to look through.
struct Question {
  std::vector<Incident> incidents;
  std::vector<std::string> folders;
};

/// Indicators of somebody else, as an incident without a window: their packages and files are
/// looked for.
Result<Incident> IncidentOfIndicators(const std::string& path, Bytes bytes) {
  auto reading = intel::ReadIndicators(path, bytes);
  if (!reading) return Fail(std::move(reading).error());
  Incident incident{
      .id = std::string(BaseName(path)),
      .title =
          fmt::format("{} of {}", HumanCount(reading->indicators.size()), "indicators of yours"),
      .ecosystem = "npm",
      .incomplete = "hosts, addresses and hashes are looked for by `check --indicators`"};
  for (const intel::Indicator& each : reading->indicators) {
    if (each.kind == intel::IndicatorKind::kFile) incident.files.push_back(each.value);
    if (each.kind != intel::IndicatorKind::kPackage) continue;
    const std::size_t at = each.value.find('@', 1);
    if (at == std::string::npos) {
      incident.names.insert(each.value);
    } else {
      incident.releases[each.value.substr(0, at)].insert(each.value.substr(at + 1));
    }
  }
  if (incident.files.empty() && incident.names.empty() && incident.releases.empty())
    return Fail(fmt::format("{} names no package and no file", Quote(path)),
                "`check --indicators` looks for hosts, addresses, URLs and hashes");
  return incident;
}

Result<Incident> ReadRecord(const FileSystem& files, const std::string& path) {
  const auto bytes = files.Read(path, limits::kIndicatorBytes);
  if (!bytes) return Fail(bytes.error());
  if (!path.ends_with(".yaml") && !path.ends_with(".yml"))
    return IncidentOfIndicators(path, *bytes);
  if (bytes->size() > limits::kIncidentBytes)
    return Fail(
        fmt::format("{} has {}, more than a record may", Quote(path), HumanBytes(bytes->size())));
  auto advisory = intel::ReadIncident(AsText(*bytes));
  if (!advisory) return Fail(std::move(advisory).error().Within(Quote(path)));
  return intel::IncidentOf(*advisory);
}

Result<Question> ReadQuestion(const FileSystem& files, const std::vector<std::string>& arguments) {
  auto pack = intel::Pack::Open(MappedFile(intel::BuiltInPack()),
                                {.without_signature = intel::Trust::Unsigned::kAllowed});
  if (!pack) return Fail(std::move(pack).error());
  const std::vector<Incident> known = intel::IncidentsIn(*pack);
  Question question;
  for (const std::string& argument : arguments) {
    const auto by_id = std::find_if(known.begin(), known.end(), [&](const Incident& incident) {
      return EqualsIgnoringCase(incident.id, argument);
    });
    if (by_id != known.end()) {
      question.incidents.push_back(*by_id);
      continue;
    }
    const auto status = files.StatusOfTarget(argument);
    if (status && status->type == FileType::kFolder) {
      question.folders.push_back(argument);
    } else if (status && status->type == FileType::kFile) {
      auto incident = ReadRecord(files, argument);
      if (!incident) return Fail(std::move(incident).error());
      question.incidents.push_back(*std::move(incident));
    } else {
      return Fail(
          fmt::format("{} is no incident, no file and no folder", Quote(argument)),
          "`sallyport intel query` finds records; docs/incidents.md says how one is written");
    }
  }
  if (question.incidents.empty()) question.incidents = known;
  if (question.folders.empty()) question.folders.emplace_back(".");
  return question;
}

std::string HomeOf(const registry::Environment& environment) {
  const auto home = registry::Find(environment, "HOME");
  return home && !home->empty() ? *home : registry::Find(environment, "USERPROFILE").value_or("");
}

/// Where the environment says that caches are, elsewhere than in a home: CI services set these.
std::vector<std::string> CachesOf(const registry::Environment& environment) {
  std::vector<std::string> caches;
  for (const char* name : {"npm_config_cache", "NPM_CONFIG_CACHE", "YARN_CACHE_FOLDER",
                           "BUN_INSTALL_CACHE_DIR", "npm_config_store_dir", "PNPM_STORE_PATH"}) {
    const auto value = registry::Find(environment, name);
    if (value && !value->empty()) caches.push_back(*value);
  }
  return caches;
}

}  // namespace

int RunIncident(const Invocation& invocation) {
  const DiskFileSystem files;
  auto question = ReadQuestion(files, invocation.arguments);
  if (!question) return Complain(question.error());
  const registry::Environment environment = registry::ProcessEnvironment();
  std::vector<std::string> variables;  // their names; the values are nobody's business
  for (const auto& [name, value] : environment) variables.push_back(name);
  const Investigation investigation = scan::Investigate(files, std::move(question->incidents),
                                                        {.folders = std::move(question->folders),
                                                         .caches = CachesOf(environment),
                                                         .home = HomeOf(environment),
                                                         .environment = std::move(variables)});
  const std::string format = invocation.Value(FlagId::kIncidentFormat).value_or("text");
  const report::TextOptions style =
      StyleFor(invocation.Has(FlagId::kOutput) ? -1 : STDOUT_FILENO, invocation);
  const std::string text = [&] {
    if (format == "json") return report::WriteInvestigationJson(investigation);
    if (format == "stix") return report::WriteStix(report::MattersOf(investigation));
    if (format == "osv") return report::WriteOsv(report::MattersOf(investigation));
    return report::WriteInvestigationText(investigation, style);
  }();
  if (auto written = WriteResult(text, invocation); !written) return Complain(written.error());
  return investigation.IsHit() ? kFound : kNothingInTheWay;
}
