#include "model/npm_spec.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "model/url_parts.h"

namespace {

std::string_view NameOf(NpmSpec::Kind kind) {
  switch (kind) {
    case NpmSpec::Kind::kVersion:
      return "version";
    case NpmSpec::Kind::kRange:
      return "range";
    case NpmSpec::Kind::kTag:
      return "tag";
    case NpmSpec::Kind::kAlias:
      return "alias";
    case NpmSpec::Kind::kGit:
      return "git";
    case NpmSpec::Kind::kRemote:
      return "remote";
    case NpmSpec::Kind::kFile:
      return "file";
    case NpmSpec::Kind::kFolder:
      return "folder";
    case NpmSpec::Kind::kWorkspace:
      return "workspace";
  }
  return {};
}

/// kind, text, and what else the kind has.
std::string Shown(std::string_view text, std::string_view folder = "") {
  const auto spec = NpmSpec::Parse(text, folder);
  if (!spec) return "refused";
  std::string shown = fmt::format("{} {}", NameOf(spec->kind), spec->text);
  if (spec->kind == NpmSpec::Kind::kAlias) {
    shown += fmt::format(" of {} by {}", spec->alias_name, NameOf(spec->alias_kind));
  }
  if (spec->kind == NpmSpec::Kind::kGit) shown += fmt::format(" = {}", spec->repository);
  if (!spec->committish.empty()) shown += " at " + spec->committish;
  if (!spec->git_range.empty()) shown += " in " + spec->git_range;
  if (!spec->git_folder.empty()) shown += " below " + spec->git_folder;
  return shown;
}

}  // namespace

TEST(NpmSpec, TellsWhatARegistryAnswers) {
  EXPECT_EQ(Shown("1.2.3"), "version 1.2.3");
  EXPECT_EQ(Shown("=v1.2.3"), "version =v1.2.3");
  EXPECT_EQ(Shown(" ^1.2 || 3 "), "range ^1.2 || 3");
  EXPECT_EQ(Shown("*"), "range *");
  EXPECT_EQ(Shown(""), "range ");
  EXPECT_EQ(Shown("latest"), "tag latest");
  EXPECT_EQ(Shown("not a tag"), "refused");
  EXPECT_EQ(Shown("npm:other@^1"), "alias ^1 of other by range");
  EXPECT_EQ(Shown("npm:@s/other"), "alias * of @s/other by range");
  EXPECT_EQ(Shown("npm:other@next"), "alias next of other by tag");
  EXPECT_EQ(Shown("npm:npm:a@1"), "refused");
  EXPECT_EQ(Shown("npm:a@file:x"), "refused");
  EXPECT_EQ(Shown("workspace:^1"), "workspace ^1");
}

TEST(NpmSpec, TellsRepositories) {
  EXPECT_EQ(Shown("user/project"), "git github:user/project = github.com:user/project");
  EXPECT_EQ(Shown("user/project#v1"), "git github:user/project = github.com:user/project at v1");
  EXPECT_EQ(Shown("github:user/project#semver:^1::path:pkg/a"),
            "git github:user/project = github.com:user/project in ^1 below pkg/a");
  constexpr std::string_view kSame = " = github.com:user/project at main";
  for (const std::string_view url :
       {"git+ssh://git@github.com/user/project.git", "git@github.com:user/project.git",
        "git+ssh://git@github.com:user/project.git", "https://github.com/user/project",
        "git://github.com/user/project.git", "git+https://www.github.com/user/project.git"}) {
    EXPECT_EQ(Shown(fmt::format("{}#main", url)), fmt::format("git {}{}", url, kSame));
  }
  EXPECT_EQ(Shown("gitlab:group/sub/project"),
            "git gitlab:group/sub/project = gitlab.com:group/sub/project");
  EXPECT_EQ(Shown("git+https://git.example/a.git#0123"),
            "git git+https://git.example/a.git = https://git.example/a.git at 0123");
  EXPECT_EQ(Shown("git+ssh://git@git.example:team/a.git"),
            "git git+ssh://git@git.example:team/a.git = ssh://git@git.example:team/a.git");
  EXPECT_EQ(Shown("user/project#a::b"), "refused");
}

TEST(NpmSpec, TellsTarballsAndFolders) {
  EXPECT_EQ(Shown("https://example.test/a.tgz"), "remote https://example.test/a.tgz");
  EXPECT_EQ(Shown("https://github.com/u/p/archive/v1.tar.gz"),
            "remote https://github.com/u/p/archive/v1.tar.gz");
  EXPECT_EQ(Shown("ftp://example.test/a.tgz"), "refused");
  EXPECT_EQ(Shown("file:../b", "packages/a"), "folder packages/b");
  EXPECT_EQ(Shown("../../c", "packages/a"), "folder c");
  EXPECT_EQ(Shown("file:../../../c", "packages/a"), "folder ../c");
  EXPECT_EQ(Shown("file:a-1.0.0.tgz"), "file a-1.0.0.tgz");
  EXPECT_EQ(Shown("./a.TAR.GZ"), "file a.TAR.GZ");
  EXPECT_EQ(Shown("file:///opt/lib"), "folder /opt/lib");
  EXPECT_EQ(Shown("file:/../lib"), "folder ../lib");
  EXPECT_EQ(Shown("file:."), "folder ");
  EXPECT_EQ(Shown("a/b/c"), "folder a/b/c");
  EXPECT_EQ(Shown("a-1.0.0.tgz"), "file a-1.0.0.tgz");
}

TEST(NpmSpec, SplitsNamesFromWhatIsAskedOfThem) {
  EXPECT_EQ(SplitNamedSpec("a").spec, "*");
  EXPECT_EQ(SplitNamedSpec("@s/a@^1").name, "@s/a");
  EXPECT_EQ(SplitNamedSpec("@s/a@^1").spec, "^1");
  EXPECT_EQ(SplitNamedSpec("@s/a").name, "@s/a");
  EXPECT_TRUE(IsCommitId("0123456789abcdef0123456789ABCDEF01234567"));
  EXPECT_FALSE(IsCommitId("0123456789abcdef0123456789ABCDEF0123456"));
  EXPECT_FALSE(IsCommitId("main"));
}

TEST(UrlParts, ComeApartAndLoseCredentials) {
  const auto parts = UrlParts::Parse("HTTPS://u:p@Registry.Example:8443/a/b?x=1#frag");
  ASSERT_TRUE(parts.has_value());
  EXPECT_EQ(parts->scheme, "https");
  EXPECT_EQ(parts->user_info, "u:p");
  EXPECT_EQ(parts->host, "registry.example");
  EXPECT_EQ(parts->port, "8443");
  EXPECT_EQ(parts->path, "/a/b");
  EXPECT_EQ(parts->query, "x=1");
  EXPECT_EQ(parts->fragment, "frag");
  EXPECT_EQ(UrlParts::Parse("http://[::1]:80/")->host, "[::1]");
  for (const char* none : {"", "a/b", "://x", "https://", "git@host:a", "a b://c"}) {
    EXPECT_FALSE(UrlParts::Parse(none).has_value()) << none;
  }
  EXPECT_EQ(WithoutCredentials("https://u:p@h.example/a@b"), "https://h.example/a@b");
  EXPECT_EQ(WithoutCredentials("https://h.example/a@b"), "https://h.example/a@b");
  EXPECT_EQ(WithoutCredentials("user@host"), "user@host");
}
