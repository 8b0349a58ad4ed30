#include "inventory/lock_readers.h"

#include "base/limits.h"
#include "inventory/pnp_state.h"

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
    case LockfileKind::kSeveral:
      break;
  }
  return std::nullopt;
}

/// .pnp.cjs holds its data, or leaves it to .pnp.data.json beside it.
std::optional<Source> PnpSource(Tree& tree, const Project& project, const std::string& path) {
  const auto read_json = [&](const std::string& file, std::string name) {
    return ReadSource(project.files, file, std::move(name), limits::kJsonBytes, "L001",
                      tree.complaints);
  };
  if (path.ends_with(".json")) return read_json(path, tree.lockfile);
  const auto bytes = project.files.Read(path, limits::kJsonBytes);
  if (!bytes) {
    tree.complaints.AddForFile(Diagnostic::Level::kError, "L001", tree.lockfile,
                               bytes.error().message, bytes.error().help);
    return std::nullopt;
  }
  // yarn 2 leaves commas behind the last member.
  if (const auto state = PnpState(AsText(*bytes)))
    return ParseLockText(*state, tree.lockfile, Syntax::kJsonWithComments, tree.complaints);
  constexpr std::string_view kDataName = ".pnp.data.json";
  const auto beside = [kDataName](const std::string& file) {
    return file.substr(0, file.size() - BaseName(file).size()).append(kDataName);
  };
  const auto status = project.files.StatusOfTarget(beside(path));
  if (status && status->type == FileType::kFile) {
    tree.lockfile = beside(tree.lockfile);
    return read_json(beside(path), tree.lockfile);
  }
  tree.complaints.AddForFile(Diagnostic::Level::kError, "L001", tree.lockfile,
                             "the script holds no Plug'n'Play data",
                             "write it anew with `yarn install`, of yarn 2 or later");
  return std::nullopt;
}

}  // namespace

bool IsGraph(LockfileKind kind) {
  return kind == LockfileKind::kBunBinaryLock || kind == LockfileKind::kYarnPnp ||
         ReaderOf(kind).has_value();
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
  if (tree.lockfile_kind == LockfileKind::kYarnPnp) {
    if (auto source = PnpSource(tree, project, path))
      ReadPnp(tree, tree.sources.emplace_back(std::move(*source)), project);
    return;
  }
  const auto reader = ReaderOf(tree.lockfile_kind);
  if (!reader) return;
  auto source = ReadLockText(project.files, path, tree.lockfile, reader->syntax, tree.complaints);
  if (!source) return;
  reader->read(tree, tree.sources.emplace_back(std::move(*source)), project);
}

}  // namespace inventory
