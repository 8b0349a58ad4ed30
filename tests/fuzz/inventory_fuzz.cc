#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "inventory/paths.h"
#include "inventory/read.h"

/// The bytes as a lockfile; what follows a NUL, if there is one, as the manifest beside it.
/// Whatever comes out must hold together: indices in range, packages sorted, ways that begin at the
/// root.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\0');
  FakeFileSystem files;
  files.Add("p/package-lock.json", text.substr(0, end));
  if (end != std::string_view::npos) files.Add("p/package.json", text.substr(end + 1));
  const auto inventory = inventory::Read(files, "p");
  if (!inventory) return 0;
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
