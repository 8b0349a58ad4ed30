#include "facts/file_class.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/file_system.h"

namespace facts {
namespace {

struct Row {
  std::string_view extension;
  FileClass file_class;
};

constexpr auto kRows = std::to_array<Row>({
    {".applescript", FileClass::kCode}, {".astro", FileClass::kCode},
    {".bash", FileClass::kCode},        {".bat", FileClass::kCode},
    {".c", FileClass::kCode},           {".cc", FileClass::kCode},
    {".cjs", FileClass::kCode},         {".cmd", FileClass::kCode},
    {".coffee", FileClass::kCode},      {".cpp", FileClass::kCode},
    {".cs", FileClass::kCode},          {".cts", FileClass::kCode},
    {".es6", FileClass::kCode},         {".fish", FileClass::kCode},
    {".flow", FileClass::kCode},        {".go", FileClass::kCode},
    {".gyp", FileClass::kConfig},       {".gypi", FileClass::kConfig},
    {".h", FileClass::kCode},           {".hpp", FileClass::kCode},
    {".hta", FileClass::kCode},         {".htm", FileClass::kText},
    {".html", FileClass::kText},        {".ini", FileClass::kConfig},
    {".java", FileClass::kCode},        {".js", FileClass::kCode},
    {".json", FileClass::kConfig},      {".json5", FileClass::kConfig},
    {".jsonc", FileClass::kConfig},     {".jsx", FileClass::kCode},
    {".kt", FileClass::kCode},          {".lua", FileClass::kCode},
    {".m", FileClass::kCode},           {".md", FileClass::kText},
    {".mdc", FileClass::kText},         {".mdx", FileClass::kText},
    {".mjs", FileClass::kCode},         {".mm", FileClass::kCode},
    {".mts", FileClass::kCode},         {".php", FileClass::kCode},
    {".pl", FileClass::kCode},          {".ps1", FileClass::kCode},
    {".psm1", FileClass::kCode},        {".pth", FileClass::kCode},
    {".py", FileClass::kCode},          {".rb", FileClass::kCode},
    {".rs", FileClass::kCode},          {".rst", FileClass::kText},
    {".scpt", FileClass::kCode},        {".sh", FileClass::kCode},
    {".svelte", FileClass::kCode},      {".swift", FileClass::kCode},
    {".toml", FileClass::kConfig},      {".ts", FileClass::kCode},
    {".tsx", FileClass::kCode},         {".txt", FileClass::kText},
    {".vbs", FileClass::kCode},         {".vue", FileClass::kCode},
    {".wsf", FileClass::kCode},         {".xml", FileClass::kConfig},
    {".yaml", FileClass::kConfig},      {".yml", FileClass::kConfig},
    {".zsh", FileClass::kCode},
});

constexpr bool Before(const Row& a, const Row& b) {
  return a.extension < b.extension;
}
static_assert(std::is_sorted(kRows.begin(), kRows.end(), Before));

// Files without an extension that people and tools read.
constexpr auto kNames = std::to_array<Row>({
    {"AUTHORS", FileClass::kText},
    {"CHANGELOG", FileClass::kText},
    {"Dockerfile", FileClass::kConfig},
    {"LICENCE", FileClass::kText},
    {"LICENSE", FileClass::kText},
    {"Makefile", FileClass::kConfig},
    {"NOTICE", FileClass::kText},
    {"README", FileClass::kText},
});

}  // namespace

std::string_view NameOf(FileClass file_class) {
  switch (file_class) {
    case FileClass::kCode:
      return "code";
    case FileClass::kConfig:
      return "config";
    case FileClass::kText:
      return "text";
    case FileClass::kData:
      return "data";
  }
  return {};
}

LowerExtension::LowerExtension(std::string_view path) {
  const std::string_view extension = Extension(path);
  if (extension.size() > sizeof text_) return;
  for (const char c : extension)
    text_[size_++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

FileClass ClassOf(std::string_view path) {
  const LowerExtension extension(path);
  if (extension.View().empty()) {
    const std::string_view name = BaseName(path);
    const auto row = std::find_if(kNames.begin(), kNames.end(),
                                  [&](const Row& known) { return known.extension == name; });
    if (row != kNames.end()) return row->file_class;
    return name.starts_with('.') ? FileClass::kConfig : FileClass::kData;
  }
  const Row wanted{.extension = extension.View(), .file_class = FileClass::kData};
  const auto row = std::lower_bound(kRows.begin(), kRows.end(), wanted, Before);
  return row != kRows.end() && row->extension == wanted.extension ? row->file_class
                                                                  : FileClass::kData;
}

bool LooksLikeText(Bytes bytes) {
  constexpr std::size_t kProbe = 8000;
  const std::size_t probe = std::min(bytes.size(), kProbe);
  if (probe == 0) return true;
  if (probe >= 2 &&
      ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF)))
    return false;
  return std::memchr(bytes.data(), 0, probe) == nullptr;
}

}  // namespace facts
