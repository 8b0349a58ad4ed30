#include "facts/usage/own_code.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "facts/file_class.h"
#include "model/package_id.h"
#include "model/use_limits.h"

namespace facts {
namespace {

/// What a person or a package manager wrote about packages: it names them and loads none.
bool IsListOfPackages(std::string_view base) {
  constexpr std::array<std::string_view, 11> kNames = {
      "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock",      "bun.lock",
      "bun.lockb",         "deno.lock",           "vlt-lock.json",  "sallyport.toml", ".pnp.cjs",
      ".pnp.data.json"};
  return std::find(kNames.begin(), kNames.end(), base) != kNames.end();
}

/// The same by how it begins: bills of materials, VEX, records, reports lie in many repositories.
bool IsListOfPackagesByContent(std::string_view text) {
  constexpr std::size_t kLookedAt = 4096;
  constexpr std::array<std::string_view, 8> kMarks = {
      "\"bomFormat\"",    "cyclonedx.org/schema", "openvex.dev/ns", "\"spdxVersion\"",
      "\"csaf_version\"", "\"lockfileVersion\"",  "\"affected\"",   "\"drafted\""};
  const std::string_view head = text.substr(0, kLookedAt);
  return std::any_of(kMarks.begin(), kMarks.end(), [&](std::string_view mark) {
    return head.find(mark) != std::string_view::npos;
  });
}

std::string_view BaseOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool IsJavaScript(std::string_view path) {
  constexpr std::array<std::string_view, 8> kExtensions = {".js", ".mjs", ".cjs", ".jsx",
                                                           ".ts", ".mts", ".cts", ".tsx"};
  const LowerExtension extension(path);
  return std::find(kExtensions.begin(), kExtensions.end(), extension.View()) != kExtensions.end();
}

/// Declarations hold types alone, and no program runs them.
bool IsDeclarations(std::string_view path) {
  return path.ends_with(".d.ts") || path.ends_with(".d.mts") || path.ends_with(".d.cts");
}

bool IsNamePart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '@' || c == '.';
}

}  // namespace

OwnCode::OwnCode(std::set<std::string> names) : names_(std::move(names)) {}

bool OwnCode::Wants(std::string_view path) {
  const std::string_view base = BaseOf(path);
  if (IsListOfPackages(base) || IsDeclarations(path)) return false;
  const FileClass file_class = ClassOf(path);
  const LowerExtension extension(path);
  return file_class == FileClass::kCode || file_class == FileClass::kConfig ||
         extension.View() == ".html" || extension.View() == ".mdx" || base == "Dockerfile" ||
         base == "Makefile";
}

void OwnCode::TakeUnread(const std::string& path, std::string_view reason) {
  use_.unread.push_back(fmt::format("{}: {}", path, reason));
}

void OwnCode::TakeNamed(const std::string& name) {
  use_.named.insert(name);
}

void OwnCode::TakeFile(const std::string& path, std::string_view text) {
  if (use_.files >= limits::kOwnFiles || bytes_ + text.size() > limits::kOwnBytes)
    return TakeUnread(path, "there is more own code than the limit");
  ++use_.files;
  bytes_ += text.size();
  if (BaseOf(path) == "package.json") return;  // its scripts come by TakeNamed
  if (!IsJavaScript(path)) {
    if (!IsListOfPackagesByContent(text)) SearchText(text);
    return;
  }
  if (text.size() > limits::kSourceBytes) return TakeUnread(path, "it is larger than the limit");
  if (!ReadImports(path, text, names_, scratch_, use_)) {
    SearchText(text);
    TakeUnread(path, "it has syntax errors");
  }
}

void OwnCode::SearchText(std::string_view text) {
  for (const std::string& name : names_) {
    if (use_.named.contains(name)) continue;
    for (std::size_t at = text.find(name); at != std::string_view::npos;
         at = text.find(name, at + 1)) {
      const std::size_t end = at + name.size();
      const bool begins = at == 0 || !IsNamePart(text[at - 1]);
      const bool ends = end == text.size() || !IsNamePart(text[end]) || text[end] == '@';
      if (!begins || !ends) continue;
      use_.named.insert(name);
      break;
    }
  }
}

ProjectUse OwnCode::Finish() {
  for (auto& [name, use] : use_.imported) {
    std::sort(use.places.begin(), use.places.end(), [](const auto& a, const auto& b) {
      return a.file != b.file ? a.file < b.file : a.position < b.position;
    });
    if (use.places.size() > limits::kUsePlaces) use.places.resize(limits::kUsePlaces);
  }
  std::sort(use_.unread.begin(), use_.unread.end());
  return std::move(use_);
}

std::string_view PackageOfSpecifier(std::string_view specifier) {
  if (specifier.empty() || specifier.front() == '.' || specifier.front() == '/' ||
      specifier.front() == '#' || specifier.find(':') != std::string_view::npos)
    return {};
  // A loader's prefix and what follows a question mark are the bundler's, not part of the name.
  specifier = specifier.substr(
      specifier.rfind('!') == std::string_view::npos ? 0 : specifier.rfind('!') + 1);
  specifier = specifier.substr(0, specifier.find('?'));
  std::size_t end = specifier.find('/');
  if (specifier.starts_with('@') && end != std::string_view::npos)
    end = specifier.find('/', end + 1);
  const std::string_view name = specifier.substr(0, end);
  return PackageName::Parse(name) ? name : std::string_view();
}

}  // namespace facts
