#include "store/schema.h"

namespace store {
namespace {

constexpr std::string_view kSteps[] = {
    // 1: what packages do. One row for each subject, of the newest extractors that saw it.
    "CREATE TABLE facts (subject BLOB PRIMARY KEY, extractor INTEGER NOT NULL, value BLOB NOT "
    "NULL)",
    // 2: what rules said of it.
    "CREATE TABLE findings (key BLOB PRIMARY KEY, value BLOB NOT NULL)",
    // 3: the last answer for each project.
    "CREATE TABLE assessments (project TEXT PRIMARY KEY, value BLOB NOT NULL)",
    // 4: whose facts the rules judged, so that findings go when those do. Judging again is cheap.
    "DROP TABLE findings; CREATE TABLE findings (key BLOB PRIMARY KEY, extractor INTEGER NOT NULL, "
    "value BLOB NOT NULL)",
};

}  // namespace

std::span<const std::string_view> SchemaSteps() {
  return kSteps;
}

}  // namespace store
