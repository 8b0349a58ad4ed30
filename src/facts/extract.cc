#include "facts/extract.h"

#include <optional>
#include <set>
#include <string>

#include "facts/agent_facts.h"
#include "facts/code/code_facts.h"
#include "facts/content_facts.h"
#include "facts/file_class.h"
#include "facts/gyp_facts.h"
#include "facts/lang/loose_scripts.h"
#include "facts/layers/layer_facts.h"
#include "facts/manifest.h"
#include "facts/model_text.h"
#include "facts/name_facts.h"
#include "facts/place.h"
#include "facts/settings_facts.h"
#include "facts/sink.h"
#include "facts/unicode_facts.h"
#include "js/parse.h"

namespace facts {

struct Memory::State {
  js::Scratch scratch;
  Crew* crew = nullptr;
};

Memory::Memory(Crew* crew) : state_(std::make_unique<State>()) {
  state_->crew = crew;
}
Memory::~Memory() = default;
Memory::Memory(Memory&&) noexcept = default;
Memory& Memory::operator=(Memory&&) noexcept = default;

namespace {

void ExtractFile(const ContentFile& file, Sink& sink) {
  const FileClass file_class = ClassOf(file.path);
  ExtractName(file, sink);
  ExtractContent(file, file_class, sink);
  const SourceFile source(file.path, AsText(file.bytes));
  ExtractSettings(source, sink);
  if (!LooksLikeText(file.bytes)) return;
  ExtractUnseen(source, file_class, sink);
  ExtractModelText(source, file_class, sink);
}

void ExtractArchive(const Contents& contents, Sink& sink) {
  for (const ArchiveRemark& remark : contents.remarks) {
    Evidence evidence;
    evidence.file = remark.path;
    sink.Add(FactKind::kArchiveOddity, Phase::kUnknown, std::move(evidence),
             {{"oddity", NameOf(remark.oddity)},
              {"path", remark.path.View()},
              {"detail", remark.detail.View()}});
  }
  if (contents.incomplete)
    sink.Add(FactKind::kPackageIncomplete, Phase::kUnknown, {}, {{"reason", "archive"}});
}

enum class Code : std::uint8_t { kRead, kPassOver };

void ExtractPackage(const Contents& contents, const PackageContext& context, Memory& memory,
                    Code code, Sink& sink) {
  const std::optional<Manifest> manifest = ReadManifest(contents, context, sink);
  PackageView view = ViewOf(contents, manifest, context);
  view.scratch = &memory.state().scratch;
  view.crew = memory.state().crew;
  std::set<std::string> followed;
  if (manifest) {
    ExtractManifest(*manifest, view, context, sink);
    ExtractShape(*manifest, view, sink);
    ExtractDependencies(*manifest, view, sink);
    followed = ExtractScripts(*manifest, view, context, sink);
    if (context.registry_manifest)
      CompareWithRegistry(*manifest, view, *context.registry_manifest, sink);
  }
  ExtractLooseScripts(view, followed, sink);
  ExtractAgentCommands(view, sink);
  ExtractGyp(manifest, view, sink);
  if (code == Code::kRead) ExtractCode(manifest, view, sink);
  CollectCarriers(view, sink);
  ReadLayers(view, sink);
  ExtractShrinkwrap(contents, context, sink);
}

Facts ExtractAll(const Contents& contents, const PackageContext& context, Memory& memory,
                 Code code) {
  Sink sink;
  ExtractArchive(contents, sink);
  for (const ContentFile& file : contents.files) ExtractFile(file, sink);
  ExtractPackage(contents, context, memory, code, sink);
  return std::move(sink).Take();
}

}  // namespace

Facts Extract(const Contents& contents, const PackageContext& context, Memory& memory) {
  return ExtractAll(contents, context, memory, Code::kRead);
}

Facts ExtractWithoutCode(const Contents& contents, const PackageContext& context, Memory& memory) {
  return ExtractAll(contents, context, memory, Code::kPassOver);
}

Facts Extract(const Contents& contents, const PackageContext& context) {
  Memory memory;
  return Extract(contents, context, memory);
}

}  // namespace facts
