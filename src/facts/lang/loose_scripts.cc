#include "facts/lang/loose_scripts.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "facts/file_class.h"
#include "facts/shell_facts.h"

namespace facts {
namespace {

constexpr auto kExtensions = std::to_array<std::string_view>(
    {".applescript", ".bash", ".bat", ".cmd", ".command", ".hta", ".ps1", ".psm1", ".pth", ".py",
     ".pyw", ".scpt", ".sh", ".vbs", ".wsf", ".zsh"});
static_assert(std::is_sorted(kExtensions.begin(), kExtensions.end()));

}  // namespace

void ExtractLooseScripts(const PackageView& view, const std::set<std::string>& followed,
                         Sink& sink) {
  std::size_t read = 0;
  for (const ContentFile& file : view.contents->files) {
    const LowerExtension extension(file.path);
    if (!std::binary_search(kExtensions.begin(), kExtensions.end(), extension.View())) continue;
    if (followed.contains(file.path)) continue;
    if (++read > limits::kLooseScripts) return;
    ShellTrail trail;
    FollowFile(file, {}, Phase::kUnknown, view, trail, sink);
  }
}

}  // namespace facts
