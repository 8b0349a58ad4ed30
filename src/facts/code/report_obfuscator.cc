// Code that an obfuscation tool wrote, and the program in it where that can be worked out.
#include <algorithm>

#include "facts/code/scene.h"
#include "facts/layers/jsfuck.h"
#include "facts/obfuscator.h"

namespace facts::code {

namespace {

/// The longest stretch of JSFuck's characters that no `;` divides.
std::string_view LongestRun(std::string_view text) {
  constexpr std::string_view kOwn = "[]()!+ \t\r\n";
  std::string_view longest;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.size(), text.find_first_not_of(kOwn, begin));
    std::string_view run = text.substr(begin, end - begin);
    run.remove_prefix(std::min(run.size(), run.find_first_not_of(")] \t\r\n")));
    if (run.size() > longest.size()) longest = run;
    begin = end + 1;
  }
  return longest;
}

std::optional<std::string> ProgramIn(std::string_view code, std::string_view tool) {
  if (tool == "jsfuck") return DecodeJsFuck(LongestRun(code));
  if (tool == "jjencode") return DecodeJjencode(code);
  return std::nullopt;
}

void Report(Scene& scene, std::string_view tool, std::string_view code, Evidence place,
            FunctionId owner) {
  const Phase phase = scene.PhaseAt(owner);
  auto program = ProgramIn(code, tool);
  if (program) place.decoded = Untrusted(*program);
  scene.sink.Add(FactKind::kCodeObfuscator, phase, place,
                 {{"tool", tool}, {"bytes", std::to_string(code.size())}});
  if (!program) return;
  place.decoded = {};
  scene.sink.layers().Add({.text = *std::move(program),
                           .place = std::move(place),
                           .phase = phase,
                           .folder = std::string(FolderOf(scene.File().path())),
                           .how = "evaluated",
                           .interpreter = {},
                           .runs = true,
                           .depth = scene.sink.layer()});
}

}  // namespace

void ReportObfuscator(Scene& scene) {
  const std::string_view code = scene.File().source().text();
  scene.obfuscator = ObfuscatorOf(code);
  if (scene.obfuscator.empty()) return;
  Evidence place = scene.File().PlaceOfSpan({.begin = 0, .end = 1});
  Report(scene, scene.obfuscator, code, std::move(place), FunctionId::kTop);
}

void ReportObfuscated(Scene& scene, const Call& call) {
  if (!scene.obfuscator.empty()) return;
  const std::string_view code = scene.Tree().Source(scene.Tree()[call.node].span());
  const std::string_view tool = ObfuscatorOf(code);
  if (tool == "jsfuck" || tool == "packer")
    Report(scene, tool, code, scene.File().Place(call.node), call.owner);
}

}  // namespace facts::code
