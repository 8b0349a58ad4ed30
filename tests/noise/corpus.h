#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace noise {

/// One honest package of tests/noise/corpus.tsv.
struct Entry {
  std::string name;
  std::string version;
  std::string integrity;
  std::string group;
};

/// The rows of a table with tabs between its cells, without comments and empty lines, each cut or
/// filled up to `columns`. Ends the program when the file cannot be read.
[[nodiscard]] std::vector<std::vector<std::string>> ReadTable(const std::string& path,
                                                              std::size_t columns);
[[nodiscard]] std::vector<Entry> ReadCorpus(const std::string& path);

/// A tarball out of npm's own cache. Nothing when the cache does not have the very bytes.
[[nodiscard]] std::optional<ByteVector> ReadFromCache(const std::string& cache,
                                                      const std::string& integrity);

}  // namespace noise
