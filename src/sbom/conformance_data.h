#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "base/file_system.h"

/// For tests only: the folder of public conformance data that the ctest `conformance.NAME` unpacks
/// below the build folder; empty, with a word on standard error, when it is not there.
[[nodiscard]] inline std::string ConformanceFolder(const std::string& name) {
  const char* const build = std::getenv("SALLYPORT_CONFORMANCE");
  const std::string folder = build == nullptr ? "" : std::string(build) + "/" + name;
  const auto status = DiskFileSystem().Status(folder);
  if (folder.empty() || !status || status->type != FileType::kFolder) {
    std::fprintf(stderr, "SKIPPED: no conformance data for %s (SALLYPORT_CONFORMANCE)\n",
                 name.c_str());
    return "";
  }
  return folder;
}

/// Every file below `folder`, sorted.
[[nodiscard]] inline std::vector<std::string> FilesBelow(const std::string& folder) {
  std::vector<std::string> files;
  const auto entries = DiskFileSystem().List(folder);
  if (!entries) return files;
  for (const FolderEntry& entry : *entries) {
    const std::string path = folder + "/" + entry.name;
    if (entry.type == FileType::kFolder) {
      for (std::string& below : FilesBelow(path)) files.push_back(std::move(below));
    } else {
      files.push_back(path);
    }
  }
  return files;
}
