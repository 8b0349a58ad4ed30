#include "inventory/git_history.h"

#include <git2.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "inventory/git_file.h"
#include "inventory/git_library.h"
#include "inventory/lockfile_names.h"

namespace inventory {
namespace {

/// A repository in a folder of its own that goes away with it; commits are made without a checkout.
class Repository {
 public:
  Repository() {
    std::string pattern = (std::filesystem::temp_directory_path() / "git_history_XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    git_repository* repository = nullptr;
    EXPECT_EQ(git_repository_init(&repository, folder_.c_str(), 1), 0);
    repository_.reset(repository);
  }
  ~Repository() {
    repository_.reset();
    std::filesystem::remove_all(folder_);
  }
  Repository(const Repository&) = delete;
  Repository& operator=(const Repository&) = delete;

  [[nodiscard]] const std::string& folder() const { return folder_; }

  /// A commit on `branch` in which `path` (folders made as they come) has `content`.
  void Commit(const std::string& path, const std::string& content,
              const std::string& branch = "main") {
    git_oid blob;
    git_blob_create_from_buffer(&blob, repository_.get(), content.data(), content.size());
    git_oid object = blob;
    git_filemode_t mode = GIT_FILEMODE_BLOB;
    std::string rest = path;
    // From the innermost folder outwards; nothing else is in any of them.
    while (true) {
      const std::size_t slash = rest.rfind('/');
      git_treebuilder* raw = nullptr;
      git_treebuilder_new(&raw, repository_.get(), nullptr);
      const GitOwned<git_treebuilder> builder(raw, &git_treebuilder_free);
      git_treebuilder_insert(nullptr, builder.get(),
                             rest.substr(slash == std::string::npos ? 0 : slash + 1).c_str(),
                             &object, mode);
      git_treebuilder_write(&object, builder.get());
      mode = GIT_FILEMODE_TREE;
      if (slash == std::string::npos) break;
      rest.resize(slash);
    }
    git_tree* raw_tree = nullptr;
    git_tree_lookup(&raw_tree, repository_.get(), &object);
    const GitOwned<git_tree> tree(raw_tree, &git_tree_free);
    const std::string reference = "refs/heads/" + branch;
    git_oid tip;
    git_commit* raw_parent = nullptr;
    if (git_reference_name_to_id(&tip, repository_.get(), reference.c_str()) == 0)
      git_commit_lookup(&raw_parent, repository_.get(), &tip);
    const GitOwned<git_commit> parent(raw_parent, &git_commit_free);
    git_signature* raw_hand = nullptr;
    git_signature_new(&raw_hand, "A", "a@people.example", time_ += 60, 0);
    const GitOwned<git_signature> hand(raw_hand, &git_signature_free);
    const git_commit* parents[] = {parent.get()};
    git_oid commit;
    EXPECT_EQ(
        git_commit_create(&commit, repository_.get(), reference.c_str(), hand.get(), hand.get(),
                          nullptr, "c", tree.get(), parent == nullptr ? 0 : 1, parents),
        0);
  }

 private:
  GitLibrary library_;
  std::string folder_;
  GitOwned<git_repository> repository_{nullptr, &git_repository_free};
  git_time_t time_ = 1'780'000'000;
};

LockfileHistory Walk(const Repository& repository, const HistoryLimits& limits = {}) {
  const auto git = GitHistory::Open(repository.folder());
  EXPECT_TRUE(git) << git.error().message;
  auto history = git->Lockfiles(limits);
  EXPECT_TRUE(history);
  return *std::move(history);
}

TEST(GitHistory, KnowsEveryStateOnceAndEveryChange) {
  Repository repository;
  repository.Commit("a/package-lock.json", "one");
  repository.Commit("a/package-lock.json", "two");
  repository.Commit("a/package-lock.json", "one");
  repository.Commit("b/readme.md", "no lockfile");
  const LockfileHistory history = Walk(repository);
  EXPECT_EQ(history.commits, 4U);
  EXPECT_EQ(history.states.size(), 2U);
  EXPECT_EQ(history.changes.size(), 4U);  // in, changed, changed back, taken out
  EXPECT_EQ(history.changes.front().now, LockfileHistory::kAbsent);
  EXPECT_FALSE(history.cut);
  EXPECT_FALSE(history.shallow);
}

TEST(GitHistory, StopsAtItsLimitsAndSaysSo) {
  Repository repository;
  for (const char* content : {"one", "two", "three", "four"})
    repository.Commit("a/b/c/yarn.lock", content);
  EXPECT_FALSE(Walk(repository, {.commits = 4}).cut);
  const LockfileHistory short_walk = Walk(repository, {.commits = 3});
  EXPECT_TRUE(short_walk.cut);
  EXPECT_EQ(short_walk.commits, 3U);
  const LockfileHistory few = Walk(repository, {.changes = 2});
  EXPECT_TRUE(few.cut);
  EXPECT_EQ(few.changes.size(), 2U);
  EXPECT_FALSE(Walk(repository, {.tree_depth = 3}).cut);
  const LockfileHistory flat = Walk(repository, {.tree_depth = 2});
  EXPECT_TRUE(flat.cut);
  EXPECT_TRUE(flat.changes.empty());
}

TEST(GitHistory, ListsTheBranchesOfACommit) {
  Repository repository;
  repository.Commit("yarn.lock", "one");
  for (const char* branch : {"b", "a"}) repository.Commit("yarn.lock", "other", branch);
  const auto git = GitHistory::Open(repository.folder());
  ASSERT_TRUE(git);
  const std::string commit = Walk(repository).changes.front().commit;
  EXPECT_EQ(git->BranchesWith(commit).size(), 1U);
  EXPECT_EQ(git->BranchesWith(commit, {.branches = 0}).size(), 0U);
  EXPECT_TRUE(git->BranchesWith("no commit").empty());
}

TEST(GitHistory, DoesNotReadAFileThatIsTooLarge) {
  Repository repository;
  repository.Commit("yarn.lock", "sixteen letters!");
  const auto git = GitHistory::Open(repository.folder());
  ASSERT_TRUE(git);
  const LockfileHistory::State state = Walk(repository).states.front();
  EXPECT_EQ(AsText(git->Read(state, {.file_bytes = 16}).value()), "sixteen letters!");
  const auto large = git->Read(state, {.file_bytes = 15});
  ASSERT_FALSE(large);
  EXPECT_NE(large.error().message.find("more than is read"), std::string::npos);
  EXPECT_FALSE(git->Read({.path = "yarn.lock", .object = "no object"}));
  EXPECT_FALSE(git->Read({.path = "yarn.lock", .object = std::string(40, '1')}));
}

TEST(GitFile, IsReadUpToItsLimit) {
  Repository repository;
  repository.Commit("yarn.lock", "sixteen letters!");
  EXPECT_EQ(AsText(ReadGitFile(repository.folder(), "main:yarn.lock", 16).value()),
            "sixteen letters!");
  const auto large = ReadGitFile(repository.folder(), "main:yarn.lock", 15);
  ASSERT_FALSE(large);
  EXPECT_NE(large.error().message.find("more than is read"), std::string::npos);
  EXPECT_FALSE(ReadGitFile(repository.folder(), "main:pnpm-lock.yaml"));
}

TEST(LockfileNames, SayWhatIsChosenAndWhatIsSearched) {
  std::string text;
  for (const LockfileName& each : LockfileNames()) {
    text += std::string(each.file) + (IsProjectLockfile(each.file) ? " project" : "") +
            (IsSearchedLockfile("a/b/" + std::string(each.file)) ? " searched" : "") + "\n";
  }
  EXPECT_EQ(text,
            "npm-shrinkwrap.json project searched\npackage-lock.json project searched\n"
            "pnpm-lock.yaml project searched\nyarn.lock project searched\n"
            "bun.lock project searched\nbun.lockb project searched\n"
            "vlt-lock.json project searched\ndeno.lock project searched\n"
            ".pnp.data.json project\n.pnp.cjs project\n.pnp.js project\n"
            ".package-lock.json searched\n");
  EXPECT_FALSE(IsProjectLockfile("package.json"));
  EXPECT_FALSE(IsSearchedLockfile("my-package-lock.json"));
}

TEST(GitHistory, OfNoRepositoryIsAnError) {
  EXPECT_FALSE(GitHistory::Open("/proc"));
}

}  // namespace
}  // namespace inventory
