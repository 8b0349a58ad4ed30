#include "scan/vex.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/text.h"
#include "intel/intel_limits.h"
#include "policy/judge.h"
#include "sbom/document.h"
#include "scan/package_details.h"
#include "scan/records.h"

namespace scan {
namespace {

/// The document's tree: JSON as it is, CycloneDX in its other forms as its JSON would be.
Result<formats::json::Document> ReadTree(const FileSystem& files, const std::string& path) {
  const auto bytes = files.Read(path, limits::kVexBytes);
  if (!bytes) return Fail(bytes.error());
  auto json = formats::ParseJson(*bytes);
  if (json) return json;
  const std::string_view text = Trim(AsText(*bytes).substr(0, 64));
  if (text.starts_with('{') || text.starts_with('[')) return Fail(json.error().Within(Quote(path)));
  auto document = sbom::ReadDocument(*bytes);
  if (!document || !sbom::IsCycloneDx(document->format)) {
    return Fail(fmt::format("{} is no VEX document", Quote(path)),
                "it takes OpenVEX, CSAF with the VEX profile, and CycloneDX with vulnerabilities");
  }
  return std::move(document->tree);
}

/// What somebody said before counts for more than what evidence suggests.
void Keep(const Suppression& said, intel::VexEntry& entry) {
  entry.drafted = false;
  entry.code.clear();
  entry.action.clear();
  entry.justification = said.justification;
  entry.reason = said.reason;
  entry.stance = said.stance;
  switch (said.stance) {
    case Stance::kAccepted:
      // Accepting a risk is no statement that there is none.
      if (!said.justification.empty()) {
        entry.stance = Stance::kNotAffected;
      } else {
        entry.stance = Stance::kAffected;
        entry.action = "accepted by " + said.owner + ": " + said.reason;
      }
      break;
    case Stance::kNotAffected:
      break;
    case Stance::kAffected:
      entry.action = said.reason;
      break;
    case Stance::kFixed:
    case Stance::kUnderInvestigation:
      break;
  }
  if (entry.reason.empty())
    entry.reason = fmt::format("as {} said", said.owner.empty() ? "the document" : said.owner);
}

const Suppression* SaidOf(const Policy& policy, const policy::Statements& statements,
                          const intel::VexEntry& entry, const policy::Subject& subject,
                          UnixMillis now) {
  const Untrusted* const exploited = entry.record.Find("exploited");
  const bool attacked = exploited != nullptr && exploited->View() == "yes";
  const Finding finding{.rule = attacked ? "vulnerability-exploited" : "vulnerability-known",
                        .facts = {entry.record}};
  for (const Suppression& suppression : policy.suppressions) {
    if (!suppression.vulnerabilities.empty() && policy::Covers(suppression, finding, subject, now))
      return &suppression;
  }
  return statements.Deciding(finding, subject, now);
}

}  // namespace

Result<VexFiles> ReadVexFiles(const FileSystem& files, const std::vector<std::string>& paths) {
  if (paths.size() > limits::kVexDocuments) {
    return Fail(fmt::format("there are {} VEX documents, more than the limit of {}", paths.size(),
                            limits::kVexDocuments),
                "join them, or name those that are about this project");
  }
  std::vector<formats::json::Document> trees;
  intel::BomLinks links;
  for (const std::string& path : paths) {
    auto tree = ReadTree(files, path);
    if (!tree) return Fail(std::move(tree).error().Within("reading VEX"));
    links.Add(tree->root());
    trees.push_back(*std::move(tree));
  }
  VexFiles found;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (intel::IsPlainBom(trees[i].root())) continue;
    auto reading = intel::ReadVex(trees[i].root(), paths[i], links);
    if (!reading) return Fail(std::move(reading).error().Within("reading VEX"));
    std::move(reading->statements.begin(), reading->statements.end(),
              std::back_inserter(found.statements));
    if (found.statements.size() > limits::kVexStatements) {
      return Fail(fmt::format("the VEX documents say more than {} things",
                              HumanCount(limits::kVexStatements)),
                  "give those that are about this project only");
    }
    found.documents.emplace_back(paths[i], *std::move(reading));
  }
  return found;
}

Result<ProjectVex> DraftProjectVex(const FileSystem& files, const Clock& clock,
                                   const intel::Intelligence& known, const Policy& policy,
                                   const std::string& path,
                                   const std::optional<intel::Deployment>& deployment) {
  auto inventory = ReadProject(files, path);
  if (!inventory) return Fail(std::move(inventory).error());
  ProjectVex vex;
  const auto records = RecordsOnProject(files, &known, path, *inventory);
  vex.entries = intel::DraftVex(records, *inventory, deployment);
  for (intel::VexEntry& entry : intel::OverriddenVex(known, *inventory))
    vex.entries.push_back(std::move(entry));
  const policy::Statements statements(policy.statements);
  const std::vector<std::string> products = policy::ProductNamesOf(policy, *inventory);
  const UnixMillis now = clock.Now();
  for (intel::VexEntry& entry : vex.entries) {
    const Package& package = inventory->at(entry.package);
    policy::Subject subject = policy::SubjectOf(package, package.integrity);
    subject.products = products;
    if (const Suppression* said = SaidOf(policy, statements, entry, subject, now))
      Keep(*said, entry);
  }
  vex.inventory = *std::move(inventory);
  return vex;
}

}  // namespace scan
