#include "scan/installed.h"

#include <algorithm>
#include <string_view>

namespace scan {
namespace {

bool SameBytes(Bytes a, Bytes b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

Fact Difference(std::string_view path, std::string_view how) {
  Fact fact{.kind = FactKind::kArtifactInstalledDifference, .phase = Phase::kUnknown};
  fact.evidence.file = Untrusted(path);
  fact.values = {{.key = "how", .text = Untrusted(how)}, {.key = "path", .text = Untrusted(path)}};
  return fact;
}

}  // namespace

Facts DifferencesOf(const Contents& packed, const Contents& installed) {
  Facts differences;
  for (const ContentFile& file : installed.files) {
    const ContentFile* const original = packed.Find(file.path);
    if (original == nullptr) {
      differences.push_back(Difference(file.path, "added"));
    } else if (!SameBytes(original->bytes, file.bytes)) {
      differences.push_back(Difference(file.path, "changed"));
    }
  }
  for (const ContentFile& file : packed.files) {
    // npm renames .gitignore to .npmignore and leaves some of both out; neither can run.
    const bool ignore_file = file.path.ends_with(".npmignore") || file.path.ends_with(".gitignore");
    const bool inside_bundle = file.path.starts_with("node_modules/");
    if (!ignore_file && !inside_bundle && installed.Find(file.path) == nullptr) {
      differences.push_back(Difference(file.path, "removed"));
    }
  }
  Sort(differences);
  return differences;
}

Contents OnlyWhatDiffers(const Contents& packed, const Contents& installed) {
  Contents changed;
  for (const ContentFile& file : installed.files) {
    const ContentFile* const original = packed.Find(file.path);
    if (original != nullptr && SameBytes(original->bytes, file.bytes)) continue;
    changed.files.push_back(file);
    changed.unpacked_bytes += file.bytes.size();
  }
  return changed;
}

bool IsAboutAFile(const Fact& fact) {
  const std::string_view name = InfoOf(fact.kind).name;
  return name.starts_with("file.") || name.starts_with("code.");
}

}  // namespace scan
