#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "model/integrity.h"
#include "model/inventory.h"

namespace inventory::bun {

/// How bun got a package, with the numbers that it writes.
enum class Tag : std::uint8_t {
  kNone = 0,
  kRoot = 1,
  kNpm = 2,
  kFolder = 4,
  kLocalTarball = 8,
  kGithub = 16,
  kGitlab = 24,
  kGit = 32,
  kSymlink = 64,
  kWorkspace = 72,
  kRemoteTarball = 80,
  kModule = 100,
};

struct BinaryPackage {
  std::string name;
  Tag tag = Tag::kNone;
  std::string version;  ///< of kNpm
  std::string address;  ///< of kNpm its tarball (may be empty), else the folder, file or URL
  std::string commit;   ///< of the git tags
  Integrity integrity;
  bool has_install_script = false;
  Platforms platforms;  ///< bun keeps sets: "!win32" is there as all the others
  std::uint32_t first_dependency = 0;
  std::uint32_t dependencies = 0;
};

struct BinaryDependency {
  std::string name;
  std::string range;
  bool prod = false;
  bool optional = false;
  bool dev = false;
  bool peer = false;
  bool workspace = false;
  std::uint32_t package = 0;  ///< kNobody when nothing answers
};
inline constexpr std::uint32_t kNobody = 0xFFFFFFFF;

/// One node_modules: the packages that stand in it, by the dependencies that brought them.
struct BinaryTree {
  std::uint32_t dependency = 0;  ///< that brought the package whose node_modules it is
  std::uint32_t parent = 0;      ///< the tree around it; of the first, none
  std::vector<std::uint32_t> dependencies;
};

struct BinaryLockfile {
  std::uint32_t format = 0;
  std::vector<BinaryPackage> packages;  ///< the first is the project
  std::vector<BinaryDependency> dependencies;
  std::vector<BinaryTree> trees;
};

/// Reads bun.lockb, formats 2 (bun 0.x to 1.2) and 3 (wider version numbers). Every offset is
/// checked against the file; of a file that was cut off nothing is kept, as the texts stand at its
/// end. The layout is bun's own, src/install/lockfile of its sources.
[[nodiscard]] Result<BinaryLockfile> ReadBinary(Bytes bytes);

}  // namespace inventory::bun
