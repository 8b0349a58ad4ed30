#pragma once

#include "facts/shell_scene.h"

namespace facts {

/// What a script text does, as `script.*` facts. Follows the text into what it leads to: `sh -c`,
/// scripts of the manifest by `npm run`, shell files of the package, decoded text. Bounded by
/// limits::kShellDepth texts inside texts and limits::kShellFollowed places.
void ExtractShell(const ShellSource& source, const PackageView& view, ShellTrail& trail,
                  Sink& sink);

// Handlers, one file each; they report about one invocation and give what it prints.

/// Text given to another shell, to eval or to PowerShell: read in its turn.
void ReadNested(std::string_view text, ShellDialect dialect, const ShellInvocation& invocation,
                ShellScene& scene);
/// As ReadNested for text that was decoded: its facts show the plain text.
void ReadDecoded(std::string_view text, ShellDialect dialect, const ShellInvocation& invocation,
                 ShellScene& scene);
/// The arguments from `from` on as a command of its own (`sudo x`, `npx x`).
ShellFlow RunRest(const ShellInvocation& invocation, std::size_t from, ShellScene& scene);
/// Reports and follows one invocation: the dispatcher.
ShellFlow ReportInvocation(const ShellInvocation& invocation, ShellScene& scene);

ShellFlow ReportDownload(const ShellInvocation& invocation, ShellScene& scene);
void ReportSend(const ShellInvocation& invocation, ShellScene& scene);
void ReportNetwork(const ShellInvocation& invocation, ShellScene& scene);
/// `how` the program came to run what was fetched.
void ReportDownloadRun(const ShellFlow& flow, std::string_view how,
                       const ShellInvocation& invocation, ShellScene& scene);
/// The same for a program that is a file: `from_root` is its path as ShellScene::FromRoot gives it.
/// Nothing when it was not fetched.
void ReportFetchedRun(std::string_view from_root, const ShellInvocation& invocation,
                      ShellScene& scene);

void ReportShell(const ShellInvocation& invocation, ShellScene& scene);
void ReportPowerShell(const ShellInvocation& invocation, ShellScene& scene);
void ReportJavaScript(const ShellInvocation& invocation, ShellScene& scene);
void ReportInterpreter(const ShellInvocation& invocation, ShellScene& scene);
/// A file that is run: `script.target`, and its text when it is a shell's.
void ReportTarget(std::string_view path, std::string_view interpreter,
                  const ShellInvocation& invocation, ShellScene& scene);

/// The text of a file that is run, when it is written in a language that is read here.
void FollowFile(const ContentFile& file, std::string_view interpreter, Phase phase,
                const PackageView& view, ShellTrail& trail, Sink& sink);

void ReportPackageManager(const ShellInvocation& invocation, ShellScene& scene);
void ReportRemoteRunner(const ShellInvocation& invocation, ShellScene& scene);
void ReportRepository(const ShellInvocation& invocation, ShellScene& scene);
void RunManifestScript(std::string_view name, const ShellInvocation& invocation, ShellScene& scene);

ShellFlow ReportDecode(const ShellInvocation& invocation, ShellScene& scene);
void ReportDelete(const ShellInvocation& invocation, ShellScene& scene);
void ReportPermission(const ShellInvocation& invocation, ShellScene& scene);
void ReportPersistence(const ShellInvocation& invocation, ShellScene& scene);
void ReportWrite(const ShellInvocation& invocation, ShellScene& scene);
void ReportSecrets(const ShellInvocation& invocation, ShellScene& scene);

}  // namespace facts
