#pragma once

#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "inventory/paths.h"
#include "inventory/read.h"

/// The bytes as the lockfile called `name`; what follows the mark, if it is there, as the manifest
/// beside it. Whatever comes out must hold together: indices in range, packages sorted, ways that
/// begin at the root.
inline int FuzzLockfile(std::string_view name, const std::uint8_t* data, std::size_t size) {
  constexpr std::string_view kMark = "\n=== package.json\n";
  const std::string_view text = AsText({data, size});
  const std::size_t end = text.find(kMark);
  FakeFileSystem files;
  files.Add("p/" + std::string(name), text.substr(0, end));
  if (end != std::string_view::npos) {
    files.Add("p/package.json", text.substr(end + kMark.size()));
    files.Add("p/packages/a/package.json", R"({"name": "a", "dependencies": {"b": "^1.0.0"}})");
  }
  const auto inventory = inventory::Read(files, "p");
  CHECK(inventory.has_value(), "a lockfile, however broken, gives an inventory");
  const auto is_package = [&](PackageIndex index) {
    return static_cast<std::size_t>(index) < inventory->packages.size();
  };
  for (std::size_t i = 1; i < inventory->packages.size(); ++i) {
    CHECK(inventory->packages[i - 1].path < inventory->packages[i].path, "packages are sorted");
  }
  for (const Dependency& edge : inventory->dependencies) {
    CHECK(is_package(edge.from) && (!edge.to || is_package(*edge.to)),
          "edges are between packages");
  }
  for (const LockRemark& remark : inventory->remarks) {
    CHECK(is_package(remark.package), "a remark is on a package");
  }
  const auto last = static_cast<PackageIndex>(inventory->packages.size() - 1);
  for (const auto& path : inventory::PathsTo(*inventory, last, 3)) {
    CHECK(!path.empty() && path.front() == PackageIndex::kRoot, "a way begins at the root");
  }
  return 0;
}
