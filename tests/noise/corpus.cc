#include "noise/corpus.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/file_system.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "model/integrity.h"

namespace noise {
namespace {

std::string ReadText(const std::string& path) {
  const auto bytes = DiskFileSystem().Read(path, limits::kJsonBytes);
  if (!bytes) {
    fmt::print(stderr, "{}\n", bytes.error().message);
    std::exit(2);
  }
  return std::string(AsText(*bytes));
}

std::string CachePath(const std::string& cache, const Hash& hash) {
  const std::string hex = Hex(hash.digest);
  return fmt::format("{}/_cacache/content-v2/{}/{}/{}/{}", cache, NameOf(hash.algorithm),
                     hex.substr(0, 2), hex.substr(2, 2), hex.substr(4));
}

}  // namespace

std::vector<std::vector<std::string>> ReadTable(const std::string& path, std::size_t columns) {
  std::vector<std::vector<std::string>> rows;
  const std::string text = ReadText(path);
  for (const std::string_view line : Split(text, '\n')) {
    if (line.empty() || line.starts_with('#')) continue;
    std::vector<std::string> row;
    for (const std::string_view cell : Split(line, '\t')) row.emplace_back(cell);
    row.resize(columns);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Entry> ReadCorpus(const std::string& path) {
  std::vector<Entry> entries;
  for (std::vector<std::string>& row : ReadTable(path, 4))
    entries.push_back({std::move(row[0]), std::move(row[1]), std::move(row[2]), std::move(row[3])});
  return entries;
}

std::optional<ByteVector> ReadFromCache(const std::string& cache, const std::string& integrity) {
  const auto parsed = Integrity::Parse(integrity);
  if (!parsed) return std::nullopt;
  auto bytes = DiskFileSystem().Read(CachePath(cache, parsed->strongest()), limits::kArchiveBytes);
  if (!bytes || !parsed->Matches(*bytes)) return std::nullopt;
  return std::move(*bytes);
}

}  // namespace noise
