#include "facts/code/code_facts.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>

#include "base/crew.h"
#include "base/file_system.h"
#include "base/limits.h"
#include "facts/code/module_graph.h"
#include "facts/code/scene.h"
#include "facts/file_class.h"
#include "facts/model_text.h"

namespace facts {
namespace code {
namespace {

/// True for files that Node or a bundler would run as JavaScript or TypeScript.
bool IsCode(const ContentFile& file) {
  static constexpr auto kExtensions = std::to_array<std::string_view>(
      {".cjs", ".cts", ".js", ".jsx", ".mjs", ".mts", ".ts", ".tsx"});
  const LowerExtension extension(file.path);
  if (extension.View().empty() || file.path.find('.') == std::string::npos) {
    const std::string_view text = AsText(file.bytes);
    return text.starts_with("#!") && text.substr(0, 80).find("node") != std::string_view::npos;
  }
  if (!std::binary_search(kExtensions.begin(), kExtensions.end(), extension.View())) return false;
  const std::string_view path = file.path;
  return !path.ends_with(".d.ts") && !path.ends_with(".d.mts") && !path.ends_with(".d.cts");
}

/// `type` of the nearest package.json above each file.
class PackageTypes {
 public:
  explicit PackageTypes(const Contents& contents) {
    for (const ContentFile& file : contents.files) {
      if (file.path != "package.json" && !file.path.ends_with("/package.json")) continue;
      if (types_.size() >= limits::kCodeNestedManifests) break;
      const std::string_view text = AsText(file.bytes);
      types_[std::string(FolderOf(file.path))] = TypeIn(text);
    }
  }
  [[nodiscard]] js::PackageType Of(std::string_view path) const {
    for (std::string_view folder = FolderOf(path);; folder = FolderOf(folder)) {
      const auto found = types_.find(folder);
      if (found != types_.end()) return found->second;
      if (folder.empty()) return js::PackageType::kAbsent;
    }
  }

 private:
  static js::PackageType TypeIn(std::string_view text) {
    const auto document = formats::json::Parse(text);
    const auto root = document ? document->root().AsObject() : std::nullopt;
    const auto type = root ? root->FindString("type") : std::nullopt;
    if (type == "module") return js::PackageType::kModule;
    return type == "commonjs" ? js::PackageType::kCommonJs : js::PackageType::kAbsent;
  }

  std::map<std::string, js::PackageType, std::less<>> types_;
};

/// True when `path` fits `pattern`, in which one `*` stands for anything.
bool Fits(std::string_view path, std::string_view pattern) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return path == pattern;
  return path.size() >= pattern.size() - 1 && path.starts_with(pattern.substr(0, star)) &&
         path.ends_with(pattern.substr(star + 1));
}

class Extraction {
 public:
  Extraction(const PackageView& view, Sink& sink) : view_(view), sink_(sink), package_(view) {}

  void ReadFiles() {
    const PackageTypes types(*view_.contents);
    std::size_t kept = 0;
    for (const ContentFile& content : view_.contents->files) {
      if (!IsCode(content) || !LooksLikeText(content.bytes)) continue;
      if (content.bytes.size() > limits::kCodeFileBytes) {
        AddBudget(content.path, "size");
        continue;
      }
      package_.Add(std::make_unique<CodeFile>(content.path, AsText(content.bytes)));
      goals_.push_back(js::GoalOf(content.path, types.Of(content.path)));
      kept += content.bytes.size();
      alone_.push_back(kept > limits::kCodePackageBytes);
    }
    imports_.resize(package_.size());
    if (view_.crew == nullptr) {
      for (std::size_t i = 0; i < package_.size(); ++i) Read(i, *view_.scratch);
    } else {
      ReadTogether(*view_.crew);
    }
  }

  void FindPhases(const std::optional<Manifest>& manifest) {
    ModuleGraph graph(package_.size());
    for (std::size_t i = 0; i < package_.size(); ++i) {
      const auto from = static_cast<FileId>(i);
      for (const std::string& specifier : imports_[i]) {
        const FileId to = package_.Resolve(from, specifier);
        if (to != FileId::kNone) graph.AddImport(from, to);
      }
    }
    for (const Fact& fact : sink_.facts()) {
      if (fact.kind != FactKind::kScriptTarget || fact.phase != Phase::kInstall) continue;
      const Untrusted* const path = fact.Find("path");
      if (path != nullptr) ReachPath(graph, path->View(), Phase::kInstall);
    }
    if (manifest) {
      for (const Started started : {Started::kByLoading, Started::kByCommand}) {
        for (const std::string& path : EntryPaths(manifest->root(), started))
          ReachPath(graph, path, Phase::kImport, started);
      }
    } else {
      // A folder or file without package.json: everything may be run.
      for (std::size_t i = 0; i < package_.size(); ++i)
        graph.Reach(static_cast<FileId>(i), Phase::kImport);
    }
    graph_.emplace(std::move(graph));
  }

  void Report() {
    std::vector<FileId> together;
    for (std::size_t i = 0; i < package_.size(); ++i) {
      const auto id = static_cast<FileId>(i);
      if (package_[id].walked()) together.push_back(id);
    }
    ReportFiles(package_, *graph_, together);
    for (std::size_t i = 0; i < package_.size(); ++i) {
      if (alone_[i]) ReportAlone(static_cast<FileId>(i));
    }
  }

  /// One text that is no file, in a phase that is known.
  void ReportLayer(const CodeLayer& layer) {
    const std::string_view holder = layer.place.file.View();
    const std::string alone = layer.folder.empty() ? "layer" : layer.folder + "/layer";
    auto file = std::make_unique<CodeFile>(
        FolderOf(holder) == layer.folder ? std::string(holder) : alone, layer.text);
    file->layer = LayerOrigin{.place = layer.place, .how = {}};
    const FileId id = package_.Add(std::move(file));
    goals_.push_back(js::Goal::kDetect);
    alone_.push_back(false);
    imports_.resize(package_.size());
    Read(static_cast<std::size_t>(id), *view_.scratch);
    ModuleGraph graph(1);
    graph.Reach(id, layer.phase);
    ReportFiles(package_, graph, {id});
  }

 private:
  static void Parse(CodeFile& file, js::Goal goal, js::Scratch& scratch) {
    file.Parse(goal, scratch);
    // What the extension or `type` promises is not always so.
    if (!file.module().ok() && goal != js::Goal::kDetect) file.Parse(js::Goal::kDetect, scratch);
  }

  /// After the last use of what Parse gave.
  static void GiveBackMemory(js::Scratch& scratch) {
    if (scratch.bytes_used() > limits::kCodeScratchBytes) scratch = js::Scratch();
  }

  /// File `index`, and nothing that belongs to another: several threads read files.
  void Read(std::size_t index, js::Scratch& scratch) {
    CodeFile& file = package_[static_cast<FileId>(index)];
    Parse(file, goals_[index], scratch);
    file.Walk();
    imports_[index] = ImportedBy(file);
    if (alone_[index]) {
      file.Drop();
    } else {
      file.Keep(scratch);
    }
    GiveBackMemory(scratch);
  }

  /// Each file is read by itself, so whoever has nothing else to do may help: the largest first, as
  /// all wait for the last.
  void ReadTogether(Crew& crew) {
    const auto size = [&](std::size_t index) {
      return package_[static_cast<FileId>(index)].source().text().size();
    };
    std::vector<std::size_t> order(package_.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return size(a) > size(b); });
    std::vector<std::unique_ptr<js::Scratch>> scratches(crew.hands());
    crew.Run(order.size(), [&](std::size_t turn, unsigned hand) {
      auto& own = scratches[hand];
      if (hand != 0 && own == nullptr) own = std::make_unique<js::Scratch>();
      Read(order[turn], hand == 0 ? *view_.scratch : *own);
    });
  }

  void ReachPath(ModuleGraph& graph, std::string_view path, Phase phase,
                 Started started = Started::kByLoading) {
    if (path.starts_with("./")) path.remove_prefix(2);
    if (path.find('*') != std::string_view::npos) {
      for (std::size_t i = 0; i < package_.size(); ++i) {
        const auto id = static_cast<FileId>(i);
        if (Fits(package_[id].path(), path)) graph.Reach(id, phase, started);
      }
      return;
    }
    const FileId file = package_.ResolvePath(path);
    if (file != FileId::kNone) graph.Reach(file, phase, started);
  }

  void ReportAlone(FileId id) {
    CodePackage single(view_);
    auto file = std::make_unique<CodeFile>(package_[id].path(), package_[id].source().text());
    js::Scratch& scratch = *view_.scratch;
    Parse(*file, goals_[static_cast<std::size_t>(id)], scratch);
    file->Walk();
    const FileId only = single.Add(std::move(file));
    ModuleGraph graph(1);
    graph.Reach(only, graph_->PhaseOf(id), graph_->StartOf(id));
    AddBudget(package_[id].path(), "links", graph_->PhaseOf(id));
    ReportFiles(single, graph, {only});
    GiveBackMemory(scratch);
  }

  void ReportFiles(const CodePackage& package, ModuleGraph& graph,
                   const std::vector<FileId>& files) {
    std::size_t bytes = 0;
    for (const FileId id : files) bytes += package[id].source().text().size();
    Budget budget(StepsFor(bytes));
    Resolver resolver(package, budget);
    Calls calls(package);
    Reads reads(package);
    for (std::size_t i = 0; i < package.size(); ++i) {
      calls.LookUp(static_cast<FileId>(i), resolver);
      reads.LookUp(static_cast<FileId>(i), calls, resolver);
    }
    Folder folder(resolver);
    AddComputedImports(package, calls, folder, graph);
    calls.FindPhases(graph, resolver);
    Flows flows(resolver, calls, folder);
    std::vector<WrittenText> written;
    Scene scene{.package = package,
                .resolver = resolver,
                .calls = calls,
                .reads = reads,
                .folder = folder,
                .flows = flows,
                .sink = sink_,
                .written = written};
    for (const FileId id : files) {
      scene.file = id;
      sink_.EnterCommand(graph.StartOf(id));
      ReportFile(scene);
      resolver.constants().Forget();
      if (budget.exhausted() || resolver.constants().GaveUp(id))
        AddBudget(package[id].path(), "steps", graph.PhaseOf(id));
      if (budget.exhausted()) break;
    }
    sink_.EnterCommand(Started::kByLoading);
    CollectWritten(scene);
  }

  void ReportFile(Scene& scene) {
    const CodeFile& file = scene.File();
    if (!file.module().ok()) {
      const js::SyntaxError& error = file.module().errors.front();
      sink_.Add(FactKind::kCodeUnparsed, scene.PhaseAt(FunctionId::kTop),
                file.PlaceOfSpan(error.span), {{"reason", "syntax"}});
    }
    ReportObfuscator(scene);
    ReportModelText(scene);
    CollectLiterals(scene);
    for (const Call& call : scene.calls.Of(scene.file)) {
      if (call.callee.kind == Meaning::Kind::kApi) {
        ReportCall(scene, call, ApiOf(call.callee.api));
      } else if (!call.callee.known()) {
        ReportMethod(scene, call);
      }
    }
    ReportEndlessLoops(scene);
    if (!file.interesting()) return;
    CollectDecrypted(scene);
    for (const Spot& spot : scene.calls.ImportsOf(scene.file)) ReportDynamicImport(scene, spot);
    for (const ApiMember& member : scene.reads.MembersOf(scene.file)) ReportMember(scene, member);
    for (const Spot& spot : file.spots().assignments) ReportAssignment(scene, spot);
    ReportEnvironmentVariables(scene);
  }

  void AddBudget(const std::string& path, std::string_view reason, Phase phase = Phase::kUnknown) {
    Evidence evidence;
    evidence.file = Untrusted(path);
    sink_.Add(FactKind::kCodeBudget, phase, std::move(evidence), {{"reason", reason}});
  }

  const PackageView& view_;
  Sink& sink_;
  CodePackage package_;
  std::vector<js::Goal> goals_;
  std::vector<bool> alone_;
  std::vector<std::vector<std::string>> imports_;
  std::optional<ModuleGraph> graph_;
};

}  // namespace

void ReportModelText(Scene& scene) {
  const auto span = FindModelText(scene.File().source().text());
  if (!span) return;
  const auto& comments = scene.File().module().comments;
  const bool comment = std::any_of(comments.begin(), comments.end(), [&](const js::Comment& one) {
    return one.span.begin <= span->begin && span->end <= one.span.end;
  });
  scene.sink.Add(FactKind::kCodeLlmText, scene.PhaseAt(FunctionId::kTop),
                 scene.File().PlaceOfSpan(*span),
                 {{"in", comment ? "comment" : "string"},
                  {"phrase", scene.File().source().text().substr(span->begin, span->size())}});
}

}  // namespace code

void ExtractCode(const std::optional<Manifest>& manifest, const PackageView& view, Sink& sink) {
  code::Extraction extraction(view, sink);
  extraction.ReadFiles();
  extraction.FindPhases(manifest);
  extraction.Report();
  // Code on the command line of an install script.
  std::vector<CodeLayer> layers;
  for (const Fact& fact : sink.facts()) {
    const Untrusted* const text = fact.Find("code");
    const Untrusted* const interpreter = fact.Find("interpreter");
    if (fact.kind != FactKind::kScriptInlineCode || text == nullptr || interpreter == nullptr)
      continue;
    if (interpreter->View() != "node" && interpreter->View() != "bun") continue;
    if (layers.size() >= limits::kCodeInlineLayers) break;
    layers.push_back(
        {.text = std::string(text->View()), .place = fact.evidence, .phase = fact.phase});
  }
  for (const CodeLayer& layer : layers) ExtractCodeLayer(layer, view, sink);
}

void ExtractCodeLayer(const CodeLayer& layer, const PackageView& view, Sink& sink) {
  code::Extraction extraction(view, sink);
  extraction.ReportLayer(layer);
}

}  // namespace facts
