#include "base/file_system.h"
#include "base/text.h"
#include "facts/file_class.h"
#include "facts/manifest.h"

namespace facts {
namespace {

bool IsThere(const Contents& contents, std::string_view stem) {
  for (const ContentFile& file : contents.files) {
    const std::string_view path = file.path;
    if (path.find('/') == std::string_view::npos && ToLower(path).starts_with(stem)) return true;
  }
  return false;
}

/// Anything that a user of the package could run, load or look at: declarations, styles and data
/// are what some packages are for.
bool HasContent(const Contents& contents) {
  for (const ContentFile& file : contents.files) {
    const FileClass file_class = ClassOf(file.path);
    const bool text = file_class == FileClass::kText || file.path == "package.json";
    if (!text && !file.bytes.empty()) return true;
  }
  return false;
}

}  // namespace

void ExtractShape(const Manifest& manifest, const PackageView& view, Sink& sink) {
  const Contents& contents = *view.contents;
  Evidence evidence;
  evidence.file = Untrusted(manifest.file.path());
  const auto lacks = [&](std::string_view what) {
    sink.Add(FactKind::kPackageShape, Phase::kUnknown, evidence, {{"what", what}});
  };
  const auto empty = [&](std::string_view field) {
    const formats::json::Value* const value = manifest.root().Find(field);
    return value == nullptr || value->IsNull() || value->AsString() == "";
  };
  if (!HasContent(contents)) lacks("no-code");
  if (!IsThere(contents, "readme")) lacks("no-readme");
  if (empty("license") && empty("licenses") && !IsThere(contents, "licen") &&
      !IsThere(contents, "copying"))
    lacks("no-licence");
  if (empty("repository")) lacks("no-repository");
  if (empty("description")) lacks("no-description");
  if (empty("author") && empty("contributors") && empty("maintainers")) lacks("no-author");
}

}  // namespace facts
