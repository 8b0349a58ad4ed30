#pragma once

#include <concepts>
#include <type_traits>

#include "model/assessment.h"
#include "store/store.h"

// The fields of every type that the store keeps, once for the writer and the reader. The structured
// bindings name all members of a type: a member that is added to the model and forgotten here does
// not compile. A change here needs a new kFormVersion in serialise.cc.

namespace store {

template <typename T, typename U>
concept Is = std::same_as<std::remove_const_t<T>, U>;

template <typename Form, Is<Position> V>
void Fields(Form& form, V& value) {
  auto& [line, column] = value;
  form(line, column);
}

template <typename Form, Is<Span> V>
void Fields(Form& form, V& value) {
  auto& [begin, end] = value;
  form(begin, end);
}

template <typename Form, Is<EvidenceStep> V>
void Fields(Form& form, V& value) {
  auto& [file, position, what, snippet] = value;
  form(file, position, what, snippet);
}

template <typename Form, Is<Evidence> V>
void Fields(Form& form, V& value) {
  auto& [file, position, bytes, snippet, decoded, steps] = value;
  form(file, position, bytes, snippet, decoded, steps);
}

template <typename Form, Is<FactValue> V>
void Fields(Form& form, V& value) {
  auto& [key, text] = value;
  form(key, text);
}

template <typename Form, Is<Fact> V>
void Fields(Form& form, V& value) {
  auto& [kind, phase, evidence, values] = value;
  form(kind, phase, evidence, values);
}

template <typename Form, Is<PackageFacts> V>
void Fields(Form& form, V& value) {
  auto& [facts, files, bytes] = value;
  form(facts, files, bytes);
}

template <typename Form, Is<Finding::Change> V>
void Fields(Form& form, V& value) {
  auto& [from, to, reason] = value;
  form(from, to, reason);
}

template <typename Form, Is<Finding> V>
void Fields(Form& form, V& value) {
  auto& [rule, title, severity, confidence, status, phase, clauses, changes, facts, left_out] =
      value;
  form(rule, title, severity, confidence, status, phase, clauses, changes, facts, left_out);
}

template <typename Form, Is<Diagnostic> V>
void Fields(Form& form, V& value) {
  auto& [level, code, message, file, position, line_text, width, help] = value;
  form(level, code, message, file, position, line_text, width, help);
}

template <typename Form, Is<Platforms> V>
void Fields(Form& form, V& value) {
  auto& [os, cpu, libc] = value;
  form(os, cpu, libc);
}

template <typename Form, Is<Package> V>
void Fields(Form& form, V& value) {
  auto& [name, folder_name, version, path, origin, resolved, integrity, link_target, dev, optional,
         dev_optional, peer, extraneous, in_bundle, has_install_script, overridden, patch_file,
         deprecated, license, platforms, line, project] = value;
  form(name, folder_name, version, path, origin, resolved, integrity, link_target, dev, optional,
       dev_optional, peer, extraneous, in_bundle, has_install_script, overridden, patch_file,
       deprecated, license, platforms, line, project);
}

template <typename Form, Is<Dependency> V>
void Fields(Form& form, V& value) {
  auto& [from, to, name, range, scope, state, overridden, line, line_in_manifest] = value;
  form(from, to, name, range, scope, state, overridden, line, line_in_manifest);
}

template <typename Form, Is<LockRemark> V>
void Fields(Form& form, V& value) {
  auto& [kind, package, name, file, line, detail] = value;
  form(kind, package, name, file, line, detail);
}

template <typename Form, Is<InventoryProject> V>
void Fields(Form& form, V& value) {
  auto& [folder, kind, version, lockfile] = value;
  form(folder, kind, version, lockfile);
}

template <typename Form, Is<Inventory> V>
void Fields(Form& form, V& value) {
  auto& [kind, version, lockfile, packages, dependencies, remarks, diagnostics, projects] = value;
  form(kind, version, lockfile, packages, dependencies, remarks, diagnostics, projects);
}

template <typename Form, Is<PolicyOrigin> V>
void Fields(Form& form, V& value) {
  auto& [file, line] = value;
  form(file, line);
}

template <typename Form, Is<Suppression> V>
void Fields(Form& form, V& value) {
  auto& [rule, vulnerabilities, purl, versions, product, integrity, stance, justification, reason,
         owner, expires, said, statement, origin] = value;
  form(rule, vulnerabilities, purl, versions, product, integrity, stance, justification, reason,
       owner, expires, said, statement, origin);
}

template <typename Form, Is<Verdict> V>
void Fields(Form& form, V& value) {
  auto& [action, line, origin, rule] = value;
  form(action, line, origin, rule);
}

template <typename Form, Is<JudgedFinding> V>
void Fields(Form& form, V& value) {
  auto& [finding, package, verdict, suppressed_by] = value;
  form(finding, package, verdict, suppressed_by);
}

template <typename Form, Is<PackageAssessment> V>
void Fields(Form& form, V& value) {
  // What a package can do is made from its facts whenever it is wanted.
  auto& [package, source, integrity, verdict, files, bytes, capabilities] = value;
  static_cast<void>(capabilities);
  form(package, source, integrity, verdict, files, bytes);
}

template <typename Form, Is<NotAnalysed> V>
void Fields(Form& form, V& value) {
  auto& [package, file, reason, in_install_path] = value;
  form(package, file, reason, in_install_path);
}

template <typename Form, Is<OtherPlatform> V>
void Fields(Form& form, V& value) {
  auto& [package, reason] = value;
  form(package, reason);
}

template <typename Form, Is<Stats> V>
void Fields(Form& form, V& value) {
  auto& [packages, from_store, files, bytes, seconds, peak_memory_bytes] = value;
  form(packages, from_store, files, bytes, seconds, peak_memory_bytes);
}

template <typename Form, Is<Assessment> V>
void Fields(Form& form, V& value) {
  // Excerpts are of files that are not kept.
  auto& [subject, inventory, packages, findings, not_analysed, other_platform, excerpts,
         diagnostics, verdict, stats] = value;
  static_cast<void>(excerpts);
  form(subject, inventory, packages, findings, not_analysed, other_platform, diagnostics, verdict,
       stats);
}

template <typename Form, Is<PastAssessment> V>
void Fields(Form& form, V& value) {
  auto& [time, assessment] = value;
  form(time, assessment);
}

}  // namespace store
