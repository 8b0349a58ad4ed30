#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/code/flow.h"
#include "facts/code/reads.h"
#include "facts/shell_scene.h"
#include "facts/sink.h"

namespace facts::code {

/// A text that code writes to a file, both known before it runs or not at all.
struct WrittenText {
  std::string path;
  Site text;
  js::NodeId call = js::NodeId::kNone;
  Phase phase = Phase::kUnknown;
};

/// What the reporters of one package share; they add facts and nothing else.
struct Scene {
  const CodePackage& package;
  Resolver& resolver;
  const Calls& calls;
  const Reads& reads;
  Folder& folder;
  Flows& flows;
  Sink& sink;
  std::vector<WrittenText>& written;
  FileId file = FileId::kNone;  ///< under report
  std::string_view obfuscator;  ///< that wrote the file under report; empty: none that shows

  [[nodiscard]] const CodeFile& File() const { return package[file]; }
  [[nodiscard]] const js::Tree& Tree() const { return package[file].tree(); }
  [[nodiscard]] Folded Fold(js::NodeId node) { return folder.Fold({file, node}); }
  [[nodiscard]] Phase PhaseAt(FunctionId owner) const { return calls.PhaseOf(file, owner); }

  /// One fact about `node`; empty values are left out.
  void Add(FactKind kind, FunctionId owner, js::NodeId node, const std::vector<KeyText>& values,
           std::vector<EvidenceStep> steps = {});
  /// The property of an options object, looked up wherever the object was made.
  [[nodiscard]] Site Option(js::NodeId options, std::string_view name);
  /// Its text; empty when there is none or it is not known.
  [[nodiscard]] Folded OptionText(js::NodeId options, std::string_view name);
  [[nodiscard]] bool OptionIs(js::NodeId options, std::string_view name, bool value);
  /// The argument of that role; kNone when there is none.
  [[nodiscard]] js::NodeId ArgumentFor(const Call& call, Role role) const;
};

/// A place that data flows into.
struct FlowSink {
  std::string_view sink;       ///< network, dns, process, eval, file, require
  std::string_view to;         ///< host, program, path: as far as it is known
  std::string_view part = {};  ///< of a process: command, argument
};

/// Reports a `code.flow` for every source that reaches one of `values`, and gives the sources: all
/// their steps, one chain behind the other, are fit for the evidence of the sink's own fact.
std::vector<FlowSource> ReportFlows(Scene& scene, const Call& call,
                                    std::span<const js::NodeId> values, const FlowSink& sink);
inline std::vector<FlowSource> ReportFlows(Scene& scene, const Call& call,
                                           std::initializer_list<js::NodeId> values,
                                           const FlowSink& sink) {
  return ReportFlows(scene, call, std::span(values.begin(), values.size()), sink);
}
[[nodiscard]] std::vector<EvidenceStep> StepsOf(const std::vector<FlowSource>& sources);
/// The labels of the sources as values of `key`, each once.
void AppendLabels(const std::vector<FlowSource>& sources, std::string_view key,
                  std::vector<KeyText>& values);

/// Reports one call by what the table says it does; code_reporters.def lists who does it.
void ReportCall(Scene& scene, const Call& call, const Api& api);

using Reporter = void (*)(Scene& scene, const Call& call, const Api& api);
void ReportSend(Scene& scene, const Call& call, const Api& api);
void ReportSendMore(Scene& scene, const Call& call, const Api& api);
void ReportSocket(Scene& scene, const Call& call, const Api& api);
void ReportListen(Scene& scene, const Call& call, const Api& api);
void ReportLookup(Scene& scene, const Call& call, const Api& api);
void ReportSpawn(Scene& scene, const Call& call, const Api& api);
void ReportEval(Scene& scene, const Call& call, const Api& api);
void ReportTimer(Scene& scene, const Call& call, const Api& api);
void ReportRequire(Scene& scene, const Call& call, const Api& api);
void ReportWasm(Scene& scene, const Call& call, const Api& api);
void ReportAddon(Scene& scene, const Call& call, const Api& api);
void ReportFileRead(Scene& scene, const Call& call, const Api& api);
void ReportFileWrite(Scene& scene, const Call& call, const Api& api);
void ReportFileDelete(Scene& scene, const Call& call, const Api& api);
void ReportFileMode(Scene& scene, const Call& call, const Api& api);
void ReportPeople(Scene& scene, const Call& call, const Api& api);
void ReportPublish(Scene& scene, const Call& call, const Api& api);
void ReportSystemCall(Scene& scene, const Call& call, const Api& api);
void ReportEnvironmentCall(Scene& scene, const Call& call, const Api& api);
void ReportDefineProperty(Scene& scene, const Call& call, const Api& api);
void ReportProxy(Scene& scene, const Call& call, const Api& api);

void ReportWallet(Scene& scene, const Call& call, const Api& api);
/// A value that is sent by being assigned: the address of a picture, of the page.
void ReportSendAssigned(Scene& scene, const Spot& spot, js::NodeId value, const Api& api);
/// A call of a method whose object is not told.
void ReportMethod(Scene& scene, const Call& call);
/// `text.replace(pattern, ..)` with a pattern that finds addresses of money.
void ReportReplaced(Scene& scene, const Call& call);
/// `clipboardData.setData(type, text)` with an address of money.
void ReportCopied(Scene& scene, const Call& call);
/// Loops that nothing ends.
void ReportEndlessLoops(Scene& scene);

/// `import(x)` with a name that is not constant.
void ReportDynamicImport(Scene& scene, const Spot& spot);
/// A member that is read or written: the environment, wallets, properties of the system.
void ReportMember(Scene& scene, const ApiMember& member);
/// An assignment to a member: wrapping, hijacking, settings.
void ReportAssignment(Scene& scene, const Spot& spot);
/// `const { env } = process` and the like: uses of the variable.
void ReportEnvironmentVariables(Scene& scene);
/// The tool that wrote a file, when its work shows.
void ReportObfuscator(Scene& scene);
/// The same for a call that runs text, in a file that is otherwise written by people.
void ReportObfuscated(Scene& scene, const Call& call);
/// Text that speaks to a language model.
void ReportModelText(Scene& scene);

// What may hold a hidden text is left in the sink's queue; layers/layer_facts.h looks into it.
/// String literals and lists of numbers.
void CollectLiterals(Scene& scene);
/// Constant text that is decrypted with a constant key.
void CollectDecrypted(Scene& scene);
/// Texts that were written to a file which a command or an import then runs.
void CollectWritten(Scene& scene);
/// Text that is run, once it is known.
void CollectEvaluated(Scene& scene, const Call& call, js::NodeId code, const std::string& text);

}  // namespace facts::code
