#include "facts/shell_scene.h"

#include <algorithm>

#include "base/file_system.h"
#include "base/limits.h"
#include "base/text.h"

namespace facts {

Evidence ShellSource::At(Span span, std::string_view snippet) const {
  if (place != nullptr) return place->Place(span, snippet);
  Evidence evidence = fixed;
  evidence.snippet = Untrusted(CutCodePoints(snippet, limits::kSnippetCodePoints));
  return evidence;
}

void ShellFlow::Merge(const ShellFlow& other) {
  downloads.insert(downloads.end(), other.downloads.begin(), other.downloads.end());
  if (other.text) text = text.value_or("") + *other.text;
  if (decoded_by.empty()) decoded_by = other.decoded_by;
  environment |= other.environment;
  secret_file |= other.secret_file;
  command_output |= other.command_output;
}

const ShellArgument* ShellInvocation::After(std::initializer_list<std::string_view> flags) const {
  for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
    const bool is_flag = std::any_of(flags.begin(), flags.end(), [&](std::string_view flag) {
      return EqualsIgnoringCase(arguments[i].text, flag);
    });
    if (is_flag) return &arguments[i + 1];
  }
  return nullptr;
}

bool ShellInvocation::Has(std::initializer_list<std::string_view> flags) const {
  return std::any_of(arguments.begin(), arguments.end(), [&](const ShellArgument& argument) {
    return std::any_of(flags.begin(), flags.end(), [&](std::string_view flag) {
      return EqualsIgnoringCase(argument.text, flag);
    });
  });
}

ShellFlow ShellInvocation::ArgumentFlow() const {
  ShellFlow flow;
  for (const ShellArgument& argument : arguments) flow.Merge(argument.flow);
  return flow;
}

std::size_t ShellInvocation::FirstPlain(std::size_t from) const {
  std::size_t at = from;
  while (at < arguments.size() && arguments[at].text.starts_with('-') && arguments[at].text != "-")
    ++at;
  return at;
}

void ShellScene::Add(FactKind kind, const ShellInvocation& invocation,
                     std::vector<KeyText> values) {
  AddAt(kind, invocation.evidence, std::move(values));
}

void ShellScene::AddAt(FactKind kind, Evidence evidence, std::vector<KeyText> values) {
  values.push_back({"script", source.script});
  sink.Add(kind, source.phase, std::move(evidence), values);
}

std::string ShellScene::FromRoot(std::string_view path) const {
  const std::string slashed = ReplaceAll(std::string(path), "\\", "/");
  return NormalisePath(JoinPath(folder, slashed));
}

}  // namespace facts
