#include "base/file_system.h"
#include "base/pieces.h"

std::string JoinPath(std::string_view folder, std::string_view path) {
  if (folder.empty() || path.starts_with('/')) return std::string(path);
  std::string joined(folder);
  if (!joined.ends_with('/')) joined += '/';
  return joined += path;
}

std::string NormalisePath(std::string_view path) {
  const bool absolute = path.starts_with('/');
  std::string normal;
  normal.reserve(path.size());
  if (absolute) normal = '/';
  const std::size_t root = normal.size();
  for (const std::string_view segment : Pieces(path, '/')) {
    if (segment.empty() || segment == ".") continue;
    if (segment == "..") {
      const std::size_t slash = normal.rfind('/');
      const std::size_t begin = slash == std::string::npos ? root : slash + 1;
      const std::string_view above = std::string_view(normal).substr(begin);
      const bool can_pop = !above.empty() && above != "..";
      if (can_pop) normal.resize(begin > root ? begin - 1 : root);
      if (can_pop || absolute) continue;
    }
    if (normal.size() > root) normal += '/';
    normal += segment;
  }
  return normal.empty() ? "." : normal;
}

std::string_view ParentPath(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return slash == 0 ? path.substr(0, 1) : path.substr(0, slash);
}

std::string_view BaseName(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view Extension(std::string_view path) {
  const std::string_view name = BaseName(path);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string_view{} : name.substr(dot);
}
