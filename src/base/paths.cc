#include "base/file_system.h"
#include "base/text.h"

std::string JoinPath(std::string_view folder, std::string_view path) {
  if (folder.empty() || path.starts_with('/')) return std::string(path);
  std::string joined(folder);
  if (!joined.ends_with('/')) joined += '/';
  return joined += path;
}

std::string NormalisePath(std::string_view path) {
  const bool absolute = path.starts_with('/');
  std::vector<std::string_view> kept;
  for (const std::string_view segment : Split(path, '/')) {
    if (segment.empty() || segment == ".") continue;
    const bool can_pop = !kept.empty() && kept.back() != "..";
    if (segment == ".." && can_pop) {
      kept.pop_back();
    } else if (segment != ".." || !absolute) {
      kept.push_back(segment);
    }
  }
  std::string normal = absolute ? "/" : "";
  for (const std::string_view segment : kept) {
    if (!normal.empty() && normal.back() != '/') normal += '/';
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
