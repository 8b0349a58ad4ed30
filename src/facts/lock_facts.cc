#include "facts/lock_facts.h"

#include <utility>

#include "facts/sink.h"
#include "model/npm_spec.h"
#include "model/url_parts.h"

namespace facts {
namespace {

/// One remark with the package it is about.
class LockReporter {
 public:
  LockReporter(const LockRemark& remark, const Package& package, Sink& sink)
      : remark_(remark), package_(package), sink_(sink) {
    evidence_.file = Untrusted(remark.file);
    evidence_.position = {.line = remark.line, .column = remark.line == 0 ? 0U : 1U};
  }

  void Integrity(std::string_view problem) {
    if (!remark_.detail.empty()) evidence_.snippet = remark_.detail;
    sink_.Add(FactKind::kLockIntegrity, Phase::kUnknown, std::move(evidence_),
              {{"package", remark_.name.View()},
               {"version", package_.version},
               {"problem", problem},
               {"algorithm", problem == "weak" ? std::string_view("sha1") : std::string_view()}});
  }

  void Source(std::string_view source, std::string_view credentials) {
    const std::string_view url = package_.resolved.View();
    const auto parts = UrlParts::Parse(url);
    std::string transport = parts ? parts->scheme : std::string();
    if (transport.starts_with("git+")) transport.erase(0, 4);
    const std::string_view fragment = parts ? parts->fragment : std::string_view();
    evidence_.snippet = Untrusted(url);
    sink_.Add(FactKind::kLockSource, Phase::kUnknown, std::move(evidence_),
              {{"package", remark_.name.View()},
               {"version", package_.version},
               {"source", source},
               {"host", parts ? std::string_view(parts->host) : std::string_view()},
               {"transport", transport},
               {"url", url},
               {"pinned", source == "git" ? YesNo(IsCommitId(fragment)) : std::string_view()},
               {"credentials", credentials}});
  }

  void UrlMismatch() {
    evidence_.snippet = package_.resolved;
    sink_.Add(FactKind::kLockUrlMismatch, Phase::kUnknown, std::move(evidence_),
              {{"package", remark_.name.View()},
               {"version", package_.version},
               {"url", package_.resolved.View()},
               {"names", remark_.detail.View()}});
  }

  /// `detail` is what the manifest wants, or what the lockfile has.
  void Drift(std::string_view sort, std::string_view wanted, std::string_view locked) {
    sink_.Add(
        FactKind::kLockDrift, Phase::kUnknown, std::move(evidence_),
        {{"package", remark_.name.View()}, {"wanted", wanted}, {"locked", locked}, {"sort", sort}});
  }

 private:
  const LockRemark& remark_;
  const Package& package_;
  Sink& sink_;
  Evidence evidence_;
};

std::string_view SourceOf(Origin origin) {
  switch (origin) {
    case Origin::kRegistry:
    case Origin::kBundled:
      return "registry";
    case Origin::kGit:
      return "git";
    case Origin::kTarball:
      return "tarball";
    case Origin::kRoot:
    case Origin::kWorkspace:
    case Origin::kLink:
    case Origin::kFolder:
      return "file";
    case Origin::kUnknown:
    case Origin::kForeign:
      return "unknown";
  }
  return {};
}

void Report(const LockRemark& remark, const Package& package, Sink& sink) {
  LockReporter reporter(remark, package, sink);
  const std::string_view detail = remark.detail.View();
  switch (remark.kind) {
    case LockRemarkKind::kIntegrityMissing:
      return reporter.Integrity("missing");
    case LockRemarkKind::kIntegrityMalformed:
      return reporter.Integrity("malformed");
    case LockRemarkKind::kIntegrityWeak:
      return reporter.Integrity("weak");
    case LockRemarkKind::kIntegrityConflict:
      return reporter.Integrity("conflicting");
    case LockRemarkKind::kHostOffRegistry:
      return reporter.Source("other-host", {});
    case LockRemarkKind::kInsecureUrl:
      return reporter.Source(SourceOf(package.origin), {});
    case LockRemarkKind::kCredentialsInUrl:
      return reporter.Source(SourceOf(package.origin), "yes");
    case LockRemarkKind::kUrlOfOther:
      return reporter.UrlMismatch();
    case LockRemarkKind::kGitOrigin:
      return reporter.Source("git", {});
    case LockRemarkKind::kTarballOrigin:
      return reporter.Source("tarball", {});
    case LockRemarkKind::kWantedByNobody:
      return reporter.Drift("orphan", {}, package.version);
    case LockRemarkKind::kDriftMissing:
      return reporter.Drift("missing", detail, {});
    case LockRemarkKind::kDriftUnsatisfied:
      return reporter.Drift("unsatisfied", detail, {});
    case LockRemarkKind::kDriftRange:
      return reporter.Drift("range", {}, detail);
    case LockRemarkKind::kDriftScope:
      return reporter.Drift("scope", {}, detail);
    case LockRemarkKind::kDriftLeftover:
      return reporter.Drift("extraneous", {}, detail);
    case LockRemarkKind::kDriftRootName:
      return reporter.Drift("root-name", {}, detail);
    case LockRemarkKind::kDriftRootVersion:
      return reporter.Drift("root-version", {}, detail);
  }
}

}  // namespace

Facts ExtractLock(const Inventory& inventory) {
  Sink sink;
  for (const LockRemark& remark : inventory.remarks)
    Report(remark, inventory.at(remark.package), sink);
  return std::move(sink).Take();
}

}  // namespace facts
