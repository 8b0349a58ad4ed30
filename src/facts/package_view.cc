#include "facts/package_view.h"

#include "base/file_system.h"

namespace facts {

const ContentFile* ResolveFile(const Contents& contents, std::string_view path) {
  const std::string plain = NormalisePath(path);
  for (const std::string_view suffix : {"", ".js", ".cjs", ".mjs", ".json", ".node", ".ts",
                                        "/index.js", "/index.cjs", "/index.mjs"}) {
    if (const ContentFile* file = contents.Find(plain + std::string(suffix)); file != nullptr)
      return file;
  }
  return nullptr;
}

}  // namespace facts
