#include "inventory/git_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "inventory/git_library.h"
#include "inventory/lockfile_names.h"
#include "model/trust_limits.h"

namespace inventory {
namespace {

std::string Hexadecimal(const git_oid& object) {
  std::string text(GIT_OID_HEXSZ, '0');
  Git().oid_fmt(text.data(), &object);
  return text;
}

}  // namespace

struct GitHistory::Handles {
  GitLibrary library;
  GitOwned<git_repository> repository{nullptr, Git().repository_free};
  GitOwned<git_odb> objects{nullptr, Git().odb_free};
};

namespace {

/// Collects the lockfiles that differ between two trees.
class TreeComparison {
 public:
  TreeComparison(git_repository* repository, const HistoryLimits& limits, LockfileHistory& history)
      : repository_(repository), limits_(limits), history_(history) {}

  void Compare(const git_commit* commit, const git_tree* before, const git_tree* now) {
    commit_ = Hexadecimal(*Git().commit_id(commit));
    time_ = UnixMillis{Git().commit_time(commit)} * 1000;
    Trees(before, now, "", 0);
  }

 private:
  void Trees(const git_tree* before, const git_tree* now, const std::string& folder,
             std::size_t depth) {
    if (depth > limits_.tree_depth) {
      history_.cut = true;
      return;
    }
    const std::size_t count = now != nullptr ? Git().tree_entrycount(now) : 0;
    for (std::size_t i = 0; i < count; ++i) {
      const git_tree_entry* const entry = Git().tree_entry_byindex(now, i);
      Entries(Find(before, Git().tree_entry_name(entry)), entry, folder, depth);
    }
    const std::size_t old_count = before != nullptr ? Git().tree_entrycount(before) : 0;
    for (std::size_t i = 0; i < old_count; ++i) {
      const git_tree_entry* const entry = Git().tree_entry_byindex(before, i);
      if (Find(now, Git().tree_entry_name(entry)) == nullptr)
        Entries(entry, nullptr, folder, depth);
    }
  }

  static const git_tree_entry* Find(const git_tree* tree, const char* name) {
    return tree == nullptr ? nullptr : Git().tree_entry_byname(tree, name);
  }

  void Entries(const git_tree_entry* before, const git_tree_entry* now, const std::string& folder,
               std::size_t depth) {
    if (before != nullptr && now != nullptr &&
        Git().oid_equal(Git().tree_entry_id(before), Git().tree_entry_id(now)) != 0)
      return;
    const git_tree_entry* const any = now != nullptr ? now : before;
    const std::string path = folder + Git().tree_entry_name(any);
    const auto tree_of = [&](const git_tree_entry* entry) {
      git_tree* tree = nullptr;
      if (entry != nullptr && Git().tree_entry_type(entry) == GIT_OBJECT_TREE)
        Git().tree_lookup(&tree, repository_, Git().tree_entry_id(entry));
      return GitOwned<git_tree>(tree, Git().tree_free);
    };
    if (IsSearchedLockfile(path)) {
      const auto state_of = [&](const git_tree_entry* entry) {
        return entry != nullptr && Git().tree_entry_type(entry) == GIT_OBJECT_BLOB
                   ? StateOf(path, *Git().tree_entry_id(entry))
                   : LockfileHistory::kAbsent;
      };
      const std::size_t old_state = state_of(before);
      const std::size_t new_state = state_of(now);
      if (old_state == new_state) return;
      if (history_.changes.size() >= limits_.changes) {
        history_.cut = true;
        return;
      }
      history_.changes.push_back(
          {.path = path, .commit = commit_, .time = time_, .before = old_state, .now = new_state});
      return;
    }
    const auto old_tree = tree_of(before);
    const auto new_tree = tree_of(now);
    if (old_tree != nullptr || new_tree != nullptr)
      Trees(old_tree.get(), new_tree.get(), path + "/", depth + 1);
  }

  std::size_t StateOf(const std::string& path, const git_oid& object) {
    const auto [at, added] = known_.emplace(Hexadecimal(object), history_.states.size());
    if (added) history_.states.push_back({.path = path, .object = at->first});
    return at->second;
  }

  git_repository* repository_;
  const HistoryLimits& limits_;
  LockfileHistory& history_;
  std::map<std::string, std::size_t> known_;
  std::string commit_;
  UnixMillis time_ = 0;
};

}  // namespace

GitHistory::GitHistory(std::unique_ptr<Handles> handles) : handles_(std::move(handles)) {}
GitHistory::GitHistory(GitHistory&&) noexcept = default;
GitHistory& GitHistory::operator=(GitHistory&&) noexcept = default;
GitHistory::~GitHistory() = default;

Result<GitHistory> GitHistory::Open(const std::string& folder) {
  auto handles = std::make_unique<Handles>();
  git_repository* repository = nullptr;
  if (Git().repository_open_ext(&repository, folder.c_str(), 0, nullptr) != 0)
    return Fail(fmt::format("{} is in no git repository: {}", Quote(folder), GitReason()));
  handles->repository.reset(repository);
  git_odb* objects = nullptr;
  if (Git().repository_odb(&objects, repository) != 0)
    return Fail(fmt::format("the objects of {} cannot be read: {}", Quote(folder), GitReason()));
  handles->objects.reset(objects);
  return GitHistory(std::move(handles));
}

Result<LockfileHistory> GitHistory::Lockfiles(const HistoryLimits& limits) const {
  git_repository* const repository = handles_->repository.get();
  git_revwalk* raw_walk = nullptr;
  if (Git().revwalk_new(&raw_walk, repository) != 0) return Fail(GitReason());
  const GitOwned<git_revwalk> walk(raw_walk, Git().revwalk_free);
  Git().revwalk_sorting(walk.get(), GIT_SORT_TIME);
  Git().revwalk_push_glob(walk.get(), "*");
  Git().revwalk_push_head(walk.get());  // fails in a repository without a commit: nothing to walk
  LockfileHistory history{.shallow = Git().repository_is_shallow(repository) == 1};
  TreeComparison comparison(repository, limits, history);
  git_oid id;
  while (Git().revwalk_next(&id, walk.get()) == 0) {
    if (history.commits == limits.commits) {
      history.cut = true;
      break;
    }
    ++history.commits;
    git_commit* raw_commit = nullptr;
    if (Git().commit_lookup(&raw_commit, repository, &id) != 0) continue;
    const GitOwned<git_commit> commit(raw_commit, Git().commit_free);
    const auto tree_of = [](const git_commit* each) {
      git_tree* tree = nullptr;
      if (each != nullptr) Git().commit_tree(&tree, each);
      return GitOwned<git_tree>(tree, Git().tree_free);
    };
    git_commit* raw_parent = nullptr;
    if (Git().commit_parentcount(commit.get()) > 0)
      Git().commit_parent(&raw_parent, commit.get(), 0);
    const GitOwned<git_commit> parent(raw_parent, Git().commit_free);
    const auto now = tree_of(commit.get());
    const auto before = tree_of(parent.get());
    if (now != nullptr) comparison.Compare(commit.get(), before.get(), now.get());
  }
  return history;
}

Result<ByteVector> GitHistory::Read(const LockfileHistory::State& state,
                                    const HistoryLimits& limits) const {
  git_oid id;
  if (Git().oid_fromstrn(&id, state.object.data(), state.object.size()) != 0)
    return Fail(fmt::format("{} is no object of git", Quote(state.object)));
  git_odb* const objects = handles_->objects.get();
  std::size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  if (Git().odb_read_header(&size, &type, objects, &id) != 0)
    return Fail(fmt::format("{}: {}", Quote(state.path), GitReason()));
  if (size > limits.file_bytes)
    return Fail(fmt::format("{} has {}, more than is read", Quote(state.path), HumanBytes(size)));
  git_odb_object* raw = nullptr;
  if (Git().odb_read(&raw, objects, &id) != 0)
    return Fail(fmt::format("{}: {}", Quote(state.path), GitReason()));
  const GitOwned<git_odb_object> object(raw, Git().odb_object_free);
  const auto* const bytes = static_cast<const std::uint8_t*>(Git().odb_object_data(object.get()));
  return ByteVector(bytes, bytes + Git().odb_object_size(object.get()));
}

std::vector<std::string> GitHistory::BranchesWith(const std::string& commit,
                                                  const HistoryLimits& limits) const {
  std::vector<std::string> names;
  git_oid wanted;
  if (Git().oid_fromstrn(&wanted, commit.data(), commit.size()) != 0) return names;
  git_branch_iterator* raw = nullptr;
  if (Git().branch_iterator_new(&raw, handles_->repository.get(), GIT_BRANCH_ALL) != 0)
    return names;
  const GitOwned<git_branch_iterator> branches(raw, Git().branch_iterator_free);
  git_reference* raw_reference = nullptr;
  git_branch_t type = GIT_BRANCH_LOCAL;
  for (std::size_t seen = 0;
       seen < limits.branches && Git().branch_next(&raw_reference, &type, branches.get()) == 0;
       ++seen) {
    const GitOwned<git_reference> reference(raw_reference, Git().reference_free);
    const git_oid* const tip = Git().reference_target(reference.get());
    const char* name = nullptr;
    if (tip == nullptr || Git().branch_name(&name, reference.get()) != 0) continue;
    const bool has = Git().oid_equal(tip, &wanted) != 0 ||
                     Git().graph_descendant_of(handles_->repository.get(), tip, &wanted) == 1;
    if (has) names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace inventory
