#include "inventory/lock_readers.h"

#include "base/limits.h"

namespace inventory {
namespace {

struct Reader {
  Syntax syntax;
  void (*read)(Tree&, const Source&, const Project&);
};

std::optional<Reader> ReaderOf(LockfileKind kind) {
  switch (kind) {
    case LockfileKind::kPnpmLock:
      return Reader{Syntax::kYaml, ReadPnpmLock};
    case LockfileKind::kYarnClassicLock:
      return Reader{Syntax::kYarnClassic, ReadYarnClassicLock};
    case LockfileKind::kYarnBerryLock:
      return Reader{Syntax::kYaml, ReadYarnBerryLock};
    case LockfileKind::kBunLock:
      return Reader{Syntax::kJsonWithComments, ReadBunLock};
    case LockfileKind::kDenoLock:
      return Reader{Syntax::kJson, ReadDenoLock};
    case LockfileKind::kVltLock:
      return Reader{Syntax::kJson, ReadVltLock};
    case LockfileKind::kYarnPnp:
    case LockfileKind::kBunBinaryLock:
    case LockfileKind::kNone:
    case LockfileKind::kPackageLock:
    case LockfileKind::kShrinkwrap:
    case LockfileKind::kHiddenLock:
      break;
  }
  return std::nullopt;
}

}  // namespace

bool IsGraph(LockfileKind kind) {
  return kind == LockfileKind::kBunBinaryLock || ReaderOf(kind).has_value();
}

void ReadGraph(Tree& tree, const Project& project, const std::string& path) {
  tree.root().is_importer = true;
  if (tree.lockfile_kind == LockfileKind::kBunBinaryLock) {
    const auto bytes = project.files.Read(path, limits::kJsonBytes);
    if (bytes) return ReadBunBinaryLock(tree, *bytes, project);
    tree.complaints.AddForFile(Diagnostic::Level::kError, "L001", tree.lockfile,
                               bytes.error().message, bytes.error().help);
    return;
  }
  const auto reader = ReaderOf(tree.lockfile_kind);
  if (!reader) return;
  auto source = ReadLockText(project.files, path, tree.lockfile, reader->syntax, tree.complaints);
  if (!source) return;
  reader->read(tree, tree.sources.emplace_back(std::move(*source)), project);
}

}  // namespace inventory
