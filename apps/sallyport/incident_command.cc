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
#include "registry/environment.h"
#include "report/investigation_report.h"
#include "scan/incident/investigate.h"
#include "session.h"

namespace {

/// What the arguments name: records by id or file, folders to look through.
struct Question {
  std::vector<Incident> incidents;
  std::vector<std::string> folders;
};

Result<Incident> ReadRecord(const FileSystem& files, const std::string& path) {
  const auto bytes = files.Read(path, limits::kIncidentBytes);
  if (!bytes) return Fail(bytes.error());
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

}  // namespace

int RunIncident(const Invocation& invocation) {
  const DiskFileSystem files;
  auto question = ReadQuestion(files, invocation.arguments);
  if (!question) return Complain(question.error());
  const registry::Environment environment = registry::ProcessEnvironment();
  std::vector<std::string> variables;  // their names; the values are nobody's business
  for (const auto& [name, value] : environment) variables.push_back(name);
  const Investigation investigation =
      scan::Investigate(files, std::move(question->incidents),
                        {.folders = std::move(question->folders),
                         .home = registry::Find(environment, "HOME").value_or(""),
                         .environment = std::move(variables)});
  const std::string format = invocation.Value(FlagId::kIncidentFormat).value_or("text");
  const report::TextOptions style =
      StyleFor(invocation.Has(FlagId::kOutput) ? -1 : STDOUT_FILENO, invocation);
  const std::string text = format == "json" ? report::WriteInvestigationJson(investigation)
                                            : report::WriteInvestigationText(investigation, style);
  if (auto written = WriteResult(text, invocation); !written) return Complain(written.error());
  return investigation.IsHit() ? kFound : kNothingInTheWay;
}
